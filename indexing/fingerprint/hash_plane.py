# SPDX-License-Identifier: GPL-3.0-or-later
"""The 64 x 64 grey plane of a picture or of a part of it, and the hashes of that plane.

PDQ smooths a picture and takes 64 x 64 samples. Its own smoothing follows the size in whole
pixels, so that one picture in two sizes lies 10 to 20 bits apart. Here a tent filter of the same
reach, exact in fractions of a pixel, makes the plane, and the library hashes it: 4 bits (median;
95 % within 10) from the library's hash of the whole file, and 4 instead of 18 between a picture
and its thumbnail. A plane is smoothed by two small matrices, 0.1-0.4 ms.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; right and bottom lie outside."""

SIDE = 64
_REACH = 2.6 / 128
"""Base of the tent as a share of the side. Measured 1.6 to 3: least change between sizes."""
_DHASH_SIDE = 16
_FAINT = 64.0
"""A plane whose brightest and darkest samples lie closer is stretched before it is hashed."""
_STRETCHED = 128.0
_WAVES = 16
_MEDIAN = _WAVES * _WAVES // 2 - 1
_LOBES = 3


@dataclass(frozen=True, slots=True)
class PlaneHashes:
    """Hashes of one plane: PDQ and dHash-256 of 32 bytes each, PDQ's quality, its variants."""

    pdq: bytes
    dhash: bytes
    quality: int
    variants: bytes = b""


def plane(grey: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The smoothed 64 x 64 plane of a grey picture of any size."""
    import numpy as np

    rows, columns = grey.shape
    made: NDArray[np.float32] = _tents(rows) @ (grey.astype(np.float32) @ _tents(columns).T)
    return made


def planes(grey: NDArray[np.uint8], boxes: Sequence[Box]) -> NDArray[np.float32]:
    """The planes of parts of a picture, (parts, 64, 64), as :func:`plane` makes each.

    Parts as high or as wide as the picture share their first smoothing.
    """
    import numpy as np

    height, width = grey.shape
    samples = grey.astype(np.float32)
    down = _tents(height) @ samples
    across = samples @ _tents(width).T
    made = np.empty((len(boxes), SIDE, SIDE), dtype=np.float32)
    for place, (left, top, right, bottom) in enumerate(boxes):
        rows, columns = _tents(bottom - top), _tents(right - left).T
        if bottom - top == height:
            made[place] = down[:, left:right] @ columns
        elif right - left == width:
            made[place] = rows @ across[top:bottom]
        else:
            made[place] = rows @ (samples[top:bottom, left:right] @ columns)
    return made


def whole_hashes(samples: NDArray[np.float32]) -> PlaneHashes:
    """Hashes of a picture's plane by the PDQ library, with the seven turned and mirrored ones."""
    import numpy as np
    import pdqhash

    rounded = _rounded(samples[None])
    found, quality = pdqhash.compute_dihedral(
        np.repeat(rounded[0].astype(np.uint8)[:, :, None], 3, axis=2)
    )
    packed = [np.packbits(np.asarray(each).astype(np.uint8)).tobytes() for each in found]
    (dhash,) = _dhashes(rounded)
    return PlaneHashes(packed[0], dhash, int(quality), b"".join(packed[1:]))


def part_hashes(samples: NDArray[np.float32]) -> list[PlaneHashes]:
    """Hashes of many planes at once, (parts, 64, 64); bit for bit those of the library.

    PDQ: the 16 x 16 lowest cosines but the constant ones, each against their median; quality
    from the steps between neighbours (Facebook, "The TMK+PDQF video-hashing algorithm and the PDQ
    image-hashing algorithm", 2019).
    """
    import numpy as np

    rounded = _rounded(samples)
    cosines = _cosines()
    wave = (cosines @ rounded @ cosines.T).reshape(len(rounded), -1)
    middle = np.partition(wave, _MEDIAN, axis=1)[:, _MEDIAN, None]
    pdqs = np.packbits((wave > middle)[:, ::-1], axis=1)
    steps = sum(
        np.abs(np.trunc(np.diff(rounded, axis=axis) * (100 / 255))).sum(axis=(1, 2))
        for axis in (1, 2)
    )
    qualities = np.minimum(steps / 90, 100).astype(int).tolist()
    dhashes = _dhashes(rounded)
    return [
        PlaneHashes(pdq.tobytes(), dhash, quality)
        for pdq, dhash, quality in zip(pdqs, dhashes, qualities, strict=True)
    ]


def _rounded(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Planes in whole greys; a faint one (a dark or washed-out photo) is stretched before.

    PDQ's bits do not change with brightness and contrast, but its quality and rounding do.
    """
    import numpy as np

    low = samples.min(axis=(1, 2), keepdims=True)
    span = samples.max(axis=(1, 2), keepdims=True) - low
    faint = (span > 0) & (span < _FAINT)
    if faint.any():
        stretched = (samples - low) * (_STRETCHED / np.maximum(span, 1e-3))
        samples = np.where(faint, stretched, samples)
    return np.rint(samples).clip(0, 255)


def _dhashes(rounded: NDArray[np.float32]) -> list[bytes]:
    """DHash of 16 x 16 horizontal differences, row by row; resized as imagehash resizes.

    From the plane it differs by a few bits from the library's hash of the whole picture.
    """
    import numpy as np

    small = np.rint(_lanczos(_DHASH_SIDE) @ rounded @ _lanczos(_DHASH_SIDE + 1).T)
    bits = (small[:, :, 1:] > small[:, :, :-1]).reshape(len(small), -1)
    return [row.tobytes() for row in np.packbits(bits, axis=1)]


@lru_cache(maxsize=1024)
def _tents(size: int) -> NDArray[np.float32]:
    """Weights (64 x size) of the samples along one side."""
    import numpy as np

    middle = (np.arange(SIDE) + 0.5) * size / SIDE
    pixel = np.arange(size) + 0.5
    half = max(size * _REACH / 2, 1.0)
    weights = np.clip(1 - np.abs(pixel[None, :] - middle[:, None]) / half, 0, None)
    made: NDArray[np.float32] = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return made


@lru_cache(maxsize=1)
def _cosines() -> NDArray[np.float32]:
    """The 16 lowest waves of PDQ's cosine transform, without the constant one."""
    import numpy as np

    wave = np.arange(1, _WAVES + 1)[:, None] * (2 * np.arange(SIDE) + 1)
    made: NDArray[np.float32] = np.cos(np.pi / 2 / SIDE * wave).astype(np.float32)
    return made * np.float32((2 / SIDE) ** 0.5)


@lru_cache(maxsize=2)
def _lanczos(count: int) -> NDArray[np.float32]:
    """Weights (count x 64) of Lanczos' filter of three lobes."""
    import numpy as np

    scale = SIDE / count
    middle = (np.arange(count) + 0.5) * scale
    place = (np.arange(SIDE)[None, :] + 0.5 - middle[:, None]) / scale
    weights = np.where(np.abs(place) < _LOBES, np.sinc(place) * np.sinc(place / _LOBES), 0)
    made: NDArray[np.float32] = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return made
