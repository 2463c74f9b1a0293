# SPDX-License-Identifier: GPL-3.0-or-later
"""The queue as a list: ids of clusters in an order, each row with why it stands there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from app.models.lists import say_cluster
from app.models.rows import RowModel
from app.tasks.runner import Runner
from app.triage.items import ClusterItem
from app.triage.session import Questions


class QueueModel(RowModel[ClusterItem]):
    """Rows of the order that was asked for, or of a fixed list with reasons of its own."""

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(runner, "clusters", self._fetch_rows, _say, parent)
        self._order = ""
        self._whys: Mapping[int, str] = {}

    def show_queue(
        self, ids: Sequence[int], order: str, whys: Mapping[int, str] | None = None
    ) -> None:
        """Show clusters in an order; ``whys`` are the reasons of a fixed list."""
        self._order, self._whys = order, whys or {}
        self.show(ids)

    def _fetch_rows(self, case: Questions, ids: Sequence[int]) -> list[ClusterItem]:
        whys = self._whys
        rows = case.queue_rows(ids, self._order)
        return [replace(row, why=whys.get(row.cluster, row.why)) for row in rows]


def _say(item: ClusterItem) -> str:
    return " · ".join(part for part in (say_cluster(item), item.why) if part)
