# SPDX-License-Identifier: GPL-3.0-or-later
"""What the queue asks, and the acts that it keeps; parts of ``session``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from app.triage.items import Changed, ClusterItem
from app.triage.queue_items import Answer, Asked, FacetItem, ViewItem
from app.triage.queue_words import FACETS


class QueueQuestions(Protocol):
    """Which clusters, in which order, and what they have in common."""

    def queue(self, asked: Asked) -> Answer:
        """The clusters that match, in an order."""
        ...

    def queue_rows(self, ids: Sequence[int], order: str) -> list[ClusterItem]:
        """Rows of the queue, each with why it stands where it does."""
        ...

    def facets(self, expression: str, keys: Sequence[str] = FACETS) -> list[FacetItem]:
        """How many clusters have each value, if it were chosen besides the rest of the filter."""
        ...

    def warm(self, step: int) -> bool:
        """Read what facets and orders count, a part a step; whether there is another step."""
        ...

    def views(self) -> list[ViewItem]:
        """The views that the person at work keeps, oldest first."""
        ...


class QueueActs(Protocol):
    """What a person does in the queue; none of it says anything of a cluster."""

    def looked(self, cluster: int) -> Changed:
        """Note that the person at work looks at a cluster: what comes later is new."""
        ...

    def save_view(self, name: str, expression: str, order: str) -> Changed:
        """Keep a view; one of the same name is replaced."""
        ...

    def rename_view(self, view: int, name: str) -> Changed:
        """Give a view another name."""
        ...

    def remove_view(self, view: int) -> Changed:
        """Remove a view."""
        ...
