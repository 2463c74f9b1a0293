# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of an ad: hidden until asked for, one by one, with a count of those opened."""

from __future__ import annotations

from collections import deque
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

from app.i18n import _, ngettext
from app.tasks.runner import Runner
from app.triage.items import AdDetail, ImageItem
from app.views.layouts import clear, column
from app.views.picture_tile import Pixels, Tile, stopped
from app.views.plain_text import label


class PicturesPage(QWidget):
    """A tile a picture, made once somebody looks at the page."""

    opened = Signal(int, str)
    """A picture of an ad was asked for."""
    stop_wanted = Signal(str)
    """A picture must not be seen any more."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixels = Pixels(runner, "picture of an ad")
        self._ad = 0
        self._tiles: list[Tile] = []
        self._waiting: deque[tuple[int, ImageItem]] = deque()
        self._turns = QTimer(self)
        self._turns.timeout.connect(self._make_some)
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
        clear(self._across)
        self._turns.stop()
        self._tiles, self._waiting = [], deque(enumerate(ad.images, start=1))
        self._ad = ad.ad
        if not ad.images:
            none = _("This ad names no picture.")
            self._across.addWidget(label(none, look="muted"), 0, Qt.AlignmentFlag.AlignTop)
        self._across.addStretch(1)
        if self.isVisible():
            self._make_some()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's word
        """Make what waited for somebody to look."""
        super().showEvent(event)
        self._make_some()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's word
        """Make nothing while nobody looks."""
        super().hideEvent(event)
        self._turns.stop()

    def _make_some(self) -> None:
        """Make the next tile, where one is left; the last thing in the row is the stretch."""
        if self._waiting:
            place, image = self._waiting.popleft()
            tile = Tile(image, place)
            self._pixels.serve(tile)
            tile.stop_wanted.connect(self.stop_wanted)
            tile.opened.connect(partial(self.opened.emit, self._ad, image.sha256))
            self._tiles.append(tile)
            last = self._across.count() - 1
            self._across.insertWidget(last, tile, 0, Qt.AlignmentFlag.AlignTop)
            tile.show()  # Qt would do it a turn later, and what is hidden takes no focus
        if self._waiting:
            self._turns.start()
        else:
            self._turns.stop()

    def show_again(self, ad: AdDetail) -> None:
        """The same ad, read anew: what is not made yet is made as it stands now."""
        images = dict(enumerate(ad.images, start=1))
        left = [place for place, _image in self._waiting]
        self._waiting = deque((place, images[place]) for place in left if place in images)
        self.look_again()

    def stop(self, sha256: str) -> None:
        """What is not made yet of a picture that must not be seen any more stays out of sight."""
        self._waiting = deque(
            (place, stopped(image) if image.sha256 == sha256 else image)
            for place, image in self._waiting
        )

    def forget(self) -> None:
        """Hold nothing any more (the case was closed)."""
        self._turns.stop()
        self._waiting.clear()
        self._tiles = []
        clear(self._across)

    def look_again(self) -> None:
        """Ask again for the pictures that are shown."""
        for tile in self._tiles:
            tile.look_again()

    def open_next(self) -> None:
        """Open the first picture that is still closed."""
        while self._waiting and not any(tile.can_open for tile in self._tiles):
            self._make_some()
        for tile in self._tiles:
            if tile.can_open:
                tile.setFocus(Qt.FocusReason.ShortcutFocusReason)
                tile.open()
                return

    def count(self) -> None:
        """One more picture was looked at, here or anywhere in the window."""
        self.seen += 1
        self._tell_count()

    def _tell_count(self) -> None:
        n = self.seen
        self._count.setText(
            ngettext(
                "{n} picture opened in this session", "{n} pictures opened in this session", n
            ).format(n=n)
        )
