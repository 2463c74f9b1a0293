# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON lines: one object a line; a broken or cut line is reported and the rest is read."""

from __future__ import annotations

import ast
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import orjson

from indexing.importers import byte_stream, encodings
from indexing.importers.base import RawRow, raw_text
from indexing.importers.json_values import row_of
from indexing.limits import MAX_CELL_CHARACTERS, MAX_EMPTY_LINES, MAX_JSON_LINE_PARTS
from indexing.records import Rejected

if TYPE_CHECKING:
    from indexing.importers.origin import Origin

_MAX_LINE = 4 * MAX_CELL_CHARACTERS
_SAMPLE_ROWS = 200
_AROUND, _BRACKETS = " \t\r\n\ufeff", ("[", "]")
"""An array that was cut has its brackets on lines of their own, and commas behind its objects."""
_LONGEST_LITERAL = 200_000
"""Characters of a line that Python wrote; its own parser takes some hundred times the memory."""
_STRING = re.compile(r'"(?>(?:[^"\\]++|\\.)*)"?')


class JsonLinesReader:
    """A file with one JSON object a line; places are physical lines."""

    def __init__(self, origin: Origin, encoding: str | None) -> None:
        self.origin, self.path = origin, origin.path
        self.encoding = (
            encodings.named(encoding) if encoding else encodings.detect(origin, is_json=True)
        )
        self._stream: byte_stream.ByteStream | None = None
        sample = (row for row in islice(self.rows(), _SAMPLE_ROWS) if isinstance(row, RawRow))
        self.columns = tuple(dict.fromkeys(name for row in sample for name in row.cells))

    def position(self) -> int:
        """Bytes of the file read so far by the newest ``rows``."""
        return 0 if self._stream is None else self._stream.position()

    def rows(self) -> Iterator[RawRow | Rejected]:
        """One row a line; blank lines are no rows."""
        self._stream = stream = byte_stream.ByteStream(self.origin)
        with byte_stream.text(stream, self.encoding, "\n") as source:
            number = empty = 0
            while line := source.readline(_MAX_LINE + 1):
                if stream.cut and not line.endswith("\n"):
                    break  # half a row is no ad
                number += 1
                place = f"line {number}"
                if len(line) > _MAX_LINE:
                    _skip_line(source, line)
                    yield Rejected(place, "cell_too_long", {"limit": _MAX_LINE})
                elif bare := line.strip(_AROUND).removesuffix(",").rstrip():
                    empty = 0
                    if bare not in _BRACKETS:
                        yield _row(place, bare, ended=line.endswith("\n"))
                else:
                    empty += 1
                    if empty >= MAX_EMPTY_LINES:
                        yield Rejected(place, "lines_empty", {"limit": MAX_EMPTY_LINES})
                        return
            if stream.cut:
                yield Rejected(f"line {number + 1}", "file_cut", {})


def _missing(_: str) -> None:
    """NaN and Infinity are how Python programs write that a value is missing."""


def _skip_line(source: io.TextIOWrapper, part: str) -> None:
    while part and not part.endswith("\n"):
        part = source.readline(byte_stream.CHUNK)


def _has_too_many_parts(line: str) -> bool:
    """Whether a line would become so many values that they fill the memory."""
    if _parts(line) <= MAX_JSON_LINE_PARTS:
        return False
    return _parts(_STRING.sub("", line)) > MAX_JSON_LINE_PARTS


def _parts(text: str) -> int:
    return text.count("{") + text.count("[") + text.count(",")


def python_object(untrusted_line: str) -> dict[str, object] | None:
    """The object in a line that a Python program wrote with ``str``, as JSON would give it.

    None for anything else.
    """
    if not untrusted_line.startswith("{'") or len(untrusted_line) > _LONGEST_LITERAL:
        return None
    try:
        text = json.dumps(ast.literal_eval(untrusted_line), default=str)
        value = json.loads(byte_stream.whole_letters(text), parse_constant=_missing)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _row(place: str, line: str, *, ended: bool) -> RawRow | Rejected:
    if _has_too_many_parts(line):
        detail = {"columns": _parts(line), "limit": MAX_JSON_LINE_PARTS}
        return Rejected(place, "too_many_columns", detail, raw_text([line]))
    try:
        value = orjson.loads(line)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        # The standard parser takes what Python programs write: NaN and Infinity.
        try:
            value = json.loads(byte_stream.whole_letters(line), parse_constant=_missing)
        except (ValueError, RecursionError) as error:
            if (value := python_object(line)) is not None:
                return row_of(place, value)
            if byte_stream.UNREADABLE in line:
                return Rejected(place, "row_encoding", {}, raw_text([line]))
            at = getattr(error, "pos", 0) + 1
            code = "json_broken" if ended else "json_cut"
            return Rejected(place, code, {"character": at}, raw_text([line]))
    row = row_of(place, value)
    return replace(row, raw=raw_text([line])) if isinstance(row, Rejected) else row
