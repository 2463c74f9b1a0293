# SPDX-License-Identifier: GPL-3.0-or-later
"""From evidence to links: nothing is read or written, the same evidence gives the same links."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import pytest

from indexing.fingerprint.text_signature import signature
from indexing.options import LinkOptions
from indexing.pipeline.evidence import Evidence, Links
from indexing.pipeline.linking import find_links
from indexing.records import ImageFingerprint, ImageStatus, MentionKind, Reason, ReasonKind

OPTIONS = LinkOptions()
TEXT = (
    "Weekly market stand with bread, cheese and honey from the valley, small boxes to your "
    "door every {day}, ask for the list of the season and the price of a jar"
)
_WORDS = [
    "lamp", "chair", "garden", "table", "window", "bread", "river", "piano", "bicycle", "lesson",
    "harvest", "station", "basket", "orchard", "carpet", "engine", "kitchen", "blanket", "copper",
]  # fmt: skip


def unlike(seed: int) -> str:
    """A text that no other seed makes nearly."""
    return " ".join(random.Random(seed).choices(_WORDS, k=40))


def evidence(
    texts: Mapping[int, str],
    mentions: Sequence[tuple[MentionKind, str, Sequence[int]]] = (),
    images: Sequence[ImageFingerprint] = (),
    ads_by_image: Mapping[str, Sequence[int]] | None = None,
) -> Evidence:
    return Evidence(
        ads=sorted(texts),
        signatures={ad: signature("", text) for ad, text in texts.items()},
        mentions=mentions,
        images=images,
        ads_by_image=ads_by_image or {},
    )


def kinds(links: Links) -> dict[tuple[int, int], set[str]]:
    return {pair: {reason.kind.value for reason in found} for pair, found in links.reasons.items()}


def picture(seed: int) -> ImageFingerprint:
    chance = random.Random(seed)
    return ImageFingerprint(
        sha256=f"{seed:064x}",
        width=300,
        height=200,
        status=ImageStatus.OK,
        pdq=chance.randbytes(32),
        pdq_quality=100,
        dhash=chance.randbytes(32),
    )


def test_no_evidence_gives_no_links() -> None:
    links = find_links(evidence({}), OPTIONS)
    assert (links.reasons, links.hubs, links.duplicate_of) == ({}, [], {})


def test_equal_and_nearly_equal_texts() -> None:
    texts = {
        1: TEXT.format(day="Friday"),
        2: TEXT.format(day="Friday"),
        3: TEXT.format(day="Tuesday"),
        4: unlike(4),
    }
    links = find_links(evidence(texts), OPTIONS)
    assert kinds(links) == {(1, 2): {"same_text"}, (1, 3): {"near_text"}}
    assert links.duplicate_of == {2: 1}
    assert links.text_group[1] == links.text_group[2] == links.text_group[3]
    assert links.text_group[4] == 4


def test_a_pair_tells_all_that_it_shares() -> None:
    texts = {1: TEXT.format(day="Friday"), 2: TEXT.format(day="Friday")}
    shared = [
        (MentionKind.PHONE, "+33639980001", [1, 2]),
        (MentionKind.EMAIL, "a@example.org", [1, 2]),
        (MentionKind.PRICE, "20 EUR", [1, 2]),
    ]
    links = find_links(evidence(texts, shared), OPTIONS)
    assert kinds(links) == {(1, 2): {"same_text", "phone", "email"}}


def test_a_number_of_very_many_joins_none_of_them() -> None:
    texts = {n: unlike(n) for n in range(1, 61)}
    shared = [(MentionKind.PHONE, "+33199000001", sorted(texts))]
    links = find_links(evidence(texts, shared), OPTIONS)
    assert not [pair for pair, found in links.reasons.items() if any(r.joins for r in found)]
    (hub,) = links.hubs
    assert (hub.kind, hub.value, hub.ads) == (ReasonKind.PHONE, "+33199000001", 60)


def test_a_picture_links_and_one_of_very_many_does_not() -> None:
    texts = {n: unlike(n) for n in range(1, 61)}
    few, many, flat = picture(1), picture(2), picture(3)
    flat = ImageFingerprint(flat.sha256, 300, 200, ImageStatus.OK, flat.pdq, 10, flat.dhash)
    carried = {few.sha256: [1, 2], many.sha256: sorted(texts), flat.sha256: [3, 4]}
    links = find_links(evidence(texts, (), (few, many, flat), carried), OPTIONS)
    joining = [pair for pair, found in links.reasons.items() if any(r.joins for r in found)]
    assert joining == [(1, 2)]
    assert [(hub.kind, hub.value) for hub in links.hubs] == [(ReasonKind.SAME_IMAGE, many.sha256)]


def test_near_pictures_link_the_ads_that_carry_them() -> None:
    one = picture(1)
    changed = bytes([one.pdq[0] ^ 0xFF, *one.pdq[1:]])
    other = ImageFingerprint("f" * 64, 300, 200, ImageStatus.OK, changed, 100, one.dhash)
    carried = {one.sha256: [1], other.sha256: [2]}
    links = find_links(evidence({1: unlike(1), 2: unlike(2)}, (), (one, other), carried), OPTIONS)
    assert kinds(links) == {(1, 2): {"near_image"}}


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_evidence_changes_nothing(seed: int) -> None:
    chance = random.Random(seed)
    texts = {n: unlike(n // 2) if n % 3 else unlike(n) for n in range(1, 40)}
    shared = [
        (MentionKind.PHONE, f"+3319900{n:04}", chance.sample(sorted(texts), 3)) for n in range(10)
    ]
    images = [picture(n) for n in range(4)]
    carried = {one.sha256: chance.sample(sorted(texts), 2) for one in images}
    first = find_links(evidence(texts, shared, images, carried), OPTIONS)
    chance.shuffle(shared)
    chance.shuffle(images)
    again = find_links(
        evidence(
            dict(sorted(texts.items(), reverse=True)),
            [(kind, value, ads[::-1]) for kind, value, ads in shared],
            images,
            dict(reversed(carried.items())),
        ),
        OPTIONS,
    )
    assert kinds(again) == kinds(first)
    assert again.duplicate_of == first.duplicate_of


def test_the_same_reason_twice_counts_once_and_the_closer_one() -> None:
    links = Links()
    links.add(2, 1, Reason(ReasonKind.NEAR_TEXT, 0.5, 0.4))
    links.add(1, 2, Reason(ReasonKind.NEAR_TEXT, 0.9, 0.4))
    links.add(1, 2, Reason(ReasonKind.NEAR_IMAGE, 30, 40))
    links.add(1, 2, Reason(ReasonKind.NEAR_IMAGE, 12, 40))
    links.add(1, 2, Reason(ReasonKind.PHONE, 1, 0, {"value": "+33639980001"}))
    links.add(1, 2, Reason(ReasonKind.PHONE, 1, 0, {"value": "+33639980002"}))
    (pair,) = links.pairs()
    assert (pair.a, pair.b) == (1, 2)
    assert [(r.kind.value, r.score) for r in pair.reasons] == [
        ("near_text", 0.9), ("near_image", 12), ("phone", 1), ("phone", 1),
    ]  # fmt: skip
