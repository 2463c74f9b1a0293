# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of a WARC or ARC file one after another, damage told and stepped over.

The grammar of a record is read by warcio. Framing is our own: warcio stops at the first damaged
record, holds lines of any length and cannot come back to a record of a file packed in one piece.
"""

from __future__ import annotations

import gzip
import io
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from indexing.importers.inflated import GZIP, InflateBombError, Inflated, Marks
from indexing.limits import (
    MAX_WEB_FAULTS,
    MAX_WEB_HEADER_BYTES,
    MAX_WEB_INFLATED_BYTES,
    MAX_WEB_LINES_LOST,
    MAX_WEB_RATIO,
    MAX_WEB_RECORDS,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warcio.statusandheaders import StatusAndHeaders

    from indexing.importers.origin import Origin

_STEP = 1 << 16
_GZIP_START = b"\x1f\x8b\x08"
_ARC_LINE = rb"(?:https?|ftp|dns|filedesc)://?\S* [\d.]+ \d{14} \S+ -?\d+\r?\n"
_START = re.compile(rb"WARC/[01]\.\d+\r?\n|" + _ARC_LINE)
_NEXT = re.compile(rb"\n(?=WARC/[01]\.\d+\r?\n|" + _ARC_LINE + rb")")
_OVERLAP = 4096
_MOST_MARKS = 2000
_PARSE_ERRORS = (EOFError, ValueError, AttributeError, IndexError, TypeError)


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
    headers: StatusAndHeaders
    http: StatusAndHeaders | None
    length: int
    """Bytes of the block behind the HTTP headers."""
    start: bytes
    """The first bytes of it."""

    def header(self, name: str) -> str:
        """A header of the record, empty where there is none."""
        return str(self.headers.get_header(name) or "")

    def http_header(self, name: str) -> str:
        """A header of the HTTP answer, empty where there is none."""
        return "" if self.http is None else str(self.http.get_header(name) or "")


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that cannot be taken: its number, or None where something else is told."""

    number: int | None
    offset: int
    code: str


class _NoEndError(Exception):
    """Headers without an end, or with the begin of another record in them."""


class _Lines:
    """What warcio reads headers from: a stream whose lines are counted."""

    def __init__(self, stream: io.RawIOBase | BinaryIO) -> None:
        self._stream = stream
        self._buffer = b""
        self.taken = self.count = 0
        self.is_head = True
        """Whether the lines are those of a record; what a server said may look like another one."""

    def readline(self, most: int | None = None) -> bytes:
        """The next line; ``_NoEndError`` past the limit, or where another record begins."""
        most = MAX_WEB_HEADER_BYTES if most is None else most
        while (at := self._buffer.find(b"\n")) < 0 and len(self._buffer) < most:
            data = self._stream.read(_STEP // 8)
            if not data:
                break
            self._buffer += data
            if len(self._buffer) > MAX_WEB_HEADER_BYTES and b"\n" not in self._buffer:
                raise _NoEndError
        end = min(at + 1 if at >= 0 else len(self._buffer), most)
        line, self._buffer = self._buffer[:end], self._buffer[end:]
        begins = self.is_head and self.taken > 0 and _START.match(line)
        self.taken += len(line)
        self.count += 1
        if begins or self.taken > MAX_WEB_HEADER_BYTES:
            raise _NoEndError
        return line

    def read(self, most: int) -> bytes:
        """Up to so many bytes behind the lines read so far."""
        data, self._buffer = self._buffer[:most], self._buffer[most:]
        if not data:
            data = self._stream.read(min(most, _STEP)) or b""
        return data


class Archive:
    """A web archive whose records can be walked and read again one by one."""

    def __init__(self, origin: Origin) -> None:
        from warcio.recordloader import ArcWarcRecordLoader

        self.origin = origin
        self._loader = ArcWarcRecordLoader(verify_http=False, arc2warc=True)
        self._marks: dict[int, Marks] = {}
        self._size = origin.size()
        self._inflated, self._tries = 0, 10 * MAX_WEB_FAULTS
        self._lines_read = self._lines_lost = 0
        with origin.open() as file:
            self.packed = file.read(3) == _GZIP_START

    def records(self) -> Iterator[Record | Fault]:
        """Every record in order; numbers count from 1, damaged records have theirs too."""
        faults = self._inflated = self._lines_lost = 0
        with self.origin.open() as file:
            for found in self._members(file) if self.packed else self._plain(file):
                faults += isinstance(found, Fault)
                yield found
                number = found.number or 0
                lost = faults >= MAX_WEB_FAULTS or self._lines_lost > MAX_WEB_LINES_LOST
                if lost or number >= MAX_WEB_RECORDS:
                    yield Fault(number + 1, self._size, "web_too_many")
                    return

    def block(self, at: Address, most: int) -> tuple[Record, bytes]:
        """A record with up to ``most`` bytes of its block; OSError where it is damaged."""
        with self.origin.open() as file:
            stream = self._stream(file, at.member)
            stream.seek(at.place)
            lines = _Lines(stream)
            try:
                record, length = self._head(lines, 0, at)
            except (*_PARSE_ERRORS, _NoEndError) as error:
                raise OSError(str(error)) from error
            pieces, left = [], min(most, length)
            while left > 0 and (data := lines.read(left)):
                pieces.append(data)
                left -= len(data)
            return record, b"".join(pieces)

    def _stream(self, file: BinaryIO, member: int) -> BinaryIO | Inflated:
        if member < 0:
            return file
        return Inflated(file, member, wbits=GZIP, marks=self._marks.get(member))

    def _head(self, lines: _Lines, number: int, at: Address) -> tuple[Record, int]:
        """The head of the record that begins here, and the bytes of its block that follow."""
        from warcio.statusandheaders import StatusAndHeadersParserException as NotParsed

        try:
            headers, described = self._loader.warc_parser.parse(lines), 0
        except NotParsed as error:
            headers = _arc_headers(self._loader, lines, error.statusline)
            headers.remove_header("WARC-Record-ID")  # made up by the parser
            described = headers.total_len  # the two lines that describe an ARC file
        length = int(headers.get_header("Content-Length")) - described
        uri = str(headers.get_header("WARC-Target-URI") or "")
        uri = uri.removeprefix("<").removesuffix(">").replace(" ", "%20")
        headers.replace_header("WARC-Target-URI", uri)
        record_kind = str(headers.get_header("WARC-Type") or "")
        if length < 0 or (record_kind in ("response", "resource") and not uri):
            raise ValueError
        http, lines.is_head = None, False
        before = lines.taken
        if length and record_kind in ("response", "revisit") and _is_http(uri):
            http = self._loader.http_parser.parse(_Limited(lines, length))
        left = length - (lines.taken - before)
        return Record(number, at, record_kind, headers, http, left, b""), left

    def _plain(self, file: BinaryIO) -> Iterator[Record | Fault]:
        place, number = 0, 0
        while (place := _after_blanks(file, place, self._size)) < self._size:
            number += 1
            found, after = self._framed(file, number, Address(-1, place))
            if isinstance(found, Record) and after > self._size:
                found = Fault(number, place, "web_cut")
            elif isinstance(found, Record) and not _starts(file, after, self._size):
                found = Fault(number, place, "web_length")
            if isinstance(found, Fault):
                self._lines_lost += self._lines_read
                after = _found(file, place + 1, self._size)
            yield found
            place = after

    def _framed(
        self, stream: BinaryIO | Inflated, number: int, at: Address
    ) -> tuple[Record | Fault, int]:
        """The record at a place with its first bytes, and the place behind its block."""
        stream.seek(at.place)
        lines = _Lines(stream)
        try:
            record, left = self._head(lines, number, at)
            start = lines.read(min(left, 512))
        except (*_PARSE_ERRORS, _NoEndError):
            return Fault(number, at.place, "web_header"), at.place
        finally:
            self._lines_read = lines.count
        whole = Record(number, at, record.kind, record.headers, record.http, record.length, start)
        return whole, at.place + lines.taken + left

    def _members(self, file: BinaryIO) -> Iterator[Record | Fault]:
        """Records of a packed file: usually one to a member, sometimes all in one."""
        member, number, one_piece = 0, 0, False
        while member < self._size:
            marks = Marks()
            stream = Inflated(file, member, wbits=GZIP, marks=marks)
            count, damaged = 0, False
            for found in self._member(stream, member, number):
                count += found.number is not None
                damaged |= isinstance(found, Fault)
                yield found
            number += count
            if count > 1 and not damaged and not one_piece:
                one_piece = True
                yield Fault(None, member, "web_one_piece")
            if count > 1 and sum(len(one.places) for one in self._marks.values()) < _MOST_MARKS:
                self._marks[member] = marks
            self._inflated += stream.tell()
            if self._is_bomb(file.tell()):
                yield Fault(number + 1, member, "web_bomb")
                return
            after = stream.end if stream.end is not None else self._next_member(file, member + 1)
            member = self._size if after is None else after

    def _next_member(self, file: BinaryIO, place: int) -> int | None:
        """Where the next packed record begins: gzip whose first bytes are those of a record."""
        file.seek(place)
        kept, step = b"", _STEP // 4
        while data := file.read(step):
            step = min(2 * step, 1 << 20)
            whole = kept + data
            base, at = file.tell() - len(whole), -1
            while (at := whole.find(_GZIP_START, at + 1)) >= 0 and self._tries > 0:
                self._tries -= 1
                if base + at >= place and _is_member(file, base + at):
                    return base + at
            file.seek(base + len(whole))
            kept = whole[-2:]
        return None

    def _is_bomb(self, taken: int) -> bool:
        return self._inflated > max(MAX_WEB_INFLATED_BYTES, MAX_WEB_RATIO * taken)

    def _member(self, stream: Inflated, member: int, number: int) -> Iterator[Record | Fault]:
        place = 0
        while True:
            number += 1
            at = Address(member, place)
            try:
                place = _blanks_within(stream, place)
                if place < 0:
                    return
                at = Address(member, place)
                found, after = self._framed(stream, number, at)
                if isinstance(found, Record):
                    stream.seek(after)
                    if stream.tell() < after:
                        found = Fault(number, member, "web_cut")
                    else:
                        place = after
                        if not _goes_on(stream):
                            found = Fault(number, member, "web_length")
            except InflateBombError:
                found = Fault(number, member, "web_bomb")
            except OSError:
                found = Fault(number, member, "web_gzip")
            yield found
            if isinstance(found, Fault):
                return


class _Limited:
    """Lines of a block that ends after so many bytes."""

    def __init__(self, lines: _Lines, length: int) -> None:
        self._lines, self._end = lines, lines.taken + length

    def readline(self) -> bytes:
        """The next line, or what the block still holds of it."""
        left = self._end - self._lines.taken
        return self._lines.readline(left) if left > 0 else b""


def _arc_headers(loader: Any, lines: _Lines, first: str) -> StatusAndHeaders:
    from warcio.statusandheaders import StatusAndHeadersParserException as NotParsed

    try:
        return loader.arc_parser.parse(lines, first)
    except NotParsed as error:
        raise ValueError from error


def _is_http(uri: str) -> bool:
    return uri.lower().startswith(("http:", "https:"))


def _after_blanks(file: BinaryIO, place: int, size: int) -> int:
    """The place of the next byte that does not end a line."""
    file.seek(place)
    step = 64
    while place < size and (data := file.read(step)):
        step = _STEP
        rest = data.lstrip(b"\r\n")
        place += len(data) - len(rest)
        if rest:
            break
    return place


def _blanks_within(stream: Inflated, place: int) -> int:
    """As above within a member; -1 at its end."""
    stream.seek(place)
    step = 64
    while data := stream.read(step):
        step = _STEP
        rest = data.lstrip(b"\r\n")
        place += len(data) - len(rest)
        if rest:
            return place
    return -1


def _starts(file: BinaryIO, place: int, size: int) -> bool:
    """Whether the file ends here or a record begins, after ends of lines."""
    place = _after_blanks(file, place, size)
    file.seek(place)
    return place >= size or _START.match(file.read(_OVERLAP)) is not None


def _goes_on(stream: Inflated) -> bool:
    """Whether the member ends here or another record begins, after ends of lines."""
    place = _blanks_within(stream, stream.tell())
    if place < 0:
        return True
    stream.seek(place)
    start = b""
    while len(start) < _OVERLAP and (data := stream.read(_OVERLAP - len(start))):
        start += data
    return _START.match(start) is not None


def _found(file: BinaryIO, place: int, size: int) -> int:
    """Where the next record of a plain file begins; its size when there is none."""
    file.seek(place)
    kept, step = b"", _STEP // 4
    while data := file.read(step):
        step = min(2 * step, 1 << 20)
        whole = kept + data
        if match := _NEXT.search(whole):
            return file.tell() - len(whole) + match.end()
        kept = whole[-_OVERLAP:]
    return size


def _is_member(file: BinaryIO, place: int) -> bool:
    file.seek(place)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(file.read(8192))) as member:
            return _START.match(member.read1(_OVERLAP).lstrip(b"\r\n")) is not None
    except (OSError, EOFError, zlib.error):
        return False
