# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiled loops of the text linker: MinHash, weights, candidates and exact verification.

Texts come as one flat array of shingle hashes, sorted within each text, with the places where
each text starts. Weights are whole numbers, so that a sum is the same in every order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_STRIDE = np.uint64(32)
"""Steps between two looks at whether a pair can still be near."""


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def count_slots(hashes: NDArray[np.uint32], shift: int, counts: NDArray[np.uint32]) -> None:
    """Add every shingle to the count of its slot (the upper bits of its hash)."""
    for place in range(len(hashes)):
        counts[hashes[place] >> np.uint32(shift)] += np.uint32(1)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def weigh(
    hashes: NDArray[np.uint32],
    starts: NDArray[np.int64],
    shift: int,
    slot_weights: NDArray[np.uint8],
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Weight of every shingle, and their sum for every text."""
    weights = np.empty(len(hashes), np.uint8)
    totals = np.zeros(len(starts) - 1, np.int64)
    for text in range(len(totals)):
        for place in range(starts[text], starts[text + 1]):
            weights[place] = slot_weights[hashes[place] >> np.uint32(shift)]
            totals[text] += weights[place]
    return weights, totals


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def minhashes(
    hashes: NDArray[np.uint32], starts: NDArray[np.int64], multipliers: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    """MinHash values, one row for each text; all ones where a text has no shingle."""
    values = np.full((len(starts) - 1, len(multipliers)), np.uint32(0xFFFFFFFF), np.uint32)
    for text in range(len(starts) - 1):
        row = values[text]
        for place in range(starts[text], starts[text + 1]):
            hashed = hashes[place]
            for column in range(len(multipliers)):
                # products of 32-bit numbers are widened here: each step is cut back to 32 bits
                mixed = np.uint32(hashed * multipliers[column])
                mixed = np.uint32(mixed ^ (mixed >> np.uint32(16)))
                row[column] = min(row[column], mixed)
    return values


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def similarity(
    hashes: NDArray[np.uint32],
    starts: NDArray[np.int64],
    weights: NDArray[np.uint8],
    totals: NDArray[np.int64],
    pair: tuple[int, int],
    least: float,
) -> float:
    """Weighted Jaccard similarity of two texts; 0 as soon as it must stay below ``least``."""
    a, b = pair
    needed = least / (1 + least) * (totals[a] + totals[b]) - 1e-9
    if totals[a] == 0 or totals[b] == 0 or min(totals[a], totals[b]) < needed:
        return 0.0
    first, second = hashes[starts[a] : starts[a + 1]], hashes[starts[b] : starts[b + 1]]
    weight = weights[starts[a] : starts[a + 1]]
    i, j = np.uint64(0), np.uint64(0)  # unsigned, and no branch in the loop: half the time
    shared, passed = np.uint32(0), np.uint32(0)
    while i < len(first) and j < len(second):
        for _step in range(min(np.uint64(len(first)) - i, np.uint64(len(second)) - j, _STRIDE)):
            one, other = first[i], second[j]
            held = np.uint32(weight[i])
            shared += held if one == other else np.uint32(0)
            passed += held if one <= other else np.uint32(0)
            i += np.uint64(one <= other)
            j += np.uint64(other <= one)
        if totals[a] - (passed - shared) < needed:
            return 0.0
    return float(shared / (totals[a] + totals[b] - shared))


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def similarities(
    hashes: NDArray[np.uint32],
    starts: NDArray[np.int64],
    weights: NDArray[np.uint8],
    totals: NDArray[np.int64],
    pairs: NDArray[np.int64],
    least: float,
) -> NDArray[np.float64]:
    """Similarity of every pair; 0 where it stays below ``least``."""
    scores = np.empty(len(pairs), np.float64)
    for place in range(len(pairs)):
        pair = (pairs[place, 0], pairs[place, 1])
        scores[place] = similarity(hashes, starts, weights, totals, pair, least)
    return scores


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def root_of(parent: NDArray[np.int64], member: int) -> int:
    """The smallest member of a union-find group."""
    while parent[member] != member:
        parent[member] = parent[parent[member]]
        member = parent[member]
    return member


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _alike(values: NDArray[np.uint32], a: int, b: int) -> int:
    same = 0
    for column in range(values.shape[1]):
        same += values[a, column] == values[b, column]
    return same


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _grown(
    pairs: NDArray[np.int64], scores: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    more_pairs = np.empty((2 * len(scores), 2), np.int64)
    more_pairs[: len(scores)] = pairs
    more_scores = np.empty(2 * len(scores), np.float64)
    more_scores[: len(scores)] = scores
    return more_pairs, more_scores


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def link_band(
    keys: NDArray[np.uint64],
    order: NDArray[np.int64],
    values: NDArray[np.uint32],
    texts: tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64]],
    known: tuple[NDArray[np.int64], NDArray[np.uint64]],
    rules: tuple[float, float, int, int],
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Verified pairs among the texts that share a key, each text against a few of each bucket.

    Args:
        keys: key of every text in this band.
        order: texts by key, then by number.
        values: MinHash values.
        texts: hashes, starts, weights, totals.
        known: from the bands before, and grown here: union-find of texts that are sure to belong
            together, and pairs that were verified, each in the slot of its hash until another
            takes that (a power of two of slots).
        rules: least similarity; similarity that is sure; fewest equal MinHash values; most
            groups a text is held against in one bucket.

    Returns:
        Pairs (n, 2) and their similarities.
    """
    least, sure, alike, most = rules
    parent, tried = known
    hashes, starts, weights, totals = texts
    pairs, scores = np.empty((1024, 2), np.int64), np.empty(1024, np.float64)
    found, filled = 0, 0
    heads = np.empty(most, np.int64)
    for place in range(len(order)):
        text = order[place]
        if place == 0 or keys[text] != keys[order[place - 1]]:
            filled = 0  # another bucket
        own = root_of(parent, text)
        is_new = True
        for head in range(filled):
            other = heads[head]
            joined = root_of(parent, other)
            if joined == own:
                is_new = False
                continue
            if _alike(values, text, other) < alike or not _is_untried(tried, text, other):
                continue
            score = similarity(hashes, starts, weights, totals, (text, other), least)
            if score < least:
                continue
            if found == len(scores):
                pairs, scores = _grown(pairs, scores)
            pairs[found, 0], pairs[found, 1], scores[found] = text, other, score
            found += 1
            if score >= sure:
                is_new = False
                own, joined = min(own, joined), max(own, joined)
                parent[joined] = own
        if is_new and filled < most:
            heads[filled] = text
            filled += 1
    return pairs[:found].copy(), scores[:found].copy()


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _is_untried(tried: NDArray[np.uint64], a: int, b: int) -> bool:
    """Whether a pair was not verified before, as far as is remembered; it is from now on."""
    pair = (np.uint64(max(a, b)) << np.uint64(32)) | np.uint64(min(a, b))
    slot = ((pair * _MULTIPLIER) >> np.uint64(20)) & np.uint64(len(tried) - 1)
    untried = tried[slot] != pair
    tried[slot] = pair
    return bool(untried)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def union(parent: NDArray[np.int64], pairs: NDArray[np.int64]) -> None:
    """Join the groups of every pair; the smaller root stays."""
    for place in range(len(pairs)):
        a, b = root_of(parent, pairs[place, 0]), root_of(parent, pairs[place, 1])
        parent[max(a, b)] = min(a, b)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def roots(parent: NDArray[np.int64]) -> NDArray[np.int64]:
    """Root of every member."""
    found = np.empty(len(parent), np.int64)
    for member in range(len(parent)):
        found[member] = root_of(parent, member)
    return found
