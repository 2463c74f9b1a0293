# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures of agreement between people who coded the same things.

Everywhere a *unit* is what one thing was coded as: one value for each person, in the same order in
every unit, None where a person did not code it. A measure is None where it is not defined, as when
nothing was coded twice or everybody always said the same. Rare things fool kappa and alpha: one
yes by each of two people, on different ads of two hundred, makes them fall to about nothing while
the people agree on 99 %; read them beside raw and positive agreement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

Value = Hashable
Unit = tuple[Value | None, ...]
REPLICATES = 1000
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A bootstrap interval; ``undefined`` of the ``replicates`` gave no value and were left out."""

    low: float
    high: float
    level: float
    replicates: int
    undefined: int
    seed: int


def pairable(units: Iterable[Sequence[Value | None]]) -> Counter[Unit]:
    """The units that at least two people coded, counted by what they said."""
    return Counter(tuple(unit) for unit in units if sum(value is not None for value in unit) > 1)


def raw_agreement(units: Iterable[Sequence[Value | None]]) -> float | None:
    """Share of the pairs of codes on one unit that are equal, 0 to 1.

    With two people it is the share of units on which they said the same.
    """
    equal = total = 0
    for (one, other), times in _pairs(pairable(units)):
        equal += times * (one == other)
        total += times
    return equal / total if total else None


def positive_agreement(
    units: Iterable[Sequence[Value | None]], positive: Value = True
) -> float | None:
    """Agreement on ``positive``: how often the other says it when one does, 0 to 1.

    2a / (2a + b + c) of the fourfold table. D. V. Cicchetti and A. R. Feinstein, High agreement
    but low kappa: II. Resolving the paradoxes, Journal of Clinical Epidemiology 43 (1990) 551-558.
    With more than two people over all pairs of them.
    """
    both = once = 0
    for (one, other), times in _pairs(pairable(units)):
        both += times * (one == positive == other)
        once += times * ((one == positive) + (other == positive))
    return 2 * both / once if once else None


def cohen_kappa(units: Iterable[Sequence[Value | None]]) -> float | None:
    """Cohen's kappa of two people: agreement beyond what their own shares would give by chance.

    J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological
    Measurement 20 (1960) 37-46. Units that one of the two did not code are left out.

    Raises:
        ValueError: a unit has not exactly two places.
    """
    table = pairable(units)
    if any(len(unit) != 2 for unit in table):
        raise ValueError("kappa is of two people")
    total = table.total()
    if not total:
        return None
    first, second = Counter[Value](), Counter[Value]()
    for (one, other), times in table.items():
        first[one] += times
        second[other] += times
    # in whole numbers, so that no rounding makes an undefined value a number
    expected = sum(first[value] * second[value] for value in first)
    if expected == total * total:
        return None
    observed = total * sum(times for (one, other), times in table.items() if one == other)
    return (observed - expected) / (total * total - expected)


def krippendorff_alpha(
    units: Iterable[Sequence[Value | None]], *, levels: Sequence[Value] | None = None
) -> float | None:
    """Krippendorff's alpha for any number of people and any gaps.

    K. Krippendorff, Computing Krippendorff's alpha-reliability, University of Pennsylvania,
    Annenberg School for Communication, departmental papers 43 (2011).

    Args:
        units: what was said; units that fewer than two people coded say nothing and are left out.
        levels: the values in their order, for ordinal data; without it values are names only.

    Raises:
        ValueError: a value is not among ``levels``.
    """
    return _alpha(pairable(units), levels)


def bootstrap(
    units: Iterable[Sequence[Value | None]],
    measure: Callable[[Mapping[Unit, int]], float | None],
    *,
    seed: int,
    replicates: int = REPLICATES,
    level: float = LEVEL,
) -> Interval | None:
    """The percentile interval of a measure when whole units are drawn again, with replacement.

    B. Efron and R. J. Tibshirani, An Introduction to the Bootstrap (1993), chapter 13. Units are
    drawn because they are what chance chose; all that was said of one goes together. None when
    fewer than two units are there, or when the measure is undefined in half the replicates.

    Args:
        units: what was said.
        measure: takes how often each unit was drawn.
        seed: of the draws.
        replicates: how often all units are drawn.
        level: share of the replicates that lie within.
    """
    table = pairable(units)
    patterns, weights = list(table), list(table.values())
    if table.total() < 2 or measure(table) is None:
        return None
    import numpy as np  # drawing takes longest; not needed for the start of a command

    total = table.total()
    shares = np.array(weights) / total
    # units that are coded alike are alike: how often each kind is drawn is a multinomial
    counts = np.random.default_rng(seed).multinomial(total, shares, size=replicates).tolist()
    values = (measure(dict(zip(patterns, drawn, strict=True))) for drawn in counts)
    found = [value for value in values if value is not None]
    if 2 * len(found) < replicates or not found:
        return None
    found.sort()
    low, high = ((1 - level) / 2, (1 + level) / 2)
    undefined = replicates - len(found)
    return Interval(
        _quantile(found, low), _quantile(found, high), level, replicates, undefined, seed
    )


def alpha_interval(
    units: Iterable[Sequence[Value | None]],
    *,
    seed: int,
    levels: Sequence[Value] | None = None,
    replicates: int = REPLICATES,
) -> Interval | None:
    """The bootstrap interval of alpha over units."""

    def measure(drawn: Mapping[Unit, int]) -> float | None:
        return _alpha(drawn, levels)

    return bootstrap(units, measure, seed=seed, replicates=replicates)


def _pairs(table: Mapping[Unit, int]) -> Iterator[tuple[tuple[Value, Value], int]]:
    for unit, times in table.items():
        for pair in combinations([value for value in unit if value is not None], 2):
            yield (pair[0], pair[1]), times


def _alpha(table: Mapping[Unit, int], levels: Sequence[Value] | None) -> float | None:
    together, margins = _coincidences(table)
    total = sum(margins.values())
    distance = _nominal if levels is None else _ordinal(levels, margins)
    expected = sum(
        margins[one] * margins[other] * distance(one, other) for one in margins for other in margins
    )
    if not expected:
        return None
    observed = sum(count * distance(*pair) for pair, count in together.items())
    return 1 - (total - 1) * observed / expected


def _coincidences(
    table: Mapping[Unit, int],
) -> tuple[dict[tuple[Value, Value], float], dict[Value, int]]:
    """How often two values stand on one unit, each unit weighing as many as coded it."""
    together: dict[tuple[Value, Value], float] = {}
    margins: dict[Value, int] = {}
    for unit, times in table.items():
        said = [value for value in unit if value is not None]
        for value in said:
            margins[value] = margins.get(value, 0) + times
        for one, other in combinations(said, 2):
            for pair in ((one, other), (other, one)):
                together[pair] = together.get(pair, 0.0) + times / (len(said) - 1)
    return together, margins


def _nominal(one: Value, other: Value) -> float:
    return float(one != other)


def _ordinal(
    levels: Sequence[Value], margins: Mapping[Value, int]
) -> Callable[[Value, Value], float]:
    """Distance of two levels: squared number of codes from one to the other, half of each end."""
    place = {value: index for index, value in enumerate(levels)}
    if not margins.keys() <= place.keys():
        raise ValueError("a value that is no level")
    counts = [margins.get(value, 0) for value in levels]

    def distance(one: Value, other: Value) -> float:
        low, high = sorted((place[one], place[other]))
        between = sum(counts[low : high + 1]) - (counts[low] + counts[high]) / 2
        return float(between * between) if low != high else 0.0

    return distance


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The quantile between the two nearest values."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
