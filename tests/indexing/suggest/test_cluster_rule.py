# SPDX-License-Identifier: GPL-3.0-or-later
"""Cluster rules: fixed limits, quantiles within site and month, limits to both sides."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from indexing.suggest.cluster_rule import Found, Group, find
from indexing.suggest.rule_parsing import rule_set
from indexing.suggest.rules import ClusterRule
from indexing.suggest.statistics import Post
from tests.indexing.suggest.books import Entry, book

DAY = date(2026, 5, 1)
NAMES: Entry = {
    "id": "R-TPC-01",
    "indicator": "TPC-01",
    "version": 1,
    "kind": "cluster",
    "group_by": "contact",
    "statistic": "authors",
    "threshold": 3,
    "explain": {"en": "{value}"},
}
VOLUME: Entry = NAMES | {
    "statistic": "ads_per_day",
    "threshold": {"quantile": 0.9, "within": "site_and_month", "min_groups": 10, "least": 2},
}


def rule(entry: Entry, **changes: Any) -> ClusterRule:
    made = rule_set(book(entry | changes)).rules[0]
    assert isinstance(made, ClusterRule)
    return made


def named(key: str, *names: str, first: int = 1) -> Group:
    posts = (Post(first + n, author=name, day=DAY) for n, name in enumerate(names))
    return Group(key, tuple(posts))


def daily(number: int, ads: int, site: str = "one.example", month: int = 5) -> Group:
    day = date(2026, month, 3)
    posts = (Post(100 * number + n, site=site, day=day) for n in range(ads))
    return Group(f"phone:{number}-{site}-{month}", tuple(posts))


def keys(found: Found) -> list[str]:
    return [hit.key for hit in found.hits]


def test_a_fixed_limit_and_what_the_hit_tells() -> None:
    groups = [named("phone:1", "Ana", "Luis", "Eva"), named("phone:2", "Ana", "Ana", first=9)]
    found = find(rule(NAMES), groups)
    assert (found.groups, keys(found)) == (2, ["phone:1"])
    hit = found.hits[0]
    assert (hit.kind, hit.ads, hit.spans) == ("contact", (1, 2, 3), ())
    assert hit.values == {
        "statistic": "authors",
        "value": 3,
        "first": "2026-05-01",
        "last": "2026-05-01",
    }
    assert hit.thresholds == {"op": ">=", "limit": 3}


def test_groups_whose_count_is_not_known_are_no_base() -> None:
    unknown = Group("phone:3", (Post(20), Post(21)))
    assert find(rule(NAMES), [unknown, named("phone:1", "Ana")]) == Found((), 1)


def test_above_the_most_it_is_common_property() -> None:
    many = named("phone:1", *(f"Name {n}" for n in range(20)))
    assert keys(find(rule(NAMES, max_threshold=15), [many])) == []
    assert keys(find(rule(NAMES, max_threshold=20), [many])) == ["phone:1"]


def test_least_ads_hold_back_a_hit_but_not_the_base() -> None:
    found = find(rule(NAMES, threshold=1, min_ads=2), [named("phone:1", "Ana")])
    assert found == Found((), 1)


def test_a_window_counts_only_what_is_close_in_time() -> None:
    posts = tuple(Post(n, author=str(n), day=DAY + timedelta(days=40 * n)) for n in range(4))
    groups = [Group("phone:1", posts)]
    assert keys(find(rule(NAMES), groups)) == ["phone:1"]
    assert keys(find(rule(NAMES, window_days=30), groups)) == []
    hit = find(rule(NAMES, window_days=90), groups).hits[0]
    assert (hit.ads, hit.thresholds["days"]) == ((0, 1, 2), 90)


def test_a_quantile_is_of_the_groups_of_one_site_and_month() -> None:
    groups = [daily(n, 1) for n in range(18)] + [daily(50, 9), daily(51, 3)]
    groups += [daily(n, 9, site="two.example") for n in range(20)]
    found = find(rule(VOLUME), groups)
    assert found.groups == 40
    assert keys(found) == ["phone:50-one.example-5", "phone:51-one.example-5"]
    hit = found.hits[0]
    assert hit.values["value"] == 9
    assert (hit.values["site"], hit.values["month"]) == ("one.example", "2026-05")
    assert hit.values["groups"] == 20
    assert hit.thresholds == {
        "op": ">",
        "limit": 1,
        "quantile": 0.9,
        "within": "site_and_month",
    }


def test_few_groups_say_nothing_and_little_is_never_much() -> None:
    few = [daily(n, 1) for n in range(8)] + [daily(50, 9)]
    assert find(rule(VOLUME), few) == Found((), 0)
    quiet = [daily(n, 1) for n in range(30)]
    assert find(rule(VOLUME), quiet) == Found((), 30)


def test_a_group_is_told_once_by_its_highest_month() -> None:
    groups = [daily(n, 1, month=month) for n in range(20) for month in (5, 6)]
    busy = Group("phone:x", (*daily(90, 4).posts, *daily(91, 7, month=6).posts))
    found = find(rule(VOLUME), [*groups, busy])
    assert keys(found) == ["phone:x"]
    assert (found.hits[0].values["month"], found.hits[0].values["value"]) == ("2026-06", 7)


def test_pay_within_site_and_unit() -> None:
    entry = NAMES | {
        "group_by": "ad",
        "statistic": "pay",
        "threshold": {"quantile": 0.9, "within": "site_and_unit", "min_groups": 10},
    }
    groups = [
        Group(f"ad:{n}", (Post(n, site="one.example", pay=pay),), unit)
        for n, (pay, unit) in enumerate([(1800 + n, "EUR/month") for n in range(19)])
    ]
    groups.append(Group("ad:50", (Post(50, site="one.example", pay=9000),), "EUR/month"))
    groups.append(Group("ad:51", (Post(51, site="one.example", pay=90),), "EUR/hour"))
    assert keys(find(rule(entry), groups)) == ["ad:18", "ad:50"]
