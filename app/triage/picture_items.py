# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of many ads as one list, and what is asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.triage.queue_items import Scope


@dataclass(frozen=True, slots=True)
class GridPicture:
    """A picture, once for all its repeats; ``ad`` is the first that shows it.

    ``place`` names it in the list; ``times`` is how often it is shown, ``ads`` in how many ads.
    """

    place: int
    ad: int
    sha256: str
    status: str
    width: int
    height: int
    times: int
    ads: int


class PictureQuestions(Protocol):
    """Which pictures the ads of a scope show."""

    def picture_places(self, scope: Scope | None) -> Sequence[int]:
        """Places of all pictures of a scope, or of the case, each file once."""
        ...

    def listed_pictures(self, places: Sequence[int]) -> list[GridPicture]:
        """Rows of the grid."""
        ...
