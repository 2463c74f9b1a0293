# SPDX-License-Identifier: GPL-3.0-or-later
"""A list of any length: ids in memory, rows fetched by the page when somebody looks at them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from shiboken6 import isValid

from app.tasks.runner import Runner, Turn
from app.triage.session import Questions

Row = TypeVar("Row")
PAGE = 16
"""Rows that are read in one go: more than a screen holds would make its first ones wait."""
KEPT_PAGES = 256
WANTED_PAGES = 12
"""Pages that somebody looked for last; who scrolls on does not wait for those before."""
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class RowModel(QAbstractTableModel, Generic[Row]):
    """Ids with a cache of row pages; ``name`` tells its questions from those of other lists."""

    def __init__(
        self,
        runner: Runner,
        name: str,
        fetch: Callable[[Questions, Sequence[int]], list[Row]],
        say: Callable[[Row], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._name = name
        self._fetch = fetch
        self._say = say
        self._ids: Sequence[int] = ()
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._asked: set[int] = set()
        self._wanted: tuple[int, ...] = ()
        self._epoch = 0
        self.draggable = False
        """Whether rows can be dragged out of the list."""

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What can be done with a row."""
        known = super().flags(index)
        return known | Qt.ItemFlag.ItemIsDragEnabled if self.draggable else known

    def show(self, ids: Sequence[int]) -> None:
        """Show these ids, in this order."""
        self.beginResetModel()
        self._ids = ids
        self._forget()
        self.endResetModel()

    def refresh(self) -> None:
        """Read all rows again; ids stay."""
        self._forget()
        if self._ids:
            self.changed(0, len(self._ids) - 1)

    def _forget(self) -> None:
        self._epoch += 1
        self._pages.clear()
        self._asked.clear()
        self._wanted = ()

    def id_at(self, row: int) -> int:
        """The id in a row."""
        return self._ids[row]

    def row_of(self, wanted: int) -> int:
        """The row of an id, -1 when it is not listed."""
        # a table of places would take a million entries and the time to make them, for one look
        try:
            return self._ids.index(wanted)
        except ValueError:
            return -1

    def row(self, row: int) -> Row | None:
        """The row's words, or None while they are fetched."""
        page = row // PAGE
        known = self._pages.get(page)
        if known is not None:
            self._pages.move_to_end(page)
            offset = row % PAGE
            return known[offset] if offset < len(known) else None
        self._want(page)
        return None

    def _want(self, page: int) -> None:
        if page not in self._wanted:
            self._wanted = (*self._wanted, page)[-WANTED_PAGES:]
        if page in self._asked:
            return
        self._asked.add(page)
        ids = list(self._ids[page * PAGE : (page + 1) * PAGE])
        epoch = self._epoch

        def question(case: Questions) -> list[Row] | None:
            # on the reading thread; whoever scrolled on meanwhile looks for other pages now
            return self._fetch(case, ids) if page in self._wanted else None

        def arrived(rows: list[Row] | None) -> None:
            if not isValid(self) or epoch != self._epoch:
                return
            if rows is None:
                self._asked.discard(page)
            else:
                self._keep(page, rows)

        self._runner.ask(f"{self._name}:{page}", question, arrived, turn=Turn.FIRST)

    def _keep(self, page: int, rows: list[Row]) -> None:
        self._pages[page] = rows
        while len(self._pages) > KEPT_PAGES:
            gone, _rows = self._pages.popitem(last=False)
            self._asked.discard(gone)
        first = page * PAGE
        last = min(first + PAGE, len(self._ids)) - 1
        if first <= last:
            self.changed(first, last)

    def changed(self, first: int, last: int) -> None:
        """Tell views that these rows are other ones now."""
        self.dataChanged.emit(self.index(first, 0), self.index(last, 0))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's words
        """Rows in all."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's words
        """One card a row."""
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row for the delegate, and one line for screen readers and keyboard search."""
        if not index.isValid() or role not in (
            ROW_ROLE,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        row = self.row(index.row())
        if role == ROW_ROLE:
            return row
        return "…" if row is None else self._say(row)
