# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers and words beside the rows of lists: of the rows of one page alone, a question each.

A list of a million rows is looked at a page at a time: nothing here reads more than what the page
needs, however many decisions the case holds.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from indexing.store.case import Case

_HOLDS = "m.superseded_at IS NULL AND m.status <> 'withdrawn'"
_TAGS = "m.indicator NOT IN ('', '*') AND m.status <> 'rejected'"
_NOTES = "m.indicator = ''"
# what others said counts where the second reader went through the ad
_OWN = (
    "(m.by = ?2 OR EXISTS (SELECT 1 FROM marks r WHERE r.ad = m.ad AND r.indicator = '*' "
    "AND r.by = ?2 AND r.superseded_at IS NULL AND r.status <> 'withdrawn'))"
)
_SITES = (
    "SELECT x.value, a.site FROM json_each(?1) x CROSS JOIN derived d ON d.ad IN "
    "(SELECT f.ad FROM derived f WHERE f.cluster = x.value ORDER BY f.ad LIMIT ?2) "
    "CROSS JOIN ads a ON a.id = d.ad WHERE a.site <> '' ORDER BY x.value, d.ad"
)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much a case holds, for a glance."""

    ads: int
    clusters: int
    images: int


def tags(
    case: Case, of: Literal["ad", "cluster"], wanted: Sequence[int], *, only_own: bool = False
) -> dict[int, int]:
    """How many tags hold on each of these ads or clusters; rejected ones are no tags.

    Args:
        case: open.
        of: what is asked for.
        wanted: ids.
        only_own: leave out what others said of what the person at work did not go through.
    """
    return _marks(case, of, wanted, _TAGS, only_own=only_own)


def tags_among(case: Case, rows: Sequence[int], *, only_own: bool = False) -> set[int]:
    """Which of these rows of marks are tags that hold."""
    told = _OWN if only_own else "?2 IS NOT NULL"
    found = case.db.conn.execute(
        "SELECT m.id FROM marks m WHERE m.id IN (SELECT value FROM json_each(?1)) "  # noqa: S608
        f"AND {_HOLDS} AND {_TAGS} AND {told}",
        [json.dumps(list(rows)), case.actor],
    )
    return {row for (row,) in found}


def notes(case: Case, ads: Sequence[int], *, only_own: bool = False) -> dict[int, int]:
    """How many notes hold on each of these ads."""
    return _marks(case, "ad", ads, _NOTES, only_own=only_own)


def pictures(case: Case, ads: Sequence[int]) -> dict[int, int]:
    """How many pictures each of these ads names."""
    rows = case.db.conn.execute(
        "SELECT x.value, count(*) FROM json_each(?) x CROSS JOIN ad_images m ON m.ad = x.value "
        "GROUP BY x.value",
        [json.dumps(list(ads))],
    )
    return dict(rows.fetchall())


def sites(case: Case, clusters: Sequence[int], first: int) -> dict[int, tuple[str, ...]]:
    """The sites of the first ads of each of these clusters, each once."""
    found: dict[int, dict[str, None]] = {}
    for cluster, site in case.db.conn.execute(_SITES, [json.dumps(list(clusters)), first]):
        found.setdefault(cluster, {})[site] = None
    return {cluster: tuple(named) for cluster, named in found.items()}


def sizes(case: Case) -> Sizes:
    """Ads, clusters and pictures; links are not counted, which in a large case takes a second."""
    row = case.db.conn.execute(
        "SELECT (SELECT count(*) FROM derived), "
        "(SELECT count(*) FROM clusters WHERE size > 0), (SELECT count(*) FROM images)"
    ).fetchone()
    return Sizes(*row)


def _marks(
    case: Case, of: str, wanted: Sequence[int], condition: str, *, only_own: bool
) -> dict[int, int]:
    told = _OWN if only_own else "?2 IS NOT NULL"
    rows = case.db.conn.execute(
        f"SELECT m.{of}, count(*) FROM marks m WHERE m.{of} IN (SELECT value FROM json_each(?1)) "  # noqa: S608
        f"AND {_HOLDS} AND {condition} AND {told} "
        f"GROUP BY m.{of}",
        [json.dumps(list(wanted)), case.actor],
    )
    return dict(rows.fetchall())
