# SPDX-License-Identifier: GPL-3.0-or-later
"""How one text lies on a row of constants: which tokens are theirs, which fill slots, which remain.

Everything here counts in bits (minimum description length, Rissanen 1978): a token that a
constant explains saves what writing it would cost, a run of differences costs the telling of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from indexing.cluster.template_tokens import bits, shortened

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ids = NDArray[np.int32]

SWITCH = 8
"""Bits that one run of differences costs: where it begins among some 100 tokens, and its kind."""
GAP = 4
"""The same while aligning: lower, so that a short word between two slots is still found."""
_SLOT_BITS = 2
_LEAST_MOVED = 3
"""Constants in a row of sense that are looked for at another place of the text."""
_MOVES = 4
NOTHING = -1


class Lexicon:
    """Numbers for the keys of tokens; one for all texts of a cluster."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {"": NOTHING}
        self.keys: list[str] = []
        self.worth: list[int] = []
        self._shortened: dict[int, tuple[str, ...]] = {}

    def ids(self, keys: Sequence[str]) -> Ids:
        """Ids of the keys of a text; an empty key has an id that equals none."""
        import numpy as np

        known = self._ids
        found = np.empty(len(keys), np.int32)
        for place, key in enumerate(keys):
            number = known.get(key)
            if number is None:
                number = known[key] = len(self.keys)
                self.keys.append(key)
                self.worth.append(bits(key))
            found[place] = number
        return found

    def shortened(self, one: int) -> tuple[str, ...]:
        """The word of an id, and what is left of it without one letter."""
        known = self._shortened.get(one)
        if known is None:
            known = self._shortened[one] = tuple(shortened(self.keys[one]))
        return known

    def cost(self, ids: Iterable[int]) -> int:
        """Bits that writing these tokens costs."""
        worth = self.worth
        return sum(worth[one] for one in ids if one >= 0)


class Row:
    """A row of tokens that texts are laid on: constants, or the text that stands for them."""

    def __init__(self, lexicon: Lexicon, ids: Sequence[int]) -> None:
        import numpy as np

        self.lexicon = lexicon
        self.ids = np.array(ids, np.int32)
        self.worth = np.array([lexicon.worth[one] if one >= 0 else 0 for one in ids], np.int32)
        self._own = set(ids)
        self._like: dict[str, int] = {}
        for one in ids:
            for word in lexicon.shortened(one) if one >= 0 else ():
                self._like.setdefault(word, one)
        self._resembled: dict[int, int] = {}

    def similar(self, ids: Iterable[int]) -> Ids:
        """For each token the token of the row that it is a misspelling of, or -1."""
        import numpy as np

        known = self._resembled
        found = [known[one] if one in known else self._resemble(one) for one in ids]
        return np.array(found, np.int32)

    def _resemble(self, one: int) -> int:
        like = NOTHING
        if one >= 0 and one not in self._own:
            words = self.lexicon.shortened(one)
            like = next((self._like[word] for word in words if word in self._like), NOTHING)
        self._resembled[one] = like
        return like

    def match(self, text: Ids) -> list[int]:
        """The place in the row of each token, -1 for none, ascending."""
        kernel = _kernel()
        similar = self.similar(text.tolist())
        found: list[int] = kernel(self.ids, self.worth, text, similar, GAP).tolist()
        return found


@dataclass(frozen=True, slots=True)
class Laid:
    """One text on a row of constants, token by token."""

    constants: tuple[int, ...]
    """Index of the constant that the token is, or -1."""
    slots: tuple[int, ...]
    """The gap (the one before constant ``r`` is ``r``) whose slot the token fills, or -1."""
    moved: tuple[bool, ...]
    """The constant stands at another place of the text than the template has it."""
    saved: int
    own: int
    """Bits that the constants save, and bits that the text costs without them."""

    @property
    def share(self) -> float:
        """What part of the text the template explains."""
        return self.saved / self.own if self.own else 0.0


def lay(row: Row, slots: frozenset[int], text: Ids) -> Laid:
    """Lay a text on a row of constants with slots in these gaps."""
    import numpy as np

    found = row.match(text)
    moved = [False] * len(found)
    for _ in range(_MOVES):
        if not _find_moved(row, text, found, moved):
            break
    told_text = text.tolist()
    filled = _filled(found, told_text, row.lexicon.keys, slots, len(row.ids))
    own = row.lexicon.cost(told_text)
    laid = np.array(found) >= 0
    unexplained = row.lexicon.cost(text[~laid].tolist())
    told = _runs(found, filled) + _missing_runs(found, len(row.ids))
    saved = own - unexplained - SWITCH * told - _SLOT_BITS * len(slots)
    return Laid(tuple(found), tuple(filled), tuple(moved), saved, own)


def _find_moved(row: Row, text: Ids, found: list[int], moved: list[bool]) -> bool:
    """Look for constants that are missing among the tokens that nothing explains."""
    import numpy as np

    free = np.array([place for place, one in enumerate(found) if one < 0], np.int64)
    if min(len(free), len(row.ids) - len(found) + len(free)) < _LEAST_MOVED:
        return False
    missing = np.array(sorted(set(range(len(row.ids))) - set(found)), np.int64)
    similar = row.similar(text[free].tolist())
    given = _kernel()(row.ids[missing], row.worth[missing], text[free], similar, GAP)
    pairs = [
        (int(place), int(missing[one]))
        for place, one in zip(free, given.tolist(), strict=True)
        if one >= 0
    ]
    if len(pairs) < _LEAST_MOVED:
        return False
    for place, one in pairs:
        found[place] = one
        moved[place] = True
    return True


def _filled(
    found: Sequence[int],
    text: Sequence[int],
    keys: Sequence[str],
    slots: frozenset[int],
    constants: int,
) -> list[int]:
    """The slot of each token that is no constant: the one that lies between its neighbours."""
    filled = [NOTHING] * len(found)
    before, place = -1, 0
    while place < len(found):
        if found[place] >= 0:
            before = found[place]
            place += 1
            continue
        end = place
        while end < len(found) and found[end] < 0:
            end += 1
        after = found[end] if end < len(found) else constants
        slot = _slot_between(before, after, slots)
        if slot >= 0:
            first, last = _value_of(text[place:end], keys)
            filled[place + first : place + last] = [slot] * (last - first)
        place = end
    return filled


def _value_of(stretch: Sequence[int], keys: Sequence[str]) -> tuple[int, int]:
    """What of a stretch is the value: without emoji around it, unless it has nothing else."""
    telling = [
        place
        for place, one in enumerate(stretch)
        if one < 0 or keys[one][0].isalnum() or unicodedata.category(keys[one][0]) == "Sc"
    ]
    return (telling[0], telling[-1] + 1) if telling else (0, len(stretch))


def _slot_between(before: int, after: int, slots: frozenset[int]) -> int:
    nearest_first: list[int] = [before + 1, after, *range(before + 2, after)]
    return next((gap for gap in nearest_first if gap in slots), NOTHING)


def _runs(found: Sequence[int], filled: Sequence[int]) -> int:
    """Runs of tokens that no constant and no slot explains."""
    number, last = 0, False
    for one, slot in zip(found, filled, strict=True):
        extra = one < 0 and slot < 0
        number += int(extra and not last)
        last = extra
    return number


def _missing_runs(found: Iterable[int], constants: int) -> int:
    """Runs of constants that the text has not."""
    there = sorted(set(found) | {NOTHING, constants})
    return sum(1 for one, following in pairwise(there) if following > one + 1)


@lru_cache(maxsize=1)
def _kernel() -> Callable[..., Ids]:
    from indexing.cluster.alignment_kernels import matches

    kernel: Callable[..., Ids] = matches
    return kernel
