# SPDX-License-Identifier: GPL-3.0-or-later
"""Where an ad says what was searched for: the text as stored, and the piece of it to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.store import ads, further_texts, search_words
from indexing.store.search_words import Query

if TYPE_CHECKING:
    from indexing.store.case import Case
    from indexing.store.further import FurtherText

_LOOKED_AT = 200_000
"""Characters of a text that are looked through for a piece to show."""
_BEFORE, _SHOWN = 60, 160
_READ_AS = frozenset({"title", "body", "place_text"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text of an ad, in code points of that text.

    ``further`` is the text beside the ad's own fields that it stands in; None for a field.
    """

    field: str
    text: str
    start: int
    end: int
    further: FurtherText | None = None


def piece(case: Case, ad: int, query: Query) -> Piece | None:
    """The piece of an ad's texts that says most of the wanted terms; None when none does.

    Terms may stand in different texts of the ad; one piece shows what one text says.
    """
    best: Piece | None = None
    most = 0
    for field, text, further in _texts(case, ad):
        found = _first_places(text[:_LOOKED_AT], query)
        if len(found) > most:
            most = len(found)
            best = _cut(field, text, min(found), further)
        if most == len(query.wanted):
            break
    return best


def _texts(case: Case, ad: int) -> Iterator[tuple[str, str, FurtherText | None]]:
    row = ads.get(case, ad)
    for field in ("title", "body", "place_text"):
        yield field, getattr(row, field), None
    for one in further_texts.of_ad(case, ad):
        if one.read_as in _READ_AS:
            yield one.field, one.text, one


def _first_places(text: str, query: Query) -> list[tuple[int, int]]:
    """Where each wanted term that the text says stands first."""
    tokens, spans = search_words.places(text)
    found = []
    for term in query.wanted:
        for n in range(len(tokens)):
            if term.ends(tokens, n):
                found.append((spans[n][0], spans[n + len(term.tokens) - 1][1]))
                break
    return found


def _cut(field: str, text: str, first: tuple[int, int], further: FurtherText | None) -> Piece:
    start = max(0, first[0] - _BEFORE)
    end = min(len(text), max(start + _SHOWN, first[1]))
    start = max(0, min(start, end - _SHOWN))
    if start:  # not in the middle of a word
        space = text.find(" ", start, first[0])
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", first[1], end)
        end = space if space >= 0 else end
    return Piece(field, text, start, end, further)
