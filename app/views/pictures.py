# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of an ad: hidden until asked for, one by one, with a count of those opened."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from app.i18n import _, ngettext
from app.tasks.runner import Runner
from app.triage.items import AdDetail, ImageItem
from app.triage.session import Questions
from app.views import theme
from app.views.layouts import button, clear, column
from app.views.plain_text import inform, label, selectable

_SIDE = 160
_MOST_LINES = 8


class PicturesPage(QWidget):
    """A tile a picture."""

    opened = Signal(int, str)
    """A picture of an ad was asked for."""

    def __init__(self, runner: Runner, remind_after: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._remind_after = remind_after
        self._ad: AdDetail | None = None
        self._tiles: list[Tile] = []
        self.seen = 0
        self._count = label("", look="small", name=_("Pictures opened in this session"))
        inner = QFrame()
        inner.setProperty("look", "pane")
        self._across = QHBoxLayout(inner)
        self._across.setContentsMargins(16, 12, 16, 8)
        self._across.setSpacing(12)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(_("Pictures of the ad"))
        scroll.setWidget(inner)
        foot = column(self._count, margin=0)
        foot.setContentsMargins(16, 0, 16, 10)
        self.setLayout(column(scroll, foot, gap=0))
        self._tell_count()

    def show_ad(self, ad: AdDetail) -> None:
        """Closed tiles for the pictures of an ad."""
        self._ad = ad
        clear(self._across)
        self._tiles = [Tile(image, place) for place, image in enumerate(ad.images, start=1)]
        for tile in self._tiles:
            tile.wanted.connect(partial(self.open, tile))
            self._across.addWidget(tile, 0, Qt.AlignmentFlag.AlignTop)
        if not self._tiles:
            none = _("This ad names no picture.")
            self._across.addWidget(label(none, look="muted"), 0, Qt.AlignmentFlag.AlignTop)
        self._across.addStretch(1)

    def open_next(self) -> None:
        """Open the first picture that is still closed."""
        for tile in self._tiles:
            if tile.can_open:
                self.open(tile)
                return

    def open(self, tile: Tile) -> None:
        """Fetch a thumbnail, show it, count it."""
        if self._ad is None:
            return
        ad, sha256 = self._ad.ad, tile.image.sha256
        self.opened.emit(ad, sha256)

        def question(case: Questions) -> bytes:
            return case.thumbnail(sha256)

        def arrived(picture: bytes | None) -> None:
            if tile in self._tiles:
                tile.show_picture(picture or b"")

        self._runner.ask(f"thumbnail:{sha256}", question, arrived)
        self.count()

    def count(self) -> None:
        """One more picture was looked at, here or in a comparison."""
        self.seen += 1
        self._tell_count()

    def _tell_count(self) -> None:
        n = self.seen
        self._count.setText(
            ngettext(
                "{n} picture opened in this session", "{n} pictures opened in this session", n
            ).format(n=n)
        )
        if self._remind_after and n and n % self._remind_after == 0:
            inform(
                self,
                _("A pause?"),
                _("You have opened {n} pictures in this session.").format(n=n),
                _("Looking away for some minutes helps. Everything you decided is saved."),
            )


class Tile(QFrame):
    """One picture, closed at first."""

    wanted = Signal()

    def __init__(self, image: ImageItem, place: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image = image
        self._open = False
        self.setProperty("look", "picture")
        self.setFixedWidth(_SIDE + 24)
        name = _("Picture {n}").format(n=place)
        self._face = label("", name=name)
        self._face.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._face.setFixedSize(QSize(_SIDE, 104))
        self._face.setText(_closed_words(image))
        self._face.setWordWrap(True)
        self._act = button(_("Show picture"), self._toggle, look="small")
        self._act.setAccessibleName(_("Show picture {n}").format(n=place))
        self._act.setEnabled(self.showable)
        size = f"{image.width} × {image.height}" if image.width else ""
        caption = " · ".join(part for part in (name, size) if part)
        parts = [self._face, self._act, label(caption, look="small"), *_words(image, place)]
        self.setLayout(column(*parts, margin=11))

    @property
    def showable(self) -> bool:
        """Is there a small picture to show?"""
        return bool(self.image.sha256) and self.image.status in ("ok", "flat", "text")

    @property
    def can_open(self) -> bool:
        """Is it closed, and can it be shown?"""
        return self.showable and not self._open

    def _toggle(self) -> None:
        if self._open:
            self._open = False
            self._face.clear()
            self._face.setText(_closed_words(self.image))
            self._act.setText(_("Show picture"))
        else:
            self.wanted.emit()

    def show_picture(self, content: bytes) -> None:
        """Show the small picture that the sandbox made."""
        image = QImage.fromData(content)
        if image.isNull():
            self._face.setText(_("There is no small picture of it."))
            return
        self._open = True
        size = QSize(_SIDE, 104)
        kept = Qt.AspectRatioMode.KeepAspectRatio
        smooth = Qt.TransformationMode.SmoothTransformation
        shown = QPixmap.fromImage(image.scaled(size, kept, smooth))
        _outline(shown, self.image)
        self._face.setPixmap(shown)
        self._act.setText(_("Hide picture"))


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


def _closed_words(image: ImageItem) -> str:
    words = {
        "missing": _("Its file was not found"),
        "found": _("Not decoded yet"),
        "protected": _("Held back: it is under protection"),
        "rejected": _("Could not be decoded safely"),
        "flat": _("Hidden. Nearly empty: not compared"),
        "text": _("Hidden. Mostly text: compared only when nearly equal"),
    }
    return words.get(image.status, _("Hidden"))
