# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of two compared ads: hidden until asked for, then beside or over each other."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox, QFrame, QSlider, QStackedWidget, QWidget

from app.i18n import _
from app.messages.pictures import unshown_words
from app.tasks.runner import Runner
from app.triage.compared import Comparison, PicturePair, Side
from app.triage.items import ImageItem
from app.triage.session import Questions
from app.triage.stopped import STOPPED, comparison
from app.views.compare_overlay import MODES, Overlay
from app.views.layouts import button, column, frame, row
from app.views.plain_text import label

_TURNED = 10
"""Degrees from which on a picture is called turned."""
_SHOWABLE = ("ok", "flat", "text")


class ComparedPictures(QFrame):
    """Which two pictures, how they are laid on each other, and the pictures themselves."""

    opened = Signal(int, str)
    """A picture of an ad was asked for."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "pane")
        self._runner = runner
        self._found: Comparison | None = None
        self._pictures: dict[str, QImage] = {}
        self._unshown: dict[str, str] = {}
        self._asked: set[str] = set()
        self._colour = False
        self.overlay = Overlay()
        self._make_choices()
        self.show_button = button(_("Show both pictures"), self._show_or_hide, look="small")
        self._tint = button(_("In colour"), self._turn_colour, look="small")
        self._front = label("", look="chip", name=_("The one shown now"))
        self._told = label("", look="small", wrap=True)
        self._none = label("", look="muted")
        head = column(
            row(self.matches, None, gap=8),
            row(self.sides[0], self.sides[1], None, gap=8),
            row(self.modes, self._front, self.slider, self._tint, self.show_button, gap=8),
            self._told,
            gap=8,
            margin=12,
        )
        page = QWidget()
        parts = column(frame("head", head), self.overlay, gap=0)
        parts.setStretch(1, 1)
        page.setLayout(parts)
        nothing = QWidget()
        nothing.setLayout(column(None, row(None, self._none, None), None, margin=24))
        self._stack = QStackedWidget()
        self._stack.addWidget(page)
        self._stack.addWidget(nothing)
        self.setLayout(column(self._stack))
        self._mode_chosen()

    def _make_choices(self) -> None:
        self.matches = QComboBox()
        self.matches.setAccessibleName(_("Matching pictures"))
        self.matches.activated.connect(self._match_chosen)
        self.sides = (QComboBox(), QComboBox())
        for box, name in zip(self.sides, (_("Left picture"), _("Right picture")), strict=True):
            box.setAccessibleName(name)
            box.activated.connect(self._side_chosen)
        self.modes = QComboBox()
        self.modes.setAccessibleName(_("How the pictures are shown"))
        for mode, words in zip(MODES, _mode_words(), strict=True):
            self.modes.addItem(words, mode)
        self.modes.activated.connect(self._mode_chosen)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 100)
        self.slider.setValue(50)
        self.slider.setAccessibleName(_("Share of the right picture"))
        self.slider.valueChanged.connect(self.overlay.set_share)
        stays = self.slider.sizePolicy()
        stays.setRetainSizeWhenHidden(True)  # what stands beside it keeps its place
        self.slider.setSizePolicy(stays)

    def show_comparison(self, found: Comparison) -> None:
        """Closed pictures of two ads, the first match chosen."""
        if self._found is not None and _same_pictures(self._found, found):
            self._found = found
            for sha256 in list(self._pictures):  # it may be held back since
                self._fetch(sha256)
            return
        self._found = found
        self._forget()
        self.overlay.clear()
        both = found.left, found.right
        self.matches.clear()
        for place, pair in enumerate(found.pictures, start=1):
            words = _("Match {n}: {numbers}").format(n=place, numbers=pair.numbers)
            self.matches.addItem(" · ".join((words, *_changes(pair))))
        self.matches.setVisible(bool(found.pictures))
        for box, side in zip(self.sides, both, strict=True):
            box.clear()
            for place, image in enumerate(side.images, start=1):
                box.addItem(_named(side, image, place))
            box.setVisible(max(len(one.images) for one in both) > 1)
        self._stack.setCurrentIndex(0 if all(side.images for side in both) else 1)
        self._none.setText(_nothing(found))
        if found.pictures:
            self._match_chosen()
        else:
            self._side_chosen()

    def _match_chosen(self) -> None:
        if self._found is None or self.matches.currentIndex() < 0:
            return
        pair = self._found.pictures[self.matches.currentIndex()]
        both = (self._found.left, pair.left), (self._found.right, pair.right)
        for box, (side, sha256) in zip(self.sides, both, strict=True):
            places = [n for n, image in enumerate(side.images) if image.sha256 == sha256]
            box.setCurrentIndex(places[0] if places else -1)
        self._show()

    def _side_chosen(self) -> None:
        pair = self._pair()
        if self._found is not None and pair is not None:
            self.matches.setCurrentIndex(self._found.pictures.index(pair))
        else:
            self.matches.setCurrentIndex(-1)
        self._show()

    def _mode_chosen(self) -> None:
        mode = str(self.modes.currentData())
        self.slider.setVisible(mode in ("blend", "swipe"))
        self.overlay.choose(mode)
        self._tell_front()

    def blink(self) -> None:
        """Show one at a time in one place, each time the other one; hidden ones stay hidden."""
        if self.overlay.mode != "blink":
            self.modes.setCurrentIndex(MODES.index("blink"))
            self._mode_chosen()
        else:
            self.overlay.blink()
        self._tell_front()

    def _turn_colour(self) -> None:
        self._colour = not self._colour
        self._tint.setText(_("In grey") if self._colour else _("In colour"))
        for sha256 in list(self._pictures):
            self._fetch(sha256)

    def _tell_front(self) -> None:
        chosen = self._chosen()
        front = chosen[int(self.overlay.is_right)][0] if len(chosen) == 2 else 0
        is_one = self.overlay.mode == "blink" and bool(front)
        self._front.setText(f"A{front}" if is_one else "")
        self._front.setVisible(is_one)

    def _chosen(self) -> list[tuple[int, ImageItem]]:
        """The ad and the picture chosen on each side."""
        if self._found is None:
            return []
        chosen = []
        for box, side in zip(self.sides, (self._found.left, self._found.right), strict=True):
            place = box.currentIndex()
            if 0 <= place < len(side.images):
                chosen.append((side.ad, side.images[place]))
        return chosen

    def _pair(self) -> PicturePair | None:
        chosen = [image.sha256 for _ad, image in self._chosen()]
        pairs = self._found.pictures if self._found else ()
        return next((pair for pair in pairs if [pair.left, pair.right] == chosen), None)

    def _show_or_hide(self) -> None:
        if self._hidden():
            self.show_both()
        else:
            self.hide_both()

    def hide_both(self) -> None:
        """Hide both pictures, and keep neither."""
        self._forget()
        self._show()

    def _forget(self) -> None:
        """Keep no picture; the next one comes grey."""
        self._pictures.clear()
        self._unshown.clear()
        self._asked.clear()
        self._colour = False
        self._tint.setText(_("In colour"))

    def _hidden(self) -> list[str]:
        """Which of the two could be shown, and is not."""
        return [
            image.sha256
            for _ad, image in self._chosen()
            if _showable(image) and image.sha256 not in self._pictures
        ]

    def show_both(self) -> None:
        """Fetch both small pictures and show them; each is logged and counted."""
        for ad, image in self._chosen():
            if _showable(image) and image.sha256 not in self._pictures:
                self.opened.emit(ad, image.sha256)
                self._fetch(image.sha256)
        self._show()

    def stop(self, sha256: str) -> None:
        """Put a picture out of sight for the rest of the sitting."""
        if self._found is None:
            return
        self._found = comparison(self._found, {sha256})
        self._pictures.pop(sha256, None)
        self._show()

    def _fetch(self, sha256: str) -> None:
        def question(case: Questions) -> bytes:
            return case.thumbnail(sha256)

        self._asked.add(sha256)
        arrived, failed = partial(self._arrived, sha256), partial(self._failed, sha256)
        self._runner.ask(f"compared:{sha256}", question, arrived, failed)

    def _arrived(self, sha256: str, content: bytes | None) -> None:
        if sha256 not in self._asked:
            return  # hidden again before it came
        if any(image.sha256 == sha256 and _showable(image) for _ad, image in self._chosen()):
            image = QImage.fromData(content or b"")
            if not self._colour and not image.isNull():
                image = image.convertToFormat(QImage.Format.Format_Grayscale8)
            self._pictures[sha256] = image
            self._unshown.pop(sha256, None)
            if image.isNull():
                self._unshown[sha256] = unshown_words()
        self._show()

    def _failed(self, sha256: str, error: Exception) -> None:
        if sha256 in self._asked:
            self._pictures[sha256] = QImage()
            self._unshown[sha256] = unshown_words(error)
        self._show()

    def _show(self) -> None:
        chosen = self._chosen()
        hidden = self._hidden()
        self.show_button.setEnabled(any(_showable(image) for _ad, image in chosen))
        self.show_button.setText(_("Show both pictures") if hidden else _("Hide both pictures"))
        words = self._words(chosen)
        self._told.setText(words)
        self._told.setVisible(bool(words))
        if len(chosen) == 2 and not hidden:
            self.overlay.empty = words
            images = [self._pictures.get(image.sha256, QImage()) for _ad, image in chosen]
            self.overlay.show_pair(images[0], images[1], self._pair())
        else:
            self.overlay.clear()

    def _words(self, chosen: list[tuple[int, ImageItem]]) -> str:
        lacking = [f"A{ad}: {_state(image)}" for ad, image in chosen if not _showable(image)]
        lacking += [
            f"A{ad}: {self._unshown[image.sha256]}"
            for ad, image in chosen
            if image.sha256 in self._unshown
        ]
        pair = self._pair()
        if lacking:
            return " ".join(lacking)
        if pair is None:
            return _("Nothing says that these two pictures match; they are only shown together.")
        return ""


def _mode_words() -> tuple[str, ...]:
    return (
        _("Side by side"),
        _("Laid over each other"),
        _("Swipe"),
        _("Difference"),
        _("One at a time"),
    )


def _showable(image: ImageItem) -> bool:
    return bool(image.sha256) and image.status in _SHOWABLE


def _state(image: ImageItem) -> str:
    words = {
        "missing": _("Its file was not found"),
        "found": _("Not decoded yet"),
        "rejected": _("Could not be decoded safely"),
        STOPPED: _("Out of your sight for this sitting"),
    }
    return words.get(image.status, image.status)


def _named(side: Side, image: ImageItem, place: int) -> str:
    name = _("Picture {n}").format(n=place)
    size = f"{image.width} × {image.height}" if image.width else ""
    return " · ".join(part for part in (side.label, name, size) if part)


def _changes(pair: PicturePair) -> list[str]:
    told = {
        _("mirrored"): pair.variant.startswith("mirrored"),
        _("turned"): "turned" in pair.variant or abs(pair.degrees) > _TURNED,
        _("light and dark reversed"): pair.inverted,
        _("part of a picture"): (pair.left_box, pair.right_box) != ((0, 0, 1000, 1000),) * 2,
    }
    return [words for words, holds in told.items() if holds]


def _nothing(found: Comparison) -> str:
    without = [side.label for side in (found.left, found.right) if not side.images]
    if len(without) == 2:
        return _("Neither ad names a picture.")
    return _("{ad} names no picture.").format(ad=without[0]) if without else ""


def _same_pictures(one: Comparison, other: Comparison) -> bool:
    return (one.left.ad, one.right.ad, one.left.images, one.right.images, one.pictures) == (
        other.left.ad, other.right.ad, other.left.images, other.right.images, other.pictures,
    )  # fmt: skip
