# SPDX-License-Identifier: GPL-3.0-or-later
"""The 64 x 64 grey plane of a picture or of a part of it, and the hashes of that plane.

PDQ smooths a picture and takes 64 x 64 samples. Its own smoothing follows the size in whole
pixels, so that one picture in two sizes lies 10 to 20 bits apart. Here a tent filter of the same
reach, exact in fractions of a pixel, makes the plane: 4 bits (median; 95 % within 10) from the
library's hash of the whole file, and 4 instead of 18 between a picture and its thumbnail. The
plane's hashes are computed here, many at once, and are bit for bit those that the library gives
for it. After Facebook, "The TMK+PDQF video-hashing algorithm and the PDQ image-hashing
algorithm", 2019.
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
    height, width = grey.shape
    made: NDArray[np.float32] = _down(grey, (0, 0, width, height)) @ _tents(width).T
    return made


def planes(grey: NDArray[np.uint8], boxes: Sequence[Box]) -> NDArray[np.float32]:
    """The planes of parts of a picture, (parts, 64, 64), as :func:`plane` makes each.

    Parts as high as the picture share their first smoothing.
    """
    import numpy as np

    height, width = grey.shape
    whole = _down(grey, (0, 0, width, height))
    made = np.empty((len(boxes), SIDE, SIDE), dtype=np.float32)
    for place, box in enumerate(boxes):
        left, top, right, bottom = box
        down = whole[:, left:right] if bottom - top == height else _down(grey, box)
        made[place] = down @ _tents(right - left).T
    return made


def _down(grey: NDArray[np.uint8], box: Box) -> NDArray[np.float32]:
    """A part of a picture smoothed and sampled along its height only: (64, part width)."""
    import numpy as np

    from indexing.fingerprint.hash_plane_kernels import smoothed_rows

    left, top, right, bottom = box
    made = np.empty((SIDE, right - left), dtype=np.float32)
    smoothed_rows(np.ascontiguousarray(grey), (left, top), *_bands(bottom - top), made)
    return made


def whole_hashes(samples: NDArray[np.float32]) -> PlaneHashes:
    """Hashes of a picture's plane, with the seven turned and mirrored ones in the library's order.

    Turning or mirroring a picture exchanges rows and columns of its waves and flips the odd ones.
    """
    import numpy as np

    rounded = _rounded(samples[None])
    (waves,) = _waves(rounded)
    seen = np.stack(
        [
            (waves.T if crossed else waves) * (down[:, None] * across)
            for crossed, down, across in _views()
        ]
    )
    first, *rest = _pdqs(seen)
    (dhash,), (quality,) = _dhashes(rounded), _qualities(rounded)
    return PlaneHashes(first, dhash, quality, b"".join(rest))


def part_hashes(samples: NDArray[np.float32]) -> list[PlaneHashes]:
    """Hashes of many planes at once, (parts, 64, 64)."""
    rounded = _rounded(samples)
    found = zip(_pdqs(_waves(rounded)), _dhashes(rounded), _qualities(rounded), strict=True)
    return [PlaneHashes(pdq, dhash, quality) for pdq, dhash, quality in found]


def _waves(rounded: NDArray[np.float32]) -> NDArray[np.float32]:
    """The 16 x 16 lowest cosine waves of each plane but the constant ones."""
    import numpy as np

    cosines = _cosines()
    made: NDArray[np.float32] = np.matmul(np.matmul(cosines, rounded), cosines.T)
    return made


def _pdqs(waves: NDArray[np.float32]) -> list[bytes]:
    """PDQ: each wave against the median of its plane, the last bit first."""
    import numpy as np

    flat = waves.reshape(len(waves), -1)
    middle = np.partition(flat, _MEDIAN, axis=1)[:, _MEDIAN, None]
    return [row.tobytes() for row in np.packbits((flat > middle)[:, ::-1], axis=1)]


def _qualities(rounded: NDArray[np.float32]) -> list[int]:
    """PDQ's quality: the steps between neighbours, in whole hundredths of the range."""
    import numpy as np

    steps = sum(
        np.abs(np.trunc(np.diff(rounded, axis=axis) * (100 / 255))).sum(axis=(1, 2))
        for axis in (1, 2)
    )
    return [int(each) for each in np.minimum(steps / 90, 100)]


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


@lru_cache(maxsize=1024)
def _bands(size: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The same weights without the noughts around them: where each begins, and (64, most)."""
    import numpy as np

    tents = _tents(size)
    begin = (tents > 0).argmax(axis=1).astype(np.int64)
    most = int((tents > 0).sum(axis=1).max())
    places = begin[:, None] + np.arange(most)
    inside = np.take_along_axis(tents, np.minimum(places, size - 1), axis=1)
    return begin, np.where(places < size, inside, np.float32(0))


@lru_cache(maxsize=1)
def _cosines() -> NDArray[np.float32]:
    """The 16 lowest waves of PDQ's cosine transform, without the constant one."""
    import numpy as np

    wave = np.arange(1, _WAVES + 1)[:, None] * (2 * np.arange(SIDE) + 1)
    made: NDArray[np.float32] = np.cos(np.pi / 2 / SIDE * wave).astype(np.float32)
    return made * np.float32((2 / SIDE) ** 0.5)


@lru_cache(maxsize=1)
def _views() -> list[tuple[bool, NDArray[np.float32], NDArray[np.float32]]]:
    """The eight views of a picture: rows and columns exchanged, signs of the rows, of the columns.

    In the library's order: as it is, turned by 90, 180, 270 degrees, mirrored top to bottom, left
    to right, along one diagonal, along the other.
    """
    import numpy as np

    same = np.ones(_WAVES, dtype=np.float32)
    odd: NDArray[np.float32] = np.where(np.arange(_WAVES) % 2, 1, -1).astype(np.float32)
    return [
        (False, same, same),
        (True, odd, same),
        (False, odd, odd),
        (True, same, odd),
        (False, odd, same),
        (False, same, odd),
        (True, same, same),
        (True, odd, odd),
    ]


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
