# SPDX-License-Identifier: GPL-3.0-or-later
"""The strongest chain of evidence between two ads."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from indexing.cluster.components import STRENGTH, strongest
from indexing.records import CandidatePair, Judgement
from indexing.store import ads, judgements, pairs
from indexing.store.case import Case

_WEAKER = 0.1
"""Cost added for each step down the order of strength; one more link costs 1, so that a short
chain of weaker links is preferred to a long one of strong ones."""
_MOST_ADS = 20_000
"""Ads looked at before the search gives up."""


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


def explain(case: Case, first: int, second: int) -> Chain | None:
    """The strongest chain between two ads, or None when no evidence connects them.

    Dijkstra over joining links and over pairs judged *same*; a link between two ads judged *not
    the same* is never walked. Links are read only where the search comes by.

    Raises:
        BadInputError: ``id_unknown``.
    """
    for ad in (first, second):
        ads.get(case, ad)
    judged = judgements.current(case)
    same: dict[int, list[int]] = {}
    for (a, b), judgement in judged.items():
        if judgement is Judgement.SAME:
            same.setdefault(a, []).append(b)
            same.setdefault(b, []).append(a)
    came: dict[int, Step | None] = {}
    waiting: list[tuple[float, int, int]] = [(0.0, 0, first)]
    reached: dict[int, tuple[float, Step | None]] = {first: (0.0, None)}
    order = 0
    while waiting and len(came) < _MOST_ADS:
        cost, _order, ad = heapq.heappop(waiting)
        if ad in came:
            continue
        came[ad] = reached[ad][1]
        if ad == second:
            return _chain(came, second)
        for step_cost, step in _steps(case, ad, judged, same):
            other = step.b
            if other not in reached or cost + step_cost < reached[other][0]:
                reached[other] = (cost + step_cost, step)
                order += 1
                heapq.heappush(waiting, (cost + step_cost, order, other))
    return None


def _steps(
    case: Case,
    ad: int,
    judged: dict[tuple[int, int], Judgement],
    same: dict[int, list[int]],
) -> Iterator[tuple[float, Step]]:
    for other in same.get(ad, ()):
        yield 1.0, Step(ad, other, None)
    for link in pairs.of_ad(case, ad):
        joining = [reason for reason in link.reasons if reason.joins]
        if joining and judged.get((link.a, link.b)) is not Judgement.NOT_SAME:
            other = link.b if link.a == ad else link.a
            rank = STRENGTH.index(strongest(joining).kind)
            yield 1.0 + _WEAKER * rank, Step(ad, other, link)


def _chain(came: dict[int, Step | None], last: int) -> Chain:
    steps: list[Step] = []
    found = [last]
    while (step := came[found[-1]]) is not None:
        steps.append(step)
        found.append(step.a)
    return Chain(tuple(reversed(found)), tuple(reversed(steps)))
