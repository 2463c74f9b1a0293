# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the case in memory as one list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.triage.picture_items import GridPicture
from app.triage.queue_items import Scope

if TYPE_CHECKING:
    from tests.app.views.fake import FakeCase

MANY = 500


class FakePictures:
    """A list of pictures of ad 1 and others; every fifth cannot be shown."""

    case: FakeCase

    def picture_places(self, scope: Scope | None) -> Sequence[int]:
        """None where the filter asks for what no ad says."""
        return () if scope is not None and scope.filter == "nothing" else range(1, MANY + 1)

    def listed_pictures(self, places: Sequence[int]) -> list[GridPicture]:
        return [
            GridPicture(
                place, 1 + place % 3, f"{place:064x}", "rejected" if place % 5 == 0 else "ok",
                640, 480, 1 + place % 4, 1 + place % 2,
            )
            for place in places
        ]  # fmt: skip
