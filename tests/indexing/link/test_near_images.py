# SPDX-License-Identifier: GPL-3.0-or-later
"""Pairs of pictures: the fast index against the slow truth, edits found, strangers apart."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from indexing import images
from indexing.fingerprint.image_hash import fingerprint
from indexing.link.hamming import HASH_BYTES
from indexing.link.near_images import PAIRS_OF_A_PICTURE, near_image_pairs, oriented
from indexing.link.near_images_rows import VARIANTS, VIEWS, View, rows_of
from indexing.options import LinkOptions
from indexing.records import ImageFingerprint, ImageStatus, PicturePart, Reason, ReasonKind
from tests.indexing.sandbox.drawings import drawing, packed

OPTIONS = LinkOptions()
EDITS: dict[str, Callable[[Image.Image], bytes]] = {
    "as PNG": lambda picture: packed(picture, "PNG"),
    "quality 50": lambda picture: packed(picture, quality=50),
    "half size": lambda picture: packed(picture.resize((320, 240), Image.Resampling.LANCZOS)),
    "larger": lambda picture: packed(picture.resize((1300, 975))),
    "brighter": lambda picture: packed(ImageEnhance.Brightness(picture).enhance(1.25)),
    "darker": lambda picture: packed(ImageEnhance.Brightness(picture).enhance(0.7)),
    "grey": lambda picture: packed(picture.convert("L")),
    "blurred": lambda picture: packed(picture.filter(ImageFilter.GaussianBlur(1.5))),
    "less contrast": lambda picture: packed(ImageEnhance.Contrast(picture).enhance(0.6)),
}
TURNS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "mirrored": ImageOps.mirror,
    "mirrored_turned_half": ImageOps.flip,
    "turned_left": lambda picture: picture.transpose(Image.Transpose.ROTATE_90),
    "turned_half": lambda picture: picture.transpose(Image.Transpose.ROTATE_180),
    "turned_right": lambda picture: picture.transpose(Image.Transpose.ROTATE_270),
    "mirrored_turned_left": lambda picture: picture.transpose(Image.Transpose.TRANSPOSE),
    "mirrored_turned_right": lambda picture: picture.transpose(Image.Transpose.TRANSVERSE),
}


def hashed(data: bytes) -> ImageFingerprint:
    return fingerprint(images.decode(data).decoded(), hashlib.sha256(data).hexdigest())


@functools.cache
def strangers() -> tuple[ImageFingerprint, ...]:
    return tuple(hashed(packed(drawing(1000 + seed))) for seed in range(300))


def pairs(
    hashes: list[ImageFingerprint], options: LinkOptions = OPTIONS
) -> dict[tuple[int, int], Reason]:
    found = list(near_image_pairs(hashes, options))
    assert len({(first, second) for first, second, _ in found}) == len(found)
    assert all(first < second for first, second, _ in found)
    return {(first, second): reason for first, second, reason in found}


def made(
    number: int,
    pdq: bytes,
    dhash: bytes,
    *,
    status: ImageStatus = ImageStatus.OK,
    variants: bytes = b"",
    parts: tuple[PicturePart, ...] = (),
) -> ImageFingerprint:
    return ImageFingerprint(
        str(number), 9, 9, status, pdq, 100, dhash, variants=variants, parts=parts
    )


def part(kind: str, pdq: bytes, dhash: bytes, *, quality: int = 100) -> PicturePart:
    return PicturePart(kind, (100, 0, 900, 1000), pdq, dhash, quality)


def two_of(seed: int) -> tuple[bytes, bytes]:
    """A PDQ and a dHash like no other seed's."""
    random = np.random.default_rng(seed)
    return random.bytes(HASH_BYTES), random.bytes(HASH_BYTES)


def flipped(hash_: bytes, bits: int) -> bytes:
    return (int.from_bytes(hash_) ^ ((1 << bits) - 1)).to_bytes(HASH_BYTES)


@pytest.mark.parametrize(
    ("pdq", "dhash", "rule"),
    [
        (0, 256, "pdq"),
        (40, 256, "pdq"),
        (41, 50, "pdq_and_dhash"),
        (64, 0, "pdq_and_dhash"),
        (64, 50, "pdq_and_dhash"),
        (41, 51, None),
        (64, 51, None),
        (65, 0, None),
    ],
)
def test_the_rule_at_its_edges(pdq: int, dhash: int, rule: str | None) -> None:
    base = bytes(range(HASH_BYTES))
    found = pairs([made(0, base, base), made(1, flipped(base, pdq), flipped(base, dhash))])
    if rule is None:
        assert found == {}
        return
    reason = found[0, 1]
    assert reason.kind is ReasonKind.NEAR_IMAGE
    assert reason.joins
    assert (reason.score, reason.threshold) == (pdq, 40 if rule == "pdq" else 64)
    assert json.loads(json.dumps(reason.detail)) == {
        "pdq": pdq,
        "dhash": dhash,
        "variant": "upright",
        "inverted": False,
        "images": ["0", "1"],
        "boxes": [None, None],
        "rule": rule,
        "witness": None if rule == "pdq" else "dhash",
    }


@pytest.mark.parametrize(("bits", "matched"), [(31, True), (32, False)])
@pytest.mark.parametrize("swapped", [False, True])
def test_turned_pictures_need_a_smaller_distance(bits: int, matched: bool, swapped: bool) -> None:
    random = np.random.default_rng(3)
    base, other, *rest = (random.bytes(HASH_BYTES) for _ in range(9))
    variants = b"".join([flipped(other, bits), *rest[:6]])  # the first one: turned left
    first = made(0, base, base, variants=variants)
    second = made(1, other, other)
    found = pairs([second, first] if swapped else [first, second])
    assert set(found) == ({(0, 1)} if matched else set())
    if matched:
        detail = found[0, 1].detail
        assert detail["variant"] == ("turned_right" if swapped else "turned_left")
        assert (detail["rule"], detail["dhash"]) == ("pdq_turned", None)
        assert found[0, 1].threshold == 31


@pytest.mark.parametrize("edit", EDITS)
def test_edited_pictures_are_found_among_strangers(edit: str) -> None:
    originals = [drawing(1000 + seed) for seed in range(0, 60, 5)]
    edited = [hashed(EDITS[edit](picture)) for picture in originals]
    found = pairs([*strangers(), *edited])
    assert set(found) == {(5 * place, 300 + place) for place in range(len(edited))}
    assert {reason.detail["variant"] for reason in found.values()} == {"upright"}


@pytest.mark.parametrize("turn", VARIANTS)
def test_turned_pictures_are_found_and_named(turn: str) -> None:
    turned = [hashed(packed(TURNS[turn](drawing(1000 + seed)))) for seed in range(0, 60, 5)]
    found = pairs([*strangers(), *turned])
    assert set(found) == {(5 * place, 300 + place) for place in range(len(turned))}
    assert {reason.detail["variant"] for reason in found.values()} == {turn}


def test_different_drawings_are_never_paired() -> None:
    assert ImageStatus.OK in {each.status for each in strangers()}
    assert pairs(list(strangers())) == {}


def test_flat_rejected_and_equal_files_are_not_paired() -> None:
    base = bytes(range(HASH_BYTES))
    assert pairs([made(0, base, base), made(0, base, base)]) == {}
    for status in set(ImageStatus) - {ImageStatus.OK, ImageStatus.TEXT}:
        assert pairs([made(0, base, base), made(1, base, base, status=status)]) == {}
    assert pairs([made(0, base, base), made(1, b"", b"")]) == {}
    assert pairs([]) == {}


def test_places_are_those_of_the_callers_list() -> None:
    base = bytes(range(HASH_BYTES))
    flat = made(9, base, base, status=ImageStatus.FLAT)
    assert set(pairs([flat, made(0, base, base), flat, made(1, base, base)])) == {(1, 3)}


def test_options_are_obeyed() -> None:
    base = bytes(range(HASH_BYTES))
    two = [made(0, base, base), made(1, flipped(base, 20), base)]
    strict = LinkOptions(pdq_sure=10, pdq_with_dhash=19)
    assert pairs(two, strict) == {}
    assert set(pairs(two)) == {(0, 1)}


@pytest.mark.parametrize(
    ("pdq", "dhash", "rule"),
    [
        (0, 256, "pdq_part"),
        (31, 256, "pdq_part"),
        (32, 50, "pdq_part_and_dhash"),
        (47, 50, "pdq_part_and_dhash"),
        (47, 51, None),
        (48, 0, None),
    ],
)
@pytest.mark.parametrize("kind", ["panel", "aspect"])
@pytest.mark.parametrize("swapped", [False, True])
def test_a_part_at_its_edges(
    pdq: int, dhash: int, rule: str | None, kind: str, swapped: bool
) -> None:
    base, grey = two_of(1)
    framed = made(1, *two_of(2), parts=(part(kind, flipped(base, pdq), flipped(grey, dhash)),))
    alone = made(0, base, grey)
    found = pairs([framed, alone] if swapped else [alone, framed])
    assert set(found) == ({(0, 1)} if rule else set())
    if rule:
        detail = found[0, 1].detail
        boxes = [None, [100, 0, 900, 1000]]
        assert (detail["rule"], detail["variant"]) == (rule, "upright")
        assert detail["boxes"] == (boxes[::-1] if swapped else boxes)
        assert detail["images"] == (["1", "0"] if swapped else ["0", "1"])


def test_two_crops_are_no_match_and_two_panels_are() -> None:
    base, grey = two_of(1)
    for kind, matched in (("aspect", False), ("panel", True)):
        framed = [made(n, *two_of(n + 2), parts=(part(kind, base, grey),)) for n in range(2)]
        assert bool(pairs(framed)) is matched


def test_an_empty_panel_is_not_compared() -> None:
    base, grey = two_of(1)
    for quality, matched in ((49, False), (50, True)):
        framed = made(1, *two_of(2), parts=(part("panel", base, grey, quality=quality),))
        assert bool(pairs([made(0, base, grey), framed])) is matched


@pytest.mark.parametrize(("bits", "matched"), [(10, True), (11, False)])
def test_pictures_of_text_must_be_nearly_equal(bits: int, matched: bool) -> None:
    base, grey = two_of(1)
    card = made(0, base, grey, status=ImageStatus.TEXT)
    for status in (ImageStatus.TEXT, ImageStatus.OK):
        other = made(1, flipped(base, bits), grey, status=status)
        found = pairs([card, other])
        assert bool(found) is matched
        if matched:
            assert found[0, 1].detail["rule"] == "pdq_text"


def test_parts_and_turns_of_a_picture_of_text_are_not_compared() -> None:
    base, grey = two_of(1)
    seven = base * len(VARIANTS)
    panel = (part("panel", base, grey),)
    card = made(0, *two_of(2), status=ImageStatus.TEXT, variants=seven, parts=panel)
    assert pairs([card, made(1, base, grey)]) == {}


@pytest.mark.parametrize(("bits", "matched"), [(31, True), (47, True), (48, False)])
def test_inverted_pictures(bits: int, matched: bool) -> None:
    base, grey = two_of(1)
    negative = bytes(255 - byte for byte in flipped(base, bits))
    found = pairs([made(0, base, grey), made(1, negative, bytes(255 - byte for byte in grey))])
    assert bool(found) is matched
    if matched:
        detail = found[0, 1].detail
        assert (detail["inverted"], detail["variant"]) == (True, "upright")


@pytest.mark.parametrize("variant", ["turned_half", "mirrored_turned_half", "mirrored"])
def test_the_derived_dhash_is_that_of_the_turned_picture(variant: str) -> None:
    view = View(VARIANTS.index(variant))
    for seed in range(5):
        picture = drawing(1000 + seed)
        upright, turned = (
            hashed(packed(each, "PNG")) for each in (picture, TURNS[variant](picture))
        )
        rows = rows_of([upright, turned], OPTIONS)
        whole = np.flatnonzero(rows.kind == 0)
        derived = rows.witness(view, whole[:1])[0]
        assert np.bitwise_count(derived ^ rows.dhash[whole[1]]).sum() <= 20


@pytest.mark.parametrize(
    ("bits", "gap", "matched"), [(40, 256, True), (64, 50, True), (64, 51, False), (65, 0, False)]
)
def test_mirrored_pictures_match_as_upright_ones_do(bits: int, gap: int, matched: bool) -> None:
    base, rest = two_of(1)[0], two_of(3)[0]
    variants = b"".join(
        flipped(base, bits) if name == "mirrored" else bytes([n]) + rest[1:]
        for n, name in enumerate(VARIANTS)
    )
    plain = made(0, *two_of(5), variants=variants)
    rows = rows_of([plain], OPTIONS)
    mirrored = rows.witness(View(VARIANTS.index("mirrored")), np.array([0]))[0].tobytes()
    found = pairs([plain, made(1, base, flipped(mirrored, gap))])
    assert bool(found) is matched


def test_what_whole_pictures_join_is_not_told_again_by_parts() -> None:
    base, grey = two_of(1)
    inner = (part("panel", *two_of(2)),)
    found = pairs([made(n, flipped(base, n), grey, parts=inner) for n in range(4)])
    assert {reason.detail["rule"] for reason in found.values()} == {"pdq"}


def test_a_picture_saved_very_often_keeps_few_pairs_and_stays_one_group() -> None:
    base, grey = two_of(1)
    found = pairs([made(n, flipped(base, n % 20), grey) for n in range(200)])
    assert len(found) <= 200 * (PAIRS_OF_A_PICTURE + 1)
    group = list(range(200))
    for first, second in found:
        group = [group[first] if each == group[second] else each for each in group]
    assert len(set(group)) == 1


def test_new_pictures_find_what_a_full_run_finds_of_them() -> None:
    every = [*strangers()[:60]]
    every += [hashed(EDITS[edit](drawing(1000 + n))) for n, edit in enumerate(EDITS)]
    every += [hashed(packed(TURNS[turn](drawing(1020 + n)))) for n, turn in enumerate(VARIANTS)]
    new = np.zeros(len(every), dtype=np.bool_)
    new[[0, 2, 21, 61, 66, 70]] = True
    full = pairs(every)
    some = {(i, j): reason for i, j, reason in near_image_pairs(every, OPTIONS, new=new)}
    assert len(full) == len(EDITS) + len(VARIANTS)
    assert some == {pair: reason for pair, reason in full.items() if new[list(pair)].any()}
    assert 0 < len(some) < len(full)


def test_known_groups_are_not_joined_again() -> None:
    base, grey = two_of(1)
    inner = (part("panel", base, grey),)
    two = [made(0, base, grey), made(1, *two_of(2), parts=inner)]
    known = np.zeros(2, dtype=np.int64)
    assert list(near_image_pairs(two, OPTIONS, groups=known)) == []
    assert len(list(near_image_pairs(two, OPTIONS))) == 1


def test_a_reason_told_from_the_other_side() -> None:
    detail = {"images": ["a", "b"], "boxes": [None, [1, 2, 3, 4]], "variant": "turned_left"}
    reason = Reason(ReasonKind.NEAR_IMAGE, 3, 31, detail)
    turned = oriented(reason, swapped=True)
    assert turned.detail == {
        "images": ["b", "a"], "boxes": [[1, 2, 3, 4], None], "variant": "turned_right",
    }  # fmt: skip
    assert oriented(turned, swapped=True) == reason == oriented(reason, swapped=False)
    for view in VIEWS:
        assert view.undone().undone() == view


@pytest.mark.parametrize(("variant", "turned"), [("upright", -88.0), ("mirrored", 88.0)])
def test_a_turn_found_by_details_is_told_from_the_other_side(variant: str, turned: float) -> None:
    detail = {"images": ["a", "b"], "boxes": [[0, 0, 500, 500], None], "variant": variant}
    reason = Reason(ReasonKind.NEAR_IMAGE, 40.0, 8.0, {**detail, "degrees": 88.0, "scale": 0.5})
    found = oriented(reason, swapped=True).detail
    assert (found["images"], found["degrees"], found["scale"]) == (["b", "a"], turned, 2.0)


@pytest.mark.parametrize("view", [view for view in VIEWS if view.witnessed])
def test_no_rows_have_no_witness(view: View) -> None:
    """Pairs that a view leaves empty ask for none; it may be any view."""
    rows = rows_of(list(strangers()[:2]), OPTIONS)
    assert rows.witness(view, np.array([], dtype=np.int64)).shape == (0, HASH_BYTES)
