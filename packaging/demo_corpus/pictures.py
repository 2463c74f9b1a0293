# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawn pictures: rooms, vans, furniture, tools, patterns, made-up maps. Never a person."""

from __future__ import annotations

import io
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageEnhance

from demo_corpus.banks import stream

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw as Pen

WIDTH, HEIGHT = 320, 240
_SCALE = 2
_PALETTES = (
    ((34, 40, 49), (238, 220, 190), (192, 87, 70)),
    ((20, 60, 80), (230, 240, 235), (240, 170, 60)),
    ((60, 40, 30), (245, 235, 215), (90, 140, 90)),
    ((30, 30, 60), (215, 225, 245), (120, 80, 160)),
    ((25, 70, 50), (240, 240, 205), (200, 110, 40)),
    ((70, 20, 40), (250, 225, 225), (60, 110, 150)),
    ((45, 45, 45), (225, 225, 225), (200, 190, 40)),
)
Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing by its number and kind; variant 0 is the drawing itself, others are re-encoded."""

    number: int
    kind: str
    variant: int = 0


def encode(picture: Picture, suffix: str = ".jpg") -> bytes:
    """Draw a picture and give the bytes of its file."""
    image = draw(picture)
    rng = stream("encode", picture.number, picture.variant)
    out = io.BytesIO()
    quality = 58 if picture.variant == 0 else rng.randint(40, 72)
    if suffix == ".webp":
        image.save(out, "WEBP", quality=quality, method=4)
    else:
        image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def draw(picture: Picture) -> Image.Image:
    """Draw a picture as an image."""
    image = _original(picture)
    return (
        _changed(image, stream("variant", picture.number, picture.variant))
        if (picture.variant)
        else image
    )


def _original(picture: Picture) -> Image.Image:
    rng = stream("picture", picture.number)
    dark, light, accent = rng.choice(_PALETTES)
    image = _clouds(rng, dark, light)
    pen = ImageDraw.Draw(image)
    for _ in range(rng.randint(2, 4)):
        _hatch(image, rng, rng.choice((dark, light, accent)))
    _KINDS[picture.kind](pen, rng, (dark, light, accent))
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    return ImageChops.add(small, _grain(rng), scale=1.0, offset=-8)


def _changed(image: Image.Image, rng: random.Random) -> Image.Image:
    """Give the picture as a repost carries it: a little cropped, resized, lighter or darker."""
    most = rng.choice((0.0, 0.0, 0.01, 0.02))
    cut = [rng.uniform(0.0, most) for _ in range(4)]
    box = (
        int(image.width * cut[0]),
        int(image.height * cut[1]),
        int(image.width * (1 - cut[2])),
        int(image.height * (1 - cut[3])),
    )
    width = rng.randint(230, 350)
    size = (width, round(width * HEIGHT / WIDTH))
    result = image.crop(box).resize(size, Image.Resampling.BICUBIC)
    return ImageEnhance.Brightness(result).enhance(rng.uniform(0.92, 1.08))


def _clouds(rng: random.Random, dark: Colour, light: Colour) -> Image.Image:
    columns, rows = rng.randint(4, 7), rng.randint(3, 6)
    grid = Image.frombytes("L", (columns, rows), rng.randbytes(columns * rows))
    mask = grid.resize((WIDTH * _SCALE, HEIGHT * _SCALE), Image.Resampling.BICUBIC)
    return Image.composite(
        Image.new("RGB", mask.size, light), Image.new("RGB", mask.size, dark), mask
    )


def _grain(rng: random.Random) -> Image.Image:
    coarse = Image.frombytes("L", (80, 60), rng.randbytes(4800)).point(lambda value: value // 16)
    grey = coarse.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
    return Image.merge("RGB", (grey, grey, grey))


def _hatch(image: Image.Image, rng: random.Random, colour: Colour) -> None:
    """Fill a random polygon with stripes, dots or a plain colour."""
    wide, high = image.size
    mask = Image.new("L", image.size, 0)
    pen = ImageDraw.Draw(mask)
    corners = [(rng.randrange(wide), rng.randrange(high)) for _ in range(rng.randint(3, 5))]
    pen.polygon(corners, fill=255)
    layer = Image.new("L", image.size, 0)
    pen = ImageDraw.Draw(layer)
    step = rng.randint(14, 40)
    match rng.choice(("stripes", "dots", "plain")):
        case "stripes":
            lean = rng.randint(-200, 200)
            for x in range(-200, wide + 200, step):
                pen.line((x, 0, x + lean, high), fill=220, width=step // 3)
        case "dots":
            for x in range(0, wide, step):
                for y in range(0, high, step):
                    pen.ellipse((x, y, x + step // 2, y + step // 2), fill=220)
        case _:
            pen.rectangle((0, 0, wide, high), fill=150)
    image.paste(colour, (0, 0), ImageChops.multiply(mask, layer))


def _frame(rng: random.Random, least: int = 260) -> Box:
    wide, high = WIDTH * _SCALE, HEIGHT * _SCALE
    x, y = rng.randint(10, wide - least - 20), rng.randint(10, high - least + 40)
    return x, y, x + rng.randint(least, wide - x - 5), y + rng.randint(170, max(171, high - y - 5))


def _room(pen: Pen, rng: random.Random, colours: tuple[Colour, Colour, Colour]) -> None:
    dark, light, accent = colours
    wide, high = WIDTH * _SCALE, HEIGHT * _SCALE
    left, top = rng.randint(60, 220), rng.randint(40, 140)
    right, floor = wide - rng.randint(60, 220), high - rng.randint(90, 190)
    pen.rectangle((left, top, right, floor), outline=dark, width=6)
    for corner, point in (((0, 0), (left, top)), ((wide, 0), (right, top))):
        pen.line((corner, point), fill=dark, width=6)
    for corner, point in (((0, high), (left, floor)), ((wide, high), (right, floor))):
        pen.line((corner, point), fill=dark, width=6)
    x, y = rng.randint(left, right - 60), rng.randint(top, floor - 60)
    pen.rectangle(
        (x, y, x + rng.randint(50, 130), y + rng.randint(50, 120)),
        fill=light,
        outline=dark,
        width=5,
    )
    x = rng.randint(20, wide - 260)
    pen.rectangle(
        (x, floor - rng.randint(20, 60), x + 230, floor + 60), fill=accent, outline=dark, width=5
    )
    for plank in range(rng.randint(3, 8)):
        pen.line((left + plank * 60, floor, left + plank * 110 - 120, high), fill=dark, width=3)


def _van(pen: Pen, rng: random.Random, colours: tuple[Colour, Colour, Colour]) -> None:
    dark, light, accent = colours
    x, y, right, low = _frame(rng)
    body, nose = rng.choice((light, accent)), rng.randint(50, 110)
    pen.rectangle((x, y, right - nose, low), fill=body, outline=dark, width=6)
    pen.polygon(
        (
            (right - nose, y + 30),
            (right - 25, y + 80),
            (right, low - 60),
            (right, low),
            (right - nose, low),
        ),
        fill=body,
        outline=dark,
    )
    pen.rectangle((right - nose + 8, y + 50, right - 40, y + 100), fill=dark)
    radius = rng.randint(28, 46)
    for centre in (x + rng.randint(60, 90), right - rng.randint(70, 90)):
        pen.ellipse((centre - radius, low - radius, centre + radius, low + radius), fill=dark)
        pen.ellipse((centre - 12, low - 12, centre + 12, low + 12), fill=light)
    for stripe in range(rng.randint(0, 4)):
        pen.line((x, y + 30 + stripe * 25, right - nose, y + 30 + stripe * 25), fill=dark, width=5)


def _furniture(pen: Pen, rng: random.Random, colours: tuple[Colour, Colour, Colour]) -> None:
    dark, light, accent = colours
    x, y, right, low = _frame(rng)
    fill = rng.choice((light, accent))
    leg = rng.randint(20, 60)
    pen.rectangle((x, y, right, low - leg), fill=fill, outline=dark, width=7)
    for side in (x + 12, right - 24):
        pen.rectangle((side, low - leg, side + 14, low), fill=dark)
    rows, columns = rng.randint(1, 4), rng.randint(1, 4)
    for row in range(rows):
        for column in range(columns):
            wide, high = (right - x) // columns, (low - leg - y) // rows
            a, b = x + column * wide, y + row * high
            pen.rectangle((a + 8, b + 8, a + wide - 8, b + high - 8), outline=dark, width=5)
            pen.ellipse(
                (a + wide // 2 - 8, b + high // 2 - 8, a + wide // 2 + 8, b + high // 2 + 8),
                fill=dark,
            )


def _tool(pen: Pen, rng: random.Random, colours: tuple[Colour, Colour, Colour]) -> None:
    dark, light, accent = colours
    for _ in range(rng.randint(3, 6)):
        x, y = rng.randint(20, 560), rng.randint(20, 400)
        dx, dy = rng.randint(-260, 260), rng.randint(-200, 200)
        pen.line((x, y, x + dx, y + dy), fill=dark, width=rng.randint(18, 34))
        pen.line((x, y, x + dx, y + dy), fill=rng.choice((light, accent)), width=rng.randint(6, 14))
        size = rng.randint(24, 60)
        head = (x - size, y - size, x + size, y + size)
        if rng.random() < 0.5:
            pen.ellipse(head, fill=accent, outline=dark, width=8)
        else:
            pen.rectangle(head, fill=light, outline=dark, width=8)


def _pattern(pen: Pen, rng: random.Random, colours: tuple[Colour, Colour, Colour]) -> None:
    for _ in range(rng.randint(10, 22)):
        x, y, size = rng.randint(0, 640), rng.randint(0, 480), rng.randint(20, 110)
        pen.regular_polygon(
            (x, y, size), rng.randint(3, 8), rng.randint(0, 90), rng.choice(colours), colours[0]
        )


def _map(pen: Pen, rng: random.Random, colours: tuple[Colour, Colour, Colour]) -> None:
    dark, light, accent = colours
    points = [(rng.randint(0, 640), rng.randint(0, 480)) for _ in range(rng.randint(7, 12))]
    for first, second in itertools.pairwise(points):
        pen.line((first, second), fill=light, width=rng.randint(10, 24))
        pen.line((first, second), fill=accent, width=4)
    for x, y in points:
        size = rng.randint(8, 26)
        pen.ellipse((x - size, y - size, x + size, y + size), fill=dark, outline=light, width=4)


_KINDS: dict[str, Callable[[Pen, random.Random, tuple[Colour, Colour, Colour]], None]] = {
    "room": _room,
    "van": _van,
    "furniture": _furniture,
    "tool": _tool,
    "pattern": _pattern,
    "map": _map,
}
KIND_OF_TRADE = {
    "rooms": ("room", "room", "furniture"),
    "goods": ("furniture", "tool", "pattern"),
    "services": ("tool", "pattern", "van"),
    "rides": ("van", "map"),
    "driving": ("van", "map"),
    "building": ("tool", "pattern"),
    "farm": ("pattern", "map", "tool"),
    "cleaning": ("room", "pattern"),
    "care": ("room", "furniture"),
    "kitchen": ("furniture", "room", "tool"),
    "planted": ("van", "pattern"),
}
