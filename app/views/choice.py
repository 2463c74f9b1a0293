# SPDX-License-Identifier: GPL-3.0-or-later
"""A box to choose from by its letters, in a window where a letter alone is the key of an act."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QWidget

_PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class Choice(QComboBox):
    """Keeps letters and digits for itself while it has the focus or shows its list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view().installEventFilter(self)

    def event(self, event: QEvent) -> bool:
        """A letter is not the key of an act here."""
        return _is_letter(event) or super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's word
        """Nor is it in the list."""
        return _is_letter(event) or super().eventFilter(watched, event)


def _is_letter(event: QEvent) -> bool:
    """Whether this asks if a letter is to stay with the box; if so, it does."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    is_letter = event.text().isprintable() and event.text() != "" and not event.text().isspace()
    if not is_letter or event.modifiers() & ~_PLAIN:
        return False
    event.accept()
    return True
