# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiled loops for passages that many unlike texts share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from indexing.link.near_text_kernels import similarity

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GLANCES = 8


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def unlike_texts(
    texts: tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64]],
    members: NDArray[np.int64],
    alike: float,
) -> NDArray[np.int64]:
    """Of some texts those that are unlike all taken before them.

    Args:
        texts: hashes, starts, weights, totals.
        members: texts to choose from, in order.
        alike: weighted Jaccard similarity from which two texts are alike.
    """
    hashes, starts, weights, totals = texts
    taken = np.empty(len(members), np.int64)
    count = 0
    for member in members:
        is_new = True
        for place in range(count):
            pair = (member, taken[place])
            if similarity(hashes, starts, weights, totals, pair, alike) >= alike:
                is_new = False
                break
        if is_new:
            taken[count] = member
            count += 1
    return taken[:count].copy()


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _held(own: NDArray[np.uint32], core: NDArray[np.uint32]) -> int:
    """How many of ``core`` are among ``own``; both sorted. 0 where a glance finds none."""
    step = max(1, len(core) // _GLANCES)
    glanced = 0
    for place in range(0, len(core), step):
        at = np.searchsorted(own, core[place])
        glanced += at < len(own) and own[at] == core[place]
    if glanced == 0:
        return 0
    found, i, j = 0, 0, 0
    while i < len(own) and j < len(core):
        found += own[i] == core[j]
        if own[i] <= core[j]:
            i += 1
        else:
            j += 1
    return found


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def held_share(
    hashes: NDArray[np.uint32], starts: NDArray[np.int64], core: NDArray[np.uint32]
) -> NDArray[np.float64]:
    """The share of a passage's core that each text holds."""
    shares = np.empty(len(starts) - 1, np.float64)
    for text in range(len(shares)):
        own = hashes[starts[text] : starts[text + 1]]
        shares[text] = _held(own, core) / max(1, len(core))
    return shares


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def taken_out(
    hashes: NDArray[np.uint32],
    starts: NDArray[np.int64],
    carries: NDArray[np.bool_],
    common: NDArray[np.uint32],
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The shingles of texts, of those that carry a passage without what is common to it."""
    kept = np.empty(len(hashes), np.uint32)
    ends = np.zeros(len(starts), np.int64)
    filled = 0
    for text in range(len(carries)):
        for place in range(starts[text], starts[text + 1]):
            if carries[text]:
                at = np.searchsorted(common, hashes[place])
                if at < len(common) and common[at] == hashes[place]:
                    continue
            kept[filled] = hashes[place]
            filled += 1
        ends[text + 1] = filled
    return kept[:filled].copy(), ends
