# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of the import dialog: fields with their columns, columns with what is kept, first rows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QComboBox, QHeaderView, QTableWidget, QTableWidgetItem

from app.i18n import _
from app.triage import preview
from app.triage.preview import Preview
from app.views.plain_text import tip

_ROW_HEIGHT = 36
_COLUMN = "application/x-faisceau-column"


class FieldTable(QTableWidget):
    """Which columns feed which field, and why; each can be changed by list or by a drop."""

    changed = Signal(str, str)
    """Field and column."""

    def __init__(self) -> None:
        super().__init__()
        _prepare(self, _("Fields and columns"), (_("Field"), _("Column"), _("Why")), (148, 0, 140))
        self.setAcceptDrops(True)
        self._columns: tuple[str, ...] = ()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Let a column in."""
        if event.mimeData().hasFormat(_COLUMN):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802 - Qt's name
        """Allow a drop where a field stands."""
        event.setAccepted(bool(self._dropped(event)))

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take the column for the field it was dropped on."""
        if found := self._dropped(event):
            event.acceptProposedAction()
            self.changed.emit(*found)

    def _dropped(self, event: QDropEvent) -> tuple[str, str] | None:
        place = self.rowAt(int(event.position().y()))
        column = bytes(event.mimeData().data(_COLUMN).data()).decode("utf-8", "replace")
        known = 0 <= place < len(preview.FIELDS) and column in self._columns
        return (preview.FIELDS[place], column) if known else None

    def show_preview(self, seen: Preview) -> None:
        """Show the fields of a preview."""
        self._columns = tuple(seen.columns)
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
    """Every column of the source: kept, masked, or left out of the case; to be dragged to a field.

    The list of each field does the same without a mouse.
    """

    changed = Signal(str, str)
    """Column, and ``keep``, ``mask`` or ``drop``."""

    def __init__(self) -> None:
        super().__init__()
        heads = (_("Column"), _("What happens to it"), _("For example"))
        _prepare(self, _("Columns and what is kept of them"), heads, (130, 150, 0))
        self.setDragEnabled(True)
        words = _("Drag a column onto a field under “How columns are understood” to use it there.")
        tip(self, words)
        self.setAccessibleDescription(words)

    def startDrag(self, _actions: Qt.DropAction) -> None:  # noqa: N802 - Qt's name
        """Drag the column of the row that was taken hold of."""
        item = self.item(self.currentRow(), 0)
        if item is not None:
            drag = QDrag(self)
            drag.setMimeData(dragged(str(item.data(Qt.ItemDataRole.UserRole))))
            drag.exec(Qt.DropAction.CopyAction)

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
            name = cell(column)
            name.setData(Qt.ItemDataRole.UserRole, column)
            name.setFlags(name.flags() | Qt.ItemFlag.ItemIsDragEnabled)
            self.setItem(place, 0, name)
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


def dragged(column: str) -> QMimeData:
    """A column on its way to a field."""
    data = QMimeData()
    data.setData(_COLUMN, column.encode("utf-8", "replace"))
    return data


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
