# SPDX-License-Identifier: GPL-3.0-or-later
"""How one picture of the grid is painted: a coarse mosaic, or the picture, and where it stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.i18n import ngettext, number
from app.models.picture_rows import GridModel, Mosaics
from app.models.rows import ROW_ROLE, Index
from app.triage.items import ImageItem
from app.triage.picture_items import GridPicture
from app.views import theme
from app.views.picture_tile import SHOWABLE, closed_words

SIDE, HEIGHT = 160, 104
_PAD, _CAPTION = 8, 40
_MOSAIC_STRENGTH = 0.55


class PictureCard(QStyledItemDelegate):
    """Paints one picture of the grid: mosaic or picture, and where it stands."""

    def __init__(
        self,
        rows: GridModel,
        mosaics: Mosaics,
        shown: Callable[[int], QImage | None],
        unshown: Callable[[int], str],
    ) -> None:
        super().__init__(rows)
        self._unshown = unshown
        self._rows = rows
        self._mosaics = mosaics
        self._shown = shown

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802
        """All are of one size."""
        return card_size()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Frame, face, caption."""
        item = index.data(ROW_ROLE)
        if self._rows.number_of(index) < 0:
            return
        colours = theme.current()
        painter.save()
        inner = option.rect.adjusted(_PAD // 2, _PAD // 2, -_PAD // 2, -_PAD // 2)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(inner, QColor(colours.tint))
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRect(inner)
        face = QRect(0, 0, theme.scaled(SIDE), theme.scaled(HEIGHT))
        face.moveCenter(inner.center())
        face.moveTop(inner.top() + _PAD)
        painter.fillRect(face, QColor(colours.line))
        if isinstance(item, GridPicture):
            self._face(painter, face, item)
            self._caption(painter, option, face, item)
        painter.restore()

    def _face(self, painter: QPainter, face: QRect, item: GridPicture) -> None:
        shown = self._shown(item.place)
        if shown is not None and not shown.isNull():
            size = shown.size().scaled(face.size(), Qt.AspectRatioMode.KeepAspectRatio)
            here = QRect(face.topLeft(), size)
            here.moveCenter(face.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(here, shown)
            return
        why = self._unshown(item.place)
        coarse = self._mosaics.of(item.place)
        if not why and coarse is not None and not coarse.isNull() and item.status in SHOWABLE:
            painter.setOpacity(_MOSAIC_STRENGTH)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(face, coarse)
            painter.setOpacity(1)
            return
        words = why or closed_words(
            ImageItem("", item.sha256, item.status, item.width, item.height)
        )
        painter.setPen(QColor(theme.current().muted))
        inside = face.adjusted(6, 4, -6, -4)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(inside, int(flags), words)

    def _caption(
        self, painter: QPainter, option: QStyleOptionViewItem, face: QRect, item: GridPicture
    ) -> None:
        font = QFont(option.font)
        font.setPointSizeF(max(7.0, font.pointSizeF() * 0.9))
        painter.setFont(font)
        metrics = painter.fontMetrics()
        lines = f"A{item.ad}", repeats(item)
        top = face.bottom() + 5
        for words, colour in zip(lines, (theme.current().text, theme.current().muted), strict=True):
            painter.setPen(QColor(colour))
            place = QRect(face.left(), top, face.width(), metrics.height())
            told = metrics.elidedText(words, Qt.TextElideMode.ElideRight, place.width())
            side = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
            painter.drawText(place, int(side), told)
            top += metrics.height()


def card_size() -> QSize:
    """How large one picture stands with its caption."""
    return QSize(
        theme.scaled(SIDE) + 3 * _PAD, theme.scaled(HEIGHT) + theme.scaled(_CAPTION) + 3 * _PAD
    )


def repeats(item: GridPicture) -> str:
    """How often it is shown."""
    ads = ngettext("in {n} ad", "in {n} ads", item.ads).format(n=number(item.ads))
    return f"× {number(item.times)} {ads}" if item.times > item.ads else ads
