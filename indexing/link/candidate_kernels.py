# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiled loop that finds which stored texts may be near to a few new ones.

One pass over the stored MinHash values for each band: what is stored grows, what is new stays
small, so a table of the new keys is made and every stored text is looked up in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _slot(first: np.uint32, second: np.uint32, size: int) -> int:
    key = (np.uint64(first) << np.uint64(32)) | np.uint64(second)
    mixed = key * _MULTIPLIER
    return int(np.int64(mixed >> np.uint64(40)) & (size - 1))


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def near_rows(
    stored: NDArray[np.uint32],
    groups: NDArray[np.int64],
    new: NDArray[np.uint32],
    rules: tuple[int, int, int],
) -> NDArray[np.int64]:
    """Pairs (new text, stored text) that share a key in some band.

    Args:
        stored: MinHash values of the stored texts.
        groups: text group of each stored text.
        new: MinHash values of the new texts.
        rules: values in a band; fewest equal MinHash values of a pair; most stored texts that
            one new text is paired with in one band (of different groups first come).

    Returns:
        Pairs (n, 2); a pair may come more than once.
    """
    rows, alike, most = rules
    size = 16
    while size < 4 * len(new):
        size *= 2
    pairs = np.empty((1024, 2), np.int64)
    found = 0
    last_group = np.empty(len(new), np.int64)
    taken = np.empty(len(new), np.int64)
    for band in range(stored.shape[1] // rows):
        column = band * rows
        heads = np.full(size, -1, np.int64)
        after = np.full(len(new), -1, np.int64)
        for text in range(len(new)):
            slot = _slot(new[text, column], new[text, column + 1], size)
            after[text] = heads[slot]
            heads[slot] = text
        last_group[:] = -1
        taken[:] = 0
        for row in range(len(stored)):
            text = heads[_slot(stored[row, column], stored[row, column + 1], size)]
            while text >= 0:
                same = (
                    stored[row, column] == new[text, column]
                    and stored[row, column + 1] == new[text, column + 1]
                )
                if same and taken[text] < most and last_group[text] != groups[row]:
                    equal = 0
                    for place in range(stored.shape[1]):
                        equal += stored[row, place] == new[text, place]
                    if equal >= alike:
                        if found == len(pairs):
                            more = np.empty((2 * found, 2), np.int64)
                            more[:found] = pairs
                            pairs = more
                        pairs[found, 0], pairs[found, 1] = text, row
                        found += 1
                        taken[text] += 1
                        last_group[text] = groups[row]
                text = after[text]
    return pairs[:found].copy()
