# SPDX-License-Identifier: GPL-3.0-or-later
"""Things put over a picture or around it: words, stickers, borders, a phone's screen, a collage."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont
    from PIL.ImageFont import ImageFont as BitmapFont

Size = tuple[int, int]
WHITE = (255, 255, 255)
BLACK = (0, 0, 0)
_PHONES = ("202-555-0143", "01 99 00 12 34", "06 39 98 76 54", "07700 900461")
_WORDS = ("sofa for sale", "room to let", "guitar lessons", "rides to town", "call us")
_CELLS = ((1, 1), (4, 5), (3, 4))
_SCREEN = (1080, 2160)


def watermark(image: Image, rng: Random) -> Image:
    """Slanted half-transparent words all over."""
    from PIL import ImageDraw
    from PIL.Image import new

    width, height = image.size
    side = int((width + height) * 0.8)
    size = max(10, width // 14)
    layer = new("RGBA", (side, side), (255, 255, 255, 0))
    pen = ImageDraw.Draw(layer)
    words = f"{rng.choice(_WORDS)} {rng.choice(_PHONES)}   " * 4
    for row, y in enumerate(range(0, side, size * 4)):
        pen.text((-row * size, y), words, font=_font(size), fill=(255, 255, 255, 110))
    layer = layer.rotate(30)
    left, top = (side - width) // 2, (side - height) // 2
    return _laid(image, layer.crop((left, top, left + width, top + height)))


def banner(image: Image, rng: Random) -> Image:
    """A filled strip with a phone number over 12 % of the height, at the top or the bottom."""
    from PIL import ImageDraw

    made = image.copy()
    width, height = image.size
    tall = max(8, height * 12 // 100)
    top = rng.choice((0, height - tall))
    pen = ImageDraw.Draw(made)
    pen.rectangle((0, top, width, top + tall), fill=_colour(rng))
    pen.text((width // 20, top + tall // 5), rng.choice(_PHONES), _colour(rng), _font(tall // 2))
    return made


def big_text(image: Image, rng: Random) -> Image:
    """Three lines of large outlined letters, as tall together as a third of a square picture."""
    from PIL import ImageDraw

    made = image.copy()
    width, height = image.size
    size = max(12, int((width * height) ** 0.5 / 10))
    pen = ImageDraw.Draw(made)
    start = height * rng.uniform(0.15, 0.5)
    for line, words in enumerate((rng.choice(_WORDS), rng.choice(_PHONES), rng.choice(_WORDS))):
        place = (width * rng.uniform(0.02, 0.12), start + line * size * 1.3)
        pen.text(place, words, WHITE, _font(size), stroke_width=size // 10, stroke_fill=BLACK)
    return made


def sticker(image: Image, rng: Random, share: float) -> Image:
    """A round face drawn over a ``share`` of the picture's area."""
    from PIL import ImageDraw

    made = image.copy()
    width, height = image.size
    radius = (share * width * height / 3.1416) ** 0.5
    x = rng.uniform(min(radius, width / 2), max(width - radius, width / 2))
    y = rng.uniform(min(radius, height / 2), max(height - radius, height / 2))
    pen = ImageDraw.Draw(made)
    pen.circle((x, y), radius, fill=(255, 204, 51), outline=(200, 140, 20), width=3)
    for side in (-1, 1):
        pen.circle((x + side * radius * 0.35, y - radius * 0.25), radius * 0.12, fill=(80, 50, 20))
    mouth = (x - radius * 0.5, y - radius * 0.3, x + radius * 0.5, y + radius * 0.6)
    pen.arc(mouth, 20, 160, fill=(80, 50, 20), width=max(2, int(radius * 0.1)))
    return made


def pixelated(image: Image, rng: Random, share: float) -> Image:
    """A rectangle of a ``share`` of the area made unrecognisable by large blocks."""
    from PIL.Image import Resampling

    made = image.copy()
    width, height = image.size
    wide, tall = int(width * share**0.5), int(height * share**0.5)
    x, y = rng.randint(0, width - wide), rng.randint(0, height - tall)
    part = made.crop((x, y, x + wide, y + tall))
    blocks = part.resize((max(1, wide // 24), max(1, tall // 24)), Resampling.BOX)
    made.paste(blocks.resize((wide, tall), Resampling.NEAREST), (x, y))
    return made


def bordered(image: Image, share: float, colour: tuple[int, int, int]) -> Image:
    """An even border on all sides, ``share`` of the shorter side wide."""
    from PIL.ImageOps import expand

    return expand(image, int(min(image.size) * share), colour)


def letterboxed(image: Image) -> Image:
    """Black bars that fill it up to a square (wide pictures) or a 9:16 story (upright ones)."""
    canvas = _canvas(image)
    return _centred(image, _filled(canvas, BLACK))


def blur_filled(image: Image) -> Image:
    """The same shape as :func:`letterboxed`, filled with the picture enlarged and blurred."""
    from PIL import ImageFilter, ImageOps

    backdrop = ImageOps.fit(image, _canvas(image)).filter(ImageFilter.GaussianBlur(25))
    return _centred(image, backdrop)


def screenshot(image: Image, rng: Random, *, dark: bool) -> Image:
    """The picture on a phone's screen: status bar, name above, buttons and a comment below."""
    from PIL import ImageDraw

    paper, ink = ((18, 18, 20), (225, 225, 230)) if dark else (WHITE, (30, 30, 35))
    width, height = _SCREEN
    screen = _filled(_SCREEN, paper)
    pen = ImageDraw.Draw(screen)
    pen.text((40, 20), f"{rng.randint(0, 23)}:{rng.randint(10, 59)}", ink, _font(40))
    pen.rounded_rectangle((width - 120, 26, width - 50, 60), 8, outline=ink, width=4)
    pen.circle((90, 160), 45, fill=_colour(rng))
    pen.text((160, 135), f"{rng.choice(_WORDS)}", ink, _font(44))
    shown = image.resize((width, round(image.height * width / image.width)))
    top = rng.randint(230, 260)
    shown = shown.crop((0, 0, width, min(shown.height, height - top - 330)))
    screen.paste(shown, (0, top))
    bottom = top + shown.height
    for place in range(3):
        left = 40 + place * 120
        pen.rounded_rectangle((left, bottom + 30, left + 60, bottom + 90), 20, outline=ink, width=6)
    for line in range(rng.randint(1, 3)):
        words = f"{rng.choice(_WORDS)}, {rng.choice(_WORDS)} {rng.choice(_PHONES)}"
        pen.text((40, bottom + 120 + 60 * line), words, ink, _font(40))
    for place in range(5):
        pen.circle((120 + place * 210, height - 80), 28, outline=ink, width=6)
    return screen


def beside(image: Image, rng: Random, partners: Sequence[Image]) -> Image:
    """Two whole pictures of one height next to each other."""
    from PIL.Image import Image as Picture

    other: Picture = rng.choice(partners)
    other = other.resize((max(1, round(other.width * image.height / other.height)), image.height))
    gap = rng.choice((0, 4, 10))
    made = _filled((image.width + gap + other.width, image.height), WHITE)
    order = [image, other] if rng.random() < 0.5 else [other, image]
    made.paste(order[0], (0, 0))
    made.paste(order[1], (order[0].width + gap, 0))
    return made


def grid(image: Image, rng: Random, partners: Sequence[Image], columns: int, rows: int) -> Image:
    """A collage of equal cells, each picture cut to its cell; ``image`` is in one of them."""
    from PIL import ImageOps

    across, down = _CELLS[0] if rows > 1 else rng.choice(_CELLS)
    cell = (600, 600 * down // across)
    gap = rng.choice((0, 4, 10))
    size = (columns * (cell[0] + gap) - gap, rows * (cell[1] + gap) - gap)
    made = _filled(size, WHITE)
    own = rng.randrange(columns * rows)
    others = rng.sample(list(partners), columns * rows - 1)
    others.insert(own, image)
    for place, picture in enumerate(others):
        left, top = place % columns * (cell[0] + gap), place // columns * (cell[1] + gap)
        made.paste(ImageOps.fit(picture, cell), (left, top))
    return made


def _font(size: int) -> FreeTypeFont | BitmapFont:
    from PIL.ImageFont import load_default

    return load_default(size)


def _colour(rng: Random) -> tuple[int, int, int]:
    return rng.randint(0, 255), rng.randint(0, 255), rng.randint(0, 255)


def _filled(size: Size, colour: tuple[int, int, int]) -> Image:
    from PIL.Image import new

    return new("RGB", size, colour)


def _laid(image: Image, layer: Image) -> Image:
    made = image.copy()
    made.paste(layer, (0, 0), layer)
    return made


def _canvas(image: Image) -> Size:
    """The square or story that holds the picture."""
    width, height = image.size
    return (width, width) if width > height else (width, max(height, width * 16 // 9))


def _centred(image: Image, canvas: Image) -> Image:
    left, top = ((outer - inner) // 2 for outer, inner in zip(canvas.size, image.size, strict=True))
    canvas.paste(image, (left, top))
    return canvas
