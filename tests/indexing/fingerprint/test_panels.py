# SPDX-License-Identifier: GPL-3.0-or-later
"""Panels: what borders, bars, screens and collages set off is found where it lies."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from PIL import Image

from indexing.benchmark import overlays
from indexing.benchmark.drawn import drawn
from indexing.fingerprint.hash_plane import Box
from indexing.fingerprint.panels import MOST_PANELS, find_panels


def small(picture: Image.Image) -> np.ndarray:
    grey = picture.convert("L")
    grey.thumbnail((320, 320), Image.Resampling.BOX)
    return np.asarray(grey)


def overlap(first: Box, second: tuple[float, ...]) -> float:
    """Common area over joint area."""
    left, top = max(first[0], second[0]), max(first[1], second[1])
    right, bottom = min(first[2], second[2]), min(first[3], second[3])
    common = max(0.0, right - left) * max(0.0, bottom - top)
    areas = ((box[2] - box[0]) * (box[3] - box[1]) for box in (first, second))
    return common / (sum(areas) - common)


def best(picture: Image.Image, truth: tuple[float, float, float, float]) -> float:
    """How well the best panel covers a box given in fractions of the picture."""
    grey = small(picture)
    height, width = grey.shape
    place = tuple(part * side for part, side in zip(truth, (width, height) * 2, strict=True))
    return max((overlap(box, place) for box in find_panels(grey)), default=0.0)


@pytest.mark.parametrize("seed", range(4))
def test_a_border_is_taken_off(seed: int) -> None:
    framed = overlays.bordered(drawn(seed), 0.12, (40, 130, 180))
    assert best(framed, (96 / 992, 96 / 1192, 896 / 992, 1096 / 1192)) > 0.97


@pytest.mark.parametrize("seed", range(4))
def test_bars_are_taken_off(seed: int) -> None:
    assert best(overlays.letterboxed(drawn(seed)), (0, 211 / 1422, 1, 1211 / 1422)) > 0.97


@pytest.mark.parametrize("dark", [False, True])
def test_the_picture_on_a_screen_is_found(dark: bool) -> None:
    screen = overlays.screenshot(drawn(1), Random(1), dark=dark)
    grey = small(screen)
    height, width = grey.shape
    tallest = max(find_panels(grey), key=lambda box: box[3] - box[1])
    assert tallest[2] - tallest[0] == width
    assert (tallest[3] - tallest[1]) / height == pytest.approx(1350 / 2160, abs=0.02)


@pytest.mark.parametrize("gap", [0, 10])
def test_pictures_side_by_side_are_cut_apart(gap: int) -> None:
    made = Image.new("RGB", (1600 + gap, 1000), (255, 255, 255))
    made.paste(drawn(1), (0, 0))
    made.paste(drawn(2), (800 + gap, 0))
    width = 1600 + gap
    assert best(made, (0, 0, 800 / width, 1)) > 0.95
    assert best(made, ((800 + gap) / width, 0, 1, 1)) > 0.95


def test_quarters_of_a_collage_are_cut_apart() -> None:
    made = Image.new("RGB", (1200, 1200))
    for place in range(4):
        made.paste(drawn(place + 3, 600, 600), (place % 2 * 600, place // 2 * 600))
    for place in range(4):
        x, y = place % 2 / 2, place // 2 / 2
        assert best(made, (x, y, x + 0.5, y + 0.5)) > 0.95


@pytest.mark.parametrize(
    "grey",
    [
        np.full((200, 300), 90, np.uint8),
        np.full((1, 1), 3, np.uint8),
        np.full((320, 2), 200, np.uint8),
        np.random.default_rng(1).integers(0, 256, (300, 200), dtype=np.uint8),
        np.tile(np.arange(256, dtype=np.uint8), (64, 1)),
        (np.indices((256, 320)) // 32 % 2 * 255).sum(axis=0).astype(np.uint8),
    ],
    ids=["one tone", "dot", "line", "noise", "ramp", "squares"],
)
def test_nothing_comes_of_pictures_of_nothing(grey: np.ndarray) -> None:
    found = find_panels(grey)
    assert len(found) <= MOST_PANELS
    for left, top, right, bottom in found:
        assert 0 <= left < right <= grey.shape[1]
        assert 0 <= top < bottom <= grey.shape[0]
