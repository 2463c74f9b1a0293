# SPDX-License-Identifier: GPL-3.0-or-later
"""When each person last looked at a cluster, and what it had then: what came since is new."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.case import Case


def looked(case: Case, cluster: int) -> None:
    """Note that the person at work looks at a cluster now; one that is gone is passed over."""
    with case.transaction():
        case.db.conn.execute(
            "INSERT INTO looks (actor, cluster, at, last_ad, size) "
            "SELECT ?1, c.id, ?2, (SELECT coalesce(max(ad), 0) FROM derived), c.size "
            "FROM clusters c WHERE c.id = ?3 AND c.size > 0 "
            "ON CONFLICT (actor, cluster) DO UPDATE SET at = excluded.at, "
            "last_ad = excluded.last_ad, size = excluded.size",
            [case.actor, now(), cluster],
        )


def since(case: Case, wanted: Sequence[int]) -> dict[int, tuple[str, int]]:
    """When the person at work looked at these clusters, and how many ads came since."""
    rows = case.db.conn.execute(
        "SELECT l.cluster, l.at, max(c.size - l.size, (SELECT count(*) FROM derived d "
        "WHERE d.cluster = l.cluster AND d.ad > l.last_ad)) FROM looks l "
        "JOIN clusters c ON c.id = l.cluster WHERE l.actor = ? "
        "AND l.cluster IN (SELECT value FROM json_each(?))",
        [case.actor, json.dumps(list(wanted))],
    )
    return {cluster: (at, new) for cluster, at, new in rows}


def statuses(case: Case) -> dict[str, int]:
    """How many clusters have each status."""
    rows = case.db.conn.execute(
        "SELECT status, count(*) FROM clusters WHERE size > 0 GROUP BY status"
    )
    return dict(rows.fetchall())
