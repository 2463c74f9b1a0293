# SPDX-License-Identifier: GPL-3.0-or-later
"""The weakest connections that alone hold the parts of one group together.

The points of the graph are the distinct texts of the group and the things they share. A link is a
bridge when the group falls apart without it; a thing is one when it alone ties its carriers of one
part to those of another. Found in one depth-first walk (Tarjan 1974), so that a group of 100,000
ads costs a second or two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexing.cluster.evidence_graph import EvidenceGraph, graph_of
from indexing.cluster.grouping import Forest
from indexing.cluster.strength import JOIN, Thing
from indexing.records import CandidatePair, Judgement

LISTED = 50
"""Bridges returned at most."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """What alone ties ``side``, the smaller part, to the rest of the group.

    ``a`` lies in ``side`` and ``b`` outside; ``thing`` is what they share, or None where the pair
    itself is linked. ``rest`` counts the ads that are not in ``side``.
    """

    a: int
    b: int
    strength: int
    thing: Thing | None
    side: tuple[int, ...]
    rest: int


@dataclass(frozen=True, slots=True)
class _Cut:
    """A bridge as places of the walk: the part is ``first`` to ``last`` of it, or all but these."""

    strength: int
    size: int
    edge: int
    thing: int
    inside: bool
    ranges: tuple[tuple[int, int], ...]


def bridges(
    members: Sequence[int],
    links: Sequence[CandidatePair],
    judged: Mapping[tuple[int, int], Judgement],
    most: int = LISTED,
) -> list[Bridge]:
    """Bridges of one group: those that part two ads or more from the rest first, weakest first."""
    walk = _Walk(graph_of(members, links, judged))
    found = sorted(walk.cuts(), key=lambda cut: (cut.size < 2, cut.strength, -cut.size))
    return [bridge for cut in found[:most] for bridge in walk.told(cut)]


class _Walk:
    """The graph as lists of neighbours, and one depth-first walk over it."""

    def __init__(self, graph: EvidenceGraph) -> None:
        self.graph = graph
        texts = Forest(len(graph.ads))
        for a, b in zip(graph.repeat_a, graph.repeat_b, strict=True):
            texts.join(a, b)
        self.text_of = [texts.root(place) for place in range(len(graph.ads))]
        self.ads_of: dict[int, list[int]] = {}
        for place, text in enumerate(self.text_of):
            self.ads_of.setdefault(text, []).append(place)
        self.first_thing = len(graph.ads)
        self.carriers: dict[int, list[int]] = {}
        self.near: dict[int, list[tuple[int, int]]] = {text: [] for text in self.ads_of}
        self._tie_pairs()
        self._tie_things()
        self.order: list[int] = []
        self.number: dict[int, int] = {}
        self.low: dict[int, int] = {}
        self.end: dict[int, int] = {}
        self.parent: dict[int, tuple[int, int]] = {}
        for text in self.ads_of:
            if text not in self.number:
                self._walk_from(text)
        self.before = [0]
        for point in self.order:
            self.before.append(self.before[-1] + len(self.ads_of.get(point, ())))

    def _tie_pairs(self) -> None:
        """Links between different texts; of several between two texts the strongest."""
        graph = self.graph
        best: dict[tuple[int, int], int] = {}
        for edge, (a, b) in enumerate(zip(graph.a, graph.b, strict=True)):
            p, q = sorted((self.text_of[a], self.text_of[b]))
            known = best.get((p, q))
            if p == q or graph.total[edge] < JOIN:
                continue
            if known is None or graph.total[edge] > graph.total[known]:
                best[p, q] = edge
        for (p, q), edge in best.items():
            self.near[p].append((q, edge))
            self.near[q].append((p, edge))

    def _tie_things(self) -> None:
        for thing, carriers in self.graph.carriers():
            texts = {self.text_of[place] for place in carriers}
            if len(texts) > 1 and self.graph.thing_strength[thing] >= JOIN:
                point = self.first_thing + thing
                self.carriers[thing] = carriers
                self.near[point] = [(text, -1) for text in texts]
                for text in texts:
                    self.near[text].append((point, -1))

    def _walk_from(self, start: int) -> None:
        self._enter(start)
        stack = [(start, iter(self.near[start]))]
        while stack:
            point, coming = stack[-1]
            for other, edge in coming:
                if other not in self.number:
                    self.parent[other] = (point, edge)
                    self._enter(other)
                    stack.append((other, iter(self.near[other])))
                    break
                if other != self.parent.get(point, (-1, -1))[0]:
                    self.low[point] = min(self.low[point], self.number[other])
            else:
                stack.pop()
                self.end[point] = len(self.order)
                if stack:
                    above = stack[-1][0]
                    self.low[above] = min(self.low[above], self.low[point])

    def _enter(self, point: int) -> None:
        self.number[point] = self.low[point] = len(self.order)
        self.order.append(point)

    def _ads(self, ranges: Sequence[tuple[int, int]]) -> int:
        return sum(self.before[last] - self.before[first] for first, last in ranges)

    def cuts(self) -> Iterator[_Cut]:
        """Every bridge, by the part that it ties to the rest."""
        parts: dict[int, list[tuple[int, int]]] = {}
        for point, (above, edge) in self.parent.items():
            piece = (self.number[point], self.end[point])
            if above >= self.first_thing:
                if self.low[point] >= self.number[above]:
                    parts.setdefault(above, []).append(piece)
            elif edge >= 0 and self.low[point] > self.number[above]:
                yield self._cut(self.graph.total[edge], (edge, -1), (piece,))
        for point, pieces in parts.items():
            yield from self._cuts_of_thing(point, pieces)

    def _cut(
        self, strength: int, what: tuple[int, int], ranges: tuple[tuple[int, int], ...]
    ) -> _Cut:
        size = self._ads(ranges)
        other = self.before[-1] - size
        return _Cut(strength, min(size, other), *what, size <= other, ranges)

    def _cuts_of_thing(self, point: int, pieces: list[tuple[int, int]]) -> Iterator[_Cut]:
        """Every part that this thing ties to the others; where there are two parts, one of them."""
        thing = point - self.first_thing
        strength = self.graph.thing_strength[thing]
        rest = self.before[-1] - self._ads(pieces)
        if rest and len(pieces) > 1:
            yield self._cut(strength, (-1, thing), tuple(pieces))
        for piece in pieces[: 1 if len(pieces) == 2 and not rest else None]:
            yield self._cut(strength, (-1, thing), (piece,))

    def told(self, cut: _Cut) -> Iterator[Bridge]:
        """The bridge in ids of ads."""
        places = {
            place
            for first, last in cut.ranges
            for point in self.order[first:last]
            for place in self.ads_of.get(point, ())
        }
        if not cut.inside:
            places = set(range(len(self.graph.ads))) - places
        if cut.thing < 0:
            ends = [self.graph.a[cut.edge], self.graph.b[cut.edge]]
        else:
            ends = self.carriers[cut.thing]
        inside = [place for place in ends if place in places]
        outside = [place for place in ends if place not in places]
        if inside and outside:
            ads = self.graph.ads
            yield Bridge(
                ads[inside[0]],
                ads[outside[0]],
                cut.strength,
                None if cut.thing < 0 else self.graph.things[cut.thing],
                tuple(sorted(ads[place] for place in places)),
                len(ads) - len(places),
            )
