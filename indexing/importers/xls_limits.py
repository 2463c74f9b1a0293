# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks the records of an old Excel workbook before it is opened, and refuses what would spread.

One cell in the last row and column
makes a huge table, several sheets may be one and the same, and one long text may stand in every
cell: so the corners, the sheets and the texts are all counted. On the way the links behind the
cells are found, which the reader does not give.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.importers import sheet_size, xls_links
from indexing.importers.compound_file import WORKBOOKS, CompoundError, CompoundFile
from indexing.importers.sheet_links import SheetLinks
from indexing.importers.xls_records import BEGIN, END, records
from indexing.limits import MAX_SHEETS, MAX_XLS_RECORD_BYTES

if TYPE_CHECKING:
    from indexing.importers.origin import Origin

_PASSWORD, _SHEET, _TEXTS, _CONTINUED = 0x002F, 0x0085, 0x00FC, 0x003C
_EXTENT, _SHARED_TEXT, _NUMBERS = 0x0200, 0x00FD, 0x00BD
_FORMULA, _RESULT, _NAME = 0x0006, 0x0207, 0x0018
_CELLS = frozenset((_FORMULA, 0x0203, 0x0204, 0x0205, 0x00D6, 0x027E, _NUMBERS, _SHARED_TEXT))
"""Records of one or several filled cells; those that only have a format are left out by the reader.
"""
_NEW, _CODE_PAGE, _UTF_16 = 0x0600, 0x0042, 1200
_NAMING = bytes(kind + more for kind in (0x20, 0x40, 0x60) for more in (3, 26, 27, 28, 29))
"""Parts of a formula that stand for a name or a sheet, whose name the reader writes out."""
_NOT_NAMING = bytes(set(range(256)) - set(_NAMING))
_SPACES = re.compile(rb"(?s)(?=\x19[@A].(.))")
"""A part of a formula that stands for so many spaces."""
_USUALLY_MOVED = 5_000
"""Bytes moved for each of a formula; below this none is counted."""


def check(origin: Origin) -> SheetLinks:
    """The links behind the cells of a workbook; raises for one that must not be opened.

    Raises:
        BadInputError: ``xlsx_bomb``, ``workbook_encrypted`` or ``workbook_damaged``.
    """
    links = SheetLinks()
    try:
        file = CompoundFile(origin)
        names = set(file.names())
        for name in WORKBOOKS:  # the reader falls back on the next one
            if name in names:
                _check_stream(origin, file.stream(name), links)
    except (CompoundError, struct.error, IndexError) as error:
        raise sheet_size.damaged(origin.path, error) from error
    return links


class _Book:
    """What the first part of a stream says: where the sheets begin, texts and names."""

    def __init__(self, origin: Origin, stream: bytes) -> None:
        self.texts: list[int] | None = None
        self.longest_name = 4
        """Bytes of the longest name of a sheet or formula, as the reader writes it out."""
        self._stream, self._version, self._letter = stream, _NEW, 3
        self.sheets: dict[str, int] = {}
        """Where the part of each sheet begins."""
        for kind, at, length, _ in records(stream, 0):
            if kind == END:  # of whatever: there the reader goes on to the sheets
                break
            if kind == _PASSWORD:
                raise BadInputError("workbook_encrypted", path=origin.path)
            self._see(kind, at, length)
        if len(self.sheets) > MAX_SHEETS:
            detail = {"sheets": len(self.sheets), "limit": MAX_SHEETS}
            raise BadInputError("too_many_sheets", path=origin.path, detail=detail)

    def _see(self, kind: int, at: int, length: int) -> None:
        if kind == BEGIN:
            (self._version,) = struct.unpack_from("<H", self._stream, at)
        elif kind == _CODE_PAGE and struct.unpack_from("<H", self._stream, at)[0] != _UTF_16:
            self._letter = 6  # where it is not mended, each half of a letter is taken for one
        elif kind == _SHEET and length >= 8:
            raw = self._stream[at + 6 : at + length]
            name = _sheet_name(raw, is_new=self._version == _NEW)
            if name in self.sheets:  # the reader would show the last for each of them
                raise CompoundError(name)
            (self.sheets[name],) = struct.unpack_from("<I", self._stream, at)
            self._name(len(name))
        elif kind == _NAME and length >= 4:
            self._name(self._stream[at + 3])
        elif kind == _TEXTS:
            if self.texts is not None:
                raise CompoundError("texts")
            self.texts = [
                n * (self._letter if wide else self._letter - 1)
                for n, wide in _lengths(self._stream, at, length)
            ]

    def _name(self, letters: int) -> None:
        self.longest_name = max(self.longest_name, letters * self._letter)


def _sheet_name(raw: bytes, *, is_new: bool) -> str:
    """Name of a sheet after its length, without NUL as in the reader."""
    if not is_new:
        name = raw[1 : 1 + raw[0]].decode("latin-1")
    elif raw[1] & 1:
        name = raw[2 : 2 + 2 * raw[0]].decode("utf-16-le", "replace")
    else:
        name = raw[2 : 2 + raw[0]].decode("latin-1")
    return name.replace("\0", "")


def _check_stream(origin: Origin, stream: bytes, links: SheetLinks) -> None:
    book = _Book(origin, stream)
    size = sheet_size.SheetSize(origin.path)
    walked: list[tuple[int, int]] = []
    for name, place in book.sheets.items():
        add_link = partial(xls_links.add, sheet=name, found=links)
        end = _check_sheet(stream, place, book, size, add_link)
        if any(place < last and first < end for first, last in walked):
            # the reader would read the same part for each of them
            raise sheet_size.bomb(origin.path, {"sheets": len(book.sheets)})
        walked.append((place, end))


def _check_sheet(
    stream: bytes,
    place: int,
    book: _Book,
    size: sheet_size.SheetSize,
    add_link: Callable[[bytes], None],
) -> int:
    """Add up the cells of the sheet that begins at a place; where it ends."""
    texts: Sequence[int] = book.texts or ()
    result_row = result_column = 0
    end = place + 1
    for kind, at, length, depth in records(stream, place):
        end = at + length
        if depth > 1:  # what a chart holds, the reader passes over
            continue
        if kind in _CELLS and length >= 4:
            row, column = struct.unpack_from("<HH", stream, at)
            size.filled(row, column)
            if kind == _NUMBERS:
                (last,) = struct.unpack_from("<H", stream, at + length - 2)
                size.filled(row, last, cells=max(0, last - column))
            elif kind == _SHARED_TEXT and length >= 10:
                (number,) = struct.unpack_from("<I", stream, at + 6)
                size.repeated(texts[number] if number < len(texts) else 0)
            elif kind == _FORMULA:
                result_row, result_column = row, column
                _check_formula(stream[at + 22 : at + length], book.longest_name, size)
        elif kind == _RESULT:  # a text for the last formula; without one, for the first cell
            size.filled(result_row, result_column, cells=0)
        elif kind == xls_links.LINK and length >= xls_links.SHORTEST:
            add_link(stream[at : at + length])
        elif kind == _EXTENT:  # the reader takes memory for what the sheet says of itself
            size.stated(*_stated(stream, at, length))
    size.end_sheet()
    return end


def _check_formula(parts: bytes, longest_name: int, size: sheet_size.SheetSize) -> None:
    """Add up what the reader writes for a formula, and moves while it puts it together."""
    if len(parts) > MAX_XLS_RECORD_BYTES:
        raise CompoundError("formula")
    names = longest_name * len(parts.translate(None, _NOT_NAMING))
    spaces = sum(map(ord, _SPACES.findall(parts)))
    size.repeated(names + spaces)
    # each part, and each space, may move all that is written so far
    moved = (len(parts) + spaces) * (10 * len(parts) + names + spaces)
    if moved > _USUALLY_MOVED * len(parts):
        size.moved(moved)


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


def _lengths(stream: bytes, at: int, length: int) -> Iterator[tuple[int, bool]]:
    """Letters of each shared text and whether they are of two bytes, up to the first damaged one.

    The reader holds UTF-8: three bytes at most for such a letter, two for one of a single byte.
    """
    pieces = _Pieces(stream, at + 8, length - 8)
    (count,) = struct.unpack_from("<I", stream, at + 4)
    try:
        for _ in range(min(count, len(stream) // 3)):
            characters, flags = pieces.number(2), pieces.number(1)
            runs = pieces.number(2) if flags & 8 else 0
            more = pieces.number(4) if flags & 4 else 0
            is_wide = _skip_text(pieces, characters, wide=bool(flags & 1))
            yield characters, is_wide
            pieces.skip(4 * runs + more)
    except (struct.error, IndexError):
        return


def _skip_text(pieces: _Pieces, characters: int, *, wide: bool) -> bool:
    """Pass over the letters of a text; whether some of them are of two bytes."""
    was_wide = wide
    while characters:
        if pieces.at >= pieces.end:
            pieces.go_on()
            wide = bool(pieces.number(1) & 1)  # each record states anew how wide letters are
            was_wide = was_wide or wide
        here = min(characters, (pieces.end - pieces.at) // (2 if wide else 1))
        if not here:
            raise IndexError(characters)
        pieces.at += here * (2 if wide else 1)
        characters -= here
    return was_wide
