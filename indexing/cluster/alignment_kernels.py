# SPDX-License-Identifier: GPL-3.0-or-later
"""The inner loop of templates: the alignment of two token sequences that saves most bits."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ids = NDArray[np.int32]

_UP, _LEFT, _FROM_MATCH, _AFTER_GAP, _BY_MATCH = 1, 2, 4, 8, 16
_WORST = -(2**30)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def matches(reference: Ids, worth: Ids, text: Ids, similar: Ids, switch: int) -> Ids:
    """The reference position that each token of a text matches, -1 for none; ascending.

    Global alignment with affine gaps (Gotoh 1982) without substitutions: a match saves the worth
    of its token (half of it where only the similar id agrees), every run of unmatched tokens on
    either side costs ``switch``. Equal beginnings and ends are matched first.

    Args:
        reference: token ids of the reference.
        worth: bits that each reference token saves when it is matched.
        text: token ids of the text; a negative id matches nothing.
        similar: for each token of the text another id that it resembles, or -1.
        switch: bits that one run of differences costs.
    """
    found = np.full(len(text), -1, np.int32)
    low, high_r, high_t = 0, len(reference), len(text)
    while low < min(high_r, high_t) and reference[low] == text[low] and text[low] >= 0:
        found[low] = low
        low += 1
    while high_r > low and high_t > low and reference[high_r - 1] == text[high_t - 1] >= 0:
        high_r -= 1
        high_t -= 1
        found[high_t] = high_r
    if high_r == low or high_t == low:
        return found
    saved = _saved(reference[low:high_r], worth[low:high_r], text[low:high_t], similar[low:high_t])
    _trace(_steps(saved, switch), found[low:high_t], low)
    return found


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _saved(reference: Ids, worth: Ids, text: Ids, similar: Ids) -> NDArray[np.uint8]:
    """Bits that each pair of tokens saves, 0 where they do not match."""
    saved = np.zeros((len(reference), len(text)), np.uint8)
    for i in range(len(reference)):
        here = reference[i]
        if here < 0:
            continue
        for j in range(len(text)):
            if text[j] == here:
                saved[i, j] = worth[i]
            elif similar[j] == here:
                saved[i, j] = worth[i] // 2
    return saved


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _steps(saved: NDArray[np.uint8], switch: int) -> NDArray[np.uint8]:
    """For every cell how its best alignment came there; the last cell also how it ends."""
    rows, columns = saved.shape
    came = np.zeros((rows + 1, columns + 1), np.uint8)
    came[0, 1:] = _LEFT
    came[0, 1] |= _FROM_MATCH
    match = np.full(columns + 1, _WORST, np.int32)  # best that ends in a match, row above
    gap = np.full(columns + 1, -switch, np.int32)  # best that ends in a difference, row above
    match[0], gap[0] = 0, _WORST
    for i in range(1, rows + 1):
        corner_match, corner_gap = match[0], gap[0]
        match[0], gap[0] = _WORST, -switch
        came[i, 0] = _UP | (_FROM_MATCH if i == 1 else 0)
        for j in range(1, columns + 1):
            best, way = gap[j], _UP
            if match[j] - switch > best:
                best, way = match[j] - switch, _UP | _FROM_MATCH
            if gap[j - 1] > best:
                best, way = gap[j - 1], _LEFT
            if match[j - 1] - switch > best:
                best, way = match[j - 1] - switch, _LEFT | _FROM_MATCH
            here = _WORST
            if saved[i - 1, j - 1] > 0:
                here = max(corner_match, corner_gap) + saved[i - 1, j - 1]
                if corner_gap > corner_match:
                    way |= _AFTER_GAP
            corner_match, corner_gap = match[j], gap[j]
            match[j], gap[j] = here, best
            came[i, j] = way
    if match[columns] >= gap[columns]:
        came[rows, columns] |= _BY_MATCH
    return came


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _trace(came: NDArray[np.uint8], found: Ids, low: int) -> None:
    """Walk back from the last cell and note the matches."""
    i, j = came.shape[0] - 1, came.shape[1] - 1
    matched = (came[i, j] & _BY_MATCH) != 0
    while i > 0 or j > 0:
        step = came[i, j]
        if matched:
            found[j - 1] = low + i - 1
            matched = (step & _AFTER_GAP) == 0
            i -= 1
            j -= 1
        else:
            matched = (step & _FROM_MATCH) != 0
            if step & _UP:
                i -= 1
            else:
                j -= 1
