# SPDX-License-Identifier: GPL-3.0-or-later
"""OLE compound files: the container of old Excel workbooks and of those under a password.

Read by [MS-CFB]: a table of sectors chains them into streams, and a directory names the streams.
Every chain is followed over at most as many sectors as the file has, so that a ring ends. Entries
are taken as the reader of workbooks takes them: the first of a name, up to its NUL. What is not
there (a sector beyond the end of the file or of the small sectors) is refused.
"""

from __future__ import annotations

import struct
import sys
from array import array
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from indexing.limits import MAX_XLS_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from indexing.importers.origin import Origin

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOKS = ("Workbook", "Book", "WORKBOOK", "BOOK")
"""Names of the stream of an old workbook; the reader takes the first of these that is there."""
_HEADER = struct.Struct("<8s22xH16xI4xIIIII109I")
_ENTRY = struct.Struct("<64s2xB49xIQ")
_OLD_SECTOR = 512
_SMALL_SECTOR = 64
_SMALL_STREAM = 4096
"""Streams below this lie in small sectors, all in one stream of the root."""
_LAST = 0xFFFFFFFA
"""Numbers from here on are marks and name no sector."""
_MARKED = 0xFFFFFFFC
"""Marks of sectors that belong to no stream begin here."""
_BYTE_ORDERS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_STREAM, _ROOT = 2, 5


class CompoundError(ValueError):
    """Not a compound file, a damaged one, or one over the limit."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class CompoundFile:
    """The streams of one file; raises ``CompoundError`` for what cannot be read."""

    def __init__(self, origin: Origin) -> None:
        if origin.size() > MAX_XLS_BYTES:
            raise CompoundError("size")
        with origin.open() as file:
            self.data = file.read(MAX_XLS_BYTES)
            """The whole file."""
        if len(self.data) < _HEADER.size or not self.data.startswith(MAGIC):
            raise CompoundError("header")
        _, shift, directory, cutoff, small, tables, more, _, *first = _HEADER.unpack_from(self.data)
        if shift not in (9, 12) or cutoff != _SMALL_STREAM:
            raise CompoundError("sector size")
        self._sector: int = 1 << shift
        self._chains = self._table(self._allocation(first, more))
        self._entries = list(self._directory(directory))
        if [at for at, entry in enumerate(self._entries) if entry.kind == _ROOT] != [0]:
            raise CompoundError("root")
        self._small, self._pool = self._table([]), b""
        if tables:
            self._small = self._table(self._chain(small, self._chains))
            self._pool = self._joined(self._entries[0].start)
        self._check_extents()

    def names(self) -> tuple[str, ...]:
        """Names of all entries, of streams and others, in the order of the directory."""
        return tuple(entry.name for entry in self._entries if entry.name)

    def stream(self, name: str) -> bytes:
        """The first entry of a name, whole; CompoundError where that is no stream."""
        return self._content(self._stream(name))

    def place(self, name: str, at: int) -> int:
        """Where in the file a byte of a stream lies; CompoundError where there is none."""
        entry, root = self._stream(name), self._entries[0]
        if entry.size >= _SMALL_STREAM:
            return self._place(entry.start, self._chains, self._sector, at) + self._sector
        at = self._place(entry.start, self._small, _SMALL_SECTOR, at)
        return self._place(root.start, self._chains, self._sector, at) + self._sector

    def _place(self, start: int, table: array[int], size: int, at: int) -> int:
        number = next(islice(self._chain(start, table), at // size, None), None)
        if number is None:
            raise CompoundError("end")
        return number * size + at % size

    def _stream(self, name: str) -> _Entry:
        entry = next((one for one in self._entries if one.name == name), None)
        # without a size the reader would go to the end of the chain
        if entry is None or entry.kind != _STREAM or not entry.size:
            raise CompoundError(name)
        return entry

    def _check_extents(self) -> None:
        """Refuse streams that lie over each other: what they share would be read many times."""
        large, small = set[int](), set[int]()
        for entry in self._entries:
            if not entry.size:
                continue  # wherever it begins: a stream is not read, the root once at most
            if entry.kind == _STREAM and entry.size < _SMALL_STREAM:
                self._take(entry.start, self._small, small)
            elif entry.kind in (_STREAM, _ROOT):
                self._take(entry.start, self._chains, large)

    def _take(self, start: int, table: array[int], taken: set[int]) -> None:
        for number in self._chain(start, table):
            if number in taken:
                raise CompoundError("overlap")
            taken.add(number)

    def _content(self, entry: _Entry) -> bytes:
        if entry.size >= _SMALL_STREAM:
            return self._joined(entry.start)[: entry.size]
        pool = self._pool[: self._entries[0].size or None]
        chain = self._chain(entry.start, self._small)
        places = (number * _SMALL_SECTOR for number in chain)
        pieces = [pool[at : at + _SMALL_SECTOR] for at in places]
        content = _together(pieces, _SMALL_SECTOR)
        if len(content) < entry.size:
            raise CompoundError("end")
        return content[: entry.size]

    def _joined(self, start: int) -> bytes:
        chain = self._chain(start, self._chains)
        return _together([self._at(number) for number in chain], self._sector)

    def _at(self, number: int) -> bytes:
        return self.data[(number + 1) * self._sector : (number + 2) * self._sector]

    def _allocation(self, first: list[int], more: int) -> Iterator[int]:
        """Sectors that hold the table of chains: 109 in the header, the others in a chain."""
        yield from first
        for _ in range(len(self.data) // self._sector):
            if more >= _LAST:
                return
            *numbers, more = self._table([more])
            yield from numbers
        if more < _LAST:
            raise CompoundError("ring")

    def _table(self, sectors: Iterator[int] | list[int]) -> array[int]:
        """Whole numbers of some sectors; each is four bytes."""
        numbers: array[int] = array("I")
        most = len(self.data) // 4
        for sector in sectors:
            if sector < _MARKED:
                piece = self._at(sector)
                if len(piece) < self._sector:  # the reader would leave out what is missing
                    raise CompoundError("end")
                numbers.frombytes(piece)
            if len(numbers) > most:
                raise CompoundError("table")
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers

    @staticmethod
    def _chain(start: int, table: array[int]) -> Iterator[int]:
        number = start
        for _ in range(len(table)):
            if number >= _LAST:
                return
            if number >= len(table):
                raise CompoundError("chain")
            yield number
            number = table[number]
        if number < _LAST:
            raise CompoundError("ring")

    def _directory(self, start: int) -> Iterator[_Entry]:
        data = self._joined(start)
        for at in range(0, len(data) - 127, 128):
            raw, kind, first, size = _ENTRY.unpack_from(data, at)
            if raw.startswith(_BYTE_ORDERS):
                raise CompoundError("name")  # the reader would take it in another encoding
            # up to the first NUL, whatever length is stated: so does the reader
            name = raw.decode("utf-16-le", "replace").partition("\0")[0]
            if self._sector == _OLD_SECTOR:
                size &= 0xFFFFFFFF  # the upper half may be noise
            yield _Entry(name, kind, first, size)


def _together(pieces: list[bytes], length: int) -> bytes:
    """Sectors joined; only the last may be cut short, for the reader fills up or leaves out."""
    if any(len(piece) < length for piece in pieces[:-1]) or (pieces and not pieces[-1]):
        raise CompoundError("end")
    return b"".join(pieces)


def kind(origin: Origin) -> str:
    """``xls`` for a workbook, ``locked`` for a file under a password, else ``OLE``."""
    try:
        names = CompoundFile(origin).names()
    except (CompoundError, struct.error):
        return "OLE"
    if "EncryptedPackage" in names:
        return "locked"
    return "xls" if set(WORKBOOKS) & set(names) else "OLE"
