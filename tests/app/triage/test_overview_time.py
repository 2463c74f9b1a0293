# SPDX-License-Identifier: GPL-3.0-or-later
"""Days become bins of a width that can be read, and no ad is lost on the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.triage.overview_layout import laid_out
from app.triage.overview_time import timeline
from indexing.store.overview import Days


def _days(*days: str) -> Days:
    found = sorted(set(days))
    return Days(tuple(found), ("",), tuple((days.count(day),) for day in found), 0)


@pytest.mark.parametrize(
    ("first", "last", "unit", "bins"),
    [
        ("2026-01-01", "2026-01-01", "day", 1),
        ("2026-01-01", "2026-03-01", "day", 60),
        ("2025-12-31", "2026-06-01", "week", 23),
        ("2019-01-31", "2026-02-01", "month", 86),
    ],
)
def test_the_width_follows_the_span(first: str, last: str, unit: str, bins: int) -> None:
    item = timeline(_days(first, last), "")
    assert (item.unit, len(item.bins)) == (unit, bins)
    assert item.bins[0].first <= first <= item.bins[0].last
    assert item.bins[-1].first <= last <= item.bins[-1].last


def test_a_day_that_there_is_not_counts_as_none() -> None:
    item = timeline(_days("2026-02-28", "2026-02-31"), "")
    assert (item.ads, item.undated) == (1, 1)
    assert timeline(_days(), "").bins == ()


@settings(deadline=None)
@given(st.lists(st.dates(date(1950, 1, 1), date(2140, 12, 31)), min_size=1, max_size=20))
def test_every_ad_is_in_one_bin_and_bins_touch(days: list[date]) -> None:
    item = timeline(_days(*(day.isoformat() for day in days)), "")
    assert item.ads == len(days)
    ends = [date.fromisoformat(one.last) for one in item.bins]
    starts = [date.fromisoformat(one.first) for one in item.bins]
    assert all(b - a == timedelta(1) for a, b in zip(ends, starts[1:], strict=False))


def test_nodes_stand_apart_and_where_they_stood() -> None:
    keys = ["C1", "H1", "C2", "C3", "C4"]
    edges = [("C1", "H1"), ("C2", "H1")]
    places = laid_out(keys, edges, {})
    assert laid_out(keys, edges, {}) == places
    assert len(set(places.values())) == len(keys)
    lowest = max(places[key][1] for key in ("C1", "H1", "C2"))
    assert min(places[key][1] for key in ("C3", "C4")) > lowest
    more = laid_out([*keys, "C5"], [*edges, ("C5", "H1")], places)
    assert {key: more[key] for key in keys} == places
    assert all(-1 <= axis <= 1 for axis in more["C5"])
    assert laid_out([], [], {}) == {}
    assert laid_out(["C1"], [], {}) == {"C1": (0.0, 1.0)}
