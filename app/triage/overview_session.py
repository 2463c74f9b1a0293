# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions of the overview over the store.

A part of ``case_session``, in a file of its own; imports are as late as the columns they need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.triage.coding_session import CodingSession
from app.triage.overview_items import (
    GraphItem,
    GraphWanted,
    MapItem,
    MovementItem,
    Split,
    TimelineItem,
    UnplacedItem,
    Wanted,
)
from app.triage.queue_bound import meant
from indexing.store.queue_filter import Filter

if TYPE_CHECKING:
    from app.triage.overview import Overviews
    from indexing.store.facets import Queue


class OverviewSession(CodingSession):
    """Questions on one connection of one thread."""

    _made: Overviews | None = None

    @property
    def _overviews(self) -> Overviews:
        if self._made is None:
            from app.triage.overview import Overviews

            self._made = Overviews(self._case, self._columns().columns, self._meant)
        self._made.keep_to_own(self._mode.is_second)
        return self._made

    def _columns(self) -> Queue:
        """Columns in memory; in an open case those of its queue."""
        from indexing.store.facets import Queue

        return Queue(self._case)

    def _meant(self, expression: str) -> Filter | None:
        return meant(self._case, expression, only_own=self._mode.is_second)

    def overview_timeline(self, wanted: Wanted, split: Split) -> TimelineItem:
        """Ads over time; the days chosen narrow nothing here."""
        return self._overviews.timeline(wanted, split)

    def overview_map(self, wanted: Wanted) -> MapItem:
        """Ads over places; the place chosen narrows nothing here."""
        return self._overviews.map(wanted)

    def overview_graph(self, wanted: Wanted, part: GraphWanted) -> GraphItem:
        """What clusters share."""
        return self._overviews.graph(wanted, part, self._mode.stopped)

    def overview_movement(self, wanted: Wanted) -> MovementItem | None:
        """The places of the contact or cluster chosen; None where none is."""
        return self._overviews.movement(wanted)

    def overview_unplaced(self, wanted: Wanted) -> UnplacedItem:
        """What is known of ads that name no place."""
        return self._overviews.unplaced(wanted)

    def overview_terms(self, wanted: Wanted) -> str:
        """What is chosen, in the filter language."""
        return self._overviews.terms(wanted)
