# SPDX-License-Identifier: GPL-3.0-or-later
"""The ads of a cluster against the slots of its template: a row an ad, a column a slot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from app.i18n import _, number
from app.models.rows import RowModel
from app.tasks.runner import Runner
from app.triage.session import Questions
from app.triage.short_text import short
from app.triage.template_items import TemplateRow

MOST_SLOTS = 40
"""Columns of slots that are shown."""
_BEFORE = 2
_CELL_CHARACTERS = 160
"""Of one value: the width of a column is found by measuring all of it."""
Index = QModelIndex | QPersistentModelIndex


class TemplateRows(RowModel[TemplateRow]):
    """Rows are fetched by the page; cells of an ad on another template stay empty."""

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        self._cluster = 0
        self._template = 0
        self._slots = 0
        super().__init__(runner, "template_rows", self._read, _say, parent)

    def _read(self, case: Questions, ids: Sequence[int]) -> list[TemplateRow]:
        return case.template_rows(self._cluster, ids)

    def show_template(self, cluster: int, ids: Sequence[int], template: int, slots: int) -> None:
        """Show these ads against one of the templates of their cluster."""
        self._cluster, self._template, self._slots = cluster, template, min(slots, MOST_SLOTS)
        self.show(ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's words
        """Ad and template, the slots, what was added and what is missing."""
        return 0 if parent.isValid() else _BEFORE + self._slots + 2

    def headerData(  # noqa: N802 - Qt's word
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Names of the columns; rows have none."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        names = (_("Ad"), _("Template"))
        if section < _BEFORE:
            return names[section]
        slot = section - _BEFORE
        if slot < self._slots:
            return f"[{slot + 1}]"
        return _("Added") if slot == self._slots else _("Words missing")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The words of a cell."""
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            row = self.row(index.row())
            if row is None:
                return "…" if index.column() else f"A{self.id_at(index.row())}"
            return self._cell(row, index.column())
        return super().data(index, role) if index.column() == 0 else None

    def _cell(self, row: TemplateRow, column: int) -> str:
        if column == 0:
            return row.label
        if column == 1:
            return _("none: odd one out") if row.template is None else number(row.template + 1)
        if row.template != self._template:
            return ""
        slot = column - _BEFORE
        if slot < self._slots:
            return _cut(row.values[slot]) if slot < len(row.values) else ""
        if slot == self._slots:
            return _cut(row.added)
        return number(row.lacking) if row.lacking else ""

    def slot_of(self, column: int) -> int:
        """The number of the slot in a column, 0 when it is none."""
        slot = column - _BEFORE + 1
        return slot if 0 < slot <= self._slots else 0


def _cut(value: str | None) -> str:
    return short(value or "", _CELL_CHARACTERS)


def _say(row: TemplateRow) -> str:
    told = (f"[{n}] {_cut(value)}" for n, value in enumerate(row.values, start=1) if value)
    return " · ".join((row.label, *told))
