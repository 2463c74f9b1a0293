# SPDX-License-Identifier: GPL-3.0-or-later
"""XML that lists items: feeds of Scrapy and Apify, RSS, Atom, exports of shops and databases.

The list is the element that comes again and again below the root, or below its one child. What an
item holds becomes columns as the names of JSON do: ``price``, ``place.city``, ``price.currency`` of
an attribute; elements of one name, and Scrapy's ``value``, become a list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.importers import byte_stream, encodings
from indexing.importers.base import RawRow
from indexing.importers.field_names import names_fields
from indexing.importers.json_values import row_of
from indexing.importers.xml_element import Element, column_named
from indexing.importers.xml_feed import XmlFeed, encoding_of, fed
from indexing.records import Rejected

if TYPE_CHECKING:
    from indexing.importers.origin import Origin

_LOOKED_AT = 20_000
"""Elements that are looked at to find the list."""
_DEEPEST_LIST = 4
_LONGEST_NAME = 200
_SAMPLE_ROWS = 200
_ITEMS = frozenset(
    ("item", "entry", "ad", "advert", "listing", "offer", "row", "record", "post", "product")
)
"""Names that need no known columns within."""
_NO_LISTS = frozenset(
    ("svg", "html", "plist", "kml", "gpx", "opml", "urlset", "sitemapindex", "workbook", "package")
)
"""Roots of documents that list something else."""
_Path = tuple[str, ...]


class XmlReader:
    """A document of items alike; places are items, from 1."""

    def __init__(self, origin: Origin, encoding: str | None) -> None:
        self.origin, self.path = origin, origin.path
        self.encoding = encodings.named(encoding) if encoding else encoding_of(origin)
        self._stream: byte_stream.ByteStream | None = None
        self._list: _Path = self._find_list()
        sample = islice(self.rows(), _SAMPLE_ROWS)
        rows = (row for row in sample if isinstance(row, RawRow))
        self.columns = tuple(dict.fromkeys(name for row in rows for name in row.cells))

    def position(self) -> int:
        """Bytes of the file read so far by the newest ``rows``."""
        return 0 if self._stream is None else self._stream.position()

    def rows(self) -> Iterator[RawRow | Rejected]:
        """Every item; behind damage nothing more is read."""
        walk = _Walk(self._list)
        for number, item in enumerate(self._walked(walk), start=1):
            place = f"item {number}"
            yield Rejected(place, item, {}) if isinstance(item, str) else row_of(place, item)

    def _walked(self, walk: _Walk) -> Iterator[dict[str, object] | str]:
        """What a walk takes, and at the end the code of what is wrong with the document."""
        self._stream = byte_stream.ByteStream(self.origin)
        return fed(self._stream, self.encoding, self.path, walk)

    def _find_list(self) -> _Path:
        """Names of the elements from the root to the items.

        Raises:
            BadInputError: ``no_rows`` where nothing is in the root, ``file_not_this_format`` where
            nothing is listed, or nothing like an ad.
        """
        walk = _Walk(())
        for _ in self._walked(walk):
            pass
        for depth in range(2, _DEEPEST_LIST + 1):
            found = [path for path in walk.children if len(path) == depth]
            found.sort(key=lambda path: (path[-1].lower() in _ITEMS, walk.counts[path]))
            best = found[-1] if found else ()
            if best and (best[-1].lower() in _ITEMS or _are_ads(walk, best)):
                return best
        if len(walk.counts) == 1 and not walk.has_text:
            raise BadInputError("no_rows", path=self.path)
        detail = {"looks_like": "XML", "expected": ""}
        raise BadInputError("file_not_this_format", path=self.path, detail=detail)


class _Walk(XmlFeed[dict[str, object] | str]):
    """One pass over a document: takes its items, or, without a path, counts what may be one."""

    def __init__(self, path: _Path) -> None:
        super().__init__()
        self._path = path
        self._open: list[str] = []
        self._item: Element | None = None
        self._looked_at = 0
        self.has_text = False
        self.counts = Counter[_Path]()
        self.children: dict[_Path, set[str]] = {}

    @property
    def is_done(self) -> bool:
        """Whether enough was counted."""
        return not self._path and self._looked_at > _LOOKED_AT

    def started(self, name: str, attributes: dict[str, str]) -> None:
        """Part of an item, the item itself, or something to be counted."""
        if self._item is not None:
            self._item.start(name, attributes)
            return
        if self.depth <= _DEEPEST_LIST + 1:
            self._open.append(name[:_LONGEST_NAME])
        if not self._path:
            self._count(attributes)
        elif self.depth == len(self._path) and tuple(self._open) == self._path:
            self._item = Element(name, attributes)

    def _count(self, attributes: dict[str, str]) -> None:
        self._looked_at += 1
        if self.depth == 1 and self._open[0].lower().rpartition(":")[2] in _NO_LISTS:
            self._looked_at = _LOOKED_AT + 1
        if self.depth > _DEEPEST_LIST + 1 or self._looked_at > _LOOKED_AT:
            return
        path = tuple(self._open)
        if self.depth <= _DEEPEST_LIST:
            self.counts[path] += 1
            if attributes and self.depth > 1:
                self.children.setdefault(path, set()).update(x[:_LONGEST_NAME] for x in attributes)
        if self.depth > 2:  # what has children may be an item
            child = column_named(path[-1], attributes)[:_LONGEST_NAME] or path[-1]
            self.children.setdefault(path[:-1], set()).add(child)

    def ended(self, name: str) -> None:
        """The same at their end; an item is given then."""
        del name
        if self._item is not None:
            if self.depth >= len(self._path):
                self._item.end()
                return
            self.give(self._item.code or self._item.value())
            self._item = None
        if self.depth < _DEEPEST_LIST + 1:
            self._open.pop()

    def text(self, text: str) -> None:
        """Text of an item, or beside all."""
        if self._item is not None:
            self._item.add(text)
        else:
            self.has_text = self.has_text or not text.isspace()


def _are_ads(walk: _Walk, path: _Path) -> bool:
    """Whether elements come again and name several parts of an ad."""
    return walk.counts[path] > 1 and names_fields(sorted(walk.children[path])[:_SAMPLE_ROWS])
