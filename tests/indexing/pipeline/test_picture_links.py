# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures into links: parts and details, hubs, stock photos, watermarks, and new ones only."""

from __future__ import annotations

import functools
import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageOps

from indexing import images
from indexing.cluster.components import Components
from indexing.fingerprint import local_features
from indexing.fingerprint.image_hash import fingerprint
from indexing.options import LinkOptions
from indexing.pipeline.evidence import Evidence, Links
from indexing.pipeline.picture_links import link_images
from indexing.records import (
    ImageFingerprint,
    ImageStatus,
    PicturePart,
    Reason,
    ReasonKind,
    Ruling,
)
from tests.indexing.sandbox.drawings import drawing, packed

OPTIONS = LinkOptions()


def made(seed: int, *, parts: tuple[PicturePart, ...] = ()) -> ImageFingerprint:
    chance = random.Random(seed)
    return ImageFingerprint(
        sha256=f"{seed:064x}",
        width=300,
        height=200,
        status=ImageStatus.OK,
        pdq=chance.randbytes(32),
        pdq_quality=100,
        dhash=chance.randbytes(32),
        parts=parts,
    )


def near(one: ImageFingerprint, seed: int) -> ImageFingerprint:
    """Another file of the same picture: two bits changed."""
    pdq = bytes([one.pdq[0] ^ 3, *one.pdq[1:]])
    return replace(one, sha256=f"{seed:064x}", pdq=pdq)


@functools.cache
def drawn(seed: int, change: str = "") -> ImageFingerprint:
    picture = drawing(seed)
    if change == "crop":
        picture = picture.crop((0, 100, 480, 480))
    if change == "mirrored crop":
        picture = ImageOps.mirror(picture.crop((100, 0, 640, 400)))
    decoded = images.decode(packed(picture)).decoded()
    one = fingerprint(decoded, hashlib.sha256(f"{seed}{change}".encode()).hexdigest())
    return replace(one, features=local_features.features(decoded.grey))


def linked(
    shown: Mapping[ImageFingerprint, Sequence[int]] | Sequence[tuple[ImageFingerprint, list[int]]],
    *,
    contacts: Mapping[int, str] | None = None,
    together: Sequence[Sequence[int]] = (),
    rulings: Mapping[tuple[ReasonKind, str], Ruling] | None = None,
    links: Links | None = None,
    new: frozenset[str] | None = None,
) -> Links:
    """Links of pictures and the ads that show each; ``together`` are groups by other evidence."""
    listed = list(shown.items() if isinstance(shown, Mapping) else shown)
    ads = sorted({ad for _one, some in listed for ad in some} | {a for g in together for a in g})
    groups = Components(ads)
    for group in together:
        for ad in group:
            groups.join(group[0], ad)
    evidence = Evidence(
        ads=ads,
        signatures={},
        mentions=(),
        images=sorted((one for one, _some in listed), key=lambda one: one.sha256),
        ads_by_image={one.sha256: some for one, some in listed},
        rulings=rulings or {},
    )
    given = {ad: {contact} for ad, contact in (contacts or {}).items()}
    links = links or Links()
    link_images(evidence, OPTIONS, links, groups, given, new=new)
    return links


def joining(links: Links) -> set[tuple[int, int]]:
    return {pair for pair, found in links.reasons.items() if any(one.joins for one in found)}


def only(links: Links, pair: tuple[int, int]) -> Reason:
    (reason,) = links.reasons[pair]
    return reason


def test_a_crop_joins_by_its_details_and_says_where_it_lies() -> None:
    links = linked([(drawn(1), [5]), (drawn(1, "crop"), [3]), (drawn(2), [7])])
    assert joining(links) == {(3, 5)}
    detail = only(links, (3, 5)).detail
    assert detail["rule"] == "local_features"
    assert detail["images"] == [drawn(1, "crop").sha256, drawn(1).sha256]


def test_the_first_picture_told_is_that_of_the_first_ad() -> None:
    for ads in ([1], [9]):
        links = linked([(drawn(4), ads), (drawn(4, "mirrored crop"), [5])])
        (pair,) = joining(links)
        detail = only(links, pair).detail
        first = drawn(4) if ads == [1] else drawn(4, "mirrored crop")
        assert isinstance(detail["images"], list)
        assert detail["images"][0] == first.sha256
        assert detail["variant"] == "mirrored"


def test_features_are_read_when_the_evidence_does_not_hold_them() -> None:
    pair = [drawn(1), drawn(1, "crop")]
    stored = {one.sha256: one.features for one in pair}
    bare = [replace(one, features=b"") for one in pair]
    evidence = Evidence(
        ads=[1, 2],
        signatures={},
        mentions=(),
        images=bare,
        ads_by_image={one.sha256: [n + 1] for n, one in enumerate(bare)},
        features=lambda names: ((name, stored[name]) for name in names),
    )
    links = Links()
    link_images(evidence, OPTIONS, links, Components([1, 2]), {})
    assert joining(links) == {(1, 2)}


def test_a_part_joins_the_picture_it_holds() -> None:
    inner = made(1)
    part = PicturePart("panel", (0, 200, 1000, 800), inner.pdq, inner.dhash, 100)
    links = linked([(inner, [1]), (made(2, parts=(part,)), [2])])
    assert joining(links) == {(1, 2)}
    assert only(links, (1, 2)).detail["boxes"] == [None, [0, 200, 1000, 800]]


@pytest.mark.parametrize(
    ("advertisers", "of_one", "stock", "held"),
    [(2, 4, False, False), (3, 1, True, False), (3, 2, True, False), (3, 3, True, True)],
)
def test_a_stock_photo_is_marked_and_held_among_advertisers_of_several_ads(
    advertisers: int, of_one: int, stock: bool, held: bool
) -> None:
    groups = [list(range(10 * n, 10 * n + of_one)) for n in range(1, advertisers + 1)]
    contacts = {group[0]: f"+3319900{group[0]:04}" for group in groups}
    photo = made(1)
    links = linked([(photo, [g[0] for g in groups])], contacts=contacts, together=groups)
    found = [reason for some in links.reasons.values() for reason in some]
    assert len(found) == advertisers - 1
    assert {reason.detail.get("stock", False) for reason in found} == {stock}
    assert {reason.joins for reason in found} == {not held}
    assert [(hub.value, hub.why) for hub in links.hubs] == [(photo.sha256, "stock")] * held
    if stock:
        assert {reason.detail["contacts"] for reason in found} == {advertisers}


def three_of_several_ads() -> tuple[list[list[int]], dict[int, str]]:
    groups = [[10, 11, 12], [20, 21, 22], [30, 31, 32]]
    return groups, {ad: f"+331990000{ad // 10:02}" for group in groups for ad in group}


def test_one_advertiser_with_a_set_of_photos_is_no_stock_photo() -> None:
    groups, contacts = three_of_several_ads()
    firsts = [group[0] for group in groups]
    links = linked([(made(1), firsts), (made(2), firsts)], contacts=contacts, together=groups)
    assert links.hubs == []
    assert joining(links) == {(10, 20), (10, 30)}


def test_groups_with_one_contact_or_none_are_no_stock_photo() -> None:
    groups, _ = three_of_several_ads()
    firsts = [group[0] for group in groups]
    for contacts in ({}, dict.fromkeys(firsts, "+33199000001")):
        links = linked([(made(1), firsts)], contacts=contacts, together=groups)
        assert links.hubs == []
        assert not any(one.detail.get("stock") for some in links.reasons.values() for one in some)


def test_two_files_of_a_stock_photo_are_one() -> None:
    groups, contacts = three_of_several_ads()
    photo = made(1)
    shown = [(photo, [10]), (near(photo, 2), [20]), (near(photo, 3), [30])]
    links = linked(shown, contacts=contacts, together=groups)
    assert [hub.why for hub in links.hubs] == ["stock"]
    assert joining(links) == set()
    assert all(one.detail["stock"] for some in links.reasons.values() for one in some)


@pytest.mark.parametrize(
    ("ruling", "hub", "joins"), [(Ruling.JOINS, [], True), (Ruling.HELD, ["ruled"], False)]
)
def test_a_ruling_wins(ruling: Ruling, hub: list[str], joins: bool) -> None:
    groups, contacts = three_of_several_ads()
    photo = made(1)
    links = linked(
        [(photo, [10, 20, 30])],
        contacts=contacts,
        together=groups,
        rulings={(ReasonKind.SAME_IMAGE, photo.sha256): ruling},
    )
    assert [one.why for one in links.hubs] == hub
    assert bool(joining(links)) is joins


def test_what_lies_over_the_pictures_of_many_groups_joins_none() -> None:
    chance = np.random.default_rng(0)
    mark = Image.fromarray(chance.integers(0, 256, (12, 20), dtype=np.uint8)).resize((300, 180))
    shown = []
    for seed in range(11):
        picture = drawing(500 + seed).convert("L")
        picture.paste(mark, (170, 150))
        decoded = images.decode(packed(picture)).decoded()
        one = fingerprint(decoded, f"{seed:064x}")
        one = replace(one, features=local_features.features(decoded.grey), parts=())
        shown.append((one, [seed + 1]))
    links = linked(shown)
    few = linked(shown[:3])
    assert joining(links) == set()
    assert links.reasons
    assert len(joining(few)) >= 2  # so that it is the number of groups that decides


def everything() -> list[tuple[ImageFingerprint, list[int]]]:
    inner = made(40)
    part = PicturePart("panel", (0, 200, 1000, 800), inner.pdq, inner.dhash, 100)
    return [
        (drawn(1), [1, 2]),
        (drawn(1, "crop"), [3]),
        (drawn(2), [4]),
        (drawn(3), [5, 6]),
        (made(30), [7, 8]),
        (near(made(30), 31), [9]),
        (near(made(30), 32), [10]),
        (inner, [11]),
        (made(41, parts=(part,)), [12]),
        (made(50), list(range(100, 140))),
        (near(made(50), 51), [13]),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_adding_pictures_yields_what_a_full_run_yields(seed: int) -> None:
    shown = everything()
    full = linked(shown)
    chance = random.Random(seed)
    chance.shuffle(shown)
    old, added = shown[:7], shown[7:]
    links = linked(old)
    links = linked(shown, links=links, new=frozenset(one.sha256 for one, _ads in added))
    assert joining(links) >= joining(full)
    whole = Components(range(200))
    for pair in joining(links) - joining(full):
        assert not set(pair) & set(range(100, 140))
    for pair in joining(full):
        whole.join(*pair)
    assert all(whole.root(a) == whole.root(b) for a, b in joining(links))
    assert full.hubs[0] in links.hubs


def test_only_what_is_new_is_linked() -> None:
    shown = everything()
    links = linked(shown, new=frozenset({shown[1][0].sha256}))
    assert joining(links) == {(1, 2), (1, 3)}
    assert linked(shown, new=frozenset()).reasons == {}
