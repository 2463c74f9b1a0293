# SPDX-License-Identifier: GPL-3.0-or-later
"""The 51 ways in which a picture is changed when it is posted again.

``cropNN`` takes NN % of the width and of the height away, at a place by chance (crop25 leaves
56 % of the area); ``perspNN`` moves each corner inwards by up to NN %. Shares of stickers and
pixelated parts are shares of the area.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from math import cos, radians, sin
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING

from indexing.benchmark import overlays

if TYPE_CHECKING:
    from PIL.Image import Image

    Transform = Callable[[Image, Random, Sequence[Image]], Image]
    Change = Callable[[Image, Random], Image]

NEEDS_PARTNERS = ("collage2a", "collage2", "collage4")
"""Transforms that take other pictures: at least three."""


def jpeg(image: Image, quality: int) -> Image:
    """The picture through a JPEG of this quality."""
    from PIL.Image import open as opened

    stream = BytesIO()
    image.save(stream, "JPEG", quality=quality)
    again = opened(stream)
    again.load()
    return again


def resized(image: Image, across: float, down: float) -> Image:
    """The picture scaled by the two factors."""
    from PIL.Image import Resampling

    width, height = max(1, round(image.width * across)), max(1, round(image.height * down))
    return image.resize((width, height), Resampling.LANCZOS)


def thumbnail(image: Image, side: int) -> Image:
    """The picture with its long side brought to ``side``."""
    factor = side / max(image.size)
    return resized(image, factor, factor)


def cropped(image: Image, rng: Random, share: float) -> Image:
    """A part that has lost ``share`` of its width and height."""
    wide, tall = round(image.width * (1 - share)), round(image.height * (1 - share))
    left, top = rng.randint(0, image.width - wide), rng.randint(0, image.height - tall)
    return image.crop((left, top, left + wide, top + tall))


def squared(image: Image) -> Image:
    """The square in the middle."""
    from PIL.ImageOps import fit

    side = min(image.size)
    return fit(image, (side, side))


def tilted(image: Image, degrees: float) -> Image:
    """Turned a little, and cut to the largest part of the same shape without empty corners."""
    from PIL.Image import Resampling

    width, height = image.size
    across, up = cos(radians(degrees)), abs(sin(radians(degrees)))
    factor = 1 / (across + up * max(width / height, height / width))
    wide, tall = int(width * factor), int(height * factor)
    left, top = (width - wide) // 2, (height - tall) // 2
    turned = image.rotate(degrees, Resampling.BICUBIC)
    return turned.crop((left, top, left + wide, top + tall))


def toned(image: Image, gamma: float) -> Image:
    """Brightness raised to a power: below 1 lighter, above 1 darker."""
    table = [round(255 * (value / 255) ** gamma) for value in range(256)]
    return image.point(table * len(image.getbands()))


def hue_turned(image: Image, degrees: int) -> Image:
    """Every colour turned on the colour circle."""
    from PIL.Image import merge

    hue, saturation, value = image.convert("HSV").split()
    hue = hue.point([(each + degrees * 256 // 360) % 256 for each in range(256)])
    return merge("HSV", (hue, saturation, value)).convert("RGB")


def filtered(image: Image) -> Image:
    """The look of a photo app: more contrast and colour, warm, dark towards the corners."""
    import numpy as np
    from PIL import ImageEnhance
    from PIL.Image import fromarray

    strong = ImageEnhance.Color(ImageEnhance.Contrast(image).enhance(1.3)).enhance(1.4)
    down = np.linspace(-1, 1, image.height)[:, None] ** 2
    vignette = 1 - 0.25 * (down + np.linspace(-1, 1, image.width)[None, :] ** 2)
    warm = np.asarray(strong, dtype=np.float32) * vignette[:, :, None] * (1.08, 1.0, 0.88)
    return fromarray(np.clip(warm + 10, 0, 255).astype(np.uint8))


def noisy(image: Image, rng: Random, deviation: float) -> Image:
    """Gaussian noise of this deviation in every channel."""
    import numpy as np
    from PIL.Image import fromarray

    noise = np.random.default_rng(rng.getrandbits(64)).normal(
        0, deviation, (image.height, image.width, 3)
    )
    return fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))


def slanted(image: Image, rng: Random, share: float) -> Image:
    """Seen from the side: each corner of the frame lies up to ``share`` further inside."""
    import numpy as np
    from PIL.Image import Resampling, Transform

    width, height = image.size
    frame = [(0, 0), (width, 0), (width, height), (0, height)]
    inward = [(1, 1), (-1, 1), (-1, -1), (1, -1)]
    rows, values = [], []
    for (x, y), (right, down) in zip(frame, inward, strict=True):
        u = x + right * width * rng.uniform(0, share)
        v = y + down * height * rng.uniform(0, share)
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    data = np.linalg.solve(np.array(rows, dtype=float), np.array(values)).tolist()
    return image.transform(image.size, Transform.PERSPECTIVE, data, Resampling.BICUBIC)


def _enhanced(kind: str, factor: float) -> Change:
    def change(image: Image, _rng: Random) -> Image:
        from PIL import ImageEnhance

        made: Image = getattr(ImageEnhance, kind)(image).enhance(factor)
        return made

    return change


def _turned(how: str) -> Change:
    def change(image: Image, _rng: Random) -> Image:
        from PIL.Image import Transpose

        return image.transpose(Transpose[how])

    return change


def _inverted(image: Image, _rng: Random) -> Image:
    from PIL.ImageOps import invert

    return invert(image)


def _blurred(image: Image, _rng: Random) -> Image:
    from PIL.ImageFilter import GaussianBlur

    return image.filter(GaussianBlur(3))


def _half_jpeg(image: Image) -> Image:
    return resized(jpeg(image, 30), 0.5, 0.5)


_SIMPLE: dict[str, Change] = {
    "jpeg50": lambda image, _: jpeg(image, 50),
    "jpeg30": lambda image, _: jpeg(image, 30),
    "jpeg10": lambda image, _: jpeg(image, 10),
    "resize50": lambda image, _: resized(image, 0.5, 0.5),
    "resize25": lambda image, _: resized(image, 0.25, 0.25),
    "resize200": lambda image, _: resized(image, 2, 2),
    "thumb160": lambda image, _: thumbnail(image, 160),
    "squash": lambda image, _: resized(image, 0.75, 1),
    "crop05": lambda image, rng: cropped(image, rng, 0.05),
    "crop10": lambda image, rng: cropped(image, rng, 0.10),
    "crop25": lambda image, rng: cropped(image, rng, 0.25),
    "crop40": lambda image, rng: cropped(image, rng, 0.40),
    "sqcrop": lambda image, _: squared(image),
    "border6w": lambda image, _: overlays.bordered(image, 0.06, overlays.WHITE),
    "border12c": lambda image, _: overlays.bordered(image, 0.12, (40, 130, 180)),
    "letterbox": lambda image, _: overlays.letterboxed(image),
    "blurfill": lambda image, _: overlays.blur_filled(image),
    "rot2": lambda image, rng: tilted(image, rng.choice((-2, 2))),
    "rot5": lambda image, rng: tilted(image, rng.choice((-5, 5))),
    "rot5black": lambda image, rng: image.rotate(rng.choice((-5, 5))),
    "rot90": _turned("ROTATE_90"),
    "rot180": _turned("ROTATE_180"),
    "mirror": _turned("FLIP_LEFT_RIGHT"),
    "bright140": _enhanced("Brightness", 1.4),
    "contrast60": _enhanced("Contrast", 0.6),
    "gamma05": lambda image, _: toned(image, 0.5),
    "gamma20": lambda image, _: toned(image, 2.0),
    "hue90": lambda image, _: hue_turned(image, 90),
    "grey": lambda image, _: image.convert("L").convert("RGB"),
    "filter": lambda image, _: filtered(image),
    "invert": _inverted,
    "blur3": _blurred,
    "noise20": lambda image, rng: noisy(image, rng, 20),
    "watermark": overlays.watermark,
    "banner": overlays.banner,
    "bigtext": overlays.big_text,
    "emoji10": lambda image, rng: overlays.sticker(image, rng, 0.10),
    "emoji20": lambda image, rng: overlays.sticker(image, rng, 0.20),
    "pixel04": lambda image, rng: overlays.pixelated(image, rng, 0.04),
    "pixel10": lambda image, rng: overlays.pixelated(image, rng, 0.10),
    "screenshot": lambda image, rng: overlays.screenshot(image, rng, dark=False),
    "screendark": lambda image, rng: overlays.screenshot(image, rng, dark=True),
    "mir+jpg30+rs50": lambda image, rng: _half_jpeg(_SIMPLE["mirror"](image, rng)),
    "crop10+mir+wm": lambda image, rng: overlays.watermark(
        _SIMPLE["mirror"](cropped(image, rng, 0.10), rng), rng
    ),
    "filter+emoji10+rs50": lambda image, rng: resized(
        overlays.sticker(filtered(image), rng, 0.10), 0.5, 0.5
    ),
    "scr+jpg30+rs50": lambda image, rng: _half_jpeg(overlays.screenshot(image, rng, dark=False)),
    "persp10": lambda image, rng: slanted(image, rng, 0.10),
    "persp20": lambda image, rng: slanted(image, rng, 0.20),
}


def _alone(change: Change) -> Transform:
    return lambda image, rng, _partners: change(image, rng)


TRANSFORMS: Mapping[str, Transform] = MappingProxyType(
    {name: _alone(change) for name, change in _SIMPLE.items()}
    | {
        "collage2a": overlays.beside,
        "collage2": lambda image, rng, partners: overlays.grid(image, rng, partners, 2, 1),
        "collage4": lambda image, rng, partners: overlays.grid(image, rng, partners, 2, 2),
    }
)
"""Every transform by name: ``TRANSFORMS[name](image, rng, partners)``; RGB in, RGB out.

``partners`` are other pictures that collages put beside it; the rest ignore them.
"""
