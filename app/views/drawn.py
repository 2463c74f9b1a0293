# SPDX-License-Identifier: GPL-3.0-or-later
"""What painted views have in common: focus, words, tips, colours."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QHelpEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.views import theme
from app.views.plain_text import escaped, tip_at

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Drawn(QWidget):
    """A painted view that keys go through; it says in words what they speak of."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)
        self.setMouseTracking(True)

    def told(self) -> str:
        """What keys speak of, in words."""
        return ""

    def told_at(self, _place: QPointF) -> str:
        """What lies under the pointer, in words."""
        return ""

    def tell(self) -> None:
        """Say to screen readers what keys speak of, and paint."""
        self.setAccessibleDescription(self.told())
        event = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
        QAccessible.updateAccessibility(event)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Tell what lies under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip_at(event.globalPos(), escaped(self.told_at(QPointF(event.pos()))), self)
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's word
        """Frame what keys speak of."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's word
        """Take the frame away."""
        super().focusOutEvent(event)
        self.update()

    def draw_focus(self, painter: QPainter) -> None:
        """The frame of a view that has the focus."""
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.current().accent), 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 6, 6)

    def draw_words(self, painter: QPainter, words: str) -> None:
        """Calm words in the middle of an empty view."""
        painter.setPen(QColor(theme.current().muted))
        room = self.rect().adjusted(24, 8, -24, -8)
        middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, int(middle), words)


def group_colours(number: int) -> list[QColor]:
    """Colours that can be told apart also by who sees few; the last is for all others."""
    light = theme.current().name == "light"
    # Okabe and Ito's palette (2008), a little darker on white and lighter on black
    told = (
        ("#0072b2", "#b35900", "#00785a", "#a3467a", "#7a6a00", "#3a6fb0")
        if light
        else ("#56b4e9", "#e69f00", "#2ec4a0", "#e08bb8", "#e5d94a", "#8fb3ff")
    )
    others = QColor(theme.current().edge)
    return [QColor(told[place]) if place < len(told) else others for place in range(number - 1)] + [
        others
    ]


def next_in_direction(spots: Sequence[QPointF], here: int, way: tuple[int, int]) -> int:
    """The nearest point that lies that way, at most 45 degrees off; else where it was."""
    if not 0 <= here < len(spots):
        return 0
    found, least = here, math.inf
    for place, spot in enumerate(spots):
        by = spot - spots[here]
        along = by.x() * way[0] + by.y() * way[1]
        aside = abs(by.x() * way[1]) + abs(by.y() * way[0])
        if place != here and along > 0 and aside <= along + 1e-9 and along + aside < least:
            found, least = place, along + aside
    return found
