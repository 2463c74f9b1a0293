# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from indexing.cluster.components import Components, cluster
from indexing.fingerprint.text_signature import signature
from indexing.options import LinkOptions
from indexing.pipeline import linking
from indexing.pipeline.linking import Evidence, Links, find_links
from indexing.records import ImageFingerprint, ImageStatus, MentionKind, Reason, ReasonKind

OPTIONS = LinkOptions()
LONG = "Oak table with six chairs, made by hand, to be collected in the workshop near the station"


def evidence(
    texts: list[str],
    phones: dict[str, list[int]] | None = None,
    images: dict[str, list[int]] | None = None,
) -> Evidence:
    mentions = [(MentionKind.PHONE, value, ads) for value, ads in (phones or {}).items()]
    pictures = [
        ImageFingerprint(sha, 9, 9, ImageStatus.OK, bytes([n]) * 32, 100, bytes([n]) * 32)
        for n, sha in enumerate(images or {})
    ]
    return Evidence(
        ads=list(range(1, len(texts) + 1)),
        signatures={n: signature("", text) for n, text in enumerate(texts, 1)},
        mentions=mentions,
        images=pictures,
        ads_by_image=images or {},
    )


def groups(found: Evidence, links: Links) -> list[list[int]]:
    return cluster(found.ads, links.pairs(), {})


def test_repeats_are_folded_onto_the_first() -> None:
    found = evidence([LONG, "", LONG.upper(), LONG])
    links = find_links(found, OPTIONS)
    assert links.duplicate_of == {3: 1, 4: 1}
    assert groups(found, links) == [[1, 3, 4], [2]]


def test_a_bare_title_joins_nothing() -> None:
    titles = {1: signature("Production manager", ""), 2: signature("Production manager", "")}
    found = Evidence([1, 2], titles, [], [], {})
    links = find_links(found, OPTIONS)
    assert groups(found, links) == [[1], [2]]
    assert [r.kind for r in links.reasons[(1, 2)]] == [ReasonKind.SAME_TEXT]


def test_a_bare_title_with_the_same_long_column_is_a_repeat() -> None:
    about = "This employer runs twelve stores in the region and trains its own people"
    other = "A family business of four people that repairs wooden boats on the lake"
    rows = [
        ("Production manager", about),
        ("Production manager", other),
        ("Production manager", about),
    ]
    signed = {n: signature(title, "", ["R-7", text]) for n, (title, text) in enumerate(rows, 1)}
    found = Evidence([1, 2, 3], signed, [], [], {})
    assert groups(found, find_links(found, OPTIONS)) == [[1, 3], [2]]


def test_a_picture_with_a_thousand_copies_gives_few_pairs() -> None:
    pictures = Components(range(200))
    pairs = ((i, j, Reason(ReasonKind.NEAR_IMAGE, 2, 40)) for i in range(200) for j in range(i))
    kept = linking._bounded(pairs, pictures)
    assert len(pictures.groups()) == 1
    assert len(kept) < 200 * 9


def test_ads_without_text_stand_alone() -> None:
    found = evidence(["", "", "😀"])
    assert groups(found, find_links(found, OPTIONS)) == [[1], [2], [3]]


def distinct(number: int) -> list[str]:
    return [
        " ".join(f"{chr(97 + n % 26)}{chr(97 + n // 26)}{w}xq" for w in range(20))
        for n in range(number)
    ]


def test_a_shared_phone_joins_different_texts_and_a_hub_does_not() -> None:
    few = evidence(distinct(5), {"+33199000001": [1, 2, 3]})
    assert groups(few, find_links(few, OPTIONS))[0] == [1, 2, 3]
    many = OPTIONS.hub_groups + 1
    crowd = evidence(distinct(many), {"+33199000001": list(range(1, many + 1))})
    links = find_links(crowd, OPTIONS)
    assert [(hub.value, hub.ads) for hub in links.hubs] == [("+33199000001", many)]
    assert len(groups(crowd, links)) == many


def test_a_stock_picture_joins_nobody_with_contacts_of_their_own() -> None:
    many = OPTIONS.hub_groups_conflicting + 1
    phones = {f"+3319900{n:04}": [n, n] for n in range(1, many + 1)}
    crowd = evidence(distinct(many), phones, {"a" * 64: list(range(1, many + 1))})
    links = find_links(crowd, OPTIONS)
    assert [hub.kind for hub in links.hubs] == [ReasonKind.SAME_IMAGE]
    assert len(groups(crowd, links)) == many


def test_a_pair_shows_all_that_its_ads_share_hubs_included() -> None:
    many = OPTIONS.hub_groups + 1
    texts = [*distinct(many), distinct(1)[0]]
    phones = {"+33199000001": list(range(1, many + 2)), "+33199000002": [1, many + 1]}
    found = evidence(texts, phones)
    reasons = find_links(found, OPTIONS).reasons[(1, many + 1)]
    assert {(r.kind, r.joins) for r in reasons} == {
        (ReasonKind.SAME_TEXT, True),
        (ReasonKind.PHONE, False),
        (ReasonKind.PHONE, True),
    }
