# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of ads: what the evidence draws together, with a person's judgements on top.

A pair judged *not the same* never ends in one group, whatever the links say; a pair judged *same*
always does, unless that would break a *not the same*. Links that are too weak to join two groups
are kept as held bridges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexing.cluster.evidence_graph import graph_of
from indexing.cluster.grouping import Grouping
from indexing.cluster.parting import part
from indexing.cluster.strength import JOIN, strength, strengths
from indexing.records import CandidatePair, Judgement, Reason, ReasonKind

STRENGTH = (
    ReasonKind.SAME_TEXT,
    ReasonKind.IBAN,
    ReasonKind.WALLET,
    ReasonKind.PHONE,
    ReasonKind.EMAIL,
    ReasonKind.HANDLE,
    ReasonKind.SAME_IMAGE,
    ReasonKind.NEAR_TEXT,
    ReasonKind.NEAR_IMAGE,
    ReasonKind.URL,
    ReasonKind.MEANING,
)
"""Kinds of reason, strongest first: the order in which links are explained."""
_RANK = {kind: rank for rank, kind in enumerate(STRENGTH)}


def strongest(reasons: Iterable[Reason]) -> Reason:
    """The strongest of some reasons: one that joins before one that does not, then by kind."""
    return min(reasons, key=lambda reason: (not reason.joins, _RANK[reason.kind]))


class Components:
    """Union-find over ids."""

    def __init__(self, members: Iterable[int]) -> None:
        self.parent = {member: member for member in members}

    def root(self, member: int) -> int:
        """Representative of a member's group: always its smallest member."""
        while self.parent[member] != member:
            self.parent[member] = self.parent[self.parent[member]]
            member = self.parent[member]
        return member

    def join(self, a: int, b: int) -> None:
        """Make two groups one."""
        keep, drop = sorted((self.root(a), self.root(b)))
        self.parent[drop] = keep

    def groups(self) -> list[list[int]]:
        """All groups, members sorted, groups by their smallest member."""
        found: dict[int, list[int]] = {}
        for member in sorted(self.parent):
            found.setdefault(self.root(member), []).append(member)
        return list(found.values())


@dataclass(frozen=True, slots=True)
class HeldBridge:
    """Two groups that evidence ties too weakly to be one: the strongest link, and all together.

    ``weight`` counts in the units of ``strength``, of which ``needed`` would have joined them.
    """

    a: int
    b: int
    weight: int
    needed: int


@dataclass(frozen=True, slots=True)
class Clustering:
    """Groups, and the bridges held between them."""

    groups: list[list[int]]
    held: list[HeldBridge]


def draw(
    ads: Sequence[int],
    pairs: Iterable[CandidatePair],
    judgements: Mapping[tuple[int, int], Judgement],
) -> Clustering:
    """Groups of ads and held bridges; the order of ads and pairs does not matter.

    May be called on a part of a case that no link of a counting reason leaves (see ``counts``):
    the groups are then those of the whole case.
    """
    graph = graph_of(ads, pairs, judgements)
    grouping = Grouping(graph)
    parts = part(grouping, judgements)
    whole: dict[int, list[int]] = {}
    for place in range(len(graph.ads)):
        root = grouping.forest.root(place)
        if root not in parts:
            whole.setdefault(root, []).append(place)
    found = [*whole.values(), *(one for several in parts.values() for one in several)]
    groups = sorted(sorted(graph.ads[place] for place in one) for one in found)
    return Clustering(groups, _held(grouping, judgements))


def cluster(
    ads: Sequence[int],
    pairs: Iterable[CandidatePair],
    judgements: Mapping[tuple[int, int], Judgement],
) -> list[list[int]]:
    """Groups of ads; every ad is in exactly one, alone when nothing joins it."""
    return draw(ads, pairs, judgements).groups


def counts(pair: CandidatePair) -> bool:
    """Does the pair hold any evidence that clustering weighs, if only as support?"""
    return bool(strengths(pair.reasons)[2]) or any(strength(reason) for reason in pair.reasons)


def _held(grouping: Grouping, judgements: Mapping[tuple[int, int], Judgement]) -> list[HeldBridge]:
    ads = grouping.graph.ads
    found = []
    for p, ties in grouping.ties.items():
        for q, tie in ties.items():
            if p < q and tie.best >= JOIN:
                a, b = sorted((ads[tie.witness[0]], ads[tie.witness[1]]))
                if judgements.get((a, b)) is not Judgement.NOT_SAME:
                    found.append(HeldBridge(a, b, grouping.weight(p, q), grouping.needed(p, q)))
    return sorted(found, key=lambda one: (-one.weight, one.a, one.b))
