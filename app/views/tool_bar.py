# SPDX-License-Identifier: GPL-3.0-or-later
"""The tool bar: all its acts stay in sight; where there is no room, some lose their words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QToolBar, QToolButton, QWidget

_WITH_WORDS = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
_PICTURE_ONLY = Qt.ToolButtonStyle.ToolButtonIconOnly
_GAP = 4


class ToolBar(QToolBar):
    """Words beside pictures, as far as its width allows; what a picture means, its tip says."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.setMovable(False)
        self.setToolButtonStyle(_WITH_WORDS)
        self._may_shrink: tuple[QAction, ...] = ()
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self._settle)

    def shrink_first(self, actions: Sequence[QAction]) -> None:
        """The actions that may stand without their words, the first of them soonest."""
        self._may_shrink = tuple(actions)
        self.settle()

    def settle(self) -> None:
        """Give words to as many acts as there is room for, once what stands in it is measured."""
        self._settling.start()

    def _settle(self) -> None:
        buttons = [self.widgetForAction(one) for one in self._may_shrink]
        tools = [one for one in buttons if isinstance(one, QToolButton)]
        missing = super().sizeHint().width() - self.width()
        missing += sum(_words_of(one) for one in tools if one.toolButtonStyle() == _PICTURE_ONLY)
        for one in tools:
            wanted = _PICTURE_ONLY if missing > 0 else _WITH_WORDS
            missing -= _words_of(one)
            if one.toolButtonStyle() != wanted:
                one.setToolButtonStyle(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's word
        """Another width has room for other words."""
        super().resizeEvent(event)
        self.settle()


def _words_of(tool: QToolButton) -> int:
    """Pixels that the words beside the picture take, with the gaps that Qt leaves around them."""
    metrics = tool.fontMetrics()
    words = metrics.size(Qt.TextFlag.TextShowMnemonic, tool.text()).width()
    return words + 2 * metrics.horizontalAdvance(" ") + _GAP
