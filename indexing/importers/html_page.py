# SPDX-License-Identifier: GPL-3.0-or-later
"""One saved HTML page is one row; its pictures lie in the page itself or in a folder beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.importers import byte_stream, encodings
from indexing.importers.base import RawRow
from indexing.importers.binary_starts import no_page
from indexing.importers.html_tokens import TooManyPiecesError
from indexing.importers.members import place_name
from indexing.importers.origin import FileOrigin
from indexing.importers.page_bytes import PageTooLargeError, Part
from indexing.importers.page_frames import Beside, framed, frames_on_disk, without_frames
from indexing.importers.page_rows import Find, files_below, nothing_beside, row_of_page
from indexing.importers.page_sniff import is_packed
from indexing.importers.page_text import Page, read_page
from indexing.limits import MAX_PAGE_MARKUP_BYTES, MAX_PAGE_PIECES, MAX_SAVED_PAGE_BYTES
from indexing.records import Rejected

if TYPE_CHECKING:
    from indexing.importers.origin import Origin


class HtmlPageReader:
    """A file with one page; ``rows`` gives one row."""

    def __init__(self, origin: Origin, encoding: str | None) -> None:
        self.origin, self.path = origin, origin.path
        self._asked = encodings.named(encoding) if encoding else None
        self._read = 0
        self.encoding, row = self._row()
        self.columns = tuple(row.cells)

    def position(self) -> int:
        """Bytes of the file read so far by the newest ``rows``."""
        return self._read

    def rows(self) -> Iterator[RawRow | Rejected]:
        """The one row."""
        self._read = 0
        _, row = self._row()
        self._read = self.origin.size()
        yield row

    def _row(self) -> tuple[str, RawRow]:
        beside = isinstance(self.origin, FileOrigin)
        find = files_below(self.path.parent) if beside else nothing_beside
        place = f"page {place_name(self.origin.name)}"
        page = page_of(self.origin, place, encoding=self._asked)
        if isinstance(page, Rejected):
            raise unusable(self.origin, page)
        frames = frames_on_disk(self.path) if beside else without_frames
        page, find = framed(page, frames, find=find, encoding=self._asked)
        row = row_of_page(place, page, find=find)
        if isinstance(row, Rejected):
            raise unusable(self.origin, row)
        return page.encoding, row


def unusable(origin: Origin, rejected: Rejected) -> BadInputError:
    """The error for a file whose one page is rejected."""
    return BadInputError(rejected.code, path=origin.path, detail=rejected.detail)


def page_row(
    origin: Origin,
    find_beside: Find,
    *,
    place: str | None = None,
    encoding: str | None = None,
    beside: Beside = without_frames,
) -> RawRow | Rejected:
    """The row of one page of many: of a folder or an archive.

    Args:
        origin: the page.
        find_beside: looks up its pictures where the page comes from (see ``page_rows``).
        place: its place; None for ``page`` and its name.
        encoding: a codec to read it with, whatever it declares.
        beside: looks up its frames there (see ``page_frames``).
    """
    where = place or f"page {place_name(origin.name)}"
    page = page_of(origin, where, encoding=encoding)
    if isinstance(page, Rejected):
        return page
    page, find = framed(page, beside, find=find_beside, encoding=encoding)
    return row_of_page(where, page, find=find)


def page_of(
    origin: Origin, place: str, *, encoding: str | None = None, charset: str | None = None
) -> Page | Rejected:
    """Read the page of an origin, at most ``MAX_SAVED_PAGE_BYTES`` of it."""
    data = whole(origin)
    if len(data) > MAX_SAVED_PAGE_BYTES:
        return Rejected(place, "page_too_large", {"limit": MAX_SAVED_PAGE_BYTES})
    if is_packed(data):  # what it says itself is that it cannot be shown
        return Rejected(place, "page_packed")
    if found := no_page(data):
        return Rejected(place, "file_not_this_format", {"looks_like": found})
    try:
        return read_page(data, charset=charset, encoding=encoding, part=_part_of(origin))
    except PageTooLargeError:
        return Rejected(place, "page_too_large", {"limit": MAX_PAGE_MARKUP_BYTES})
    except TooManyPiecesError:
        return Rejected(place, "page_too_many_tags", {"limit": MAX_PAGE_PIECES})


def whole(origin: Origin) -> bytes:
    """All bytes of an origin, or one more than ``MAX_SAVED_PAGE_BYTES``."""
    pieces: list[bytes] = []
    left = MAX_SAVED_PAGE_BYTES + 1
    for chunk in byte_stream.chunks(origin):
        pieces.append(chunk[:left])
        left -= len(pieces[-1])
        if left == 0:
            break
    return b"".join(pieces)


def _part_of(origin: Origin) -> Part | None:
    """Reads pieces of a page where it lies; a packed page has to be held instead."""
    with origin.open() as file:
        if file.read(2) == byte_stream.GZIP_MAGIC:
            return None

    def part(start: int, stop: int) -> bytes:
        with origin.open() as file:
            file.seek(start)
            return file.read(stop - start)

    return part
