# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures in rows of as many as fit, and a coarse mosaic of each, made where the case is read.

A mosaic is eight by six greys: it tells a dark picture from a light one and shows nothing. The
picture itself is asked for one by one, and not kept here.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from app.i18n import _, ngettext, number
from app.models.rows import ROW_ROLE, Index, RowModel
from app.tasks.runner import Runner
from app.triage.picture_items import GridPicture
from app.triage.session import Questions
from app.triage.stopped import STOPPED
from indexing.errors import KnownError

AHEAD, BEHIND = 8, 2
"""Pictures beyond those in sight whose mosaics are made, in the way one goes, and behind."""
_AT_ONCE = 8
_KEPT = 4_096
_WIDE, _HIGH = 8, 6


def _fetch(case: Questions, places: Sequence[int]) -> list[GridPicture]:
    return case.listed_pictures(places)


def say_picture(item: GridPicture) -> str:
    """A picture in one line."""
    ads = ngettext("in {n} ad", "in {n} ads", item.ads).format(n=number(item.ads))
    return " · ".join((_("Picture of A{ad}").format(ad=item.ad), f"× {number(item.times)} {ads}"))


class GridModel(RowModel[GridPicture]):
    """The list of pictures, ``columns`` of them in a row."""

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(runner, "grid", _fetch, say_picture, parent)
        self.columns = 1
        self._stopped: set[str] = set()

    def row(self, row: int) -> GridPicture | None:
        """A picture, or None while it is fetched; one put out of sight says so at once."""
        item = super().row(row)
        if item is not None and item.sha256 in self._stopped:
            return replace(item, status=STOPPED)
        return item

    def stop(self, sha256: str) -> None:
        """Put a picture out of sight."""
        self._stopped.add(sha256)

    def fit(self, columns: int) -> None:
        """So many in a row from now on."""
        if columns != self.columns:
            self.beginResetModel()
            self.columns = columns
            self.endResetModel()

    @property
    def count(self) -> int:
        """Pictures in all."""
        return super().rowCount()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's words
        """Rows of the grid."""
        return 0 if parent.isValid() else -(-self.count // self.columns)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's words
        """Pictures in a row."""
        return 0 if parent.isValid() else self.columns

    def number_of(self, index: Index) -> int:
        """Which picture stands at an index, from 0; -1 where none does."""
        if not index.isValid():
            return -1
        place = index.row() * self.columns + index.column()
        return place if place < self.count else -1

    def index_of(self, place: int) -> QModelIndex:
        """Where a picture stands."""
        return self.index(place // self.columns, place % self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The rest of the last row cannot be chosen."""
        known = super().flags(index)
        return known if self.number_of(index) >= 0 else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The picture for the delegate, and one line for screen readers."""
        place = self.number_of(index)
        if place < 0:
            return None
        if role == ROW_ROLE:
            return self.row(place)
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        item = self.row(place)
        return "…" if item is None else say_picture(item)

    def changed(self, first: int, last: int) -> None:
        """Pictures from one to another are there now."""
        top, bottom = first // self.columns, last // self.columns
        self.dataChanged.emit(self.index(top, 0), self.index(bottom, self.columns - 1))


class Mosaics(QObject):
    """Mosaics of the pictures in sight and of a few beyond; who goes on is not waited for."""

    came = Signal(int, int)
    """Mosaics of the pictures from one to another."""

    def __init__(self, runner: Runner, model: GridModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._model = model
        self._kept: OrderedDict[int, QImage] = OrderedDict()
        self._asked: set[int] = set()
        self._sight = (0, -1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._ask)
        model.modelReset.connect(self._begin_anew)

    def _begin_anew(self) -> None:
        self._asked.clear()
        self._soon.start()

    def forget(self) -> None:
        """Keep nothing."""
        self._kept.clear()
        self._asked.clear()
        self._sight = (0, -1)

    def drop(self, place: int) -> None:
        """Keep nothing of one picture."""
        self._kept[place] = QImage()

    def look(self, first: int, last: int, *, forward: bool = True) -> None:
        """These are in sight; going forward or back."""
        before, after = (BEHIND, AHEAD) if forward else (AHEAD, BEHIND)
        sight = max(first - before, 0), min(last + after, self._model.count - 1)
        if sight != self._sight:
            self._sight = sight
            self._soon.start()

    def again(self) -> None:
        """Rows came: look what is missing."""
        self._soon.start()

    def of(self, place: int) -> QImage | None:
        """The mosaic of a picture by its place; None while there is none."""
        return self._kept.get(place)

    def _ask(self) -> None:
        first, last = self._sight
        missing = []
        for number_ in range(first, last + 1):
            item = self._model.row(number_)
            if item and item.place not in self._kept and number_ not in self._asked:
                missing.append((number_, item))
        for begin in range(0, len(missing), _AT_ONCE):
            self._ask_some(missing[begin : begin + _AT_ONCE])

    def _ask_some(self, some: Sequence[tuple[int, GridPicture]]) -> None:
        first, last = some[0][0], some[-1][0]
        numbers = [one for one, _item in some]
        self._asked.update(numbers)

        def question(case: Questions) -> list[tuple[int, QImage]] | None:
            # on the reading thread
            begin, end = self._sight
            if last < begin or first > end:
                return None
            return [(item.place, _mosaic_of(case, item.sha256)) for _n, item in some]

        # a method: the runner then sees whether the grid is still there
        self._runner.ask(f"mosaics:{first}", question, partial(self._arrived, numbers))

    def _arrived(self, numbers: Sequence[int], made: list[tuple[int, QImage]] | None) -> None:
        self._asked.difference_update(numbers)
        for place, image in made or ():
            self._kept.setdefault(place, image)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        if made:
            self.came.emit(numbers[0], numbers[-1])


def _mosaic_of(case: Questions, sha256: str) -> QImage:
    """A null image too where the small picture cannot be read: whoever asks for it is told why."""
    try:
        return mosaic(case.thumbnail(sha256))
    except (KnownError, OSError):
        return QImage()


def mosaic(content: bytes) -> QImage:
    """Eight by six greys of a small picture; a null image where there is none."""
    image = QImage.fromData(content) if content else QImage()
    if image.isNull():
        return image
    kept = Qt.AspectRatioMode.IgnoreAspectRatio
    smooth = Qt.TransformationMode.SmoothTransformation
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return grey.scaled(_WIDE, _HIGH, kept, smooth)
