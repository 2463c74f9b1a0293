# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a group is cut because a person said *not the same* of two of its ads.

Each judgement is taken by itself: its two ads grow along the links of the group, strongest first,
and wherever they would meet, the links of that strength at the smaller of the two sides are cut
(at both when they are equal). All cuts together are then made at once. So a judgement only ever
takes apart, whatever other judgements there are; it never draws other ads together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from indexing.cluster.grouping import Forest, Grouping
from indexing.cluster.strength import JOIN, REPEAT
from indexing.records import Judgement

Edge = tuple[int, int, int]
"""Strength, and two points of a group: its ads, and behind them the things they share."""


def part(
    grouping: Grouping, judgements: Mapping[tuple[int, int], Judgement]
) -> dict[int, list[list[int]]]:
    """The parts of every group that a person's *not the same* cuts, by the group's root."""
    apart: dict[int, list[tuple[int, int]]] = {}
    place = grouping.graph.place
    for (first, second), judgement in judgements.items():
        a, b = place.get(first), place.get(second)
        if judgement is Judgement.NOT_SAME and a is not None and b is not None:
            root = grouping.forest.root(a)
            if root == grouping.forest.root(b):
                apart.setdefault(root, []).append((a, b))
    if not apart:
        return {}
    members: dict[int, list[int]] = {root: [] for root in apart}
    for one in range(len(grouping.graph.ads)):
        root = grouping.forest.root(one)
        if root in members:
            members[root].append(one)
    edges = _edges(grouping, members)
    return {root: _parts(members[root], edges[root], apart[root]) for root in apart}


def _edges(grouping: Grouping, members: Mapping[int, Sequence[int]]) -> dict[int, list[Edge]]:
    """The links inside these groups that join by themselves; points are places of ads or things."""
    graph, root_of = grouping.graph, grouping.forest.root
    found: dict[int, list[Edge]] = {root: [] for root in members}
    for a, b, total in zip(graph.a, graph.b, graph.total, strict=True):
        root = root_of(a)
        if total >= JOIN and root in found and root == root_of(b):
            found[root].append((total, a, b))
    thing_point = len(graph.ads)
    for thing, carriers in graph.carriers():
        weight = graph.thing_strength[thing]
        if weight >= JOIN:
            for one in carriers:
                root = root_of(one)
                if root in found:
                    found[root].append((weight, one, thing_point))
        thing_point += 1
    for one in sorted({*graph.repeat_a, *graph.repeat_b}):
        root = root_of(one)
        if root in found:
            found[root].append((REPEAT, one, thing_point + grouping.text_of[one]))
    return found


def _parts(
    members: Sequence[int], edges: Iterable[Edge], apart: Iterable[tuple[int, int]]
) -> list[list[int]]:
    points: dict[int, int] = {}
    for one in members:
        points[one] = len(points)
    local = [
        (weight, points.setdefault(a, len(points)), points.setdefault(b, len(points)))
        for weight, a, b in edges
    ]
    local.sort(key=lambda edge: -edge[0])
    levels = [list(level) for _weight, level in groupby(enumerate(local), lambda one: one[1][0])]
    cut: set[int] = set()
    for a, b in apart:
        cut |= _cuts(len(members), len(points), levels, (points[a], points[b]))
    forest = Forest(len(points))
    for number, (_weight, a, b) in enumerate(local):
        if number not in cut:
            forest.join(a, b)
    parts: dict[int, list[int]] = {}
    for local_place, one in enumerate(members):
        parts.setdefault(forest.root(local_place), []).append(one)
    return list(parts.values())


def _cuts(
    ads: int,
    points: int,
    levels: Sequence[Sequence[tuple[int, Edge]]],
    pair: tuple[int, int],
) -> set[int]:
    """Numbers of the links that are cut to keep one pair apart."""
    forest = Forest(points)
    for thing in range(ads, points):
        forest.ads[thing] = 0
    cut: set[int] = set()
    for level in levels:
        x, y = forest.root(pair[0]), forest.root(pair[1])
        ties = [(number, forest.root(a), forest.root(b)) for number, (_w, a, b) in level]
        if _meet(ties, x, y):
            here = set(_cut_here(ties, x, y, forest))
            cut |= here
            ties = [tie for tie in ties if tie[0] not in here]
        for _number, p, q in ties:
            forest.join(p, q)
    return cut


def _meet(ties: Sequence[tuple[int, int, int]], x: int, y: int) -> bool:
    """Would the sides of ``x`` and ``y`` become one by these ties?"""
    ends = {end for _number, p, q in ties for end in (p, q)}
    if x not in ends or y not in ends:
        return False
    return y in _reached(ties, x, without=-1)


def _cut_here(
    ties: Sequence[tuple[int, int, int]], x: int, y: int, forest: Forest
) -> Iterator[int]:
    """The ties of the smaller side (of both, when equal) by which it reaches the other."""
    for side, other in ((x, y), (y, x)):
        if forest.ads[side] <= forest.ads[other]:
            beyond = _reached(ties, other, without=side)
            for number, p, q in ties:
                if p != q and side in (p, q) and (q if p == side else p) in beyond:
                    yield number


def _reached(ties: Sequence[tuple[int, int, int]], start: int, *, without: int) -> set[int]:
    neighbours: dict[int, list[int]] = {}
    for _number, p, q in ties:
        if without not in (p, q):
            neighbours.setdefault(p, []).append(q)
            neighbours.setdefault(q, []).append(p)
    reached, waiting = {start}, [start]
    while waiting:
        for other in neighbours.get(waiting.pop(), ()):
            if other not in reached:
                reached.add(other)
                waiting.append(other)
    return reached
