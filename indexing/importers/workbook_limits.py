# SPDX-License-Identifier: GPL-3.0-or-later
"""Refuses a workbook that would unpack or spread into more than it may, before it is opened.

The sizes written in the archive can lie, so the parts are really unpacked and counted here, and
the far corner of every sheet is found: one cell in the last row and column makes a huge table.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from indexing.importers import shared_texts, sheet_corner, workbook_parts
from indexing.importers.sheet_size import bomb, damaged
from indexing.limits import (
    MAX_EMPTY_CELLS,
    MAX_REPEATED_BYTES,
    MAX_SHEET_CELLS,
    MAX_XLSX_INFLATED_BYTES,
    MAX_XLSX_PIECE_BYTES,
    MAX_XLSX_RATIO,
    MAX_XLSX_TEXTS,
    SMALL_WORKBOOK_BYTES,
)

if TYPE_CHECKING:
    from pathlib import Path

    from indexing.importers.origin import Origin

_CHUNK = 1 << 18
_FILLED_SHARE = 20
_BOOK, _LIST = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_TEXTS = "xl/sharedstrings.xml"
_OF_ANOTHER_KIND = "content.xml"
"""With such a part the reader may take the file for a workbook of another kind."""
_LONG_FORMAT = re.compile(rb"formatCode\s*=\s*[\"'][^\"'<>]{4000}")
"""The reader looks through the format of every cell; Excel itself allows 255 signs."""


def check(origin: Origin) -> None:
    """Raise BadInputError ``xlsx_bomb`` or ``workbook_damaged`` for what must not be opened."""
    try:
        with origin.open() as raw:
            _check(origin, raw, workbook_parts.read_parts(origin))
    except (OSError, ValueError, zlib.error, zipfile.BadZipFile, NotImplementedError) as error:
        raise damaged(origin.path, error) from error
    except expat.ExpatError as error:
        raise damaged(origin.path, error) from error


def _check(origin: Origin, raw: IO[bytes], entries: Sequence[zipfile.ZipInfo]) -> None:
    if workbook_parts.named(entries, _OF_ANOTHER_KIND):
        raise damaged(origin.path)
    books, lists = (
        [short(origin.path, raw, one) for one in workbook_parts.named(entries, name)]
        for name in (_BOOK, _LIST)
    )
    sheets = sheet_corner.sheet_files(books, lists)
    sizes = _Sizes(origin)
    for entry in entries:
        name = sheet_corner.file_name(entry.filename)
        is_sheet = name in sheets or "&" in name  # which may stand for another sign, or not
        _check_part(sizes, raw, entry, is_sheet=is_sheet)
    texts, tables = sizes.texts, workbook_parts.named(entries, _TEXTS)
    said = max((shared_texts.said_count(inflated(raw, entry)) for entry in tables), default=0)
    if said > MAX_XLSX_TEXTS:
        raise bomb(origin.path, {"texts": said})
    if texts.most() > MAX_REPEATED_BYTES and tables:
        parts = (inflated(raw, entry) for entry in entries)
        texts = shared_texts.counted(inflated(raw, tables[0]), parts)
    if texts.most() > MAX_REPEATED_BYTES:
        raise bomb(origin.path, {"bytes": texts.most()})


class _Sizes:
    """What a workbook comes to, all parts together."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.texts = shared_texts.SharedTexts()
        self._bytes = self._cells = self._seen = 0

    def unpacked(self, count: int, run: int) -> None:
        """So many bytes more; ``run`` of them since the last tag began."""
        self._bytes += count
        over = self._bytes > max(SMALL_WORKBOOK_BYTES, MAX_XLSX_RATIO * self.origin.size())
        if over or self._bytes > MAX_XLSX_INFLATED_BYTES or run > MAX_XLSX_PIECE_BYTES:
            raise bomb(self.origin.path, {"bytes": self._bytes})

    def spread(self, corner: sheet_corner.Corner | sheet_corner.ReadCorner, name: str) -> None:
        """Raise where a sheet that is being read reaches too far."""
        if self._cells + corner.cells() > MAX_SHEET_CELLS:
            raise bomb(self.origin.path, {"cells": corner.cells(), "sheet": name[:100]})

    def end_sheet(self, corner: sheet_corner.Corner | sheet_corner.ReadCorner, name: str) -> None:
        """Add a sheet; raise where all are too large, or nearly empty."""
        self.spread(corner, name)
        self._cells, self._seen = self._cells + corner.cells(), self._seen + corner.seen
        if self._cells > max(MAX_EMPTY_CELLS, _FILLED_SHARE * self._seen):
            raise bomb(self.origin.path, {"cells": self._cells, "sheet": name[:100]})


def _check_part(sizes: _Sizes, raw: IO[bytes], entry: zipfile.ZipInfo, *, is_sheet: bool) -> None:
    """Add what a part unpacks to, and its texts; find the corner of a sheet."""
    corner, name = sheet_corner.Corner(), entry.filename
    for piece in inflated(raw, entry):
        sizes.unpacked(len(piece), corner.run)
        whole = corner.see(piece)
        if _LONG_FORMAT.search(whole):
            raise bomb(sizes.origin.path, {"parts": name[:100]})
        sizes.texts.see(whole, corner.passed)
        if is_sheet and not corner.is_odd:
            sizes.spread(corner, name)
    sizes.texts.end_part()
    if is_sheet and corner.is_odd:
        read = sheet_corner.ReadCorner()
        for piece in inflated(raw, entry):
            read.see(piece)
            sizes.spread(read, name)
        read.end()
        sizes.end_sheet(read, name)
    elif is_sheet:
        sizes.end_sheet(corner, name)


def short(path: Path, raw: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Content of a part that is never long; BadInputError ``xlsx_bomb`` where it is."""
    total = 0
    for piece in inflated(raw, entry):
        total += len(piece)
        if total > MAX_XLSX_PIECE_BYTES:
            raise bomb(path, {"bytes": total})
        yield piece


def inflated(raw: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Really unpacked content of a part, in pieces, whatever size its entry states."""
    inflate = None if entry.compress_type == zipfile.ZIP_STORED else zlib.decompressobj(-15)
    for data in workbook_parts.packed(raw, entry):
        if inflate is None:
            yield data
        left = data
        while inflate is not None and left:
            yield inflate.decompress(left, 8 * _CHUNK)
            left = inflate.unconsumed_tail
