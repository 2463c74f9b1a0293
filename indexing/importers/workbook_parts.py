# SPDX-License-Identifier: GPL-3.0-or-later
"""The XML parts of a workbook, and a copy of the workbook that holds nothing else.

The reader of workbooks and Python understand a ZIP in different ways where it has two lists of
parts, a second name for a part, or a name in no encoding. What was weighed and what is read has to
be the same: so the reader is given a ZIP of one list, made of the very parts that were weighed.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, TYPE_CHECKING

from indexing.importers.sheet_size import bomb, damaged
from indexing.limits import MAX_SHEETS

if TYPE_CHECKING:
    from indexing.importers.origin import Origin

_READ = (".xml", ".rels")
_MOST_BYTES = 2**32 - 1
_UTF8_NAME = 0x800
_DOS_MOMENT = (0, 0x21)
"""1 January 1980, the first that a ZIP knows."""
Anew = Callable[[IO[bytes], zipfile.ZipInfo], Iterator[bytes]]
"""Gives what a part is to hold instead, from the file and the part in it."""


def read_parts(origin: Origin) -> list[zipfile.ZipInfo]:
    """The parts that a reader may look at, each under the name that it goes by.

    Raises:
        BadInputError: ``xlsx_bomb``, or ``workbook_damaged`` where two have one name.
        OSError, zipfile.BadZipFile: it cannot be read.
    """
    with origin.open() as file, zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
    if len(entries) > 50 * MAX_SHEETS:
        raise bomb(origin.path, {"parts": len(entries)})
    kept = [entry for entry in entries if _is_read(name_of(entry))]
    names = {name_of(entry) for entry in kept}
    has_odd = any(not name.isprintable() for name in names)
    if len(names) < len(kept) or has_odd or sum(x.compress_size for x in kept) > origin.size():
        raise damaged(origin.path)
    return kept


def name_of(entry: zipfile.ZipInfo) -> str:
    """The name of a part as the reader compares it: in small letters, parted by slashes."""
    return entry.filename.replace("\\", "/").lower()


def _is_read(name: str) -> bool:
    return name.endswith(_READ) or name == "mimetype"


def copy(origin: Origin, anew: Mapping[str, Anew] | None = None) -> io.BytesIO:
    """A ZIP of the parts of ``read_parts``, packed as they are, or ``anew`` by their names.

    Raises:
        BadInputError: as ``read_parts``.
        OSError, zipfile.BadZipFile, zlib.error: it cannot be read.
    """
    anew = anew or {}
    made, listed = io.BytesIO(), []
    with origin.open() as raw:
        for entry in read_parts(origin):
            name = entry.filename.replace("\\", "/").encode("utf-8", "replace")
            sums, method = (entry.CRC, entry.compress_size, entry.file_size), entry.compress_type
            pieces = packed(raw, entry)
            if write := anew.get(name_of(entry)):
                sums, pieces = _packed_anew(write(raw, entry))
                method = zipfile.ZIP_DEFLATED
            if max(sums) > _MOST_BYTES:
                raise bomb(origin.path, {"bytes": entry.file_size})
            head = (20, _UTF8_NAME, method, *_DOS_MOMENT, *sums, len(name), 0)
            listed.append((name, head, made.tell()))
            made.write(struct.pack("<4s5H3I2H", b"PK\3\4", *head) + name)
            made.writelines(pieces)
    start = made.tell()
    for name, head, at in listed:
        made.write(struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, *head, 0, 0, 0, 0, at) + name)
    count, size = len(listed), made.tell() - start
    made.write(struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, size, start, 0))
    made.seek(0)
    return made


def _packed_anew(pieces: Iterable[bytes]) -> tuple[tuple[int, int, int], Iterator[bytes]]:
    """Checksum, packed and unpacked length of new content, and the content packed."""
    made, deflate = io.BytesIO(), zlib.compressobj(1, zlib.DEFLATED, -15)
    checksum = total = 0
    for piece in pieces:
        checksum, total = zlib.crc32(piece, checksum), total + len(piece)
        made.write(deflate.compress(piece))
    made.write(deflate.flush())
    return (checksum, made.tell(), total), iter((made.getvalue(),))


def packed(raw: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part as they lie in the file, in pieces.

    Raises:
        zipfile.BadZipFile: there is no part, or it is packed in a way that workbooks are not.
    """
    raw.seek(entry.header_offset)
    header = raw.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile(entry.filename)
    raw.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(entry.filename)
    left = entry.compress_size
    while left > 0 and (data := raw.read(min(left, 1 << 18))):
        left -= len(data)
        yield data


def named(entries: Iterable[zipfile.ZipInfo], name: str) -> list[zipfile.ZipInfo]:
    """The parts of a name; one or none."""
    return [entry for entry in entries if name_of(entry) == name]
