# SPDX-License-Identifier: GPL-3.0-or-later
"""Both errors of a watched site are told, and what number or address alone would have done."""

from __future__ import annotations

from dataclasses import replace

from indexing.benchmark import recollection_figures as figures
from indexing.benchmark.watched import COLUMNS, SITES, Watched, weeks


def test_sites_show_the_same_ads_week_after_week() -> None:
    first, second, third = weeks(200, 3, 1)
    assert [len(week) for week in (first, second, third)] == [200] * 3
    truths = [{ad.truth for ad in week} for week in (first, second, third)]
    assert 150 < len(truths[0] & truths[1]) < 190
    assert not (truths[2] - truths[1]) & truths[0]
    assert {ad.site for ad in first} == set(SITES)
    assert next(weeks(200, 3, 1)) == first
    before = {ad.truth: ad for ad in first}
    changed = [ad for ad in second if ad.truth in before and ad != before[ad.truth]]
    assert any(ad.phone != before[ad.truth].phone for ad in changed)
    assert any(ad.price != before[ad.truth].price for ad in changed)
    kept = [ad for ad in second if ad.truth in before]
    assert all(ad.row[:3] == before[ad.truth].row[:3] for ad in kept)
    taken = {(ad.site, ad.slot) for ad in first} & {
        (ad.site, ad.slot) for ad in second if ad.truth not in before
    }
    assert taken
    assert all(len(ad.row) == len(COLUMNS) - 1 for ad in first)


def _ad(truth: int, **told: object) -> Watched:
    ad = Watched(truth, "address", 1, 1, "a room to let", 100, "")
    return replace(ad, **told)  # type: ignore[arg-type]


def test_what_is_counted() -> None:
    rows = {(0, 0): _ad(1), (0, 1): _ad(2), (1, 0): _ad(1), (1, 1): _ad(2), (1, 2): _ad(3)}
    right = {row: (0, row[1]) if row != (1, 2) else row for row in rows}
    assert (figures.two_in_one(rows, right), figures.twice(rows, right)) == (0, 0)
    new = {row: row for row in rows}
    assert (figures.two_in_one(rows, new), figures.twice(rows, new)) == (0, 1)
    one = right | {(1, 2): (0, 0)}
    assert (figures.two_in_one(rows, one), figures.twice(rows, one)) == (1 / 3, 0)
    # where nothing is the ad's own nobody can tell reposts apart, nor find an ad again
    listed = {row: replace(ad, site="list", text=f"room {ad.truth}") for row, ad in rows.items()}
    assert (figures.two_in_one(listed, one), figures.twice(listed, new)) == (0, 0)
    others = {row: replace(ad, text=f"room {'ab'[ad.truth > 2]}") for row, ad in listed.items()}
    assert figures.two_in_one(others, one) == 1 / 3


def test_figures_of_a_watched_site() -> None:
    found = {one.name: one for one in figures.figures(150, 3)}
    assert list(found) == ["two_ads_in_one", "one_ad_twice", "recollection_cost"]
    alone = found["two_ads_in_one"].detail["by_key_alone"]
    assert isinstance(alone, float)
    assert found["two_ads_in_one"].value < alone / 5
    assert found["one_ad_twice"].value < 0.1
    assert found["recollection_cost"].value > 0
    told = found["two_ads_in_one"].detail["by_site"]
    assert isinstance(told, dict)
    assert set(told) == set(SITES)
