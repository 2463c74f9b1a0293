# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets written as markup, HTML or XML: which of them are lists, their headers, their rows.

Of a page only those tables are read whose header names parts of an ad; where there is none, all of
two rows and columns. Of a workbook in XML every sheet is read that is not hidden, as of any.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from string import ascii_uppercase
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.importers import byte_stream, encodings, page_bytes, xml_feed
from indexing.importers.base import RawRow
from indexing.importers.cell_links import LinkedColumns
from indexing.importers.field_names import names_fields
from indexing.importers.sheet_html import SheetHtml
from indexing.importers.sheet_rows import (
    DELIMITER,
    HEADER_ROWS,
    Cell,
    SheetRow,
    first_filled,
    line_of,
)
from indexing.importers.sheet_xml import SheetXml
from indexing.importers.source import Note
from indexing.limits import (
    MAX_CELL_CHARACTERS,
    MAX_COLUMN_CHARACTERS,
    MAX_COLUMNS,
    MAX_SHEET_COLUMNS,
    MAX_SHEET_NAMES,
    MAX_SHEETS,
)
from indexing.records import Rejected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexing.importers.origin import Origin

_SAMPLE_ROWS = 200
_SAMPLE_ROWS_OF_SHEETS = 20_000
"""Where there are several lists, fields are found for those that begin in so many rows."""
_SHEET = re.compile(r"<table(?=[\s>])|<(?:[\w.-]{1,40}:)?Worksheet(?=[\s>])", re.IGNORECASE)
_HIDDEN = re.compile("Sheet(?:Very)?Hidden")
_LONGEST_MARK = 60
_NAMES_TOLD, _LONGEST_NAME = 20, 100
_LETTERS = [*ascii_uppercase, *(a + b for a in ascii_uppercase for b in ascii_uppercase)]
_MOST_BESIDE = 10
"""A list is so many times as long as the text beside it."""
_LEAST_ROWS = 3
"""Rows that are as filled as the header, which is one of them."""
_Header = tuple[tuple[int, str], ...]


@dataclass(slots=True)
class _Sheet:
    """A sheet while it is read: its first rows are held until the header is found among them."""

    held: list[SheetRow] = field(default_factory=list)
    columns: LinkedColumns | None = None
    header: Mapping[int, str] = field(default_factory=dict)
    is_passed: bool = False


class MarkupSheetReader:
    """Such a file; places are ``table 1 row 5`` or ``sheet NAME row 5``.

    Args:
        origin: the file.
        encoding: that of its text; None for what it declares and holds.
        kind: ``sheet-html`` or ``sheet-xml``.
    """

    delimiter = DELIMITER

    def __init__(self, origin: Origin, encoding: str | None, *, kind: str) -> None:
        self.origin, self.path = origin, origin.path
        self._is_page = kind == "sheet-html"
        of_kind = _page_encoding if self._is_page else xml_feed.encoding_of
        self.encoding = encodings.named(encoding) if encoding else of_kind(origin)
        self._stream: byte_stream.ByteStream | None = None
        self._passed = 0
        self._headers: dict[_Header, LinkedColumns] = {}
        self._takes_any = not self._is_page
        has_several, has_hidden = self._marks()
        self._hidden = self._hidden_sheets() if has_hidden and not self._is_page else {}
        most = _SAMPLE_ROWS_OF_SHEETS if has_several else _SAMPLE_ROWS
        self.columns = self._sampled(most)
        if not self.columns and not self._takes_any:
            self._takes_any = True
            self.columns = self._sampled(most)
        if not self.columns:
            raise BadInputError("no_columns", path=self.path)

    def _marks(self) -> tuple[bool, bool]:
        """Whether there are several sheets, and whether any may be hidden."""
        sheets, is_hidden, before = 0, False, ""
        with byte_stream.text(byte_stream.ByteStream(self.origin), self.encoding, "") as text:
            while piece := text.read(byte_stream.CHUNK):
                part = before + piece
                sheets += sum(found.end() >= len(before) for found in _SHEET.finditer(part))
                is_hidden = is_hidden or _HIDDEN.search(part) is not None
                before = part[-_LONGEST_MARK:]
        return sheets > 1, is_hidden

    def _hidden_sheets(self) -> Mapping[str, None]:
        """Names of hidden sheets: that they are stands behind their rows."""
        book, stream = SheetXml(), byte_stream.ByteStream(self.origin)
        for _ in xml_feed.fed(stream, self.encoding, self.path, book):
            if len(book.hidden) > MAX_SHEET_NAMES:
                detail = {"sheets": len(book.hidden), "limit": MAX_SHEET_NAMES}
                raise BadInputError("too_many_sheets", path=self.path, detail=detail)
        return book.hidden

    def _sampled(self, most: int) -> tuple[str, ...]:
        beside: dict[str, None] = {}
        for row in islice(self.rows(), most):
            if isinstance(row, RawRow):
                beside.update(dict.fromkeys(row.cells))
        held = [name for columns in self._headers.values() for name in columns.names]
        return tuple(dict.fromkeys([*held, *beside]))

    @property
    def notes(self) -> Sequence[Note]:
        """Hidden sheets; tables that are no lists, in the newest ``rows``."""
        shown = ", ".join(name[:_LONGEST_NAME] for name in islice(self._hidden, _NAMES_TOLD))
        hidden = Note("sheets_hidden", {"n": len(self._hidden), "sheets": shown})
        passed = Note("tables_passed", {"n": self._passed})
        return [*([hidden] if self._hidden else []), *([passed] if self._passed else [])]

    def position(self) -> int:
        """Bytes of the file read so far by the newest ``rows``."""
        return 0 if self._stream is None else self._stream.position()

    def rows(self) -> Iterator[RawRow | Rejected]:
        """Rows below each header."""
        self._passed = 0
        sheets: dict[str, _Sheet] = {}
        name, number, damage = "1", 0, ""
        for row in self._sheet_rows():
            if isinstance(row, str):
                damage = row  # the last that comes
                continue
            sheet = sheets.setdefault(row.sheet, _Sheet())
            name, number = row.sheet, row.number or number
            if sheet.columns is None and not sheet.is_passed:
                sheet.held += [row] if row.number else []
                if row.number == 0 or len(sheet.held) == HEADER_ROWS:
                    yield from self._begun(sheet)
            elif row.number and sheet.columns is not None:
                yield self._row(sheet.columns, sheet.header, row)
            if row.number == 0:
                del sheets[row.sheet]
        for sheet in sheets.values():  # the document breaks off
            if sheet.columns is None and not sheet.is_passed:
                yield from self._begun(sheet)
        if damage:
            yield Rejected(self._place(name, number + 1), damage, {})

    def _sheet_rows(self) -> Iterator[SheetRow | str]:
        stream = self._stream = byte_stream.ByteStream(self.origin)
        if not self._is_page:
            for row in xml_feed.fed(stream, self.encoding, self.path, SheetXml()):
                if isinstance(row, str) or row.sheet not in self._hidden:
                    yield row
            return
        with byte_stream.text(stream, self.encoding, "") as text:
            code = ""
            for row in SheetHtml().rows(text):
                code = row.code if row.number else code
                yield row
        if stream.cut and code != "file_cut":  # between two rows, which only the packing tells
            yield "file_cut"

    def _begun(self, sheet: _Sheet) -> Iterator[RawRow | Rejected]:
        """What was held of a sheet, below its header; nothing where it is no list."""
        held, sheet.held = sheet.held, []
        index, header = _head_of(held)
        below = held[index + 1 :]
        key = tuple(sorted(header.items()))
        if key not in self._headers and not self._is_list(header, below):
            sheet.is_passed = True
            self._passed += self._is_page and len(held) > 1
            return
        if key not in self._headers:
            self._headers[key] = self._named(header, below)
        sheet.columns, sheet.header = self._headers[key], header
        for row in below:
            yield self._row(sheet.columns, header, row)

    def _is_list(self, header: Mapping[int, str], below: Sequence[SheetRow]) -> bool:
        if names_fields(header.values()):
            return True
        is_filled = bool(header) if not self._is_page else len(header) > 1 and len(below) > 0
        return self._takes_any and is_filled

    def _named(self, header: Mapping[int, str], below: Sequence[SheetRow]) -> LinkedColumns:
        if len(self._headers) >= MAX_SHEETS:
            detail = {"sheets": len(self._headers) + 1, "limit": MAX_SHEETS}
            raise BadInputError("too_many_sheets", path=self.path, detail=detail)
        width = 1 + max([*header, *(at for row in below for at in row.cells)])
        if width > MAX_COLUMNS:
            detail = {"columns": width, "limit": MAX_COLUMNS}
            raise BadInputError("too_many_columns", path=self.path, detail=detail)
        return LinkedColumns.of([header.get(at, "")[:MAX_COLUMN_CHARACTERS] for at in range(width)])

    def _place(self, sheet: str, number: int) -> str:
        return f"{'table' if self._is_page else 'sheet'} {sheet} row {number}"

    def _row(
        self, columns: LinkedColumns, header: Mapping[int, str], row: SheetRow
    ) -> RawRow | Rejected:
        place, names = self._place(row.sheet, row.number), columns.names
        if row.code:
            is_wide, is_cut = row.code == "too_many_columns", row.code == "file_cut"
            detail = {"limit": MAX_SHEET_COLUMNS, "columns": MAX_SHEET_COLUMNS + 1}
            raw = _line(row.cells) if is_cut else ""
            return Rejected(place, row.code, detail if is_wide else {}, raw)
        if header == {at: cell.text for at, cell in row.cells.items()}:
            return Rejected(place, "row_header", {})
        last = max(row.cells, default=0)
        if last >= len(names):
            detail = {"cells": last + 1, "columns": len(names)}
            return Rejected(place, "row_width", detail, _line(row.cells))
        cells: dict[str, object] = {}
        for at, cell in sorted(row.cells.items()):
            if code := _bad_code(cell):
                return Rejected(place, code, {"column": names[at][:100]}, _line(row.cells))
            cells[names[at]] = cell.text
            if cell.pictures:
                shown = list(cell.pictures) if len(cell.pictures) > 1 else cell.pictures[0]
                cells[columns.pictures[at]] = shown
        columns.add_links(cells, {at: cell.href for at, cell in row.cells.items() if cell.href})
        return RawRow(place, cells)


def _head_of(rows: Sequence[SheetRow]) -> tuple[int, dict[int, str]]:
    """Which row is the header, from 0, and its names: the first as filled as those below it."""
    filled = [len(row.cells) for row in rows]
    index = first_filled(filled)
    header = _texts(rows[index]) if rows else {}
    if index + 1 < len(rows) and 0 not in header:
        # Google's page of a sheet shows its letters above and its numbers beside the rows
        below = _texts(rows[index + 1])
        if list(header.values()) == _LETTERS[: len(header)] and below.pop(0, "").isdecimal():
            return index + 1, below
    return index, header


def _texts(row: SheetRow) -> dict[int, str]:
    return {at: cell.text for at, cell in row.cells.items()}


def begins_with_list(start: str, *, is_named_table: bool) -> bool:
    """Whether a page is a table that somebody exported, and no page that shows one.

    Args:
        start: how it begins.
        is_named_table: it has the name of a workbook; then it is one unless it asks for something,
            as a portal does that wants a password. Other pages must be nothing but a list of ads.
    """
    page, inside = SheetHtml(), Counter[str]()
    tables: dict[str, list[SheetRow]] = {}
    for row in page.rows(io.StringIO(start)):
        inside[row.sheet] += sum(len(cell.text) for cell in row.cells.values())
        if row.number and len(tables.setdefault(row.sheet, [])) < HEADER_ROWS:
            tables[row.sheet].append(row)
    if is_named_table:
        return not page.inputs and any(map(_may_be_list, tables.values()))
    lists = sum(inside[name] for name, rows in tables.items() if _is_plain_list(rows))
    beside = page.outside + inside.total() - lists  # old pages are laid out with tables
    return lists > 0 and beside * _MOST_BESIDE <= lists


def _may_be_list(rows: Sequence[SheetRow]) -> bool:
    header = _head_of(rows)[1]
    return names_fields(header.values()) or (len(rows) > 1 and len(header) > 1)


def _is_plain_list(rows: Sequence[SheetRow]) -> bool:
    index, header = _head_of(rows)
    alike = sum(2 * len(row.cells) >= len(header) for row in rows[index:])
    return alike >= _LEAST_ROWS and names_fields(header.values())


def _bad_code(cell: Cell) -> str:
    if byte_stream.UNREADABLE in cell.text:
        return "row_encoding"
    if "\0" in cell.text:
        return "row_nul"
    return "cell_too_long" if len(cell.text) > MAX_CELL_CHARACTERS else ""


def _line(cells: Mapping[int, Cell]) -> str:
    last = min(max(cells, default=0), MAX_COLUMNS)
    return line_of([cells[at].text if at in cells else "" for at in range(last + 1)])


def _page_encoding(origin: Origin) -> str:
    return encodings.detect(origin, declared=page_bytes.declared(byte_stream.head(origin)))
