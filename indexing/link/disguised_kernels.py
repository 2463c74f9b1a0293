# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiled loops of the search for disguised texts; imported only inside functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Texts = tuple[NDArray[np.uint32], NDArray[np.int64]]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def holders(
    texts: Texts, order: NDArray[np.int64], groups: NDArray[np.int64], shift: int
) -> NDArray[np.uint32]:
    """How many groups hold the shingles of each slot (upper bits of the hash).

    ``order`` lists the texts group by group.
    """
    hashes, starts = texts
    # side by side, so that a slot costs one look into a table far larger than the caches
    table = np.zeros((1 << (32 - shift), 2), np.uint32)  # count, last group + 1
    for text in order:
        group = groups[text] + 1
        for at in range(starts[text], starts[text + 1]):
            slot = hashes[at] >> shift
            if table[slot, 1] != group:
                table[slot, 1] = group
                table[slot, 0] += 1
    return table[:, 0].copy()


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def novelty(
    texts: Texts, chosen: NDArray[np.int64], shift: int, counts: NDArray[np.uint32], alone: int
) -> NDArray[np.float32]:
    """Of chosen texts, the share of shingles that at most ``alone`` groups hold; 1 if empty."""
    hashes, starts = texts
    result = np.ones(len(chosen), np.float32)
    for row in range(len(chosen)):
        text = chosen[row]
        size = starts[text + 1] - starts[text]
        rare = 0
        for at in range(starts[text], starts[text + 1]):
            rare += counts[hashes[at] >> shift] <= alone
        if size:
            result[row] = rare / size
    return result


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _rank(value: int, count: int, usual: int) -> int:
    """Order in which shingles become anchors: rare enough ones first, among them at random."""
    mixed = np.uint64(value) * np.uint64(0x9E3779B97F4A7C15)
    return int(mixed >> np.uint64(34)) + (1 << 40) * int(count > usual)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def anchors(
    texts: Texts, suspects: NDArray[np.int64], shift: int, counts: NDArray[np.uint32], most: int,
    usual: tuple[int, int],
) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:  # fmt: skip
    """Up to ``most`` shingles of each suspect that other groups hold too, and how many.

    ``usual``: shingles that no more groups hold than the first number are passed over; those that
    no more hold than the second are taken first.
    """
    hashes, starts = texts
    chosen = np.zeros((len(suspects), most), np.uint32)
    ranks = np.zeros(most, np.int64)
    sizes = np.zeros(len(suspects), np.int64)
    for row in range(len(suspects)):
        text, size = suspects[row], 0
        for at in range(starts[text], starts[text + 1]):
            count = counts[hashes[at] >> shift]
            if count <= usual[0]:
                continue
            rank = _rank(hashes[at], count, usual[1])
            if size == most and rank >= ranks[most - 1]:
                continue
            size = min(size + 1, most)
            place = size - 1
            while place > 0 and ranks[place - 1] > rank:
                ranks[place], chosen[row, place] = ranks[place - 1], chosen[row, place - 1]
                place -= 1
            ranks[place], chosen[row, place] = rank, hashes[at]
        sizes[row] = size
    return chosen, sizes


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def postings(
    texts: Texts, targets: NDArray[np.int64], wanted: NDArray[np.uint32]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """For each wanted shingle (sorted) the targets that hold it, as positions in ``targets``."""
    hashes, starts = texts
    maybe = np.zeros(1 << 24, np.bool_)
    for value in wanted:
        maybe[value >> 8] = True
    ends = np.zeros(len(wanted) + 1, np.int64)
    for text in targets:
        for at in range(starts[text], starts[text + 1]):
            if maybe[hashes[at] >> 8]:
                place = np.searchsorted(wanted, hashes[at])
                if place < len(wanted) and wanted[place] == hashes[at]:
                    ends[place + 1] += 1
    ends = np.cumsum(ends)
    found = np.zeros(ends[-1], np.int32)
    at_end = ends[:-1].copy()
    for position in range(len(targets)):
        text = targets[position]
        for at in range(starts[text], starts[text + 1]):
            if maybe[hashes[at] >> 8]:
                place = np.searchsorted(wanted, hashes[at])
                if place < len(wanted) and wanted[place] == hashes[at]:
                    found[at_end[place]] = position
                    at_end[place] += 1
    return ends, found


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def shared_weights(
    texts: Texts,
    pairs: NDArray[np.int64],
    shift: int,
    counts: NDArray[np.uint32],
    weights: NDArray[np.float32],
) -> NDArray[np.float64]:
    """``_shared_weight`` of many pairs."""
    result = np.zeros(len(pairs))
    for row in range(len(pairs)):
        pair = (pairs[row, 0], pairs[row, 1])
        result[row] = _shared_weight(texts, pair, shift, counts, weights)
    return result


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _shared_weight(
    texts: Texts,
    pair: tuple[int, int],
    shift: int,
    counts: NDArray[np.uint32],
    weights: NDArray[np.float32],
) -> float:
    """Weighted share of the first text's shingles that the second holds too.

    ``weights`` by count; 0 for shingles that hardly another group holds: they say nothing of
    where a text is from.
    """
    hashes, starts = texts
    first, second = starts[pair[0]], starts[pair[1]]
    both = total = 0.0
    for at in range(first, starts[pair[0] + 1]):
        weight = weights[counts[hashes[at] >> shift]]
        total += weight
        while second < starts[pair[1] + 1] and hashes[second] < hashes[at]:
            second += 1
        if second < starts[pair[1] + 1] and hashes[second] == hashes[at]:
            both += weight
    return both / total if total > 0 else 0.0


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def most_hits(
    asked: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    posted: tuple[NDArray[np.int64], NDArray[np.int32]],
    targets: NDArray[np.int64],
    groups: NDArray[np.int64],
    kept: int,
    least: float,
) -> NDArray[np.int64]:
    """Pairs (suspect, target), the ``kept`` groups that hold most anchors of each suspect.

    Args:
        asked: suspects (texts); places of their anchors in the postings, all in one row; where
            each suspect's places start.
        posted: as ``postings`` gives them.
        targets: texts.
        groups: of every text.
        kept: most pairs of a suspect, one for a group.
        least: share of the anchors that a target must hold.
    """
    suspects, places, firsts = asked
    ends, found = posted
    hits = np.zeros(len(targets), np.int32)
    touched = np.zeros(len(targets), np.int32)
    best = np.zeros((kept, 2), np.int64)  # hits, target
    result = np.zeros((len(suspects) * kept, 2), np.int64)
    size = 0
    for row in range(len(suspects)):
        count = filled = 0
        for place in places[firsts[row] : firsts[row + 1]]:
            for position in found[ends[place] : ends[place + 1]]:
                if hits[position] == 0:
                    touched[count] = position
                    count += 1
                hits[position] += 1
        needed = max(least * (firsts[row + 1] - firsts[row]), 2.0)
        for position in touched[:count]:
            score, target = hits[position], targets[position]
            hits[position] = 0
            if score < needed or groups[target] == groups[suspects[row]]:
                continue
            filled = _kept_best(best, filled, score, target, groups)
        for n in range(filled):
            result[size, 0], result[size, 1] = suspects[row], best[n, 1]
            size += 1
    return result[:size]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _kept_best(
    best: NDArray[np.int64], filled: int, score: int, target: int, groups: NDArray[np.int64]
) -> int:
    """Take a target in among the best, one for a group; returns how many there are."""
    place = filled
    for n in range(filled):
        if groups[best[n, 1]] == groups[target]:
            if (score, -target) > (best[n, 0], -best[n, 1]):
                best[n, 0], best[n, 1] = score, target
            return filled
        if place == filled or (best[n, 0], -best[n, 1]) < (best[place, 0], -best[place, 1]):
            place = n  # the least of them so far
    if filled < len(best):
        best[filled, 0], best[filled, 1] = score, target
        return filled + 1
    if (score, -target) > (best[place, 0], -best[place, 1]):
        best[place, 0], best[place, 1] = score, target
    return filled
