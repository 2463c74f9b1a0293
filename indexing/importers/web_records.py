# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of a WARC or ARC file one after another, damage told and stepped over.

The grammar of a record is read by warcio. Framing is our own: warcio stops at the first damaged
record, holds lines of any length and cannot come back to a record of a file packed in one piece.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from indexing.importers.inflated import GZIP, InflateBombError, Inflated, Marks
from indexing.importers.web_heads import PARSE_ERRORS, Head, HeadParser
from indexing.importers.web_starts import (
    GZIP_START,
    START,
    STEP,
    Rewindable,
    after_blanks,
    goes_on,
    is_member,
    next_record,
)
from indexing.limits import (
    MAX_WEB_BYTES_LOST,
    MAX_WEB_FAULTS,
    MAX_WEB_HEADER_BYTES,
    MAX_WEB_HEADER_LINES,
    MAX_WEB_INFLATED_BYTES,
    MAX_WEB_LINES_LOST,
    MAX_WEB_RATIO,
    MAX_WEB_RECORDS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from indexing.importers.origin import Origin

_MOST_MARKS = 2000
_START_BYTES = 512
_FAR = 4 << 20
"""Bytes from one mark of a packed member to the next."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a record begins: the packed member's offset in the file, and the place inside it.

    In a plain file the member is -1 and the place an offset in the file.
    """

    member: int
    place: int


@dataclass(frozen=True, slots=True)
class Record:
    """The head of a record; its block is read by ``Archive.block``."""

    number: int
    at: Address
    kind: str
    headers: Mapping[str, str]
    """Those of the record by their names in small letters; of several alike the first."""
    status: str | None
    """The code of the HTTP answer, None where the block is not one."""
    http: Mapping[str, str]
    length: int
    """Bytes of the block behind the HTTP headers."""
    start: bytes
    """The first bytes of it."""

    def header(self, name: str) -> str:
        """A header of the record, empty where there is none."""
        return self.headers.get(name.lower(), "")

    def http_header(self, name: str) -> str:
        """A header of the HTTP answer, empty where there is none."""
        return self.http.get(name.lower(), "")


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that cannot be taken: its number, or None where something else is told."""

    number: int | None
    offset: int
    code: str


class _NoEndError(Exception):
    """Headers without an end, too many, or with the begin of another record in them."""


class _Lines:
    """What warcio reads headers from: a stream whose lines are counted."""

    def __init__(self, stream: BinaryIO | Rewindable) -> None:
        self._stream = stream
        self._buffer = b""
        self.taken = self.count = 0
        self.is_head = True
        """Whether the lines are those of a record; what a server said may look like another one."""

    def readline(self, most: int | None = None) -> bytes:
        """The next line; ``_NoEndError`` past the limit, or where another record begins."""
        most = MAX_WEB_HEADER_BYTES if most is None else most
        while (at := self._buffer.find(b"\n")) < 0 and len(self._buffer) < most:
            data = self._stream.read(STEP // 8)
            if not data:
                break
            self._buffer += data
            if len(self._buffer) > MAX_WEB_HEADER_BYTES and b"\n" not in self._buffer:
                raise _NoEndError
        end = min(at + 1 if at >= 0 else len(self._buffer), most)
        line, self._buffer = self._buffer[:end], self._buffer[end:]
        begins = self.is_head and self.taken > 0 and START.match(line)
        self.taken += len(line)
        self.count += 1
        too_many = self.taken > MAX_WEB_HEADER_BYTES or self.count > MAX_WEB_HEADER_LINES
        if begins or too_many:
            raise _NoEndError
        return line

    def read(self, most: int) -> bytes:
        """So many bytes behind the lines read so far, fewer only at the end."""
        data, self._buffer = self._buffer[:most], self._buffer[most:]
        pieces, left = [data], most - len(data)
        while left > 0 and (data := self._stream.read(min(left, STEP))):
            pieces.append(data)
            left -= len(data)
        return b"".join(pieces)


class Archive:
    """A web archive whose records can be walked and read again one by one."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self._parser = HeadParser()
        self._marks: dict[int, Marks] = {}
        self._size = origin.size()
        self._inflated = self._tries = 0
        self._lines_read = self._lines_lost = self._bytes_lost = 0
        with origin.open() as file:
            self.packed = file.read(3) == GZIP_START

    def records(self) -> Iterator[Record | Fault]:
        """Every record in order; numbers count from 1, damaged records have theirs too."""
        faults = self._inflated = self._lines_lost = self._bytes_lost = 0
        self._tries = 10 * MAX_WEB_FAULTS
        with self.origin.open() as file:
            for found in self._members(file) if self.packed else self._plain(file):
                faults += isinstance(found, Fault)
                yield found
                number = found.number or 0
                lost = faults >= MAX_WEB_FAULTS or self._lines_lost > MAX_WEB_LINES_LOST
                lost |= self._bytes_lost > MAX_WEB_BYTES_LOST
                if lost or number >= MAX_WEB_RECORDS:
                    yield Fault(number + 1, self._size, "web_too_many")
                    return

    def block(self, at: Address, most: int) -> tuple[Record, bytes]:
        """A record with up to ``most`` bytes of its block; OSError where it is damaged."""
        with closing(Opened(self)) as opened:
            return opened.block(at, most)

    def stream(self, file: BinaryIO, member: int) -> BinaryIO | Rewindable:
        """What a member of the opened file unpacks to; a plain file itself."""
        if member < 0:
            return file
        return Rewindable(Inflated(file, member, wbits=GZIP, marks=self._marks.get(member)))

    def head(self, stream: BinaryIO | Rewindable, at: Address) -> tuple[Record, _Lines]:
        """The head of a record known to be there, and what follows; OSError where it is not."""
        stream.seek(at.place)
        lines = _Lines(stream)
        try:
            return _record(self._parser.parse(lines), 0, at), lines
        except (*PARSE_ERRORS, _NoEndError) as error:
            raise OSError(str(error)) from error

    def _plain(self, file: BinaryIO) -> Iterator[Record | Fault]:
        place: int | None = 0
        number = 0
        while place is not None and (place := after_blanks(file, place)) is not None:
            number += 1
            found, after = self._framed(file, number, Address(-1, place))
            if isinstance(found, Record) and after > self._size:
                found = Fault(number, place, "web_cut")
            elif isinstance(found, Record) and not goes_on(file, after):
                found = Fault(number, place, "web_length")
            if isinstance(found, Fault):
                self._lines_lost += self._lines_read
                place = next_record(file, place + 1)
            else:
                place = after
            yield found

    def _framed(
        self, stream: BinaryIO | Rewindable, number: int, at: Address
    ) -> tuple[Record | Fault, int]:
        """The record at a place with its first bytes, and the place behind its block."""
        stream.seek(at.place)
        lines = _Lines(stream)
        try:
            head = self._parser.parse(lines)
            record = _record(head, number, at, lines.read(min(head.length, _START_BYTES)))
        except (*PARSE_ERRORS, _NoEndError):
            offset = at.place if at.member < 0 else at.member
            return Fault(number, offset, "web_header"), at.place
        finally:
            self._lines_read = lines.count
        return record, at.place + lines.taken + record.length

    def _members(self, file: BinaryIO) -> Iterator[Record | Fault]:
        """Records of a packed file: usually one to a member, sometimes all in one."""
        member, number, one_piece = 0, 0, False
        while member < self._size:
            marks = Marks()
            stream = Rewindable(Inflated(file, member, wbits=GZIP, marks=marks))
            count = good = 0
            for found in self._member(stream, member, number):
                count += 1
                good += isinstance(found, Record)
                yield found
            number += count
            if good > 1 and not one_piece:
                one_piece = True
                yield Fault(None, member, "web_one_piece")
            if count > 1 and sum(len(one.places) for one in self._marks.values()) < _MOST_MARKS:
                self._marks[member] = marks
            self._inflated += stream.tell()
            if self._is_bomb(file.tell()):
                yield Fault(number + 1, member, "web_bomb")
                return
            after = stream.end if stream.end is not None else self._next_member(file, member + 1)
            if after is None:
                if count > 1 or self._tries <= 0:  # more than the damaged record is lost
                    yield Fault(number + 1, member, "web_too_many")
                return
            member = after

    def _next_member(self, file: BinaryIO, place: int) -> int | None:
        """Where the next packed record begins: gzip whose first bytes are those of a record."""
        file.seek(place)
        kept, step = b"", STEP // 4
        while data := file.read(step):
            step = min(2 * step, 1 << 20)
            whole = kept + data
            base, at = file.tell() - len(whole), -1
            while (at := whole.find(GZIP_START, at + 1)) >= 0:
                if self._tries <= 0:
                    return None
                self._tries -= 1
                if base + at >= place and is_member(file, base + at):
                    return base + at
            file.seek(base + len(whole))
            kept = whole[-2:]
        return None

    def _is_bomb(self, taken: int) -> bool:
        return self._inflated > max(MAX_WEB_INFLATED_BYTES, MAX_WEB_RATIO * taken)

    def _member(self, stream: Rewindable, member: int, number: int) -> Iterator[Record | Fault]:
        place: int | None = 0
        while place is not None:
            number += 1
            found, place = self._within(stream, number, Address(member, place))
            if found is not None:
                yield found

    def _within(
        self, stream: Rewindable, number: int, at: Address
    ) -> tuple[Record | Fault | None, int | None]:
        """The next record of a member, and where to go on; None where there is nothing more."""
        self._lines_read = 0
        try:
            place = after_blanks(stream, at.place)
            if place is None:
                return None, None
            found, after = self._framed(stream, number, Address(at.member, place))
            if isinstance(found, Record):
                if stream.seek(after) < after:
                    found = Fault(number, at.member, "web_cut")
                elif not goes_on(stream, after):
                    found = Fault(number, at.member, "web_length")
                else:
                    return found, after
            self._count_lost(stream.tell() - place)
            return found, next_record(stream, place + 1)
        except InflateBombError:
            code = "web_bomb"
        except OSError:
            code = "web_gzip"
        self._count_lost(0)
        return Fault(number, at.member, code), None

    def _count_lost(self, reach: int) -> None:
        """Count what a damaged record cost: its lines, and the bytes to be unpacked again."""
        self._lines_lost += self._lines_read
        self._lines_read = 0
        if reach > Rewindable.WINDOW:  # one record alone may be as wrong as it likes
            self._bytes_lost += min(reach + _FAR, MAX_WEB_BYTES_LOST // 20)


class Opened:
    """An archive kept open, so that the next of many records in one piece is near."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._file: BinaryIO | None = None
        self._stream: tuple[int, BinaryIO | Rewindable] | None = None

    def block(self, at: Address, most: int) -> tuple[Record, bytes]:
        """A record with up to ``most`` bytes of its block; OSError where it is damaged."""
        if self._file is None:
            self._file = self._archive.origin.open()
        if self._stream is None or self._stream[0] != at.member:
            self._stream = at.member, self._archive.stream(self._file, at.member)
        stream, self._stream = self._stream[1], None  # not gone on with after damage
        record, lines = self._archive.head(stream, at)
        data = lines.read(min(most, record.length))
        self._stream = at.member, stream
        return record, data

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def _record(head: Head, number: int, at: Address, start: bytes = b"") -> Record:
    return Record(number, at, head.kind, head.headers, head.status, head.http, head.length, start)
