# SPDX-License-Identifier: GPL-3.0-or-later
"""CSV and its kin, row by row; a broken row is reported and the reading goes on after it.

The csv module is strict here: it notices a quote that does not close, and the lines it swallowed
are read again one by one. Only a row that then has as many cells as the header is taken.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from indexing.errors import BadInputError
from indexing.importers import byte_stream, encodings
from indexing.importers.base import RawRow, raw_text, unique_names
from indexing.importers.delimiter import find_delimiter
from indexing.importers.sheet_rows import AS_FORMULA, shown
from indexing.importers.table_head import below_title, is_data
from indexing.limits import (
    MAX_CELL_CHARACTERS,
    MAX_COLUMN_CHARACTERS,
    MAX_COLUMNS,
    MAX_EMPTY_LINES,
    MAX_TRIED_CHARACTERS,
)
from indexing.records import Rejected

if TYPE_CHECKING:
    import io

    from indexing.importers.origin import Origin

_MAX_LINE = 4 * MAX_CELL_CHARACTERS
_MAX_RECORD = _MAX_LINE
_MISSING = "\\N"
"""So MySQL and PostgreSQL write what is missing."""
_ESCAPED_LINES = 200
"""A row with backslash escapes is looked for over at most so many lines."""
_MANY_COLUMNS = 3
_FEW_LINES = 20
_FEW_CHARACTERS = 1_000_000
"""A row that goes on over lines is looked for only so far, once too much was read in vain."""
_TRIED_FOR_EACH_READ = 10
"""So much may be read in vain for each character of the file; honest files stay far below."""
_COST_OF_A_LINE = 20


@dataclass(slots=True)
class _Lines:
    """Physical lines that can be given back, with the number of the next one."""

    source: io.TextIOWrapper
    number: int = 1
    waiting: deque[str] = field(default_factory=deque)
    endless: bool = False
    """Too many empty lines stood one after the other; nothing more is given."""
    read: int = 0
    """What was taken from the source: its characters, and some more for each line."""
    tried: int = 0
    """The same of what was read as the rest of a row and given back."""

    def filled(self, blanks: str) -> str:
        """The next line that holds more than ``blanks``, or empty text where there is none."""
        for _ in range(MAX_EMPTY_LINES):
            line = self.take()
            if not line or line.strip(blanks):
                return line
        self.endless = True
        return ""

    def take(self) -> str:
        """The next line, or empty text at the end; what is over the limit is dropped."""
        self.number += 1
        if self.waiting:
            return self.waiting.popleft()
        line = self.source.readline(_MAX_LINE + 1)
        self.read += len(line) + _COST_OF_A_LINE
        if len(line) > _MAX_LINE:
            rest = line
            while rest and not rest.endswith(("\n", "\r")):
                rest = self.source.readline(byte_stream.CHUNK)
        return line

    def give_back(self, lines: Sequence[str]) -> None:
        """Put lines back in front."""
        self.number -= len(lines)
        self.waiting.extendleft(reversed(lines))

    def attempt(self, max_lines: int) -> _Attempt:
        """A try over so many lines; over a few where the tries before it led nowhere too often.

        A file can be made so that a row seems to go on from each line to the end of the file.
        """
        if self.tried > MAX_TRIED_CHARACTERS + _TRIED_FOR_EACH_READ * self.read:
            return _Attempt(self, min(max_lines, _FEW_LINES), _FEW_CHARACTERS)
        return _Attempt(self, max_lines, _MAX_RECORD)

    def give_up(self, attempt: _Attempt) -> None:
        """Put the lines of a try back in front, and count them as read in vain."""
        self.tried += attempt.size + _COST_OF_A_LINE * len(attempt.pulled)
        self.give_back(attempt.pulled)


class _TooLongError(Exception):
    """A record grew over its limit."""


@dataclass(slots=True)
class _Attempt:
    """One try at parsing a record; remembers the lines it pulled."""

    lines: _Lines
    max_lines: int
    max_size: int
    """In characters; a single line may have more, up to the limit of a row."""
    pulled: list[str] = field(default_factory=list)
    size: int = 0

    def __iter__(self) -> Iterator[str]:
        while len(self.pulled) < self.max_lines:
            line = self.lines.take()
            if not line:
                self.lines.number -= 1
                return
            self.pulled.append(line)
            self.size += len(line)
            if self.size > (_MAX_RECORD if len(self.pulled) == 1 else self.max_size):
                raise _TooLongError
            # The last line of a cut file gets its end, so that an open quote shows as one.
            yield line if line.endswith(("\n", "\r")) else line + "\n"


class DelimitedReader:
    """A table in a text file; row 1 is the header."""

    def __init__(self, origin: Origin, encoding: str | None, *, tabs: bool = False) -> None:
        self.origin, self.path = origin, origin.path
        self.encoding = encodings.named(encoding) if encoding else encodings.detect(origin)
        self.delimiter = "\t" if tabs else ""
        self._above = 0
        """Lines of a title above the header."""
        self._has_header = True
        self._names: list[str] = []
        """The header as it stands in the file."""
        self._stream: byte_stream.ByteStream | None = None
        csv.field_size_limit(MAX_CELL_CHARACTERS)
        with self._open() as source:
            if not self.delimiter:
                sample = source.read(byte_stream.CHUNK)
                self._above, self.delimiter = below_title(sample)
                self.delimiter = self.delimiter or find_delimiter(sample)
        with self._open() as source:
            lines = _Lines(source)
            self._titles(lines)
            self.columns = self._header(lines)

    def position(self) -> int:
        """Bytes of the file read so far by the newest ``rows``."""
        return 0 if self._stream is None else self._stream.position()

    def rows(self) -> Iterator[RawRow | Rejected]:
        """Rows below the header; blank lines are no rows and have no number."""
        with self._open() as source:
            stream = cast("byte_stream.ByteStream", self._stream)
            lines = _Lines(source)
            number = self._titles(lines)
            self._header(lines)
            number += self._has_header
            while line := lines.filled("\r\n"):
                if stream.cut and not line.endswith(("\n", "\r")):
                    break  # half a row is no ad
                number += 1
                lines.give_back([line])
                yield self._row(number, lines)
            if lines.endless:
                detail = {"line": lines.number - 1, "limit": MAX_EMPTY_LINES}
                yield Rejected(f"row {number + 1}", "lines_empty", detail)
            elif stream.cut:
                yield Rejected(f"row {number + 1}", "file_cut", {"line": lines.number - 1})

    def _open(self) -> io.TextIOWrapper:
        self._stream = byte_stream.ByteStream(self.origin)
        return byte_stream.text(self._stream, self.encoding, "")

    def _titles(self, lines: _Lines) -> int:
        """Pass over what stands above the header; how many of its lines hold something."""
        return sum(bool(lines.take().strip("\r\n")) for _ in range(self._above))

    def _header(self, lines: _Lines) -> tuple[str, ...]:
        """Read the header row; ``sep=;`` before it is a note of Excel's, not a header."""
        first = lines.filled("\r\n\t ;,|")
        if first.lower().startswith("sep=") and len(first.strip()) <= 5:
            first = lines.take()
        if not first:
            raise BadInputError("no_columns", path=self.path)
        lines.give_back([first])
        cells, pulled = self._cells(lines, width=0)
        if isinstance(cells, str) or any(map(_bad_code, cells)):
            detail = {"looks_like": "binary", "expected": "csv"}
            raise BadInputError(
                "file_not_this_format", path=self.path, place="row 1", detail=detail
            )
        if is_data(cells):
            self._has_header = False
            lines.give_back(pulled)
            return unique_names([""] * len(cells))
        while cells and not cells[-1].strip():
            cells.pop()
        cells = [cell.strip()[:MAX_COLUMN_CHARACTERS] for cell in cells]
        if len(cells) > MAX_COLUMNS:
            counts = {"columns": len(cells), "limit": MAX_COLUMNS}
            raise BadInputError("too_many_columns", path=self.path, place="row 1", detail=counts)
        self._names = cells
        return unique_names(cells)

    def _row(self, number: int, lines: _Lines) -> RawRow | Rejected:
        line, width = lines.number, len(self.columns)
        cells, pulled = self._cells(lines, width)
        place, raw = f"row {number}", raw_text(pulled)
        if isinstance(cells, str):
            return Rejected(place, cells, {"line": line}, raw)
        if code := next(filter(None, map(_bad_code, cells)), ""):
            return Rejected(place, code, {"line": line}, raw)
        if not any(cell.strip() for cell in cells):
            return Rejected(place, "row_empty", {"line": line})
        if len(cells) == 1 < width:
            cells = self._unwrapped(cells[0], width) or cells
        if self._is_header(cells):  # files put behind each other
            return Rejected(place, "row_header", {"line": line})
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            detail = {"line": line, "cells": len(cells), "columns": width, "lines": len(pulled)}
            return Rejected(place, "row_width", detail, raw)
        if any(AS_FORMULA in line for line in pulled):
            cells = [shown(cell) for cell in cells]
        if any(_MISSING in line for line in pulled):
            cells = ["" if cell == _MISSING else cell for cell in cells]
        return RawRow(place, dict(zip(self.columns, cells, strict=False)))

    def _unwrapped(self, untrusted_line: str, width: int) -> list[str]:
        """Cells of a row that a spreadsheet took for one cell and quoted once more; none else.

        So Excel saves a file of commas where semicolons are usual, each row that has a quote in it.
        """
        if '"' not in untrusted_line:
            return []
        try:
            cells = next(csv.reader([untrusted_line], delimiter=self.delimiter, strict=True), [])
        except csv.Error:
            return []
        return cells if len(cells) == width else []

    def _is_header(self, cells: list[str]) -> bool:
        names = self._names
        return (
            len(names) > 1
            and cells[0].strip() == names[0]
            and [cell.strip() for cell in cells[: len(names)]] == names
        )

    def _cells(self, lines: _Lines, width: int) -> tuple[list[str] | str, list[str]]:
        """Cells of the next record, or the code why there are none; and the lines it took."""
        attempt = lines.attempt(1_000_000_000)
        cells, code = self._parse(attempt, strict=True)
        if cells is not None:
            if not self._swallowed(cells, attempt.pulled, width):
                return cells, attempt.pulled
            code = "quote_unclosed"
        if code == "cell_too_long" and len(attempt.pulled) == 1:
            return code, attempt.pulled
        lines.give_up(attempt)
        for most, escape in ((_ESCAPED_LINES, "\\"), (1, None)):
            again = lines.attempt(most)
            cells, _ = self._parse(again, strict=escape is not None, escape=escape)
            is_whole = cells is not None and width in (0, len(cells)) and self._ended(again, cells)
            if cells is not None and is_whole and not self._swallowed(cells, again.pulled, width):
                return cells, again.pulled
            lines.give_up(again)
        return code, [lines.take()]

    def _swallowed(self, cells: Sequence[str], pulled: Sequence[str], width: int) -> bool:
        """Whether lines that seem to go on a row are rows: a stray quote was closed by another.

        A line of a text is hardly as wide as the table, begins with the same kind of number or
        address as the row itself and goes on in words (``20,30,40`` are prices).
        """
        kind = _kind(cells[0])
        if len(pulled) == 1 or width < _MANY_COLUMNS or not kind:
            return False
        lines = csv.reader(pulled[1:], delimiter=self.delimiter, quoting=csv.QUOTE_NONE)
        try:
            return any(
                len(one) == width and _kind(one[0]) == kind and _has_letters(one[1:])
                for one in lines
            )
        except csv.Error:  # a line that is no row by itself
            return False

    def _parse(
        self, attempt: _Attempt, *, strict: bool, escape: str | None = None
    ) -> tuple[list[str] | None, str]:
        parser = csv.reader(
            iter(attempt), delimiter=self.delimiter, strict=strict, escapechar=escape
        )
        try:
            return next(parser), ""
        except _TooLongError:
            return None, "cell_too_long" if len(attempt.pulled) == 1 else "quote_unclosed"
        except StopIteration:
            return None, "quote_unclosed"
        except csv.Error as error:
            if "limit" in str(error):
                return None, "cell_too_long" if len(attempt.pulled) == 1 else "quote_unclosed"
            swallowed = len(attempt.pulled) > 1 or "unexpected end" in str(error)
            return None, "quote_unclosed" if swallowed else "quote_broken"

    @staticmethod
    def _ended(attempt: _Attempt, cells: list[str]) -> bool:
        """Whether a lenient reading of one line stopped inside a quote: then it is not whole."""
        return not (cells and cells[-1].endswith(("\n", "\r")) and len(attempt.pulled) == 1)


def _kind(cell: str) -> str:
    """What a first cell is that counts or names the rows; '' for any other."""
    cell = cell.strip().strip('"')
    if cell.isdecimal():
        return "number"
    return "address" if cell.startswith(("http://", "https://")) and " " not in cell else ""


def _has_letters(cells: Sequence[str]) -> bool:
    return any(character.isalpha() for cell in cells for character in cell)


def _bad_code(cell: str) -> str:
    if byte_stream.UNREADABLE in cell:
        return "row_encoding"
    return "row_nul" if "\0" in cell else ""
