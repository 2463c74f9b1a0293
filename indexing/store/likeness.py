# SPDX-License-Identifier: GPL-3.0-or-later
"""How alike the texts of two rows are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from indexing.limits import MAX_SAME_AD_CHARACTERS
from indexing.normalise import fold_text

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
"""A word, or one sign of a script that sets no spaces between words."""
_NUMBER = re.compile(r"\d+")


def words(texts: Sequence[str]) -> Iterator[str]:
    """The words of texts, folded."""
    for text in texts:
        yield from _WORD.findall(fold_text(text[:MAX_SAME_AD_CHARACTERS]))


def share(one: Set[str], two: Set[str]) -> float:
    """Share of the words of both that both have; 1 where neither has any."""
    return len(one & two) / len(one | two) if one or two else 1.0


def share_of_titles(one: str, two: str) -> float:
    """The same of two titles, in which any number is as good as another: prices change.

    1 where one holds all words of the other: titles get ``(new)``.
    """
    first, second = (set(words([_NUMBER.sub("0", title)])) for title in (one, two))
    if first and second and (first <= second or second <= first):
        return 1.0
    return share(first, second)


def are_equal_but_for_numbers(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether two texts say the same with other prices, days and counts."""
    first, second = ([_NUMBER.sub("0", word) for word in words(texts)] for texts in (one, two))
    return first == second


def have_other_names(one: str, two: str) -> bool:
    """Are both there, without a word that both have?"""
    first, second = set(words([one])), set(words([two]))
    return bool(first and second) and first.isdisjoint(second)
