# SPDX-License-Identifier: GPL-3.0-or-later
"""How large the sheets of a workbook become when they are read: corners, filled cells, texts."""

from __future__ import annotations

import errno
from pathlib import Path

from indexing.errors import BadInputError
from indexing.limits import (
    MAX_EMPTY_CELLS,
    MAX_FORMULA_MOVED_BYTES,
    MAX_REPEATED_BYTES,
    MAX_SHEET_CELLS,
)

_FILLED_SHARE = 20


class SheetSize:
    """Adds up what is seen of a workbook whose reader holds all sheets; raises ``xlsx_bomb``.

    Rows and columns count from 0.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._spanned = self._cells = self._bytes = self._moved = 0
        self._first = self._last = self._left = self._right = -1

    def filled(self, row: int, column: int, *, cells: int = 1) -> None:
        """A cell, or several up to this one, that hold something."""
        self._cells += cells
        if self._first < 0:
            self._first, self._left = row, column
        self._first, self._last = min(self._first, row), max(self._last, row)
        self._left, self._right = min(self._left, column), max(self._right, column)

    def repeated(self, count: int) -> None:
        """Bytes or letters that stand once in the file and again in a cell."""
        self._bytes += count
        if self._bytes > MAX_REPEATED_BYTES:
            raise bomb(self._path, {"bytes": self._bytes})

    def moved(self, count: int) -> None:
        """Bytes that the reader moves while it puts a formula together."""
        self._moved += count
        if self._moved > MAX_FORMULA_MOVED_BYTES:
            raise bomb(self._path, {"bytes": self._moved})

    def stated(self, rows: int, columns: int) -> None:
        """Rows and columns that a sheet says it has."""
        if rows * columns > MAX_SHEET_CELLS:
            raise bomb(self._path, {"cells": rows * columns})

    def end_sheet(self) -> None:
        """Add the rectangle of a sheet; raise where all are too large, or nearly empty."""
        if self._first >= 0:
            self._spanned += (self._last - self._first + 1) * (self._right - self._left + 1)
        nearly_empty = self._cells * _FILLED_SHARE < self._spanned
        if self._spanned > (MAX_EMPTY_CELLS if nearly_empty else MAX_SHEET_CELLS):
            raise bomb(self._path, {"cells": self._spanned})
        self._first = self._last = self._left = self._right = -1


def bomb(path: Path, detail: dict[str, object]) -> BadInputError:
    """The error of a workbook that unpacks or spreads too far."""
    return BadInputError("xlsx_bomb", path=path, detail=detail)


def damaged(path: Path, cause: BaseException | None = None) -> BadInputError:
    """The error of a workbook that is not built as one; of a drive that fails, another.

    Whoever reads a broken ZIP asks for places before its begin, which the system calls EINVAL.
    """
    if isinstance(cause, OSError) and cause.errno not in (None, errno.EINVAL):
        return BadInputError("file_unreadable", path=path)
    return BadInputError("workbook_damaged", path=path)
