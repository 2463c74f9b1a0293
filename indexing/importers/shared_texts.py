# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the cells of an XLSX file are when every text that they share is written out.

A workbook holds each text once and its cells name it by number; the reader copies it into each.
What is written in any other way than programs write it counts for more, never for less.
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterable

from indexing.importers.sheet_corner import OffGridError, parser_of, readable

_TEXT = re.compile(rb"<(?!/)(?:[^\s<>:]*:)?si(?=[\s/>])")
_REFERENCE = re.compile(rb"t\s*=\s*[\"']s[\"']")
_NUMBERED = re.compile(
    rb"t\s*=\s*[\"']s[\"'][^<]{0,200}<(?:\w+:)?v>(\d{1,9})</(?:\w+:)?v>\s*</(?:\w+:)?c>"
)

_SAID = re.compile(
    rb"uniqueCount(?:\s{50}|\s{0,49}=(?:\s{50}|\s{0,49}[\"']?([0-9+&#;xa-fA-F]{1,50})))"
)
_LONGEST_SAID = 200


def said_count(pieces: Iterable[bytes]) -> int:
    """How many texts a table says that it holds: the reader takes memory for so many at once.

    What is written in any other way than programs write it counts as more than any.
    """
    most, tail = 0, b""
    for piece in pieces:
        data = tail + piece
        for said in _SAID.findall(data):
            is_plain = said.isdigit() and len(said) < 20
            most = max(most, int(said) if is_plain else sys.maxsize)
        tail = data[-_LONGEST_SAID:]
    return most


class SharedTexts:
    """Counts texts and the cells that name them; without their numbers, each counts as the longest.

    Args:
        lengths: the bytes of each text, where they are known already.
    """

    def __init__(self, lengths: array[int] | None = None) -> None:
        self._known = lengths
        self._longest = max(lengths or (0,))
        self._since = -1  # bytes since a text began in this part
        self._unknown = self._sum = 0
        self._owed = 0  # bytes of the text that begins at the end of what was seen

    def see(self, data: bytes, passed: int = 0) -> None:
        """Read on in a part; tags are never cut; ``passed`` bytes of a text follow unseen."""
        self._unknown += len(_REFERENCE.findall(data))
        if self._known is None:
            self._measure(data)
            self._since += self._owed if self._since >= 0 else 0
            self._owed = passed
            return
        for number in map(int, _NUMBERED.findall(data)):
            if number < len(self._known):
                self._unknown -= 1
                self._sum += self._known[number]

    def _measure(self, data: bytes) -> None:
        at = 0
        for match in _TEXT.finditer(data):
            if self._since >= 0:
                self._longest = max(self._longest, self._since + match.start() - at)
            at, self._since = match.start(), 0
        if self._since >= 0:
            self._since += len(data) - at

    def end_part(self) -> None:
        """Say that the part ends."""
        self._longest, self._since = max(self._longest, self._since + self._owed), -1
        self._owed = 0

    def most(self) -> int:
        """Bytes of all cells that name a text, at most."""
        return self._sum + self._unknown * self._longest


def counted(table: Iterable[bytes], parts: Iterable[Iterable[bytes]]) -> SharedTexts:
    """Read all parts again, the one that holds the texts by its XML.

    Raises:
        OffGridError, expat.ExpatError: the table of texts is not what it should be.
    """
    texts = SharedTexts(_lengths(table))
    for pieces in parts:
        tail = b""
        for piece in pieces:
            data = tail + piece
            end = max(data.rfind(b"<c"), 0) or max(data.rfind(b"<"), 0)
            data, tail = data[:end], data[end:]
            texts.see(data)
        texts.see(tail)
    return texts


def _lengths(pieces: Iterable[bytes]) -> array[int]:
    """Bytes of each text; none may lie within another: where it ends is the reader's secret."""
    found = array("q")
    depth = start = 0

    def begin(name: str, _attributes: dict[str, str]) -> None:
        nonlocal depth, start
        if name.rpartition(":")[2] == "si":
            if depth:
                raise OffGridError
            depth, start = 1, parser.CurrentByteIndex

    def finish(name: str) -> None:
        nonlocal depth
        if name.rpartition(":")[2] == "si":
            depth = 0
            found.append(parser.CurrentByteIndex - start)

    parser = parser_of(begin)
    parser.EndElementHandler = finish
    for piece in pieces:
        parser.Parse(readable(piece), False)
    parser.Parse(b"", True)
    return found
