# SPDX-License-Identifier: GPL-3.0-or-later
"""XML that lists items: feeds of Scrapy and Apify, RSS, Atom, exports of shops and databases.

The list is the element that comes again and again below the root, or below its one child. What an
item holds becomes columns as the names of JSON do: ``price``, ``place.city``, ``price.currency`` of
an attribute; elements of one name, and Scrapy's ``value``, become a list. Nothing is ever fetched,
and a document that declares entities of its own is not read: they can grow without end.
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING
from xml.parsers import expat

from indexing.errors import BadInputError
from indexing.importers import byte_stream, encodings
from indexing.importers.base import RawRow
from indexing.importers.field_names import field_of
from indexing.importers.json_values import row_of
from indexing.importers.xml_element import Element, TooLargeError
from indexing.limits import MAX_XML_DEPTH, MAX_XML_TOKEN_BYTES
from indexing.records import Rejected

if TYPE_CHECKING:
    from indexing.importers.origin import Origin

_DECLARED = re.compile(rb"""<\?xml[^<>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_NO_XML = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML may hold, and that scrapers write into it."""
_LOOKED_AT = 20_000
"""Elements that are looked at to find the list."""
_DEEPEST_LIST = 3
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
_ENDS = (3, 5, 6, 20)  # no element found, unclosed token, partial character, unclosed CDATA
_Path = tuple[str, ...]


class XmlReader:
    """A document of items alike; places are items, from 1."""

    def __init__(self, origin: Origin, encoding: str | None) -> None:
        self.origin, self.path = origin, origin.path
        self.encoding = encodings.named(encoding) if encoding else _encoding(origin)
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
        with byte_stream.text(self._stream, self.encoding, "") as text:
            try:
                while not walk.is_done and (piece := text.read(byte_stream.CHUNK)):
                    walk.feed(_NO_XML.sub("\ufffd", piece))
                    yield from walk.taken()
                walk.feed("", is_last=True)
            except TooLargeError:
                yield from walk.taken()
                yield "cell_too_long"
            except expat.ExpatError as error:
                yield from walk.taken()
                yield "file_cut" if error.code in _ENDS else "xml_broken"
            except _EntityError as error:
                raise BadInputError("file_bomb", path=self.path) from error

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
            if best and (best[-1].lower() in _ITEMS or _names_fields(walk, best)):
                return best
        if len(walk.counts) == 1 and not walk.has_text:
            raise BadInputError("no_rows", path=self.path)
        detail = {"looks_like": "XML", "expected": ""}
        raise BadInputError("file_not_this_format", path=self.path, detail=detail)


class _EntityError(Exception):
    """The document declares an entity."""


class _Walk:
    """One pass over a document: takes its items, or, without a path, counts what may be one."""

    def __init__(self, path: _Path) -> None:
        self._path = path
        self._open: list[str] = []
        self._item: Element | None = None
        self._taken: deque[dict[str, object] | str] = deque()
        self._depth, self._since, self._looked_at = 0, 0, 0
        self.has_text = False
        self.counts = Counter[_Path]()
        self.children: dict[_Path, set[str]] = {}
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._refuse

    def feed(self, text: str, *, is_last: bool = False) -> None:
        """Read on.

        Raises:
            TooLargeError: a tag or comment is longer than the limit, or elements are too deep.
            expat.ExpatError: the document is damaged here.
            _EntityError: it declares an entity.
        """
        if self.is_done:
            return
        self._since += len(text)
        self._parser.Parse(text.encode("utf-8", "replace"), is_last)
        if self._since > MAX_XML_TOKEN_BYTES:
            raise TooLargeError

    @property
    def is_done(self) -> bool:
        """Whether enough was counted."""
        return not self._path and self._looked_at > _LOOKED_AT

    def taken(self) -> Iterator[dict[str, object] | str]:
        """The items that ended since the last call, or the code why there is none."""
        while self._taken:
            yield self._taken.popleft()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._since = 0
        self._depth += 1
        if self._depth > MAX_XML_DEPTH:
            raise TooLargeError
        if self._item is not None:
            self._item.start(name, attributes)
            return
        if self._depth <= _DEEPEST_LIST + 1:
            self._open.append(name[:_LONGEST_NAME])
        if not self._path:
            self._count(attributes)
        elif self._depth == len(self._path) and tuple(self._open) == self._path:
            self._item = Element(name, attributes)

    def _count(self, attributes: dict[str, str]) -> None:
        self._looked_at += 1
        if self._depth == 1 and self._open[0].lower().rpartition(":")[2] in _NO_LISTS:
            self._looked_at = _LOOKED_AT + 1
        if self._depth > _DEEPEST_LIST + 1 or self._looked_at > _LOOKED_AT:
            return
        path = tuple(self._open)
        if self._depth <= _DEEPEST_LIST:
            self.counts[path] += 1
            if attributes and self._depth > 1:
                self.children.setdefault(path, set()).update(x[:_LONGEST_NAME] for x in attributes)
        if self._depth > 2:  # what has children may be an item
            self.children.setdefault(path[:-1], set()).add(path[-1])

    def _end(self, _name: str) -> None:
        self._since = 0
        self._depth -= 1
        if self._item is not None:
            if self._depth >= len(self._path):
                self._item.end()
                return
            self._taken.append(self._item.code or self._item.value())
            self._item = None
        if self._depth < _DEEPEST_LIST + 1:
            self._open.pop()

    def _text(self, text: str) -> None:
        self._since = 0
        if self._item is not None:
            self._item.add(text)
        else:
            self.has_text = self.has_text or not text.isspace()

    def _refuse(self, *_declared: object) -> None:
        raise _EntityError


def _names_fields(walk: _Walk, path: _Path) -> bool:
    """Whether elements that come again name several parts of an ad."""
    names = sorted(walk.children[path])[:_SAMPLE_ROWS]
    fields = {found[0] for name in names if (found := field_of(name))}
    return walk.counts[path] > 1 and len(fields) > 1


def _encoding(origin: Origin) -> str:
    """The encoding that the document declares; what it holds, where it says to be Unicode.

    Whatever it is, the declaration is made of single bytes: programs that write UTF-16 in it and
    something else in the file are met with as often as those that write UTF-8 in it.
    """
    told = _DECLARED.match(byte_stream.head(origin).lstrip())
    if told is not None and not told[1].lower().startswith((b"utf", b"ucs", b"unicode")):
        with contextlib.suppress(BadInputError):
            return encodings.named(told[1].decode("ascii"))
    return encodings.detect(origin)
