# SPDX-License-Identifier: GPL-3.0-or-later
"""Ads over time as stacked bars; a stretch of days is brushed, or chosen by keys.

Arrow keys go from bar to bar, with Shift they widen the stretch, Enter chooses it, Escape lets go.
Painted here: the plotting library tried instead took the same time for a frame (10 ms for 2,900
days in four groups), half a second more to load, read mark-up in its labels, and could write its
pictures to disk in clear.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStyle, QWidget

from app.i18n import _, ngettext, number
from app.triage.overview_items import Bin, TimelineItem
from app.triage.template_text import isolated
from app.views import theme
from app.views.drawn import ENTER, Drawn, group_colours

_TOP = 10
_DAY, _MONTH = 10, 7
"""Letters of a date that name its day and its month."""
_GAP = 6
NOTHING = TimelineItem("day", (), "", ("",), 0)


class TimelineView(Drawn):
    """Paints a timeline; emits the days that were chosen, ('', '') for none."""

    days_chosen = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Ads over time"), parent)
        self.setMinimumHeight(96)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.item = NOTHING
        self.here = 0
        self.empty = _("Reading…")
        self._anchor: int | None = None
        self._days = ("", "")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's word
        """A strip."""
        return QSize(640, 140)

    def show_item(self, item: TimelineItem, days: tuple[str, str], empty: str) -> None:
        """Show bars and what is chosen; ``empty`` is said where there are none."""
        at = self._bin(self.here)
        self.item, self._days, self.empty = item, days, empty
        starts = [one.first for one in item.bins]
        self.here = starts.index(at.first) if at and at.first in starts else 0
        self._anchor = None
        self.tell()

    def _bin(self, place: int) -> Bin | None:
        return self.item.bins[place] if 0 <= place < len(self.item.bins) else None

    def told(self) -> str:
        """The bar that keys speak of, and the stretch."""
        words = self.told_bin(self.here)
        first, last = self._stretch()
        if first != last:
            bins = self.item.bins
            ads = sum(one.ads for one in bins[first : last + 1])
            count = ngettext("{n} ad", "{n} ads", ads).format(n=number(ads))
            words = stretch_words(bins[first].first, bins[last].last, count)
        return words or self.empty

    def told_bin(self, place: int) -> str:
        """A bar in words."""
        one = self._bin(place)
        if one is None:
            return ""
        ads = ngettext("{n} ad", "{n} ads", one.ads).format(n=number(one.ads))
        if one.first == one.last:
            return f"{isolated(one.first)}: {ads}"
        return stretch_words(one.first, one.last, ads)

    def told_at(self, place: QPointF) -> str:
        """The bar under the pointer."""
        return self.told_bin(self._at(place)) if self.item.bins else ""

    def _room(self) -> QRect:
        """Where the bars stand; the values stand at the side where reading begins."""
        values = self._values_room()
        high = self.height() - _TOP - self._axis()
        room = QRect(values, _TOP, self.width() - values - _GAP - 4, high)
        return QStyle.visualRect(self.layoutDirection(), self.rect(), room)

    def _axis(self) -> int:
        return self.fontMetrics().height() + 4

    def _values_room(self) -> int:
        return self.fontMetrics().horizontalAdvance(number(self._most())) + 2 * _GAP

    def _edges(self, place: int) -> tuple[float, float]:
        room, n = self._room(), max(len(self.item.bins), 1)
        wide = room.width() / n
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            right = room.right() + 1 - place * wide
            return right - wide, right
        left = room.left() + place * wide
        return left, left + wide

    def _at(self, place: QPointF) -> int:
        room, n = self._room(), len(self.item.bins)
        share = (place.x() - room.left()) / max(room.width(), 1)
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            share = 1 - share
        return min(max(int(share * n), 0), n - 1)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Bars, axis, what is chosen."""
        painter = QPainter(self)
        if self.item.bins:
            self._draw_values(painter)
            self._draw_bars(painter)
            self._draw_months(painter)
            self._draw_chosen(painter)
        else:
            self.draw_words(painter, self.empty)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.draw_focus(painter)
        painter.end()

    def _most(self) -> int:
        return max((one.ads for one in self.item.bins), default=1) or 1

    def _draw_bars(self, painter: QPainter) -> None:
        room, most = self._room(), self._most()
        colours = group_colours(len(self.item.groups))
        if len(self.item.groups) == 1:
            colours = [QColor(theme.current().accent)]
        painter.setPen(Qt.PenStyle.NoPen)
        for place, one in enumerate(self.item.bins):
            left, right = self._edges(place)
            gap = 1.0 if right - left > 3 else 0.0
            floor = float(room.bottom() + 1)
            for n, colour in zip(one.counts, colours, strict=True):
                if n:
                    high = n / most * room.height()
                    wide = max(right - left - gap, 1.0)
                    painter.fillRect(QRectF(left, floor - high, wide, high), colour)
                    floor -= high

    def _draw_values(self, painter: QPainter) -> None:
        room, most = self._room(), self._most()
        painter.setPen(QColor(theme.current().line))
        painter.drawLine(room.left(), room.top(), room.right(), room.top())
        painter.drawLine(room.left(), room.bottom() + 1, room.right(), room.bottom() + 1)
        painter.setPen(QColor(theme.current().muted))
        high = self.fontMetrics().height()
        side = QRect(0, room.top() - high // 2, self._values_room() - _GAP, high)
        side = QStyle.visualRect(self.layoutDirection(), self.rect(), side)
        end = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignRight)
        side.moveTop(max(side.top(), 0))
        painter.drawText(side, int(end | Qt.AlignmentFlag.AlignVCenter), number(most))
        side.moveTop(room.bottom() - high // 2)
        painter.drawText(side, int(end | Qt.AlignmentFlag.AlignVCenter), "0")

    def _draw_months(self, painter: QPainter) -> None:
        room = self._room()
        painter.setPen(QColor(theme.current().muted))
        taken: list[QRectF] = []
        letters = _DAY if self.item.unit == "day" else _MONTH
        words = ""
        for place, one in enumerate(self.item.bins):
            told = one.first[:letters]
            if told == words:
                continue
            middle = sum(self._edges(place)) / 2
            wide = self.fontMetrics().horizontalAdvance(told) + 2.0 * _GAP
            spot = QRectF(middle - wide / 2, room.bottom() + 3, wide, self._axis() - 4)
            spot.moveLeft(min(max(spot.left(), 2.0), self.width() - wide - 2))
            if taken and spot.intersects(taken[-1]):
                continue
            words = told
            painter.drawText(spot, int(Qt.AlignmentFlag.AlignCenter), words)
            taken.append(spot)

    def _stretch(self) -> tuple[int, int]:
        other = self.here if self._anchor is None else self._anchor
        return min(self.here, other), max(self.here, other)

    def _draw_chosen(self, painter: QPainter) -> None:
        room, colours = self._room(), theme.current()
        first, last = self._days
        chosen = [
            place
            for place, one in enumerate(self.item.bins)
            if (first or last) and one.last >= first and one.first <= (last or "9")
        ]
        if chosen:
            self._shade(painter, room, chosen[0], chosen[-1], QColor(colours.accent))
        if self._anchor is not None:
            self._shade(painter, room, *self._stretch(), QColor(colours.text))
        if self.hasFocus():
            left, right = self._edges(self.here)
            painter.setPen(QPen(QColor(colours.text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            wide = max(right - left, 4.0)
            painter.drawRect(QRectF(left, room.top() - 1, wide, room.height() + 2))

    def _shade(self, painter: QPainter, room: QRect, first: int, last: int, colour: QColor) -> None:
        edges = [*self._edges(first), *self._edges(last)]
        whole = QRectF(min(edges), room.top(), max(edges) - min(edges), room.height() + 1)
        faint = QColor(colour)
        faint.setAlpha(46)
        painter.fillRect(whole, faint)
        painter.fillRect(QRectF(whole.left(), whole.top(), 2, whole.height()), colour)
        painter.fillRect(QRectF(whole.right() - 2, whole.top(), 2, whole.height()), colour)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows, Home, End; Shift widens; Enter chooses; Escape lets go."""
        forward = 1 if self.layoutDirection() == Qt.LayoutDirection.LeftToRight else -1
        steps = {
            Qt.Key.Key_Right: forward,
            Qt.Key.Key_Left: -forward,
            Qt.Key.Key_Home: -len(self.item.bins),
            Qt.Key.Key_End: len(self.item.bins),
        }
        key = Qt.Key(event.key())
        if key in steps and self.item.bins:
            self._step(steps[key], wide=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key in ENTER and self.item.bins:
            self._choose()
        elif key == Qt.Key.Key_Escape and (any(self._days) or self._anchor is not None):
            self._anchor = None
            self.days_chosen.emit("", "")
        else:
            super().keyPressEvent(event)

    def _step(self, by: int, *, wide: bool) -> None:
        if wide and self._anchor is None:
            self._anchor = self.here
        elif not wide:
            self._anchor = None
        self.here = min(max(self.here + by, 0), len(self.item.bins) - 1)
        self.tell()

    def _choose(self) -> None:
        first, last = self._stretch()
        self._anchor = None
        bins = self.item.bins
        self.days_chosen.emit(bins[first].first, bins[last].last)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin to brush."""
        if event.button() == Qt.MouseButton.LeftButton and self.item.bins:
            self.here = self._anchor = self._at(event.position())
            self.tell()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Brush."""
        if self._anchor is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.here = self._at(event.position())
            self.tell()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose what was brushed."""
        if event.button() == Qt.MouseButton.LeftButton and self._anchor is not None:
            self._choose()


def stretch_words(first: str, last: str, ads: str) -> str:
    """Days and how many ads they have."""
    words = _("{first} to {last}: {ads}")
    days = isolated(first), isolated(last)
    return words.format(first=days[0], last=days[1], ads=ads)
