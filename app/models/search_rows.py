# SPDX-License-Identifier: GPL-3.0-or-later
"""Hits of a search as rows: they came as a whole, so nothing is asked of the case."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.models.rows import RowModel
from app.tasks.runner import Runner
from app.triage.searching_items import SearchHit
from app.triage.session import Questions


class HitRows(RowModel[SearchHit]):
    """The hits of the last answer, best first."""

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(runner, "hits", _nothing, _said, parent)
        self._hits: dict[int, SearchHit] = {}

    def show_hits(self, hits: Sequence[SearchHit]) -> None:
        """Show these hits in place of the others."""
        self._hits = {hit.ad: hit for hit in hits}
        self.show(list(self._hits))

    def row(self, row: int) -> SearchHit | None:
        """The hit in a row."""
        return self._hits.get(self.id_at(row))


def _nothing(_case: Questions, _ids: Sequence[int]) -> list[SearchHit]:
    return []


def _said(hit: SearchHit) -> str:
    return f"A{hit.ad}. {hit.title}. {hit.why}"
