# SPDX-License-Identifier: GPL-3.0-or-later
"""What speaks for and against a reading of a cluster, point by point."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.store import protected
from indexing.store.mark_targets import BODY

if TYPE_CHECKING:
    from indexing.store.case import Case

MOST_WORDS = 4_000
MOST_POINTS = 100


class Side(StrEnum):
    """What a point does to a reading."""

    FOR = "for"
    AGAINST = "against"


@dataclass(frozen=True, slots=True)
class Point:
    """What speaks for or against a reading: an ad, a passage of it, a link of two ads, or words.

    ``rule`` names the rule whose suggestion on the ad (or, without one, on the cluster) is meant.
    """

    side: Side
    words: str = ""
    ad: int | None = None
    other: int | None = None
    start: int | None = None
    end: int | None = None
    layer: str = BODY
    rule: str = ""
    by: str = ""
    at: str = ""


def put(case: Case, reading: int, points: Iterable[Point]) -> None:
    """Keep the points of a statement, in order."""
    case.db.conn.executemany(
        'INSERT INTO reading_points (reading, n, side, ad, other, layer, "start", "end", rule, '
        "words, by, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(reading, n, one.side, one.ad, one.other, one.layer, one.start, one.end),
                *(one.rule, one.words, one.by, one.at),
            )
            for n, one in enumerate(points)
        ],
    )


def of_readings(case: Case, rows: Sequence[int]) -> dict[int, list[Point]]:
    """The points of some statements, in order."""
    found: dict[int, list[Point]] = {}
    for row, side, *rest in case.db.conn.execute(
        'SELECT reading, side, words, ad, other, "start", "end", layer, rule, by, at '
        "FROM reading_points WHERE reading IN (SELECT value FROM json_each(?)) ORDER BY reading, n",
        [json.dumps(list(rows))],
    ):
        found.setdefault(row, []).append(Point(Side(side), *rest))
    return found


def refuse_wrong(case: Case, new: Iterable[Point], all_of_them: Sequence[Point]) -> None:
    """Raise for too many points, empty ones, and those on what the case does not have.

    Raises:
        BadInputError: ``reading_points``, ``id_unknown``, ``span_outside``.
        RefusedError: ``item_protected``.
    """
    if len(all_of_them) > MOST_POINTS or any(len(one.words) > MOST_WORDS for one in all_of_them):
        raise BadInputError("reading_points", detail={"most": MOST_POINTS, "words": MOST_WORDS})
    for one in new:
        if one.ad is None and not one.rule and not one.words.strip():
            raise BadInputError("reading_points", detail={"most": MOST_POINTS, "words": MOST_WORDS})
        for ad in (one.ad, one.other):
            if ad is not None:
                _refuse_unknown(case, ad)
        if one.start is not None and one.ad is not None:
            _refuse_outside(case, one)


def _refuse_unknown(case: Case, ad: int) -> None:
    if not case.db.conn.execute("SELECT 1 FROM ads WHERE id = ?", [ad]).fetchone():
        protected.refuse_protected(case, ad)
        raise BadInputError("id_unknown", detail={"id": f"A{ad}"})


def _refuse_outside(case: Case, point: Point) -> None:
    layer = "title" if point.layer == "title" else "body"
    (length,) = case.db.conn.execute(
        f"SELECT length({layer}) FROM ads WHERE id = ?",  # noqa: S608
        [point.ad],
    ).fetchone()
    start, end = point.start or 0, point.end or 0
    if not 0 <= start < end <= length:
        detail = {"start": start, "end": end, "length": length}
        raise BadInputError("span_outside", place=f"A{point.ad}", detail=detail)
