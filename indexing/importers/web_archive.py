# SPDX-License-Identifier: GPL-3.0-or-later
"""WARC and ARC files: every page that was answered with 200 is a row, its pictures beside it.

The archive is walked once for what it holds; pages and pictures are then read one by one from
where they lie. A page captured twice is two rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import groupby, islice
from typing import TYPE_CHECKING

from indexing.importers import encodings
from indexing.importers.base import RawRow
from indexing.importers.binary_starts import no_page
from indexing.importers.html_tokens import TooManyPiecesError
from indexing.importers.http_body import EncodingUnknownError, charset_of, decoded
from indexing.importers.page_bytes import PageTooLargeError
from indexing.importers.page_rows import row_of_page
from indexing.importers.page_text import read_page
from indexing.importers.web_index import Page, Place, WebIndex, seconds
from indexing.importers.web_records import Archive, Fault, Opened, Record
from indexing.limits import MAX_PAGE_MARKUP_BYTES, MAX_PAGE_PIECES, MAX_WEB_PAGE_BYTES
from indexing.records import ImageRef, Rejected

if TYPE_CHECKING:
    from collections.abc import Callable

    from indexing.importers.origin import Origin
    from indexing.importers.page_text import PageImage
    from indexing.importers.web_records import Address

_SAMPLE_ROWS = 200
_HEADERS = 2_000_000


class WebArchiveReader:
    """A WARC or ARC file, plain or gzip; places are ``record N``, every record counted."""

    def __init__(self, origin: Origin, encoding: str | None) -> None:
        self.origin, self.path = origin, origin.path
        self._files = WebFiles([origin], encoding)
        self.encoding = self._files.encoding
        sample = (row for row in islice(self.rows(), _SAMPLE_ROWS) if isinstance(row, RawRow))
        self.columns = tuple(dict.fromkeys(name for row in sample for name in row.cells))

    def position(self) -> int:
        """Bytes of the file read so far by the newest ``rows``."""
        return self._files.position

    def rows(self) -> Iterator[RawRow | Rejected]:
        """One row for each page, a reject for each damaged record, in the order of the file."""
        return self._files.rows(lambda _, number: f"record {number}")


class WebFiles:
    """The files of one web archive read as one: pictures may lie in another than their page."""

    def __init__(self, origins: Sequence[Origin], encoding: str | None) -> None:
        self._asked = encodings.named(encoding) if encoding else None
        self.encoding = self._asked or "utf-8"
        self._archives = [Archive(origin) for origin in origins]
        self._sizes = [origin.size() for origin in origins]
        self._known: WebIndex | None = None
        self.position = 0

    @property
    def index(self) -> WebIndex:
        """What the files hold; made when it is first asked for."""
        if self._known is None:
            self._known = WebIndex()
            for number, archive in enumerate(self._archives):
                self._known.add(number, archive)
        return self._known

    def rows(
        self,
        place_of: Callable[[int, int], str],
        listed: Callable[[str, str], Mapping[str, str]] | None = None,
    ) -> Iterator[RawRow | Rejected]:
        """Rows and rejects in order.

        Args:
            place_of: the place of a record, by the number of its file and its own.
            listed: cells for a page that has none of its own, by its address and time.
        """
        self.position = 0
        for number, entries in groupby(self.index.rows, _file_of):
            with closing(Opened(self._archives[number])) as opened:
                for entry in entries:
                    if not isinstance(entry, Page):
                        yield _reject(place_of, *entry)
                        continue
                    offset = max(entry.at.member, 0) or max(entry.at.place, 0)
                    before = sum(self._sizes[:number])
                    self.position = before + min(offset, self._sizes[number])
                    yield self._row(entry, place_of(number, entry.number), listed, opened)
        self.position = sum(self._sizes)

    def _row(
        self,
        page: Page,
        place: str,
        listed: Callable[[str, str], Mapping[str, str]] | None,
        opened: Opened,
    ) -> RawRow | Rejected:
        where = self.index.content(page)
        if where is None:
            return Rejected(place, "web_revisit_alone")
        try:
            of_it = opened if where.file == page.file else self._archives[where.file]
            holder, data = _body(of_it, where.at, MAX_WEB_PAGE_BYTES + 1)
            record = opened.block(page.at, 0)[0] if page.refers else holder
        except EncodingUnknownError as error:
            return Rejected(place, "web_encoding", {"encoding": error.args[0]})
        except OSError:
            return Rejected(place, "web_gzip")
        if len(data) > MAX_WEB_PAGE_BYTES:
            return Rejected(place, "page_too_large", {"limit": MAX_WEB_PAGE_BYTES})
        if found := no_page(data):  # a server called it one
            return Rejected(place, "file_not_this_format", {"looks_like": found})
        url, when = record.header("WARC-Target-URI"), record.header("WARC-Date")
        untrusted_type = holder.http_header("Content-Type") or holder.header("Content-Type")
        try:
            read = read_page(
                data, url=url, charset=charset_of(untrusted_type), encoding=self._asked
            )
        except PageTooLargeError:
            return Rejected(place, "page_too_large", {"limit": MAX_PAGE_MARKUP_BYTES})
        except TooManyPiecesError:
            return Rejected(place, "page_too_many_tags", {"limit": MAX_PAGE_PIECES})
        cells = {"id": record.header("WARC-Record-ID").strip("<> ")}
        row = row_of_page(
            place, read, url=url, captured_at=when, find=self._finder(when), more=cells
        )
        if listed is None or not (beside := listed(url, when)):
            return row
        if isinstance(row, RawRow):
            return RawRow(place, {**beside, **row.cells}, row.pictures)
        cells |= {"url": url, "captured_at": when}
        shown = {name: text.replace("\0", "") for name, text in cells.items()}
        return RawRow(place, {**shown, **beside})

    def _finder(self, when: str) -> Callable[[PageImage], ImageRef | None]:
        moment = seconds(when)

        def find(image: PageImage) -> ImageRef | None:
            for uri in image.untrusted_urls:
                if found := self.index.picture(uri, moment):
                    return ImageRef(uri[:1000], read=self._picture(found))
            return None

        return find

    def _picture(self, place: Place) -> Callable[[int], bytes | None]:
        def read(limit: int) -> bytes | None:
            try:
                return _body(self._archives[place.file], place.at, limit)[1] or None
            except (OSError, EncodingUnknownError):
                return None

        return read


def _body(archive: Archive | Opened, at: Address, most: int) -> tuple[Record, bytes]:
    """A record and its decoded body; one byte over ``most`` tells that there is more."""
    record, block = archive.block(at, most + _HEADERS)
    data = decoded(
        block,
        record.http_header("Transfer-Encoding"),
        record.http_header("Content-Encoding"),
        most,
    )
    return record, data


def _file_of(entry: Page | tuple[int, Fault]) -> int:
    return entry.file if isinstance(entry, Page) else entry[0]


def _reject(place_of: Callable[[int, int], str], file: int, fault: Fault) -> Rejected:
    if fault.number is None:
        member = place_of(file, 0).replace("record 0", "member 1")
        return Rejected(member, fault.code)
    return Rejected(place_of(file, fault.number), fault.code, {"offset": fault.offset})
