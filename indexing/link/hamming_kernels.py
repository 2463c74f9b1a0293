# SPDX-License-Identifier: GPL-3.0-or-later
"""Loops of the Hamming search: compare all, or compare what shares one of sixteen bands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit
from numba.extending import intrinsic

if TYPE_CHECKING:
    from numpy.typing import NDArray

BANDS = 16
BAND_BITS = 16
BUCKETS = 1 << BAND_BITS
_BLOCK = 1024
_FAR = 1 << 20


@intrinsic  # type: ignore[untyped-decorator]
def popcount(_typing: Any, word: Any) -> Any:
    """Number of set bits: one instruction of the processor, eight words at once where it can."""

    def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
        return builder.ctpop(values[0])

    return word(word), generate


@njit(cache=True, nogil=True, inline="never")  # type: ignore[untyped-decorator]
def _block_distances(
    query: NDArray[np.uint64],
    columns: NDArray[np.uint64],
    start: int,
    size: int,
    result: NDArray[np.int64],
) -> np.int64:
    """Distances of a block, and the least of them; written so that it runs in vectors."""
    a, b, c, d = query[0], query[1], query[2], query[3]
    first = columns[0, start : start + size]
    second = columns[1, start : start + size]
    third = columns[2, start : start + size]
    fourth = columns[3, start : start + size]
    into = result[:size]
    least = np.int64(_FAR)
    for i in range(size):
        distance = np.int64(
            popcount(first[i] ^ a)
            + popcount(second[i] ^ b)
            + popcount(third[i] ^ c)
            + popcount(fourth[i] ^ d)
        )
        into[i] = distance
        least = min(least, distance)
    return least


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def scan(
    queries: NDArray[np.uint64],
    columns: NDArray[np.uint64],
    before: NDArray[np.int64],
    radius: int,
    place: NDArray[np.int64],
    found: NDArray[np.int64],
) -> int:
    """Compare every query with the stored rows that stand before ``before[query]``.

    Args:
        queries: (q, 4) words.
        columns: (4, n) words, one row a column so that a block lies together.
        before: how many stored rows each query is compared with.
        radius: greatest distance that counts.
        place: ``place[0]`` is the block and ``place[1]`` the query to go on with; changed.
        found: (2, room) result, query and stored row; room is at least one block.

    Returns:
        How many were found; ``place[0]`` is at the end of ``columns`` when nothing is left.
    """
    distances = np.empty(_BLOCK, np.int64)
    count = 0
    room = found.shape[1] - _BLOCK
    rows = columns.shape[1]
    while place[0] < rows:
        start = int(place[0])
        for query in range(place[1], queries.shape[0]):
            if count > room:
                place[1] = query
                return count
            size = int(min(_BLOCK, before[query] - start))
            if size <= 0:
                continue
            if _block_distances(queries[query], columns, start, size, distances) > radius:
                continue
            for i in range(size):
                if distances[i] <= radius:
                    found[0, count] = query
                    found[1, count] = start + i
                    count += 1
        place[0] = start + _BLOCK
        place[1] = 0
    return count


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def bucketed(rows: NDArray[np.uint64], band: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows ordered by the value of a band, and where each value begins (BUCKETS + 1 places)."""
    word, shift = band // 4, np.uint64(band % 4 * BAND_BITS)
    mask = np.uint64(BUCKETS - 1)
    starts = np.zeros(BUCKETS + 1, np.int64)
    for row in range(rows.shape[0]):
        starts[np.int64((rows[row, word] >> shift) & mask) + 1] += 1
    for value in range(BUCKETS):
        starts[value + 1] += starts[value]
    following = starts.copy()
    order = np.empty(rows.shape[0], np.int64)
    for row in range(rows.shape[0]):
        bucket = np.int64((rows[row, word] >> shift) & mask)
        order[following[bucket]] = row
        following[bucket] += 1
    return order, starts


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _found_earlier(difference: NDArray[np.uint64], band: int, depth: int) -> bool:
    mask = np.uint64(BUCKETS - 1)
    for earlier in range(band):
        part = (difference[earlier // 4] >> np.uint64(earlier % 4 * BAND_BITS)) & mask
        if popcount(part) <= depth:
            return True
    return False


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def join(
    queries: tuple[NDArray[np.uint64], NDArray[np.int64]],
    stored: tuple[NDArray[np.uint64], NDArray[np.int64]],
    rule: tuple[int, int, int, bool],
    masks: NDArray[np.int64],
    place: NDArray[np.int64],
    found: NDArray[np.int64],
) -> int:
    """Compare rows whose values of one band differ by one of the masks.

    Args:
        queries: rows in bucket order and where each bucket begins.
        stored: the same of the stored rows.
        rule: band, depth (most bits of a mask), radius, and whether both sides are the same rows,
            of which each pair is then taken once.
        masks: what two values of the band may differ by.
        place: value, number of the mask and query to go on with; changed.
        found: (2, room) result, places in bucket order; room is at least the largest bucket.

    Returns:
        How many were found; ``place[0]`` is BUCKETS when nothing is left.
    """
    rows, begin = queries
    others, first = stored
    band, depth, radius, same = rule
    room = found.shape[1]
    count = 0
    difference = np.empty(4, np.uint64)
    for value in range(place[0], BUCKETS):
        for number in range(place[1], len(masks)):
            other = value ^ masks[number]
            if same and other < value:
                continue
            end = first[other + 1]
            for query in range(max(begin[value], place[2]), begin[value + 1]):
                start = query + 1 if same and other == value else first[other]
                if count + end - start > room:
                    place[0], place[1], place[2] = value, number, query
                    return count
                a, b, c, d = rows[query, 0], rows[query, 1], rows[query, 2], rows[query, 3]
                for row in range(start, end):
                    half = popcount(others[row, 0] ^ a) + popcount(others[row, 1] ^ b)
                    if half > radius:
                        continue
                    half += popcount(others[row, 2] ^ c) + popcount(others[row, 3] ^ d)
                    if half > radius:
                        continue
                    difference[0] = others[row, 0] ^ a
                    difference[1] = others[row, 1] ^ b
                    difference[2] = others[row, 2] ^ c
                    difference[3] = others[row, 3] ^ d
                    if not _found_earlier(difference, band, depth):
                        found[0, count] = query
                        found[1, count] = row
                        count += 1
            place[2] = 0
        place[1] = 0
    place[0] = BUCKETS
    return count
