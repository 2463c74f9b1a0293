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
    import numpy as np
    from numpy.typing import NDArray

SIDE = 64
_REACH = 2.6 / 128
"""Base of the tent as a share of the side. Measured 1.6 to 3: least change between sizes."""
_DHASH_SIDE = 16
_FAINT = 64.0
"""A plane whose brightest and darkest samples lie closer is stretched before it is hashed."""
_STRETCHED = 128.0


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


def hashes(samples: NDArray[np.float32], *, turned: bool = False) -> PlaneHashes:
    """Hashes of a plane; with ``turned`` also the seven PDQ variants, packed one after another.

    A faint plane (a dark or washed-out photo) is stretched first: PDQ's bits do not change with
    brightness and contrast, but its quality and the rounding to whole numbers do.
    """
    import numpy as np
    import pdqhash

    low, span = float(samples.min()), float(np.ptp(samples))
    if 0 < span < _FAINT:
        samples = (samples - low) * (_STRETCHED / span)
    rounded = np.rint(samples).clip(0, 255).astype(np.uint8)
    colour = np.repeat(rounded[:, :, None], 3, axis=2)
    variants = b""
    if turned:
        found, quality = pdqhash.compute_dihedral(colour)
        bits = np.asarray(found[0])
        variants = b"".join(_packed(np.asarray(each)) for each in found[1:])
    else:
        bits, quality = pdqhash.compute(colour)
    return PlaneHashes(_packed(bits), _dhash(rounded), int(quality), variants)


def _dhash(rounded: NDArray[np.uint8]) -> bytes:
    """DHash of 16 x 16 horizontal differences, row by row, resized as the imagehash library does.

    From the plane it differs by a few bits from the library's hash of the whole picture.
    """
    import numpy as np
    from PIL.Image import Resampling, fromarray

    small = fromarray(rounded).resize((_DHASH_SIDE + 1, _DHASH_SIDE), Resampling.LANCZOS)
    samples = np.asarray(small)
    return _packed(samples[:, 1:] > samples[:, :-1])


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


def _packed(bits: NDArray[np.generic]) -> bytes:
    import numpy as np

    return np.packbits(bits.astype(np.uint8).ravel()).tobytes()
