# SPDX-License-Identifier: GPL-3.0-or-later
"""Days put together to bins of a day, a week or a month, none left out in between."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from app.triage.overview_items import Bin, Split, TimelineItem
from indexing.store.overview import Days

Unit = Literal["day", "week", "month"]
_MOST_DAYS = 120
_MOST_WEEKS = 160
_MOST_MONTHS = 2400
"""Bins at most; of a date that lies two hundred years off, the year was misread."""


def timeline(found: Days, split: Split) -> TimelineItem:
    """Bins of a width that can be read: weeks beyond four months, months beyond three years."""
    dated = [
        (day, counts)
        for told, counts in zip(found.days, found.counts, strict=True)
        if (day := _day(told)) is not None
    ]
    lost = sum(map(sum, found.counts)) - sum(sum(counts) for _day_, counts in dated)
    if not dated:
        return TimelineItem("day", (), split, found.groups, found.undated + lost)
    first, last = dated[0][0], dated[-1][0]
    unit = _unit((last - first).days)
    sums: dict[date, list[int]] = {
        start: [0] * len(found.groups) for start in _starts(first, last, unit)
    }
    for day, counts in dated:
        held = sums.setdefault(_start(day, unit), [0] * len(found.groups))
        for place, n in enumerate(counts):
            held[place] += n
    bins = tuple(
        Bin(start.isoformat(), _end(start, unit).isoformat(), tuple(counts))
        for start, counts in sorted(sums.items())
    )
    return TimelineItem(unit, bins, split, found.groups, found.undated + lost)


def _day(told: str) -> date | None:
    try:
        return date.fromisoformat(told)
    except ValueError:
        return None


def _unit(days: int) -> Unit:
    if days < _MOST_DAYS:
        return "day"
    return "week" if days < 7 * _MOST_WEEKS else "month"


def _starts(first: date, last: date, unit: Unit) -> Iterator[date]:
    start = _start(first, unit)
    for _n in range(_MOST_MONTHS):
        if start > last:
            return
        yield start
        start = _after(start, unit)


def _start(day: date, unit: Unit) -> date:
    if unit == "day":
        return day
    return day - timedelta(days=day.weekday()) if unit == "week" else day.replace(day=1)


def _after(start: date, unit: Unit) -> date:
    if unit == "month":
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1)
    return start + timedelta(days=1 if unit == "day" else 7)


def _end(start: date, unit: Unit) -> date:
    return start if unit == "day" else _after(start, unit) - timedelta(days=1)
