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
_NAMED_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"(?: (?!r=)[a-z]+="[\w.-]*")*(/?)>')
_BARE_CELL = re.compile(rb'<c(?: (?!r=)[a-z]+="[\w.-]*")*/?>')
_ROW_END = re.compile(rb'</row\s*>|<row(?: [\w:.]+="[^"<>]*")*/>')
_OUTSIDE_XML = bytes(9 if byte < 32 and byte not in b"\t\r\n" else byte for byte in range(256))
_TOLD_SIGN = re.compile(rb"&#\w{1,8};|\xef\xbf[\xbe\xbf]")
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
        self.passed = 0  # bytes of a long text that were left out of what was given
        self.is_odd = False
        """Whether some tag was not read: the rest says nothing then."""
        self._tail = b""
        self._row = self._column = 0  # of cells that say where they are
        self._told_row = self._rows = 0  # of rows: the last that says its number, all that do not
        self._bare = self._bare_here = 0  # cells that do not: the most in a row, those in this one
        self._has_notes = False

    def see(self, piece: bytes) -> bytes:
        """Count what ends in this piece, and give it whole, from tag to tag.

        Raises:
            OffGridError: a tag is so long that none is.
        """
        data = self._tail + piece
        end = data.rfind(b"<")
        self.run = len(data) - end if end >= 0 else self.run + len(piece)
        data, self._tail = (data[:end], data[end:]) if end >= 0 else (data, b"")
        self.passed = max(0, len(self._tail) - _CHUNK)
        self._tail = self._tail[:_CHUNK]
        if self.passed and b">" not in self._tail:
            raise OffGridError
        if not self.is_odd:
            self._count(data)
        return data

    def _count(self, data: bytes) -> None:
        named, rows = _NAMED_CELL.findall(data), _ROW.findall(data)
        others = len(_TAG.findall(data)) - len(named) - len(rows)
        self.seen += len(named) + others
        # a cell that is nothing but a format is none to the reader
        filled = [(letters, int(digits)) for letters, digits, is_empty in named if not is_empty]
        for letters in {letters for letters, _ in filled}:
            self._column = max(self._column, column_number(letters.decode("ascii")))
        self._row = max(self._row, max((digits for _, digits in filled), default=0))
        told = [int(number) for number in rows if number]
        self._told_row = max(self._told_row, max(told, default=0))
        self._rows += len(rows) - len(told)
        self._has_notes = self._has_notes or b"<!" in data or b"<?" in data[5:]
        if others:
            self.is_odd = others > len(_BARE_CELL.findall(data))
            self._count_bare(data)
        elif _ROW_END.search(data):
            self._bare_here = 0
        # ends of rows within a note would be taken for ends
        self.is_odd = self.is_odd or (self._bare > 0 and self._has_notes)

    def _count_bare(self, data: bytes) -> None:
        for number, part in enumerate(_ROW_END.split(data)):
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
        self._at_row, self._at_column = 1, 0
        self._open: tuple[int, int] | None = None  # a cell of which nothing is seen yet
        self._parser = parser_of(self._begin)
        self._parser.EndElementHandler = self._finish

    def see(self, piece: bytes) -> None:
        """Read on."""
        self._parser.Parse(readable(piece), False)

    def end(self) -> None:
        """Say that nothing follows."""
        self._parser.Parse(b"", True)

    def cells(self) -> int:
        """Cells of the rectangle up to the corner, or those seen where they are more."""
        return max(self.row * self.column, self.seen)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if self._open is not None:  # it holds something
            self._far(*self._open)
            self._open = None
        if local == "row":
            stated = attributes.get("r")
            self._at_row = self._at_row if stated is None else _within_rows(stated)
        elif local == "c":
            self._open = (self._cell(attributes.get("r")), self._at_column)
            self.seen += 1

    def _finish(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self._open = None
        elif local == "row":  # here, and not where the next one begins
            self._at_row, self._at_column = self._at_row + 1, 0

    def _far(self, row: int, column: int) -> None:
        self.row, self.column = max(self.row, row), max(self.column, column)
        if self.row > MAX_SHEET_ROWS or self.column > MAX_SHEET_COLUMNS:
            raise OffGridError

    def _cell(self, stated: str | None) -> int:
        """Go to a cell, the next one unless it says otherwise; its row."""
        if stated is None:
            self._at_column += 1
            return self._at_row
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
        OffGridError, expat.ExpatError: one of them is not what it should be, or two sheets are one
            and the same file.
    """
    told: set[str] = set()
    ids: list[str] = []
    targets: dict[str, str] = {}

    def in_book(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            told.update(attributes.values())
            ids.extend(text for key, text in attributes.items() if key.endswith(":id"))

    def in_list(_name: str, attributes: dict[str, str]) -> None:
        if "Id" in attributes:
            targets[attributes["Id"]] = attributes.get("Target", "")

    for begin, parts in ((in_book, books), (in_list, lists)):
        for pieces in parts:
            parser = parser_of(begin)
            for piece in pieces:
                parser.Parse(readable(piece), False)
            parser.Parse(b"", True)
    used = [_from_book(targets[one]) for one in ids if one in targets]
    if len(set(used)) < len(used):
        raise OffGridError
    return {file_name(target) for one, target in targets.items() if one in told}


def _from_book(target: str) -> str:
    return target.replace("\\", "/").lower().removeprefix("/").removeprefix("xl/")


def readable(piece: bytes) -> bytes:
    """XML without the signs that the parser refuses and the reader of workbooks passes over."""
    return _TOLD_SIGN.sub(_blanks, piece.translate(_OUTSIDE_XML))


def _blanks(sign: re.Match[bytes]) -> bytes:
    return b" " * len(sign[0])


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
