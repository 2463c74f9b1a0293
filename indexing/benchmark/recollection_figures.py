# SPDX-License-Identifier: GPL-3.0-or-later
"""A watched site that is collected again: two ads taken for one, one ad taken for two, the cost.

Everything goes the real road: CSV files into a case on disk. Beside it stands, on the same rows,
what their number or else their address alone would have told.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from indexing.benchmark import mixed_road as road
from indexing.benchmark.measure import Figure, cpu_seconds
from indexing.benchmark.watched import COLUMNS, OWN, SITES, Watched, weeks
from indexing.store.case import Case

WEEKS = 4
_Row = tuple[int, int]
"""Week, and row of its file, both from 0."""
_Rows = Mapping[_Row, Watched]
_Stored = Mapping[_Row, _Row]
"""The row that began the ad of each row."""
_Count = Callable[[_Rows, _Stored], float]


def figures(size: int, seed: int) -> Iterator[Figure]:
    """Both errors over four weeks of ``size`` ads, and the cost of the last beside the first's.

    ``two_ads_in_one``: of the rows stored as a later sighting, the share that shows another ad
    than the one they were stored with. ``one_ad_twice``: of the rows that show an ad which an
    earlier week had, on sites that give it a number or an address of its own, the share that became
    a new ad. ``recollection_cost``: CPU seconds of an import in which most ads are known, over
    those of the first, in which none is.
    """
    found = list(weeks(size, WEEKS, seed))
    with TemporaryDirectory(prefix="faisceau-bench-") as name:
        files = [_write(ads, Path(name) / f"{n}.csv", n) for n, ads in enumerate(found)]
        case = road.new_case(Path(name) / "watched.faisceau")
        costs = [_cost(case, file) for file in files]
        stored = _stored(case)
        case.close()
    rows = {(week, at): ad for week, ads in enumerate(found) for at, ad in enumerate(ads)}
    by_key = _by_key(rows)
    for figure, count, goal in (
        ("two_ads_in_one", two_in_one, 0.002),
        ("one_ad_twice", twice, 0.05),
    ):
        detail: dict[str, object] = {"ads": size, "weeks": WEEKS, "rows": len(rows)}
        detail |= {"by_site": _by_site(rows, stored, count), "by_key_alone": count(rows, by_key)}
        yield Figure(figure, count(rows, stored), goal, at_least=False, detail=detail)
    yield Figure(
        "recollection_cost",
        costs[-1] / costs[0],
        8.0,
        at_least=False,
        detail={"ads": size, "cpu_seconds": [round(one, 2) for one in costs]},
    )


def two_in_one(rows: _Rows, stored: _Stored) -> float:
    """Share of the later sightings that are of another ad than the first sighting."""
    later = [(row, stored[row]) for row in rows if row != stored[row]]
    wrong = sum(not rows[row].is_like(rows[first]) for row, first in later)
    return wrong / max(len(later), 1)


def twice(rows: _Rows, stored: _Stored) -> float:
    """Share of the rows of an ad that was there before which became a new ad."""
    seen: set[int] = set()
    again = new = 0
    for row in sorted(rows):
        ad = rows[row]
        if ad.truth in seen and ad.site in OWN:
            again += 1
            new += stored[row] == row
        seen.add(ad.truth)
    return new / max(again, 1)


def _by_site(rows: _Rows, stored: _Stored, count: _Count) -> dict[str, float]:
    """The same of the rows of each site."""
    return {
        site: round(count({row: ad for row, ad in rows.items() if ad.site == site}, stored), 4)
        for site in SITES
    }


def _by_key(rows: _Rows) -> dict[_Row, _Row]:
    """Which row began the ad of each row if its number, or else its address, were enough."""
    first: dict[tuple[str, str], _Row] = {}
    found = {}
    for row in sorted(rows):
        number, url, host, *_told = rows[row].row
        key = (host, (str(row[1]) if rows[row].site == "list" else number) or url)
        found[row] = first.setdefault(key, row)
    return found


def _stored(case: Case) -> dict[_Row, _Row]:
    """Which row began the ad of each row in the case."""
    found = case.db.conn.execute(
        "SELECT a.source, a.place, a.source, a.place FROM ads a UNION ALL "
        "SELECT c.source, c.place, a.source, a.place FROM captures c JOIN ads a ON a.id = c.ad"
    )
    return {(row[0] - 1, _at(row[1])): (row[2] - 1, _at(row[3])) for row in found}


def _at(place: str) -> int:
    """``row 2`` is the first below the header."""
    return int(place.removeprefix("row ")) - 2


def _cost(case: Case, file: Path) -> float:
    began = cpu_seconds()
    road.bring_in(case, file)
    return cpu_seconds() - began


def _write(ads: Sequence[Watched], file: Path, week: int) -> Path:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        for at, ad in enumerate(ads):
            number, *told = ad.row
            counted = str(at + 1) if ad.site == "list" else number
            writer.writerow([counted, *told, f"2099-01-{1 + 7 * week:02d}T10:00:00"])
    return file
