# SPDX-License-Identifier: GPL-3.0-or-later
"""Ads dragged out of their list: onto another cluster of the queue, or below it for a new one.

The mouse's way to what the keys do too. Nothing moves without a question.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QDrag, QDropEvent, QPainter, QPixmap
from PySide6.QtWidgets import QLabel, QWidget

from app.i18n import _, ngettext, number
from app.views import theme
from app.views.ad_pane import AdPane
from app.views.card_list import CardList
from app.views.plain_text import label

MIME = "application/x-faisceau-ads"
_NEW = 44
"""Height of the place at the foot of the queue on which a new cluster begins."""
_MOVES = (QEvent.Type.DragEnter, QEvent.Type.DragMove)


class Dragging(QObject):
    """Watches the two lists, and knows by itself what is dragged: nothing leaves the window."""

    move_wanted = Signal(int, object, int)
    """A cluster, some of its ads, and the cluster that they are to join."""
    split_wanted = Signal(int, object)

    def __init__(self, pane: AdPane, queue: CardList, parent: QObject) -> None:
        super().__init__(parent)
        self._pane = pane
        self._queue = queue
        self._dragged: tuple[int, tuple[int, ...]] | None = None
        pane.drag_wanted.connect(self.begin)
        pane.list.rows.draggable = True
        self.mark = _mark(queue.viewport())
        queue.viewport().setAcceptDrops(True)
        queue.setAcceptDrops(True)
        queue.viewport().installEventFilter(self)

    def begin(self, cluster: int, ads: Sequence[int]) -> None:
        """Drag these ads until they are let go."""
        self._dragged = (cluster, tuple(ads))
        drag = QDrag(self._pane.list)
        data = QMimeData()
        data.setData(MIME, b"")  # what is dragged is told by nobody else
        drag.setMimeData(data)
        words = ngettext("{n} ad", "{n} ads", len(ads)).format(n=number(len(ads)))
        drag.setPixmap(_picture(words, self._pane))
        drag.setHotSpot(QPoint(-8, -8))
        drag.exec(Qt.DropAction.MoveAction)
        self._dragged = None
        self.mark.hide()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's word
        """Mark where it would go, and take what is dropped."""
        kind = event.type()
        if kind == QEvent.Type.DragLeave:
            self.mark.hide()
        if kind not in (*_MOVES, QEvent.Type.Drop) or not isinstance(event, QDropEvent):
            return False
        if self._dragged is None or not event.mimeData().hasFormat(MIME):
            return False
        self._over(event, is_drop=kind == QEvent.Type.Drop)
        return True

    def _over(self, event: QDropEvent, *, is_drop: bool) -> None:
        place = self.place(event.position().toPoint())
        if place is None:
            event.ignore()
            self.mark.hide()
            return
        event.acceptProposedAction()
        if is_drop:
            self.mark.hide()
            self.drop(place)
        else:
            self._show(place)

    def place(self, at: QPoint) -> int | None:
        """The cluster at a point of the queue, 0 for a new one, None where nothing can be put."""
        if self._dragged is None:
            return None
        cluster, ads = self._dragged
        index = self._queue.indexAt(at)
        near_foot = at.y() > self._queue.viewport().height() - _NEW
        if near_foot or not index.isValid():
            return 0 if len(ads) < self._pane.model.rowCount() else None
        wanted = self._queue.rows.id_at(index.row())
        return wanted if wanted != cluster else None

    def drop(self, place: int) -> None:
        """Ask what was dropped there."""
        if self._dragged is None:
            return
        cluster, ads = self._dragged
        if place:
            self.move_wanted.emit(cluster, ads, place)
        else:
            self.split_wanted.emit(cluster, ads)

    def _show(self, place: int) -> None:
        view = self._queue.viewport().rect()
        if place:
            row = self._queue.rows.row_of(place)
            shown = self._queue.visualRect(self._queue.rows.index(row, 0))
            self.mark.setText(_("Move to {cluster}").format(cluster=f"C{place}"))
        else:
            shown = QRect(view.left(), view.bottom() - _NEW + 1, view.width(), _NEW)
            self.mark.setText(_("A cluster of their own"))
        self.mark.setGeometry(shown.adjusted(2, 2, -2, -2))
        self.mark.show()
        self.mark.raise_()


def _mark(parent: QWidget) -> QLabel:
    made = label("", look="dropmark")
    made.setParent(parent)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    made.hide()
    return made


def _picture(words: str, widget: QWidget) -> QPixmap:
    metrics = widget.fontMetrics()
    ratio = widget.devicePixelRatioF()
    width, height = metrics.horizontalAdvance(words) + 24, metrics.height() + 10
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    colours = theme.current()
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(colours.accent))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRect(0, 0, width, height), 8, 8)
    painter.setPen(QColor(colours.on_accent))
    painter.drawText(QRect(0, 0, width, height), Qt.AlignmentFlag.AlignCenter, words)
    painter.end()
    return made
