# SPDX-License-Identifier: GPL-3.0-or-later
"""The two texts of a comparison as they are put on screen: one sheet each, changes marked.

Long stretches are shortened in the middle, so that a text of 2 MB is shown as quickly as any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.i18n import _, number
from app.triage.alignment import Piece
from app.triage.compared import Comparison, Side
from app.triage.items import MentionItem

NOTHING = "[ ]"
"""Stands on the side that lacks what the other one says."""
_LONG_SAME = 1_600
_KEPT_SAME = 700
_LONG_CHANGE = 6_000
_KEPT_CHANGE = 2_500
_MOST_PIECES = 1_200


@dataclass(frozen=True, slots=True)
class Mark:
    """A change in a sheet: its place in code points, and its number among all changes."""

    start: int
    end: int
    change: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The text of one side; ``anchors`` are the places where its pieces begin."""

    text: str
    marks: tuple[Mark, ...]
    mentions: tuple[MentionItem, ...]
    anchors: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """Both sheets, how many changes they show, and how many pieces were left out at the end."""

    left: Sheet
    right: Sheet
    changes: int
    left_out: int


@dataclass(slots=True)
class _Growing:
    text: list[str]
    marks: list[Mark]
    mentions: list[MentionItem]
    anchors: list[int]
    at: int = 0

    def add(self, words: str) -> None:
        self.text.append(words)
        self.at += len(words)

    def sheet(self) -> Sheet:
        return Sheet(
            "".join(self.text), tuple(self.marks), tuple(self.mentions), tuple(self.anchors)
        )


def sheets(found: Comparison) -> Sheets:
    """The texts of both sides, title first."""
    growing = tuple(_Growing([], [], [], []) for _side in range(2))
    changes = left_out = 0
    for field, pieces in (("title", found.title), ("body", found.body)):
        if field == "body" and (found.left.title or found.right.title):
            for one in growing:
                one.add("\n\n" if one.at else "")
        left_out += max(len(pieces) - _MOST_PIECES, 0)
        for piece in pieces[:_MOST_PIECES]:
            _put(growing[0], found.left, field, (piece, piece.left, changes))
            _put(growing[1], found.right, field, (piece, piece.right, changes))
            changes += not piece.same
    return Sheets(growing[0].sheet(), growing[1].sheet(), changes, left_out)


def _put(
    growing: _Growing, side: Side, field: str, what: tuple[Piece, tuple[int, int], int]
) -> None:
    piece, (start, end), change = what
    text = str(getattr(side, field))
    began = growing.at
    growing.anchors.append(began)
    limits = (_LONG_SAME, _KEPT_SAME) if piece.same else (_LONG_CHANGE, _KEPT_CHANGE)
    if end - start > limits[0]:
        kept = limits[1]
        _copy(growing, side, field, (start, start + kept))
        left_out = _("… {n} characters not shown …").format(n=number(end - start - 2 * kept))
        growing.add(f"\n{left_out}\n")
        _copy(growing, side, field, (end - kept, end))
    else:
        _copy(growing, side, field, (start, end))
    if not piece.same:
        if not text[start:end].strip():
            growing.add(NOTHING + " ")
        shown = "".join(growing.text[-1:]).rstrip()
        last = growing.at - len(growing.text[-1]) + len(shown) if growing.text else growing.at
        growing.marks.append(Mark(began, max(last, began + 1), change))


def _copy(growing: _Growing, side: Side, field: str, span: tuple[int, int]) -> None:
    start, end = span
    shift = growing.at - start
    growing.mentions += [
        replace(one, field="body", start=one.start + shift, end=one.end + shift)
        for one in _within(side.mentions, field, span)
    ]
    growing.add(str(getattr(side, field))[start:end])


def _within(
    mentions: Sequence[MentionItem], field: str, span: tuple[int, int]
) -> list[MentionItem]:
    return [
        one for one in mentions if one.field == field and span[0] <= one.start < one.end <= span[1]
    ]
