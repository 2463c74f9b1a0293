# SPDX-License-Identifier: GPL-3.0-or-later
"""Leaves columns of a source out, or masks them, before anything else sees a row.

It stands around a reader, so that no later step (fields, extra, report, log) can hold what a
person decided not to bring into the case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.importers.base import RawRow, Reader
from indexing.importers.field_names import field_of, key_of
from indexing.importers.json_values import json_text, text_of
from indexing.limits import MAX_GUESSED_COLUMNS
from indexing.records import Rejected

if TYPE_CHECKING:
    from pathlib import Path

MASK = "masked:"
"""What a masked cell starts with."""
_NESTED = re.compile(r"[./]")


def unreadable(_untrusted_text: str) -> str:
    """A mask without a key, for previews: it tells nothing, not even what is equal."""
    return f"{MASK}…"


@dataclass(frozen=True, slots=True)
class Minimise:
    """Columns that do not enter the case, columns that enter it masked, and how to mask."""

    dropped: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    mask: Callable[[str], str] = unreadable

    def __bool__(self) -> bool:
        return bool(self.dropped or self.masked)


class MinimisedReader:
    """A reader whose rows have no dropped column and nothing readable in a masked one."""

    def __init__(self, reader: Reader, how: Minimise) -> None:
        self._reader, self._how = reader, how
        self.path: Path = reader.path
        self.encoding = reader.encoding
        self._dropped, self._masked = _Names(how.dropped), _Names(how.masked)
        self.columns = tuple(x for x in reader.columns if x not in self._dropped)
        self._without_pictures = any((field_of(x) or ("",))[0] == "images" for x in how.dropped)

    def __getattr__(self, name: str) -> object:
        # what a format tells beside: its delimiter, what it passed over
        return getattr(self._reader, name)

    def position(self) -> int:
        """Bytes of the file read so far by the newest ``rows``."""
        return self._reader.position()

    def rows(self) -> Iterator[RawRow | Rejected]:
        """Rows without what was to be left out; a rejected row keeps none of its text."""
        for row in self._reader.rows():
            if isinstance(row, Rejected):
                yield replace(row, raw="")
                continue
            pictures = () if self._without_pictures else row.pictures
            yield RawRow(row.place, self._cells(row.cells), pictures)

    def _cells(self, cells: Mapping[str, object]) -> dict[str, object]:
        return {
            column: _masked(cell, self._how.mask) if column in self._masked else cell
            for column, cell in cells.items()
            if column not in self._dropped
        }


class _Names:
    """Column names as a person writes them; ``contact`` also means ``contact.phone``."""

    def __init__(self, names: Sequence[str]) -> None:
        self._exact = frozenset(names)
        self._keys = frozenset(filter(None, map(key_of, names)))
        self._longest = max(map(len, self._keys), default=0)
        self._starts = tuple(name + sign for name in names for sign in "./")
        self._known: dict[str, bool] = {}

    def __contains__(self, column: object) -> bool:
        if not isinstance(column, str):
            return False
        known = self._known.get(column)
        if known is None:
            known = self._is_meant(column)
            if len(self._known) < MAX_GUESSED_COLUMNS:
                self._known[column] = known
        return known

    def _is_meant(self, column: str) -> bool:
        if column in self._exact or column.startswith(self._starts):
            return True
        if key_of(column) in self._keys:
            return True
        # What stands before a sign counts as loosely as a whole name: From means from.raw. No
        # letter changes over such a sign, so the key of the beginning is that of its parts.
        key = ""
        for part in _NESTED.split(column)[:-1]:
            key += key_of(part)
            if key in self._keys:
                return True
            if len(key) > self._longest:
                return False
        return False


def refuse_unknown(names: Sequence[str], columns: Sequence[str]) -> None:
    """Raise when a column to drop or mask is not there: a slip would let it into the case.

    Raises:
        BadInputError: ``map_column_unknown``, with the columns there are.
    """
    for name in names:
        one = _Names((name,))
        if not any(column in one for column in columns):
            detail = {"column": name, "columns": list(columns)[:200]}
            raise BadInputError("map_column_unknown", detail=detail)


def _masked(cell: object, mask: Callable[[str], str]) -> object:
    if isinstance(cell, list) and not any(isinstance(x, list | dict) for x in cell):
        return [mask(text) for text in map(text_of, cell) if text.strip()]
    text = json_text(cell) if isinstance(cell, list | dict) else text_of(cell)
    return mask(text) if text.strip() else ""
