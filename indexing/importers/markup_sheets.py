# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets written as markup, HTML or XML: which of them are lists, their headers, their rows.

Of a page only those tables are read whose header names parts of an ad; where there is none, all of
two rows and columns. Of a workbook in XML every sheet is read, as of any workbook.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.importers import byte_stream, encodings, page_bytes, xml_feed
from indexing.importers.base import RawRow, unique_names
from indexing.importers.field_names import field_of
from indexing.importers.page_text import contact_of
from indexing.importers.page_walk import CONTACT_LINK
from indexing.importers.sheet_html import SheetHtml
from indexing.importers.sheet_rows import DELIMITER, HEADER_ROWS, Cell, SheetRow, line_of
from indexing.importers.sheet_xml import SheetXml
from indexing.importers.source import Note
from indexing.limits import (
    MAX_CELL_CHARACTERS,
    MAX_COLUMN_CHARACTERS,
    MAX_COLUMNS,
    MAX_SHEET_COLUMNS,
    MAX_SHEET_ROW_CHARACTERS,
    MAX_SHEETS,
)
from indexing.records import Rejected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexing.importers.origin import Origin

_SAMPLE_ROWS = 200
_MOST_BESIDE = 10
"""A list is so many times as long as the text beside it."""
_LEAST_ROWS = 3
_CONTACTS = "contacts"
"""The column of what links to call or to write lead to."""
_Header = tuple[tuple[int, str], ...]


@dataclass(slots=True)
class _Sheet:
    """A sheet while it is read: its first rows are held until the header is found among them."""

    held: list[SheetRow] = field(default_factory=list)
    names: tuple[str, ...] | None = None
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
        self._headers: dict[_Header, tuple[str, ...]] = {}
        self._takes_any = not self._is_page
        self.columns = self._sampled()
        if not self.columns and not self._takes_any:
            self._takes_any = True
            self.columns = self._sampled()
        if not self.columns:
            raise BadInputError("no_columns", path=self.path)

    def _sampled(self) -> tuple[str, ...]:
        rows = [row for row in islice(self.rows(), _SAMPLE_ROWS) if isinstance(row, RawRow)]
        held = [name for names in self._headers.values() for name in names]
        return tuple(dict.fromkeys([*held, *(name for row in rows for name in row.cells)]))

    @property
    def notes(self) -> Sequence[Note]:
        """Tables that are no lists, in the newest ``rows``."""
        return [Note("tables_passed", {"n": self._passed})] if self._passed else []

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
            if sheet.names is None and not sheet.is_passed:
                sheet.held += [row] if row.number else []
                if row.number == 0 or len(sheet.held) == HEADER_ROWS:
                    yield from self._begun(sheet)
            elif row.number and sheet.names is not None:
                yield self._row(sheet.names, sheet.header, row)
            if row.number == 0:
                del sheets[row.sheet]
        for sheet in sheets.values():  # the document breaks off
            if sheet.names is None and not sheet.is_passed:
                yield from self._begun(sheet)
        if damage:
            yield Rejected(self._place(name, number + 1), damage, {})

    def _sheet_rows(self) -> Iterator[SheetRow | str]:
        stream = self._stream = byte_stream.ByteStream(self.origin)
        if not self._is_page:
            yield from xml_feed.fed(stream, self.encoding, self.path, SheetXml())
            return
        with byte_stream.text(stream, self.encoding, "") as text:
            yield from SheetHtml().rows(text)

    def _begun(self, sheet: _Sheet) -> Iterator[RawRow | Rejected]:
        """What was held of a sheet, below its header; nothing where it is no list."""
        held, sheet.held = sheet.held, []
        index = first_filled(held)
        below = held[index + 1 :]
        header = {at: cell.text for at, cell in held[index].cells.items()} if held else {}
        key = tuple(sorted(header.items()))
        if key not in self._headers and not self._is_list(header, below):
            sheet.is_passed = True
            self._passed += self._is_page and len(held) > 1
            return
        if key not in self._headers:
            self._headers[key] = self._named(header, below)
        sheet.names, sheet.header = self._headers[key], header
        for row in below:
            yield self._row(sheet.names, header, row)

    def _is_list(self, header: Mapping[int, str], below: Sequence[SheetRow]) -> bool:
        if names_fields(header):
            return True
        is_filled = bool(header) if not self._is_page else len(header) > 1 and len(below) > 0
        return self._takes_any and is_filled

    def _named(self, header: Mapping[int, str], below: Sequence[SheetRow]) -> tuple[str, ...]:
        if len(self._headers) >= MAX_SHEETS:
            detail = {"sheets": len(self._headers) + 1, "limit": MAX_SHEETS}
            raise BadInputError("too_many_sheets", path=self.path, detail=detail)
        width = 1 + max([*header, *(at for row in below for at in row.cells)])
        if width > MAX_COLUMNS:
            detail = {"columns": width, "limit": MAX_COLUMNS}
            raise BadInputError("too_many_columns", path=self.path, detail=detail)
        return unique_names([header.get(at, "")[:MAX_COLUMN_CHARACTERS] for at in range(width)])

    def _place(self, sheet: str, number: int) -> str:
        return f"{'table' if self._is_page else 'sheet'} {sheet} row {number}"

    def _row(
        self, names: tuple[str, ...], header: Mapping[int, str], row: SheetRow
    ) -> RawRow | Rejected:
        place = self._place(row.sheet, row.number)
        if row.code:
            is_wide = row.code == "too_many_columns"
            limit = MAX_SHEET_COLUMNS if is_wide else MAX_SHEET_ROW_CHARACTERS
            return Rejected(place, row.code, {"limit": limit, "columns": limit + 1})
        if header == {at: cell.text for at, cell in row.cells.items()}:
            return Rejected(place, "row_header", {})
        last = max(row.cells, default=0)
        if last >= len(names):
            detail = {"cells": last + 1, "columns": len(names)}
            return Rejected(place, "row_width", detail, _line(row.cells))
        cells: dict[str, object] = {}
        contacts: list[str] = []
        for at, cell in sorted(row.cells.items()):
            if code := _bad_code(cell):
                return Rejected(place, code, {"column": names[at][:100]}, _line(row.cells))
            cells[names[at]] = cell.text
            if CONTACT_LINK.match(cell.href):
                contacts += filter(None, [contact_of(cell.href)])
            elif cell.href:
                cells[_beside(names[at], "href", names)] = cell.href
            if cell.pictures:
                shown = list(cell.pictures) if len(cell.pictures) > 1 else cell.pictures[0]
                cells[_beside(names[at], "src", names)] = shown
        if contacts:
            cells[_CONTACTS if _CONTACTS not in names else f"{_CONTACTS} (2)"] = contacts
        return RawRow(place, cells)


def first_filled(rows: Sequence[SheetRow]) -> int:
    """Which row is the header, from 0: the first that is as filled as those below it."""
    filled = [len(row.cells) for row in rows]
    return next((i for i, count in enumerate(filled) if 2 * count >= max(filled)), 0)


def names_fields(header: Mapping[int, str]) -> bool:
    """Whether a header names several parts of an ad."""
    found = islice((field_of(text[:MAX_COLUMN_CHARACTERS]) for text in header.values()), 2_000)
    return len({name[0] for name in found if name}) > 1


def begins_with_list(start: str, *, is_named_table: bool) -> bool:
    """Whether a page is a table that somebody exported, and no page that shows one.

    Args:
        start: how it begins.
        is_named_table: it has the name of a workbook; then it is one unless it asks for something,
            as a portal does that wants a password. Other pages must be nothing but a list of ads.
    """
    page, inside = SheetHtml(), 0
    tables: dict[str, list[SheetRow]] = {}
    for row in page.rows(io.StringIO(start)):
        inside += sum(len(cell.text) for cell in row.cells.values())
        if row.number and len(tables.setdefault(row.sheet, [])) < HEADER_ROWS:
            tables[row.sheet].append(row)
    headers = [
        (len(rows), {at: cell.text for at, cell in rows[first_filled(rows)].cells.items()})
        for rows in tables.values()
        if rows
    ]
    if is_named_table:
        return not page.inputs and any(
            names_fields(header) or (rows > 1 and len(header) > 1) for rows, header in headers
        )
    is_bare = page.outside * _MOST_BESIDE <= inside
    return is_bare and any(rows >= _LEAST_ROWS and names_fields(x) for rows, x in headers)


def _bad_code(cell: Cell) -> str:
    if byte_stream.UNREADABLE in cell.text:
        return "row_encoding"
    if "\0" in cell.text:
        return "row_nul"
    return "cell_too_long" if len(cell.text) > MAX_CELL_CHARACTERS else ""


def _beside(name: str, what: str, names: tuple[str, ...]) -> str:
    """A name for the address of a cell."""
    found = f"{name} {what}"
    return f"{found} (2)" if found in names else found


def _line(cells: Mapping[int, Cell]) -> str:
    last = min(max(cells, default=0), MAX_COLUMNS)
    return line_of([cells[at].text if at in cells else "" for at in range(last + 1)])


def _page_encoding(origin: Origin) -> str:
    return encodings.detect(origin, declared=page_bytes.declared(byte_stream.head(origin)))
