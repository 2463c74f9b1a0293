# SPDX-License-Identifier: GPL-3.0-or-later
"""Agreement against a count of every pair; cost of a function in a process of its own."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from indexing.benchmark.measure import (
    Figure,
    agreement,
    growth_exponent,
    measured,
    not_measured,
    recall_of_tier,
    singletons_alone,
)


def groupings(seed: int) -> tuple[list[int], list[int], list[int]]:
    rng = random.Random(seed)
    items = range(rng.randint(2, 60))
    return (
        [rng.randint(-3, 9) for _ in items],
        [rng.randint(0, 14) for _ in items],
        [rng.randint(0, 3) for _ in items],
    )


@pytest.mark.parametrize("seed", range(20))
def test_agreement_is_that_of_all_pairs(seed: int) -> None:
    found, truth, tiers = groupings(seed)
    pairs = list(combinations(range(len(found)), 2))
    together = {(a, b) for a, b in pairs if found[a] == found[b]}
    belonging = {(a, b) for a, b in pairs if truth[a] == truth[b]}
    result = agreement(found, truth)
    assert result.precision == pytest.approx(len(together & belonging) / max(len(together), 1))
    assert result.recall == pytest.approx(len(together & belonging) / max(len(belonging), 1))
    heavy = {(a, b) for a, b in belonging if 3 in (tiers[a], tiers[b])}
    if heavy:
        expected = len(together & heavy) / len(heavy)
        assert recall_of_tier(found, truth, tiers, 3) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(5))
def test_singletons_left_alone(seed: int) -> None:
    found, truth, _tiers = groupings(seed)
    meant = [at for at, group in enumerate(truth) if truth.count(group) == 1]
    left = [at for at in meant if found.count(found[at]) == 1]
    expected = len(left) / len(meant) if meant else 1.0
    assert singletons_alone(found, truth) == pytest.approx(expected)


def test_where_there_is_no_pair_nothing_is_wrong() -> None:
    result = agreement([1, 2], [5, 6])
    assert (result.precision, result.recall, result.f1) == (1.0, 1.0, 1.0)
    assert agreement([], []).f1 == 1.0
    assert agreement([1, 1], [1, 2]).precision == 0.0
    assert agreement([1, 2], [1, 1]).f1 == 0.0


def test_growth_of_a_power_is_its_exponent() -> None:
    assert growth_exponent([10, 100, 1000], [2, 2 * 10**1.3, 2 * 10**2.6]) == pytest.approx(1.3)


@pytest.mark.parametrize(("value", "at_least", "met"), [(0.9, True, True), (0.9, False, True)])
def test_a_goal_reached_exactly_is_met(value: float, at_least: bool, met: bool) -> None:
    assert Figure("x", value, 0.9, at_least).met is met


def test_a_goal_missed_is_not_met() -> None:
    assert not Figure("x", 0.8, 0.9, at_least=True).met
    assert not Figure("x", 1.0, 0.9, at_least=False).met


@pytest.mark.parametrize("at_least", [True, False])
def test_what_was_not_measured_meets_no_goal(at_least: bool) -> None:
    assert not not_measured("x", 0.8, at_least, "a library").met


def spend(megabytes: int) -> int:
    data = bytearray(megabytes << 20)
    data[:: 1 << 12] = b"x" * len(data[:: 1 << 12])
    return len(data) + sum(number * number for number in range(300_000)) % 2


def fail(text: str) -> None:
    raise ValueError(text)


def test_a_function_is_weighed_in_its_own_process() -> None:
    small, large = measured(spend, 1), measured(spend, 64, warm_up=(1,))
    assert large.result >= 64 << 20
    assert 48 << 20 < large.peak_bytes < 160 << 20
    assert small.peak_bytes < large.peak_bytes / 2
    assert small.cpu_seconds > 0


def test_a_function_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match="fail: ValueError: no such thing"):
        measured(fail, "no such thing")
