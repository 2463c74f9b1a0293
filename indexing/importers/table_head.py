# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the header of a text table is: below a title that someone wrote above it, or nowhere."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from indexing.importers.field_names import field_of
from indexing.limits import MAX_COLUMN_CHARACTERS

_DELIMITERS = ";\t,|"
_LINE_END = re.compile(r"\r\n?|\n")
_LINES = 15
"""A header is looked for in so many lines."""
_LONGEST = 10_000
_FEWEST = 3
"""Columns that a table below a title has at least."""
_VALUE = re.compile(
    r"https?://\S+|[^\s@]+@[^\s@]+\.[a-z]{2,}|\d{4}-\d\d-\d\d[T ]?[\d:.Z]*"
    r"|\d{1,2}[./-]\d{1,2}[./-](?:\d\d){1,2}(?:,?[T ][\d:.]+)?|\+\d[\d ().-]{7,20}",
    re.IGNORECASE,
)


def below_title(sample: str) -> tuple[int, str]:
    """How many lines stand above the header of a table, and what cuts it; ``(0, "")`` for none.

    Only a line that names several fields of an ad is taken for a header below a title, and only
    where the lines above it name none and fill less than half as many cells.
    """
    lines = _LINE_END.split(sample, _LINES)[:_LINES]
    if len(lines) < _FEWEST or any(len(line) > _LONGEST for line in lines[:-1]):
        return 0, ""
    if any(_is_table(lines, 0, delimiter) for delimiter in _DELIMITERS):
        return 0, ""  # words between signs in its texts are no header
    for delimiter in _DELIMITERS:
        above = 0
        for number, line in enumerate(lines):
            cells = _cells(line, delimiter)
            filled = sum(map(bool, cells))
            if filled >= _FEWEST and _named(cells) > 1:
                is_below = 0 < 2 * above < filled and _is_table(lines, number, delimiter)
                if is_below and not any(_quoted(x) for x in lines[:number]):
                    return number, delimiter
                break
            above = max(above, filled)
    return 0, ""


def is_data(cells: Sequence[str]) -> bool:
    """Whether a first row holds an ad already: an address or a day, and no name of a field."""
    return any(_VALUE.fullmatch(x.strip()[:MAX_COLUMN_CHARACTERS]) for x in cells) and not _named(
        cells
    )


def _is_table(lines: Sequence[str], number: int, delimiter: str) -> bool:
    """Whether a line and the next one are cut alike, or the line names several fields."""
    cells = _cells(lines[number], delimiter)
    if number == 0 and _named(cells) > 1:
        return True
    below = _cells(lines[number + 1], delimiter) if number + 1 < len(lines) else []
    is_filled = sum(map(bool, cells)) >= _FEWEST or number > 0
    is_named = number == 0 or _named(below) < _named(cells)  # else it is one row of many
    return is_filled and is_named and len(cells) >= _FEWEST and len(cells) == len(below)


def _named(cells: Sequence[str]) -> int:
    return sum(field_of(cell) is not None for cell in cells if cell)


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _quoted(line: str) -> bool:
    """Whether a line opens a cell that goes on over its end: then lines are no rows."""
    return line.count('"') % 2 == 1
