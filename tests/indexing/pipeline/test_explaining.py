# SPDX-License-Identifier: GPL-3.0-or-later
"""The strongest chain, held against every chain tried one by one."""

from __future__ import annotations

import random
from itertools import pairwise, permutations

import pytest

from indexing.cluster.components import STRENGTH
from indexing.errors import BadInputError
from indexing.pipeline.explaining import explain
from indexing.records import AdRecord, CandidatePair, Judgement, Reason, ReasonKind
from indexing.store import ads, judgements, pairs, sources
from indexing.store.case import Case

ADS = 6


def fill(case: Case, links: dict[tuple[int, int], Reason]) -> None:
    source = sources.begin(case, "list.csv", "0" * 64, "csv", "utf-8", {})
    rows = [AdRecord(place=f"row {n}", body=f"ad {n}") for n in range(1, ADS + 1)]
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
