# SPDX-License-Identifier: GPL-3.0-or-later
"""Text groups: the ads that texts alone join, under the number of one of them.

Whether a shared thing is a hub is judged by the text groups it crosses. An ad without a group was
not linked yet.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexing.store.case import Case


def put(case: Case, groups: Mapping[int, int]) -> None:
    """Say to which group these ads belong."""
    with case.transaction():
        case.db.conn.executemany(
            "UPDATE derived SET text_group = ?2 WHERE ad = ?1 AND text_group IS NOT ?2",
            list(groups.items()),
        )


def of_ads(case: Case, ads: Iterable[int]) -> dict[int, int]:
    """The group of each of these ads that has one."""
    rows = case.db.conn.execute(
        "SELECT ad, text_group FROM derived WHERE text_group IS NOT NULL "
        "AND ad IN (SELECT value FROM json_each(?))",
        [json.dumps(list(ads))],
    )
    return dict(rows.fetchall())


def of_all(case: Case) -> dict[int, int]:
    """The group of every ad that has one."""
    rows = case.db.conn.execute("SELECT ad, text_group FROM derived WHERE text_group IS NOT NULL")
    return dict(rows.fetchall())


def members(case: Case, groups: Iterable[int]) -> list[int]:
    """The ads of these groups, in order."""
    rows = case.db.conn.execute(
        "SELECT ad FROM derived WHERE text_group IN (SELECT value FROM json_each(?)) ORDER BY ad",
        [json.dumps(list(groups))],
    )
    return [ad for (ad,) in rows]


def repeats(case: Case, ads: Iterable[int]) -> list[int]:
    """Other ads that say exactly what one of these says."""
    named = json.dumps(sorted(ads))
    rows = case.db.conn.execute(
        "WITH firsts (ad) AS (SELECT coalesce(duplicate_of, ad) FROM derived "
        "WHERE ad IN (SELECT value FROM json_each(?1))) "
        "SELECT ad FROM derived WHERE (duplicate_of IN (SELECT ad FROM firsts) "
        "OR ad IN (SELECT ad FROM firsts)) AND ad NOT IN (SELECT value FROM json_each(?1)) "
        "ORDER BY ad",
        [named],
    )
    return [ad for (ad,) in rows]


def ungrouped(case: Case) -> list[int]:
    """Ads that were not linked yet, in order."""
    rows = case.db.conn.execute("SELECT ad FROM derived WHERE text_group IS NULL ORDER BY ad")
    return [ad for (ad,) in rows]
