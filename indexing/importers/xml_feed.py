# SPDX-License-Identifier: GPL-3.0-or-later
"""Feeds a document of XML to a parser piece by piece, within limits, and takes what it found.

Nothing is ever fetched, and a document that declares entities of its own is not read: they can grow
without end.
"""

from __future__ import annotations

import contextlib
import re
from collections import deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Generic, TypeVar
from xml.parsers import expat

from indexing.errors import BadInputError
from indexing.importers import byte_stream, encodings
from indexing.importers.xml_element import TooLargeError
from indexing.limits import MAX_XML_DEPTH, MAX_XML_TOKEN_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from indexing.importers.origin import Origin

_DECLARED = re.compile(rb"""<\?xml[^<>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_NO_XML = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that no XML may hold, and that scrapers write into it."""
_ENDS = (3, 5, 6, 20)  # no element found, unclosed token, partial character, unclosed CDATA
Found = TypeVar("Found")


class EntityError(Exception):
    """The document declares an entity."""


class XmlFeed(Generic[Found]):
    """One pass over a document; a subclass says what becomes of its elements.

    ``depth`` counts the open elements.
    """

    def __init__(self) -> None:
        self.depth = 0
        self._found: deque[Found] = deque()
        self._since = 0
        self._parser = expat.ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = _refuse

    def started(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; it is counted in ``depth`` already."""

    def ended(self, name: str) -> None:
        """An element is over; it is counted no more."""

    def text(self, text: str) -> None:
        """Text of the element that is open."""

    @property
    def is_done(self) -> bool:
        """Whether no more need be read."""
        return False

    def give(self, found: Found) -> None:
        """Have something taken by who feeds."""
        self._found.append(found)

    def taken(self) -> Iterator[Found]:
        """What was given since the last call."""
        while self._found:
            yield self._found.popleft()

    def feed(self, text: str, *, is_last: bool = False) -> None:
        """Read on.

        Raises:
            TooLargeError: a tag or comment is longer than the limit, or elements are too deep.
            expat.ExpatError: the document is damaged here.
            EntityError: it declares an entity.
        """
        if self.is_done:
            return
        self._since += len(text)
        self._parser.Parse(_NO_XML.sub("\ufffd", text).encode("utf-8", "replace"), is_last)
        if self._since > MAX_XML_TOKEN_BYTES:
            raise TooLargeError

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._since = 0
        self.depth += 1
        if self.depth > MAX_XML_DEPTH:
            raise TooLargeError
        self.started(name, attributes)

    def _end(self, name: str) -> None:
        self._since = 0
        self.depth -= 1
        self.ended(name)

    def _text(self, text: str) -> None:
        self._since = 0
        self.text(text)


def fed(
    stream: byte_stream.ByteStream, encoding: str, path: Path, feed: XmlFeed[Found]
) -> Iterator[Found | str]:
    """What a feed gives, and at the end the code of what is wrong with the document.

    Raises:
        BadInputError: ``file_bomb`` for a document with entities of its own.
    """
    with byte_stream.text(stream, encoding, "") as text:
        try:
            while not feed.is_done and (piece := text.read(byte_stream.CHUNK)):
                feed.feed(piece)
                yield from feed.taken()
            feed.feed("", is_last=True)
            yield from feed.taken()
        except TooLargeError:
            yield from feed.taken()
            yield "cell_too_long"
        except expat.ExpatError as error:
            yield from feed.taken()
            yield "file_cut" if error.code in _ENDS else "xml_broken"
        except EntityError as error:
            raise BadInputError("file_bomb", path=path) from error


def encoding_of(origin: Origin) -> str:
    """The encoding that the document declares; what it holds, where it says to be Unicode.

    Whatever it is, the declaration is made of single bytes: programs that write UTF-16 in it and
    something else in the file are met with as often as those that write UTF-8 in it.
    """
    told = _DECLARED.match(byte_stream.head(origin).lstrip())
    if told is not None and not told[1].lower().startswith((b"utf", b"ucs", b"unicode")):
        with contextlib.suppress(BadInputError):
            return encodings.named(told[1].decode("ascii"))
    return encodings.detect(origin)


def _refuse(*_declared: object) -> None:
    raise EntityError
