# SPDX-License-Identifier: GPL-3.0-or-later
"""Tabs that all stay in sight: with less room they stand closer, with still less words are cut.

Left to Qt the last of them go out of sight behind two arrows.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from app.views.plain_text import escaped

_CLOSER = 6
"""Pixels that a tab gives up on either side."""
_CLOSE = "QTabBar::tab { padding: 9px 4px; }"


class Tabs(QTabWidget):
    """Tabs of a pane that may be narrow; the tip of each has its words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self._is_close = False
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self._settle)

    def name_tab(self, place: int, words: str) -> None:
        """Give a tab its words."""
        self.setTabText(place, words)
        self.setTabToolTip(place, escaped(words))
        self._settling.start()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's word
        """Another width has room for tabs farther apart, or not."""
        super().resizeEvent(event)
        self._settling.start()

    def _settle(self) -> None:
        bar = self.tabBar()
        room = 2 * _CLOSER * self.count()
        missing = bar.sizeHint().width() + (room if self._is_close else 0) - self.width()
        if (missing > 0) != self._is_close:
            self._is_close = missing > 0
            bar.setStyleSheet(_CLOSE if self._is_close else "")
