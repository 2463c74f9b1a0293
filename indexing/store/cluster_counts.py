# SPDX-License-Identifier: GPL-3.0-or-later
"""Size, dates and reasons of clusters, counted when ads or links change and kept for lists."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexing.store.case import Case

_REASONS = (
    "SELECT x.cluster, json_extract(r.value, '$.kind'), count(*) FROM links l "
    "JOIN derived x ON x.ad = l.a JOIN derived y ON y.ad = l.b AND y.cluster = x.cluster, "
    "json_each(l.reasons) r GROUP BY 1, 2 ORDER BY 1, 2"
)
_REASONS_OF = (
    "SELECT x.cluster, json_extract(r.value, '$.kind'), count(*) FROM json_each(?) c "
    "CROSS JOIN derived x ON x.cluster = c.value CROSS JOIN links l ON l.a = x.ad "
    "CROSS JOIN derived y ON y.ad = l.b AND y.cluster = x.cluster, "
    "json_each(l.reasons) r GROUP BY 1, 2 ORDER BY 1, 2"
)
_FACTS = (
    "SELECT c.id, count(d.ad), coalesce(min(nullif(d.seen, '')), ''), "
    "coalesce(max(d.seen), ''), c.size, c.first_seen, c.last_seen, c.reasons "
    "FROM clusters c LEFT JOIN derived d ON d.cluster = c.id"
)
_SEEN_AGAIN = (
    "SELECT d.cluster, min(c.seen), max(c.seen) FROM captures c JOIN derived d ON d.ad = c.ad "
    "WHERE c.seen <> ''"
)


def refresh(case: Case, only: Collection[int] | None = None) -> None:
    """Count size, dates and reasons of every cluster again, or of some, after a change."""
    with case.transaction():
        db = case.db.conn
        reasons: dict[int, dict[str, int]] = {}
        if only is None:
            kinds, rows = db.execute(_REASONS), db.execute(f"{_FACTS} GROUP BY c.id").fetchall()
        else:
            told = [json.dumps(sorted(only))]
            chosen = " WHERE c.id IN (SELECT value FROM json_each(?)) GROUP BY c.id"
            kinds, rows = (
                db.execute(_REASONS_OF, told),
                db.execute(_FACTS + chosen, told).fetchall(),
            )
        for cluster, kind, number in kinds:
            reasons.setdefault(cluster, {})[kind] = number
        again = _seen_again(case, only)
        changes = []
        for cluster, size, first, last, *facts in rows:
            earlier, later = again.get(cluster, (first, last))
            days = min(first or earlier, earlier), max(last, later)
            new = (size, *days, json.dumps(reasons.get(cluster, {})))
            if new != tuple(facts):
                changes.append((*new, cluster))
        db.executemany(
            "UPDATE clusters SET size = ?, first_seen = ?, last_seen = ?, reasons = ? WHERE id = ?",
            changes,
        )


def _seen_again(case: Case, only: Collection[int] | None) -> dict[int, tuple[str, str]]:
    """First and last day on which ads of these clusters, or of all, were seen again."""
    query, told = _SEEN_AGAIN, []
    if only is not None:
        query += " AND d.cluster IN (SELECT value FROM json_each(?))"
        told = [json.dumps(sorted(only))]
    rows = case.db.conn.execute(f"{query} GROUP BY d.cluster", told)
    return {cluster: (first, last) for cluster, first, last in rows}
