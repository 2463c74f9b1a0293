# SPDX-License-Identifier: GPL-3.0-or-later
"""Compiled loops that decide which sure groups of texts become one.

Two groups are held against each other by the mean similarity of a few members of each, so that
one pair that happens to be near does not chain two advertisers who share some sentences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from indexing.link.near_text_kernels import root_of, similarity

if TYPE_CHECKING:
    from numpy.typing import NDArray

SAMPLES = 3
"""Members of a group that stand for it."""


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def sample_groups(roots: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First, middle and last member of every group, -1 where there are fewer, and its size.

    Rows of members that are not their group's root stay empty.
    """
    sizes = np.zeros(len(roots), np.int64)
    for member in range(len(roots)):
        sizes[roots[member]] += 1
    seen = np.zeros(len(roots), np.int64)
    samples = np.full((len(roots), SAMPLES), -1, np.int64)
    for member in range(len(roots)):
        group = roots[member]
        place, last = seen[group], sizes[group] - 1
        seen[group] += 1
        if place == 0:
            samples[group, 0] = member
        elif place == last:
            samples[group, min(last, SAMPLES - 1)] = member
        elif place == (last + 1) // 2:
            samples[group, 1] = member
    return samples, sizes


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _mean(
    samples: NDArray[np.int64],
    texts: tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64]],
    a: int,
    b: int,
) -> float:
    hashes, starts, weights, totals = texts
    total, count = 0.0, 0
    for i in range(SAMPLES):
        for j in range(SAMPLES):
            if samples[a, i] >= 0 and samples[b, j] >= 0:
                pair = (samples[a, i], samples[b, j])
                total += similarity(hashes, starts, weights, totals, pair, 0.0)
                count += 1
    return total / max(count, 1)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def mean_similarities(
    pairs: NDArray[np.int64],
    samples: NDArray[np.int64],
    texts: tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64]],
) -> NDArray[np.float64]:
    """Mean similarity of the samples of every pair of groups."""
    means = np.empty(len(pairs), np.float64)
    for place in range(len(pairs)):
        means[place] = _mean(samples, texts, pairs[place, 0], pairs[place, 1])
    return means


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def join_groups(
    pairs: NDArray[np.int64],
    means: NDArray[np.float64],
    texts: tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.uint8], NDArray[np.int64]],
    groups: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]],
    limits: tuple[float, float, float],
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Join pairs of groups in the given order (nearest first) where they are near enough.

    A group that grew keeps the samples of its larger side; a pair one of whose groups grew is
    measured anew.

    Args:
        pairs: groups by their roots.
        means: mean similarity of each pair.
        texts: hashes, starts, weights, totals.
        groups: parent (grows here), samples and sizes.
        limits: least mean of two single texts, of one text and a group, of two groups.

    Returns:
        The mean each pair was decided by, and whether the two are one group now because of it.
    """
    parent, samples, sizes = groups
    decided = means.copy()
    joins = np.zeros(len(pairs), np.bool_)
    for place in range(len(pairs)):
        a, b = root_of(parent, pairs[place, 0]), root_of(parent, pairs[place, 1])
        if a == b:
            continue
        if a != pairs[place, 0] or b != pairs[place, 1]:
            decided[place] = _mean(samples, texts, a, b)
        singles = (sizes[a] == 1) + (sizes[b] == 1)
        if decided[place] < limits[2 - singles]:
            continue
        joins[place] = True
        keep, drop = min(a, b), max(a, b)
        if sizes[keep] == 1 and sizes[drop] == 1:
            samples[keep, 1] = samples[drop, 0]
        elif sizes[drop] > sizes[keep]:
            samples[keep] = samples[drop]
        parent[drop] = keep
        sizes[keep] += sizes[drop]
    return decided, joins
