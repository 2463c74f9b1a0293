# SPDX-License-Identifier: GPL-3.0-or-later
"""How long the cells of an XLSX file are when every text that they share is written out.

A workbook holds each text once and its cells name it by number; the reader copies it into each.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable

_TEXT = re.compile(rb"<(?:\w+:)?si[ >/]")
_REFERENCE = re.compile(rb"[ \t\r\n]t=[\"']s[\"']")
_NUMBERED = re.compile(rb"[ \t\r\n]t=[\"']s[\"'][^<]{0,200}<(?:\w+:)?v>(\d{1,9})</")


class SharedTexts:
    """Counts texts and the cells that name them; without their numbers, each counts as the longest.

    Args:
        lengths: the bytes of each text, where they are known already.
    """

    def __init__(self, lengths: array[int] | None = None) -> None:
        self.lengths = array("q")
        self._known = lengths
        self._since = -1  # bytes since a text began in this part
        self._unknown = self._sum = 0

    def see(self, data: bytes) -> None:
        """Read on in a part; tags are never cut."""
        places = [match.start() for match in _TEXT.finditer(data)]
        for before, at in zip([None, *places], places, strict=False):
            self._add(at if before is None else at - before)
        self._since = len(data) - places[-1] if places else self._more(len(data))
        self._unknown += len(_REFERENCE.findall(data))
        if self._known is not None:
            for number in map(int, _NUMBERED.findall(data)):
                if number < len(self._known):
                    self._unknown -= 1
                    self._sum += self._known[number]

    def end_part(self) -> None:
        """Say that the part ends."""
        if self._since >= 0:
            self.lengths.append(self._since)
        self._since = -1

    def most(self) -> int:
        """Bytes of all cells that name a text, at most."""
        longest = max(self._known or self.lengths, default=0)
        return self._sum + self._unknown * longest

    def _add(self, count: int) -> None:
        if self._since >= 0:
            self.lengths.append(self._since + count)
        self._since = 0

    def _more(self, count: int) -> int:
        return self._since + count if self._since >= 0 else -1


def counted(parts: Callable[[], Iterable[Iterable[bytes]]]) -> SharedTexts:
    """Read the parts twice: for the length of each text, and for the texts that cells name."""
    first = _pass(SharedTexts(), parts())
    return _pass(SharedTexts(first.lengths), parts())


def _pass(texts: SharedTexts, parts: Iterable[Iterable[bytes]]) -> SharedTexts:
    for pieces in parts:
        tail = b""
        for piece in pieces:
            data = tail + piece
            end = max(data.rfind(b"<c"), 0) or max(data.rfind(b"<"), 0)
            data, tail = data[:end], data[end:]
            texts.see(data)
        texts.see(tail)
        texts.end_part()
    return texts
