# SPDX-License-Identifier: GPL-3.0-or-later
"""The plane and its hashes: many at once are what the library and one at a time give."""

from __future__ import annotations

import numpy as np
import pdqhash
import pytest
from PIL import Image

from indexing.benchmark.drawn import drawn
from indexing.fingerprint import hash_plane
from indexing.fingerprint.hash_plane import SIDE, part_hashes, plane, planes, whole_hashes
from indexing.fingerprint.hash_plane_kernels import halved

BOXES = [(0, 0, 240, 300), (20, 0, 200, 300), (0, 40, 240, 290), (31, 17, 180, 211)]


def grey(seed: int) -> np.ndarray:
    return np.asarray(drawn(seed, 240, 300).convert("L"))


def test_planes_of_parts_are_those_of_the_cut_out_parts() -> None:
    picture = grey(1)
    for (left, top, right, bottom), made in zip(BOXES, planes(picture, BOXES), strict=True):
        alone = plane(np.ascontiguousarray(picture[top:bottom, left:right]))
        assert np.abs(made - alone).max() < 0.01


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (3, 7), (65, 63), (300, 240)])
def test_a_plane_is_the_weighted_sum_with_every_weight(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(5).integers(0, 256, shape, dtype=np.uint8)
    slow = hash_plane._tents(shape[0]) @ picture.astype(np.float32) @ hash_plane._tents(shape[1]).T
    assert np.abs(plane(picture) - slow).max() < 0.001


@pytest.mark.parametrize("shape", [(1, 1), (1, 321), (321, 1), (401, 333), (400, 333), (333, 400)])
def test_a_picture_is_halved_as_pillow_halves_it(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(6).integers(0, 256, shape, dtype=np.uint8)
    assert (halved(picture) == np.asarray(Image.fromarray(picture).reduce(2))).all()


@pytest.mark.parametrize("seed", range(5))
def test_hashes_of_many_planes_are_the_librarys_bit_for_bit(seed: int) -> None:
    samples = np.rint(planes(grey(seed), BOXES))
    for one, made in zip(samples, part_hashes(samples), strict=True):
        colour = np.repeat(one.astype(np.uint8)[:, :, None], 3, axis=2)
        bits, quality = pdqhash.compute(colour)
        assert made.pdq == np.packbits(np.asarray(bits).astype(np.uint8)).tobytes()
        assert made.quality == quality
        whole = whole_hashes(one)
        every, _ = pdqhash.compute_dihedral(colour)
        packed = [np.packbits(np.asarray(each).astype(np.uint8)).tobytes() for each in every]
        assert [whole.pdq, whole.variants] == [packed[0], b"".join(packed[1:])]
        assert (whole.pdq, whole.dhash, whole.quality) == (made.pdq, made.dhash, made.quality)


def test_quality_of_little_structure_is_the_librarys() -> None:
    slopes = [np.indices((SIDE, SIDE)).sum(axis=0) * step for step in (0.6, 1.0, 1.4, 2.0)]
    noise = [np.random.default_rng(most).integers(0, most, (SIDE, SIDE)) for most in (66, 90, 200)]
    samples = np.array([*slopes, *noise]).astype(np.float32)
    for one, made in zip(np.rint(samples), part_hashes(samples), strict=True):
        colour = np.repeat(one.astype(np.uint8)[:, :, None], 3, axis=2)
        assert made.quality == pdqhash.compute(colour)[1]


def test_a_plane_of_one_grey_has_no_quality() -> None:
    (made,) = part_hashes(np.full((1, SIDE, SIDE), 77, np.float32))
    assert made.quality == 0
    assert made.dhash == bytes(32)


def test_a_faint_plane_keeps_its_hash() -> None:
    clear = planes(grey(3), BOXES[:1])
    (first,), (second,) = part_hashes(clear), part_hashes(clear * 0.06)
    assert second.quality >= 50
    assert (int.from_bytes(first.pdq) ^ int.from_bytes(second.pdq)).bit_count() <= 6


@pytest.mark.parametrize("shape", [(1, 1), (2, 900), (64, 64), (513, 3)])
def test_every_size_has_a_plane(shape: tuple[int, int]) -> None:
    made = plane(np.full(shape, 9, np.uint8))
    assert made.shape == (SIDE, SIDE)
    assert np.abs(made - 9).max() < 1e-4
