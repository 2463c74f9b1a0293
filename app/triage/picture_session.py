# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of many ads over the store; a part of ``case_session``."""

from __future__ import annotations

from collections.abc import Sequence

from app.triage.coding_session import CodingSession
from app.triage.picture_items import GridPicture
from app.triage.queue_bound import meant
from app.triage.queue_items import FOUND, Scope
from app.triage.stopped import STOPPED
from indexing.store import picture_list


class PictureSession(CodingSession):
    """Questions on one connection of one thread."""

    def picture_places(self, scope: Scope | None) -> Sequence[int]:
        """Places of all pictures of a scope, or of the case, each file once."""
        if scope is None:
            return picture_list.places(self._case)
        if scope.order == FOUND:
            return picture_list.places(self._case, clusters=scope.clusters)
        only = meant(self._case, scope.filter, only_own=self._mode.is_second)
        return picture_list.places(self._case, only)

    def listed_pictures(self, places: Sequence[int]) -> list[GridPicture]:
        """Rows of the grid; those that the person put out of their sight say so."""
        stopped = self._mode.stopped
        return [
            GridPicture(
                one.place,
                one.ad,
                one.sha256,
                STOPPED if one.sha256 in stopped else one.status.value,
                one.width,
                one.height,
                one.times,
                one.ads,
            )
            for one in picture_list.get_many(self._case, places)
        ]
