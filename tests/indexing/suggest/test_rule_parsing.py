# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that cannot mean anything are refused, with their name; silent entries give none."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from indexing.errors import BadInputError
from indexing.suggest.rule_parsing import rule_set
from indexing.suggest.rules import Comparison, fingerprint
from tests.indexing.suggest.books import FEE_EN, HOURS, PHONE, Entry, book, indicator

COUNT: Entry = {
    "id": "R-PAT-01",
    "indicator": "PAT-01",
    "version": 1,
    "kind": "cluster",
    "group_by": "contact",
    "statistic": "ads_per_day",
    "threshold": {"quantile": 0.99, "within": "site_and_month"},
    "explain": {"en": "{value}"},
}


@pytest.mark.parametrize(
    ("rule", "changes", "demand"),
    [
        (FEE_EN, {"all_of": []}, "all_of"),
        (FEE_EN, {"all_of": [{"any_of": []}]}, "terms"),
        (FEE_EN, {"all_of": [{"any_of": ["..."]}]}, "terms"),
        (FEE_EN, {"all_of": [{"any_of": ["fe*"]}]}, "terms"),
        (FEE_EN, {"lang": "*"}, "language"),
        (FEE_EN, {"unit": "word"}, "unit"),
        (FEE_EN, {"near": {"window_tokens": 0}}, "window_tokens"),
        (FEE_EN, {"explain": {"en": "{words.__class__}"}}, "placeholders"),
        (FEE_EN, {"explain": {"en": "{value}"}}, "placeholders"),
        (FEE_EN, {"explain": {"en": "{"}}, "placeholders"),
        (FEE_EN, {"expires": "soon"}, "date"),
        (FEE_EN, {"kind": "score"}, "known_kind"),
        (HOURS, {"pattern": "(?P<h>1"}, "pattern"),
        (HOURS, {"value": "minutes"}, "value"),
        (HOURS, {"compare": {"op": "~", "param": "hours_a_day"}}, "op"),
        (HOURS, {"compare": {"op": ">", "param": "nothing"}}, "known_parameter"),
        (PHONE, {"entity_types": []}, "entity_types"),
        (PHONE, {"steps_any": ["guess"]}, "steps_any"),
        (COUNT, {"statistic": "nationalities"}, "known_statistic"),
        (COUNT, {"group_by": "ad"}, "group_by"),
        (COUNT, {"threshold": {"quantile": 1.0}}, "quantile"),
        (COUNT, {"threshold": {"quantile": 0.9, "within": "country"}}, "within"),
        (COUNT, {"threshold": True}, "number"),
        (COUNT, {"window_days": 0}, "window_days"),
    ],
)
def test_refused_by_name(rule: Entry, changes: dict[str, Any], demand: str) -> None:
    with pytest.raises(BadInputError) as caught:
        rule_set(book({**rule, **changes}))
    assert caught.value.code == "codebook_refused"
    assert (caught.value.place, caught.value.detail["demand"]) == (rule["id"], demand)


def test_entries_that_are_off_or_retired_have_no_rules() -> None:
    off = book(FEE_EN, FEE_01=indicator("FEE-01", suggested=False))
    retired = book(FEE_EN, FEE_01=indicator("FEE-01", retired_in="2.0.0"))
    contradicted = book(FEE_EN, FEE_01=indicator("FEE-01", grade="E0"))
    assert len(rule_set(book(FEE_EN)).rules) == 1
    assert [rule_set(one).rules for one in (off, retired, contradicted)] == [(), (), ()]


def test_a_rule_is_silent_from_its_day_on() -> None:
    rules = rule_set(book(FEE_EN | {"expires": "2026-05-01"}, HOURS))
    before, after = datetime.date(2026, 4, 30), datetime.date(2026, 5, 1)
    assert len(rules.on(before).rules) == 2
    assert [rule.id for rule in rules.on(after).rules] == [HOURS["id"]]


def test_a_fingerprint_tells_a_changed_rule_and_a_changed_limit() -> None:
    def told(rule: Entry, hours: float = 12) -> str:
        return fingerprint(rule_set(book(rule, hours=hours)).rules[0])

    assert told(HOURS) == told(dict(HOURS))
    assert len({told(HOURS), told(HOURS, 13), told(HOURS | {"none_of_context": []})}) == 3


@pytest.mark.parametrize(
    ("op", "holds"),
    [
        (">=", [False, True, True]),
        (">", [False, False, True]),
        ("<", [True, False, False]),
        ("<=", [True, True, False]),
        ("==", [False, True, False]),
    ],
)
def test_comparisons(op: str, holds: list[bool]) -> None:
    assert [Comparison(op, 12).holds(value) for value in (11, 12, 13)] == holds


def test_a_list_to_be_in() -> None:
    rule = HOURS | {"compare": {"op": "in", "value": [13, 14]}}
    compare = Comparison("in", (13.0, 14.0))
    assert rule_set(book(rule)).rules[0].compare == compare  # type: ignore[attr-defined]
    assert [compare.holds(value) for value in (12, 13, 14)] == [False, True, True]
