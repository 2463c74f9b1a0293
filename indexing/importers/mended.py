# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of rejected rows that a case exports, read back after a person mended it.

Its first columns say which reject a row is; the others are the columns of the source. A row whose
source columns are all empty was not mended and is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.importers.base import RawRow, Reader
from indexing.records import Rejected

if TYPE_CHECKING:
    from pathlib import Path

PLACE = "reject place"
COLUMNS = (PLACE, "reject code", "reject reason", "reject row")
"""Names that no source has by chance; the last holds the row as it stood."""
_READINGS = count(1)
_RUN_BY_SPREADSHEETS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


class MendedReader:
    """A reader of such a table; ``mends`` says which reject the row of a place mended.

    Raises:
        BadInputError: ``not_mended_table`` when the table has no column of places.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.path: Path = reader.path
        self.encoding = reader.encoding
        names = {name: _bare(name) for name in reader.columns}
        if PLACE not in names:
            raise BadInputError("not_mended_table", path=reader.path)
        self._names = {name: bare for name, bare in names.items() if name not in COLUMNS}
        self.columns = tuple(self._names.values())
        self.mends: dict[str, str] = {}
        self.begun = 0
        """Which of all readings of such tables the newest one of this table was."""

    def position(self) -> int:
        """Bytes of the file read so far by the newest ``rows``."""
        return self._reader.position()

    def rows(self) -> Iterator[RawRow | Rejected]:
        """The mended rows, their cells without the apostrophe that made them inert."""
        self.begun = next(_READINGS)
        for row in self._reader.rows():
            if isinstance(row, Rejected):
                yield row
                continue
            cells = {bare: _bare(row.cells.get(name)) for name, bare in self._names.items()}
            if any(cells.values()):
                place = row.cells.get(PLACE)
                if isinstance(place, str) and place.strip():
                    self.mends[row.place] = place.strip()
                yield RawRow(row.place, dict(cells))


def mended_by(readers: Sequence[MendedReader], place: str) -> str:
    """The place of the reject that a row mended, or empty text.

    The tables of a ZIP or folder are read one after the other, their rows are numbered alike, and
    the name of its table stands before each place: only the table read last is asked.
    """
    mends = max(readers, key=lambda reader: reader.begun).mends if readers else {}
    while place and place not in mends:
        place = place.partition(": ")[2]
    return mends.get(place, "")


def _bare(untrusted_cell: object) -> str:
    text = "" if untrusted_cell is None else str(untrusted_cell)
    return text[1:] if text[:1] == "'" and text[1:].startswith(_RUN_BY_SPREADSHEETS) else text
