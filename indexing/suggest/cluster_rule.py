# SPDX-License-Identifier: GPL-3.0-or-later
"""Cluster rules: which groups of ads stand out by a count, against a number or against the others.

"Against the others" is within one site and month (or one site and unit of pay): what is much in a
small town's board is little on a national one. A stratum of few groups says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexing.suggest.hits import Hit
from indexing.suggest.rules import ClusterRule
from indexing.suggest.statistics import Count, Post, count, quantile


@dataclass(frozen=True, slots=True)
class Group:
    """Ads that share something; ``unit`` is currency and unit of their pay, where that counts."""

    key: str
    posts: tuple[Post, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Hits of a rule, and of how many groups its count was known."""

    hits: tuple[Hit, ...]
    groups: int


@dataclass(frozen=True, slots=True)
class _Counted:
    """The count of a group, or of its part in a stratum."""

    group: Group
    count: Count
    stratum: tuple[str, ...] = ()


def find(rule: ClusterRule, groups: Iterable[Group]) -> Found:
    """The groups that a rule points to, each once, in the order of their first ads."""
    counted = list(_counted(rule, groups))
    known = {one.group.key for one in counted}
    if rule.threshold.quantile is None:
        hits = _above_number(rule, counted)
    else:
        hits, known = _above_others(rule, counted)
    ordered = sorted(hits, key=lambda hit: (hit.ads, hit.key))
    return Found(tuple(ordered), len(known))


def _counted(rule: ClusterRule, groups: Iterable[Group]) -> Iterator[_Counted]:
    for group in groups:
        for stratum, posts in _STRATA[rule.threshold.within](group):
            found = count(rule.statistic, posts, rule.window_days)
            if found is not None:
                yield _Counted(group, found, stratum)


Strata = Iterator[tuple[tuple[str, ...], Sequence[Post]]]


def _whole(group: Group) -> Strata:
    yield (), group.posts


def _by_month(group: Group) -> Strata:
    parts: dict[tuple[str, ...], list[Post]] = {}
    for post in group.posts:
        if post.site and post.day is not None:
            parts.setdefault((post.site, f"{post.day:%Y-%m}"), []).append(post)
    yield from parts.items()


def _by_unit(group: Group) -> Strata:
    parts: dict[tuple[str, ...], list[Post]] = {}
    for post in group.posts:
        if post.site and group.unit:
            parts.setdefault((post.site, group.unit), []).append(post)
    yield from parts.items()


_STRATA: dict[str, Callable[[Group], Strata]] = {
    "case": _whole,
    "site_and_month": _by_month,
    "site_and_unit": _by_unit,
}


def _above_number(rule: ClusterRule, counted: Sequence[_Counted]) -> list[Hit]:
    limit = rule.threshold.number
    if limit is None:
        return []
    return [
        _hit(rule, one, {"op": ">=", "limit": limit})
        for one in counted
        if one.count.value >= limit and _may_be(rule, one)
    ]


def _above_others(rule: ClusterRule, counted: Sequence[_Counted]) -> tuple[list[Hit], set[str]]:
    threshold = rule.threshold
    strata: dict[tuple[str, ...], list[_Counted]] = {}
    for one in counted:
        strata.setdefault(one.stratum, []).append(one)
    best: dict[str, tuple[_Counted, float, int]] = {}
    known: set[str] = set()
    for stratum in sorted(strata):
        members = strata[stratum]
        if len(members) < threshold.min_groups:
            continue
        known.update(one.group.key for one in members)
        cut = quantile((one.count.value for one in members), threshold.quantile or 0)
        for one in members:
            stands_out = one.count.value > cut and one.count.value >= threshold.least
            before = best.get(one.group.key)
            if not stands_out or not _may_be(rule, one):
                continue
            if before is None or one.count.value > before[0].count.value:
                best[one.group.key] = (one, cut, len(members))
    hits = []
    for one, cut, size in best.values():
        limits = {
            "op": ">",
            "limit": cut,
            "quantile": threshold.quantile,
            "within": threshold.within,
        }
        hits.append(_hit(rule, one, limits, size))
    return hits, known


def _may_be(rule: ClusterRule, one: _Counted) -> bool:
    """Enough ads to be a pattern, and not so much that the thing is everybody's."""
    most = rule.threshold.most
    return len(one.count.posts) >= rule.min_ads and (most is None or one.count.value <= most)


def _hit(
    rule: ClusterRule, one: _Counted, limits: dict[str, object], groups: int | None = None
) -> Hit:
    first, last = one.count.days
    values: dict[str, object] = {
        "statistic": rule.statistic,
        "value": one.count.value,
        "first": first,
        "last": last,
    }
    if one.stratum:
        values["site"] = one.stratum[0]
        name = "month" if rule.threshold.within == "site_and_month" else "unit"
        values[name] = one.stratum[1]
    if groups is not None:
        values["groups"] = groups
    if rule.window_days is not None:
        limits = {**limits, "days": rule.window_days}
    return Hit(
        kind=rule.group_by,
        key=one.group.key,
        ads=tuple(sorted(post.ad for post in one.count.posts)),
        indicator=rule.indicator,
        rule=rule.id,
        rule_version=rule.version,
        values=values,
        thresholds=limits,
    )
