# SPDX-License-Identifier: GPL-3.0-or-later
"""Which of very many pairs are worth keeping: those that join, and a few more of each picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def root(parent: NDArray[np.int64], member: int) -> int:
    """Representative of a member's group; shortens the way to it."""
    while parent[member] != member:
        parent[member] = parent[parent[member]]
        member = parent[member]
    return member


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def keep_few(
    pairs: tuple[NDArray[np.int64], NDArray[np.int64]],
    parent: NDArray[np.int64],
    uses: NDArray[np.int64],
    most: int,
) -> NDArray[np.bool_]:
    """Which pairs join two groups, or belong to a member with fewer than ``most`` kept so far.

    ``parent`` and ``uses`` are brought up to date.
    """
    first, second = pairs
    kept = np.zeros(len(first), np.bool_)
    for pair in range(len(first)):
        i, j = first[pair], second[pair]
        one, other = root(parent, i), root(parent, j)
        if one == other and min(uses[i], uses[j]) >= most:
            continue
        parent[max(one, other)] = min(one, other)
        uses[i] += 1
        uses[j] += 1
        kept[pair] = True
    return kept


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def apart(
    first: NDArray[np.int64], second: NDArray[np.int64], parent: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Which pairs are of two groups."""
    result = np.empty(len(first), np.bool_)
    for pair in range(len(first)):
        result[pair] = root(parent, first[pair]) != root(parent, second[pair])
    return result
