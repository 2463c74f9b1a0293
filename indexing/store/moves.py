# SPDX-License-Identifier: GPL-3.0-or-later
"""Which ads changed their cluster with an act of a person: undo gives the clusters back as named.

The clusters themselves are drawn from links and judgements. Only their names hang on the past, and
an undo that gave an old cluster a new name would part it from what was said of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexing.store.case import Case


def keep(case: Case, before: Mapping[int, int], after: Mapping[int, int]) -> None:
    """Record where ads were and are now, with the newest operation that stands."""
    moved = [ad for ad in {*before, *after} if before.get(ad) != after.get(ad)]
    if not moved:
        return
    case.db.conn.executemany(
        "INSERT INTO operation_moves (operation, ad, before, after) SELECT max(id), ?1, ?2, ?3 "
        "FROM operations WHERE state = 'done' HAVING max(id) IS NOT NULL "
        "ON CONFLICT (operation, ad) DO UPDATE SET after = excluded.after",
        [(ad, before.get(ad), after.get(ad)) for ad in sorted(moved)],
    )


def of(case: Case, operations: Iterable[int], *, is_undo: bool) -> dict[int, int]:
    """The cluster in which each moved ad was before these operations (redone: after them).

    Args:
        case: the case.
        operations: in the order in which they are undone, or done again.
        is_undo: which of the two.
    """
    found: dict[int, int] = {}
    column = "before" if is_undo else "after"
    for operation in operations:
        found |= case.db.conn.execute(
            f"SELECT ad, {column} FROM operation_moves "  # noqa: S608
            f"WHERE operation = ? AND {column} IS NOT NULL",
            [operation],
        ).fetchall()
    return found
