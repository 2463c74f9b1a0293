# SPDX-License-Identifier: GPL-3.0-or-later
"""All pictures of what is listed, hidden: a coarse mosaic each, the picture only when asked for.

Space shows the one looked at for as long as the key is down, P keeps it shown, Enter goes to its
ad. What leaves the sight is hidden again, and its pixels are dropped.
"""

from __future__ import annotations

from functools import partial
from typing import cast

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QWidget,
)

from app.messages.pictures import unshown_words
from app.models.picture_rows import GridModel, Mosaics
from app.models.rows import Index
from app.tasks.runner import Runner
from app.triage.picture_items import GridPicture
from app.triage.session import Questions
from app.views.picture_card import PictureCard, card_size
from app.views.picture_tile import SHOWABLE


class PictureGrid(QTableView):
    """As many pictures in a row as fit; the list may be of any length."""

    opened = Signal(int, str)
    """A picture was asked for: an ad that shows it, and its SHA-256."""
    ad_wanted = Signal(int)
    reached = Signal(object)
    """The picture looked at, a ``GridPicture`` or None."""

    def __init__(self, runner: Runner, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.rows = GridModel(runner, self)
        self.mosaics = Mosaics(runner, self.rows, self)
        self._shown: dict[int, QImage] = {}
        self._unshown: dict[int, str] = {}
        self._held: int | None = None
        self._top = 0
        self.setModel(self.rows)
        self.setItemDelegate(PictureCard(self.rows, self.mosaics, self.shown, self.unshown))
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.hide()
            header.setMinimumSectionSize(1)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._fit()
        self.verticalScrollBar().valueChanged.connect(self._look)
        self.rows.dataChanged.connect(self.mosaics.again)
        self.rows.dataChanged.connect(self._tell)
        self.mosaics.came.connect(self._mosaics_came)

    def show_places(self, places: object) -> None:
        """List these pictures, and go to the first."""
        self.hide_all()
        self.mosaics.forget()
        self.rows.show(places)  # type: ignore[arg-type]
        self.go(0)
        self._look()

    def forget(self) -> None:
        """Show and keep nothing."""
        self.show_places(())

    def go(self, place: int) -> None:
        """Make a picture the current one."""
        if 0 <= place < self.rows.count:
            index = self.rows.index_of(place)
            how = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(index, how)

    @property
    def current(self) -> GridPicture | None:
        """The picture looked at."""
        place = self.rows.number_of(self.currentIndex())
        return None if place < 0 else self.rows.row(place)

    def shown(self, place: int) -> QImage | None:
        """The pixels of a picture that is shown now."""
        return self._shown.get(place)

    def unshown(self, place: int) -> str:
        """Why a picture that was asked for is not shown; '' where it is, or may come yet."""
        return self._unshown.get(place, "") if place in self._shown else ""

    def is_shown(self, item: GridPicture) -> bool:
        """Is it shown, or on the way?"""
        return item.place in self._shown

    def open_picture(self, item: GridPicture) -> None:
        """Show a picture, small and grey; it is counted and logged."""
        if item.place in self._shown or item.status not in SHOWABLE:
            return
        self._shown[item.place] = QImage()
        self._unshown.pop(item.place, None)
        sha256, place = item.sha256, item.place

        def question(case: Questions) -> QImage:
            return QImage.fromData(case.thumbnail(sha256)).convertToFormat(
                QImage.Format.Format_Grayscale8
            )

        arrived, failed = partial(self._arrived, place), partial(self._failed, place)
        self._runner.ask(f"grid picture:{place}", question, arrived, failed)
        self.opened.emit(item.ad, sha256)

    def look_again(self) -> None:
        """Ask again for everything seen of pictures: they may be held back since."""
        self.hide_all()
        self.mosaics.forget()
        self._look()

    def _arrived(self, place: int, image: QImage | None) -> None:
        if place in self._shown and image is not None:
            self._shown[place] = image
            if image.isNull():
                self._unshown[place] = unshown_words()
            self.viewport().update()

    def _failed(self, place: int, error: Exception) -> None:
        if place in self._shown:
            self._unshown[place] = unshown_words(error)
            self.viewport().update()

    def hide_picture(self, item: GridPicture) -> None:
        """Hide a picture, and drop its pixels."""
        self._shown.pop(item.place, None)
        self.viewport().update()

    def stop(self, sha256: str) -> None:
        """Put a picture out of sight until the case is closed."""
        self.rows.stop(sha256)
        first, last = self.in_sight()
        for item in filter(None, map(self.rows.row, range(first, last + 1))):
            if item.sha256 == sha256:
                self.mosaics.drop(item.place)
                self.hide_picture(item)
        self.reached.emit(self.current)

    def hide_all(self) -> None:
        """Hide every picture."""
        self._shown.clear()
        self._held = None
        self.viewport().update()

    def toggle(self) -> None:
        """Keep the picture looked at shown, or hide it."""
        item = self.current
        if item is None:
            return
        if self.is_shown(item):
            self.hide_picture(item)
        else:
            self.open_picture(item)
        self.reached.emit(item)

    def go_to_ad(self) -> None:
        """Ask for the ad of the picture looked at."""
        if self.current is not None:
            self.ad_wanted.emit(self.current.ad)

    def in_sight(self) -> tuple[int, int]:
        """The first and last picture in sight; (0, -1) in an empty list."""
        if not self.rows.count:
            return 0, -1
        high = self.verticalHeader().defaultSectionSize()
        top = self.verticalScrollBar().value()
        first = top // high * self.rows.columns
        below = (top + self.viewport().height()) // high + 1
        return first, min(below * self.rows.columns, self.rows.count) - 1

    def _look(self, *_value: int) -> None:
        first, last = self.in_sight()
        top = self.verticalScrollBar().value()
        self.mosaics.look(first, last, forward=top >= self._top)
        self._top = top
        if self._shown:  # what leaves the sight is hidden again
            seen = [self.rows.row(place) for place in range(first, last + 1)]
            here = {item.place for item in seen if item is not None}
            self._shown = {place: image for place, image in self._shown.items() if place in here}

    def _mosaics_came(self, first: int, last: int) -> None:
        top, bottom = self.in_sight()
        if first <= bottom and last >= top:
            self.viewport().update()

    def _tell(self, *_parts: object) -> None:
        self.reached.emit(self.current)

    def _fit(self) -> None:
        size = card_size()
        self.verticalHeader().setDefaultSectionSize(size.height())
        self.horizontalHeader().setDefaultSectionSize(size.width())
        self.verticalScrollBar().setSingleStep(size.height() // 3)
        place = max(self.rows.number_of(self.currentIndex()), 0)
        columns = max(1, self.viewport().width() // size.width())
        if columns != self.rows.columns:
            self.rows.fit(columns)
            self.go(place)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's word
        """As many in a row as fit."""
        super().resizeEvent(event)
        self._fit()
        self._look()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Cards grow with the words."""
        super().changeEvent(event)
        grown = event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if grown and hasattr(self, "_top"):  # Qt changes the style before it is made
            self._fit()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802
        """Tell which picture is looked at."""
        super().currentChanged(current, previous)
        self._let_go()
        self.reached.emit(self.current)

    def keyboardSearch(self, _letters: str) -> None:  # noqa: N802
        """Pictures have no words to look for; Qt would read every row."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Left and right run on over the ends of rows; Space shows, P keeps, Enter goes."""
        key, place = event.key(), self.rows.number_of(self.currentIndex())
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.rows.count - 1}
        if key == Qt.Key.Key_Space:
            self._hold(event)
        elif key in steps:
            mirrored = self.isRightToLeft()
            self.go(
                place - steps[cast("Qt.Key", key)]
                if mirrored
                else place + steps[cast("Qt.Key", key)]
            )
        elif key in ends:
            self.go(ends[cast("Qt.Key", key)])
        elif key == Qt.Key.Key_P:
            self.toggle()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_to_ad()
        elif key == Qt.Key.Key_Escape and self._shown:
            self.hide_all()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The end of holding."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._let_go()
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """What was held is let go with the focus."""
        super().focusOutEvent(event)
        self._let_go()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Keep the picture shown, or hide it."""
        super().mouseDoubleClickEvent(event)
        self.toggle()

    def _hold(self, event: QKeyEvent) -> None:
        item = self.current
        if event.isAutoRepeat() or item is None or self.is_shown(item):
            return
        self.open_picture(item)
        self._held = item.place

    def _let_go(self) -> None:
        if self._held is not None:
            self._shown.pop(self._held, None)
            self._held = None
            self.viewport().update()

    def moveCursor(  # noqa: N802
        self, action: QAbstractItemView.CursorAction, keys: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Never past the last picture of a row that is not full."""
        index = super().moveCursor(action, keys)
        if index.isValid() and self.rows.number_of(index) < 0:
            return self.rows.index_of(self.rows.count - 1)
        return index
