# SPDX-License-Identifier: GPL-3.0-or-later
"""The one decode path: sizes, colours, turns, and refusal of everything else."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from indexing import images, limits
from indexing.benchmark.drawn import drawn
from indexing.errors import BadInputError
from indexing.fingerprint.hash_plane import part_hashes, plane
from tests.indexing.sandbox.drawings import drawing, every_kind, packed, turned


@pytest.mark.parametrize(("kind", "data"), every_kind().items())
def test_every_kind_keeps_to_the_sizes(kind: str, data: bytes) -> None:
    decoded = images.decode(data).decoded()
    assert decoded.grey.ndim == 2
    assert decoded.grey.dtype == np.uint8
    assert max(decoded.grey.shape) <= images.GREY_SIDE
    assert decoded.thumbnail.shape[2] == 3
    assert max(decoded.thumbnail.shape[:2]) <= images.THUMBNAIL_SIDE
    if max(decoded.width, decoded.height) > images.GREY_SIDE:
        assert max(decoded.grey.shape) > images.GREY_SIDE // 2


def test_size_told_is_that_of_the_file() -> None:
    decoded = images.decode(every_kind()["jpeg large"])
    assert (decoded.width, decoded.height) == (3001, 1999)


def test_jpeg_and_png_of_one_picture_agree() -> None:
    picture = drawing(8, (1500, 1100))
    first = images.decode(packed(picture, quality=95, subsampling=0)).decoded().grey
    second = images.decode(packed(picture, "PNG")).decoded().grey
    assert first.shape == second.shape
    assert np.abs(first.astype(int) - second).mean() < 2


@pytest.mark.parametrize(("kind", "data"), every_kind().items())
def test_grey_alone_is_the_same_picture_smaller(kind: str, data: bytes) -> None:
    whole = images.decode(data).decoded()
    alone = images.decode_grey(data)
    (plane,) = alone.planes
    assert (alone.width, alone.height) == (whole.width, whole.height)
    long = max(plane.width, plane.height)
    assert long == max(whole.width, whole.height) or long >= images.HASH_SIDE
    assert long < 2 * images.HASH_SIDE
    assert abs(plane.array().mean() - whole.grey.mean()) < 4


@pytest.mark.parametrize("seed", range(4))
def test_hashes_of_grey_alone_are_nearly_those_of_the_whole_file(seed: int) -> None:
    picture = drawn(seed, 900, 1200)
    data = packed(picture, quality=85)
    full = np.asarray(Image.open(BytesIO(data)).convert("L"))
    small = images.decode_grey(data).planes[0].array()
    (one,), (other,) = (part_hashes(plane(grey)[None]) for grey in (small, full))
    for name in ("pdq", "dhash"):
        gap = int.from_bytes(getattr(one, name)) ^ int.from_bytes(getattr(other, name))
        assert gap.bit_count() <= 8


def test_transparent_lies_on_white() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    for name in ("PNG", "WEBP"):
        assert images.decode(packed(clear, name)).decoded().grey.min() == 255
    palette = Image.new("P", (40, 40), 0)
    for name in ("PNG", "GIF"):
        grey = images.decode(packed(palette, name, transparency=0)).decoded().grey
        assert grey.min() == 255


def test_sixteen_bits_keep_their_upper_eight() -> None:
    values = (np.arange(256, dtype=np.uint16) * 257).reshape(16, 16)
    grey = images.decode(packed(Image.fromarray(values), "PNG")).decoded().grey
    assert (grey.ravel() == np.arange(256)).all()


def test_cmyk_looks_like_its_rgb() -> None:
    picture = Image.new("RGB", (64, 64), (200, 40, 90))
    thumbnail = images.decode(packed(picture.convert("CMYK"), quality=95)).decoded().thumbnail
    assert np.abs(thumbnail.astype(int) - (200, 40, 90)).max() <= 6


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_turns_the_picture_and_its_size(orientation: int) -> None:
    plain = images.decode(turned(1)).decoded()
    got = images.decode(turned(orientation)).decoded()
    upright = {
        1: plain.grey,
        2: plain.grey[:, ::-1],
        3: plain.grey[::-1, ::-1],
        4: plain.grey[::-1],
        5: plain.grey.T,
        6: np.rot90(plain.grey, 3),
        7: np.rot90(plain.grey, 2).T,
        8: np.rot90(plain.grey),
    }[orientation]
    assert (got.grey == upright).all()
    assert (got.width, got.height) == ((200, 400) if orientation >= 5 else (400, 200))


def test_damaged_exif_does_not_reject_a_picture() -> None:
    data = turned(6)
    start = data.index(b"Exif\0\0") + 6
    broken = data[: start + 4] + b"\xff\xff\xff\x7f" + data[start + 8 :]
    assert images.decode(broken).width == 400


def test_only_the_first_frame_counts() -> None:
    first, second = drawing(9, (80, 60)).convert("P"), drawing(10, (80, 60)).convert("P")
    moving = packed(first, "GIF", save_all=True, append_images=[second])
    assert images.decode(moving) == images.decode(packed(first, "GIF"))


@pytest.mark.parametrize("side", [8, 160, 1000, 5000])
def test_pixels_fit_and_never_grow(side: int) -> None:
    plane = images.pixels(packed(drawing(11, (1200, 900))), side).planes[0]
    assert max(plane.width, plane.height) == min(side, 1200)
    assert len(plane.data) == plane.width * plane.height * 3


def test_allow_list_never_names_mpo() -> None:
    assert "MPO" not in limits.IMAGE_FORMATS


def test_a_file_longer_than_the_limit_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_IMAGE_BYTES", 100)
    with pytest.raises(BadInputError) as caught:
        images.decode(packed(drawing(12)))
    assert caught.value.code == "image_too_large"
