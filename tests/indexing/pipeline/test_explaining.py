# SPDX-License-Identifier: GPL-3.0-or-later
"""The strongest chain, held against every chain tried one by one."""

from __future__ import annotations

import heapq
import random
from itertools import pairwise, permutations

import pytest

from indexing.cluster.components import STRENGTH, cluster
from indexing.errors import BadInputError
from indexing.pipeline.explaining import bridges, explain, weight
from indexing.records import AdRecord, CandidatePair, Judgement, Reason, ReasonKind
from indexing.store import ads, clusters, judgements, pairs, sources
from indexing.store.case import Case

ADS = 6


def fill(case: Case, links: dict[tuple[int, int], Reason], number: int = ADS) -> None:
    source = sources.begin(case, "list.csv", "0" * 64, "csv", "utf-8", {})
    rows = [AdRecord(place=f"row {n}", body=f"ad {n}") for n in range(1, number + 1)]
    ads.add_batch(case, source, rows, seen=ads.SeenCounts())
    found = [CandidatePair(a, b, (reason,)) for (a, b), reason in sorted(links.items())]
    pairs.replace_machine(case, found, [], "{}")


def reason(kind: ReasonKind, *, joins: bool = True) -> Reason:
    return Reason(kind, 1.0, 0.5, {}, joins)


def cost(links: dict[tuple[int, int], Reason], chain: tuple[int, ...]) -> float | None:
    total = 0.0
    for a, b in pairwise(chain):
        found = links.get((min(a, b), max(a, b)))
        if found is None or not found.joins:
            return None
        total += 1 + 0.1 * STRENGTH.index(found.kind)
    return total


@pytest.mark.parametrize("seed", range(12))
def test_no_chain_is_stronger_than_the_one_told(case: Case, seed: int) -> None:
    chance = random.Random(seed)
    links = {
        (a, b): reason(chance.choice(list(STRENGTH)), joins=chance.random() < 0.8)
        for a in range(1, ADS + 1)
        for b in range(a + 1, ADS + 1)
        if chance.random() < 0.4
    }
    fill(case, links)
    for last in range(2, ADS + 1):
        between = [n for n in range(2, ADS + 1) if n != last]
        costs = [
            found
            for length in range(ADS - 1)
            for middle in permutations(between, length)
            if (found := cost(links, (1, *middle, last))) is not None
        ]
        chain = explain(case, 1, last)
        assert (chain is None) == (not costs)
        if chain is not None:
            assert (chain.ads[0], chain.ads[-1]) == (1, last)
            assert [(s.a, s.b) for s in chain.steps] == list(pairwise(chain.ads))
            assert cost(links, chain.ads) == pytest.approx(min(costs))


def test_a_judgement_is_a_step_and_a_refusal_never_one(case: Case) -> None:
    fill(case, {(1, 2): reason(ReasonKind.PHONE)})
    judgements.decide(case, 2, 3, Judgement.SAME, by="Analyst", note="")
    chain = explain(case, 1, 3)
    assert chain is not None
    assert chain.ads == (1, 2, 3)
    assert chain.steps[1].link is None
    judgements.decide(case, 1, 2, Judgement.NOT_SAME, by="Analyst", note="")
    assert explain(case, 1, 3) is None


def test_an_ad_is_itself(case: Case) -> None:
    fill(case, {})
    chain = explain(case, 4, 4)
    assert chain is not None
    assert (chain.ads, chain.steps) == ((4,), ())


def test_an_unknown_ad_is_named(case: Case) -> None:
    fill(case, {})
    for wanted in ((1, 99), (99, 1)):
        with pytest.raises(BadInputError) as caught:
            explain(case, *wanted)
        assert caught.value.detail == {"id": "A99"}


def truth(
    links: dict[tuple[int, int], Reason], judged: dict[tuple[int, int], Judgement], first: int
) -> dict[int, float]:
    """Costs of the cheapest chains from one ad to every other, over all links at once."""
    beside: dict[int, dict[int, float]] = {}
    for pair in {*links, *judged}:
        said, found = judged.get(pair), links.get(pair)
        step = 1.0 if said is Judgement.SAME else None
        if step is None and said is not Judgement.NOT_SAME and found is not None and found.joins:
            close = max(0.0, (found.score - found.threshold) / (1 - found.threshold))
            kind = 0.1 * STRENGTH.index(found.kind)
            step = 1 + kind + 0.09 * (1 - close)
        if step is not None:
            for a, b in (pair, pair[::-1]):
                beside.setdefault(a, {})[b] = step
    costs: dict[int, float] = {}
    waiting = [(0.0, first)]
    while waiting:
        so_far, ad = heapq.heappop(waiting)
        if ad not in costs:
            costs[ad] = so_far
            for other, step in beside.get(ad, {}).items():
                heapq.heappush(waiting, (so_far + step, other))
    return costs


def told_cost(
    links: dict[tuple[int, int], Reason], judged: dict[tuple[int, int], Judgement], ads_: list[int]
) -> float:
    return sum(truth({p: links[p]} if p in links else {}, judged, a)[b] for a, b, p in (
        (a, b, (min(a, b), max(a, b))) for a, b in pairwise(ads_)
    ))  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_the_search_from_both_ends_equals_dijkstra_over_everything(case: Case, seed: int) -> None:
    chance = random.Random(seed)
    number = 60
    every = [(a, b) for a in range(1, number + 1) for b in range(a + 1, number + 1)]
    kinds = [kind for kind in STRENGTH if kind is not ReasonKind.NEAR_IMAGE]
    links = {
        pair: Reason(ReasonKind.NEAR_TEXT, chance.uniform(0.4, 1), 0.4)
        if chance.random() < 0.5
        else Reason(chance.choice(kinds[:6]), chance.random(), 0.0, joins=chance.random() < 0.8)
        for pair in chance.sample(every, 55 + 5 * seed)
    }
    links |= {(1, other): reason(ReasonKind.PHONE) for other in range(2, 20, 2)}
    fill(case, links, number)
    judged = {
        pair: chance.choice([Judgement.SAME, Judgement.NOT_SAME, Judgement.UNSURE])
        for pair in {*chance.sample(sorted(links), 6), *chance.sample(every, 3)}
    }
    for pair, said in judged.items():
        judgements.decide(case, *pair, said, by="Analyst")
    found = [CandidatePair(a, b, (one,)) for (a, b), one in links.items()]
    groups = cluster(range(1, number + 1), found, judged)
    clusters.replace(case, dict(enumerate(groups, start=1)))
    place = {ad: number for number, group in enumerate(groups) for ad in group}
    inside = {(a, b): one for (a, b), one in links.items() if place[a] == place[b]}
    spoken = {(place[a], place[b]) for a, b in judged}
    for first in chance.sample(range(1, number + 1), 6):
        near, far = truth(inside, judged, first), truth(links, judged, first)
        for last in range(1, number + 1):
            costs = near if place[first] == place[last] and last in near else far
            chain = explain(case, first, last)
            wanted = last in costs and (
                place[first] == place[last] or leads(spoken, place[first], place[last])
            )
            assert (chain is not None) == wanted, (first, last)
            if chain is not None:
                assert told_cost(links, judged, list(chain.ads)) == pytest.approx(costs[last])


def leads(pairs_: set[tuple[int, int]], start: int, goal: int) -> bool:
    reached = {start}
    for _round in pairs_:
        reached |= {y for p in pairs_ for x, y in (p, p[::-1]) if x in reached}
    return goal in reached


def test_a_rare_thing_is_walked_before_a_common_one(case: Case) -> None:
    rare, common = Reason(ReasonKind.PHONE, 0.9, 0.0), Reason(ReasonKind.PHONE, 0.2, 0.0)
    fill(case, {(1, 2): common, (2, 4): common, (1, 3): rare, (3, 4): rare})
    chain = explain(case, 1, 4)
    assert chain is not None
    assert chain.ads == (1, 3, 4)


@pytest.mark.parametrize(
    ("kind", "score", "threshold", "better"),
    [
        (ReasonKind.NEAR_TEXT, 0.5, 0.42, 0.9),
        (ReasonKind.NEAR_IMAGE, 30, 40, 4),  # a distance
        (ReasonKind.NEAR_IMAGE, 12, 10, 80),  # matched points
        (ReasonKind.EMAIL, 0.1, 0.0, 1.0),
    ],
)
def test_closer_evidence_costs_less_and_never_more_than_a_weaker_kind(
    kind: ReasonKind, score: float, threshold: float, better: float
) -> None:
    def cost_of(value: float) -> float:
        one = {"kind": kind, "score": value, "threshold": threshold, "joins": True, "detail": {}}
        found = weight([one])
        assert found is not None
        return found

    base = 1 + 0.1 * STRENGTH.index(kind)
    assert base <= cost_of(better) < cost_of(score) < base + 0.1


def test_what_does_not_join_is_told_where_no_chain_is(case: Case) -> None:
    held = reason(ReasonKind.NEAR_TEXT, joins=False)
    fill(case, {(1, 2): reason(ReasonKind.PHONE), (2, 3): held, (3, 4): reason(ReasonKind.PHONE)})
    clusters.replace(case, {1: [1, 2], 2: [3, 4], 3: [5], 4: [6]})
    assert explain(case, 1, 4) is None
    assert [(link.a, link.b) for link in bridges(case, 1, 4)] == [(2, 3)]
    assert [(link.a, link.b) for link in bridges(case, 3, 2)] == [(2, 3)]
    assert bridges(case, 1, 5) == []


def test_clusters_of_an_older_judgement_do_not_hide_a_chain(case: Case) -> None:
    fill(case, {(1, 2): reason(ReasonKind.PHONE)})
    judgements.decide(case, 1, 2, Judgement.NOT_SAME, by="Analyst")
    clusters.replace(case, {1: [1], 2: [2]})
    judgements.decide(case, 1, 2, Judgement.NONE, by="Analyst")
    assert explain(case, 1, 2) is not None


def test_a_text_and_a_picture_that_were_held_join_together_and_a_hub_never() -> None:
    def held(kind: str, **detail: object) -> dict[str, object]:
        return {"kind": kind, "score": 0.5, "threshold": 0.4, "joins": False, "detail": detail}

    assert weight([held("near_text")]) is None
    assert weight([held("near_text"), held("near_image", hub=True)]) is None
    both = weight([held("near_text"), held("near_image")])
    assert both is not None
    assert both > 1 + 0.1 * len(STRENGTH) - 0.01
