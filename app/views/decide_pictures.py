# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of a cluster: one for each repeat, hidden until asked for."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLayout, QWidget

from app.i18n import _, ngettext, number
from app.tasks.runner import Runner
from app.triage.decide_items import DecidePictures, PictureGroup
from app.triage.items import ImageItem
from app.views.decide_section import Section
from app.views.flow import Flow
from app.views.layouts import button
from app.views.left_out import first_of
from app.views.picture_tile import Pixels, Tile
from app.views.plain_text import label

_AT_ONCE = 24
"""Tiles that stand there before somebody asks for more."""


class PicturesSection(Section):
    """A tile a repeat; what is shown is counted and logged like a picture of an ad."""

    opened = Signal(int, str)
    """A picture was asked for: an ad that shows it, and its SHA-256."""
    stop_wanted = Signal(str)
    """A picture must not be seen any more."""
    reached = Signal(object)
    """The tile that keys speak of; where none is left to show, the section."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(_("Pictures"), parent)
        self._pixels = Pixels(runner, "picture of a cluster")
        self._found: DecidePictures | None = None
        self.tiles: list[Tile] = []
        self._across = Flow(gap=12)

    def show_pictures(self, found: DecidePictures) -> None:
        """Closed tiles; the same answer again leaves what is open as it is."""
        if found == self._found:
            for tile in self.tiles:
                tile.look_again()
            return
        self._found = found
        self.tiles = []
        self._across = Flow(gap=12)
        parts: list[QWidget | QLayout] = []
        if found.groups:
            parts = [label(_how(), look="small", wrap=True), self._across]
        parts += [label(words, look="small", wrap=True) for words in _left_out(found)]
        self.fill(parts, _("Its ads name no picture."))
        self._show_more()

    def _show_more(self) -> None:
        """Closed tiles for the next pictures, and the way to those behind them."""
        if self._found is None:
            return
        groups = self._found.groups
        first, last = len(self.tiles), min(len(self.tiles) + _AT_ONCE, len(groups))
        steps = [partial(self._make, groups[place], place + 1) for place in range(first, last)]
        if last < len(groups):
            steps.append(partial(self._lead_on, len(groups) - last))
        if steps:
            steps[0]()
        self.in_turns(steps[1:])

    def _make(self, group: PictureGroup, place: int) -> None:
        made = self._tile(group, place)
        self.tiles.append(made)
        self._across.addWidget(made)

    def _lead_on(self, left: int) -> None:
        self._across.addWidget(self._way_on(left))

    def _way_on(self, left: int) -> QWidget:
        words = ngettext("{n} more picture", "{n} more pictures", left)
        made = button(words.format(n=number(left)), look="small")
        made.clicked.connect(partial(self._go_on, made))
        return made

    def _go_on(self, way: QWidget, _checked: bool = False) -> None:
        self._across.removeWidget(way)
        way.hide()
        way.deleteLater()
        first = len(self.tiles)
        self._show_more()
        if first < len(self.tiles):
            self.tiles[first].setFocus(Qt.FocusReason.OtherFocusReason)

    def _tile(self, group: PictureGroup, place: int) -> Tile:
        image = ImageItem("", group.sha256, group.status, group.width, group.height)
        made = Tile(image, place, about=_about(group))
        self._pixels.serve(made)
        made.stop_wanted.connect(self.stop_wanted)
        made.opened.connect(partial(self.opened.emit, group.ad, group.sha256))
        return made

    def open_next(self) -> None:
        """Go to the first picture that is hidden and can be shown, and show it."""
        self.hurry()
        for tile in self.tiles:
            if tile.can_open:
                tile.setFocus(Qt.FocusReason.ShortcutFocusReason)
                tile.open()
                self.reached.emit(tile)
                return
        self.reached.emit(self)

    def forget(self) -> None:
        """Keep no picture."""
        self._found = None
        self.tiles = []
        self.wait()


def _how() -> str:
    return _(
        "Hidden until asked for: first small and grey. Hold Space to see one, Enter keeps it shown."
    )


def _about(group: PictureGroup) -> str:
    times = f"× {number(group.times)}"
    ads = ngettext("in {n} ad", "in {n} ads", group.ads).format(n=number(group.ads))
    told = [f"{times} {ads}" if group.times > 1 else f"A{group.ad}"]
    if group.files > 1:
        words = ngettext("{n} file that looks alike", "{n} files that look alike", group.files)
        told.append(words.format(n=number(group.files)))
    return " · ".join(told)


def _left_out(found: DecidePictures) -> list[str]:
    told = []
    if found.total > len(found.groups):
        told.append(first_of(len(found.groups), found.total))
    if found.missing:
        words = ngettext(
            "{n} picture that its ads name is not in the case.",
            "{n} pictures that its ads name are not in the case.",
            found.missing,
        )
        told.append(words.format(n=number(found.missing)))
    return told
