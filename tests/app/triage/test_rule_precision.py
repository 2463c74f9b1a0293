# SPDX-License-Identifier: GPL-3.0-or-later
"""How often a rule was right, by what people said; a poor one is named, no more than that."""

from __future__ import annotations

import math

import pytest

from app.triage.rule_precision import Precision, verdicts, wilson
from indexing.store.marks import Mark, MarkRow, MarkStatus, Origin, Target

ACCEPTED, REJECTED = MarkStatus.ACCEPTED, MarkStatus.REJECTED
RULE = ("R-FEE-01-en", 1)


def row(
    target: Target | int,
    status: MarkStatus,
    by: str = "ann",
    rule: tuple[str, int] = RULE,
    indicator: str = "FEE-01",
) -> MarkRow:
    about = Target(ad=target) if isinstance(target, int) else target
    mark = Mark(about, indicator, status, by, origin=Origin(*rule))
    return MarkRow(1, mark, (), "2026-01-01T00:00:00+00:00", None, "")


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    # R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_of_worked_examples(successes: int, trials: int, low: float, high: float) -> None:
    assert list(wilson(successes, trials)) == pytest.approx([low, high], abs=5e-5)


def test_wilson_bounds_are_where_the_score_test_turns() -> None:
    share = 7 / 40
    for bound in wilson(7, 40):
        z = (share - bound) / math.sqrt(bound * (1 - bound) / 40)
        assert abs(z) == pytest.approx(1.959964, abs=1e-5)


def test_a_hit_is_one_verdict_however_many_places_and_people() -> None:
    rows = [
        row(Target(ad=1, start=0, end=4), REJECTED),
        row(Target(ad=1, start=9, end=12), ACCEPTED),  # one place of the hit is right
        row(2, ACCEPTED), row(2, REJECTED, "bob"),
        row(3, ACCEPTED), row(3, REJECTED, "bob"), row(3, REJECTED, "cyd"),
        row(4, MarkStatus.UNSURE),
        row(Target(cluster=1), ACCEPTED),
    ]  # fmt: skip
    assert verdicts(rows) == {RULE: {"A1": True, "A2": None, "A3": False, "A4": None, "C1": True}}


def test_the_last_word_counts_also_when_it_names_no_rule() -> None:
    none = ("", 0)
    assert verdicts([row(1, ACCEPTED), row(1, REJECTED)]) == {RULE: {"A1": False}}
    assert verdicts([row(1, ACCEPTED), row(1, REJECTED, rule=none)]) == {RULE: {"A1": False}}
    assert verdicts([row(1, ACCEPTED), row(1, MarkStatus.WITHDRAWN, rule=none)]) == {}
    other = row(1, REJECTED, rule=none, indicator="DOC-01")
    assert verdicts([row(1, ACCEPTED), other]) == {RULE: {"A1": True}}
    assert verdicts([row(1, ACCEPTED), row(1, REJECTED, "bob", none)]) == {RULE: {"A1": True}}
    assert verdicts([row(1, MarkStatus.ADDED, rule=none)]) == {}


def test_rules_and_versions_answer_for_themselves() -> None:
    second, other = (RULE[0], 2), ("R-FEE-01-fr", 1)
    rows = [row(1, ACCEPTED), row(1, REJECTED, rule=second), row(1, REJECTED, rule=other)]
    assert verdicts(rows) == {RULE: {"A1": True}, second: {"A1": False}, other: {"A1": False}}


def precision(accepted: int, rejected: int, *, current: bool = True) -> Precision:
    return Precision(*RULE, "FEE-01", current, 100, accepted, rejected, 3)


@pytest.mark.parametrize(
    ("found", "poor"),
    [
        (precision(7, 23), True),
        (precision(7, 22), False),  # one decision too few
        (precision(8, 24), False),  # just as precise as asked for
        (precision(0, 0), False),
        (precision(0, 90, current=False), False),  # nothing to switch off any more
    ],
)
def test_only_a_poor_rule_with_decisions_enough_is_named(found: Precision, poor: bool) -> None:
    assert found.is_poor() is poor


def test_without_decisions_there_is_no_precision() -> None:
    found = precision(0, 0)
    assert (found.precision, found.interval, found.decided) == (None, None, 0)
    assert precision(3, 1).precision == 0.75
