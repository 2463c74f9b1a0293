# SPDX-License-Identifier: GPL-3.0-or-later
"""One picture: hidden, then small and grey, then in colour or larger, each step asked for.

What is not shown is not kept: a step back drops the pixels, and a step on asks for them again.
Space shows it while it is held down; a mouse button held on the picture does the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from app.i18n import _
from app.messages.pictures import unshown_words
from app.tasks.runner import Runner
from app.triage.decide_items import ClearPicture
from app.triage.items import ImageItem
from app.triage.session import Questions
from app.triage.stopped import STOPPED
from app.views import theme
from app.views.flow import Flow
from app.views.layouts import button, column, restyle
from app.views.plain_text import label, selectable, tip

SIDE = 160
LARGE = 480
_HEIGHT = 104
_MOST_LINES = 8
SHOWABLE = ("ok", "flat", "text")


class Tile(QFrame):
    """One picture, hidden at first; it asks for its pixels and shows what it is given."""

    wanted = Signal(bool)
    """Pixels are asked for: True for a larger view, False for the small one of the import."""
    opened = Signal()
    """It was hidden, and somebody asked to see it."""
    stop_wanted = Signal(str)
    """It must not be seen any more; carries its SHA-256."""

    def __init__(
        self, image: ImageItem, place: int, *, about: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.image = image
        self._open = False
        self._held = False
        self._colour = False
        self._large = False
        self.setProperty("look", "picture")
        self._more: tuple[QPushButton, ...] = ()
        self._name = name = _("Picture {n}").format(n=place)
        self.setAccessibleName(name)
        self._face = label("", name=name, wrap=True)
        self._face.setAlignment(Qt.AlignmentFlag.AlignCenter)
        size = f"{image.width}\u00a0×\u00a0{image.height}" if image.width else ""
        known = " · ".join(part for part in (about, size) if part)
        parts: list[QWidget] = [label(name, look="caps"), self._face]
        parts.append(label(known, look="small", wrap=True))
        parts += _words(image, place)
        inside = column(*parts, gap=6, margin=12)
        self._steps = Flow(gap=4)
        inside.addLayout(self._steps)
        self.setLayout(inside)
        self._act = self._step(_("Show picture"), self._toggle)
        tip(self._act, _("Or hold Space: it shows as long as the key is down"))
        self._act.setVisible(self.showable)
        if self.showable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setAccessibleDescription(_("Hold Space to see it, press Enter to keep it shown."))
        self._hide()

    def _make_steps(self) -> None:
        """What can be done with a picture that is shown; most of them are never asked for."""
        self._tint = self._step(_("In colour"), self._turn_colour)
        self._size = self._step(_("Larger"), self._turn_size)
        self._stop = self._step(_("Stop and report…"), self._ask_stop)
        tip(self._stop, _("Out of your sight at once, then to the protocol (key F9)"))
        self._more = (self._tint, self._size, self._stop)
        before = self._act
        for step in self._more:  # Qt would put them behind everything else in the window
            self.setTabOrder(before, step)
            before = step

    def _step(self, words: str, act: Callable[[], None]) -> QPushButton:
        made = button(words, act, look="small")
        made.setAccessibleName(f"{words}: {self._name}")
        self._steps.addWidget(made)
        return made

    @property
    def showable(self) -> bool:
        """Is there a small picture to show?"""
        return bool(self.image.sha256) and self.image.status in SHOWABLE

    @property
    def can_open(self) -> bool:
        """Is it hidden, and can it be shown?"""
        return self.showable and not self._open

    @property
    def is_open(self) -> bool:
        """Is it shown, or on the way?"""
        return self._open

    def open(self) -> None:
        """Ask for the picture: small and grey."""
        if self.can_open:
            self._open = True
            self._act.setText(_("Hide picture"))
            if not self._more:
                self._make_steps()
            for step in self._more:
                step.show()
            self.opened.emit()
            self.wanted.emit(False)

    def hide_picture(self) -> None:
        """Hide it, and forget what was seen."""
        if self._open:
            self._hide()

    def _hide(self) -> None:
        self._open = self._held = self._colour = self._large = False
        self._face.clear()
        self._face.setFixedSize(QSize(SIDE, _HEIGHT))
        self.setFixedWidth(self._least() + 24)
        self._face.setText(closed_words(self.image))
        self._act.setText(_("Show picture"))
        self._name_steps()
        for step in self._more:
            step.hide()

    def _ask_stop(self) -> None:
        self.stop_wanted.emit(self.image.sha256)

    def stop(self) -> None:
        """Show it no more, for the rest of the sitting."""
        self.image = stopped(self.image)
        self._hide()
        self._act.hide()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's word
        """It is as wide as large words need."""
        super().changeEvent(event)
        grown = event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if grown and hasattr(self, "_act"):  # Qt changes a style before it is made
            self.setFixedWidth(max(self._face.width(), self._least()) + 24)

    def _least(self) -> int:
        """As wide as its widest button will be, so that large words fit."""
        written = self._act.fontMetrics().horizontalAdvance
        around = self._act.sizeHint().width() - written(self._act.text())
        words = (_("Show picture"), _("Hide picture"), _("Stop and report…"))
        return max(SIDE, around + max(map(written, words)))

    def _toggle(self) -> None:
        if self._open:
            self._hide()
        else:
            self.open()

    def _turn_colour(self) -> None:
        self._colour = not self._colour
        self._name_steps()
        self.wanted.emit(self._large)

    def _turn_size(self) -> None:
        self._large = not self._large
        self._name_steps()
        self.wanted.emit(self._large)

    def _name_steps(self) -> None:
        if not self._more:
            return
        self._tint.setText(_("In grey") if self._colour else _("In colour"))
        self._size.setText(_("Smaller") if self._large else _("Larger"))

    def look_again(self) -> None:
        """Ask again for what is shown: it may be held back since."""
        if self._open:
            self.wanted.emit(self._large)

    def show_small(self, content: bytes | None) -> None:
        """Show the small picture if it is still asked for."""
        if self._open:
            self.show_picture(content or b"")

    def show_picture(self, content: bytes) -> None:
        """Show the small picture that the sandbox made."""
        self._show(QImage.fromData(content), QSize(SIDE, _HEIGHT))

    def show_clear(self, found: ClearPicture | None) -> None:
        """Show a larger view if it is still asked for, or say that there is none."""
        if not self._open:
            return
        if found is None:
            self._say(_("It is held back, or out of sight."))
            return
        rgb = QImage.Format.Format_RGB888
        # a copy, since the bytes go away with the answer
        image = QImage(found.data, found.width, found.height, 3 * found.width, rgb).copy()
        self._show(image, QSize(LARGE, LARGE))

    def show_failed(self, error: object = "") -> None:
        """Say why the picture is not shown."""
        if self._open:
            self._say(unshown_words(error))

    def _show(self, image: QImage, room: QSize) -> None:
        if image.isNull():
            self._say(unshown_words())
            return
        self._open = True
        if not self._colour:
            image = image.convertToFormat(QImage.Format.Format_Grayscale8)
        kept = Qt.AspectRatioMode.KeepAspectRatio
        smooth = Qt.TransformationMode.SmoothTransformation
        shown = QPixmap.fromImage(image.scaled(room, kept, smooth))
        _outline(shown, self.image)
        self._face.setFixedSize(shown.size().expandedTo(QSize(SIDE, _HEIGHT)))
        self.setFixedWidth(max(self._face.width(), self._least()) + 24)
        self._face.setPixmap(shown)
        self._act.setText(_("Hide picture"))

    def _say(self, words: str) -> None:
        self._face.clear()
        self._face.setText(words)

    def mark(self, here: bool) -> None:
        """Show whether keys speak of this one."""
        restyle(self, "herepicture" if here else "picture")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's word
        """Space shows it while held, Enter keeps it shown or hides it, Escape hides it."""
        key = event.key()
        if key == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._hold()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.showable:
            self._toggle()
        elif key == Qt.Key.Key_Escape and self._open:
            self._hide()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The end of holding."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._let_go()
        else:
            super().keyReleaseEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Holding a button down on it shows it."""
        if event.button() == Qt.MouseButton.LeftButton and self.showable:
            self._hold()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The end of holding."""
        self._let_go()
        super().mouseReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Frame it."""
        super().focusInEvent(event)
        self.mark(here=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """What was held is let go with the focus."""
        super().focusOutEvent(event)
        self.mark(here=False)
        self._let_go()

    def _hold(self) -> None:
        if self.can_open:
            self.open()
            self._held = True

    def _let_go(self) -> None:
        if self._held:
            self._hide()


class Pixels:
    """Fetches the pixels of tiles."""

    def __init__(self, runner: Runner, name: str) -> None:
        self._runner = runner
        self._name = name
        self._served = 0

    def serve(self, tile: Tile) -> None:
        """Answer a tile from now on."""
        self._served += 1
        tile.wanted.connect(partial(self._ask, tile, f"{self._name}:{self._served}"))

    def _ask(self, tile: Tile, key: str, large: bool) -> None:
        sha256 = tile.image.sha256

        def small(case: Questions) -> bytes:
            return case.thumbnail(sha256)

        def clear(case: Questions) -> ClearPicture | None:
            return case.clear_picture(sha256)

        if large:
            self._runner.ask(key, clear, tile.show_clear, tile.show_failed)
        else:
            self._runner.ask(key, small, tile.show_small, tile.show_failed)


def _words(image: ImageItem, place: int) -> list[QWidget]:
    """What was read in the picture, covered like the text of the ad."""
    if not image.words:
        return []
    told = [one.text for one in image.words[:_MOST_LINES]]
    told += ["…"] if len(image.words) > _MOST_LINES else []
    name = _("Text read in picture {n}").format(n=place)
    return [selectable(label("\n".join(told), wrap=True, name=name))]


def _outline(shown: QPixmap, image: ImageItem) -> None:
    """Draw where the lines stand that were read."""
    if not image.words:
        return
    pen = QPainter(shown)
    pen.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width in ((theme.current().on_accent, 3.0), (theme.current().accent, 1.5)):
        pen.setPen(QPen(QColor(colour), width))
        for line in image.words:
            for box in line.boxes:
                x = [value * shown.width() / 1000 for value in box[0::2]]
                y = [value * shown.height() / 1000 for value in box[1::2]]
                pen.drawPolygon([QPointF(*corner) for corner in zip(x, y, strict=True)])
    pen.end()


def stopped(image: ImageItem) -> ImageItem:
    """The same, to be seen no more in this sitting."""
    return replace(image, status=STOPPED, words=None)


def closed_words(image: ImageItem) -> str:
    """What stands in place of a picture that is not shown."""
    words = {
        "missing": _("Its file was not found"),
        "found": _("Not decoded yet"),
        "protected": _("Held back: it is under protection"),
        "rejected": _("Could not be decoded safely"),
        STOPPED: _("Out of your sight for this sitting"),
        "flat": _("Hidden. Nearly empty: not compared"),
        "text": _("Hidden. Mostly text: compared only when nearly equal"),
    }
    return words.get(image.status, _("Hidden"))
