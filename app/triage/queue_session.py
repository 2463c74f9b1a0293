# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions and acts of the queue over the store; a part of ``case_session``."""

from __future__ import annotations

from abc import ABC, abstractmethod
from array import array
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from app.i18n import _
from app.triage import codebook, queue_words
from app.triage.coding_session import CodingSession
from app.triage.items import Changed, ClusterItem
from app.triage.queue_bound import meant
from app.triage.queue_items import Answer, Asked, FacetItem, FacetValue, ViewItem
from app.triage.queue_words import FACETS, Facts
from indexing.store import clusters, queue_looks, queue_orders, saved_views
from indexing.store.queue_filter import Filter

if TYPE_CHECKING:
    from indexing.store.facets import Facet, Queue
    from indexing.suggest.codebook import Codebook

FIRST_ORDER: queue_orders.Order = "size"
_NAMED = {"places": "place", "sites": "site", "indicators": "evidence"}
_WARMED = (
    "", "site", "place", "lang", "has", "month", "day", "tag", "indicator", "source", "format",
)  # fmt: skip
"""Columns in the order in which they are wanted first."""
_NEIGHBOURS = 20
"""Clusters on each side, one of which has to be listed still, so that a place is known again."""
_WHOLE = ("site", "place", "source")
"""Facets whose values are names: the term asks for the whole name."""


class QueueSession(CodingSession, ABC):
    """Questions and acts on one connection of one thread."""

    _queue: Queue | None = None

    @abstractmethod
    def clusters(self, ids: Sequence[int]) -> list[ClusterItem]:
        """Rows of the cluster list."""

    def queue(self, asked: Asked) -> Answer:
        """The clusters that match, in an order."""
        chosen = self._chosen(asked.filter)
        order = queue_orders.known(asked.order) or FIRST_ORDER
        if self._queue is None and chosen is None and order == FIRST_ORDER:
            # The first list of a case comes before its columns are read.
            ids: Sequence[int] = array("q", clusters.ids(self._case))
            counts = queue_looks.statuses(self._case)
        else:
            queue = self._columns()
            ids = queue.clusters(chosen or self._nothing(), order)
            counts = queue.progress(chosen or self._nothing())
        if asked.stays:
            ids = kept_place(ids, asked)
        place, is_kept, was_last = nearest(ids, asked)
        status = self._status(asked.current)
        return Answer(ids, place, is_kept, was_last, status, counts)

    def queue_rows(self, ids: Sequence[int], order: str) -> list[ClusterItem]:
        """Rows of the queue, each with why it stands where it does."""
        looks = queue_looks.since(self._case, ids) if order == "new" else {}
        names: dict[int, list[str]] = {}
        if order in _NAMED:
            names = self._columns().names(_NAMED[order], ids, only_own=self._mode.is_second)
        found = []
        for row in self.clusters(ids):
            at, new = looks.get(row.cluster, ("", None))
            facts = Facts(
                row.size, row.first_seen, row.last_seen, row.status, new, at,
                tuple(names.get(row.cluster, ())),
            )  # fmt: skip
            found.append(replace(row, why=queue_words.why(order, facts)))
        return found

    def facets(self, expression: str, keys: Sequence[str] = FACETS) -> list[FacetItem]:
        """How many clusters have each value, if it were chosen besides the rest of the filter."""
        counted = self._columns().counts(self._chosen(expression) or self._nothing(), keys)
        book = codebook.of_case(self._case)  # once: it is found by its hash
        return [self._facet(one, book) for one in counted]

    def warm(self, step: int) -> bool:
        """Read what facets and orders count, a column a step; whether there is another step."""
        self._columns().warm(_WARMED[step], only_own=self._mode.is_second)
        return step + 1 < len(_WARMED)

    def views(self) -> list[ViewItem]:
        """The views that the person at work keeps."""
        rows = saved_views.of_actor(self._case)
        return [ViewItem(row.view, row.name, row.filter, row.order) for row in rows]

    def looked(self, cluster: int) -> Changed:
        """Note that the person at work looks at a cluster."""
        queue_looks.looked(self._case, cluster)
        return Changed()

    def save_view(self, name: str, expression: str, order: str) -> Changed:
        """Keep a view; one of the same name is replaced."""
        saved_views.save(self._case, name, expression, order)
        return Changed(_("Kept the view {name}").format(name=" ".join(name.split())))

    def rename_view(self, view: int, name: str) -> Changed:
        """Give a view another name."""
        saved_views.rename(self._case, view, name)
        return Changed(_("The view is now called {name}").format(name=" ".join(name.split())))

    def remove_view(self, view: int) -> Changed:
        """Remove a view."""
        saved_views.remove(self._case, view)
        return Changed(_("Removed the view"))

    def _columns(self) -> Queue:
        if self._queue is None:
            from indexing.store.facets import Queue

            self._queue = Queue(self._case)
        return self._queue

    def _chosen(self, expression: str) -> Filter | None:
        return meant(self._case, expression, only_own=self._mode.is_second)

    def _nothing(self) -> Filter:
        return Filter(actor=self._case.actor, only_own=self._mode.is_second)

    def _status(self, cluster: int | None) -> str:
        found = [] if cluster is None else clusters.get_many(self._case, [cluster])
        return str(found[0].status) if found else ""

    def _facet(self, facet: Facet, book: Codebook) -> FacetItem:
        values = tuple(self._value(facet.key, one, n, book) for one, n in facet.values)
        return FacetItem(facet.key, queue_words.facet_title(facet.key), values, facet.of)

    def _value(self, key: str, value: str, count: int, book: Codebook) -> FacetValue:
        shown = queue_words.value_words(key, value)
        if key in ("tag", "indicator"):
            label = codebook.label(value, book)
            shown = f"{value} {label}".strip()
        if key == "has":
            return FacetValue(shown, count, "has" if value == "image" else "no", "image")
        return FacetValue(shown, count, key, f"={value}" if key in _WHOLE else value)


def kept_place(ids: Sequence[int], asked: Asked) -> Sequence[int]:
    """The new list with the cluster looked at between its neighbours of the old one.

    A word of the person about a cluster may change where its order puts it. Moved at once, it would
    take the person along, past everything between.
    """
    if asked.current is None or asked.row < 0:
        return ids
    after = asked.old[asked.row + 1 : asked.row + 1 + _NEIGHBOURS]
    before = asked.old[max(asked.row - _NEIGHBOURS, 0) : asked.row]
    others = array("q", ids)
    with suppress(ValueError):
        others.remove(asked.current)
        for shift, near in ((0, after), (1, before[::-1])):
            for cluster in near:
                with suppress(ValueError):
                    others.insert(others.index(cluster) + shift, asked.current)
                    return others
    return ids


def nearest(ids: Sequence[int], asked: Asked) -> tuple[int, bool, bool]:
    """Where to go in a new list: row, whether it is the same cluster, whether nothing came after.

    Of a cluster that is no longer listed the one after it in the old list is next, else the last
    before it.
    """
    if not len(ids):
        return -1, False, True
    if asked.current is None:
        return 0, False, False
    with suppress(ValueError):
        return ids.index(asked.current), True, False
    listed = set(ids)
    later = asked.old[asked.row + 1 :] if asked.row >= 0 else ()
    for cluster in filter(listed.__contains__, later):
        return ids.index(cluster), False, False
    for cluster in filter(listed.__contains__, reversed(asked.old[: max(asked.row, 0)])):
        return ids.index(cluster), False, True
    return 0, False, asked.row >= 0
