# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of the import dialog: fields with their columns, columns with what is kept, first rows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHeaderView, QTableWidget, QTableWidgetItem

from app.i18n import _
from app.triage import preview
from app.triage.preview import Preview

_ROW_HEIGHT = 36


class FieldTable(QTableWidget):
    """Which columns feed which field, and why; each can be changed by list."""

    changed = Signal(str, str)
    """Field and column."""

    def __init__(self) -> None:
        super().__init__()
        _prepare(self, _("Fields and columns"), (_("Field"), _("Column"), _("Why")), (148, 0, 140))

    def show_preview(self, seen: Preview) -> None:
        """Show the fields of a preview."""
        self.setRowCount(len(preview.FIELDS))
        names = preview.field_words()
        for place, field in enumerate(preview.FIELDS):
            self.setItem(place, 0, cell(names[field]))
            choice = _choice(_("Column for {field}").format(field=names[field]), field)
            choice.addItem(_("(none)"), "")
            for name in seen.columns:
                choice.addItem(name, name)
            used = seen.fields.get(field, ())
            if len(used) > 1:
                choice.addItem(" + ".join(used), used[0])
                choice.setCurrentIndex(choice.count() - 1)
            elif used:
                choice.setCurrentIndex(choice.findData(used[0]))
            choice.activated.connect(_said(self.changed, choice))
            self.setCellWidget(place, 1, choice)
            self.setItem(place, 2, cell(seen.reasons.get(field, "")))


class ColumnTable(QTableWidget):
    """Every column of the source: kept, masked, or left out of the case."""

    changed = Signal(str, str)
    """Column, and ``keep``, ``mask`` or ``drop``."""

    def __init__(self) -> None:
        super().__init__()
        heads = (_("Column"), _("What happens to it"), _("For example"))
        _prepare(self, _("Columns and what is kept of them"), heads, (130, 150, 0))

    def show_preview(self, seen: Preview) -> None:
        """Show the columns of a preview, those that are left out last."""
        columns = list(dict.fromkeys((*seen.columns, *seen.dropped)))
        words = {
            "keep": _("Keep"),
            "mask": _("Mask"),
            "drop": _("Leave out"),
        }
        self.setRowCount(len(columns))
        for place, column in enumerate(columns):
            self.setItem(place, 0, cell(column))
            choice = _choice(_("What happens to {column}").format(column=column), column)
            for key, text in words.items():
                choice.addItem(text, key)
            state = "mask" if column in seen.masked else "keep"
            choice.setCurrentIndex(choice.findData("drop" if column in seen.dropped else state))
            choice.activated.connect(_said(self.changed, choice))
            self.setCellWidget(place, 1, choice)
            self.setItem(place, 2, cell(seen.examples.get(column, "")))


class RowTable(QTableWidget):
    """The first rows as they will be read."""

    def __init__(self) -> None:
        super().__init__()
        _prepare(self, _("First rows as they will be read"), (), ())

    def show_preview(self, seen: Preview) -> None:
        """Show the rows of a preview, with the fields that any of them has."""
        shown = [field for field in preview.FIELDS if any(r.get(field) for r in seen.rows)]
        names = preview.field_words()
        self.setColumnCount(len(shown))
        self.setHorizontalHeaderLabels([names[field] for field in shown])
        self.setRowCount(len(seen.rows))
        for place, record in enumerate(seen.rows):
            for across, field in enumerate(shown):
                self.setItem(place, across, cell(record.get(field, "")))
        for across, field in enumerate(shown):
            self.setColumnWidth(across, 260 if field in ("title", "body") else 130)


def cell(text: str) -> QTableWidgetItem:
    """A cell that is read, not written."""
    item = QTableWidgetItem(text.replace("\n", " ")[:400])
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    return item


def _choice(name: str, key: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setProperty("look", "cell")
    made.setProperty("key", key)
    return made


def _said(signal: object, choice: QComboBox) -> Callable[[int], None]:
    def said(place: int) -> None:
        signal.emit(str(choice.property("key")), str(choice.itemData(place)))  # type: ignore[attr-defined]

    return said


def _prepare(
    table: QTableWidget, name: str, heads: tuple[str, ...], widths: tuple[int, ...]
) -> None:
    table.setColumnCount(len(heads))
    table.setProperty("look", "framed")
    table.setAccessibleName(name)
    table.setHorizontalHeaderLabels(list(heads))
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setAlternatingRowColors(True)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
    start = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    table.horizontalHeader().setDefaultAlignment(start)
    for place, width in enumerate(widths):
        if width:
            table.setColumnWidth(place, width)
        else:
            table.horizontalHeader().setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
