# SPDX-License-Identifier: GPL-3.0-or-later
"""Local features: a fixed form, the same each time, and a mirror image that costs nothing."""

from __future__ import annotations

import struct

import numpy as np
import pytest
from PIL import Image, ImageOps

from indexing.fingerprint.local_features import BYTES, MOST, SIDE, features
from tests.indexing.sandbox.drawings import drawing


def grey(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("L"))


def read(packed: bytes) -> tuple[np.ndarray, np.ndarray, tuple[int, int]]:
    count, width, height = struct.unpack("<HHH", packed[:6])
    assert len(packed) == 6 + count * (4 + BYTES)
    places = np.frombuffer(packed, "<u2", 2 * count, 6).reshape(2, count).T / 128
    bits = np.frombuffer(packed, np.uint8, offset=6 + 4 * count).reshape(count, BYTES)
    return places, bits, (width, height)


def test_the_form() -> None:
    places, bits, size = read(features(grey(drawing(1))))
    assert max(size) == SIDE
    assert 100 < len(places) <= MOST
    assert (places >= 0).all()
    assert (places <= size).all()
    assert len(np.unique(bits, axis=0)) > len(bits) * 3 / 4


def test_the_same_picture_gives_the_same_features() -> None:
    assert features(grey(drawing(2))) == features(grey(drawing(2)))


def test_the_mirror_image_is_the_halves_exchanged() -> None:
    picture = drawing(3).resize((400, 300))
    places, bits, (width, _) = read(features(grey(picture)))
    other_places, other_bits, _ = read(features(grey(ImageOps.mirror(picture))))
    exchanged = np.concatenate([other_bits[:, 16:], other_bits[:, :16]], axis=1)
    gaps = np.bitwise_count(bits[:, None] ^ exchanged[None]).sum(axis=-1)
    nearest = gaps.argmin(axis=1)
    same = gaps.min(axis=1) <= 20
    assert same.mean() > 0.9
    back = width - 1 - other_places[nearest, 0]
    assert np.median(np.abs(back - places[:, 0])[same]) < 1


def test_points_come_from_all_over_the_picture() -> None:
    picture = drawing(4).resize((400, 300))
    chance = np.random.default_rng(1)
    loud = chance.integers(0, 2, (8, 16), dtype=np.uint8) * 255
    picture.paste(Image.fromarray(loud).resize((160, 80), Image.Resampling.NEAREST), (0, 0))
    places, _, _ = read(features(grey(picture)))
    inside = (places[:, 0] < 170) & (places[:, 1] < 90)
    assert inside.mean() < 0.3


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (39, 39), (40, 60), (2000, 45)])
def test_pictures_too_small_or_thin_have_few_features_or_none(shape: tuple[int, int]) -> None:
    noise = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    places, _, _ = read(features(noise))
    assert len(places) <= MOST
    if min(shape) < 40:
        assert len(places) == 0


def test_one_colour_has_none() -> None:
    assert features(np.full((300, 400), 90, np.uint8)) == struct.pack("<HHH", 0, 400, 300)
