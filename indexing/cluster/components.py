# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of ads: union-find over the links, with a person's judgements on top.

A pair judged *not the same* never ends in one group, whatever the links say; a pair judged *same*
always does, unless that would break a *not the same*. Strong links are joined first, so that when
a group has to be cut it is cut at its weakest place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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
"""Kinds of reason, strongest first: the order in which links are joined and explained."""
_RANK = {kind: rank for rank, kind in enumerate(STRENGTH)}


def strongest(reasons: Iterable[Reason]) -> Reason:
    """The strongest of some reasons: one that joins before one that does not, then by kind."""
    return min(reasons, key=lambda reason: (not reason.joins, _RANK[reason.kind]))


class Components:
    """Union-find whose groups remember what they must be kept apart from."""

    def __init__(self, members: Iterable[int]) -> None:
        self.parent = {member: member for member in members}
        self.apart: dict[int, set[int]] = {}

    def root(self, member: int) -> int:
        """Representative of a member's group: always its smallest member."""
        while self.parent[member] != member:
            self.parent[member] = self.parent[self.parent[member]]
            member = self.parent[member]
        return member

    def keep_apart(self, a: int, b: int) -> None:
        """The groups of two members may never become one."""
        first, second = self.root(a), self.root(b)
        if first != second:
            self.apart.setdefault(first, set()).add(second)
            self.apart.setdefault(second, set()).add(first)

    def join(self, a: int, b: int) -> bool:
        """Make two groups one; False when they must stay apart."""
        keep, drop = sorted((self.root(a), self.root(b)))
        if keep == drop:
            return True
        if drop in self.apart.get(keep, ()):
            return False
        self.parent[drop] = keep
        for other in self.apart.pop(drop, set()):
            self.apart[other].discard(drop)
            self.apart[other].add(keep)
            self.apart.setdefault(keep, set()).add(other)
        return True

    def groups(self) -> list[list[int]]:
        """All groups, members sorted, groups by their smallest member."""
        found: dict[int, list[int]] = {}
        for member in sorted(self.parent):
            found.setdefault(self.root(member), []).append(member)
        return list(found.values())


def cluster(
    ads: Sequence[int],
    pairs: Iterable[CandidatePair],
    judgements: Mapping[tuple[int, int], Judgement],
) -> list[list[int]]:
    """Groups of ads; every ad is in exactly one, alone when nothing joins it."""
    components = Components(ads)
    for (a, b), judgement in sorted(judgements.items()):
        if judgement is Judgement.NOT_SAME and a in components.parent and b in components.parent:
            components.keep_apart(a, b)
    for (a, b), judgement in sorted(judgements.items()):
        if judgement is Judgement.SAME and a in components.parent and b in components.parent:
            components.join(a, b)
    joining = []
    for pair in pairs:
        reasons = [reason for reason in pair.reasons if reason.joins]
        judged = judgements.get((pair.a, pair.b))
        if reasons and judged is not Judgement.NOT_SAME:
            best = strongest(reasons)
            joining.append((_RANK[best.kind], -len(reasons), -_closeness(best), pair.a, pair.b))
    for *_order, a, b in sorted(joining):
        components.join(a, b)
    return components.groups()


def _closeness(reason: Reason) -> float:
    # picture scores are distances (smaller is closer), all others similarities
    return -reason.score if reason.kind is ReasonKind.NEAR_IMAGE else reason.score
