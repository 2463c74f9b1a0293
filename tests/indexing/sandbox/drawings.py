# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeded drawings with texture, files made of them, and files made to do harm."""

from __future__ import annotations

import functools
import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def drawing(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A colour field with shapes and grain; no two seeds look alike."""
    random = np.random.default_rng(seed)
    field = random.integers(0, 256, (7, 9, 3), dtype=np.uint8)
    image = Image.fromarray(field).resize(size, Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = (int(random.integers(0, side)) for side in size)
        w, h = (int(random.integers(side // 20, side // 3 + 1)) for side in size)
        colour = tuple(int(part) for part in random.integers(0, 256, 3))
        draw = pen.ellipse if random.random() < 0.5 else pen.rectangle
        draw((x, y, x + w, y + h), fill=colour)
    grain = random.integers(-12, 13, (size[1], size[0], 1))
    return Image.fromarray((np.asarray(image) + grain).clip(0, 255).astype(np.uint8))


def packed(image: Image.Image, name: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file of format ``name``."""
    buffer = io.BytesIO()
    image.save(buffer, name, **options)
    return buffer.getvalue()


def turned(orientation: int, seed: int = 5) -> bytes:
    """A JPEG whose EXIF data ask for a turn."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return packed(drawing(seed, (400, 200)), exif=exif.tobytes(), quality=95)


@functools.cache
def every_kind() -> dict[str, bytes]:
    """One file of every format and colour mode that has code of its own."""
    rgb = drawing(1, (700, 500))
    small = drawing(2, (300, 200))
    clear = small.copy()
    clear.putalpha(Image.linear_gradient("L").resize(small.size))
    palette = small.convert("P", palette=Image.Palette.ADAPTIVE)
    grey16 = Image.fromarray(np.linspace(0, 65535, 60000).reshape(200, 300).astype(np.uint16))
    return {
        "jpeg": packed(rgb),
        "jpeg progressive": packed(rgb, progressive=True),
        "jpeg grey": packed(rgb.convert("L")),
        "jpeg cmyk": packed(rgb.convert("CMYK")),
        "jpeg large": packed(drawing(3, (3001, 1999))),
        "jpeg turned": turned(6),
        "mpo": packed(rgb, "MPO", save_all=True, append_images=[small]),
        "png": packed(rgb, "PNG"),
        "png clear": packed(clear, "PNG"),
        "png grey clear": packed(clear.convert("LA"), "PNG"),
        "png palette": packed(palette, "PNG"),
        "png palette clear": packed(palette, "PNG", transparency=3),
        "png one bit": packed(small.convert("1"), "PNG"),
        "png 16 bit": packed(grey16, "PNG"),
        "webp": packed(rgb, "WEBP"),
        "webp lossless": packed(small, "WEBP", lossless=True),
        "webp clear": packed(clear, "WEBP"),
        "gif": packed(palette, "GIF"),
        "gif moving": packed(palette, "GIF", save_all=True, append_images=[palette.rotate(180)]),
        "bmp": packed(small, "BMP"),
        "one dot": packed(small.resize((1, 1)), "PNG"),
        "thin": packed(small.resize((20000, 1)), "PNG"),
        "one colour": packed(Image.new("RGB", (640, 480), (90, 120, 30)), "PNG"),
    }


def chunk(name: bytes, data: bytes) -> bytes:
    """A PNG chunk with its check sum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims to be of this size."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return PNG_SIGNATURE + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def png_with(*chunks: bytes) -> bytes:
    """A good small PNG with further chunks after its header."""
    good = packed(drawing(4, (64, 64)), "PNG")
    after = len(PNG_SIGNATURE) + 25
    return good[:after] + b"".join(chunks) + good[after:]


def scan_bomb(side: int = 5000, scans: int = 6000) -> bytes:
    """A small progressive JPEG whose last scan is told again and again."""
    plain = packed(Image.new("L", (side, side), 90), progressive=True)
    scan = plain[plain.rindex(b"\xff\xda") : -2]
    return plain[:-2] + scan * scans + b"\xff\xd9"


def gif_screen(width: int, height: int) -> bytes:
    """A GIF that claims a screen of this size."""
    good = packed(drawing(4, (16, 16)).convert("P"), "GIF")
    return good[:6] + struct.pack("<HH", width, height) + good[10:]


def webp_canvas(width: int, height: int) -> bytes:
    """A WebP that claims a canvas of this size."""
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + sides
    return b"RIFF" + struct.pack("<I", len(body)) + body


@functools.cache
def bombs() -> dict[str, tuple[bytes, set[str]]]:
    """Files made to do harm, each with the codes it may be refused with."""
    good = packed(drawing(6))
    zeros = zlib.compress(bytes(50_000_000), 9)
    text = chunk(b"zTXt", b"k\0\0" + zeros)
    part = chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(1_000_000), 9))
    return {
        "png 30000": (png_header(30000, 30000), {"image_too_large"}),
        "png 2^31": (png_header(2**31 - 1, 2**31 - 1), {"image_too_large", "image_broken"}),
        "png just above": (png_header(8000, 8000), {"image_too_large"}),
        "png no rows": (png_header(1000, 0), {"image_broken"}),
        "gif screen": (gif_screen(65535, 65535), {"image_too_large"}),
        "webp canvas": (webp_canvas(16384, 16384), {"image_too_large"}),
        "text inflates": (png_with(*[text] * 40), {"image_broken"}),
        "texts inflate": (png_with(*[part] * 80), {"image_broken"}),
        "cut": (good[: len(good) // 2], {"image_broken"}),
        "only a signature": (PNG_SIGNATURE, {"image_broken"}),
        "webp head": (webp_canvas(10, 10)[:22], {"image_broken"}),
        "nothing": (b"", {"image_format"}),
        "tiff": (packed(drawing(7, (64, 64)), "TIFF"), {"image_format"}),
        "ppm": (packed(drawing(7, (64, 64)), "PPM"), {"image_format"}),
        "ico": (packed(drawing(7, (64, 64)), "ICO"), {"image_format"}),
        "jpeg 2000": (b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(50), {"image_format"}),
        "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", {"image_format"}),
        "text": (b"not a picture at all", {"image_format"}),
    }
