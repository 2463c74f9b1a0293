# SPDX-License-Identifier: GPL-3.0-or-later
"""Outlines of countries, drawn once for each way in which a view looks at them."""

from __future__ import annotations

import struct
import sys

from PySide6.QtCore import QByteArray, QDataStream, QIODevice, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF, QTransform
from PySide6.QtWidgets import QWidget

from app.triage.outlines import Outline, Outlines
from app.views import theme

_FINE_FROM = 7.0
"""Pixels of a degree from which the finer outlines are drawn."""
Ring = tuple[QRectF, QPolygonF]


class Land:
    """Keeps borders, and the picture that was made of them last."""

    def __init__(self) -> None:
        self._coarse: list[Ring] = []
        self._fine: list[Ring] = []
        self._drawn: tuple[object, QPixmap] | None = None

    def keep(self, found: Outlines) -> None:
        """Take the borders of countries."""
        self._coarse = [_ring(one) for one in found.coarse]
        self._fine = [_ring(one) for one in found.fine]
        self.forget()

    def forget(self) -> None:
        """Draw anew when it is asked for."""
        self._drawn = None

    def drawn(self, view: QWidget, centre: QPointF, scale: float) -> QPixmap:
        """The land as a view sees it; ``scale`` are pixels of a degree."""
        ratio = view.devicePixelRatioF()
        key = (view.size(), centre.toTuple(), scale, ratio, theme.current().name)
        if self._drawn is not None and self._drawn[0] == key:
            return self._drawn[1]
        drawn = QPixmap(view.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        colours = theme.current()
        drawn.fill(QColor(colours.hover if colours.name == "light" else colours.window))
        painter = QPainter(drawn)
        move = QTransform.fromTranslate(view.width() / 2, view.height() / 2)
        move.scale(scale, scale)
        move.translate(-centre.x(), -centre.y())
        painter.setTransform(move)
        pen = QPen(QColor(colours.edge), 0.8)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(QColor(colours.raised if colours.name == "light" else colours.hover))
        seen = move.inverted()[0].mapRect(QRectF(view.rect()))
        rings = self._fine if scale >= _FINE_FROM else self._coarse
        for box, ring in rings:
            if box.intersects(seen):
                painter.drawPolygon(ring)
        painter.end()
        self._drawn = key, drawn
        return drawn


def _ring(one: Outline) -> Ring:
    """A ring as Qt draws it; read in one go, corner by corner would take a tenth of a second."""
    left, top, right, bottom = one.box
    points = one.points[:]
    if sys.byteorder == "little":
        points.byteswap()
    told = QByteArray(struct.pack(">I", len(points) // 2) + points.tobytes())
    polygon = QPolygonF()
    QDataStream(told, QIODevice.OpenModeFlag.ReadOnly) >> polygon
    return QRectF(left, top, right - left, bottom - top), polygon
