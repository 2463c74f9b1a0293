# SPDX-License-Identifier: GPL-3.0-or-later
"""Ads over places on outlines of countries; coarse on purpose, and never mirrored.

Arrow keys go to the next place in that direction, Enter chooses it, plus and minus change the
scale, 0 shows all places, Escape lets go. A circle's area grows with the number of its ads; it
stands in the middle of a cell some 25 km wide, never at an address.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.i18n import _, ngettext, number
from app.triage.outlines import Outlines, flat
from app.triage.overview_items import PlaceItem, Point
from app.triage.template_text import isolated
from app.views import theme
from app.views.drawn import ENTER, Drawn, next_in_direction
from app.views.overview_land import Land

_LEAST_SCALE, _MOST_SCALE = 1.5, 110.0
_LEAST_SPAN = 5.0
_LEAST_RADIUS, _MOST_RADIUS = 3.0, 18.0
_STEP = 1.4
_HEAD = 9.0
_LABELLED = 8
_WORLD = QRectF(-25, -75, 70, 60)


class MapView(Drawn):
    """Paints places; emits the cell that was chosen, '' for none."""

    cell_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Ads over places"), parent)
        self.setMinimumSize(QSize(220, 150))
        self.places: tuple[PlaceItem, ...] = ()
        self.here = -1
        self.empty = _("Reading…")
        self._cell = ""
        self._legs: tuple[tuple[Point, Point], ...] = ()
        self._land = Land()
        self._centre = QPointF(10, -52)
        self._scale = 8.0
        self._held: QPointF | None = None
        self._moved = False
        self._is_moved = False

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's word
        """Room for a map."""
        return QSize(460, 340)

    def show_outlines(self, found: Outlines) -> None:
        """Keep the borders of countries."""
        self._land.keep(found)
        self.update()

    def restyle(self) -> None:
        """Paint the land anew."""
        self._land.forget()
        self.update()

    def show_places(self, places: Sequence[PlaceItem], cell: str, empty: str) -> None:
        """Show places, largest first; the first time all of them are brought into view."""
        at = self.places[self.here].cell if 0 <= self.here < len(self.places) else ""
        self.places, self._cell, self.empty = tuple(places), cell, empty
        cells = [one.cell for one in places]
        self.here = cells.index(at) if at in cells else (0 if places else -1)
        if not self._is_moved and places:
            self.fit()
        self.tell()

    def show_legs(self, legs: Iterable[tuple[Point, Point]]) -> None:
        """Show arrows from place to place, latitude and longitude of both ends."""
        self._legs = tuple(dict.fromkeys(legs))
        self.update()

    def forget(self) -> None:
        """Show no place any more."""
        self._is_moved = False
        self.show_legs(())
        self.show_places((), "", "")

    def fit(self) -> None:
        """Bring all places into view, and the land around them."""
        points = [QPointF(*flat(one.latitude, one.longitude)) for one in self.places]
        if points:
            xs, ys = [p.x() for p in points], [p.y() for p in points]
            room = QRectF(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys))
        else:
            room = _WORLD
        self._centre = room.center()
        wide = max(room.width() * 1.25, _LEAST_SPAN)
        high = max(room.height() * 1.25, _LEAST_SPAN)
        self._scale_to(min(self.width() / wide, self.height() / high))

    def _zoom(self, by: float) -> None:
        self._is_moved = True
        self._scale_to(self._scale * by)

    def _scale_to(self, scale: float) -> None:
        self._scale = min(max(scale, _LEAST_SCALE), _MOST_SCALE)
        self.update()

    def told(self) -> str:
        """The place that keys speak of."""
        return place_words(self.places[self.here]) if self.here >= 0 else self.empty

    def told_at(self, place: QPointF) -> str:
        """The place under the pointer."""
        found = self._at(place)
        return place_words(self.places[found]) if found >= 0 else ""

    def spot(self, latitude: float, longitude: float) -> QPointF:
        """Where a place stands in the view."""
        x, y = flat(latitude, longitude)
        middle = QPointF(self.width() / 2, self.height() / 2)
        return (QPointF(x, y) - self._centre) * self._scale + middle

    def _spots(self) -> list[QPointF]:
        return [self.spot(one.latitude, one.longitude) for one in self.places]

    def _radius(self, ads: int) -> float:
        most = max((one.ads for one in self.places), default=1)
        return max(_LEAST_RADIUS, _MOST_RADIUS * math.sqrt(ads / most))

    def _at(self, place: QPointF) -> int:
        """The smallest circle under a point, -1 for none."""
        found = -1
        for number_, spot in enumerate(self._spots()):
            far = spot - place
            if math.hypot(far.x(), far.y()) <= self._radius(self.places[number_].ads) + 2:
                found = number_
        return found

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Land, arrows, circles, names of the largest."""
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._land.drawn(self, self._centre, self._scale))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_circles(painter)
        self._draw_legs(painter)
        self._draw_names(painter)
        if not self.places:
            self.draw_words(painter, self.empty)
        self.draw_focus(painter)
        painter.end()

    def _draw_circles(self, painter: QPainter) -> None:
        colours = theme.current()
        room = QRectF(self.rect()).adjusted(-40, -40, 40, 40)
        for place, spot in zip(self.places, self._spots(), strict=True):
            if not room.contains(spot):
                continue
            chosen = place.cell == self._cell
            fill = QColor(colours.danger if chosen else colours.accent)
            fill.setAlpha(225 if chosen else 120)
            painter.setBrush(fill)
            painter.setPen(QPen(QColor(colours.text if chosen else colours.accent), 1.4))
            radius = self._radius(place.ads)
            painter.drawEllipse(spot, radius, radius)
        if self.hasFocus() and self.here >= 0:
            one = self.places[self.here]
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.text), 2))
            radius = self._radius(one.ads) + 4
            painter.drawEllipse(self.spot(one.latitude, one.longitude), radius, radius)

    def _draw_legs(self, painter: QPainter) -> None:
        colour = QColor(theme.current().text)
        colour.setAlpha(170)
        pen = QPen(colour, 1.5)
        for start, end in self._legs:
            _draw_arrow(painter, pen, self.spot(*start), self.spot(*end))

    def _draw_names(self, painter: QPainter) -> None:
        taken: list[QRectF] = []
        colours, metrics = theme.current(), self.fontMetrics()
        known = list(zip(self.places, self._spots(), strict=True))
        first = [pair for n, pair in enumerate(known) if n == self.here and self.hasFocus()]
        first += [pair for pair in known if pair[0].cell == self._cell]
        for place, spot in [*first, *known[:_LABELLED]]:
            words = place.label
            high = float(metrics.height())
            left = spot.x() + self._radius(place.ads) + 5
            box = QRectF(left, spot.y() - high / 2, metrics.horizontalAdvance(words), high)
            if any(box.intersects(other) for other in taken):
                continue
            taken.append(box)
            ground = QColor(colours.raised)
            ground.setAlpha(190)
            painter.fillRect(box.adjusted(-2, 0, 2, 0), ground)
            painter.setPen(QColor(colours.text))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows, Enter, plus, minus, 0, Escape."""
        ways = {
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        scales = {Qt.Key.Key_Plus: _STEP, Qt.Key.Key_Minus: 1 / _STEP}
        key = Qt.Key(event.key())
        if key in ways and self.places:
            self._go(*ways[key])
        elif key in scales:
            if self.here >= 0:
                one = self.places[self.here]
                self._centre = QPointF(*flat(one.latitude, one.longitude))
            self._zoom(scales[key])
        elif key == Qt.Key.Key_0:
            self._is_moved = False
            self.fit()
        elif key in ENTER and self.here >= 0:
            self.cell_chosen.emit(self.places[self.here].cell)
        elif key == Qt.Key.Key_Escape and self._cell:
            self.cell_chosen.emit("")
        else:
            super().keyPressEvent(event)

    def _go(self, across: int, down: int) -> None:
        spots = self._spots()
        self.here = next_in_direction(spots, self.here, (across, down))
        spot = spots[self.here]
        if not QRectF(self.rect()).adjusted(20, 20, -20, -20).contains(spot):
            one = self.places[self.here]
            self._is_moved = True
            self._centre = QPointF(*flat(one.latitude, one.longitude))
        self.tell()

    def go_to(self, cell: str) -> None:
        """Let keys speak of a cell."""
        for number_, one in enumerate(self.places):
            if one.cell == cell:
                self.here = number_
                self.tell()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Change the scale; what lies under the pointer stays there."""
        far = event.position() - QPointF(self.width() / 2, self.height() / 2)
        old = self._scale
        self._zoom(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
        self._centre += far / old - far / self._scale
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the map."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._held, self._moved = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move the map, or tell that a circle can be chosen."""
        if self._held is not None and event.buttons() & Qt.MouseButton.LeftButton:
            by = event.position() - self._held
            if self._moved or by.manhattanLength() > 4:
                self._moved = self._is_moved = True
                self._centre -= by / self._scale
                self._held = event.position()
                self.update()
            return
        over = self._at(event.position()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose the circle under the pointer, or let go."""
        self._held = None
        if self._moved or event.button() != Qt.MouseButton.LeftButton:
            return
        found = self._at(event.position())
        if found >= 0:
            self.here = found
        cell = self.places[found].cell if found >= 0 else ""
        if cell or self._cell:
            self.cell_chosen.emit("" if cell == self._cell else cell)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep all places in view while the view takes its size."""
        super().resizeEvent(event)
        if self.places and not self._is_moved:
            self.fit()


def place_words(place: PlaceItem) -> str:
    """A place in words: its towns, its ads, and whether a name means several towns."""
    ads = ngettext("{n} ad", "{n} ads", place.ads).format(n=number(place.ads))
    towns = ", ".join(isolated(town.label) for town in place.towns[:6])
    told = _("{place}: {ads}").format(place=towns, ads=ads)
    unsure = [isolated(town.label) for town in place.towns if town.is_ambiguous]
    if unsure:
        words = _("Other towns are called so too: {towns}. The largest one is drawn.")
        told += ". " + words.format(towns=", ".join(unsure[:6]))
    return told


def _draw_arrow(painter: QPainter, pen: QPen, start: QPointF, end: QPointF) -> None:
    """A bent arrow, so that the way back does not cover the way there."""
    by = end - start
    far = math.hypot(by.x(), by.y())
    if far < 2:
        return
    aside = QPointF(-by.y(), by.x()) * 0.16
    bend = (start + end) / 2 + aside
    path = QPainterPath(start)
    path.quadTo(bend, end)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    back = bend - end
    turn = math.atan2(back.y(), back.x())
    tips = [
        end + QPointF(math.cos(turn + side) * _HEAD, math.sin(turn + side) * _HEAD)
        for side in (0.42, -0.42)
    ]
    painter.setBrush(pen.color())
    painter.drawPolygon(QPolygonF([end, *tips]))
