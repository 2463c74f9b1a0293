# SPDX-License-Identifier: GPL-3.0-or-later
"""What was done, newest first, readable; a click goes to what it was about."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QDockWidget, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from app.i18n import _
from app.triage.items import HistoryItem
from app.views import theme
from app.views.layouts import column
from app.views.plain_text import label

_TARGET = Qt.ItemDataRole.UserRole


class HistoryDock(QDockWidget):
    """The list of acts."""

    target_wanted = Signal(str)

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
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(none)
        self._pages.setMinimumWidth(250)
        self.setWidget(self._pages)

    def show_items(self, items: Sequence[HistoryItem] | None) -> None:
        """List what was done; what was taken back is struck out and says so."""
        self.list.clear()
        for item in items or ():
            state = " · " + _("undone") if item.undone else ""
            when = item.at[:16].replace("T", " ")
            known = " · ".join(part for part in (when, item.by) if part)
            entry = QListWidgetItem(f"{item.sentence}\n{known}{state}")
            entry.setData(_TARGET, item.target)
            if item.undone:
                font = entry.font()
                font.setStrikeOut(True)
                entry.setFont(font)
                entry.setForeground(QColor(theme.current().muted))
            self.list.addItem(entry)
        self._pages.setCurrentIndex(0 if items else 1)

    def _activated(self, entry: QListWidgetItem) -> None:
        target = entry.data(_TARGET)
        if target:
            self.target_wanted.emit(str(target))
