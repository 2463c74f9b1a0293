# SPDX-License-Identifier: GPL-3.0-or-later
"""Two pictures laid over each other: the right one undone to stand as the left one does."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.i18n import _
from app.triage.compared import WHOLE, PicturePair
from app.views import theme

MODES = ("beside", "blend", "swipe", "difference", "blink")
_UNDO = {
    "turned_left": QTransform().rotate(90),
    "turned_half": QTransform().rotate(180),
    "turned_right": QTransform().rotate(-90),
    "mirrored": QTransform().scale(-1, 1),
    "mirrored_turned_half": QTransform().scale(1, -1),
    "mirrored_turned_left": QTransform(0, 1, 1, 0, 0, 0),
    "mirrored_turned_right": QTransform(0, -1, -1, 0, 0, 0),
}
"""What brings the right picture back to stand as the left one, by how it was changed."""


def part(image: QImage, box: tuple[int, int, int, int]) -> QImage:
    """The part of a picture in a box of thousandths."""
    if box == WHOLE or image.isNull():
        return image
    return image.copy(_inside(image.rect(), box))


def _inside(room: QRect, box: tuple[int, int, int, int]) -> QRect:
    left, top, right, bottom = box
    width, height = room.width(), room.height()
    return QRect(
        room.left() + left * width // 1000,
        room.top() + top * height // 1000,
        max((right - left) * width // 1000, 1),
        max((bottom - top) * height // 1000, 1),
    )


def matched(left: QImage, right: QImage, pair: PicturePair) -> tuple[QImage, QImage]:
    """Both matching parts, the right one turned and inverted back."""
    first = part(left, pair.left_box)
    second = part(right, pair.right_box)
    undo = _UNDO.get(pair.variant)
    if undo is not None and not second.isNull():
        second = second.transformed(undo)
    quarter = round(pair.degrees / 90) % 4
    if quarter and not second.isNull():
        second = second.transformed(QTransform().rotate(-90 * quarter))
    if pair.inverted and not second.isNull():
        second = second.convertToFormat(QImage.Format.Format_RGB32)
        second.invertPixels()
    return first, second


class Overlay(QWidget):
    """Paints the two pictures in one of five ways; ``share`` is that of the right one, 0 to 1.

    ``is_right`` is the one in front where only one is shown at a time.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(240, 180))
        self.setAccessibleName(_("The two pictures"))
        self._left = QImage()
        self._right = QImage()
        self._pair: PicturePair | None = None
        self._posted = QImage(), QImage()
        self.empty = _("Hidden")
        self.mode = MODES[0]
        self.share = 0.5
        self.is_right = False

    def show_pair(self, left: QImage, right: QImage, pair: PicturePair | None) -> None:
        """Show two pictures; with ``pair`` what matches is laid on each other."""
        self._pair, self._posted = pair, (left, right)
        self._left, self._right = (left, right) if pair is None else matched(left, right, pair)
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self.empty = _("Hidden")
        self.show_pair(QImage(), QImage(), None)

    def choose(self, mode: str) -> None:
        """Paint in another way."""
        self.mode = mode
        self.update()

    def blink(self) -> None:
        """Show the other one in the same place."""
        self.is_right = not self.is_right
        self.update()

    def set_share(self, percent: int) -> None:
        """How much of the right picture is seen."""
        self.share = percent / 100
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's word
        """Both pictures."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._left.isNull() and self._right.isNull():
            painter.setPen(QColor(theme.current().muted))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect(), int(flags), self.empty)
        elif self.mode == "beside":
            self._beside(painter)
        else:
            self._over(painter)
        painter.end()

    def _beside(self, painter: QPainter) -> None:
        """Both as they were posted, what matches framed."""
        half = self.width() // 2
        pair = self._pair
        boxes = (pair.left_box, pair.right_box) if pair else (WHOLE, WHOLE)
        for place, (image, box) in enumerate(zip(self._posted, boxes, strict=True)):
            room = QRect(place * half, 0, half, self.height()).adjusted(6, 6, -6, -6)
            if image.isNull():
                continue
            shown = _fitted(image.size(), room)
            painter.drawImage(shown, image)
            if box != WHOLE:
                painter.setPen(QPen(QColor(theme.current().accent), 3))
                painter.drawRect(_inside(shown, box))

    def _over(self, painter: QPainter) -> None:
        image = self._right if self._left.isNull() else self._left
        place = _fitted(image.size(), self.rect().adjusted(6, 6, -6, -6))
        painter.fillRect(place, QColor("black"))
        painter.drawImage(place, self._left)
        if self.mode == "blink":
            if self.is_right:
                painter.drawImage(place, self._right)
        elif self.mode == "blend":
            painter.setOpacity(self.share)
            painter.drawImage(place, self._right)
        elif self.mode == "difference":
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
            painter.drawImage(place, self._right)
        else:
            edge = place.left() + round(place.width() * (1 - self.share))
            painter.setClipRect(QRect(edge, place.top(), place.right() - edge + 1, place.height()))
            painter.drawImage(place, self._right)
            painter.setClipping(False)
            painter.setPen(QPen(QColor(theme.current().accent), 2))
            painter.drawLine(edge, place.top(), edge, place.bottom())


def _fitted(size: QSize, room: QRect) -> QRect:
    """The largest place of this shape in the middle of a room."""
    shown = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRect(0, 0, shown.width(), shown.height())
    place.moveCenter(room.center())
    return place
