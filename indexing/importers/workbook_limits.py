# SPDX-License-Identifier: GPL-3.0-or-later
"""Refuses a workbook that would unpack or spread into more than it may, before it is opened.

The sizes written in the archive can lie, so the parts are really unpacked and counted here, and
the far corner of every sheet is found: one cell in the last row and column makes a huge table.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from indexing.errors import BadInputError
from indexing.importers import shared_texts, sheet_corner
from indexing.importers.sheet_size import bomb
from indexing.limits import (
    MAX_EMPTY_CELLS,
    MAX_REPEATED_BYTES,
    MAX_SHEET_CELLS,
    MAX_SHEETS,
    MAX_XLSX_INFLATED_BYTES,
    MAX_XLSX_PIECE_BYTES,
    MAX_XLSX_RATIO,
    SMALL_WORKBOOK_BYTES,
)

if TYPE_CHECKING:
    from pathlib import Path

    from indexing.importers.origin import Origin

_CHUNK = 1 << 18
_FILLED_SHARE = 20
_BOOK, _LIST = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_TEXTS = "xl/sharedstrings.xml"
_UNICODE_PATH = 0x7075
_OF_OTHER_KINDS = ("xl/workbook.bin", "content.xml")
"""With one of these the reader may take the file for a workbook of another kind."""


def check(origin: Origin) -> None:
    """Raise BadInputError ``xlsx_bomb`` or ``file_unreadable`` for what must not be opened."""
    try:
        with origin.open() as file, zipfile.ZipFile(file) as archive, origin.open() as raw:
            _check(origin, raw, archive.infolist())
    except (OSError, ValueError, zlib.error, zipfile.BadZipFile, NotImplementedError) as error:
        raise BadInputError("file_unreadable", path=origin.path) from error
    except expat.ExpatError as error:
        raise BadInputError("file_unreadable", path=origin.path) from error


def _check(origin: Origin, raw: IO[bytes], entries: Sequence[zipfile.ZipInfo]) -> None:
    if len(entries) > 50 * MAX_SHEETS:
        raise bomb(origin.path, {"parts": len(entries)})
    if any(one.filename.lower() in _OF_OTHER_KINDS or _has_other_name(one) for one in entries):
        raise BadInputError("file_unreadable", path=origin.path)
    books, lists = (
        [_short(origin.path, raw, one) for one in entries if one.filename.lower() == name]
        for name in (_BOOK, _LIST)
    )
    sheets = sheet_corner.sheet_files(books, lists)
    total, texts = 0, shared_texts.SharedTexts()
    for entry in entries:
        name = sheet_corner.file_name(entry.filename)
        is_sheet = name in sheets or "&" in name  # which may stand for another sign, or not
        total = _check_part(origin, raw, entry, total, texts, is_sheet=is_sheet)
    tables = [entry for entry in entries if entry.filename.lower() == _TEXTS]
    if texts.most() > MAX_REPEATED_BYTES and len(tables) == 1:
        parts = (inflated(raw, entry) for entry in entries)
        texts = shared_texts.counted(inflated(raw, tables[0]), parts)
    if texts.most() > MAX_REPEATED_BYTES:
        raise bomb(origin.path, {"bytes": texts.most()})


def _has_other_name(entry: zipfile.ZipInfo) -> bool:
    """Whether its extra fields give a second name, which the reader goes by and Python does not."""
    at, extra = 0, entry.extra
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == _UNICODE_PATH:
            return True
        at += 4 + length
    return False


def _short(path: Path, raw: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Content of a part that is never long."""
    total = 0
    for piece in inflated(raw, entry):
        total += len(piece)
        if total > MAX_XLSX_PIECE_BYTES:
            raise bomb(path, {"bytes": total})
        yield piece


def _check_part(
    origin: Origin,
    raw: IO[bytes],
    entry: zipfile.ZipInfo,
    total: int,
    texts: shared_texts.SharedTexts,
    *,
    is_sheet: bool,
) -> int:
    """Add what a part unpacks to, and its texts; find the corner of a sheet."""
    corner = sheet_corner.Corner()
    for piece in inflated(raw, entry):
        total += len(piece)
        over = total > SMALL_WORKBOOK_BYTES and total > MAX_XLSX_RATIO * origin.size()
        if over or total > MAX_XLSX_INFLATED_BYTES or corner.run > MAX_XLSX_PIECE_BYTES:
            raise bomb(origin.path, {"bytes": total})
        texts.see(corner.see(piece))
        if is_sheet and not corner.is_odd:
            _check_corner(origin.path, entry, corner)
    texts.end_part()
    if is_sheet:
        found = _read_corner(origin.path, entry, inflated(raw, entry)) if corner.is_odd else corner
        _check_corner(origin.path, entry, found, is_whole=True)
    return total


def _read_corner(
    path: Path, entry: zipfile.ZipInfo, pieces: Iterable[bytes]
) -> sheet_corner.ReadCorner:
    corner = sheet_corner.ReadCorner()
    for piece in pieces:
        corner.see(piece)
        _check_corner(path, entry, corner)
    corner.end()
    return corner


def _check_corner(
    path: Path,
    entry: zipfile.ZipInfo,
    corner: sheet_corner.Corner | sheet_corner.ReadCorner,
    *,
    is_whole: bool = False,
) -> None:
    """Raise where it is too far; once a sheet is read whole, also where it is nearly empty."""
    cells = corner.cells()
    most = max(MAX_EMPTY_CELLS, _FILLED_SHARE * corner.seen) if is_whole else MAX_SHEET_CELLS
    if cells > min(most, MAX_SHEET_CELLS):
        raise bomb(path, {"cells": cells, "sheet": entry.filename[:100]})


def inflated(raw: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Really unpacked content of a part, in pieces, whatever size its entry states."""
    raw.seek(entry.header_offset)
    header = raw.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile(entry.filename)
    raw.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(entry.filename)
    left = entry.compress_size
    inflate = None if entry.compress_type == zipfile.ZIP_STORED else zlib.decompressobj(-15)
    while left > 0 and (data := raw.read(min(left, _CHUNK))):
        left -= len(data)
        if inflate is None:
            yield data
            continue
        while data:
            yield inflate.decompress(data, 8 * _CHUNK)
            data = inflate.unconsumed_tail
