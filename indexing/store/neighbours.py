# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands around some ads: links and judgements that touch them, read in one question each.

Made for walking from ad to ad in cases of hundreds of thousands: nothing here reads a whole table.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from indexing.records import Judgement

if TYPE_CHECKING:
    from indexing.store.case import Case

_LINKS = (
    "SELECT l.a AS ad, l.b AS other, l.reasons FROM json_each(?1) x "
    "CROSS JOIN links l ON l.a = x.value UNION ALL "
    "SELECT l.b, l.a, l.reasons FROM json_each(?1) x CROSS JOIN links l ON l.b = x.value"
)
_COUNTED = _LINKS.replace(", l.reasons", "")
_LEADING_ON = (
    f"SELECT ad, other, reasons FROM ({_LINKS}) WHERE other = ?2 "  # noqa: S608
    "OR EXISTS (SELECT 1 FROM links WHERE a = other AND b <> ad) "
    "OR EXISTS (SELECT 1 FROM links WHERE b = other AND a <> ad) "
    "OR EXISTS (SELECT 1 FROM judgements WHERE a = other) "
    "OR EXISTS (SELECT 1 FROM judgements WHERE b = other)"
)
_INSIDE = (
    f"SELECT f.ad, f.other, f.reasons FROM ({_LEADING_ON}) f "  # noqa: S608
    "CROSS JOIN derived d ON d.ad = f.other WHERE d.cluster = ?3"
)
_JUDGED = (
    "SELECT j.a, j.b, j.judgement FROM json_each(?1) x "
    "CROSS JOIN judgements j ON j.a = x.value WHERE j.superseded_at IS NULL "
    "UNION ALL "
    "SELECT j.b, j.a, j.judgement FROM json_each(?1) x "
    "CROSS JOIN judgements j ON j.b = x.value WHERE j.superseded_at IS NULL"
)
_CROSSING = (
    "SELECT DISTINCT x.cluster, y.cluster FROM judgements j JOIN derived x ON x.ad = j.a "
    "JOIN derived y ON y.ad = j.b WHERE x.cluster <> y.cluster"
)


def links_of(case: Case, ads: Sequence[int]) -> list[tuple[int, int, str]]:
    """Every link of these ads as ``(one of them, the other ad, reasons as stored JSON)``.

    A link between two of them comes twice, once from either side.
    """
    return [(ad, other, told) for ad, other, told in case.db.conn.execute(_LINKS, [_list(ads)])]


def links_on(
    case: Case, ads: Sequence[int], goal: int, cluster: int | None = None
) -> list[tuple[int, int, str]]:
    """The links of these ads that may lead on to ``goal``, as ``links_of`` gives them.

    An ad with no other link and no judgement is an end, and left out unless it is the goal. With
    ``cluster`` links to ads outside it are left out too.
    """
    inside = cluster is not None
    values = [_list(ads), goal, cluster] if inside else [_list(ads), goal]
    rows = case.db.conn.execute(_INSIDE if inside else _LEADING_ON, values)
    return [(ad, other, told) for ad, other, told in rows]


def degree(case: Case, ads: Sequence[int], most: int) -> int:
    """How many links these ads have, counted up to ``most``."""
    row = case.db.conn.execute(
        f"SELECT count(*) FROM ({_COUNTED} LIMIT ?2)",  # noqa: S608
        [_list(ads), most],
    ).fetchone()
    return int(row[0])


def judged_of(case: Case, ads: Sequence[int]) -> Iterator[tuple[int, int, Judgement]]:
    """Judgements that hold on these ads as ``(one of them, the other ad, judgement)``."""
    for ad, other, said in case.db.conn.execute(_JUDGED, [_list(ads)]):
        yield ad, other, Judgement(said)


def crossing(case: Case) -> list[tuple[int, int]]:
    """Pairs of different clusters that any judgement, also one taken back, ever spoke about.

    Where no person spoke, what links two clusters was too weak to join them.
    """
    return [(a, b) for a, b in case.db.conn.execute(_CROSSING)]


def _list(ads: Sequence[int]) -> str:
    return json.dumps(list(ads))
