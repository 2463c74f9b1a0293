# SPDX-License-Identifier: GPL-3.0-or-later
"""Ads of a cluster by time and site: columns of a day, a week, a month or a year.

The unit is the smallest with which the whole span takes at most ``MOST_COLUMNS``; empty columns
stay, so that a gap is seen as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from app.i18n import _
from app.triage.decide_items import Timeline, TimelineRow

MOST_COLUMNS = 92
MOST_ROWS = 8
UNITS = ("day", "week", "month", "year")


def timeline(found: Sequence[tuple[str, str, int]]) -> Timeline:
    """The timeline of days, sites and counts; a day that is no date counts as none."""
    dated: dict[str, dict[date, int]] = {}
    undated = 0
    for text, site, ads in found:
        day = _day(text)
        if day is None:
            undated += ads
        else:
            of_site = dated.setdefault(site, {})
            of_site[day] = of_site.get(day, 0) + ads
    if not dated:
        return Timeline(undated=undated)
    first = min(min(one) for one in dated.values())
    last = max(max(one) for one in dated.values())
    unit, starts = _columns(first, last)
    rows = _rows(dated, unit, starts)
    drawn = sum(row.ads for row in rows)
    total = sum(sum(one.values()) for one in dated.values())
    told = tuple(start.isoformat() for start in starts)
    return Timeline(unit, told, rows, undated, total - drawn)


def bounds(found: Timeline, column: int) -> tuple[str, str]:
    """First and last day of a column."""
    start = date.fromisoformat(found.starts[column])
    return start.isoformat(), (_next(start, found.unit) - timedelta(days=1)).isoformat()


def words(found: Timeline, column: int) -> str:
    """A column in the person's words."""
    start = found.starts[column]
    told = {
        "day": start,
        "week": _("week of {day}").format(day=start),
        "month": start[:7],
        "year": start[:4],
    }
    return told[found.unit]


def ends(found: Timeline) -> tuple[str, str]:
    """First and last day that the columns stand for."""
    return bounds(found, 0)[0], bounds(found, len(found.starts) - 1)[1]


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return found if date(1, 1, 8) < found < date(9998, 1, 1) else None


def _columns(first: date, last: date) -> tuple[str, list[date]]:
    for unit in UNITS:
        start, starts = _start(first, unit), list[date]()
        while start <= last and len(starts) <= MOST_COLUMNS:
            starts.append(start)
            start = _next(start, unit)
        if len(starts) <= MOST_COLUMNS:
            return unit, starts
    # a wrong year far off must not push the others together: the latest are drawn
    year = _start(last, "year").year
    return "year", [date(one, 1, 1) for one in range(year - MOST_COLUMNS + 1, year + 1)]


def _start(day: date, unit: str) -> date:
    starts = {
        "day": day,
        "week": day - timedelta(days=day.weekday()),
        "month": day.replace(day=1),
        "year": day.replace(month=1, day=1),
    }
    return starts[unit]


def _next(start: date, unit: str) -> date:
    if unit == "day":
        return start + timedelta(days=1)
    if unit == "week":
        return start + timedelta(days=7)
    if unit == "month":
        return date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return date(start.year + 1, 1, 1)


def _rows(
    dated: Mapping[str, Mapping[date, int]], unit: str, starts: Sequence[date]
) -> tuple[TimelineRow, ...]:
    """A row a site, most ads first; those beyond ``MOST_ROWS`` share the last one."""
    places = {start: column for column, start in enumerate(starts)}
    sites = sorted(dated, key=lambda site: (-sum(dated[site].values()), site))
    shared = sites[MOST_ROWS - 1 :] if len(sites) > MOST_ROWS else []
    alone = sites[: MOST_ROWS - 1] if shared else sites
    rows = [TimelineRow(site, (site,), _counts([dated[site]], unit, places)) for site in alone]
    if shared:
        together = _counts([dated[site] for site in shared], unit, places)
        rows.append(TimelineRow("", tuple(shared), together))
    return tuple(rows)


def _counts(
    found: Sequence[Mapping[date, int]], unit: str, places: Mapping[date, int]
) -> tuple[int, ...]:
    counts = [0] * len(places)
    for of_site in found:
        for day, ads in of_site.items():
            column = places.get(_start(day, unit))
            if column is not None:
                counts[column] += ads
    return tuple(counts)
