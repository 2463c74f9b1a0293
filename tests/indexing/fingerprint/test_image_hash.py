# SPDX-License-Identifier: GPL-3.0-or-later
"""Picture hashes: those of the libraries, flat pictures named so, variants in a fixed order."""

from __future__ import annotations

import imagehash
import numpy as np
import pdqhash
import pytest
from PIL import Image, ImageDraw

from indexing import images
from indexing.benchmark.drawn import drawn
from indexing.fingerprint.image_hash import IMAGE_HASH_VERSION, fingerprint, rejected
from indexing.images import Decoded
from indexing.link.hamming import HASH_BYTES
from indexing.link.near_images_rows import VARIANTS
from indexing.options import LinkOptions
from indexing.records import ImageFingerprint, ImageStatus
from tests.indexing.sandbox.drawings import drawing, packed


def hashed(data: bytes) -> ImageFingerprint:
    return fingerprint(images.decode(data).decoded(), "0" * 64)


def of_grey(grey: np.ndarray) -> ImageFingerprint:
    height, width = grey.shape
    return fingerprint(Decoded(width, height, np.ascontiguousarray(grey), grey[:, :, None]), "")


def bits(first: bytes, second: bytes) -> int:
    return (int.from_bytes(first) ^ int.from_bytes(second)).bit_count()


@pytest.mark.parametrize("seed", range(6))
def test_hashes_stay_near_those_of_the_libraries_on_the_whole_file(seed: int) -> None:
    picture = drawn(seed, 900, 700)
    made = hashed(packed(picture, quality=90))
    bits_of_pdq, quality = pdqhash.compute(np.asarray(picture))
    assert bits(made.pdq, np.packbits(bits_of_pdq.astype(np.uint8)).tobytes()) <= 14
    assert abs(made.pdq_quality - quality) <= 10
    dhash = imagehash.dhash(picture, hash_size=16)
    assert bits(made.dhash, bytes.fromhex(str(dhash))) <= 24
    assert (made.sha256, made.width, made.height) == ("0" * 64, 900, 700)
    assert made.status is ImageStatus.OK


@pytest.mark.parametrize("factor", [0.2, 0.37, 1.5])
def test_a_picture_of_another_size_has_nearly_the_same_hash(factor: float) -> None:
    picture = drawn(3, 800, 1000)
    small = picture.resize((int(800 * factor), int(1000 * factor)), Image.Resampling.LANCZOS)
    assert bits(hashed(packed(picture)).pdq, hashed(packed(small)).pdq) <= 10


def test_version_names_hashes_and_decode_path() -> None:
    assert IMAGE_HASH_VERSION.endswith(f"path-{images.DECODE_PATH}")


def test_variants_stand_in_the_order_that_links_name() -> None:
    grey = images.decode(packed(drawing(2))).decoded().grey
    made = of_grey(grey)
    assert len(made.variants) == len(VARIANTS) * HASH_BYTES
    mirrored = grey[:, ::-1]
    shown = {
        "turned_left": np.rot90(grey),
        "turned_half": np.rot90(grey, 2),
        "turned_right": np.rot90(grey, 3),
        "mirrored": mirrored,
        "mirrored_turned_left": np.rot90(mirrored),
        "mirrored_turned_half": np.rot90(mirrored, 2),
        "mirrored_turned_right": np.rot90(mirrored, 3),
    }
    for place, name in enumerate(VARIANTS):
        variant = made.variants[place * HASH_BYTES : (place + 1) * HASH_BYTES]
        assert bits(variant, of_grey(shown[name]).pdq) <= 24, name


def gradient() -> Image.Image:
    return Image.linear_gradient("L").resize((640, 480))


@pytest.mark.parametrize(
    "picture",
    [
        Image.new("RGB", (640, 480), (200, 30, 60)),
        Image.fromarray((np.indices((480, 640)).sum(0) % 2 + 100).astype(np.uint8)),
        gradient(),
        drawing(3, (8, 600)),
        drawing(4, (12, 12)),
        drawing(5, (1, 1)),
        drawing(6).point(lambda value: value * 0.01),
    ],
    ids=["one colour", "nearly one", "gradient", "strip", "icon", "dot", "dark"],
)
def test_pictures_with_nothing_to_match_are_flat(picture: Image.Image) -> None:
    made = hashed(packed(picture, "PNG"))
    assert made.status is ImageStatus.FLAT
    assert (made.variants, made.parts) == (b"", ())
    assert len(made.pdq) == len(made.dhash) == HASH_BYTES


def test_a_very_dark_photo_keeps_its_hash() -> None:
    picture = drawn(7, 800, 600)
    dark = hashed(packed(picture.point(lambda value: value * 0.06), "PNG"))
    assert dark.status is ImageStatus.OK
    assert bits(dark.pdq, hashed(packed(picture, "PNG")).pdq) <= 31


def test_quality_limit_is_an_option() -> None:
    picture = Image.new("L", (400, 400), 128)
    ImageDraw.Draw(picture).ellipse((150, 150, 250, 250), fill=170)
    decoded = images.decode(packed(picture, "PNG")).decoded()
    quality = fingerprint(decoded, "").pdq_quality
    assert 0 < quality < 100
    loose = fingerprint(decoded, "", LinkOptions(pdq_quality=quality))
    strict = fingerprint(decoded, "", LinkOptions(pdq_quality=quality + 1))
    assert (loose.status, strict.status) == (ImageStatus.OK, ImageStatus.FLAT)


def test_a_rejected_picture_tells_only_why() -> None:
    made = rejected("a" * 64, "image_broken")
    assert made.status is ImageStatus.REJECTED
    assert (made.code, made.pdq, made.dhash) == ("image_broken", b"", b"")
