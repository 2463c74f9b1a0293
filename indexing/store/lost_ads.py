# SPDX-License-Identifier: GPL-3.0-or-later
"""The last ads of clusters that lost all to others: merged, they may be parted again."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexing.store.case import Case


def keep(case: Case, old: Mapping[int, int], still: Collection[int]) -> None:
    """Keep the ads of clusters that have none any more.

    Args:
        case: in the transaction that moved the ads.
        old: the cluster in which each ad was.
        still: clusters that ads were put into.
    """
    lost: dict[int, list[int]] = {}
    for ad, cluster in old.items():
        if cluster not in still:
            lost.setdefault(cluster, []).append(ad)
    case.db.conn.executemany(
        "UPDATE clusters SET last_ads = ? WHERE id = ? AND size = 0",
        [(json.dumps(sorted(ads)), cluster) for cluster, ads in lost.items()],
    )


def by_cluster(case: Case) -> dict[int, tuple[int, ...]]:
    """Clusters that lost all their ads to others, with those ads."""
    rows = case.db.conn.execute(
        "SELECT id, last_ads FROM clusters WHERE size = 0 AND last_ads <> ''"
    )
    return {cluster: tuple(json.loads(told)) for cluster, told in rows}
