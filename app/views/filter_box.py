# SPDX-License-Identifier: GPL-3.0-or-later
"""The box of the filter language: completes keys and values, and tells all of them behind a `?`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QGridLayout,
    QLineEdit,
    QListView,
    QScrollArea,
    QWidget,
)

from app.i18n import _
from app.triage import filter_keys
from app.triage.expressions import KEYS, Term, write_term
from app.views.layouts import button, column, dialog_frame, row
from app.views.plain_text import label

_MOST = 12


class FilterBox(QLineEdit):
    """What to look for; the term under the cursor is completed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(_("Filter: words, site:…, status:todo, C12, A34"))
        self.setAccessibleName(_("Filter clusters"))
        self.setAccessibleDescription(_("Down shows what the word under the cursor may become"))
        self.setClearButtonEnabled(True)
        # a language of its own: its signs stand where they are typed in every script
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._values: Mapping[str, Sequence[str]] = {}
        self._words = QStringListModel(self)
        self.offers = QCompleter(self._words, self)
        self.offers.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.offers.setWidget(self)
        self._list = QListView()
        self._list.setAccessibleName(_("What the filter may become"))
        self.offers.setPopup(self._list)
        self.offers.activated.connect(self.complete)
        self.textEdited.connect(self._offer)

    def know(self, values: Mapping[str, Sequence[str]]) -> None:
        """Values that may be offered, by key, as a term writes them."""
        self._values = values

    def offered(self) -> list[str]:
        """What the term under the cursor may become."""
        term = self._term()[2]
        minus, bare = ("-", term[1:]) if term.startswith("-") else ("", term)
        key, colon, value = bare.partition(":")
        if not bare:
            return []
        if not colon:
            return [f"{minus}{one}:" for one in KEYS if one.startswith(bare.lower())]
        typed = value.strip('"').lstrip("=").casefold()
        known = (one for one in self._values.get(key.lower(), ()) if typed in one.casefold())
        found = [write_term(Term(key.lower(), one, excluded=bool(minus))) for one in known]
        return [one for one in found if one != term][:_MOST]

    def complete(self, chosen: str) -> None:
        """Put a whole term in place of the one under the cursor."""
        start, end, _term = self._term()
        space = "" if chosen.endswith(":") or self.text()[end:].startswith(" ") else " "
        self.setText(self.text()[:start] + chosen + space + self.text()[end:])
        self.setCursorPosition(start + len(chosen) + len(space))
        if chosen.endswith(":"):
            self._offer()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's word
        """Down offers what there is; Escape empties the box."""
        if event.key() == Qt.Key.Key_Down:
            self._offer()
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _offer(self, _text: str = "") -> None:
        found = self.offered()
        self._words.setStringList(found)
        if found and self.isVisible():
            self.offers.complete()
        else:
            self._list.hide()

    def _term(self) -> tuple[int, int, str]:
        """Where the term under the cursor begins and ends, and its letters."""
        text, place = self.text(), self.cursorPosition()
        start, quotes = 0, 0
        for at, letter in enumerate(text[:place]):
            quotes += letter == '"'
            if letter.isspace() and quotes % 2 == 0:
                start = at + 1
        end = place
        while end < len(text) and not text[end].isspace():
            end += 1
        return start, end, text[start:end]


class FilterHelp(QDialog):
    """Every key with an example, and what is true of all terms."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(20)
        grid.setVerticalSpacing(7)
        told = list(filter_keys.rules())
        told += [(one.example, one.words) for one in filter_keys.known_keys()]
        for line, (example, words) in enumerate(told):
            grid.addWidget(label(example, look="chip"), line, 0)
            grid.addWidget(label(words, wrap=True), line, 1)
        grid.setColumnStretch(1, 1)
        inner = QWidget()
        inner.setLayout(grid)
        area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setMinimumHeight(420)
        area.setAccessibleName(_("The filter language"))
        head = label(_("The filter language"), look="title")
        close = button(_("Close"), self.accept, look="main")
        inside = column(head, area, 8, row(None, close))
        dialog_frame(self, _("The filter language"), inside, 560)
