# SPDX-License-Identifier: GPL-3.0-or-later
"""How alike the texts of two rows are, and whether they speak of different people to call."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from indexing.normalise import fold_text

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
"""A word, or one sign of a script that sets no spaces between words."""
_NUMBER = re.compile(r"\d+")
_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])[-/.](?:19|20)\d\d)(?!\d)"
)
_PHONE = re.compile(r"\d(?:[ \t\u00a0\u2009\u202f().\-/]{0,2}\d){8,14}")
_ROUND = re.compile(r"[1-9]\d{0,2}[05]")
_COMPARED_DIGITS = 9
_NAMED = re.compile(
    r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}|(?<![\w./@])@\w{3,40}"
    r"|(?<![\w.])t\.me/\w{3,40}|masked:[0-9a-f]{20}"
)
"""E-mail addresses, handles, and what a value was masked with."""


def share(one: Sequence[str], two: Sequence[str]) -> float:
    """Share of the words of both that both have; 1 where neither has any."""
    first, second = set(_words(one)), set(_words(two))
    return len(first & second) / len(first | second) if first or second else 1.0


def share_of_titles(one: str, two: str) -> float:
    """The same of two titles, in which any number is as good as another: prices change."""
    return share([_NUMBER.sub("0", one)], [_NUMBER.sub("0", two)])


def has_words(texts: Sequence[str]) -> bool:
    """Whether there are any."""
    return next(_words(texts), None) is not None


def are_equal_but_for_numbers(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether two texts say the same with other prices, days and counts."""
    first, second = ([_NUMBER.sub("0", word) for word in _words(texts)] for texts in (one, two))
    return first == second


def have_other_contacts(one: Sequence[str], two: Sequence[str]) -> bool:
    """Does each give a contact that the other has not?

    What both have may be the site's own number, which stands on every page.
    """
    first, second = set(contacts(one)), set(contacts(two))
    return bool(first - second and second - first)


def contacts(texts: Sequence[str]) -> Iterator[str]:
    """Telephone numbers by their last digits, e-mail addresses and handles.

    Dates are none, nor are prices in a row (``100 150 200``).
    """
    for text in texts:
        folded = _DATE.sub(" | ", fold_text(text))
        for found in _PHONE.findall(folded):
            groups = _NUMBER.findall(found)
            if not all(map(_ROUND.fullmatch, groups)):
                yield "".join(groups)[-_COMPARED_DIGITS:]
        for found in _NAMED.findall(folded):
            yield found.lstrip("@").removeprefix("t.me/")


def have_other_names(one: str, two: str) -> bool:
    """Are both there, without a word that both have?"""
    first, second = set(_words([one])), set(_words([two]))
    return bool(first and second) and first.isdisjoint(second)


def _words(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from _WORD.findall(fold_text(text))
