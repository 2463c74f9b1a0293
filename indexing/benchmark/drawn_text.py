# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawn pictures of little but text: cards with a number, pages, chats on a phone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

Colour = tuple[int, int, int]
_WORDS = (
    *("room", "sofa", "table", "lamp", "garden", "lesson", "guitar", "bicycle", "ride", "station"),
    *("kitchen", "window", "morning", "evening", "price", "available", "clean", "quiet", "new"),
    *("used", "large", "small", "near", "the", "with", "and", "for", "to", "in", "of"),
)


def number_card(seed: int) -> Image:
    """A few large lines and a phone number on one colour."""
    from PIL.ImageFont import load_default

    rng = Random(seed)
    paper, ink = _colours(rng)
    image, pen = _sheet(rng.choice(((800, 1000), (1000, 800), (800, 800))), paper)
    y = rng.randint(60, 300)
    for _ in range(rng.randint(1, 4)):
        size = rng.randint(40, 110)
        pen.text((rng.randint(20, 150), y), _sentence(rng, 2, 4), ink, load_default(size))
        y += size * 2
    number = f"+1 202-555-01{rng.randint(0, 99):02d}"
    pen.text((rng.randint(20, 120), y), number, ink, load_default(rng.randint(60, 95)))
    return image


def text_page(seed: int) -> Image:
    """A page of paragraphs, as a screen or a scanner shows it."""
    from PIL.ImageFont import load_default

    rng = Random(seed)
    paper, ink = _colours(rng)
    image, pen = _sheet(rng.choice(((800, 1000), (1080, 1920), (900, 700))), paper)
    size = rng.randint(18, 34)
    y = rng.randint(20, 120)
    while y < image.height - 40:
        if rng.random() < 0.12:
            y += size
        pen.text(
            (40, y), _sentence(rng, 4, 90)[: int(image.width / size * 1.7)], ink, load_default(size)
        )
        y += int(size * 1.5)
    return image


def chat(seed: int) -> Image:
    """Bubbles of two colours, left and right, under a bar with a name."""
    from PIL.ImageFont import load_default

    rng = Random(seed)
    dark = rng.random() < 0.4
    paper = (
        (12, 18, 24) if dark else rng.choice(((255, 255, 255), (236, 229, 221), (240, 242, 245)))
    )
    bubbles = [(32, 44, 51), (0, 92, 75)] if dark else [(255, 255, 255), (217, 253, 211)]
    ink = (230, 230, 230) if dark else (20, 20, 20)
    image, pen = _sheet((1080, rng.choice((1920, 2160, 2340))), paper)
    pen.rectangle(
        (0, 0, 1080, 170), fill=rng.choice(((0, 128, 105), (245, 245, 245), (31, 44, 52)))
    )
    pen.circle((90, 100), 50, fill=(rng.randint(0, 255), 120, 160))
    pen.text((170, 75), _sentence(rng, 1, 2), ink, load_default(48))
    y = 210
    while y < image.height - 320:
        lines = [_sentence(rng, 2, 5) for _ in range(rng.randint(1, 5))]
        wide, tall = 60 + 20 * max(map(len, lines)), 50 + 56 * len(lines)
        side = rng.randrange(2)
        left = 30 if side == 0 else max(60, 1050 - wide)
        pen.rounded_rectangle((left, y, left + wide, y + tall), 28, fill=bubbles[side])
        for place, line in enumerate(lines):
            pen.text((left + 28, y + 22 + 56 * place), line, ink, load_default(38))
        y += tall + rng.choice((14, 14, 60))
    pen.rounded_rectangle((30, image.height - 150, 900, image.height - 40), 50, fill=bubbles[0])
    return image


TEXT_KINDS: Mapping[str, Callable[[int], Image]] = MappingProxyType(
    {"number_card": number_card, "text_page": text_page, "chat": chat}
)
"""Makers of pictures of text by name; each takes a number."""


def _sheet(size: tuple[int, int], paper: Colour) -> tuple[Image, ImageDraw]:
    from PIL.Image import new
    from PIL.ImageDraw import Draw

    image = new("RGB", size, paper)
    return image, Draw(image)


def _colours(rng: Random) -> tuple[Colour, Colour]:
    """Paper and ink that can be told apart."""
    dark = (rng.randint(0, 70), rng.randint(0, 60), rng.randint(0, 90))
    light = (rng.randint(200, 255), rng.randint(190, 255), rng.randint(180, 255))
    return (light, dark) if rng.random() < 0.7 else (dark, light)


def _sentence(rng: Random, least: int, most: int) -> str:
    return " ".join(rng.choices(_WORDS, k=rng.randint(least, most)))
