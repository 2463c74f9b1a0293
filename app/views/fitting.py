# SPDX-License-Identifier: GPL-3.0-or-later
"""No window opens larger than the screen it opens on."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QDialog, QMainWindow, QWidget

_TITLE_BAR = 32
"""Pixels that the system's frame takes above a window; Qt knows them only once it is shown."""
_WHOLE_SCREEN = Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen


def room(window: QWidget) -> QRect:
    """The part of its screen that a window may fill, its title bar not counted."""
    return window.screen().availableGeometry().adjusted(0, _TITLE_BAR, 0, 0)


def fit(window: QWidget) -> None:
    """Make a window or dialog that is about to be shown no larger than its screen has room for."""
    if not isinstance(window, QDialog | QMainWindow) or window.windowState() & _WHOLE_SCREEN:
        return
    most = room(window).size()
    if window.width() > most.width() or window.height() > most.height():
        window.resize(window.size().boundedTo(most))
