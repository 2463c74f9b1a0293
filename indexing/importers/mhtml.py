# SPDX-License-Identifier: GPL-3.0-or-later
"""A page and its pictures in one MIME message, as browsers and Hunchly save it; one row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from indexing.importers import byte_stream, encodings
from indexing.importers.base import RawRow
from indexing.importers.html_page import unusable, whole
from indexing.importers.html_tokens import TooManyPiecesError
from indexing.importers.members import place_name
from indexing.importers.mime_parts import MimePart, head_of, header, parameter, parts
from indexing.importers.page_bytes import PageTooLargeError
from indexing.importers.page_frames import Beside, FrameFile, framed
from indexing.importers.page_marks import mail_date
from indexing.importers.page_rows import Find, row_of_page
from indexing.importers.page_text import Page, PageFrame, PageImage, read_page
from indexing.limits import (
    MAX_IMAGE_BYTES,
    MAX_PAGE_MARKUP_BYTES,
    MAX_PAGE_PIECES,
    MAX_SAVED_PAGE_BYTES,
)
from indexing.records import ImageRef, Rejected

if TYPE_CHECKING:
    from indexing.importers.origin import Origin

_PAGES = ("text/html", "application/xhtml+xml")
_PAGE_ID = re.compile(r"\d{1,18}")


class MhtmlReader:
    """A file with one message; ``rows`` gives one row."""

    def __init__(self, origin: Origin, encoding: str | None) -> None:
        self.origin, self.path = origin, origin.path
        self._asked = encodings.named(encoding) if encoding else None
        self._read = 0
        row = self._row()
        self.encoding = str(row.cells["encoding_of_page"])
        self.columns = tuple(row.cells)

    def position(self) -> int:
        """Bytes of the file read so far by the newest ``rows``."""
        return self._read

    def rows(self) -> Iterator[RawRow | Rejected]:
        """The one row."""
        self._read = 0
        row = self._row()
        self._read = self.origin.size()
        yield row

    def _row(self) -> RawRow:
        row = mhtml_row(self.origin, encoding=self._asked)
        if isinstance(row, Rejected):
            raise unusable(self.origin, row)
        return row


class _Pictures:
    """Pictures of a message by their addresses; ``again`` reads a piece of it where it lies."""

    def __init__(self, found: tuple[MimePart, ...], again: Callable[[int, int], bytes]) -> None:
        self._again = again
        self._parts: dict[str, MimePart] = {}
        for part in found:
            if part.kind.startswith("image/"):
                for name in _names(part):
                    self._parts.setdefault(name, part)

    def find(self, image: PageImage) -> ImageRef | None:
        """The picture of a page among the parts, by its address or its ``cid:``."""
        for name in (*image.untrusted_urls, *image.untrusted_refs):
            if part := self._parts.get(name.split("#")[0]):
                return ImageRef(name[:1000], read=self._reader(part))
        return None

    def _reader(self, part: MimePart) -> Callable[[int], bytes | None]:
        def read(limit: int) -> bytes | None:
            # no coding makes content more than three times as long
            stop = min(part.stop, part.start + 3 * min(limit, MAX_IMAGE_BYTES + 1) + 1000)
            return part.decoded(self._again(part.start, stop), limit) or None

        return read


def _names(part: MimePart) -> tuple[str, ...]:
    location = header(part.head, "Content-Location").split("#")[0]
    cid = header(part.head, "Content-ID").strip("<> ")
    return tuple(name for name in (location, f"cid:{cid}" if cid else "") if name)


def mhtml_row(
    origin: Origin, *, place: str | None = None, encoding: str | None = None
) -> RawRow | Rejected:
    """The row of one message, of a file of its own or of a folder or archive.

    The name of the file is the number of the ad where it is nothing but a number: so Hunchly names
    its pages. ``captured_at`` is the message's own date; other clocks may tell another.

    Args:
        origin: the message.
        place: its place; None for ``page`` and its name.
        encoding: a codec to read the page with, whatever it declares.
    """
    where = place or f"page {place_name(origin.name)}"
    data = whole(origin)
    if len(data) > MAX_SAVED_PAGE_BYTES:
        return Rejected(where, "page_too_large", {"limit": MAX_SAVED_PAGE_BYTES})
    head, _ = head_of(data, 0, len(data))
    found = tuple(parts(data))
    url = header(head, "Snapshot-Content-Location")
    root = _root(found, url)
    if root is None:
        return Rejected(where, "page_missing", {})
    url = url or header(root.head, "Content-Location")
    page = _page(root, data, url=url, encoding=encoding)
    if not isinstance(page, Page):
        return Rejected(where, *page)
    stem = PurePath(origin.name).stem
    written = header(head, "Date")
    more = {
        "id": stem if _PAGE_ID.fullmatch(stem) else "",
        "subject_of_message": header(head, "Subject") if not page.title else "",
        "date_of_message": written,
        "saved_by": header(head, "From"),
        "encoding_of_page": page.encoding,
    }
    url = _address(url)
    pictures = _Pictures(found, _again(origin, data, found))
    frames = _frames([part for part in found if part is not root], data, pictures.find)
    page, find = framed(page, frames, find=pictures.find, url=url, encoding=encoding)
    return row_of_page(
        where,
        page,
        url=url,
        captured_at=mail_date(written) if written else "",
        find=find,
        more=more,
    )


def _address(untrusted_location: str) -> str:
    is_address = untrusted_location.lower().startswith(("http://", "https://"))
    return untrusted_location if is_address else ""


def _frames(found: Sequence[MimePart], data: bytes, find: Find) -> Beside:
    """Frames among the parts of a message, by their address or their ``cid:``."""
    pages: dict[str, MimePart] = {}
    for part in found:
        if part.kind in _PAGES:
            for name in _names(part):
                pages.setdefault(name, part)

    def beside(frame: PageFrame, limit: int) -> FrameFile | None:
        for name in (frame.untrusted_ref, frame.untrusted_url):
            if part := pages.get(name.split("#")[0]):
                content = part.decoded(data[part.start : part.stop], limit + 1)
                url = _address(header(part.head, "Content-Location"))
                charset = parameter(part.head, "charset") or None
                return FrameFile(str(part.start), content, find, beside, url, charset)
        return None

    return beside


def _root(found: tuple[MimePart, ...], url: str) -> MimePart | None:
    """The page itself: the one saved from the address of the message, else the first."""
    pages = [part for part in found if part.kind in _PAGES]
    own = [part for part in pages if url and url.split("#")[0] in _names(part)]
    return next(iter([*own, *pages]), None)


def _page(
    root: MimePart, data: bytes, *, url: str, encoding: str | None
) -> Page | tuple[str, dict[str, object]]:
    markup = root.decoded(data[root.start : root.stop], MAX_SAVED_PAGE_BYTES)
    try:
        return read_page(
            markup,
            url=url,
            charset=parameter(root.head, "charset") or None,
            encoding=encoding,
        )
    except PageTooLargeError:
        return "page_too_large", {"limit": MAX_PAGE_MARKUP_BYTES}
    except TooManyPiecesError:
        return "page_too_many_tags", {"limit": MAX_PAGE_PIECES}


def _again(origin: Origin, data: bytes, found: tuple[MimePart, ...]) -> Callable[[int, int], bytes]:
    """Reads a piece of the message where it lies; the pictures of a packed one are held.

    Without that each picture would cost unpacking the whole message once more.
    """
    with origin.open() as file:
        is_packed = file.read(2) == byte_stream.GZIP_MAGIC
    if is_packed:
        pictures = (part for part in found if part.kind.startswith("image/"))
        kept = {part.start: data[part.start : part.stop] for part in pictures}
        return lambda start, stop: kept[start][: stop - start]

    def again(start: int, stop: int) -> bytes:
        with origin.open() as file:
            file.seek(start)
            return file.read(stop - start)

    return again
