# SPDX-License-Identifier: GPL-3.0-or-later
"""Stable ids of clusters: a cluster keeps its id as long as its ads mostly stay together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence


def name_clusters(
    groups: Sequence[Sequence[int]],
    before: Mapping[int, int],
    next_id: int,
    gone: Mapping[int, Sequence[int]] | None = None,
) -> dict[int, list[int]]:
    """Give every group an id.

    A group takes the old id with which it shares most ads (the smaller id on a tie); an old id
    goes to the one group that shares most with it. A group left over takes the id of a cluster
    that lost its ads, if most of these and most of the group are the same: what was merged and is
    parted again is what it was. All other groups get fresh ids from ``next_id`` on, which are
    never reused.

    Args:
        groups: members of each group.
        before: cluster of each ad that had one.
        next_id: first id that was never given.
        gone: the last ads of clusters that have none now.

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
    left = [one for one in range(len(groups)) if one not in named]
    free = {old: ads for old, ads in (gone or {}).items() if old not in taken}
    named |= _come_back(left, groups, free)
    result = {}
    for index, group in enumerate(groups):
        if index not in named:
            named[index] = next_id
            next_id += 1
        result[named[index]] = sorted(group)
    return result


def _come_back(
    left: Sequence[int], groups: Sequence[Sequence[int]], gone: Mapping[int, Sequence[int]]
) -> dict[int, int]:
    """The ids of clusters without ads that groups left over take again."""
    if not left or not gone:
        return {}
    owners: dict[int, list[int]] = {}
    for old, ads in gone.items():
        for ad in ads:
            owners.setdefault(ad, []).append(old)
    claims = []
    for index in left:
        shared = Counter(old for ad in groups[index] for old in owners.get(ad, ()))
        most = len(groups[index])
        claims += [
            (-count, old, index)
            for old, count in shared.items()
            if 2 * count > max(most, len(gone[old]))
        ]
    named: dict[int, int] = {}
    taken: set[int] = set()
    for _count, old, index in sorted(claims):
        if index not in named and old not in taken:
            named[index] = old
            taken.add(old)
    return named
