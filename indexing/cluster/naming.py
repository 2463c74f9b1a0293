# SPDX-License-Identifier: GPL-3.0-or-later
"""Stable ids of clusters: a cluster keeps its id as long as its ads mostly stay together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence


def name_clusters(
    groups: Sequence[Sequence[int]], before: Mapping[int, int], next_id: int
) -> dict[int, list[int]]:
    """Give every group an id.

    A group takes the old id with which it shares most ads (the smaller id on a tie); an old id
    goes to the one group that shares most with it; all other groups get fresh ids from
    ``next_id`` on, which are never reused.

    Args:
        groups: members of each group.
        before: cluster of each ad that had one.
        next_id: first id that was never given.

    Returns:
        Members by cluster id.
    """
    claims = []
    for index, group in enumerate(groups):
        shared = Counter(before[ad] for ad in group if ad in before)
        claims += [(-count, old, index) for old, count in shared.items()]
    named: dict[int, int] = {}
    taken: set[int] = set()
    for _count, old, index in sorted(claims):
        if index not in named and old not in taken:
            named[index] = old
            taken.add(old)
    result = {}
    for index, group in enumerate(groups):
        if index not in named:
            named[index] = next_id
            next_id += 1
        result[named[index]] = sorted(group)
    return result
