# SPDX-License-Identifier: GPL-3.0-or-later
"""The handbook in the program: chapters at one side, the text beside them, words to be found."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QSplitter, QWidget

from app import paths
from app.i18n import _
from app.triage import handbook
from app.views.layouts import button, column, frame, row
from app.views.own_text import OwnText
from app.views.plain_text import label
from app.views.shortcuts import declared, key_words, menus

_CHAPTERS = {"decide": 3, "ads": 3, "overview": 3}
"""Which chapter opens first on each page of a case, counted from 0."""


class HandbookDialog(QDialog):
    """Stays open beside the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chapters = handbook.chapters(key_words(), all_keys())
        self.setWindowTitle(handbook.title())
        self.resize(980, 700)
        self.box = QLineEdit()
        self.box.setPlaceholderText(_("Find in the handbook"))
        self.box.setAccessibleName(_("Find in the handbook"))
        self.box.setClearButtonEnabled(True)
        self.box.textChanged.connect(self._look_for)
        self.box.returnPressed.connect(self._next)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Chapters"))
        self.list.setWordWrap(True)
        self.list.addItems([chapter.title for chapter in self._chapters])
        self.list.currentRowChanged.connect(self._turn)
        self.text = OwnText(paths.PICTURES, handbook.title())
        side = QWidget()
        side.setLayout(column(self.box, self.list, gap=8, margin=12))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(side)
        split.addWidget(self.text)
        split.setChildrenCollapsible(False)
        split.setSizes([270, 710])
        self._none = label("", look="muted", name=_("Found"))
        foot = frame("foot", row(self._none, None, button(_("Close"), self.accept), margin=12))
        inside = column(split, foot, gap=0)
        inside.setStretch(0, 1)
        self.setLayout(inside)
        QShortcut(QKeySequence.StandardKey.Find, self).activated.connect(self.box.setFocus)
        self.list.setCurrentRow(0)

    def open_at(self, chapter: int) -> None:
        """Turn to a chapter, counted from 0."""
        self.list.setCurrentRow(chapter)
        self.list.setFocus()

    def _turn(self, place: int) -> None:
        if place < 0:
            return
        chapter = self._chapters[place]
        self.text.show_markdown(f"# {chapter.title}\n\n{chapter.text}")
        if self.box.text().strip():
            self.text.find(self.box.text().strip())

    def _look_for(self, words: str) -> None:
        words = words.strip().casefold()
        holding = [
            place
            for place, chapter in enumerate(self._chapters)
            if words in f"{chapter.title} {chapter.text}".casefold()
        ]
        for place in range(len(self._chapters)):
            self.list.setRowHidden(place, place not in holding)
        self._none.setText("" if holding else _("No chapter has these words."))
        if holding:
            stay = self.list.currentRow()
            self.list.setCurrentRow(stay if stay in holding else holding[0])
            self._turn(self.list.currentRow())

    def _next(self) -> None:
        words = self.box.text().strip()
        if not words or self.text.find(words):
            return
        shown = [i for i in range(self.list.count()) if not self.list.isRowHidden(i)]
        later = [i for i in shown if i > self.list.currentRow()] or shown
        if later and later[0] != self.list.currentRow():
            self.list.setCurrentRow(later[0])
        elif later:
            self._turn(later[0])


class Handbook(QObject):
    """Opens the one handbook of a window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.dialog: HandbookDialog | None = None

    def show(self, page: str = "") -> None:
        """Show the handbook; at the chapter on a page of the case, when one is looked at."""
        if self.dialog is None:
            self.dialog = HandbookDialog(self._window)
            self.dialog.finished.connect(self._gone)
        self.dialog.open_at(_CHAPTERS.get(page, 0))
        self.dialog.show()
        self.dialog.raise_()

    def _gone(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


def all_keys() -> str:
    """Every key, as a table."""
    lines = [f"| {_('Act')} | {_('Key')} |", "| --- | --- |"]
    for menu, words in menus().items():
        acts = [act for act in declared() if act.menu == menu and act.shortcut]
        lines.append(f"| **{words.replace('&', '')}** | |")
        lines += [f"| {act.text.rstrip('…')} | {key_words()[act.key]} |" for act in acts]
    return "\n".join(lines)
