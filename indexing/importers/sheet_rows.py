# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of a sheet, whatever holds it: which one is the header, and what becomes of those below."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from indexing.importers.base import RawRow, raw_text, unique_names
from indexing.importers.json_values import text_of
from indexing.limits import MAX_CELL_CHARACTERS
from indexing.records import Rejected

DELIMITER = "\t"
"""What stands between the cells of a rejected row when it is told as text."""
HEADER_ROWS = 20
"""The header is looked for in so many rows of a sheet."""
_MOST_DIGITS = 40
AS_FORMULA = '="'
_FORMULA = re.compile(r'\A="([^"]*)"\Z')


class Cell(NamedTuple):
    """A cell of a sheet that is written as markup: its text, and what it leads to or shows."""

    text: str
    href: str = ""
    pictures: tuple[str, ...] = ()


class SheetRow(NamedTuple):
    """A row of such a sheet, its cells by their columns from 0; empty ones need not be there.

    ``number`` counts from 1, and 0 stands for the end of the sheet. ``code`` says why the row
    cannot be read.
    """

    sheet: str
    number: int
    cells: Mapping[int, Cell]
    code: str = ""


def header_of(rows: Sequence[Sequence[str]]) -> tuple[int, tuple[str, ...]] | None:
    """Which of the first rows is the header, from 0, and its names; None where all are empty.

    It is the first row that is as filled as those below it.
    """
    texts = [[cell.strip() for cell in cells] for cells in rows[:HEADER_ROWS]]
    filled = [sum(map(bool, cells)) for cells in texts]
    if not filled or not max(filled):
        return None
    index = first_filled(filled)
    cells = texts[index]
    while cells and not cells[-1] and not any(row[len(cells) - 1] for row in texts[index:]):
        cells.pop()
    return index, unique_names(cells)


def first_filled(filled: Sequence[int]) -> int:
    """Which row is the header by how many cells each fills: the first as filled as those below it.

    A title over the table fills one cell; the header fills at least half of the widest row.
    """
    return next((i for i, count in enumerate(filled) if 2 * count >= max(filled)), 0)


def row_of(place: str, names: Sequence[str], texts: Sequence[str]) -> RawRow | Rejected:
    """A row below its header."""
    if not any(text.strip() for text in texts):
        return Rejected(place, "row_empty", {})
    if any("\0" in text for text in texts):
        return Rejected(place, "row_nul", {}, line_of(texts))
    if max(map(len, texts)) > MAX_CELL_CHARACTERS:
        return Rejected(place, "cell_too_long", {"limit": MAX_CELL_CHARACTERS})
    if any(text.strip() for text in texts[len(names) :]):
        detail = {"cells": len(texts), "columns": len(names)}
        return Rejected(place, "row_width", detail, line_of(texts))
    return RawRow(place, dict(zip(names, texts, strict=False)))


def shown(text: str) -> str:
    """A cell as a spreadsheet shows it: ``="001"`` is how exporters make it keep the zeros."""
    return _FORMULA.sub(r"\1", text) if text.startswith(AS_FORMULA) else text


def written_out(number: str) -> str:
    """A number without exponent; empty where that would be very long, or it is none."""
    try:
        value = Decimal(number if len(number) <= _MOST_DIGITS else "NaN")
    except InvalidOperation:
        return ""
    is_short = value.is_finite() and abs(value.adjusted()) < _MOST_DIGITS
    return f"{value:f}" if is_short else ""


def cell_text(cell: object) -> str:
    """A typed cell as text, numbers without exponent and with the digits they have."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and math.isfinite(cell):
        plain = f"{Decimal(repr(cell)):f}"
        return plain.removesuffix(".0") if len(plain) <= _MOST_DIGITS else repr(cell)
    return text_of(cell)


def line_of(texts: Sequence[str]) -> str:
    """A row as one line of text, for a person to mend."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=DELIMITER).writerow(texts)
    return raw_text([written.getvalue()])
