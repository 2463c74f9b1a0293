# SPDX-License-Identifier: GPL-3.0-or-later
"""The far corner of a sheet of an XLSX file: the reader makes a cell of everything up to it.

Sheets as programs write them are read by pattern, which is fast. The first tag of a row or cell
that is written in any other way (spaces at the ``=``, a prefix, a number too long) has the sheet
read once more by an XML parser: whatever way there is to write it, the reader may understand it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from xml.parsers import expat

from indexing.limits import MAX_SHEET_COLUMNS, MAX_SHEET_ROWS

_CHUNK = 1 << 18
_TAG = re.compile(rb"<(?!/)(?:[^\s<>:]*:)?(?:row|c)(?=[\s/>])")
_ROW = re.compile(rb'<row(?: r="(\d{1,7})")?(?: (?!r=)[\w:.]+="[^"<>]*")*/?>')
_NAMED_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"(?: [a-z]+="[\w.-]*")*/?>')
_BARE_CELL = re.compile(rb'<c(?: (?!r=)[a-z]+="[\w.-]*")*/?>')
_ROW_TAG = re.compile(rb"<row[ />]")
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


class OffGridError(ValueError):
    """A row or cell says it lies where no sheet has any, or nowhere."""


class Corner:
    """The far corner of the cells seen in a sheet, by pattern; rows and columns count from 1.

    Cells without a reference follow on each other; where they and others stand in one sheet, the
    corner is taken for farther than it may be.
    """

    def __init__(self) -> None:
        self.seen = 0
        self.run = 0  # bytes since the last tag began
        self.is_odd = False
        """Whether some tag was not read: the rest says nothing then."""
        self._tail = b""
        self._row = self._column = 0  # of cells that say where they are
        self._told_row = self._rows = 0  # of rows: the last that says its number, all that do not
        self._bare = self._bare_here = 0  # cells that do not: the most in a row, those in this one

    def see(self, piece: bytes) -> bytes:
        """Count what ends in this piece, and give it whole, from tag to tag."""
        data = self._tail + piece
        end = data.rfind(b"<")
        self.run = len(data) - end if end >= 0 else self.run + len(piece)
        data, self._tail = (data[:end], data[end:]) if end >= 0 else (data, b"")
        self._tail = self._tail[:_CHUNK]
        if self.is_odd:
            return data
        named, rows = _NAMED_CELL.findall(data), _ROW.findall(data)
        others = len(_TAG.findall(data)) - len(named) - len(rows)
        self.seen += len(named) + others
        for letters in {letters for letters, _ in named}:
            self._column = max(self._column, column_number(letters.decode("ascii")))
        self._row = max(self._row, max((int(digits) for _, digits in named), default=0))
        told = [int(number) for number in rows if number]
        self._told_row = max(self._told_row, max(told, default=0))
        self._rows += len(rows) - len(told)
        if others:
            self.is_odd = others > len(_BARE_CELL.findall(data))
            self._count_bare(data)
        elif rows:
            self._bare_here = 0
        return data

    def _count_bare(self, data: bytes) -> None:
        for number, part in enumerate(_ROW_TAG.split(data)):
            here = len(_BARE_CELL.findall(part))
            self._bare_here = here if number else self._bare_here + here
            self._bare = max(self._bare, self._bare_here)

    def cells(self) -> int:
        """Cells of the rectangle up to the corner, or those seen where they are more.

        Raises:
            OffGridError: it lies beyond the last row or column of any sheet.
        """
        row = max(self._row, self._told_row + self._rows) if self._bare else self._row
        column = self._column + self._bare
        if max(row, self._rows) > MAX_SHEET_ROWS or column > MAX_SHEET_COLUMNS:
            raise OffGridError
        return max(row * column, self.seen)


class ReadCorner:
    """The same by an XML parser, for sheets that are written in some way of their own.

    Raises:
        OffGridError: a row or cell lies where there is none; a document type is stated.
        expat.ExpatError: it is no XML.
    """

    def __init__(self) -> None:
        self.row = self.column = self.seen = 0
        self._at_row = self._at_column = 0
        self._parser = parser_of(self._begin)

    def see(self, piece: bytes) -> None:
        """Read on."""
        self._parser.Parse(piece, False)

    def end(self) -> None:
        """Say that nothing follows."""
        self._parser.Parse(b"", True)

    def cells(self) -> int:
        """Cells of the rectangle up to the corner, or those seen where they are more."""
        return max(self.row * self.column, self.seen)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            stated = attributes.get("r")
            self._at_row = self._at_row + 1 if stated is None else _within_rows(stated)
            self._at_column = 0
        elif local == "c":
            row = self._cell(attributes.get("r"))
            self.seen += 1
            self.row, self.column = max(self.row, row), max(self.column, self._at_column)
            if self.row > MAX_SHEET_ROWS or self.column > MAX_SHEET_COLUMNS:
                raise OffGridError

    def _cell(self, stated: str | None) -> int:
        """Go to a cell, the next one unless it says otherwise; its row."""
        if stated is None:
            self._at_column += 1
            return max(1, self._at_row)
        found = _REFERENCE.fullmatch(stated)
        if found is None:
            raise OffGridError
        self._at_column = column_number(found[1])
        return _within_rows(found[2])


def parser_of(begin: Callable[[str, dict[str, str]], None]) -> expat.XMLParserType:
    """A parser that calls for every element and takes no document type.

    It reads all text as UTF-8, as the reader of workbooks does, whatever the file says of itself.
    """

    def refuse(*_names: object) -> None:
        raise OffGridError

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = refuse
    return parser


def sheet_files(books: Iterable[Iterable[bytes]], lists: Iterable[Iterable[bytes]]) -> set[str]:
    """Names of the files, in small letters and without folder, that a workbook has for its sheets.

    Args:
        books: the part that names the sheets; more than one where a ZIP holds the name twice.
        lists: the part that says which file is meant, likewise.

    Raises:
        OffGridError, expat.ExpatError: one of them is not what it should be.
    """
    told: set[str] = set()
    files: set[str] = set()

    def in_book(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            told.update(attributes.values())

    def in_list(_name: str, attributes: dict[str, str]) -> None:
        if attributes.get("Id") in told:
            files.add(file_name(attributes.get("Target", "")))

    for begin, parts in ((in_book, books), (in_list, lists)):
        for pieces in parts:
            parser = parser_of(begin)
            for piece in pieces:
                parser.Parse(piece, False)
            parser.Parse(b"", True)
    return files


def file_name(path: str) -> str:
    """The last part of a path, in small letters: the reader makes no difference either."""
    return re.split(r"[/\\]", path)[-1].lower()


def column_number(letters: str) -> int:
    """The number of a column by its letters; A is 1."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number


def _within_rows(stated: str) -> int:
    if not (stated.isascii() and stated.isdigit() and len(stated) <= 7):
        raise OffGridError
    number = int(stated)
    if not 1 <= number <= MAX_SHEET_ROWS:
        raise OffGridError
    return number
