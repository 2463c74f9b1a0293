# SPDX-License-Identifier: GPL-3.0-or-later
"""Readings, acts on many, and steps back through the history, over the store.

A part of ``case_session``, in a file of its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from app.i18n import _
from app.triage import bulk, readings, regrouping, turning
from app.triage.bulk_items import ADS, BulkAct, BulkPreview, BulkScope
from app.triage.coding_session import CodingSession
from app.triage.items import Changed
from app.triage.past_items import TurnPreview
from app.triage.reading_items import NewReading, ReadingsView
from indexing.store import clusters
from indexing.store.case import Case

Step = Callable[[int, int], bool]
"""Told how many of how many are done; False stops the work, and nothing of it was done."""


def in_scope(
    case: Case,
    scope: BulkScope,
    cluster_ids: Callable[[str], list[int]],
    *,
    only_own: bool = False,
) -> Sequence[int]:
    """The clusters or ads that a scope means; ``cluster_ids`` answers the filter.

    ``only_own``: for the second reader, to whom tags of others are hidden.
    """
    if scope.clusters:
        there = bulk.clusters_there(case, scope.clusters)
    else:
        there = cluster_ids(scope.words)
    if scope.each != ADS:
        return there
    if scope.clusters or not scope.words:
        return clusters.members_of(case, there)
    return bulk.ads_of(case, scope.words, there, only_own=only_own)


class BulkSession(CodingSession, ABC):
    """Questions and acts on one connection of one thread."""

    @abstractmethod
    def cluster_ids(self, words: str) -> list[int]:
        """Clusters with an ad that matches the filter."""

    def readings(self, cluster: int) -> ReadingsView:
        """What people say that a cluster may be."""
        return readings.view(self._case, cluster, self._mode)

    def say_reading(self, new: NewReading) -> Changed:
        """Keep what a person says that a cluster may be."""
        return readings.say(self._case, new)

    def preview_bulk(self, act: BulkAct, scope: BulkScope) -> BulkPreview:
        """What an act on many would change."""
        return self._plan(act, scope).preview

    def apply_bulk(self, act: BulkAct, scope: BulkScope, expected: int, step: Step) -> Changed:
        """Do an act on many as one operation, or stop when told to, with nothing done."""
        steps = bulk.apply(self._case, self._plan(act, scope), expected=expected)
        while True:
            try:
                now = next(steps)
            except StopIteration as end:
                changed: Changed = end.value
                return changed
            if not step(now.done, now.total or 0) and now.done < (now.total or 0):
                steps.close()
                return Changed(_("Stopped; nothing was changed."))

    def _plan(self, act: BulkAct, scope: BulkScope) -> bulk.Plan:
        found = in_scope(self._case, scope, self.cluster_ids, only_own=self._mode.is_second)
        return bulk.plan(self._case, act, scope, found, self._mode)

    def preview_turn(self, operation: int) -> TurnPreview:
        """What going back (or forward) to an act of the history would undo (or do again)."""
        return turning.preview(self._case, operation, self._mode)

    def turn_to(self, operation: int) -> Changed:
        """Undo all that came after an act, or do again up to it."""
        return turning.turn_to(self._case, operation)

    def move(self, places: tuple[int, int], ads: Sequence[int], note: str = "") -> Changed:
        """Take ads out of one cluster and put them into another; the clusters follow at once."""
        return regrouping.move(self._case, places, ads, note)

    def undo(self) -> Changed:
        """Take back the last act."""
        return turning.undo(self._case, self._mode)

    def redo(self) -> Changed:
        """Do again what was taken back."""
        return turning.redo(self._case, self._mode)
