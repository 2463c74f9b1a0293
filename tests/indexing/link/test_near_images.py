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
from indexing.link.near_images import (
    HASH_BYTES,
    VARIANTS,
    brute_force,
    distances,
    near_image_pairs,
    within,
)
from indexing.options import LinkOptions
from indexing.records import ImageFingerprint, ImageStatus, Reason, ReasonKind
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
) -> ImageFingerprint:
    return ImageFingerprint(str(number), 9, 9, status, pdq, 100, dhash, variants=variants)


def flipped(hash_: bytes, bits: int) -> bytes:
    return (int.from_bytes(hash_) ^ ((1 << bits) - 1)).to_bytes(HASH_BYTES)


@pytest.mark.parametrize("radius", [0, 31, 40, 64, 110])
def test_index_finds_what_comparing_everything_finds(radius: int) -> None:
    random = np.random.default_rng(radius)
    stored = random.integers(0, 256, (1500, HASH_BYTES), dtype=np.uint8)
    near = stored[random.integers(0, 1500, 1200)].copy()
    for row in near:
        places = random.choice(256, int(random.integers(0, 80)), replace=False)
        row ^= np.packbits(np.isin(np.arange(256), places))
    queries = np.concatenate([near, stored[:200]])

    def found(search: Callable[..., object]) -> set[tuple[int, int]]:
        parts = search(queries, stored, radius)
        return {pair for first, second in parts for pair in zip(first, second, strict=True)}  # type: ignore[attr-defined]

    truth = found(brute_force)
    assert truth
    assert found(within) == truth


def test_distance_counts_bits() -> None:
    first = np.frombuffer(bytes(HASH_BYTES), dtype=np.uint8)
    second = np.frombuffer(flipped(bytes(HASH_BYTES), 41), dtype=np.uint8)
    assert distances(first[None], second[None]).tolist() == [41]


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
    expected = {"pdq": pdq, "dhash": dhash, "variant": "upright", "rule": rule}
    assert json.loads(json.dumps(reason.detail)) == expected


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
    assert {each.status for each in strangers()} == {ImageStatus.OK}
    assert pairs(list(strangers())) == {}


def test_flat_rejected_and_equal_files_are_not_paired() -> None:
    base = bytes(range(HASH_BYTES))
    assert pairs([made(0, base, base), made(0, base, base)]) == {}
    for status in set(ImageStatus) - {ImageStatus.OK}:
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
