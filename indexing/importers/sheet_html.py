# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables written as a page: what many sites give as "Excel", and Excel's own "web page".

The page is cut before each row, so that a long table is never held whole. A table that lies in a
cell of a table without rows of its own, as old sites lay out their pages, is a table for itself;
in a cell of one with rows it is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Protocol

from indexing.importers.html_tokens import Token, TooManyPiecesError, attributes, tokens
from indexing.importers.sheet_rows import Cell, SheetRow, shown
from indexing.limits import (
    MAX_IMAGES_PER_AD,
    MAX_PAGE_ADDRESS,
    MAX_SHEET_COLUMNS,
    MAX_SHEET_ROW_CHARACTERS,
    MAX_SHEETS_WITHIN,
)

_CHUNK = 1 << 18
_CUT = re.compile(r"<(?:tr|/?table)(?=[\s/>])", re.IGNORECASE)
_LONGEST_CUT, _LONGEST_TAG = len("</table>"), 10_000
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SPACES, _LINE_ENDS = re.compile(r" {2,}"), re.compile(r" *\n[ \n]*")
_BLOCKS = frozenset(("p", "div", "li", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"))
_POWER = re.compile(r"-?\d(?:[.,]\d+)?E\+\d{1,3}", re.IGNORECASE)
_LONGEST_NUMBER = 40
_NO_ADDRESSES = ("#", "javascript:", "data:", "about:")


class Text(Protocol):
    """A page, decoded, piece by piece."""

    def read(self, size: int, /) -> str:
        """So many characters, fewer at the end."""
        ...


@dataclass(slots=True)
class _OpenCell:
    column: int
    stop: int
    number: str
    parts: list[str] = field(default_factory=list)
    href: str = ""
    pictures: list[str] = field(default_factory=list)

    def start(self, name: str, rest: str) -> None:
        """An element begins within the cell."""
        if name == "br" or name in _BLOCKS:
            self.parts.append("\n")
        elif name in ("td", "th"):  # of a table within the cell
            self.parts.append(" ")
        elif name == "a" and not self.href:
            self.href = _address(attributes(rest).get("href", ""))
        elif name == "img" and len(self.pictures) < MAX_IMAGES_PER_AD:
            self.pictures += filter(None, [_address(attributes(rest).get("src", ""))])

    def closed(self) -> Cell:
        """The cell as it was shown; a number that was too wide for it as it is."""
        text = _LINE_ENDS.sub("\n", _SPACES.sub(" ", "".join(self.parts))).strip()
        if self.number and _POWER.fullmatch(text):
            text = _written_out(self.number) or text
        text = shown(text)
        return Cell(text, "" if self.href == text else self.href, tuple(self.pictures))


@dataclass(slots=True)
class _Table:
    name: str
    number: int = 0
    cells: dict[int, Cell] | None = None
    cell: _OpenCell | None = None
    column: int = 0
    below: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Where a cell further up begins that fills this row too: where it ends, and its last row."""
    has_rows: bool = False
    code: str = ""


class SheetHtml:
    """One pass over a page; tells also how much text is outside of tables, and fields of forms."""

    def __init__(self) -> None:
        self.outside = self.inputs = 0
        self._open: list[_Table] = []
        self._tables = self._within = 0
        self._found: list[SheetRow] = []

    def rows(self, text: Text) -> Iterator[SheetRow]:
        """Rows of all tables, in the order in which they end."""
        held, is_passed = "", False
        while piece := text.read(_CHUNK):
            start = max(1, len(held) - _LONGEST_CUT)
            held += piece
            cuts = [0, *(found.start() for found in _CUT.finditer(held, start))]
            for here, there in pairwise(cuts):
                self._read("" if is_passed else held[here:there])
                is_passed = False
            held = held[cuts[-1] :]
            if len(held) > MAX_SHEET_ROW_CHARACTERS:
                self._read(held[: held.find(">", 0, _LONGEST_TAG) + 1])  # the row itself begins
                self._refuse()
                held, is_passed = "", True
            yield from self._taken()
        self._read("" if is_passed else held)
        self._end()
        yield from self._taken()

    def _taken(self) -> list[SheetRow]:
        found, self._found = self._found, []
        return found

    def _read(self, piece: str) -> None:
        try:
            for token in tokens(piece):
                self._take(token)
        except TooManyPiecesError:
            self._refuse()

    def _refuse(self) -> None:
        if self._open and self._open[-1].cells is not None:
            self._open[-1].code = "cell_too_long"

    def _end(self) -> None:
        """The page is over; a row that is open now and follows others was cut off."""
        while self._open:
            table = self._open[-1]
            if table.cells and table.has_rows:
                table.code = table.code or "file_cut"
            self._close_table()

    def _take(self, token: Token) -> None:
        kind, name, rest = token
        if kind == "start" and name == "table":
            self._open_table()
        elif not self._open:
            self.outside += len(rest.strip()) if kind == "text" else 0
        elif kind == "text" and (cell := self._open[-1].cell):
            cell.parts.append(_SPACE.sub(" ", rest))
        elif kind == "start":
            self._start(self._open[-1], name, rest)
        elif kind == "end":
            self._stop(self._open[-1], name)

    def _open_table(self) -> None:
        if self._open and (self._open[-1].has_rows or len(self._open) >= MAX_SHEETS_WITHIN):
            self._within += 1
        else:
            self._tables += 1
            self._open.append(_Table(str(self._tables)))

    def _start(self, table: _Table, name: str, rest: str) -> None:
        self.inputs += name == "input"
        if not self._within and name == "tr":
            self._open_row(table)
        elif not self._within and name in ("td", "th"):
            self._open_cell(table, attributes(rest))
        elif table.cell is not None:
            table.cell.start(name, rest)

    def _stop(self, table: _Table, name: str) -> None:
        if name == "table" and self._within:
            self._within -= 1
        elif name == "table":
            self._close_table()
        elif not self._within and name == "tr":
            self._close_row(table)
        elif not self._within and name in ("td", "th"):
            _close_cell(table)
        elif table.cell is not None and name in _BLOCKS:
            table.cell.parts.append("\n")

    def _open_row(self, table: _Table) -> None:
        self._close_row(table)
        table.number += 1
        table.cells, table.column = {}, 0

    def _open_cell(self, table: _Table, told: dict[str, str]) -> None:
        _close_cell(table)
        if table.cells is None:
            self._open_row(table)
        while held := table.below.get(table.column):
            stop, last = held
            if last < table.number:
                del table.below[table.column]
                break
            table.column = stop
        if table.column >= MAX_SHEET_COLUMNS:
            table.code = "too_many_columns"
            return
        start, stop = table.column, table.column + _count(told.get("colspan"))
        table.cell = _OpenCell(start, stop, told.get("x:num", ""))
        if (rows := _count(told.get("rowspan"))) > 1:
            table.below[start] = stop, table.number + rows - 1

    def _close_row(self, table: _Table) -> None:
        _close_cell(table)
        if table.cells is None:
            return
        cells, table.cells = table.cells, None
        if cells or table.code:
            self._found.append(SheetRow(table.name, table.number, cells, table.code))
        table.has_rows = table.has_rows or len(cells) > 1
        table.code = ""

    def _close_table(self) -> None:
        table = self._open.pop()
        self._close_row(table)
        self._found.append(SheetRow(table.name, 0, {}))


def _close_cell(table: _Table) -> None:
    """Keep a cell that shows anything."""
    cell, table.cell = table.cell, None
    if cell is None or table.cells is None:
        return
    closed, table.column = cell.closed(), cell.stop
    if any(closed):
        table.cells[cell.column] = closed


def _count(untrusted: str | None) -> int:
    """A number of columns or rows."""
    digits = (untrusted or "").strip()
    return min(max(int(digits), 1), MAX_SHEET_COLUMNS) if re.fullmatch("[0-9]{1,9}", digits) else 1


def _address(untrusted: str) -> str:
    found = untrusted.strip()
    is_one = len(found) <= MAX_PAGE_ADDRESS and not found.lower().startswith(_NO_ADDRESSES)
    return found if is_one else ""


def _written_out(number: str) -> str:
    try:
        value = Decimal(number[:_LONGEST_NUMBER])
        return f"{value:f}" if abs(value.adjusted()) < _LONGEST_NUMBER else ""
    except InvalidOperation:
        return ""
