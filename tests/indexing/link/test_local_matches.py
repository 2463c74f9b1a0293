# SPDX-License-Identifier: GPL-3.0-or-later
"""Pieces of pictures found again; small logos and look-alikes left alone."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from indexing.fingerprint.local_features import features
from indexing.link import local_matches
from indexing.link.local_matches import (
    INLIERS,
    LEAST_AREA,
    LocalMatch,
    compare_all,
    local_image_pairs,
    local_match,
    mirrored,
    unpacked,
)
from indexing.records import Reason, ReasonKind
from tests.indexing.sandbox.drawings import drawing

SEEDS = range(40)


def packed(picture: Image.Image) -> bytes:
    return features(np.asarray(picture.convert("L")))


def cropped(picture: Image.Image, share: float = 0.8) -> Image.Image:
    width, height = picture.size
    return picture.crop((0, int(height * (1 - share)), int(width * share), height))


def stickered(picture: Image.Image) -> Image.Image:
    picture = picture.copy()
    width, height = picture.size
    ImageDraw.Draw(picture).ellipse((width // 4, height // 4, width * 3 // 4, height * 2 // 3), 200)
    return picture


def filled(picture: Image.Image) -> Image.Image:
    """The picture in a tall frame of its own blur."""
    width, height = picture.size
    frame = picture.resize((width, width * 3 // 2)).filter(ImageFilter.GaussianBlur(18))
    frame.paste(picture, (0, (frame.height - height) // 2))
    return frame


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "crop": cropped,
    "crop and mirror": lambda picture: ImageOps.mirror(cropped(picture)),
    "tilt": lambda picture: picture.rotate(6),
    "sticker": stickered,
    "blurred frame": filled,
    "half size": lambda picture: picture.resize((picture.width // 2, picture.height // 2)),
}


@functools.cache
def strangers() -> tuple[bytes, ...]:
    return tuple(packed(drawing(1000 + seed)) for seed in SEEDS)


def found(
    every: Sequence[bytes], new: Sequence[int] | None = None, groups: Sequence[int] | None = None
) -> dict[tuple[int, int], Reason]:
    fresh = None if new is None else np.isin(np.arange(len(every)), new)
    known = None if groups is None else np.array(groups, dtype=np.int64)
    names = [str(number) for number in range(len(every))]
    listed = list(local_image_pairs(names, every, new=fresh, groups=known))
    assert len({(i, j) for i, j, _ in listed}) == len(listed)
    assert all(i < j for i, j, _ in listed)
    return {(i, j): reason for i, j, reason in listed}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_picture_is_found_among_strangers(change: str) -> None:
    changed = [packed(CHANGES[change](drawing(1000 + seed))) for seed in (3, 11, 19, 27)]
    pairs = found([*strangers(), *changed])
    expected = {(seed, 40 + number) for number, seed in enumerate((3, 11, 19, 27))}
    assert set(pairs) == expected
    for pair, reason in pairs.items():
        assert reason.kind is ReasonKind.NEAR_IMAGE
        assert reason.joins
        assert reason.score >= reason.threshold == INLIERS
        assert reason.detail["variant"] == ("mirrored" if "mirror" in change else "upright")
        assert reason.detail["images"] == [str(place) for place in pair]


def test_strangers_are_not_paired() -> None:
    assert found(list(strangers())) == {}


def test_the_votes_lose_nothing_that_comparing_all_finds() -> None:
    every = list(strangers()[:14])
    every += [packed(change(drawing(1000 + n))) for n, change in enumerate(CHANGES.values())]
    names = [str(number) for number in range(len(every))]
    truth = {(i, j): reason for i, j, reason in compare_all(names, every)}
    assert len(truth) >= len(CHANGES)
    assert found(every) == truth


@pytest.mark.slow
def test_the_votes_lose_nothing_among_very_many() -> None:
    every = [packed(drawing(seed)) for seed in range(300)]
    every += [packed(change(drawing(n))) for n, change in enumerate(CHANGES.values())]
    names = [str(number) for number in range(len(every))]
    assert found(every) == {(i, j): reason for i, j, reason in compare_all(names, every)}


def test_the_box_says_where_the_piece_lies() -> None:
    pairs = found([packed(drawing(7)), packed(cropped(drawing(7), 0.6))])
    boxes = pairs[0, 1].detail["boxes"]
    assert isinstance(boxes, list)
    (left, top, right, bottom), piece = boxes
    assert right <= 640
    assert top >= 360
    for side, place in zip((left, top - 400, right, bottom - 400), piece, strict=True):
        assert abs(side / 0.6 - place) < 40


def test_a_shared_logo_links_nothing() -> None:
    logo = drawing(99).resize((90, 70))
    pictures = []
    for seed in (1, 2, 3, 4):
        picture = drawing(seed).resize((800, 600))
        picture.paste(logo, (700, 520))
        pictures.append(packed(picture))
    assert found(pictures) == {}


@pytest.mark.parametrize(
    ("inliers", "alike", "area", "sure"),
    [
        (12, 34, 0.05, True),
        (12, 35, 0.05, False),
        (11, 11, 0.9, False),
        (13, 13, 0.04, False),
        (14, 20, 0.04, True),
        (50, 50, 0.029, False),
        (16, 106, 0.2, True),
        (16, 107, 0.2, False),
    ],
)
def test_the_rule_at_its_edges(inliers: int, alike: int, area: float, sure: bool) -> None:
    for areas in ((area, 1.0), (1.0, area)):
        box = (0, 0, 1000, 1000)
        match = LocalMatch(inliers, alike, areas, (box, box), False, 0.0)
        assert match.sure is sure
    assert LEAST_AREA == 0.03


def test_new_pictures_find_what_a_full_run_finds_of_them() -> None:
    every = list(strangers()[:10])
    every += [packed(change(drawing(1000 + n))) for n, change in enumerate(CHANGES.values())]
    full = found(every)
    some = found(every, new=[0, 4, 12])
    assert some == {pair: reason for pair, reason in full.items() if {0, 4, 12} & set(pair)}
    assert 0 < len(some) < len(full)
    assert found(every, new=[]) == {}


def test_pictures_of_one_group_are_not_compared() -> None:
    two = [packed(drawing(5)), packed(cropped(drawing(5)))]
    assert len(found(two)) == 1
    assert found(two, groups=[0, 0]) == {}


def test_many_chunks_and_a_small_memory_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    every = list(strangers()[:10])
    every += [packed(change(drawing(1000 + n))) for n, change in enumerate(CHANGES.values())]
    full = found(every)
    monkeypatch.setattr(local_matches, "_CHUNK", 3)
    assert found(every) == full
    monkeypatch.setattr(local_matches, "ROWS", 100 * len(every))
    assert set(found(every)) == set(full)


def test_pictures_without_features_match_nothing() -> None:
    empty = packed(Image.new("L", (300, 300), 90))
    assert found([b"", b"", empty, empty, strangers()[0]]) == {}
    assert found([]) == found([b""]) == {}
    assert local_match(unpacked(b""), unpacked(empty), flip=True) is None


def test_a_mirror_image_of_a_mirror_image_is_the_picture() -> None:
    one = unpacked(strangers()[0])
    twice = mirrored(mirrored(one))
    assert (twice.bits == one.bits).all()
    assert np.allclose(twice.places, one.places)
