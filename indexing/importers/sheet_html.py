# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables written as a page: what many sites give as "Excel", and Excel's own "web page".

The page is cut before each row, so that a long table is never held whole. A table that lies in a
cell of a table without rows of its own, as old sites lay out their pages, is a table for itself,
and so is one in a cell over the whole width of a table that names nothing of an ad; elsewhere it
is text of its cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

from indexing.importers.field_names import names_fields
from indexing.importers.html_tokens import (
    Token,
    TooManyPiecesError,
    attributes,
    resolved,
    tokens,
)
from indexing.importers.sheet_rows import HEADER_ROWS, Cell, SheetRow, shown, written_out
from indexing.limits import (
    MAX_IMAGES_PER_AD,
    MAX_PAGE_ADDRESS,
    MAX_SHEET_COLUMNS,
    MAX_SHEET_ROW_CHARACTERS,
    MAX_SHEET_RUNS,
    MAX_SHEETS_WITHIN,
)

_CHUNK = 1 << 18
_CUT = re.compile(r"<(?:!--|(?:tr|/?table)(?=[\s/>]))", re.IGNORECASE)
_COMMENT_END = re.compile("--!?>")
_LONGEST_COMMENT = 10_000
"""A comment that does not end within so many characters is a ``<!--`` that came with a text."""
_LONGEST_CUT, _LONGEST_TAG = len("</table>"), 10_000
_SPACE = re.compile(r"[ \t\r\n\f]+")
_SPACES, _LINE_ENDS = re.compile(r" {2,}"), re.compile(r" *\n[ \n]*")
_BLOCKS = frozenset(("p", "div", "li", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"))
_POWER = re.compile(r"-?\d(?:[.,]\d+)?E\+\d{1,3}", re.IGNORECASE)
_NO_ADDRESSES = ("#", "javascript:", "data:", "about:")
_NO_FIELDS = ("hidden", "checkbox", "radio", "button", "submit", "reset", "image")
"""Kinds of input that nobody writes in: lists have boxes to tick, and pages of ASP.NET a state."""


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
            text = written_out(self.number) or text
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
    """Where cells further up begin that fill this row too: where they end, and their last row."""
    run: int = 0
    width: int = 0
    has_rows: bool = False
    heads: list[dict[int, Cell]] = field(default_factory=list)
    """Its first rows, as long as nobody asked what they name."""
    is_named: bool = False
    code: str = ""

    def holds(self) -> bool:
        """Whether a table that begins now is text of a cell of this one."""
        cell = self.cell
        if not self.has_rows or cell is None or cell.column > 0 or cell.stop < self.width:
            return self.has_rows
        while self.heads and not self.is_named:
            self.is_named = names_fields(cell.text for cell in self.heads.pop().values())
        return self.is_named

    def reach_down(self, start: int, stop: int, last: int) -> None:
        """Keep that a cell fills rows below too, as one with the cell before where both end so."""
        if self.below.get(self.run) == (start, last):
            self.below[self.run] = stop, last
            return
        if len(self.below) >= MAX_SHEET_RUNS:
            self.below = {at: x for at, x in self.below.items() if x[1] > self.number}
        if len(self.below) >= MAX_SHEET_RUNS:
            self.code = "too_many_columns"
            return
        self.below[start], self.run = (stop, last), start


class SheetHtml:
    """One pass over a page; tells also how much text is outside of tables, and fields of forms."""

    def __init__(self) -> None:
        self.outside = self.inputs = 0
        self._open: list[_Table] = []
        self._tables = self._within = 0
        self._is_over = False
        self._found: list[SheetRow] = []

    def rows(self, text: Text) -> Iterator[SheetRow]:
        """Rows of all tables, in the order in which they end."""
        held, is_passed, is_last, at = "", False, False, 1
        while not is_last:
            is_last = not (piece := text.read(_CHUNK))
            held += piece
            cuts, at = _cuts(held, at, is_last=is_last)
            for here, there in pairwise([0, *cuts]):
                self._read("" if is_passed else held[here:there])
                is_passed = False
            last = cuts[-1] if cuts else 0
            held, at = held[last:], at - last
            if len(held) > MAX_SHEET_ROW_CHARACTERS:
                if not is_passed:
                    self._read(held[: held.find(">", 0, _LONGEST_TAG) + 1])  # the row itself begins
                self._refuse()
                # what is kept may be half of the next row's tag
                held, is_passed, at = held[1 - _LONGEST_CUT :], True, 0
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
        """The page is over; a row that is open now and follows others was cut off.

        Not where the page says that it ends: old programs leave out the ends of rows and tables.
        """
        while self._open:
            table = self._open[-1]
            is_begun = bool(table.cells) or table.cell is not None
            if is_begun and table.has_rows and not self._is_over:
                table.code = table.code or "file_cut"
            self._close_table()

    def _take(self, token: Token) -> None:
        kind, name, rest = token
        if kind == "raw" and name == "textarea":  # shown as the text that it is
            kind, rest = "text", resolved(rest)
        if kind in ("start", "end"):
            self._is_over = kind == "end" and name in ("body", "html")
            self.inputs += kind == "start" and name == "input" and _is_field(rest)
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
        if self._open and (len(self._open) >= MAX_SHEETS_WITHIN or self._open[-1].holds()):
            self._within += 1
        else:
            self._tables += 1
            self._open.append(_Table(str(self._tables)))

    def _start(self, table: _Table, name: str, rest: str) -> None:
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
        number = told.get("x:num") or told.get("sdval", "")  # of Excel, of LibreOffice
        table.cell = _OpenCell(start, stop, number)
        if (rows := _count(told.get("rowspan"))) > 1:
            table.reach_down(start, stop, table.number + rows - 1)

    def _close_row(self, table: _Table) -> None:
        _close_cell(table)
        if table.cells is None:
            return
        cells, table.cells = table.cells, None
        if cells or table.code:
            self._found.append(SheetRow(table.name, table.number, cells, table.code))
        table.has_rows = table.has_rows or len(cells) > 1
        table.width = max(table.width, table.column)
        if table.number <= HEADER_ROWS:
            table.heads.append(cells)
        table.code = ""

    def _close_table(self) -> None:
        table = self._open.pop()
        self._close_row(table)
        self._found.append(SheetRow(table.name, 0, {}))


def _cuts(held: str, at: int, *, is_last: bool) -> tuple[list[int], int]:
    """Where rows and tables begin and tables end, outside of comments; and from where to go on."""
    cuts: list[int] = []
    endless = 0  # no comment ends before
    while found := _CUT.search(held, at):
        start, at = found.span()
        if found[0] != "<!--":
            cuts.append(start)
            continue
        stop = start + _LONGEST_COMMENT
        if end := _COMMENT_END.search(held, max(start + 2, endless), stop):
            at = end.end()
        elif stop > len(held) and not is_last:
            return cuts, start
        else:
            endless = stop - len("--!")
    return cuts, max(at, len(held) - _LONGEST_CUT)


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
    if untrusted is None:
        return 1
    digits = untrusted.strip()
    return min(max(int(digits), 1), MAX_SHEET_COLUMNS) if re.fullmatch("[0-9]{1,9}", digits) else 1


def _is_field(rest: str) -> bool:
    return attributes(rest).get("type", "").strip().lower() not in _NO_FIELDS


def _address(untrusted: str) -> str:
    found = untrusted.replace("\0", "").strip()
    is_one = len(found) <= MAX_PAGE_ADDRESS and not found.lower().startswith(_NO_ADDRESSES)
    return found if is_one else ""
