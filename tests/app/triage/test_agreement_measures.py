# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures of agreement against worked examples from the literature, and a second program."""

from __future__ import annotations

import math
import random
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.triage.agreement_measures import (
    Unit,
    alpha_interval,
    bootstrap,
    cohen_kappa,
    krippendorff_alpha,
    pairable,
    positive_agreement,
    raw_agreement,
)

Table = dict[tuple[object, object], int]


def units(*people: str) -> list[tuple[str | None, ...]]:
    """One letter for each unit, one text for each person; a point is a gap."""
    return [
        tuple(None if letter == "." else letter for letter in said)
        for said in zip(*people, strict=True)
    ]


def spread(table: Table) -> list[tuple[object, object]]:
    return [pair for pair, times in table.items() for _ in range(times)]


def fourfold(a: int, b: int, c: int, d: int) -> list[tuple[object, object]]:
    return spread({(True, True): a, (True, False): b, (False, True): c, (False, False): d})


# Krippendorff 2011, sections A, B and C; then the three people of the usual textbook example.
BINARY = units("0100000010", "1110010000")
NAMES = units("aabbdcccedda", "babbbccceddd")
GAPS = units("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
THREE = units(".....34121133.3", "1.213343.......", "..21344.21133.4")


@pytest.mark.parametrize(
    ("said", "levels", "printed", "exact"),
    [
        (BINARY, None, 0.095, 1 - 19 * 4 / (14 * 6)),
        (NAMES, None, 0.692, 1 - 23 * 6 / 448),
        (GAPS, None, 0.743, 904 / 1216),
        (GAPS, "12345", 0.815, 0.8154),
        (THREE, None, 0.691, 0.6914),
    ],
)
def test_alpha_of_worked_examples(
    said: list[Unit], levels: Sequence[str] | None, printed: float, exact: float
) -> None:
    found = krippendorff_alpha(said, levels=levels)
    assert found == pytest.approx(exact, abs=5e-5)
    assert round(found or 0, 3) == printed


COHEN_1960 = {  # 200 cases put into three kinds by two judges; printed .492
    ("x", "x"): 88, ("x", "y"): 14, ("x", "z"): 18,
    ("y", "x"): 10, ("y", "y"): 40, ("y", "z"): 10,
    ("z", "x"): 2, ("z", "y"): 6, ("z", "z"): 12,
}  # fmt: skip
FLEISS = {  # diagnoses of 100 people by two raters (Fleiss, Levin and Paik); printed .68
    ("p", "p"): 75, ("n", "p"): 1, ("o", "p"): 4,
    ("p", "n"): 5, ("n", "n"): 4, ("o", "n"): 1,
    ("o", "o"): 10,
}  # fmt: skip


@pytest.mark.parametrize(
    ("table", "raw", "kappa"),
    [(COHEN_1960, 0.70, 0.29 / 0.59), (FLEISS, 0.89, 0.23 / 0.34)],
)
def test_kappa_of_worked_examples(table: Table, raw: float, kappa: float) -> None:
    said = spread(table)
    assert raw_agreement(said) == pytest.approx(raw)
    assert cohen_kappa(said) == pytest.approx(kappa, abs=5e-5)


@pytest.mark.parametrize(
    ("table", "raw", "kappa", "positive"),
    [((40, 9, 6, 45), 0.85, 0.70, 0.84), ((80, 10, 5, 5), 0.85, 0.32, 0.91)],
)
def test_equal_raw_agreement_with_unequal_kappa(
    table: tuple[int, int, int, int], raw: float, kappa: float, positive: float
) -> None:
    said = fourfold(*table)
    assert raw_agreement(said) == pytest.approx(raw)
    assert cohen_kappa(said) == pytest.approx(kappa, abs=0.005)
    assert positive_agreement(said) == pytest.approx(positive, abs=0.005)


def test_a_rare_thing_fools_kappa() -> None:
    said = fourfold(1, 1, 1, 197)
    assert raw_agreement(said) == 0.99
    assert cohen_kappa(said) == pytest.approx(0.4949, abs=5e-5)
    assert krippendorff_alpha(said) == pytest.approx(0.4962, abs=5e-5)
    assert positive_agreement(said) == 0.5
    interval = alpha_interval(said, seed=1)
    assert interval is not None
    assert interval.low < 0.01  # so few positives say nothing sure
    assert interval.high == 1.0
    assert cohen_kappa(fourfold(0, 1, 1, 198)) == pytest.approx(-0.005, abs=5e-4)


def test_what_is_not_defined_is_no_number() -> None:
    for said in ([], [("a", None)], [("a", "a")] * 3):
        assert cohen_kappa(said) is None
        assert krippendorff_alpha(said) is None
        assert alpha_interval(said, seed=1) is None
    assert raw_agreement([("a", None)]) is None
    assert positive_agreement([(False, False)]) is None
    with pytest.raises(ValueError, match="two people"):
        cohen_kappa([("a", "b", "c")])
    with pytest.raises(ValueError, match="no level"):
        krippendorff_alpha([("a", "b")], levels="a")


RATINGS = st.lists(st.tuples(*[st.sampled_from([None, 1, 2, 3, 4])] * 3), min_size=1, max_size=25)


def slow_alpha(said: Iterable[Unit], levels: Sequence[int] | None) -> float | None:
    """The definition, pair by pair."""
    paired = [[one for one in unit if one is not None] for unit in said]
    paired = [unit for unit in paired if len(unit) > 1]
    everything = [one for unit in paired for one in unit]

    def distance(one: object, other: object) -> float:
        if levels is None or one == other:
            return float(one != other)
        low, high = sorted((int(str(one)), int(str(other))))
        between = sum(1 for value in everything if low <= int(str(value)) <= high)
        ends = everything.count(one) + everything.count(other)
        return (between - ends / 2) ** 2

    n = len(everything)
    observed = sum(
        distance(unit[i], unit[j]) / (len(unit) - 1)
        for unit in paired
        for i in range(len(unit))
        for j in range(len(unit))
        if i != j
    )
    expected = sum(distance(one, other) for one in everything for other in everything)
    return None if not expected else 1 - (observed / n) / (expected / (n * (n - 1)))


@given(RATINGS, st.booleans())
def test_alpha_is_its_definition(said: list[Unit], in_order: bool) -> None:
    levels = [1, 2, 3, 4] if in_order else None
    found, slow = krippendorff_alpha(said, levels=levels), slow_alpha(said, levels)
    assert (found is None) == (slow is None)
    assert found is None or found == pytest.approx(slow, abs=1e-9)


@given(RATINGS)
def test_order_of_units_and_people_does_not_matter(said: list[Unit]) -> None:
    turned = [tuple(reversed(unit)) for unit in reversed(said)]
    for measure in (krippendorff_alpha, raw_agreement, positive_agreement):
        one, other = measure(said), measure(turned)
        assert one == other or (one is not None and other == pytest.approx(one))


def test_kappa_is_that_of_another_program_on_random_tables() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    chance = random.Random(5)
    compared = 0
    for _ in range(60):
        kinds, n = chance.randint(2, 6), chance.randint(2, 120)
        weights = [chance.random() ** 2 for _ in range(kinds)]
        first = chance.choices(range(kinds), weights, k=n)
        second = [
            one if chance.random() < 0.6 else chance.choices(range(kinds), weights)[0]
            for one in first
        ]
        found = cohen_kappa(zip(first, second, strict=True))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            other = float(metrics.cohen_kappa_score(first, second))
        assert (found is None) == math.isnan(other)
        assert found is None or found == pytest.approx(other, abs=1e-12)
        compared += found is not None
    assert compared > 50


def test_an_interval_is_drawn_again_by_its_seed() -> None:
    said = fourfold(30, 6, 8, 56)
    first, again = alpha_interval(said, seed=3), alpha_interval(said, seed=3)
    assert first == again
    assert first is not None
    assert first != alpha_interval(said, seed=4)
    alpha = krippendorff_alpha(said)
    assert alpha is not None
    assert first.low < alpha < first.high
    assert (first.level, first.replicates, first.undefined) == (0.95, 1000, 0)


def test_an_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    chance = random.Random(9)
    covered = 0
    truth = 1 - 0.2 / 0.42  # two people at .3 who part on a fifth of the units
    for seed in range(60):
        said = chance.choices(
            [(True, True), (True, False), (False, True), (False, False)],
            [0.2, 0.1, 0.1, 0.6],
            k=200,
        )
        found = alpha_interval(said, seed=seed, replicates=200)
        assert found is not None
        covered += found.low <= truth <= found.high
    assert covered >= 51


def test_a_normal_interval_is_met_where_one_is_known() -> None:
    said = [(True, True)] * 240 + [(True, False)] * 160

    def share(drawn: Mapping[Unit, int]) -> float | None:
        return raw_agreement(unit for unit, times in drawn.items() for _ in range(times))

    found = bootstrap(said, share, seed=2, replicates=2000)
    assert found is not None
    spread_of_mean = 1.96 * math.sqrt(0.6 * 0.4 / 400)
    assert found.low == pytest.approx(0.6 - spread_of_mean, abs=0.005)
    assert found.high == pytest.approx(0.6 + spread_of_mean, abs=0.005)


def test_an_interval_that_is_mostly_undefined_is_none() -> None:
    said = [(True, True)] * 60 + [(True, False)] * 40

    def within(room: int) -> Callable[[Mapping[Unit, int]], float | None]:
        return lambda drawn: 1.0 if abs(drawn[True, True] - 60) <= room else None

    assert bootstrap(said, within(1), seed=2) is None
    found = bootstrap(said, within(6), seed=2)
    assert found is not None
    assert 0 < found.undefined < 500


def test_only_what_two_people_coded_counts() -> None:
    assert pairable([("a", None, None), ("a", "b", None), ("a", "b", None)]).total() == 2
