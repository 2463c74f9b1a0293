# SPDX-License-Identifier: GPL-3.0-or-later
"""Workbooks in one XML file ("XML Spreadsheet 2003"): sheets, rows and cells with their types.

Excel wrote them from 2003 on, and sites still give them under the name of an ``.xls``.

Source of the elements: Microsoft, "XML Spreadsheet Reference", 2001.
"""

from __future__ import annotations

import re

from indexing.importers.sheet_rows import Cell, SheetRow, written_out
from indexing.importers.xml_feed import XmlFeed
from indexing.limits import (
    MAX_PAGE_ADDRESS,
    MAX_SHEET_COLUMNS,
    MAX_SHEET_NAMES,
    MAX_SHEET_ROW_CHARACTERS,
    MAX_SHEET_ROWS,
)

NAMESPACE = "urn:schemas-microsoft-com:office:spreadsheet"
_HIDDEN = ("SheetHidden", "SheetVeryHidden")
_EACH = 60
"""What an element takes beside its text."""
_LONGEST_NAME = 200
_WHOLE_SECOND = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.0+")
_WHOLE_NUMBER = re.compile(r"(-?\d+)\.0+")


class SheetXml(XmlFeed[SheetRow]):
    """One pass over such a workbook; what it says behind the rows of a sheet is known at its end.

    ``hidden`` are the names of hidden sheets.
    """

    def __init__(self) -> None:
        super().__init__()
        self.hidden: dict[str, None] = {}
        self._shown: list[str] | None = None
        self._sheet, self._sheets, self._names = "", 0, set[str]()
        self._row, self._left, self._code = 0, 0, ""
        self._column = self._stop = 0
        self._cells: dict[int, Cell] | None = None
        self._in_cell = False
        self._within: list[str] = []
        self._kind, self._href, self._parts = "", "", list[str]()

    def started(self, name: str, attributes: dict[str, str]) -> None:
        """A sheet, row, cell or what a cell holds begins."""
        name = _bare(name)
        told = {_bare(key): value for key, value in attributes.items()}
        if self._in_cell:
            self._within.append(name)
            self._spend(_EACH)
            if name == "Data" and len(self._within) == 1:
                self._kind = told.get("Type", "")
        elif name == "Cell" and self._cells is not None:
            self._open_cell(told)
        elif name == "Row":
            self._close_row()
            # an index that leads back would give two rows one place
            self._row = max(_count(told.get("Index"), MAX_SHEET_ROWS), self._row + 1)
            self._cells, self._column, self._code = {}, 0, ""
            self._left = MAX_SHEET_ROW_CHARACTERS
        elif name == "Worksheet":
            self._sheets += 1
            self._sheet, self._row = self._free_name(told.get("Name", "")[:_LONGEST_NAME]), 0
        elif name == "Visible":
            self._shown = []

    def ended(self, name: str) -> None:
        """A cell, row or sheet is over."""
        name = _bare(name)
        if self._within:
            self._within.pop()
        elif self._in_cell:
            self._close_cell()
        elif name == "Row":
            self._close_row()
        elif name == "Visible" and self._shown is not None:
            if "".join(self._shown).strip() in _HIDDEN:
                self.hidden[self._sheet] = None
            self._shown = None
        elif name == "Worksheet":
            self.give(SheetRow(self._sheet, 0, {}))

    def text(self, text: str) -> None:
        """Text counts within the data of a cell, also where that is formatted; not in comments."""
        if self._within[:1] == ["Data"] and self._spend(len(text)):
            self._parts.append(text)
        elif self._shown is not None and len(self._shown) < _EACH:
            self._shown.append(text[:_EACH])

    def _free_name(self, name: str) -> str:
        if not name or name in self._names or len(self._names) >= MAX_SHEET_NAMES:
            name = f"({self._sheets})"
        while name in self._names:
            name += "+"
        if len(self._names) < MAX_SHEET_NAMES:
            self._names.add(name)
        return name

    def _close_row(self) -> None:
        if self._cells is not None and (self._cells or self._code):
            self.give(SheetRow(self._sheet, self._row, self._cells, self._code))
        self._cells = None

    def _open_cell(self, told: dict[str, str]) -> None:
        if index := _count(told.get("Index"), MAX_SHEET_COLUMNS + 1):
            self._column = index - 1
        self._in_cell, self._kind, self._parts = True, "", []
        self._href = told.get("HRef", "").strip()[: MAX_PAGE_ADDRESS + 1]
        self._stop = self._column + 1 + _count(told.get("MergeAcross"), MAX_SHEET_COLUMNS)
        if self._column >= MAX_SHEET_COLUMNS:
            self._code = "too_many_columns"
        self._spend(_EACH + len(self._href))

    def _close_cell(self) -> None:
        self._in_cell = False
        text = _typed("".join(self._parts), self._kind)
        href = self._href if len(self._href) <= MAX_PAGE_ADDRESS else ""
        if self._cells is not None and not self._code and (text or href):
            self._cells[self._column] = Cell(text, "" if href == text else href)
        self._column, self._parts = self._stop, []

    def _spend(self, size: int) -> bool:
        self._left -= size
        if self._left < 0:
            self._code, self._cells = "cell_too_long", {}
        return self._left >= 0


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def _count(untrusted: str | None, most: int) -> int:
    """A number of rows or columns, at most so many; 0 for none."""
    digits = (untrusted or "").strip()
    return min(int(digits), most) if re.fullmatch("[0-9]{1,9}", digits) else 0


def _typed(text: str, kind: str) -> str:
    """The text of a cell: numbers written out, dates without parts of a second that are none."""
    if kind == "DateTime" and (day := _WHOLE_SECOND.fullmatch(text)):
        return day[1]
    if kind == "Boolean":
        return {"1": "TRUE", "0": "FALSE"}.get(text, text)
    if kind == "Number" and (whole := _WHOLE_NUMBER.fullmatch(text)):
        return whole[1]
    is_power = kind == "Number" and "E" in text.upper()
    return (written_out(text) or text) if is_power else text
