# SPDX-License-Identifier: GPL-3.0-or-later
"""A part of the page on one cluster: a heading, what it holds, or a calm word that it is empty."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSizeF
from PySide6.QtWidgets import QFrame, QLayout, QTextEdit, QWidget

from app.i18n import _
from app.views.layouts import clear, column, row
from app.views.plain_text import label

_ABOUT_A_SCREEN = 320


class Section(QFrame):
    """Heading left, a short count right, parts below."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "pane")
        self.setAccessibleName(words)
        self._told = label("", look="small")
        self._told.setAccessibleName(words)
        self.body = column(gap=10)
        head = row(label(words, look="heading"), None, self._told)
        self.all = column(head, self.body)
        self.setLayout(self.all)
        self.wait()

    def wait(self) -> None:
        """Say that the answer is on the way."""
        self.fill([label(_("Reading…"), look="muted")])

    def tell(self, words: str) -> None:
        """A short count beside the heading."""
        self._told.setText(words)

    def fill(self, parts: Sequence[QWidget | QLayout], nothing: str = "") -> None:
        """Show these parts, or calmly that there is nothing."""
        clear(self.body)
        for part in parts:
            if isinstance(part, QWidget):
                self.body.addWidget(part)
            else:
                self.body.addLayout(part)
        if not parts and nothing:
            self.body.addWidget(label(nothing, look="muted", wrap=True))


def fit(text: QTextEdit, most: int = _ABOUT_A_SCREEN) -> None:
    """Make a text as high as what it holds, up to ``most`` pixels; a longer one scrolls."""

    def resized(size: QSizeF) -> None:
        text.setFixedHeight(min(round(size.height()) + 8, most))

    text.document().documentLayout().documentSizeChanged.connect(resized)
    resized(text.document().size())
