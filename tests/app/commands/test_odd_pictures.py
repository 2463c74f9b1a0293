# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of odd kinds from outside, in a full run and added to a case that is linked."""

from __future__ import annotations

import csv
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from indexing.benchmark.drawn import drawn
from tests.app.commands.driving import grouping, imported, indexed, new_case


def saved(image: Image.Image, form: str, **how: object) -> bytes:
    stream = BytesIO()
    image.save(stream, form, **how)
    return stream.getvalue()


def declared(width: int, height: int) -> bytes:
    """A PNG whose head declares a size that its few bytes of pixels do not have."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = b"IDAT" + zlib.compress(bytes(100))
    chunks = (head, pixels, b"IEND")
    framed = [
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
        for chunk in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


def moving(form: str, first: int) -> bytes:
    frames = [drawn(seed, 240, 300) for seed in (first, first + 1)]
    return saved(frames[0], form, save_all=True, append_images=frames[1:], duration=80)


def wrong_sum(first: int) -> bytes:
    data = bytearray(saved(drawn(first, 240, 300), "PNG"))
    place = data.index(b"IDAT") - 4
    (length,) = struct.unpack(">I", data[place : place + 4])
    data[place + 8 + length] ^= 0xFF
    return bytes(data)


def deep(first: int) -> bytes:
    grey = drawn(first, 240, 300).convert("L").convert("I").point(lambda value: value * 257)
    return saved(grey.convert("I;16"), "PNG")


def clear_palette(first: int) -> bytes:
    return saved(drawn(first, 240, 300).quantize(32), "PNG", transparency=0)


READABLE = {
    "deep.png": deep(20),
    "cmyk.jpg": saved(drawn(22, 240, 300).convert("CMYK"), "JPEG"),
    "moving.gif": moving("GIF", 24),
    "moving.webp": moving("WEBP", 26),
    "moving.png": moving("PNG", 28),
    "palette.png": clear_palette(30),
    "sum.png": wrong_sum(34),  # the check sum is wrong, the pixels are whole
}
HELD_OUT = {
    "dot.png": saved(Image.new("RGB", (1, 1), (200, 30, 30)), "PNG"),
    "colour.jpg": saved(Image.new("RGB", (640, 480), (90, 140, 60)), "JPEG"),
    "line.png": saved(Image.linear_gradient("L").resize((30_000, 1)), "PNG"),
    "cut.jpg": saved(drawn(32, 240, 300), "JPEG")[:3000],
    "empty.jpg": b"",
    "text.jpg": b"this is no picture",
    "large.png": declared(60_000, 60_000),
}


def write(folder: Path, pictures: dict[str, bytes], copies: int, tag: str) -> tuple[Path, Path]:
    """Ads of unlike texts, ``copies`` for every picture, as CSV beside a folder of pictures."""
    images = folder / "pictures"
    images.mkdir(exist_ok=True)
    for name, data in pictures.items():
        (images / name).write_bytes(data)
    source = folder / f"{tag}.csv"
    with source.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("id", "text", "photos"))
        for name in pictures:
            for copy in range(copies):
                rows.writerow((f"{name} {tag} {copy}", f"{tag}{copy} {name}", name))
    return source, images


def together(case: Path) -> set[frozenset[str]]:
    """For every cluster of several ads, the pictures that they name."""
    groups = [group for group in grouping(case) if len(group) > 1]
    return {frozenset(name.split()[0] for name in group) for group in groups}


@pytest.mark.parametrize("added_later", [False, True])
def test_odd_pictures_are_linked_or_told(tmp_path: Path, added_later: bool) -> None:
    case = tmp_path / "odd.faisceau"
    new_case(case)
    pictures = {**READABLE, **HELD_OUT}
    source, images = write(tmp_path, pictures, 1 if added_later else 2, "first")
    (report,) = imported(case, source, "--images", images)["sources"]
    assert report["rejected"] == 0
    if added_later:
        indexed(case)
        assert together(case) == set()
        source, images = write(tmp_path, pictures, 1, "second")
        (report,) = imported(case, source, "--images", images)["sources"]
        assert report["rejected"] == 0
    assert report["images"]["missing"] == 0
    assert sum(report["images"].values()) == len(pictures) * (1 if added_later else 2)
    indexed(case)
    assert together(case) == {frozenset({name}) for name in READABLE}
