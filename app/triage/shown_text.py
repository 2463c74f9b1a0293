# SPDX-License-Identifier: GPL-3.0-or-later
"""An ad's text as it is put on screen: isolated contacts, and places that lead back to the raw.

Numbers and addresses inside right-to-left text are set between isolates, else they flip.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from app.triage.items import MentionItem

_OPEN, _CLOSE = "\u2066", "\u2069"
_ISOLATED = frozenset({"phone", "email", "handle", "url", "iban", "wallet"})
_REPLACED = dict.fromkeys("\x00\ufdd0\ufdd1\ufffc", "\ufffd")
"""Characters that a text widget keeps for itself."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A mention in the shown text, in UTF-16 units as text widgets count."""

    start: int
    end: int
    mention: MentionItem


@dataclass(frozen=True, slots=True)
class ShownText:
    """The text, its spots, and for every raw code point its UTF-16 place in the text."""

    text: str
    spots: tuple[Spot, ...]
    places: array[int]

    def raw(self, place: int) -> int:
        """The raw code point at a UTF-16 place."""
        return max(0, bisect_right(self.places, place) - 1)


def has_rtl(text: str) -> bool:
    """Does the text hold right-to-left letters?"""
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def compose(body: str, mentions: Sequence[MentionItem]) -> ShownText:
    """The shown text of a body with its mentions (those of other fields are left out)."""
    inside = [m for m in mentions if m.field == "body" and 0 <= m.start < m.end <= len(body)]
    inside.sort(key=_place)
    isolated = _outermost(inside) if has_rtl(body) else []
    opens = {m.start for m in isolated}
    closes = {m.end for m in isolated}
    parts: list[str] = []
    places = array("q")
    at = 0
    for index, char in enumerate(body):
        if index in closes:
            parts.append(_CLOSE)
            at += 1
        if index in opens:
            parts.append(_OPEN)
            at += 1
        places.append(at)
        if char == "\r" and body[index + 1 : index + 2] == "\n":
            continue  # a text widget makes one line end of the two
        parts.append(_REPLACED.get(char, char))
        at += 2 if ord(char) > 0xFFFF else 1
    places.append(at)
    if len(body) in closes:
        parts.append(_CLOSE)
    ends = [places[m.end - 1] + (2 if ord(body[m.end - 1]) > 0xFFFF else 1) for m in inside]
    spots = (Spot(places[m.start], end, m) for m, end in zip(inside, ends, strict=True))
    return ShownText("".join(parts), tuple(spots), places)


def _outermost(inside: Sequence[MentionItem]) -> list[MentionItem]:
    """Mentions to be isolated, without those within another: the number within a link."""
    kept: list[MentionItem] = []
    for one in inside:
        if one.kind in _ISOLATED and (not kept or one.start >= kept[-1].end):
            kept.append(one)
    return kept


def _place(mention: MentionItem) -> tuple[int, int]:
    return mention.start, mention.end
