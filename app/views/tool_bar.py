# SPDX-License-Identifier: GPL-3.0-or-later
"""The tool bar: all its acts stay in sight; where there is no room, they stand closer together.

Where that does not do, some lose their words; acts that are each other's opposite only together.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QToolBar, QToolButton, QWidget

_WITH_WORDS = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
_PICTURE_ONLY = Qt.ToolButtonStyle.ToolButtonIconOnly
_GAP = 4
_CLOSER = 5
"""Pixels that a button gives up on either side."""
_CLOSE = "QToolButton { padding: 6px 5px; }"


class ToolBar(QToolBar):
    """Words beside pictures, as far as its width allows; what a picture means, its tip says."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.setMovable(False)
        self.setToolButtonStyle(_WITH_WORDS)
        self._may_shrink: tuple[tuple[QAction, ...], ...] = ()
        self._is_close = False
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self._settle)

    def shrink_first(self, groups: Sequence[Sequence[QAction]]) -> None:
        """The actions that may stand without their words, by groups, the first of them soonest."""
        self._may_shrink = tuple(map(tuple, groups))
        self.settle()

    def settle(self) -> None:
        """Give words to as many acts as there is room for, once what stands in it is measured."""
        self._settling.start()

    def _settle(self) -> None:
        groups = [self._tools(group) for group in self._may_shrink]
        tools = [one for group in groups for one in group]
        room = 2 * _CLOSER * len(self._tools(self.actions()))
        missing = super().sizeHint().width() - self.width()
        missing += sum(_words_of(one) for one in tools if one.toolButtonStyle() == _PICTURE_ONLY)
        missing += room if self._is_close else 0
        self._stand_close(missing > 0)
        missing -= room if self._is_close else 0
        for group in groups:
            wanted = _PICTURE_ONLY if missing > 0 else _WITH_WORDS
            missing -= sum(map(_words_of, group))
            for one in group:
                if one.toolButtonStyle() != wanted:
                    one.setToolButtonStyle(wanted)

    def _tools(self, actions: Sequence[QAction]) -> list[QToolButton]:
        found = map(self.widgetForAction, actions)
        return [one for one in found if isinstance(one, QToolButton)]

    def _stand_close(self, wanted: bool) -> None:
        if wanted != self._is_close:
            self._is_close = wanted
            self.setStyleSheet(_CLOSE if wanted else "")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's word
        """Another width has room for other words."""
        super().resizeEvent(event)
        self.settle()


def _words_of(tool: QToolButton) -> int:
    """Pixels that the words beside the picture take, with the gaps that Qt leaves around them."""
    metrics = tool.fontMetrics()
    words = metrics.size(Qt.TextFlag.TextShowMnemonic, tool.text()).width()
    return words + 2 * metrics.horizontalAdvance(" ") + _GAP
