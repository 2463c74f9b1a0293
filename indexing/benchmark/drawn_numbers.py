# SPDX-License-Identifier: GPL-3.0-or-later
"""Drawn photos with a telephone number written over them, as people write one to be called.

Numbers come from ranges kept for fiction. Faces are Pillow's own, OpenCV's, and such of a few
usual ones as the machine has; slanted up to 15 degrees, plain, outlined, boxed, on a strip.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING

from indexing.benchmark.drawn import drawn

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

Colour = tuple[int, int, int]
REGIONS = ("FR", "US", "GB")
"""Countries whose numbers are drawn."""
_STYLES = ("plain", "outlined", "boxed", "strip", "pale")
_FONTS = (
    *("DejaVuSans-Bold.ttf", "DejaVuSerif.ttf", "DejaVuSansMono.ttf", "LiberationSans-Regular.ttf"),
    *("P052-Italic.otf", "URWBookman-Light.otf", "NimbusSansNarrow-Bold.otf", "Arial.ttf"),
    *("Georgia.ttf", "Verdana.ttf"),
)
_WORDS = ("", "", "Call ", "tel. ", "WhatsApp ", "Appelez ", "Tel: ")
_LEAST_CONTRAST = 90


@dataclass(frozen=True, slots=True)
class NumberPicture:
    """A picture file, the number in it (E.164), the words as drawn, and how they were drawn."""

    data: bytes
    number: str
    words: str
    style: str
    slant: int


def number_picture(seed: int) -> NumberPicture:
    """The picture of this number: a JPEG, the same for the same number where the fonts are."""
    from PIL.Image import Resampling

    rng = Random(seed)
    width, height = rng.choice(((800, 1000), (1000, 750), (1200, 1600), (720, 720)))
    photo = drawn(seed, width, height)
    number, written = _number(rng)
    words = rng.choice(_WORDS) + written
    style = rng.choice(_STYLES)
    slant = rng.choice((0, 0, 0, -4, 5, -9, 11, 15, -15))
    label = _label(words, style, rng, int(width * rng.uniform(0.5, 0.9)))
    if slant:
        label = label.rotate(slant, Resampling.BICUBIC, expand=True)
    _lay(photo, label, rng)
    stream = BytesIO()
    photo.save(stream, "JPEG", quality=rng.randint(60, 92))
    return NumberPicture(stream.getvalue(), number, words, style, slant)


def _number(rng: Random) -> tuple[str, str]:
    """A number and one of the ways to write it."""
    kind = rng.randrange(4)
    if kind == 0:
        own = f"07700900{rng.randint(0, 999):03d}"
        shown = (own, f"{own[:5]} {own[5:]}", f"+44 {own[1:5]} {own[5:8]} {own[8:]}")
        return "+44" + own[1:], rng.choice(shown)
    if kind == 1:
        last = f"{rng.randint(0, 99):02d}"
        shown = (f"202-555-01{last}", f"(202) 555-01{last}", f"+1 202 555 01{last}")
        return f"+120255501{last}", rng.choice(shown)
    head = rng.choice(("063998", "019900"))
    own = f"{head}{rng.randint(0, 9999):04d}"
    pairs = [own[place : place + 2] for place in range(0, 10, 2)]
    ways = [own, *(gap.join(pairs) for gap in " .-"), "+33 " + " ".join(pairs)[1:]]
    return "+33" + own[1:], rng.choice(ways)


def _label(words: str, style: str, rng: Random, wide: int) -> Image:
    """The words on nothing, or on what they were given to stand on; about ``wide`` pixels wide."""
    from PIL.Image import new

    ink = rng.choice(((255, 255, 255), (255, 230, 0), (20, 20, 20), (200, 20, 30), (0, 60, 160)))
    paper = _against(ink, rng)
    mask = _written(words, rng, wide)
    around = mask.height // 3
    label = new("RGBA", (mask.width + 2 * around, mask.height + 2 * around), (0, 0, 0, 0))
    if style in ("boxed", "strip"):
        label.paste((*paper, 255 if style == "boxed" else 190), (0, 0, *label.size))
    if style in ("plain", "pale", "outlined"):
        label.paste((*paper, 255), (around, around), _thick(mask, style != "outlined"))
    strength = 170 if style == "pale" else 255
    label.paste((*ink, strength), (around, around), mask)
    return label


def _written(words: str, rng: Random, wide: int) -> Image:
    """The words as a mask in one of the faces."""
    from PIL import ImageDraw, ImageFont
    from PIL.Image import fromarray, new

    face = rng.randrange(len(_FONTS) + 2)
    if face == len(_FONTS):
        return fromarray(_strokes(words, wide))
    size = max(14, int(wide / len(words) * 1.7))
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont = ImageFont.load_default(size)
    if face < len(_FONTS):
        with suppress(OSError):  # not on this machine
            font = ImageFont.truetype(_FONTS[face], size)
    left, top, right, bottom = (int(value) for value in font.getbbox(words))
    mask = new("L", (right - left + 8, bottom - top + 8))
    ImageDraw.Draw(mask).text((4 - left, 4 - top), words, fill=255, font=font)
    return mask


def _strokes(words: str, wide: int) -> NDArray[np.uint8]:
    """The words in OpenCV's heavy face, with room around them."""
    import cv2
    import numpy as np

    (long, tall), below = cv2.getTextSize(words, cv2.FONT_HERSHEY_SIMPLEX, 1.0, 2)
    mask = np.zeros((2 * tall + below, 2 * long), np.uint8)
    cv2.putText(mask, words, (8, tall + 8), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2, cv2.LINE_AA)
    columns = np.flatnonzero(mask.any(axis=0))
    inked = mask[:, : columns[-1] + 8]
    share = wide / inked.shape[1]
    size = (wide, round(inked.shape[0] * share))
    return np.asarray(cv2.resize(inked, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def _thick(mask: Image, is_shadow: bool) -> Image:
    """What lies behind the letters: a soft shadow, or a hard outline."""
    from PIL import ImageFilter

    if is_shadow:
        return mask.filter(ImageFilter.GaussianBlur(2)).point(lambda value: value * 0.45)
    return mask.filter(ImageFilter.MaxFilter(max(3, mask.height // 24 * 2 + 1)))


def _against(ink: Colour, rng: Random) -> Colour:
    """A colour that the ink can be read on."""
    bright = _brightness(ink)
    while True:
        paper = (rng.randint(0, 255), rng.randint(0, 255), rng.randint(0, 255))
        if abs(_brightness(paper) - bright) > _LEAST_CONTRAST:
            return paper


def _brightness(colour: Colour) -> float:
    return 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]


def _lay(photo: Image, label: Image, rng: Random) -> None:
    """Put the label somewhere on the photo, made smaller where it would not fit."""
    share = min(1.0, photo.width * 0.96 / label.width, photo.height * 0.96 / label.height)
    if share < 1:
        label = label.resize((int(label.width * share), int(label.height * share)))
    left = rng.randint(0, photo.width - label.width)
    top = rng.randint(0, photo.height - label.height)
    photo.paste(label, (left, top), label)
