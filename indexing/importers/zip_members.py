# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of a ZIP file, opened where they lie, with every known trick of an archive refused.

``zipfile`` reads the list of entries; opening them is our own, because a stored entry then is a
window on the file and a deflated one can be read from any place.
"""

from __future__ import annotations

import gzip
import io
import os
import stat
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any, BinaryIO

from indexing.errors import BadInputError
from indexing.importers.inflated import RAW, Inflated, Marks
from indexing.importers.members import Member, Members, checked_name, shown_name
from indexing.limits import (
    INFLATED_FREE_BYTES,
    MAX_ARCHIVE_DIRECTORY_BYTES,
    MAX_ARCHIVE_ENTRIES,
    MAX_INFLATED_RATIO,
)
from indexing.records import Rejected

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexing.importers.origin import Origin

_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x06"
_LOCATOR_64 = b"PK\x06\x07"
_ENTRY = b"PK\x01\x02"
_TAIL = 65_558 + 76
"""Bytes from the end in which the end record may begin, its longest comment behind it, and those
of a large archive's end record and locator before it."""
_LOCAL = struct.Struct("<4s5H3I2H")
_ERRORS = (
    ValueError,
    RuntimeError,
    NotImplementedError,
    zipfile.BadZipFile,
    struct.error,
    EOFError,
    IndexError,
    OverflowError,
)
_ENCRYPTED, _METHODS = 0x1, (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def members(origin: Origin) -> Members:
    """What a ZIP file holds.

    Raises:
        BadInputError: ``archive_broken``, ``archive_entries`` for too many of them,
            ``archive_overlap`` where entries share bytes, as only bombs do.
    """
    entries = _entries(origin)
    kept: dict[str, zipfile.ZipInfo] = {}
    _check_extents(origin, entries)
    refused: list[Rejected] = []
    for entry in entries:
        is_folder = entry.filename.endswith("/")  # ``is_dir`` fails on no name before Python 3.12
        if is_folder and not entry.file_size:
            continue
        name = "" if is_folder else checked_name(entry.filename)
        code = "archive_name" if not name else _refused(entry)
        if code:
            refused.append(Rejected(shown_name(entry.orig_filename), code, _detail(code, entry)))
            continue
        if name in kept:  # programs that unpack keep the last of them
            refused.append(Rejected(shown_name(name), "archive_name_twice"))
        kept[name] = entry
    found = [Member(name, entry.file_size, _Opener(origin, entry)) for name, entry in kept.items()]
    return Members(sorted(found, key=lambda member: member.name), refused)


def names(origin: Origin) -> set[str] | None:
    """Names of the entries as they stand there; None for what is no ZIP, none of too many."""
    try:
        with origin.open() as file:
            if _count(file, origin.size()) > MAX_ARCHIVE_ENTRIES:
                return set()
            with zipfile.ZipFile(file) as archive:
                return set(archive.namelist())
    except (*_ERRORS, OSError):
        return None


def start_of(origin: Origin, name: str, most: int) -> bytes:
    """The first bytes of an entry; none where it cannot be read."""
    try:
        with origin.open() as file, zipfile.ZipFile(file) as archive:
            entry = archive.getinfo(name)
            if entry.compress_type not in _METHODS:  # other unpackers have errors of their own
                return b""
            with archive.open(entry) as part:
                return part.read(most)
    except (*_ERRORS, KeyError, zlib.error, OSError):
        return b""


def _detail(code: str, entry: zipfile.ZipInfo) -> dict[str, object]:
    if code == "archive_method":
        return {"method": entry.compress_type}
    return {"limit": MAX_INFLATED_RATIO} if code == "archive_ratio" else {}


def _refused(entry: zipfile.ZipInfo) -> str:
    """Why an entry is not opened, or empty text."""
    mode = entry.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "archive_link"
    if entry.flag_bits & _ENCRYPTED:
        return "archive_encrypted"
    if entry.compress_type not in _METHODS:
        return "archive_method"
    if entry.compress_type == zipfile.ZIP_STORED and entry.compress_size != entry.file_size:
        return "member_unreadable"
    most = max(INFLATED_FREE_BYTES, MAX_INFLATED_RATIO * entry.compress_size)
    return "archive_ratio" if entry.file_size > most else ""


def _entries(origin: Origin) -> Sequence[zipfile.ZipInfo]:
    try:
        with origin.open() as file:
            count = _count(file, origin.size())
            if count > MAX_ARCHIVE_ENTRIES:
                detail = {"limit": MAX_ARCHIVE_ENTRIES}
                raise BadInputError("archive_entries", path=origin.path, detail=detail)
            with zipfile.ZipFile(file) as archive:
                return archive.infolist()
    except (*_ERRORS, OSError) as error:
        raise BadInputError("archive_broken", path=origin.path) from error


def _count(file: BinaryIO, size: int) -> int:
    """Entries in the list at the end, counted and not believed, up to one over the limit.

    ``zipfile`` makes an object of each before anybody can stop it. Where an archive has several
    end records, versions of Python differ in which one counts: the list of each is counted.
    """
    begin = max(0, size - _TAIL)
    file.seek(begin)
    tail = file.read(_TAIL)
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22:
        raise zipfile.BadZipFile
    lengths: dict[int, int] = {}  # of the list before each end record
    beside = begin + at - 76
    if at >= 20 and tail[at - 20 : at - 16] == _LOCATOR_64:
        (named,) = struct.unpack_from("<Q", tail, at - 12)
        for place in (beside, min(named, size)):
            file.seek(max(0, place))
            end = file.read(56)
            if end[:4] == _END_64 and len(end) == 56:
                (lengths[place],) = struct.unpack_from("<Q", end, 40)
    if beside not in lengths:
        (lengths[begin + at],) = struct.unpack_from("<I", tail, at + 12)
    return max(_listed(file, place, length) for place, length in lengths.items())


def _listed(file: BinaryIO, end: int, length: int) -> int:
    """Entries of the list that ends at a place."""
    if length > MAX_ARCHIVE_DIRECTORY_BYTES:
        return MAX_ARCHIVE_ENTRIES + 1
    file.seek(max(0, end - length))
    return _walked(file.read(length))


def _walked(directory: bytes) -> int:
    count, at = 0, 0
    while directory[at : at + 4] == _ENTRY and at + 46 <= len(directory):
        name, extra, comment = struct.unpack_from("<3H", directory, at + 28)
        at += 46 + name + extra + comment
        count += 1
        if count > MAX_ARCHIVE_ENTRIES:
            break
    return count


def _check_extents(origin: Origin, entries: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse entries that lie over each other: what they share would be unpacked many times."""
    before = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < before:
            raise BadInputError("archive_overlap", path=origin.path)
        before = entry.header_offset + _LOCAL.size + entry.compress_size
    if before > origin.size():
        raise BadInputError("archive_broken", path=origin.path)


class _Opener:
    """Opens one entry; marks of a long one are shared by all who open it."""

    def __init__(self, origin: Origin, entry: zipfile.ZipInfo) -> None:
        self._origin = origin
        self._start, self._packed = entry.header_offset, entry.compress_size
        self._size, self._crc = entry.file_size, entry.CRC
        self._stored = entry.compress_type == zipfile.ZIP_STORED
        self._marks = Marks()

    def __call__(self) -> BinaryIO:
        """A new seekable stream; OSError where the entry is not what the list says."""
        file = self._origin.open()
        try:
            file.seek(self._start)
            head = file.read(_LOCAL.size)
            if len(head) < _LOCAL.size or head[:4] != b"PK\x03\x04":
                raise gzip.BadGzipFile("no local header")
            fields = _LOCAL.unpack(head)
            start = self._start + _LOCAL.size + fields[9] + fields[10]
        except OSError:
            file.close()
            raise
        raw: io.RawIOBase = (
            _Window(file, start, self._packed)
            if self._stored
            else Inflated(
                file,
                start,
                wbits=RAW,
                packed=self._packed,
                limit=self._size,
                marks=self._marks,
                owned=True,
            )
        )
        return io.BufferedReader(_Checked(raw, self._crc, self._size), 1 << 16)


class _Window(io.RawIOBase):
    """Bytes of a file from a start on, as a file of their own."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        super().__init__()
        self._file, self._start, self._size, self._place = file, start, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence]
        self._place = max(0, base + offset)
        return self._place

    def readinto(self, buffer: Any) -> int:
        most = min(len(buffer), self._size - self._place)
        if most <= 0:
            return 0
        self._file.seek(self._start + self._place)
        data = self._file.read(most)
        if not data:
            raise gzip.BadGzipFile("cut")
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


class _Checked(io.RawIOBase):
    """An entry that is held against its checksum when it was read from start to end."""

    def __init__(self, raw: io.RawIOBase, crc: int, size: int) -> None:
        super().__init__()
        self._raw, self._crc, self._size = raw, crc, size
        self._sum, self._summed = 0, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._raw.tell()

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence == os.SEEK_END:
            offset, whence = self._size + offset, os.SEEK_SET
        return self._raw.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:
        place = self._raw.tell()
        count = self._raw.readinto(buffer) or 0
        if place == self._summed:
            self._sum = zlib.crc32(memoryview(buffer)[:count], self._sum)
            self._summed += count
            if self._summed >= self._size and self._sum != self._crc:
                raise gzip.BadGzipFile("checksum")
        if not count and len(buffer) and place < self._size:
            raise gzip.BadGzipFile("shorter than stated")
        return count

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()
