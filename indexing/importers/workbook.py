# SPDX-License-Identifier: GPL-3.0-or-later
"""Workbooks (XLSX, ODS, XLS): every visible sheet that has a header, cells as they are typed.

Phone numbers that a spreadsheet turned into numbers stay as it gives them; only the ``.0`` of a
whole number is left away, and no number is written with an exponent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from indexing.errors import BadInputError
from indexing.importers import (
    ods_limits,
    sheet_links,
    workbook_limits,
    workbook_mends,
    workbook_parts,
    xls_limits,
    xls_mends,
)
from indexing.importers.base import RawRow
from indexing.importers.cell_links import LinkedColumns
from indexing.importers.sheet_rows import DELIMITER, HEADER_ROWS, cell_text, header_of, row_of
from indexing.importers.sheet_size import damaged
from indexing.importers.source import Note
from indexing.limits import MAX_COLUMNS, MAX_SHEET_LINKS, MAX_SHEETS

if TYPE_CHECKING:
    from pathlib import Path

    from python_calamine import CalamineSheet, CalamineWorkbook

    from indexing.importers.origin import Origin
    from indexing.records import Rejected

T = TypeVar("T")
_NAMES_TOLD, _LONGEST_NAME = 20, 100
_SAMPLE_ROWS = 200


class WorkbookReader:
    """A workbook; places are ``sheet NAME row N`` with N as the spreadsheet counts.

    Args:
        origin: the file.
        encoding: not used.
        kind: ``xlsx``, ``ods`` or ``xls``.
    """

    def __init__(self, origin: Origin, encoding: str | None, *, kind: str = "xlsx") -> None:
        del encoding  # a workbook states its own
        self.origin, self.path = origin, origin.path
        self.encoding = "utf-8"
        self.delimiter = DELIMITER
        self.hidden_sheets: tuple[str, ...] = ()
        self._share = 0.0
        self._kind = kind
        self._copy = xls_mends.copy if kind == "xls" else workbook_parts.copy
        self._links = self._checked()
        book = self._open()
        self._headers: dict[str, tuple[int, LinkedColumns]] = {}
        behind: list[str] = []
        for name in self._visible_sheets(book):
            sheet = self._sheet(book, name)
            if header := _find_header(sheet):
                self._headers[name] = header[0], LinkedColumns.of(header[1])
                behind += self._linked(name, sheet)
        columns = [x for _, columns in self._headers.values() for x in columns.names]
        self.columns = tuple(dict.fromkeys([*columns, *behind]))
        if not self.columns:
            raise BadInputError("no_columns", path=self.path)
        if len(self.columns) > MAX_COLUMNS:
            detail = {"columns": len(self.columns), "limit": MAX_COLUMNS}
            raise BadInputError("too_many_columns", path=self.path, detail=detail)

    @property
    def notes(self) -> Sequence[Note]:
        """What was not read: hidden sheets, and links beyond the limit."""
        shown = ", ".join(name[:_LONGEST_NAME] for name in self.hidden_sheets[:_NAMES_TOLD])
        n = len(self.hidden_sheets)
        hidden = [Note("sheets_hidden", {"n": n, "sheets": shown})] if n else []
        cut = [Note("links_left", {"limit": MAX_SHEET_LINKS})] if self._links.is_cut else []
        return [*hidden, *cut]

    def _links_of(self, name: str, sheet: CalamineSheet) -> sheet_links.Rows:
        """Links behind the cells of a sheet, which is read from its first filled column on."""
        return self._links.beside(name, sheet.start[1] if sheet.start else 0)

    def _linked(self, name: str, sheet: CalamineSheet) -> Iterator[str]:
        """Columns of a sheet with those of addresses behind the cells of its first rows."""
        (header_row, columns), linked = self._headers[name], self._links_of(name, sheet)
        rows = islice(sheet.iter_rows(), header_row + _SAMPLE_ROWS if linked else 0)
        for number, cells in enumerate(rows, start=1):
            if number > header_row and (links := linked.get(number)):
                texts: dict[str, object] = {}
                texts |= zip(columns.names, map(cell_text, cells), strict=False)
                columns.add_links(texts, links)
                yield from texts

    def position(self) -> int:
        """How much of the newest ``rows`` is read, as a share of the file's size."""
        return int(self._share * self.origin.size())

    def rows(self) -> Iterator[RawRow | Rejected]:
        """Rows below each header; rows without any cell filled are no rows."""
        book = self._open()
        for done, (name, (header_row, columns)) in enumerate(self._headers.items()):
            sheet = self._sheet(book, name)
            linked = self._links_of(name, sheet)
            last = sheet.end[0] + 1 if sheet.end else 1
            for number, cells in enumerate(sheet.iter_rows(), start=1):
                self._share = (done + number / last) / len(self._headers)
                if number > header_row and any(cell not in ("", None) for cell in cells):
                    texts = [cell_text(cell) for cell in cells]
                    row = row_of(f"sheet {name} row {number}", columns.names, texts)
                    if (links := linked.get(number)) and isinstance(row, RawRow):
                        with_links = dict(row.cells)
                        columns.add_links(with_links, links)
                        row = replace(row, cells=with_links)
                    yield row

    def _checked(self) -> sheet_links.SheetLinks:
        """The links behind the cells; raises for a workbook that must not be opened."""
        if self._kind == "ods":
            content = ods_limits.check(self.origin)
            if content.has_breaks or content.has_unnamed:
                self._copy = workbook_mends.completed
            return content.links
        if self._kind == "xls":
            return xls_limits.check(self.origin)
        workbook_limits.check(self.origin)
        return sheet_links.links(self.origin)

    def _open(self) -> CalamineWorkbook:
        from python_calamine import CalamineWorkbook

        data = _guarded(self.path, lambda: self._copy(self.origin))
        try:
            return _guarded(self.path, lambda: CalamineWorkbook.from_filelike(data))
        except BadInputError:
            if self._kind == "xls":
                raise
        mended = _guarded(self.path, lambda: workbook_mends.copy(self.origin))
        return _guarded(self.path, lambda: CalamineWorkbook.from_filelike(mended))

    def _visible_sheets(self, book: CalamineWorkbook) -> list[str]:
        from python_calamine import SheetTypeEnum, SheetVisibleEnum

        visible: list[str] = []
        hidden: list[str] = []
        for sheet in book.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet:
                is_visible = sheet.visible == SheetVisibleEnum.Visible
                (visible if is_visible else hidden).append(sheet.name)
        if len(visible) > MAX_SHEETS:
            detail = {"sheets": len(visible), "limit": MAX_SHEETS}
            raise BadInputError("too_many_sheets", path=self.path, detail=detail)
        if len(set(visible)) < len(visible):  # asked by name, the reader knows only one of them
            raise damaged(self.path)
        self.hidden_sheets = tuple(hidden)
        return visible

    def _sheet(self, book: CalamineWorkbook, name: str) -> CalamineSheet:
        return _guarded(self.path, lambda: book.get_sheet_by_name(name))


def _guarded(path: Path, call: Callable[[], T]) -> T:
    """Run a parser call; whatever it raises on a damaged file becomes a known error."""
    try:
        return call()
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        raise damaged(path, error) from error


def _find_header(sheet: CalamineSheet) -> tuple[int, tuple[str, ...]] | None:
    """Row number and names of the header."""
    above = sheet.start[0] if sheet.start else 0  # empty rows, which the reader gives as well
    looked_at = islice(sheet.iter_rows(), above, above + HEADER_ROWS)
    found = header_of([[cell_text(cell) for cell in cells] for cells in looked_at])
    return (above + 1 + found[0], found[1]) if found else None
