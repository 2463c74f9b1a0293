# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiled loop of the text signature: hashed character n-grams of many texts at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def hashed_shingles(
    points: NDArray[np.uint32], starts: NDArray[np.int64], size: int
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """Sorted unique 32-bit hashes of the ``size``-grams of each text.

    A character said twice counts once, so that ``reent`` still shares shingles with ``rent``.

    Args:
        points: code points of all texts, one after the other.
        starts: where each text starts; one more entry than there are texts.
        size: characters in a shingle.

    Returns:
        Hashes of all texts and where each text's start, in the same form.
    """
    texts = len(starts) - 1
    found = np.empty(len(points), np.uint32)
    ends = np.zeros(texts + 1, np.int64)
    filled = 0
    for text in range(texts):
        kept = np.empty(starts[text + 1] - starts[text], np.uint64)
        length = 0
        for place in range(starts[text], starts[text + 1]):
            point = np.uint64(points[place])
            if length == 0 or kept[length - 1] != point:
                kept[length] = point
                length += 1
        grams = length - size + 1
        if grams > 0:
            hashes = np.empty(grams, np.uint32)
            for place in range(grams):
                mixed = np.uint64(0)
                for offset in range(size):
                    mixed = (mixed + kept[place + offset] + np.uint64(1)) * _MULTIPLIER
                    mixed ^= mixed >> np.uint64(29)
                hashes[place] = np.uint32(mixed >> np.uint64(32))
            hashes.sort()
            before = filled
            for place in range(grams):
                if filled == before or hashes[place] != found[filled - 1]:
                    found[filled] = hashes[place]
                    filled += 1
        ends[text + 1] = filled
    return found[:filled].copy(), ends
