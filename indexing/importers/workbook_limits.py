# SPDX-License-Identifier: GPL-3.0-or-later
"""Refuses a workbook that would unpack or spread into more than it may, before it is opened.

The sizes written in the archive can lie, so the parts are really unpacked and counted here, and
the far corner of every sheet is found: one cell in the last row and column makes a huge table.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from indexing.errors import BadInputError
from indexing.importers import shared_texts
from indexing.importers.origin import Origin
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

_CHUNK = 1 << 18
_FILLED_SHARE = 20
_REFERENCE = re.compile(rb'[ \t\r\n]r=["\']([A-Za-z]{1,3})(\d{1,7})["\']')
_CELL = re.compile(rb"<(?:\w+:)?c[ >/]")
_ROW = re.compile(rb"<(?:\w+:)?row[ >/]")


def check(origin: Origin) -> None:
    """Raise BadInputError ``xlsx_bomb`` or ``file_unreadable`` for what must not be opened."""
    try:
        with origin.open() as file, zipfile.ZipFile(file) as archive, origin.open() as raw:
            entries = archive.infolist()
            if len(entries) > 50 * MAX_SHEETS:
                raise bomb(origin.path, {"parts": len(entries)})
            total, texts = 0, shared_texts.SharedTexts()
            for entry in entries:
                total = _check_part(origin, raw, entry, total, texts)
            if texts.most() > MAX_REPEATED_BYTES:
                texts = shared_texts.counted(lambda: (inflated(raw, entry) for entry in entries))
            if texts.most() > MAX_REPEATED_BYTES:
                raise bomb(origin.path, {"bytes": texts.most()})
    except (OSError, ValueError, zlib.error, zipfile.BadZipFile, NotImplementedError) as error:
        raise BadInputError("file_unreadable", path=origin.path) from error


def _check_part(
    origin: Origin,
    raw: IO[bytes],
    entry: zipfile.ZipInfo,
    total: int,
    texts: shared_texts.SharedTexts,
) -> int:
    """Add what a part unpacks to; any part may be used as a sheet, whatever it is called."""
    corner = _Corner()
    packed = origin.size()
    for piece in inflated(raw, entry):
        total += len(piece)
        over = total > SMALL_WORKBOOK_BYTES and total > MAX_XLSX_RATIO * packed
        if over or total > MAX_XLSX_INFLATED_BYTES or corner.run > MAX_XLSX_PIECE_BYTES:
            raise bomb(origin.path, {"bytes": total})
        whole = corner.see(piece)
        texts.see(whole)
        if corner.cells() > MAX_SHEET_CELLS:
            raise bomb(origin.path, {"cells": corner.cells(), "sheet": entry.filename[:100]})
    texts.end_part()
    if corner.cells() > max(MAX_EMPTY_CELLS, _FILLED_SHARE * corner.seen):
        raise bomb(origin.path, {"cells": corner.cells(), "sheet": entry.filename[:100]})
    return total


class _Corner:
    """The far corner of the cells seen in a sheet."""

    def __init__(self) -> None:
        self.row = self.column = self.rows = self.in_row = self.seen = 0
        self.run = 0  # bytes since the last tag began
        self._tail = b""

    def see(self, piece: bytes) -> bytes:
        """Count what ends in this piece, and give it whole, from tag to tag."""
        data = self._tail + piece
        end = data.rfind(b"<")
        self.run = len(data) - end if end >= 0 else self.run + len(piece)
        data, self._tail = (data[:end], data[end:]) if end >= 0 else (data, b"")
        self._tail = self._tail[:_CHUNK]
        self.rows += len(_ROW.findall(data))
        references = _REFERENCE.findall(data)
        if references:
            self.column = max(self.column, *map(_column, {letters for letters, _ in references}))
            self.row = max(self.row, max(int(digits) for _, digits in references))
        cells = len(_CELL.findall(data))
        self.seen += cells
        if cells > len(references):
            # Cells without a reference stand after the one before them.
            for index, part in enumerate(_ROW.split(data)):
                self.in_row = len(_CELL.findall(part)) + (self.in_row if index == 0 else 0)
                self.column = max(self.column, self.in_row)
        return data

    def cells(self) -> int:
        """Cells of the rectangle up to the corner."""
        return max(self.row, self.rows) * self.column


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - 64
    return number


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
