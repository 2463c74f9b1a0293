# SPDX-License-Identifier: GPL-3.0-or-later
"""Loops of the search by local features: votes among very many, then one pair looked at closely."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from indexing.link.hamming_kernels import popcount

if TYPE_CHECKING:
    from numpy.typing import NDArray

TABLES = 8
KEY_BITS = 18
BUCKETS = 1 << KEY_BITS


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _key(row: NDArray[np.uint64], table: int) -> np.int64:
    """Bits ``18 table`` to ``18 table + 17`` of a row of 256."""
    start = table * KEY_BITS
    word, shift = start // 64, start % 64
    value = row[word] >> np.uint64(shift)
    if shift + KEY_BITS > 64:
        value |= row[word + 1] << np.uint64(64 - shift)
    return np.int64(value & np.uint64(BUCKETS - 1))


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def distance(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> np.int64:
    """Bits in which two rows differ."""
    return np.int64(
        popcount(one[0] ^ other[0])
        + popcount(one[1] ^ other[1])
        + popcount(one[2] ^ other[2])
        + popcount(one[3] ^ other[3])
    )


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def by_key(rows: NDArray[np.uint64], table: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows in the order of their keys, and where each key begins (BUCKETS + 1 places)."""
    begin = np.zeros(BUCKETS + 1, np.int64)
    for row in range(rows.shape[0]):
        begin[_key(rows[row], table) + 1] += 1
    for key in range(BUCKETS):
        begin[key + 1] += begin[key]
    following = begin.copy()
    order = np.empty(rows.shape[0], np.int64)
    for row in range(rows.shape[0]):
        bucket = _key(rows[row], table)
        order[following[bucket]] = row
        following[bucket] += 1
    return order, begin


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _enter(gaps: NDArray[np.int64], pictures: NDArray[np.int64], gap: int, picture: int) -> None:
    """Put a picture into a short list of the nearest, each picture once."""
    place = len(gaps) - 1
    for number in range(len(gaps)):
        if pictures[number] == picture:
            place = number
            break
    if gap >= gaps[place]:
        return
    while place > 0 and gaps[place - 1] > gap:
        gaps[place], pictures[place] = gaps[place - 1], pictures[place - 1]
        place -= 1
    gaps[place], pictures[place] = gap, picture


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def nearest(
    queries: tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]],
    stored: tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.int32], NDArray[np.int64]],
    before: NDArray[np.int64],
    full: tuple[int, int],
    listed: tuple[NDArray[np.int16], NDArray[np.int32]],
) -> None:
    """Enter for each feature the few stored pictures that have its nearest likes.

    Both sides are read in the order of one table's keys, side by side.

    Args:
        queries: feature rows, the place of each in ``before`` and ``listed``, and where each key
            begins.
        stored: feature rows, their places in the order of the keys, the picture of each row, and
            where each key begins.
        before: with how many stored pictures, from the first on, each query is compared.
        full: the fullest bucket that is looked into on both sides: what very many features share
            says nothing.
        listed: (queries, listed) distances and pictures, nearest first; changed.
    """
    rows, places, begin = queries
    others, order, pictures, first = stored
    gaps, found = listed
    for key in range(BUCKETS):
        if begin[key + 1] - begin[key] > full[0] or first[key + 1] - first[key] > full[1]:
            continue
        for query in range(begin[key], begin[key + 1]):
            place = places[query]
            limit = before[place]
            for number in range(first[key], first[key + 1]):
                other = order[number]
                if pictures[other] < limit:
                    gap = distance(rows[query], others[other])
                    if gap < gaps[place, -1]:
                        _enter(gaps[place], found[place], gap, pictures[other])


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def poll(
    asking: NDArray[np.int64], pictures: NDArray[np.int32], stored: int, fewest: int
) -> NDArray[np.int64]:
    """Votes of each asking picture's features: (n, 3) asking picture, stored picture, votes.

    ``asking`` is sorted: the picture of each row of ``pictures``.
    """
    votes = np.zeros(stored, np.int64)
    touched = np.empty(stored, np.int64)
    found = [(0, 0, 0) for _ in range(0)]
    row = 0
    while row < len(asking):
        one, reached = asking[row], 0
        while row < len(asking) and asking[row] == one:
            for picture in pictures[row]:
                if picture >= 0:
                    if votes[picture] == 0:
                        touched[reached] = picture
                        reached += 1
                    votes[picture] += 1
            row += 1
        for number in range(reached):
            picture = touched[number]
            if votes[picture] >= fewest:
                found.append((one, picture, votes[picture]))
            votes[picture] = 0
    result = np.empty((len(found), 3), np.int64)
    for number in range(len(found)):
        result[number] = np.array(found[number])
    return result


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def matched(
    one: NDArray[np.uint64], other: NDArray[np.uint64], far: int, ratio: float
) -> NDArray[np.int64]:
    """Features that are clearly each other's like, nearest first: (n, 3) rows and distance.

    The nearest must be nearer than ``ratio`` of the second nearest (Lowe 2004), and each feature
    of the other picture serves once.
    """
    best = np.full(other.shape[0], 1 << 20, np.int64)
    whose = np.full(other.shape[0], -1, np.int64)
    for row in range(one.shape[0]):
        nearest, second, which = 1 << 20, 1 << 20, -1
        for candidate in range(other.shape[0]):
            gap = distance(one[row], other[candidate])
            if gap < nearest:
                nearest, second, which = gap, nearest, candidate
            elif gap < second:
                second = gap
        if which >= 0 and nearest <= far and nearest < ratio * second and nearest < best[which]:
            best[which] = nearest
            whose[which] = row
    kept = np.flatnonzero(whose >= 0)
    order = kept[np.argsort(best[kept], kind="mergesort")]
    result = np.empty((len(order), 3), np.int64)
    for number in range(len(order)):
        result[number, 0] = whose[order[number]]
        result[number, 1] = order[number]
        result[number, 2] = best[order[number]]
    return result


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _agreeing(
    one: NDArray[np.complex128],
    other: NDArray[np.complex128],
    turn: complex,
    shift: complex,
    tolerance: float,
) -> int:
    count = 0
    for place in range(len(one)):
        gap = turn * one[place] + shift - other[place]
        if gap.real * gap.real + gap.imag * gap.imag <= tolerance * tolerance:
            count += 1
    return count


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def fitted(
    one: NDArray[np.complex128],
    other: NDArray[np.complex128],
    tried: int,
    tolerance: float,
    largest: float,
) -> tuple[complex, complex]:
    """The turn, scale and shift that most matches agree with: ``other = turn * one + shift``.

    Every two of the first ``tried`` matches propose one (where others draw them by lot, so that
    nothing here is left to chance); the best is then fitted to all that agree with it, by least
    squares. Places are complex numbers; ``largest`` bounds the scale both ways.
    """
    best, turn, shift = 0, 0j, 0j
    for first in range(min(tried, len(one))):
        for second in range(first):
            apart, across = one[first] - one[second], other[first] - other[second]
            if abs(apart) < 4 * tolerance or abs(across) < 4 * tolerance:
                continue
            proposed = across / apart
            if not 1 / largest <= abs(proposed) <= largest:
                continue
            moved = other[first] - proposed * one[first]
            count = _agreeing(one, other, proposed, moved, tolerance)
            if count > best:
                best, turn, shift = count, proposed, moved
    for _ in range(3):
        if best < 3:
            break
        near = np.abs(turn * one + shift - other) <= tolerance
        here, there = one[near], other[near]
        middle, centre = here.mean(), there.mean()
        spread = (np.abs(here - middle) ** 2).sum()
        if spread == 0:
            break
        refined = (np.conj(here - middle) * (there - centre)).sum() / spread
        moved = centre - refined * middle
        count = _agreeing(one, other, refined, moved, tolerance)
        if count < best:
            break
        best, turn, shift = count, refined, moved
    return turn, shift
