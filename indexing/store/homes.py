# SPDX-License-Identifier: GPL-3.0-or-later
"""Where what was said of a cluster belongs now: with it, or, once it lost its ads, with these.

When clusters are merged, one of them keeps its id; what was said of the others goes with their
ads, so that nothing that a person said is out of sight.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Literal

from indexing.store import clusters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from indexing.store.case import Case

Table = Literal["marks", "readings"]


def moved(case: Case, table: Table) -> dict[int, int]:
    """The cluster to which each standing row of a cluster without ads belongs now.

    It is the one that has most of the ads of which it was said, the smaller id on a tie.
    """
    rows = case.db.conn.execute(
        f"SELECT t.id, t.members FROM {table} t JOIN clusters c ON c.id = t.cluster "  # noqa: S608
        "WHERE c.size = 0 AND t.superseded_at IS NULL"
    ).fetchall()
    told = {row: json.loads(members) for row, members in rows}
    places = clusters.of_ads(case, {ad for members in told.values() for ad in members})
    found = {
        row: _most(places[ad] for ad in members if ad in places) for row, members in told.items()
    }
    return {row: home for row, home in found.items() if home is not None}


def came_to(case: Case, table: Table, cluster: int | None) -> str:
    """Rows of clusters without ads that belong to this one now, as a JSON array."""
    return json.dumps([row for row, home in moved(case, table).items() if home == cluster])


def _most(places: Iterable[int]) -> int | None:
    counts = Counter(places)
    return min(counts, key=lambda place: (-counts[place], place)) if counts else None
