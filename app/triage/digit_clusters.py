# SPDX-License-Identifier: GPL-3.0-or-later
"""Digits that stand together in a text, whatever phone punctuation or signs are between them.

A number whose middle was read wrongly shows its ends: all digits of a cluster are covered or none,
but for what is told to be something else (a date, a time, a price, an age).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

LEAST_DIGITS = 7
"""Digits of the shortest phone."""
BULLET = "•"
"""What stands in place of a covered character."""
_MARKS = frozenset(f"|{BULLET}")
_COVERED_BEFORE = LEAST_DIGITS - 2
"""Bullets of the shortest covered number; fewer are marks of a list."""
_LOOKALIKES = "oOоОοΟlIiіІ|"
_GAP = rf"(?:[^\w:;,{BULLET}€$£₽₴₺₹¥₪]|_){{0,10}}"
_LETTERS = rf"[{_LOOKALIKES}]{{1,6}}"
_ALONE = r"(?![^\W\d_])"
"""Letters that stand for digits are no part of a word."""
_CLUSTER = re.compile(
    rf"(?:(?<![^\W\d_]){_LETTERS}(?=\d))?[\d{BULLET}]"
    rf"(?:[:,]?\d|{_GAP}[\d{BULLET}]|(?<=\d){_LETTERS}{_ALONE}|{_GAP}(?<![^\W_]){_LETTERS}{_ALONE})*"
)
_LAST_WORD = re.compile(
    rf"(?:[^\w{BULLET}]|_)+(?:[IilоOo|]|[Ii]l|[Ll]o|[Ii]o|[Oo]il|[Ll]oi|[Ii]ll)\Z"
)
_CURRENCY = (
    r"(?:[€$£₽₴₺₹¥₪]"
    r"|(?:eur|euros?|gbp|usd|pounds?|dollars?|d[oó]lares|lei|ron|z[łl]|chf|dhs?)(?!\w))"
)
_UNIT = (
    r"(?:ans?|a[nñ]os?|years?|yo|y/o|ani|лет|h|hrs?|hours?|heures?|horas?|min|minutes|minutos"
    r"|km|kg|cm|m2|m²|places?|plazas?|seats?)(?!\w)"
)
YEAR, MONTH, DAY = r"(?:19|20)\d\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
"""Parts of a written date."""
_HOUR = r"(?:[01]?\d|2[0-4])(?:[:hH][0-5]\d)(?::[0-5]\d)?"
_APART = r"(?<![\d.,/:\-])(?<!\d_)"
_END = r"(?![\d:/\-])(?![.,]\d)"
_TOLD = re.compile(
    rf"{_APART}(?:{YEAR}-{MONTH}-{DAY}|{DAY}([/.]){MONTH}\1{YEAR}){_END}"
    rf"|{_APART}(?<![\d+]\s)(?:{YEAR})-(?:{YEAR}){_END}"
    rf"|(?<![\d.,/:])(?:{_HOUR}){_END}"
    rf"|{_APART}\d{{1,4}}(?:[.,]\d{{1,2}})?\s?(?:{_CURRENCY}|{_UNIT})"
    rf"|{_APART}\d{{1,3}}(?:,\d{{3}})+\s?{_CURRENCY}"
    rf"|(?<=[€$£])\s?\d{{1,4}}(?:[.,]\d{{1,2}})?{_END}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Places of one cluster that show a digit, or a letter or mark that stands for one.

    ``shown`` are those that may be covered, ``kept`` the ends of numbers that were covered before;
    ``was_covered`` tells whether there are such, ``is_long`` whether enough is left for a phone.
    """

    shown: tuple[int, ...]
    kept: frozenset[int]
    was_covered: bool
    is_long: bool


def clusters(text: str, covered: Set[int] = frozenset()) -> Iterator[Cluster]:
    """Every cluster of the text, in order; bullets at the places ``covered`` are no list marks."""
    told: set[int] | None = None
    for match in _CLUSTER.finditer(text):
        start, end = match.start(), _end(text, match)
        if end - start < LEAST_DIGITS:
            continue
        if told is None:
            told = {place for one in _TOLD.finditer(text) for place in range(*one.span())}
        places = [i for i in range(start, end) if text[i].isalnum() or text[i] in _MARKS]
        meant = set(_at_edges(places, told))
        kept = frozenset(_ends(text, places))
        shown = tuple(i for i in places if i not in meant and text[i] != BULLET)
        was_covered = len(kept) > 0 or 2 * BULLET in match[0] or not covered.isdisjoint(places)
        is_long = len(shown) - len(kept) >= LEAST_DIGITS
        yield Cluster(shown, kept, was_covered, is_long)


def _end(text: str, match: re.Match[str]) -> int:
    """A word apart at the end is one of the sentence: ``06 39 98 00 11 I was``."""
    end = match.end()
    while word := _LAST_WORD.search(text, max(match.start(), end - 20), end):
        end = word.start()
    return end


def _at_edges(places: list[int], told: set[int]) -> Iterator[int]:
    """Told places from either edge on: within a number, a date is a part of it."""
    for ordered in (places, places[::-1]):
        for place in ordered:
            if place not in told:
                break
            yield place


def _ends(text: str, places: list[int]) -> Iterator[int]:
    """The last two characters of numbers that were covered: they follow many bullets."""
    bullets = 0
    for index, place in enumerate(places):
        if text[place] == BULLET:
            bullets += 1
            continue
        if bullets >= _COVERED_BEFORE:
            yield from (i for i in places[index : index + 2] if text[i] != BULLET)
        bullets = 0
