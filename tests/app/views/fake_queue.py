# SPDX-License-Identifier: GPL-3.0-or-later
"""The queue of the case in memory: filter words, facets and views as the real one answers them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.triage.expressions import parse_chosen
from app.triage.items import Changed, ClusterItem
from app.triage.queue_items import Answer, Asked, FacetItem, FacetValue, ViewItem
from app.triage.queue_session import nearest
from app.triage.queue_words import FACETS

if TYPE_CHECKING:
    from tests.app.views.fake import FakeCase


@dataclass
class FakeQueue:
    """What the queue keeps."""

    views: dict[int, ViewItem] = field(default_factory=dict)
    warmed: list[tuple[int, int]] = field(default_factory=list)
    """Each column that was read ahead, and how many clusters were looked at before."""
    looked: list[int] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)


class FakeQueueing:
    """Questions and acts of the queue."""

    case: FakeCase

    def cluster_ids(self, words: str) -> list[int]:
        raise NotImplementedError

    def clusters(self, ids: Sequence[int]) -> list[ClusterItem]:
        raise NotImplementedError

    def queue(self, asked: Asked) -> Answer:
        self.case.queue.asked.append(asked)
        ids = self.cluster_ids(asked.filter)
        chosen = parse_chosen(asked.filter) if asked.filter else None
        counts: dict[str, int] = {}
        for cluster in ids:
            status = self.case.statuses.get(cluster, "todo")
            counts[status] = counts.get(status, 0) + 1
        if chosen is not None and chosen.statuses:
            ids = [c for c in ids if self.case.statuses.get(c, "todo") in chosen.statuses]
        if asked.order != "size":
            ids = ids[::-1]
        status = "" if asked.current is None else self.case.statuses.get(asked.current, "todo")
        return Answer(ids, *nearest(ids, asked), status, counts)

    def queue_rows(self, ids: Sequence[int], order: str) -> list[ClusterItem]:
        rows = self.clusters(ids)
        return [replace(row, why=f"why {order}" + self.case.canary) for row in rows]

    def warm(self, step: int) -> bool:
        self.case.queue.warmed.append((step, len(self.case.queue.looked)))
        return step < 2

    def facets(self, expression: str, keys: Sequence[str] = FACETS) -> list[FacetItem]:
        canary = self.case.canary
        names = [f"board{n}.example" for n in range(3)]
        sites = tuple(FacetValue(one + canary, 4, "site", f"={one}{canary}") for one in names)
        statuses = tuple(FacetValue(one, 1, "status", one) for one in ("todo", "done"))
        found = [FacetItem("status", "Status", statuses, 2), FacetItem("site", "Site", sites, 1204)]
        return [one for one in found if one.key in keys]

    def views(self) -> list[ViewItem]:
        return list(self.case.queue.views.values())

    def looked(self, cluster: int) -> Changed:
        self.case.queue.looked.append(cluster)
        return Changed()

    def save_view(self, name: str, expression: str, order: str) -> Changed:
        view = len(self.case.queue.views) + 1
        self.case.queue.views[view] = ViewItem(view, name, expression, order)
        return Changed(f"Kept the view {name}")

    def rename_view(self, view: int, name: str) -> Changed:
        kept = self.case.queue.views[view]
        self.case.queue.views[view] = replace(kept, name=name)
        return Changed(f"The view is now called {name}")

    def remove_view(self, view: int) -> Changed:
        del self.case.queue.views[view]
        return Changed("Removed the view")
