# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups from evidence, strongest first, in which one weak bridge does not chain two groups.

Strong links of pairs join whatever they tie. Shared things and weaker links are taken up level by
level: they join small groups; two groups of ``LARGE`` distinct texts or more become one only when
what ties them adds up to what their size needs: other kinds, or more links between other texts (a
number that one ad alone of a large group gives is one link). Else it is kept as a held bridge.
Pictures alone never join two groups that each share a contact of their own and none in common.
Everything of one level is weighed at once, and ties are broken by weight and size alone, so that
neither the order of pairs nor the numbers of ads matter.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

from indexing.cluster.evidence_graph import EvidenceGraph, numbers
from indexing.cluster.strength import JOIN, JUDGED, RULED, STRONG, Family

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGE = 3
"""Distinct texts from which on a group is not joined by one weak link."""
_MOST_GROUPS_OF_A_THING = 24
_HELD = 100
"""Added to a family for what its own tier held back: it supports, and gives no second link."""
_PICTURES_ALONE = frozenset({Family.PICTURE, Family.PICTURE + _HELD, Family.TEXT + _HELD})


class Forest:
    """Union-find over places, with ads and distinct texts of every group."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))
        self.ads = [1] * size
        self.texts = [1] * size

    def root(self, place: int) -> int:
        """Representative of a place's group."""
        parent = self.parent
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    def join(self, a: int, b: int) -> tuple[int, int]:
        """Make two groups one; returns the root that stays and the one that is no root any more."""
        keep, drop = self.root(a), self.root(b)
        if self.ads[keep] < self.ads[drop]:
            keep, drop = drop, keep
        if keep != drop:
            self.parent[drop] = keep
            self.ads[keep] += self.ads[drop]
            self.texts[keep] += self.texts[drop]
        return keep, drop


@dataclass(slots=True)
class Tie:
    """The weak evidence between two groups, by family: the best, and the texts that it lies at."""

    best: int
    witness: tuple[int, int]
    families: dict[int, tuple[int, set[int]]]

    def take(self, other: Tie) -> None:
        """Add more evidence between the same groups."""
        if other.best > self.best:
            self.best, self.witness = other.best, other.witness
        for where, (weight, texts) in other.families.items():
            known = self.families.get(where)
            if known is None:
                self.families[where] = (weight, texts)
            else:
                known[1].update(texts)
                self.families[where] = (max(weight, known[0]), known[1])


class Grouping:
    """Groups as they grow, and the ties between those that stay apart."""

    def __init__(self, graph: EvidenceGraph) -> None:
        self.graph = graph
        self.forest = Forest(len(graph.ads))
        for a, b in zip(graph.repeat_a, graph.repeat_b, strict=True):
            self.forest.join(a, b)
        self.text_of = [self.forest.root(place) for place in range(len(graph.ads))]
        self.forest.texts = [1] * len(graph.ads)
        self.ties: dict[int, dict[int, Tie]] = {}
        self.contacts: dict[int, set[int]] = {}
        self._things: list[tuple[int, list[int]]] = []
        self._join_strong()
        for ties in self._levels():
            self._settle(ties)

    def _join_strong(self) -> None:
        graph, join = self.graph, self.forest.join
        for edge in self._strong():
            join(graph.a[edge], graph.b[edge])
        contacts: list[tuple[int, int]] = []
        for thing, carriers in graph.carriers():
            if graph.thing_family(thing) is Family.CONTACT:
                contacts += ((place, thing) for place in carriers)
            if graph.thing_strength[thing] < RULED:
                self._things.append((thing, carriers))
                continue
            for other in carriers[1:]:
                join(carriers[0], other)
        for place, contact in contacts:
            self.contacts.setdefault(self.forest.root(place), set()).add(contact)

    def _strong(self) -> NDArray[np.intp]:
        """Links of pairs that join any two groups; a picture and a held text do not."""
        import numpy as np

        text, total = numbers(self.graph.text), numbers(self.graph.total)
        return np.flatnonzero((total >= STRONG) & ((text >= JOIN) | (total >= JUDGED)))

    def _levels(self) -> Iterator[list[tuple[int, int, Tie]]]:
        """The weak evidence of each level, strongest first, as ties between places."""
        import numpy as np

        graph = self.graph
        total = numbers(graph.total)
        weak = np.setdiff1d(np.arange(len(total)), self._strong(), assume_unique=True)
        found: dict[int, tuple[list[int], list[int]]] = {}
        for edge, level in zip(weak.tolist(), total[weak].tolist(), strict=True):
            found.setdefault(level, ([], []))[0].append(edge)
        for number, (thing, _carriers) in enumerate(self._things):
            found.setdefault(graph.thing_strength[thing], ([], []))[1].append(number)
        for level in sorted(found, reverse=True):
            edges, things = found[level]
            ties = [self._tie_of_edge(edge) for edge in edges]
            for number in things:
                ties.extend(self._ties_of_thing(level, *self._things[number]))
            yield ties

    def _tie_of_edge(self, edge: int) -> tuple[int, int, Tie]:
        graph = self.graph
        a, b = graph.a[edge], graph.b[edge]
        families = {}
        for where, weight in (
            (Family.TEXT, graph.text[edge]),
            (Family.PICTURE, graph.picture[edge]),
        ):
            if weight:
                texts = {self.text_of[a], self.text_of[b]}
                families[where if weight >= JOIN else where + _HELD] = (weight, texts)
        return a, b, Tie(graph.total[edge], (a, b), families)

    def _ties_of_thing(
        self, level: int, thing: int, carriers: list[int]
    ) -> Iterator[tuple[int, int, Tie]]:
        groups: dict[int, set[int]] = {}
        first: dict[int, int] = {}
        for place in carriers:
            root = self.forest.root(place)
            groups.setdefault(root, set()).add(self.text_of[place])
            first.setdefault(root, place)
        between: Iterable[tuple[int, int]] = itertools.combinations(groups, 2)
        if len(groups) > _MOST_GROUPS_OF_A_THING:
            # all small ones become one group at this level: one tie from it to each large one
            small = [root for root in groups if self._small(root)]
            large = [root for root in groups if not self._small(root)]
            texts = set().union(*(groups[root] for root in small))
            groups |= dict.fromkeys(small[:1], texts)
            if len(large) > _MOST_GROUPS_OF_A_THING:
                large = []
            among = itertools.combinations((*small[:1], *large), 2)
            between = itertools.chain(itertools.pairwise(small), among)
        where = self.graph.thing_family(thing)
        for p, q in between:
            witness = (first[p], first[q])
            yield *witness, Tie(level, witness, {where: (level, groups[p] | groups[q])})

    def _settle(self, ties: Iterable[tuple[int, int, Tie]]) -> None:
        """Add the evidence of one level and join what it is enough for, until nothing moves."""
        touched = set()
        for a, b, tie in ties:
            p, q = self.forest.root(a), self.forest.root(b)
            if p != q:
                self._add(p, q, tie)
                touched.add((p, q))
        while touched:
            joins = [pair for pair in touched if self._joins(*pair)]
            if not joins:
                joins = self._chosen({p for pair in touched for p in pair if self._small(p)})
            if not joins:
                return
            moved = [pair for p, q in joins for pair in self._join(p, q)]
            touched = self._as_they_stand((*touched, *moved))

    def _as_they_stand(self, pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        root = self.forest.root
        now = ((root(p), root(q)) for p, q in pairs)
        return {(p, q) for p, q in now if p != q}

    def _small(self, root: int) -> bool:
        return self.forest.texts[root] < LARGE

    def _joins(self, p: int, q: int) -> bool:
        if self._small(p) != self._small(q) or not self._may_join(p, q):
            return False
        return self._small(p) or self.weight(p, q) >= self.needed(p, q)

    def _may_join(self, p: int, q: int) -> bool:
        """Is a link strong enough for small groups, and is there more than pictures of rivals?"""
        return self.ties[p][q].best >= JOIN and not self._pictures_of_rivals(p, q)

    def _pictures_of_rivals(self, p: int, q: int) -> bool:
        """Are there pictures alone, and has each group shared contacts, and none in common?"""
        ours, theirs = self.contacts.get(p), self.contacts.get(q)
        if not ours or not theirs or not ours.isdisjoint(theirs):
            return False
        return self.ties[p][q].families.keys() <= _PICTURES_ALONE

    def needed(self, p: int, q: int) -> int:
        """What must tie two large groups: the more distinct texts the smaller has, the more.

        A link more for every doubling: one stray link in a hundred texts is soon found, and of
        two groups that belong together many texts are alike. Pictures of two groups with contacts
        of their own need another kind beside them.
        """
        if self._pictures_of_rivals(p, q):
            return self.weight(p, q) + JOIN
        texts = min(self.forest.texts[p], self.forest.texts[q])
        return max(STRONG, round(JOIN * log2(texts)))

    def weight(self, p: int, q: int) -> int:
        """All that ties two groups: the best of each family, and every further link of it.

        Links count as often as they lie at different texts on both sides. What its own tier held
        back says nothing where both groups are large: it was then weighed against all of both.
        """
        tie = self.ties[p][q]
        total = 0
        for where, (weight, texts) in tie.families.items():
            if where < _HELD:
                here = sum(self.forest.root(text) == p for text in texts)
                total += weight + JOIN * (min(here, len(texts) - here) - 1)
            elif where - _HELD not in tie.families and (self._small(p) or self._small(q)):
                total += weight
        return max(total, tie.best)

    def _chosen(self, small: Iterable[int]) -> list[tuple[int, int]]:
        """Each small group with the large one that it is tied to best; none where two are equal."""
        chosen = []
        for root in small:
            best = [
                (
                    (self.weight(root, other), self.forest.texts[other], self.forest.ads[other]),
                    other,
                )
                for other in self.ties.get(root, {})
                if self._may_join(root, other) and not self._small(other)
            ]
            if best:
                top = max(weight for weight, _other in best)
                equal = [other for weight, other in best if weight == top]
                if len(equal) == 1:
                    chosen.append((root, equal[0]))
        return chosen

    def _add(self, p: int, q: int, tie: Tie) -> bool:
        """Put a tie between two groups; True when there was one already."""
        known = self.ties.setdefault(p, {}).get(q)
        if known is not None:
            known.take(tie)
            return True
        self.ties[p][q] = tie
        self.ties.setdefault(q, {})[p] = tie
        return False

    def _join(self, p: int, q: int) -> list[tuple[int, int]]:
        """Make two groups one; returns the pairs whose evidence came together by it."""
        keep, drop = self.forest.join(p, q)
        if keep == drop:
            return []
        if drop in self.contacts:
            self.contacts.setdefault(keep, set()).update(self.contacts.pop(drop))
        self.ties.get(keep, {}).pop(drop, None)
        moving = self.ties.pop(drop, {})
        moving.pop(keep, None)
        came = []
        for other, tie in moving.items():
            del self.ties[other][drop]
            if self._add(keep, other, tie):
                came.append((keep, other))
        return came
