# SPDX-License-Identifier: GPL-3.0-or-later
"""Hashes of 256 bits within a distance of each other: exact at every size, never a guess.

Few rows are compared with all. Many are compared only where one of sixteen bands of 16 bits
nearly agrees: two rows at most ``radius`` apart differ by at most ``radius // 16`` bits in some
band (Norouzi, Punjani and Fleet, *Fast exact search in Hamming space with multi-index hashing*,
2014), so nothing is lost. Band by band both sides are brought into the order of the band and
read side by side, which needs no index to be kept: 1,000,000 rows at radius 31 take a hundredth
of the time of a flat FAISS index. Which of the two ways is the cheaper is reckoned beforehand
from how full the bands are, so that a million equal rows cost no more than comparing all.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HASH_BYTES = 32
_WORDS = 4
_QUERIES = 1024
_ROOM = 1 << 20
_SCAN_COST = 0.45
"""Cost of comparing two rows in the scan (ns, AVX-512; three times as much without)."""
_JOIN_COST = 2.0
_SORT_COST = 60.0
"""Cost of bringing a row into the order of a band."""
_FEW = 20_000_000
"""So many comparisons are done before a cleverer way has been thought of."""
_DEEPEST = 3

Places = tuple["NDArray[np.int64]", "NDArray[np.int64]"]
"""Query and stored place of each match."""


def distances(first: NDArray[np.uint8], second: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Hamming distance of hashes in two arrays, row by row (or broadcast)."""
    import numpy as np

    counts: NDArray[np.int64] = np.bitwise_count(first ^ second).sum(axis=-1, dtype=np.int64)
    return counts


def brute_force(
    queries: NDArray[np.uint8], stored: NDArray[np.uint8], radius: int
) -> Iterator[Places]:
    """Places (query, stored) within ``radius``, by comparing everything: the truth."""
    import numpy as np

    for place, query in enumerate(queries):
        found = np.flatnonzero(distances(stored, query) <= radius)
        yield np.full(len(found), place, dtype=np.int64), found.astype(np.int64)


def within(queries: NDArray[np.uint8], stored: NDArray[np.uint8], radius: int) -> Iterator[Places]:
    """The same as :func:`brute_force` in batches, in no particular order.

    Args:
        queries: (q, 32) bytes.
        stored: (n, 32) bytes.
        radius: greatest distance that counts.
    """
    import numpy as np

    few, many = _words(queries), _words(stored)
    if not len(few) or not len(many):
        return
    if _joining_pays(few, many, radius, same=False):
        yield from _join(few, many, radius, same=False)
    else:
        yield from _scan(few, many, np.full(len(few), len(many), dtype=np.int64), radius)


def pairs_within(
    hashes: NDArray[np.uint8], radius: int, new: NDArray[np.bool_] | None = None
) -> Iterator[Places]:
    """Every pair of rows within ``radius`` once, as places (lower, higher), in batches.

    Args:
        hashes: (n, 32) bytes.
        radius: greatest distance that counts.
        new: (n,) which rows are new; only pairs with at least one of them are looked for, at the
            cost of the new ones.
    """
    import numpy as np

    if new is None:
        rows = _words(hashes)
        if len(rows) < 2:
            return
        if _joining_pays(rows, rows, radius, same=True):
            batches = _join(rows, rows, radius, same=True)
        else:
            batches = _scan(rows, rows, np.arange(len(rows), dtype=np.int64), radius)
        for one, other in batches:
            yield np.minimum(one, other), np.maximum(one, other)
        return
    which = np.flatnonzero(new)
    for query, found in within(hashes[which], hashes, radius):
        one = which[query]
        once = np.where(new[found], found > one, found != one)
        one, other = one[once], found[once]
        yield np.minimum(one, other), np.maximum(one, other)


def _words(hashes: NDArray[np.uint8]) -> NDArray[np.uint64]:
    import numpy as np

    return np.ascontiguousarray(hashes).view(np.uint64).reshape(-1, _WORDS)


def _masks(depth: int) -> NDArray[np.int64]:
    """Every difference of at most ``depth`` bits that two values of a band may have."""
    import numpy as np

    from indexing.link.hamming_kernels import BAND_BITS

    return np.array(
        [
            sum(1 << bit for bit in bits)
            for size in range(depth + 1)
            for bits in combinations(range(BAND_BITS), size)
        ],
        dtype=np.int64,
    )


def _joining_pays(
    queries: NDArray[np.uint64], stored: NDArray[np.uint64], radius: int, *, same: bool
) -> bool:
    """Whether comparing band by band is cheaper than comparing all."""
    import numpy as np

    from indexing.link.hamming_kernels import BANDS, BUCKETS

    depth = radius // BANDS
    all_pairs = len(queries) * len(stored) / (2 if same else 1)
    if depth > _DEEPEST or all_pairs < _FEW:
        return False
    masks = _masks(depth)
    budget = _SCAN_COST * all_pairs
    budget -= BANDS * (_SORT_COST * (len(queries) + len(stored)) + len(masks) * BUCKETS)
    if BANDS * len(masks) * all_pairs / BUCKETS * _JOIN_COST > budget:
        return False
    values = np.arange(BUCKETS)
    for band in range(BANDS):
        few, many = (_filled(rows, band) for rows in (queries, stored))
        compared = sum(float(few @ many[values ^ mask]) for mask in masks)
        budget -= _JOIN_COST * compared / (2 if same else 1)
        if budget < 0:
            return False
    return True


def _filled(rows: NDArray[np.uint64], band: int) -> NDArray[np.float64]:
    """How many rows have each value of a band."""
    import numpy as np

    from indexing.link.hamming_kernels import BAND_BITS, BUCKETS

    value = rows[:, band // 4] >> np.uint64(band % 4 * BAND_BITS) & np.uint64(BUCKETS - 1)
    return np.bincount(value.astype(np.int64), minlength=BUCKETS).astype(np.float64)


def _scan(
    queries: NDArray[np.uint64],
    stored: NDArray[np.uint64],
    before: NDArray[np.int64],
    radius: int,
) -> Iterator[Places]:
    import numpy as np

    from indexing.link.hamming_kernels import scan

    columns = np.ascontiguousarray(stored.T)
    found = np.empty((2, _ROOM), dtype=np.int64)
    for start in range(0, len(queries), _QUERIES):
        part = slice(start, start + _QUERIES)
        place = np.zeros(2, dtype=np.int64)
        while place[0] < len(stored):
            count = scan(queries[part], columns, before[part], radius, place, found)
            if count:
                yield found[0, :count] + start, found[1, :count].copy()


def _join(
    queries: NDArray[np.uint64], stored: NDArray[np.uint64], radius: int, *, same: bool
) -> Iterator[Places]:
    import numpy as np

    from indexing.link.hamming_kernels import BANDS, BUCKETS, bucketed, join

    depth = radius // BANDS
    masks = _masks(depth)
    found = np.empty((2, _ROOM), dtype=np.int64)
    for band in range(BANDS):
        order, begin = bucketed(queries, band)
        rows = queries[order]
        if same:
            other_order, first, others = order, begin, rows
        else:
            other_order, first = bucketed(stored, band)
            others = stored[other_order]
        fullest = int(np.diff(first).max())
        if fullest > found.shape[1]:
            found = np.empty((2, fullest), dtype=np.int64)
        place = np.zeros(3, dtype=np.int64)
        rule = (band, depth, radius, same)
        while place[0] < BUCKETS:
            count = join((rows, begin), (others, first), rule, masks, place, found)
            if count:
                yield order[found[0, :count]], other_order[found[1, :count]]
