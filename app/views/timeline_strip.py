# SPDX-License-Identifier: GPL-3.0-or-later
"""Ads by time and site as a strip: a row a site, a column a day, week, month or year.

Arrow keys go from bar to bar, Enter chooses one; a gap stays as wide as it was long.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from app.i18n import _, ngettext, number
from app.triage import decide_timeline
from app.triage.decide_items import Timeline, TimelineRow
from app.views import theme
from app.views.drawn import ENTER, Drawn

_ROW = 28
_AXIS = 24
_NAMES = 150
_LEAST_BAR = 4
_WIDEST = 36


class TimelineStrip(Drawn):
    """Paints a timeline; one bar is the one that keys speak of."""

    chosen = Signal(int, int)
    """Row and column of a bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Timeline of the cluster"), parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._shown = Timeline()
        self.here = (0, 0)

    def show_timeline(self, found: Timeline) -> None:
        """Show a timeline; the first bar is the one that keys speak of."""
        self._shown = found
        bars = self._bars(0)
        self.here = (0, bars[0] if bars else 0)
        self.setFixedHeight(self.sizeHint().height())
        self.tell()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's word
        """As high as its rows."""
        return QSize(480, _ROW * len(self._shown.rows) + _AXIS)

    def _bars(self, line: int) -> list[int]:
        rows = self._shown.rows
        if not 0 <= line < len(rows):
            return []
        return [column for column, ads in enumerate(rows[line].counts) if ads]

    def told_bar(self, line: int, column: int) -> str:
        """A bar in words."""
        if not self._bars(line):
            return ""
        row = self._shown.rows[line]
        ads = row.counts[column]
        words = ngettext("{n} ad", "{n} ads", ads).format(n=number(ads))
        when = decide_timeline.words(self._shown, column)
        return _("{site}, {time}: {ads}").format(site=row_name(row), time=when, ads=words)

    def told(self) -> str:
        """The bar that keys speak of, in words."""
        return self.told_bar(*self.here)

    def told_at(self, place: QPointF) -> str:
        """The bar under the pointer, in words."""
        found = self._at(place.toPoint())
        return self.told_bar(*found) if found else ""

    def _cell(self, line: int, column: int) -> QRect:
        """Where a column of a row stands, in the direction of reading."""
        columns = max(len(self._shown.starts), 1)
        room = max(self.width() - _NAMES, columns)
        wide = min(room, columns * _WIDEST)
        left = _NAMES + column * wide // columns
        right = _NAMES + (column + 1) * wide // columns
        place = QRect(left, line * _ROW, max(right - left, 1), _ROW)
        return QStyle.visualRect(self.layoutDirection(), self.rect(), place)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Names, bars, gaps and the days at both ends."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((max(row.counts) for row in self._shown.rows), default=1)
        for line, row in enumerate(self._shown.rows):
            self._draw_name(painter, line, row)
            for column, ads in enumerate(row.counts):
                self._draw_bar(painter, self._cell(line, column), ads / most)
        if self._shown.rows:
            self._draw_axis(painter)
            if self.hasFocus():
                self._draw_here(painter)
        painter.end()

    def _draw_name(self, painter: QPainter, line: int, row: TimelineRow) -> None:
        place = QRect(0, line * _ROW, _NAMES - 12, _ROW)
        place = QStyle.visualRect(self.layoutDirection(), self.rect(), place)
        words = self.fontMetrics().elidedText(
            row_name(row), Qt.TextElideMode.ElideRight, place.width()
        )
        start = QStyle.visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        painter.setPen(QColor(theme.current().muted))
        painter.drawText(place, start | Qt.AlignmentFlag.AlignVCenter, words)

    def _draw_bar(self, painter: QPainter, cell: QRect, share: float) -> None:
        colours = theme.current()
        floor = cell.bottom() - 3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.line))
        painter.drawRect(QRectF(cell.left(), floor, cell.width(), 1))
        if share:
            high = _LEAST_BAR + share * (_ROW - 8 - _LEAST_BAR)
            gap = 1.0 if cell.width() > 3 else 0.0
            painter.setBrush(QColor(colours.accent))
            bar = QRectF(cell.left() + gap, floor - high, cell.width() - 2 * gap, high)
            painter.drawRoundedRect(bar, 2, 2)

    def _draw_axis(self, painter: QPainter) -> None:
        first, last = self._cell(0, 0), self._cell(0, len(self._shown.starts) - 1)
        place = first.united(last)
        place.setTop(_ROW * len(self._shown.rows))
        place.setHeight(_AXIS)
        ends = decide_timeline.ends(self._shown)
        wide = self.fontMetrics().horizontalAdvance(" – ".join(ends)) + 8
        if place.width() < wide:
            place.setWidth(wide)
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
                place.moveRight(first.right())
            ends = (" – ".join(dict.fromkeys(ends)), "")
        painter.setPen(QColor(theme.current().muted))
        sides = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        for words, side in zip(ends, sides, strict=True):
            where = QStyle.visualAlignment(self.layoutDirection(), side)
            painter.drawText(place, where | Qt.AlignmentFlag.AlignVCenter, words)

    def _draw_here(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(theme.current().text), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        cell = QRectF(self._cell(*self.here)).adjusted(-1, 2, 1, -1)
        painter.drawRoundedRect(cell, 3, 3)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows go from bar to bar, Home and End to the first and last, Enter chooses."""
        forward = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        steps = {
            Qt.Key.Key_Right: 1 if forward else -1,
            Qt.Key.Key_Left: -1 if forward else 1,
            Qt.Key.Key_Home: -len(self._shown.starts),
            Qt.Key.Key_End: len(self._shown.starts),
        }
        lines = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in (*ENTER, Qt.Key.Key_Space):
            self._choose(*self.here)
        elif key in steps:
            self._step(steps[key])
        elif key in lines:
            self._change_row(lines[key])
        else:
            super().keyPressEvent(event)

    def _step(self, by: int) -> None:
        line, column = self.here
        bars = self._bars(line)
        if column in bars:
            place = min(max(bars.index(column) + by, 0), len(bars) - 1)
            self._go(line, bars[place])

    def _change_row(self, by: int) -> None:
        line, column = self.here
        bars = self._bars(line + by)
        if bars:
            self._go(line + by, min(bars, key=lambda one: abs(one - column)))

    def _go(self, line: int, column: int) -> None:
        self.here = (line, column)
        self.tell()

    def _choose(self, line: int, column: int) -> None:
        if column in self._bars(line):
            self._go(line, column)
            self.chosen.emit(line, column)

    def _at(self, place: QPoint) -> tuple[int, int] | None:
        line = place.y() // _ROW
        for column in self._bars(line):
            if self._cell(line, column).contains(place):
                return line, column
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click chooses a bar."""
        found = self._at(event.position().toPoint())
        if found and event.button() == Qt.MouseButton.LeftButton:
            self._choose(*found)
        else:
            super().mousePressEvent(event)


def row_name(row: TimelineRow) -> str:
    """A row in words: its site, or how many share it."""
    if len(row.sites) > 1:
        n = len(row.sites)
        return ngettext("{n} other site", "{n} other sites", n).format(n=number(n))
    return row.name or _("site unknown")
