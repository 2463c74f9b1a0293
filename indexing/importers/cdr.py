# SPDX-License-Identifier: GPL-3.0-or-later
"""Dumps of crawlers in the Common Data Repository format, versions 2 and 3.1, as JSON.

A line, or an item of the one list, is a page with its markup; version 3.1 lists the pictures of a
page in it, version 2 gives each picture a line of its own that names its page.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from indexing.importers import byte_stream
from indexing.importers.base import RawRow
from indexing.importers.html_tokens import TooManyPiecesError
from indexing.importers.json_document import JsonDocumentReader
from indexing.importers.json_lines import JsonLinesReader
from indexing.importers.json_values import text_of
from indexing.importers.page_bytes import PageTooLargeError
from indexing.importers.page_rows import row_of_page
from indexing.importers.page_text import Page, read_page
from indexing.limits import MAX_CDR_PICTURES, MAX_IMAGES_PER_AD
from indexing.records import Rejected

if TYPE_CHECKING:
    from indexing.importers.origin import Origin

_SAMPLE_ROWS = 200
_HASH = re.compile(r"[0-9A-Fa-f]{64}(?:\.[A-Za-z]{3,4})?")
_KNOWN = (
    "_id", "doc_id", "url", "raw_content", "extracted_text", "objects", "timestamp",
    "timestamp_crawl",
)  # fmt: skip
_MARKS = (
    re.compile(rb'"(?:raw_content|extracted_text|obj_stored_url)"\s*:'),
    re.compile(rb'"(?:team|crawler)"\s*:'),
    re.compile(rb'"(?:_id|doc_id|timestamp|timestamp_crawl)"\s*:'),
)


def is_cdr(start: bytes) -> bool:
    """Whether JSON lines are a crawler's dump: content, crawler and identity are named."""
    return all(mark.search(start) for mark in _MARKS)


class CdrReader:
    """A dump of a crawler; places are lines, pages are rows, pictures belong to their page."""

    def __init__(self, origin: Origin, encoding: str | None) -> None:
        self.origin, self.path = origin, origin.path
        start = byte_stream.head(origin).removeprefix(b"\xef\xbb\xbf").lstrip()
        kind = JsonDocumentReader if start.startswith(b"[") else JsonLinesReader
        self._lines: JsonDocumentReader | JsonLinesReader = kind(origin, encoding)
        self.encoding = self._lines.encoding
        self._pictures: dict[bytes, list[dict[str, str]]] | None = None
        self._pages: set[bytes] = set()
        sample = (row for row in islice(self.rows(), _SAMPLE_ROWS) if isinstance(row, RawRow))
        self.columns = tuple(dict.fromkeys(name for row in sample for name in row.cells))

    def position(self) -> int:
        """Bytes of the file read so far by the newest ``rows``."""
        return self._lines.position()

    def rows(self) -> Iterator[RawRow | Rejected]:
        """One row a page; pictures on lines of their own are rows of no ad."""
        if self._pictures is None:
            self._pictures = self._joined()
        for row in self._lines.rows():
            if isinstance(row, Rejected):
                yield row
            elif not _is_picture(row.cells):
                yield self._page(row)
            elif _key(text_of(row.cells.get("obj_parent"))) not in self._pages:
                yield Rejected(row.place, "cdr_page_missing")

    def _joined(self) -> dict[bytes, list[dict[str, str]]]:
        """Pictures on lines of their own, by the id or address of their page."""
        found: dict[bytes, list[dict[str, str]]] = {}
        count = 0
        for row in self._lines.rows():
            if isinstance(row, Rejected):
                continue
            if not _is_picture(row.cells):
                names = (text_of(row.cells.get(name)) for name in ("_id", "doc_id", "url"))
                self._pages.update(_key(name) for name in names if name)
            elif count < MAX_CDR_PICTURES and (parent := text_of(row.cells.get("obj_parent"))):
                count += 1
                found.setdefault(_key(parent), []).append(_picture(row.cells))
        return found

    def _page(self, row: RawRow) -> RawRow | Rejected:
        cells = row.cells
        url = text_of(cells.get("url"))
        markup = text_of(cells.get("raw_content"))
        try:
            page = read_page(markup.encode("utf-8", "replace"), url=url, encoding="utf-8")
        except (PageTooLargeError, TooManyPiecesError):
            page = Page()
        when = text_of(cells.get("timestamp_crawl")) or text_of(cells.get("timestamp"))
        more: dict[str, str] = {"id": text_of(cells.get("_id")) or text_of(cells.get("doc_id"))}
        if text := text_of(cells.get("extracted_text")).strip():
            more["text"] = text
        elif "<" not in markup and markup.strip():
            more["text"] = markup
        read = row_of_page(row.place, page, url=url, captured_at=when, more=more)
        if isinstance(read, Rejected):
            if "text" not in more:
                return read
            read = RawRow(row.place, {**more, "url": url, "captured_at": when})
        made = dict(read.cells)
        if pictures := self._of(cells):
            made.pop("image_urls", None)
            made["images"] = pictures
        rest = {name: cell for name, cell in cells.items() if name not in _KNOWN}
        return RawRow(row.place, {**rest, **made})

    def _of(self, cells: Mapping[str, object]) -> list[dict[str, str]]:
        objects = cells.get("objects")
        own = [
            _picture(one)
            for one in (objects if isinstance(objects, list) else ())
            if isinstance(one, dict) and _may_be_picture(one)
        ]
        for name in ("_id", "doc_id", "url"):
            own += (self._pictures or {}).get(_key(text_of(cells.get(name))), [])
        return own[:MAX_IMAGES_PER_AD]


def _key(name: str) -> bytes:
    return hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=12).digest()


def _is_picture(cells: Mapping[str, object]) -> bool:
    kind = text_of(cells.get("content_type")).strip().lower()
    stored = bool(cells.get("obj_stored_url") or cells.get("obj_parent"))
    return stored and (kind.startswith("image/") or not (cells.get("raw_content")))


def _may_be_picture(one: Mapping[str, object]) -> bool:
    kind = text_of(one.get("content_type")).strip().lower()
    return kind.startswith(("image/", "application/octet-stream")) or not kind


def _picture(cells: Mapping[str, object]) -> dict[str, str]:
    """A picture by the name it is stored under and the address it was fetched from."""
    stored = text_of(cells.get("obj_stored_url")).strip()
    if "://" in stored and _HASH.fullmatch(last := stored.rpartition("/")[2]):
        stored = last  # a store elsewhere; copies of it keep the name
    return {"path": stored, "url": text_of(cells.get("obj_original_url")).strip()}
