# SPDX-License-Identifier: GPL-3.0-or-later
"""When each person last looked at a cluster, and what it had then: what came since is new."""

from __future__ import annotations

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
