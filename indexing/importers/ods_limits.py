# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads an OpenDocument spreadsheet for its size before it is opened for its cells.

A cell or row may say that it is repeated, a space that it is many: a few bytes become gigabytes
in the reader, which writes all of them out. Here they are only added up. On the way the links
behind the cells are found, which the reader does not give.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat

from indexing.errors import BadInputError
from indexing.importers.sheet_links import SheetLinks
from indexing.importers.sheet_size import SheetSize, bomb, damaged
from indexing.importers.workbook_limits import inflated
from indexing.limits import (
    MAX_PAGE_ADDRESS,
    MAX_SHEET_ROWS,
    MAX_SHEETS,
    MAX_XLSX_INFLATED_BYTES,
    MAX_XLSX_PIECE_BYTES,
    MAX_XLSX_RATIO,
    SMALL_WORKBOOK_BYTES,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from indexing.importers.origin import Origin

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_CELLS = ("table:table-cell", "table:covered-table-cell")
_BREAKS = ("text:line-break", "text:tab")
_MOST_MANIFEST = 4_000_000
_PART_OF_LIST = re.compile(rb"<[\w-]*:?file-entry(?=\s)")
_NAMES_CONTENT = re.compile(rb"[^<>]*full-path\s*=\s*[\"'](?:content\.xml|encrypted-package)[\"']")
_FORMULA = re.compile(
    rf'(?:of:)?=\s{{0,9}}HYPERLINK\(\s{{0,9}}"([^"]{{1,{MAX_PAGE_ADDRESS}}})"', re.IGNORECASE
)
"""An address in a formula (OpenFormula 1.2, 6.11.4)."""


@dataclass(slots=True)
class OdsContent:
    """What the reader does not give: the links behind cells, and what is to be mended for it."""

    links: SheetLinks = field(default_factory=SheetLinks)
    has_breaks: bool = False
    """Line breaks or tabs stand as elements within a text."""
    has_unnamed: bool = False
    """Tables have no name, and none lies within another."""


def check(origin: Origin) -> OdsContent:
    """What a spreadsheet holds beside its cells; raises for one that must not be opened.

    Raises:
        BadInputError: ``xlsx_bomb``, ``workbook_encrypted`` or ``workbook_damaged``.
    """
    content = OdsContent()
    try:
        with origin.open() as file, zipfile.ZipFile(file) as archive, origin.open() as raw:
            parts = archive.infolist()
            if len(parts) > 50 * MAX_SHEETS:
                raise bomb(origin.path, {"parts": len(parts)})
            for part in parts:
                if part.filename == _MANIFEST:
                    _check_manifest(origin.path, inflated(raw, part))
            for part in parts:  # all of that name: which one the reader takes is its own choice
                if part.filename == _CONTENT:
                    _check_bytes(origin, part.file_size)  # as it says; a lie is found out below
                    _check_content(origin, inflated(raw, part), content)
    except (OSError, ValueError, zlib.error, zipfile.BadZipFile, NotImplementedError) as error:
        raise damaged(origin.path, error) from error
    return content


def _check_manifest(path: Path, pieces: Iterator[bytes]) -> None:
    """Which parts are under a password is told in their list: macros alone may be."""
    start = b""
    for piece in pieces:
        start += piece
        if len(start) > _MOST_MANIFEST:
            break
    parts = _PART_OF_LIST.split(start)
    if any(_NAMES_CONTENT.match(part) and b"encryption-data" in part for part in parts):
        raise BadInputError("workbook_encrypted", path=path)


def _check_bytes(origin: Origin, total: int) -> None:
    over = total > SMALL_WORKBOOK_BYTES and total > MAX_XLSX_RATIO * origin.size()
    if over or total > MAX_XLSX_INFLATED_BYTES:
        raise bomb(origin.path, {"bytes": total})


def _check_content(origin: Origin, pieces: Iterator[bytes], content: OdsContent) -> None:
    tables = _Tables(origin.path, content)
    total = 0
    try:
        for piece in pieces:
            total += len(piece)
            _check_bytes(origin, total)
            tables.read(piece, total)
        tables.end()
    except expat.ExpatError as error:
        raise damaged(origin.path, error) from error


class _Tables:
    """Adds up the cells of all tables, as the reader will write them out, and adds their links."""

    def __init__(self, path: Path, content: OdsContent) -> None:
        self._path = path
        self._content, self._table, self._address = content, "", ""
        self._row_links: list[tuple[int, int, str]] = []
        self._size = SheetSize(path)
        self._tables = self._depth = self._row_tags = 0
        self._row = self._column = self._rows = self._columns = 0
        self._row_cells: list[tuple[int, int, int]] = []
        self._filled, self._start, self._spaces = False, 0, 0
        self._in_row = self._in_cell = False
        self._names: set[str] = set()
        self._has_nested = self._has_unnamed = False
        # the reader takes all text for UTF-8, whatever the file says of itself
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._finish
        self._parser.StartDoctypeDeclHandler = self._refuse

    def read(self, piece: bytes, total: int) -> None:
        """Read on; ``total`` is the number of bytes up to the end of the piece."""
        self._parser.Parse(piece, False)
        if total - max(0, self._parser.CurrentByteIndex) > MAX_XLSX_PIECE_BYTES:
            raise bomb(self._path, {"bytes": total})

    def end(self) -> None:
        """Say that nothing follows; ExpatError for what is not whole."""
        self._parser.Parse(b"", True)
        self._content.has_unnamed |= self._has_unnamed and not self._has_nested

    def _refuse(self, *_names: object) -> None:
        raise bomb(self._path, {"parts": "DOCTYPE"})

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS:
            self._begin_cell(attributes)
        elif name == "text:a":
            self._address = self._address or attributes.get("xlink:href", "")
        elif name in _BREAKS:
            self._content.has_breaks = True
        elif name == "text:s":
            self._spaces += _count(attributes.get("text:c"))
            if self._spaces > MAX_XLSX_PIECE_BYTES:
                raise bomb(self._path, {"bytes": self._spaces})
        elif name == "table:table-row":
            if self._in_row:  # what the row within it holds would be counted once only
                raise damaged(self._path)
            self._in_row = True
            self._column, self._row_cells, self._row_links = 0, [], []
            self._rows = _count(attributes.get("table:number-rows-repeated"))
            self._row_tags += 1
            if self._row_tags > MAX_SHEET_ROWS:
                raise bomb(self._path, {"rows": self._row_tags})
        elif name == "table:table":
            self._begin_table(attributes.get("table:name"))

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        if self._in_cell:  # which of the two repeats it would be forgotten
            raise damaged(self._path)
        self._in_cell = True
        self._start, self._spaces = self._parser.CurrentByteIndex, 0
        self._columns = _count(attributes.get("table:number-columns-repeated"))
        self._filled = any(
            key.startswith("office:") or key == "table:formula" for key in attributes
        )
        formula = _FORMULA.match(attributes.get("table:formula", ""))
        self._address = formula[1] if formula else ""

    def _begin_table(self, untrusted_name: str | None) -> None:
        name = untrusted_name
        if self._depth:
            self._has_nested = True
        else:  # rows of a table within one are its own
            self._row = self._row_tags = 0
            self._has_unnamed |= name is None
            self._table = name = name_of_table(self._tables) if name is None else name
        if name in self._names:  # the reader would show the last of them for each
            raise damaged(self._path)
        if name is not None:
            self._names.add(name)
        self._depth += 1
        self._tables += 1
        if self._tables > MAX_SHEETS:
            detail = {"sheets": self._tables, "limit": MAX_SHEETS}
            raise BadInputError("too_many_sheets", path=self._path, detail=detail)

    def _finish(self, name: str) -> None:
        if name in _CELLS:
            self._in_cell = False
            self._end_cell()
        elif name == "table:table-row":
            self._in_row = False
            self._end_row()
        elif name == "table:table":
            self._depth -= 1
            if not self._depth:
                self._size.end_sheet()

    def _end_cell(self) -> None:
        length = self._parser.CurrentByteIndex - self._start
        if length > MAX_XLSX_PIECE_BYTES:
            raise bomb(self._path, {"bytes": length})
        if self._filled:
            self._row_cells.append((self._column, self._columns, length + self._spaces))
            if self._address and not self._address.startswith("#"):  # a place in the same file
                self._row_links.append((self._column, self._columns, self._address))
        self._column += self._columns

    def _end_row(self) -> None:
        for column, count, length in self._row_cells:
            cells = count * self._rows
            self._size.filled(self._row, column, cells=0)
            self._size.filled(self._row + self._rows - 1, column + count - 1, cells=cells)
            if cells > 1:
                self._size.repeated(cells * length)
        for column, count, address in self._row_links:
            last = (self._row + self._rows, column + count - 1)
            self._content.links.add_range(self._table, (self._row + 1, column), last, address)
        self._row += self._rows


def name_of_table(number: int) -> str:
    """A name for a table that has none, from 0."""
    return f"Table{number + 1}"


def _count(untrusted_number: str | None) -> int:
    """How often something stands there; once unless it says otherwise."""
    text = (untrusted_number or "1").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else 10**18
