# SPDX-License-Identifier: GPL-3.0-or-later
"""The two texts of a comparison as they are put on screen: one sheet each, changes marked.

Long stretches are shortened in the middle, so that a text of 2 MB is shown as quickly as any.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field, replace

from app.i18n import _, number
from app.triage.compared import Comparison, Side
from app.triage.items import MentionItem
from app.triage.text_parts import light_enough, weight

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
    """A sheet being written: the side it is of, its mentions by field and place, what is there."""

    side: Side
    said: dict[str, list[MentionItem]]
    text: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    mentions: list[MentionItem] = field(default_factory=list)
    anchors: list[int] = field(default_factory=list)
    at: int = 0

    def add(self, words: str) -> None:
        self.text.append(words)
        self.at += len(words)

    def copy(self, part: str, start: int, end: int) -> None:
        """A stretch of a field with the mentions that lie whole in it."""
        shift = self.at - start
        said = self.said.get(part, [])
        for one in said[bisect_left(said, start, key=_start) : bisect_left(said, end, key=_start)]:
            if one.end <= end:
                moved = replace(one, field="body", start=one.start + shift, end=one.end + shift)
                self.mentions.append(moved)
        self.add(str(getattr(self.side, part))[start:end])

    def sheet(self) -> Sheet:
        return Sheet(
            "".join(self.text), tuple(self.marks), tuple(self.mentions), tuple(self.anchors)
        )


def sheets(found: Comparison) -> Sheets:
    """The texts of both sides, title first."""
    growing = _growing(found.left), _growing(found.right)
    changes = left_out = 0
    for part, pieces in (("title", found.title), ("body", found.body)):
        if part == "body" and (found.left.title or found.right.title):
            for one in growing:
                one.add("\n\n" if one.at else "")
        left_out += max(len(pieces) - _MOST_PIECES, 0)
        for piece in pieces[:_MOST_PIECES]:
            _put(growing[0], part, piece.left, changes, same=piece.same)
            _put(growing[1], part, piece.right, changes, same=piece.same)
            changes += not piece.same
    return Sheets(growing[0].sheet(), growing[1].sheet(), changes, left_out)


def _growing(side: Side) -> _Growing:
    said: dict[str, list[MentionItem]] = {}
    for one in sorted(side.mentions, key=_start):
        said.setdefault(one.field, []).append(one)
    return _Growing(side, said)


def _start(mention: MentionItem) -> int:
    return mention.start


def _put(growing: _Growing, part: str, span: tuple[int, int], change: int, *, same: bool) -> None:
    start, end = span
    began = growing.at
    growing.anchors.append(began)
    long, kept = (_LONG_SAME, _KEPT_SAME) if same else (_LONG_CHANGE, _KEPT_CHANGE)
    text = str(getattr(growing.side, part))[start:end]
    first, last = light_enough(text[:kept], kept), light_enough(text[-kept:], kept)
    if weight(text[: long + 1]) > long and first + last < len(text):
        growing.copy(part, start, start + first)
        left_out = _("… {n} characters not shown …").format(n=number(len(text) - first - last))
        growing.add(f"\n{left_out}\n")
        growing.copy(part, end - last, end)
    else:
        growing.copy(part, start, end)
    if not same:
        if not text.strip():
            growing.add(NOTHING + " ")
        written = "".join(growing.text[-1:])
        until = growing.at - len(written) + len(written.rstrip())
        growing.marks.append(Mark(began, max(until, began + 1), change))
