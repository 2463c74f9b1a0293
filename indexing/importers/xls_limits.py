# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks the records of an old Excel workbook before it is opened, and refuses what would spread.

Records by [MS-XLS]: a number, a length, and that many bytes. One cell in the last row and column
makes a huge table, several sheets may be one and the same, and one long text may stand in every
cell: so the corners, the sheets and the texts are all counted.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.importers import sheet_size
from indexing.importers.compound_file import CompoundError, CompoundFile
from indexing.limits import MAX_SHEETS

if TYPE_CHECKING:
    from indexing.importers.origin import Origin

_BEGIN, _END = 0x0809, 0x000A
_PASSWORD, _SHEET, _TEXTS, _CONTINUED = 0x002F, 0x0085, 0x00FC, 0x003C
_EXTENT, _SHARED_TEXT, _NUMBERS = 0x0200, 0x00FD, 0x00BD
_CELLS = frozenset((0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x00D6, 0x027E, 0x00BD, 0x00FD))


def check(origin: Origin) -> None:
    """Raise for a workbook that must not be opened.

    Raises:
        BadInputError: ``xlsx_bomb``, ``workbook_encrypted`` or ``file_unreadable``.
    """
    try:
        file = CompoundFile(origin)
        names = set(file.names())
        for name in ("Workbook", "Book"):  # the reader falls back on the second
            if name in names:
                _check_stream(origin, file.stream(name))
    except (CompoundError, struct.error, IndexError) as error:
        raise BadInputError("file_unreadable", path=origin.path) from error


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and length of each record, to the end of the part that begins at ``at``."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, at + 4, length
        at += 4 + length
        depth += (kind == _BEGIN) - (kind == _END)
        if kind == _END and depth <= 0:
            return


def _check_stream(origin: Origin, stream: bytes) -> None:
    places: list[int] = []
    texts: list[int] = []
    for kind, at, length in _records(stream, 0):
        if kind == _PASSWORD:
            raise BadInputError("workbook_encrypted", path=origin.path)
        if kind == _SHEET and length >= 4:
            places.append(struct.unpack_from("<I", stream, at)[0])
        if kind == _TEXTS:
            texts = list(_lengths(stream, at, length))
    if len(places) > MAX_SHEETS:
        detail = {"sheets": len(places), "limit": MAX_SHEETS}
        raise BadInputError("too_many_sheets", path=origin.path, detail=detail)
    if len(set(places)) < len(places):  # the reader would read the same part for each of them
        raise sheet_size.bomb(origin.path, {"sheets": len(places)})
    size = sheet_size.SheetSize(origin.path)
    for place in places:
        _check_sheet(stream, place, texts, size)


def _check_sheet(stream: bytes, place: int, texts: list[int], size: sheet_size.SheetSize) -> None:
    for kind, at, length in _records(stream, place):
        if kind in _CELLS and length >= 4:
            row, column = struct.unpack_from("<HH", stream, at)
            size.filled(row, column)
            if kind == _NUMBERS:
                (last,) = struct.unpack_from("<H", stream, at + length - 2)
                size.filled(row, last, cells=max(0, last - column))
            elif kind == _SHARED_TEXT and length >= 10:
                (number,) = struct.unpack_from("<I", stream, at + 6)
                size.repeated(texts[number] if number < len(texts) else 0)
        elif kind == _EXTENT:  # the reader takes memory for what the sheet says of itself
            size.stated(*_stated(stream, at, length))
    size.end_sheet()


def _stated(stream: bytes, at: int, length: int) -> tuple[int, int]:
    """Rows and columns that a sheet says it has; one that ends before it begins is refused.

    The reader takes the difference for a number without sign, and memory for four thousand million.
    """
    first, last, left, right = struct.unpack_from("<IIHH" if length >= 14 else "<HHHH", stream, at)
    if last and right and (first > last or left > right):
        raise CompoundError
    return max(0, last - first), max(0, right - left)


class _Pieces:
    """The bytes of the shared texts, over the ends of records."""

    def __init__(self, stream: bytes, at: int, length: int) -> None:
        self.stream, self.at, self.end = stream, at, at + length

    def skip(self, count: int) -> None:
        """Pass over bytes, into the records that go on with it."""
        while count > self.end - self.at:
            count -= self.end - self.at
            self.go_on()
        self.at += count

    def go_on(self) -> None:
        """To the next record; IndexError where it goes on with nothing."""
        kind, length = struct.unpack_from("<HH", self.stream, self.end)
        if kind != _CONTINUED:
            raise IndexError(kind)
        self.at, self.end = self.end + 4, self.end + 4 + length

    def number(self, size: int) -> int:
        """A whole number of so many bytes; never cut by the end of a record."""
        if self.at >= self.end:
            self.go_on()
        value = int.from_bytes(self.stream[self.at : self.at + size], "little")
        self.at += size
        return value


def _lengths(stream: bytes, at: int, length: int) -> Iterator[int]:
    """Characters of each shared text, up to the end or the first that is damaged."""
    pieces = _Pieces(stream, at + 8, length - 8)
    (count,) = struct.unpack_from("<I", stream, at + 4)
    try:
        for _ in range(min(count, len(stream) // 3)):
            characters, flags = pieces.number(2), pieces.number(1)
            runs = pieces.number(2) if flags & 8 else 0
            more = pieces.number(4) if flags & 4 else 0
            yield characters
            _skip_text(pieces, characters, wide=bool(flags & 1))
            pieces.skip(4 * runs + more)
    except (struct.error, IndexError):
        return


def _skip_text(pieces: _Pieces, characters: int, *, wide: bool) -> None:
    while characters:
        if pieces.at >= pieces.end:
            pieces.go_on()
            wide = bool(pieces.number(1) & 1)  # each record states anew how wide letters are
        here = min(characters, (pieces.end - pieces.at) // (2 if wide else 1))
        if not here:
            raise IndexError(characters)
        pieces.at += here * (2 if wide else 1)
        characters -= here
