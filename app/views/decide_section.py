# SPDX-License-Identifier: GPL-3.0-or-later
"""A part of the page on one cluster: a heading, what it holds, or a calm word that it is empty."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QSizeF, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLayout, QScrollArea, QTextEdit, QWidget

from app.i18n import _
from app.views.layouts import clear, column, row, scroll
from app.views.plain_text import label

_ABOUT_A_SCREEN = 320


class Section(QFrame):
    """Heading left, a short count right, parts below.

    What takes long to make comes in turns: keys are heard in between.
    """

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "pane")
        self.setAccessibleName(words)
        self._steps: deque[Callable[[], object]] = deque()
        self._turns = QTimer(self)
        self._turns.timeout.connect(self._turn)
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
        """Show these parts, or calmly that there is nothing; turns that are left are dropped."""
        self._turns.stop()
        self._steps.clear()
        clear(self.body)
        for part in parts:
            self.add(part)
        if not parts and nothing:
            self.body.addWidget(label(nothing, look="muted", wrap=True))

    def add(self, part: QWidget | QLayout) -> None:
        """Show one more part below the others."""
        if isinstance(part, QWidget):
            self.body.addWidget(part)
        else:
            self.body.addLayout(part)

    def in_turns(self, steps: Iterable[Callable[[], object]]) -> None:
        """Do the rest a step a turn of the window, until it is filled anew."""
        self._steps.extend(steps)
        if self._steps:
            self._turns.start()

    def hurry(self) -> None:
        """Take the turns that are left at once: somebody asks for what is not there yet."""
        while self._steps:
            self._turn()

    @property
    def is_filling(self) -> bool:
        """Are turns left?"""
        return bool(self._steps)

    def _turn(self) -> None:
        if self._steps:
            self._steps.popleft()()
        if not self._steps:
            self._turns.stop()


class OrderedArea(QScrollArea):
    """Scrolls; Tab goes through what it holds as it stands on screen.

    Parts are made as their answers arrive, and Qt alone would go through them in that order.
    """

    def __init__(self, parts: Callable[[], Sequence[QWidget]]) -> None:
        super().__init__()
        self._parts = parts

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802, A002 - Qt's words
        """Go to the next place, or to the one before."""
        places = self._places()
        here = QApplication.focusWidget()
        if here is not self and here not in places:
            return super().focusNextPrevChild(next)
        at = -1 if here is self or here is None else places.index(here)
        at += 1 if next else -1
        if at < -1:
            return super().focusNextPrevChild(next)
        wanted = self._behind() if at >= len(places) else self if at == -1 else places[at]
        wanted.setFocus(Qt.FocusReason.TabFocusReason)
        if self.isAncestorOf(wanted):
            self.ensureWidgetVisible(wanted)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's word
        """Space reads on, with Shift back, as from the list beside it."""
        if event.key() == Qt.Key.Key_Space:
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            scroll(self, -1 if shift else 1)
        else:
            super().keyPressEvent(event)

    def _places(self) -> list[QWidget]:
        return [
            inside
            for part in self._parts()
            for inside in part.findChildren(QWidget)
            if _takes_tab(inside) and inside.isVisibleTo(self)
        ]

    def _behind(self) -> QWidget:
        """What comes after everything in here."""
        at = self.nextInFocusChain()
        while at is not None and at is not self:
            if not self.isAncestorOf(at) and _takes_tab(at) and at.isVisible():
                return at
            at = at.nextInFocusChain()
        return self


def _takes_tab(widget: QWidget) -> bool:
    return widget.isEnabled() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def fit(text: QTextEdit, most: int = _ABOUT_A_SCREEN) -> None:
    """Make a text as high as what it holds, up to ``most`` pixels; a longer one scrolls."""

    def resized(size: QSizeF) -> None:
        text.setFixedHeight(min(round(size.height()) + 8, most))

    text.document().documentLayout().documentSizeChanged.connect(resized)
    resized(text.document().size())
