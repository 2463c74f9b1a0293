# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions of the overview over the store.

A part of ``case_session``, in a file of its own; imports are as late as the columns they need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from app.triage.queue_session import QueueSession

if TYPE_CHECKING:
    from app.triage.overview import Overviews


class OverviewSession(QueueSession):
    """Questions on one connection of one thread, over the columns of its queue."""

    _made: Overviews | None = None

    @property
    def _overviews(self) -> Overviews:
        if self._made is None:
            from app.triage.overview import Overviews

            self._made = Overviews(self._case, self._columns().columns, self._chosen)
        self._made.keep_to_own(self._mode.is_second)
        return self._made

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
