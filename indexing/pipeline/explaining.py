# SPDX-License-Identifier: GPL-3.0-or-later
"""The strongest chain of evidence between two ads, and what they share when there is none.

A search from both ends (Dijkstra, whole fronts at a time): every step costs 1 or more, so all ads
nearer than the nearest one plus 1 are settled together and their links read in one question. Only
links where the search comes by are read, never those of the whole case.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from indexing.cluster.components import STRENGTH
from indexing.records import CandidatePair, Judgement
from indexing.store import ads, clusters, neighbours, pairs
from indexing.store.case import Case

_WEAKER = 0.1
"""Cost added for each step down the order of strength; one more link costs 1, so that a short
chain of weaker links is preferred to a long one of strong ones."""
_LOOSER = 0.09
"""Cost added at most for evidence of one kind that is common or only just over its threshold: a
rare number before a common one, never a weaker kind before a stronger one."""
_MOST_LINKS = 400_000
"""Links read before the search gives the best chain met so far."""
_COUNTED = 5_000
"""Links up to which the two fronts are compared; beyond, both count as large."""
_MOST_BRIDGES = 5
_WALKED = 2_000
"""Ads of the smaller cluster up to which links between two clusters are looked for."""
_TOGETHER = frozenset({"near_text", "near_image"})
"""What its own tier held back joins only where the other kind says the same."""
_RANK = {kind.value: rank for rank, kind in enumerate(STRENGTH)}
_ALIKE = ("near_text", "meaning")


@dataclass(frozen=True, slots=True)
class Step:
    """One link of a chain: the link, or None where a person said that the two are the same."""

    a: int
    b: int
    link: CandidatePair | None


@dataclass(frozen=True, slots=True)
class Chain:
    """Ads from the first to the second, and the steps between them."""

    ads: tuple[int, ...]
    steps: tuple[Step, ...]


@dataclass(slots=True)
class _Side:
    """One end's search: ads reached with their cost and the ad before them, ads to go on from."""

    origin: int
    reached: dict[int, float]
    before: dict[int, tuple[int, bool]] = field(default_factory=dict)
    settled: set[int] = field(default_factory=set)
    waiting: list[tuple[float, int]] = field(default_factory=list)

    def nearest(self) -> float:
        """Cost of the nearest ad that is not settled; infinite when there is none."""
        while self.waiting and self.waiting[0][1] in self.settled:
            heapq.heappop(self.waiting)
        return self.waiting[0][0] if self.waiting else float("inf")

    def front(self) -> list[int]:
        """The ads whose cost can no longer fall: nearer than the nearest plus one step."""
        limit = self.nearest() + 1.0
        return sorted({ad for cost, ad in self.waiting if cost < limit} - self.settled)


def explain(case: Case, first: int, second: int) -> Chain | None:
    """The strongest chain between two ads, or None when no evidence connects them.

    Only reasons that join and pairs judged *same* are walked; a link between two ads judged *not
    the same* never is, nor one that leaves the cluster of both (a held bridge) where a chain
    inside it is. Ads of two clusters that no judgement ever spoke about have no chain.

    Raises:
        BadInputError: ``id_unknown``.
    """
    for ad in (first, second):
        ads.get(case, ad)
    if first == second:
        return Chain((first,), ())
    start, goal = clusters.of_ad(case, first), clusters.of_ad(case, second)
    if start is not None and start == goal:
        inside = _between(case, first, second, start)
        if inside is not None:
            return inside
    elif start is not None and goal is not None and not _spoken_of(case, start, goal):
        return None
    return _between(case, first, second, None)


def _between(case: Case, first: int, second: int, cluster: int | None) -> Chain | None:
    sides = _start(first), _start(second)
    meeting = _search(case, sides, cluster)
    return None if meeting is None else _chain(case, sides, meeting)


def bridges(case: Case, first: int, second: int) -> list[CandidatePair]:
    """Links that do not make a chain of two ads: their own, then those between their clusters.

    At most a handful; none between two clusters when the smaller has over 2,000 ads.
    """
    own = pairs.between(case, first, second)
    found = [] if own is None else [own]
    places = [clusters.of_ad(case, ad) for ad in (first, second)]
    if None in places or places[0] == places[1]:
        return found
    members = sorted((clusters.members(case, place or 0) for place in places), key=len)
    few, others = members[0], set(members[1])
    if len(few) > _WALKED:
        return found
    for ad, other, _told in neighbours.links_of(case, few):
        if other in others and {ad, other} != {first, second} and len(found) < _MOST_BRIDGES:
            link = pairs.between(case, ad, other)
            found += [] if link is None else [link]
    return found


def weight(reasons: Sequence[Mapping[str, Any]]) -> float | None:
    """Cost of a link by its strongest joining reason, 1 at least; None when nothing joins.

    ``reasons`` are as stored. Kind first, then closeness: rarity of a shared thing, how far a
    likeness is beyond its threshold. A text and a picture that were both held back join together,
    weaker than any single kind.
    """
    held = {one["kind"] for one in reasons if not (one["joins"] or one["detail"].get("hub"))}
    costs = [
        1.0 + _WEAKER * _RANK[one["kind"]] + _LOOSER * (1.0 - _closeness(one))
        for one in reasons
        if one["joins"]
    ]
    together = 1.0 + _WEAKER * len(_RANK) if held >= _TOGETHER else None
    return min(costs, default=together)


def _closeness(reason: Mapping[str, Any]) -> float:
    kind, value, limit = reason["kind"], reason["score"], reason["threshold"]
    if kind in _ALIKE:
        value = (value - limit) / (1.0 - limit) if limit < 1.0 else 1.0
    elif kind == "near_image":
        # a distance, small when close; or matched points, many when close
        value = 1.0 - value / (limit + 1.0) if value <= limit else 1.0 - limit / value
    return min(max(float(value), 0.0), 1.0)


def _spoken_of(case: Case, start: int, goal: int) -> bool:
    """Do judgements lead from one cluster to the other?"""
    beside: dict[int, list[int]] = {}
    for a, b in neighbours.crossing(case):
        beside.setdefault(a, []).append(b)
        beside.setdefault(b, []).append(a)
    seen, waiting = {start}, [start]
    while waiting:
        for other in beside.get(waiting.pop(), ()):
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return goal in seen


def _start(ad: int) -> _Side:
    return _Side(ad, {ad: 0.0}, waiting=[(0.0, ad)])


def _search(case: Case, sides: tuple[_Side, _Side], cluster: int | None) -> int | None:
    """The ad where the cheapest chain of both sides meets."""
    best, meeting, read = float("inf"), None, 0
    while read < _MOST_LINKS:
        near = [side.nearest() for side in sides]
        if near[0] + near[1] >= best or float("inf") in near:
            break
        fronts = [side.front() for side in sides]
        turn = _turn(case, fronts)
        side, other = sides[turn], sides[1 - turn]
        side.settled.update(fronts[turn])
        for ad, found, told in _steps(case, fronts[turn], other.origin, cluster):
            read += 1
            if found in side.settled:
                continue
            cost = 1.0 if told is None else weight(json.loads(told))
            total = side.reached[ad] + (cost or float("inf"))
            if total >= side.reached.get(found, float("inf")):
                continue
            side.reached[found] = total
            side.before[found] = (ad, told is None)
            heapq.heappush(side.waiting, (total, found))
            if total + other.reached.get(found, float("inf")) < best:
                best, meeting = total + other.reached[found], found
    return meeting


def _turn(case: Case, fronts: Sequence[Sequence[int]]) -> int:
    """The side whose next front has fewer links: a widely shared thing is met from outside."""
    counts = [neighbours.degree(case, front, _COUNTED) for front in fronts]
    return 0 if counts[0] <= counts[1] else 1


def _steps(
    case: Case, front: Sequence[int], goal: int, cluster: int | None
) -> Iterator[tuple[int, int, str | None]]:
    """Steps from these ads: ad, other ad, reasons as stored; None for a person's word."""
    apart: set[tuple[int, int]] = set()
    for ad, other, judgement in neighbours.judged_of(case, front):
        if judgement is Judgement.SAME:
            yield ad, other, None
        elif judgement is Judgement.NOT_SAME:
            apart.add((ad, other))
    for ad, other, told in neighbours.links_on(case, front, goal, cluster):
        if (ad, other) not in apart:
            yield ad, other, told


def _chain(case: Case, sides: tuple[_Side, _Side], meeting: int) -> Chain:
    steps: list[Step] = []
    at = meeting
    while at in sides[0].before:
        earlier, judged = sides[0].before[at]
        steps.append(Step(earlier, at, None if judged else pairs.between(case, earlier, at)))
        at = earlier
    steps.reverse()
    at = meeting
    while at in sides[1].before:
        later, judged = sides[1].before[at]
        steps.append(Step(at, later, None if judged else pairs.between(case, at, later)))
        at = later
    return Chain((steps[0].a, *(step.b for step in steps)), tuple(steps))
