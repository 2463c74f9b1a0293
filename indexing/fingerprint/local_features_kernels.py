# SPDX-License-Identifier: GPL-3.0-or-later
"""The loop that describes the surroundings of points of a picture in bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def describe(
    grey: NDArray[np.uint8],
    points: NDArray[np.int64],
    turns: NDArray[np.int64],
    pattern: NDArray[np.int64],
    result: NDArray[np.uint8],
) -> None:
    """Bits of some points of one smoothed picture: which of two places nearby is the darker.

    Args:
        grey: (height, width) picture; every point is further from its edge than the pattern goes.
        points: (n, 2) column and row.
        turns: (n,) number of the turned pattern.
        pattern: (turns, bits, 4) columns and rows of two places, from the point.
        result: (n, bits / 8) bytes; changed.
    """
    # Unsigned places: they are never below nought, and need not be looked at for that.
    for point in range(points.shape[0]):
        x, y = points[point, 0], points[point, 1]
        turned = pattern[turns[point]]
        for place in range(result.shape[1]):
            bits = 0
            for bit in range(8):
                pair = turned[place * 8 + bit]
                first = grey[np.uint64(y + pair[1]), np.uint64(x + pair[0])]
                second = grey[np.uint64(y + pair[3]), np.uint64(x + pair[2])]
                bits |= int(first < second) << bit
            result[point, place] = bits
