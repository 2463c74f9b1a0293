# SPDX-License-Identifier: GPL-3.0-or-later
"""Loops that make a picture smaller or smoother before it is hashed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def smoothed_rows(
    grey: NDArray[np.uint8],
    corner: tuple[int, int],
    begin: NDArray[np.int64],
    weights: NDArray[np.float32],
    result: NDArray[np.float32],
) -> None:
    """Weighted sums of neighbouring lines of a part of a picture.

    Args:
        grey: (height, width) picture.
        corner: left and top of the part; its width is that of ``result``.
        begin: (n,) first line of each sum, from the top of the part.
        weights: (n, most) weights of that line and those below it, nought where there are fewer.
        result: (n, part width) sums; changed.
    """
    left, top = corner
    width = result.shape[1]
    for row in range(result.shape[0]):
        into = result[row]
        into[:] = 0
        for step in range(weights.shape[1]):
            weight = weights[row, step]
            if weight == 0:
                continue
            line = grey[top + begin[row] + step, left : left + width]
            for column in range(width):
                into[column] += weight * np.float32(line[column])


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def halved(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Means of 2 x 2 pixels, half a grey rounded up; what is left at an odd edge stands alone."""
    height, width = grey.shape
    rows, columns = height // 2, width // 2
    result = np.empty(((height + 1) // 2, (width + 1) // 2), np.uint8)
    for row in range(rows):
        upper, lower, into = grey[2 * row], grey[2 * row + 1], result[row]
        for column in range(columns):
            left, right = 2 * column, 2 * column + 1
            first = np.uint16(upper[left]) + np.uint16(upper[right])
            second = np.uint16(lower[left]) + np.uint16(lower[right])
            into[column] = np.uint8((first + second + 2) >> 2)
    if width % 2:
        for row in range(rows):
            edge = np.uint16(grey[2 * row, width - 1]) + np.uint16(grey[2 * row + 1, width - 1])
            result[row, columns] = np.uint8((edge + 1) >> 1)
    if height % 2:
        for column in range(columns):
            edge = np.uint16(grey[height - 1, 2 * column])
            edge += np.uint16(grey[height - 1, 2 * column + 1])
            result[rows, column] = np.uint8((edge + 1) >> 1)
        if width % 2:
            result[rows, columns] = grey[height - 1, width - 1]
    return result
