# SPDX-License-Identifier: GPL-3.0-or-later
"""Laws of a whole case: order, repetition, judgements, ads that share nothing."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from indexing.records import Judgement
from indexing.store import clusters, judgements, pairs
from indexing.store.case import Case
from tests.properties import worlds
from tests.properties.worlds import Ad

FEW = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # to make a failing case smaller takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
NO_PICTURE = ("", "contact", "footer")
MANY = settings(FEW, max_examples=250, derandomize=False)


def check_order(world: dict[str, Ad], order: random.Random) -> None:
    named = list(world.items())
    with worlds.empty_case() as case:
        worlds.put(case, named)
        worlds.indexed(case)
        expected = worlds.groups(case)
        hubs = {(hub.kind, hub.value, hub.ads) for hub in pairs.hubs(case)}
    order.shuffle(named)
    with worlds.empty_case() as case:
        worlds.put(case, named)
        worlds.indexed(case)
        assert worlds.groups(case) == expected
        assert {(hub.kind, hub.value, hub.ads) for hub in pairs.hubs(case)} == hubs


def check_batches(world: dict[str, Ad], chance: random.Random) -> None:
    """Imported and indexed bit by bit, a case ends as it does when all comes at once."""
    named = list(world.items())
    with worlds.empty_case() as case:
        worlds.put(case, named)
        worlds.indexed(case)
        expected = worlds.groups(case)
    cuts = sorted(chance.randint(0, len(named)) for _ in range(2))
    with worlds.empty_case() as case:
        for begin, end in zip((0, *cuts), (*cuts, len(named)), strict=True):
            worlds.put(case, named[begin:end])
            worlds.indexed(case)
        assert worlds.groups(case) == expected


def everything(case: Case) -> tuple[object, ...]:
    return (
        [(row.cluster, row.ads) for row in clusters.iterate(case)],
        list(pairs.iterate(case)),
        pairs.hubs(case),
    )


def check_repetition(world: dict[str, Ad]) -> None:
    with worlds.empty_case() as case:
        worlds.put(case, list(world.items()))
        worlds.indexed(case)
        before = everything(case)
        worlds.indexed(case)
        assert everything(case) == before


def judge(
    case: Case, world: dict[str, Ad], chance: random.Random
) -> dict[tuple[int, int], Judgement]:
    """Pass judgements that do not contradict each other: each name has one true owner."""
    number = worlds.number_of(case)
    owner = {name: chance.randrange(4) for name in world}
    passed = {}
    for _ in range(chance.randint(1, 6)):
        one, other = chance.sample(sorted(world), 2)
        word = Judgement.SAME if owner[one] == owner[other] else Judgement.NOT_SAME
        if chance.random() < 0.15:
            word = Judgement.UNSURE
        judgements.decide(case, number[one], number[other], word, by="Analyst")
        a, b = sorted((number[one], number[other]))
        passed[a, b] = word
    return passed


def check_judgements(world: dict[str, Ad], later: dict[str, Ad], chance: random.Random) -> None:
    with worlds.empty_case() as case:
        worlds.put(case, list(world.items()))
        worlds.indexed(case)
        passed = judge(case, world, chance)
        for step in range(3):
            if step == 1:
                worlds.put(case, [(f"later {name}", ad) for name, ad in later.items()])
            worlds.indexed(case)
            assert judgements.current(case) == passed
            home = {ad: row.cluster for row in clusters.iterate(case) for ad in row.ads}
            for (a, b), word in passed.items():
                if word is not Judgement.UNSURE:
                    assert (home[a] == home[b]) is (word is Judgement.SAME)


def check_stranger(world: dict[str, Ad], place: int, *, footer: bool = False) -> None:
    """An ad with a text and a picture that no other has, at most with the footer of a site."""
    named = list(world.items())
    if footer:
        named += [(f"site{at}", Ad(300 + at, 0, (), (), True)) for at in range(worlds.CROWD)]
    named.insert(place % (len(named) + 1), ("stranger", Ad(50, 0, (), ((7, 0),), footer)))
    with worlds.empty_case() as case:
        worlds.put(case, named)
        worlds.indexed(case)
        assert frozenset({"stranger"}) in worlds.groups(case)
        number = worlds.number_of(case)["stranger"]
        assert not [
            link for link in pairs.of_ad(case, number) if any(r.joins for r in link.reasons)
        ]


CHANCE = st.integers(0, 2**32).map(random.Random)


@FEW
@given(worlds.worlds(crowds=NO_PICTURE), CHANCE)
def test_order_of_import_does_not_change_clusters(
    world: dict[str, Ad], chance: random.Random
) -> None:
    check_order(world, chance)


def test_order_of_ads_that_show_files_of_one_picture() -> None:
    crowd = {f"crowd{at}": Ad(100 + at, 0, (), ((1, at % 4),)) for at in range(20)}
    check_order(crowd, random.Random(2))


@pytest.mark.slow
@pytest.mark.timeout(3_600)
@MANY
@given(worlds.worlds(30, crowds=NO_PICTURE), CHANCE)
def test_order_of_import_in_many_cases(world: dict[str, Ad], chance: random.Random) -> None:
    check_order(world, chance)


@FEW
@given(worlds.worlds(), CHANCE)
def test_ads_that_come_bit_by_bit(world: dict[str, Ad], chance: random.Random) -> None:
    check_batches(world, chance)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
@MANY
@given(worlds.worlds(30), CHANCE)
def test_ads_that_come_bit_by_bit_in_many_cases(
    world: dict[str, Ad], chance: random.Random
) -> None:
    check_batches(world, chance)


@FEW
@given(worlds.worlds())
def test_indexing_again_changes_nothing(world: dict[str, Ad]) -> None:
    check_repetition(world)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
@MANY
@given(worlds.worlds(30))
def test_indexing_again_in_many_cases(world: dict[str, Ad]) -> None:
    check_repetition(world)


@FEW
@given(worlds.worlds(), worlds.worlds(6), CHANCE)
def test_a_judgement_is_never_overturned(
    world: dict[str, Ad], later: dict[str, Ad], chance: random.Random
) -> None:
    check_judgements(world, later, chance)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
@MANY
@given(worlds.worlds(24), worlds.worlds(8), CHANCE)
def test_a_judgement_is_never_overturned_in_many_cases(
    world: dict[str, Ad], later: dict[str, Ad], chance: random.Random
) -> None:
    check_judgements(world, later, chance)


@FEW
@given(worlds.worlds(), st.integers(0, 50))
def test_an_ad_that_shares_nothing_stands_alone(world: dict[str, Ad], place: int) -> None:
    check_stranger(world, place)


@FEW
@given(worlds.worlds(), st.integers(0, 50))
def test_an_ad_that_shares_the_footer_of_its_site_stands_alone(
    world: dict[str, Ad], place: int
) -> None:
    check_stranger(world, place, footer=True)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
@MANY
@given(worlds.worlds(30), st.integers(0, 50), st.booleans())
def test_an_ad_that_shares_nothing_in_many_cases(
    world: dict[str, Ad], place: int, footer: bool
) -> None:
    check_stranger(world, place, footer=footer)
