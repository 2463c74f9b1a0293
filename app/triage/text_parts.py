# SPDX-License-Identifier: GPL-3.0-or-later
"""A long text in parts: a text widget lays out all that it holds before it shows a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.triage.items import MentionItem
from app.triage.shown_text import ShownText, compose

PART_CHARACTERS = 6_000
"""Characters of one part at most; the longest posts of message services have 4,096."""
_WIDE_WEIGHT = 4
"""So many more letters a character beyond the basic plane counts as: laying out emoji that are
joined to families took 3.3 times as long a character as laying out letters without spaces."""
_LOOK_BACK = 400
"""So far before its end a part is cut at a space rather than within a word."""


@dataclass(frozen=True, slots=True)
class TextPart:
    """The code points from ``start`` to ``end`` of ``total``."""

    start: int
    end: int
    total: int


def weight(text: str) -> int:
    """How many letters a text counts as when it is laid out."""
    wide = len(text.encode("utf-16-le", "surrogatepass")) // 2 - len(text)
    return len(text) + _WIDE_WEIGHT * wide


def light_enough(text: str, most: int) -> int:
    """How many characters of a text, of even make, count as at most ``most`` letters."""
    heavy = weight(text)
    return len(text) if heavy <= most else max(len(text) * most // heavy, 1)


def part_at(text: str, place: int) -> TextPart:
    """The part that holds a place: parts follow each other from the beginning of the text."""
    start = 0
    while True:
        end = _end(text, start)
        if place < end or end == len(text):
            return TextPart(start, end, len(text))
        start = end


def part_before(text: str, part: TextPart) -> TextPart:
    """The part that ends where this one begins; the first one is its own."""
    return part_at(text, max(part.start - 1, 0))


def compose_part(text: str, part: TextPart, mentions: Sequence[MentionItem]) -> ShownText:
    """The shown text of a part with the mentions of the body that it holds."""
    words = text[part.start : part.end]
    inside = [
        replace(
            one,
            start=max(one.start, part.start) - part.start,
            end=min(one.end, part.end) - part.start,
        )
        for one in mentions
        if one.field == "body" and one.start < part.end and one.end > part.start
    ]
    return compose(words, inside)


def _end(text: str, start: int) -> int:
    end = start + light_enough(text[start : start + PART_CHARACTERS], PART_CHARACTERS)
    if end >= len(text):
        return len(text)
    for place in range(end, end - _LOOK_BACK, -1):
        if text[place - 1].isspace() and not text[place].isspace():
            return place
    return end
