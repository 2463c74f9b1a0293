# SPDX-License-Identifier: GPL-3.0-or-later
"""A strip under the tool bar that tells something without standing in the way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QWidget

from app.views.layouts import button, clear, row
from app.views.plain_text import label


class NoticeBar(QFrame):
    """One sentence and what can be done about it; takes no focus, blocks nothing."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "notice")
        self.words = label("", wrap=True, name=name)
        self._acts = row(gap=8)
        inside = row(self.words, self._acts, gap=16, margin=10)
        inside.setStretchFactor(self.words, 1)
        self.setLayout(inside)
        self.hide()

    def tell(self, words: str, acts: dict[str, Callable[[], object]]) -> None:
        """Show a sentence with its buttons."""
        self.words.setText(words)
        clear(self._acts)
        for text, act in acts.items():
            self._acts.addWidget(button(text, act, look="small"))
        self.show()

    def retell(self, words: str) -> None:
        """Say it in other words; the buttons stay."""
        self.words.setText(words)
