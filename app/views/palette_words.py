# SPDX-License-Identifier: GPL-3.0-or-later
"""Which words a person may have meant: folded, and forgiving a slip of the finger."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"\w+")
_WITHIN = 10
_SLIP = 20


@lru_cache(maxsize=1024)
def folded(text: str) -> tuple[str, ...]:
    """The words of a text without accents, case and marks of menus."""
    plain = unicodedata.normalize("NFKD", text.replace("&", ""))
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    return tuple(_WORD.findall(plain.casefold()))


def distance(query: str, text: str) -> int | None:
    """How far a text is from what was typed; 0 is nearest, None is too far.

    Each word typed must begin a word of the text (best), stand in one, or be one or two slips away
    from the beginning of one: a letter wrong, missing, doubled, or two exchanged.
    """
    words = folded(text)
    total = 0
    for wanted in folded(query):
        steps = [step for word in words if (step := _step(wanted, word)) is not None]
        if not steps:
            return None
        total += min(steps)
    return total


def _step(wanted: str, word: str) -> int | None:
    if word.startswith(wanted):
        return 0 if word == wanted else 1
    if len(wanted) > 1 and wanted in word:
        return _WITHIN
    allowed = 0 if len(wanted) < 3 else 1 if len(wanted) < 6 else 2
    if not allowed:
        return None
    ends = range(max(1, len(wanted) - allowed), len(wanted) + allowed + 1)
    slips = min(_slips(wanted, word[:end]) for end in ends)
    return _SLIP + slips if slips <= allowed else None


def _slips(one: str, other: str) -> int:
    """Optimal string alignment distance (Damerau 1964, restricted)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, start=1):
        previous, before = before, row
        row = [i]
        for j, right in enumerate(other, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            exchanged = i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right
            row.append(min(best, previous[j - 2] + 1) if exchanged else best)
    return row[-1]
