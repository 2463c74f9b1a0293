# SPDX-License-Identifier: GPL-3.0-or-later
"""Small building blocks of every view: rows, columns, frames, buttons, with our spacing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QBoxLayout,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.views import theme

_KEPT = 48
"""Pixels that stay in sight when a page goes on by a screen."""
Part = QWidget | QLayout | int | None
"""A widget, a layout, a gap in pixels, or None for a stretch."""


def _fill(layout: QBoxLayout, parts: tuple[Part, ...], gap: int, margin: int) -> None:
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(gap)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, int):
            layout.addSpacing(part)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)


class Sheet(QFrame):
    """What scrolls: as high as it is at its width, never as high as it would be at its narrowest.

    Words that wrap ask for the latter, and a scroll area would show it as a blank below the end.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("look", "pane")

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's word
        """Only a width; the height follows from it."""
        return QSize(super().minimumSizeHint().width(), 0)


def column(*parts: Part, gap: int = 8, margin: int = 0) -> QVBoxLayout:
    """Parts below each other."""
    layout = QVBoxLayout()
    _fill(layout, parts, gap, margin)
    return layout


def row(*parts: Part, gap: int = 8, margin: int = 0) -> QHBoxLayout:
    """Parts beside each other."""
    layout = QHBoxLayout()
    _fill(layout, parts, gap, margin)
    return layout


def frame(look: str, inside: QLayout, parent: QWidget | None = None) -> QFrame:
    """A frame with a look of the style sheet."""
    made = QFrame(parent)
    made.setProperty("look", look)
    made.setLayout(inside)
    return made


def button(
    text: str, act: Callable[[], object] | None = None, *, look: str = "", icon: str = ""
) -> QPushButton:
    """A push button."""
    made = QPushButton(text)
    made.setAutoDefault(look == "main")
    if look:
        made.setProperty("look", look)
    if icon:
        made.setIcon(theme.icon(icon))
    if act is not None:
        made.clicked.connect(_without_state(act))
    return made


def _without_state(act: Callable[[], object]) -> Callable[[], None]:
    def clicked() -> None:
        act()

    return clicked


def restyle(widget: QWidget, look: str) -> None:
    """Change a widget's look."""
    widget.setProperty("look", look)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def dialog_frame(dialog: QDialog, title: str, inside: QLayout, width: int = 520) -> None:
    """Give a dialog its title, margins and least width."""
    dialog.setWindowTitle(title)
    dialog.setModal(True)
    dialog.setMinimumWidth(theme.scaled(width))
    inside.setContentsMargins(24, 22, 24, 20)
    dialog.setLayout(inside)


def scroll(area: QAbstractScrollArea, by: int) -> None:
    """Go on by a screen less a line or two, or (-1) back."""
    bar = area.verticalScrollBar()
    bar.setValue(bar.value() + by * max(bar.pageStep() - _KEPT, _KEPT))


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item else None
        inner = item.layout() if item else None
        if widget is not None:
            _pass_focus_on(widget)
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def _pass_focus_on(going: QWidget) -> None:
    """Give the focus to what holds a widget that goes; left to Qt it jumps out of the page.

    Where it jumps to may be a box for words, and the next keys of the person would be words in it.
    """
    focused = QApplication.focusWidget()
    if focused is None or not (going is focused or going.isAncestorOf(focused)):
        return
    home = going.parentWidget()
    while home is not None and not home.focusPolicy() & Qt.FocusPolicy.TabFocus:
        home = home.parentWidget()
    if home is not None:
        home.setFocus(Qt.FocusReason.OtherFocusReason)
