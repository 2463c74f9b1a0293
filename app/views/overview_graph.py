# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters and what they share, as nodes and lines; a contact is covered, a picture is a sign.

Arrow keys go to a neighbour in that direction (else to the nearest node there), Space chooses a
node, Enter puts it in the middle, plus opens out what is around it, Escape lets go.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.i18n import _
from app.triage.overview_items import EdgeItem, GraphItem, NodeItem
from app.views import theme
from app.views.drawn import ENTER, Drawn, next_in_direction

_MARGIN = 34
_LEAST_RADIUS, _MOST_RADIUS = 7.0, 20.0
_PICTURE_RADIUS = 12.0
_ALL_LABELLED = 40
NOTHING = GraphItem("", (), (), "")


class GraphView(Drawn):
    """Paints a link graph; asks for nodes, knows nothing of the case."""

    node_chosen = Signal(str)
    """'' lets go."""
    node_opened = Signal(str)
    """A node is to be the centre."""
    more_wanted = Signal(str)
    """What is around a node is to be opened out."""
    moved = Signal(str)
    """Keys or the pointer speak of another node."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Links"), parent)
        self.setMinimumSize(QSize(220, 150))
        self.item = NOTHING
        self.here = -1
        self.empty = _("Reading…")
        self._node = ""
        self._near: dict[str, list[EdgeItem]] = {}
        self._place: dict[str, int] = {}

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's word
        """Room for a graph."""
        return QSize(460, 340)

    def show_item(self, item: GraphItem, node: str, empty: str) -> None:
        """Show a graph; keys speak of the same node as before, else of the centre."""
        at = self.current
        self.item, self._node, self.empty = item, node, empty
        self._place = {one.key: place for place, one in enumerate(item.nodes)}
        self._near = {}
        for edge in item.edges:
            for end in (edge.a, edge.b):
                self._near.setdefault(end, []).append(edge)
        first = 0 if item.nodes else -1
        self.here = self._place.get(at.key if at else item.center, first)
        self.tell()

    @property
    def current(self) -> NodeItem | None:
        """The node that keys speak of."""
        return self.item.nodes[self.here] if 0 <= self.here < len(self.item.nodes) else None

    def told(self) -> str:
        """The node that keys speak of, and why it is joined to what is around it."""
        return self.told_node(self.here) or self.empty

    def told_node(self, place: int, most: int = 3) -> str:
        """A node and its first lines in words."""
        if not 0 <= place < len(self.item.nodes):
            return ""
        node = self.item.nodes[place]
        lines = [edge.told for edge in self._near.get(node.key, [])]
        words = [end_stop(node.told), *dict.fromkeys(lines[:most])]
        if len(lines) > most:
            words.append(_("and {n} more links").format(n=len(lines) - most))
        return " ".join(words)

    def told_at(self, place: QPointF) -> str:
        """The node under the pointer."""
        return self.told_node(self._at(place))

    def _spot(self, node: NodeItem) -> QPointF:
        room = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        return QPointF(
            room.center().x() + node.place[0] * room.width() / 2,
            room.center().y() + node.place[1] * room.height() / 2,
        )

    def _radius(self, node: NodeItem) -> float:
        if node.kind == "group":
            return 12.0
        if node.kind == "same_image":
            return _PICTURE_RADIUS
        return min(_LEAST_RADIUS + 2.2 * math.log2(max(node.ads, 1)), _MOST_RADIUS)

    def _at(self, place: QPointF) -> int:
        for number in range(len(self.item.nodes) - 1, -1, -1):
            node = self.item.nodes[number]
            by = self._spot(node) - place
            if math.hypot(by.x(), by.y()) <= self._radius(node) + 3:
                return number
        return -1

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Lines below, nodes above, names on top."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.item.nodes:
            spots = {node.key: self._spot(node) for node in self.item.nodes}
            for edge in self.item.edges:
                self._draw_edge(painter, edge, spots)
            for node in self.item.nodes:
                self._draw_node(painter, node, spots[node.key])
            self._draw_names(painter, spots)
        else:
            self.draw_words(painter, self.empty)
        self.draw_focus(painter)
        painter.end()

    def _draw_edge(self, painter: QPainter, edge: EdgeItem, spots: dict[str, QPointF]) -> None:
        colours = theme.current()
        lit = self.current is not None and self.current.key in (edge.a, edge.b)
        pen = QPen(QColor(colours.accent if lit else colours.edge), 2.0 if lit else 1.0)
        if edge.is_weak:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(spots[edge.a], spots[edge.b])

    def _draw_node(self, painter: QPainter, node: NodeItem, spot: QPointF) -> None:
        colours = theme.current()
        marks = {"cluster": colours.accent, "same_image": colours.mark_link}
        marks |= {"phone": colours.mark_phone, "group": colours.line}
        fill = QColor(marks.get(node.kind, colours.mark_name))
        here = self.current is not None and self.current.key == node.key and self.hasFocus()
        strong = here or node.key == self._node or node.is_hub
        painter.setBrush(fill)
        painter.setPen(QPen(QColor(colours.text if strong else colours.edge), 2.4 if here else 1.4))
        radius = self._radius(node)
        box = QRectF(spot.x() - radius, spot.y() - radius, 2 * radius, 2 * radius)
        if node.kind == "cluster":
            painter.drawEllipse(box)
        elif node.kind == "group":
            pen = QPen(QColor(colours.muted), 1.2, Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.drawEllipse(box)
        else:
            painter.drawRoundedRect(box.adjusted(1, 3, -1, -3), 4, 4)
        if node.kind == "same_image":
            _draw_frame(painter, box, QColor(colours.text))
        if node.is_hub:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.text), 1.2, Qt.PenStyle.DashLine))
            painter.drawEllipse(box.adjusted(-4, -4, 4, 4))
        if node.key == self._node:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.danger), 3))
            painter.drawEllipse(box.adjusted(-4, -4, 4, 4))

    def _draw_names(self, painter: QPainter, spots: dict[str, QPointF]) -> None:
        taken: list[QRectF] = []
        colours, high = theme.current(), float(self.fontMetrics().height())
        order = list(self.item.nodes)
        current = self.current
        if current is not None:
            near = {e.a for e in self._near.get(current.key, [])}
            near |= {e.b for e in self._near.get(current.key, [])}
            order.sort(key=lambda one: (one.key != current.key, one.key not in near))
            if len(order) > _ALL_LABELLED:
                order = [one for one in order if one.key in near or one.key == current.key]
        for node in order:
            spot, radius = spots[node.key], self._radius(node)
            wide = self.fontMetrics().horizontalAdvance(node.label) + 4.0
            box = QRectF(spot.x() - wide / 2, spot.y() + radius + 1, wide, high)
            if any(box.intersects(other) for other in taken):
                continue
            taken.append(box)
            ground = QColor(colours.base)
            ground.setAlpha(200)
            painter.fillRect(box, ground)
            painter.setPen(QColor(colours.text))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), node.label)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows, Space, Enter, plus, Escape."""
        ways = {
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        key, node = Qt.Key(event.key()), self.current
        if node is None:
            super().keyPressEvent(event)
        elif key in ways:
            self._go(ways[key])
        elif key == Qt.Key.Key_Space:
            self._choose(node)
        elif key in ENTER:
            self._open(node)
        elif key == Qt.Key.Key_Plus:
            self.more_wanted.emit(node.key)
        elif key == Qt.Key.Key_Escape and self._node:
            self.node_chosen.emit("")
        else:
            super().keyPressEvent(event)

    def _go(self, way: tuple[int, int]) -> None:
        """To a neighbour that way; where there is none, to the nearest node that way."""
        node = self.item.nodes[self.here]
        near = [self._place[e.b if e.a == node.key else e.a] for e in self._near.get(node.key, [])]
        for among in ([self.here, *near], range(len(self.item.nodes))):
            places = list(dict.fromkeys(among))
            spots = [self._spot(self.item.nodes[place]) for place in places]
            found = places[next_in_direction(spots, places.index(self.here), way)]
            if found != self.here:
                self._speak_of(found)
                return

    def _speak_of(self, place: int) -> None:
        self.here = place
        self.tell()
        self.moved.emit(self.item.nodes[place].key)

    def go_to(self, key: str) -> None:
        """Let keys speak of a node."""
        if key in self._place and self._place[key] != self.here:
            self.here = self._place[key]
            self.tell()

    def _choose(self, node: NodeItem) -> None:
        if node.kind == "group":
            self.more_wanted.emit(node.key)
        else:
            self.node_chosen.emit("" if node.key == self._node else node.key)

    def _open(self, node: NodeItem) -> None:
        if node.kind == "group":
            self.more_wanted.emit(node.key)
        else:
            self.node_opened.emit(node.key)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click chooses a node."""
        place = self._at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and place >= 0:
            self._speak_of(place)
            self._choose(self.item.nodes[place])
        elif event.button() == Qt.MouseButton.LeftButton and self._node:
            self.node_chosen.emit("")

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A double click puts a node in the middle."""
        place = self._at(event.position())
        if place >= 0:
            self._open(self.item.nodes[place])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell that a node can be chosen."""
        over = self._at(event.position()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)


def end_stop(words: str) -> str:
    """Words with a full stop at their end."""
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _draw_frame(painter: QPainter, box: QRectF, colour: QColor) -> None:
    """The sign of a picture: a frame with a hill in it; the picture itself is never shown here."""
    inner = box.adjusted(4, 6, -4, -6)
    painter.setPen(QPen(colour, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(inner)
    middle = QPointF(inner.center().x(), inner.top() + inner.height() * 0.4)
    painter.drawPolyline([inner.bottomLeft(), middle, inner.bottomRight()])
