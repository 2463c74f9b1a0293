# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of a picture: centre crops of the usual shapes, and hashes that find the cut-out again."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from PIL import Image

from indexing import images
from indexing.benchmark.drawn import drawn
from indexing.benchmark.transforms import TRANSFORMS
from indexing.fingerprint.image_hash import fingerprint
from indexing.fingerprint.picture_parts import ASPECT, PANEL, centre_crops
from indexing.records import ImageFingerprint
from tests.indexing.sandbox.drawings import packed


def hashed(picture: Image.Image) -> ImageFingerprint:
    return fingerprint(images.decode(packed(picture, quality=85)).decoded(), "")


def nearest(hash_: bytes, made: ImageFingerprint, kind: str) -> int:
    """PDQ distance of a hash to the nearest part of a kind."""
    return min(
        (int.from_bytes(hash_) ^ int.from_bytes(part.pdq)).bit_count()
        for part in made.parts
        if part.kind == kind
    )


def test_crops_are_centred_and_as_large_as_they_can_be() -> None:
    found = centre_crops(400, 500)
    assert (0, 50, 400, 450) in found
    assert len(found) == 6  # not 4:5, which it has already
    for left, top, right, bottom in found:
        assert abs(left - (400 - right)) <= 1
        assert abs(top - (500 - bottom)) <= 1
        assert right - left == 400 or bottom - top == 500


@pytest.mark.parametrize("seed", range(3))
def test_a_square_cut_from_the_middle_is_a_part(seed: int) -> None:
    whole = drawn(seed)
    square = TRANSFORMS["sqcrop"](whole, Random(0), ())
    assert nearest(hashed(square).pdq, hashed(whole), ASPECT) <= 16


@pytest.mark.parametrize("name", ["border6w", "border12c", "letterbox", "screenshot", "collage2a"])
def test_what_a_picture_holds_is_a_part(name: str) -> None:
    whole = drawn(11)
    framed = hashed(TRANSFORMS[name](whole, Random(2), [drawn(12)]))
    assert nearest(hashed(whole).pdq, framed, PANEL) <= 24
    for part in framed.parts:
        left, top, right, bottom = part.box
        assert 0 <= left < right <= 1000
        assert 0 <= top < bottom <= 1000


def test_a_tiny_picture_has_parts_too() -> None:
    made = hashed(Image.fromarray(np.asarray(drawn(1, 60, 40))))
    assert all(len(part.pdq) == 32 for part in made.parts)
