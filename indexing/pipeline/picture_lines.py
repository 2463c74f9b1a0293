# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines read in a picture as one text: where each stands in it, and where it stands in the picture.

What stands on one line of the picture often comes in pieces (a number with wide gaps); a piece
that begins where another ends, at any slant, follows it on the same line of the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from indexing.records import PictureLine
from indexing.store.picture_texts import ReadLine

_GAP = 1.6
"""Widest gap within a line, in heights of its letters."""
_STEP = 0.6
"""How far up or down the next piece may begin, in the same measure."""


def composed(
    lines: Sequence[PictureLine], size: tuple[int, int]
) -> tuple[str, tuple[ReadLine, ...]]:
    """The text of a picture of this size (width, height), and its lines in the order of the text.

    Pieces of one line are joined by a blank, lines by a line break.
    """
    left = [_Piece(line, *size) for line in lines]
    text: list[str] = []
    placed: list[ReadLine] = []
    at = 0
    while left:
        piece: _Piece | None = _first(left)
        between = "\n" if text else ""
        while piece is not None:
            start = at + len(between)
            at = start + len(piece.line.text)
            text += (between, piece.line.text)
            placed.append(ReadLine(piece.line, start, at))
            between = " "
            piece = _next(piece, left)
    return "".join(text), tuple(placed)


class _Piece:
    """A line in pixels: where it begins and ends, how tall it is."""

    def __init__(self, line: PictureLine, width: int, height: int) -> None:
        self.line = line
        x = [value * width / 1000 for value in line.box[0::2]]
        y = [value * height / 1000 for value in line.box[1::2]]
        self.begin = (x[0] + x[3]) / 2, (y[0] + y[3]) / 2
        self.end = (x[1] + x[2]) / 2, (y[1] + y[2]) / 2
        self.tall = max(1.0, hypot(x[3] - x[0], y[3] - y[0]))
        self.long = max(1.0, hypot(self.end[0] - self.begin[0], self.end[1] - self.begin[1]))

    def continues(self, other: _Piece) -> bool:
        """Does this piece begin where the other ends, on the other's line?"""
        if not 0.6 < self.tall / other.tall < 1.7:
            return False
        along = [(b - a) / other.long for a, b in zip(other.begin, other.end, strict=True)]
        gap = [b - a for a, b in zip(other.end, self.begin, strict=True)]
        ahead = gap[0] * along[0] + gap[1] * along[1]
        aside = gap[1] * along[0] - gap[0] * along[1]
        return -other.tall / 2 < ahead < _GAP * other.tall and abs(aside) < _STEP * other.tall


def _first(left: list[_Piece]) -> _Piece:
    """Where the line begins that the first piece is part of: on a rising line not with it."""
    begin = left[0]
    seen = {id(begin)}  # odd boxes can each begin where the other ends
    while earlier := next(
        (other for other in left if id(other) not in seen and begin.continues(other)), None
    ):
        seen.add(id(earlier))
        begin = earlier
    left.remove(begin)
    return begin


def _next(piece: _Piece, left: list[_Piece]) -> _Piece | None:
    for place, other in enumerate(left):
        if other.continues(piece):
            return left.pop(place)
    return None
