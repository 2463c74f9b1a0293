# SPDX-License-Identifier: GPL-3.0-or-later
"""What was done, newest first, readable; a click goes to what it was about."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDockWidget, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from app.i18n import _
from app.triage.items import HistoryItem
from app.triage.moments import minute
from app.views import theme
from app.views.layouts import button, column, frame, row
from app.views.plain_text import label

_TARGET = Qt.ItemDataRole.UserRole
_ITEM = Qt.ItemDataRole.UserRole + 1


class HistoryDock(QDockWidget):
    """The list of acts."""

    target_wanted = Signal(str)
    turn_wanted = Signal(int)
    """Undo all that came after an act, or do again up to it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("History"), parent)
        self.setObjectName("history")
        self.list = QListWidget()
        self.list.setAccessibleName(_("History"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._activated)
        none = QWidget()
        words = label(
            _("Nothing done yet. Every tag, note and judgement will stand here."),
            look="muted",
            wrap=True,
        )
        none.setLayout(column(words, None, margin=16))
        self.list.currentItemChanged.connect(self._current)
        self.turn = button(_("Undo up to here…"), self._turn, look="small")
        self._why = label("", look="small", wrap=True)
        listed = QWidget()
        foot = frame("foot", column(self._why, row(self.turn, None), gap=6, margin=8))
        listed.setLayout(column(self.list, foot, gap=0))
        self._pages = QStackedWidget()
        self._pages.addWidget(listed)
        self._pages.addWidget(none)
        self._pages.setMinimumWidth(250)
        self.setWidget(self._pages)

    def show_items(self, items: Sequence[HistoryItem] | None) -> None:
        """List what was done; what was taken back is struck out and says so."""
        self.list.clear()
        for item in items or ():
            when = minute(item.at)
            known = " · ".join(part for part in (when, item.by, _state(item)) if part)
            entry = QListWidgetItem(f"{item.sentence}\n{known}")
            entry.setData(_TARGET, item.target)
            entry.setData(_ITEM, item)
            if item.undone:
                font = entry.font()
                font.setStrikeOut(True)
                entry.setFont(font)
                entry.setForeground(QColor(theme.current().muted))
            self.list.addItem(entry)
        self._pages.setCurrentIndex(0 if items else 1)
        self._current()

    def _current(self, *_entries: object) -> None:
        item = self._item()
        newest = self.list.currentRow() == 0
        self.turn.setText(_("Undo up to here…"))
        self._why.setText(_("Enter goes to what an act was about."))
        self.turn.setEnabled(False)
        if not isinstance(item, HistoryItem):
            return
        if item.is_final:
            self._why.setText(_("This cannot be undone."))
        elif item.is_dropped:
            self._why.setText(_("Undone, and overtaken by what was done since."))
        elif item.undone:
            self.turn.setText(_("Do again up to here…"))
            self.turn.setEnabled(True)
        else:
            self.turn.setEnabled(not newest)

    def _item(self) -> object:
        place = self.list.currentRow()
        return self.list.item(place).data(_ITEM) if place >= 0 else None

    def _turn(self) -> None:
        item = self._item()
        if isinstance(item, HistoryItem):
            self.turn_wanted.emit(item.op)

    def _activated(self, entry: QListWidgetItem) -> None:
        target = entry.data(_TARGET)
        if target:
            self.target_wanted.emit(str(target))


def _state(item: HistoryItem) -> str:
    if item.is_final:
        return _("cannot be undone")
    return _("undone") if item.undone else ""
