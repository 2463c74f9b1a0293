# SPDX-License-Identifier: GPL-3.0-or-later
"""What stays and what varies among texts that lie on one another, decided by description length.

The texts are laid on the one that has most of the words that most have. Then each of its tokens is
a constant where that is the cheaper way to tell all texts, and what lies between two constants is
looked through once more for words that most texts have and this one has not.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from indexing.cluster.template_alignment import NOTHING, SWITCH, Lexicon, Row, lay

if TYPE_CHECKING:
    from indexing.cluster.template_alignment import Ids

_MISSING_BITS = 2
"""A constant that a text lacks costs little: mostly a whole run of them is gone."""
_SLOT_START = 8
"""Bits that a slot costs once, and in each text (where it ends)."""
_SLOT_EACH = 0.5
_DEPTH = 2
_SETTLING = 2
_FILLED = 0.15
"""Share of texts below which what stands in a gap is an addition and no slot: with fewer, telling
each of them costs less than telling of every text whether the slot is filled."""


def reference_of(texts: Sequence[Ids], lexicon: Lexicon) -> int:
    """The text that has most of the tokens that most have; the first of equal ones."""
    counts = Counter(one for text in texts for one in set(text.tolist()) if one >= 0)
    worth = lexicon.worth
    scores = [
        sum(worth[one] * (counts[one] - 1) for one in set(text.tolist()) if one >= 0)
        for text in texts
    ]
    return max(range(len(texts)), key=scores.__getitem__)


def constants_of(texts: Sequence[Ids], lexicon: Lexicon) -> list[int]:
    """Ids of the tokens that stay, in their order."""
    first = _staying(texts, len(texts), lexicon, _DEPTH)
    return _checked(texts, first, lexicon)


def settled(texts: Sequence[Ids], lexicon: Lexicon) -> tuple[Row, frozenset[int]]:
    """The row of constants and the gaps whose slots enough texts fill.

    What nearly always stands in a slot becomes constants as well.
    """
    constants = constants_of(texts, lexicon)
    for _ in range(_SETTLING):
        row = Row(lexicon, constants)
        filled = _contents(texts, row)
        found = {gap: _usual(values, len(texts), lexicon) for gap, values in filled.items()}
        if not any(found.values()):
            break
        gaps = range(len(constants) + 1)
        constants = [
            one for gap in gaps for one in (*found.get(gap, ()), *constants[gap : gap + 1])
        ]
    else:
        row = Row(lexicon, constants)
        filled = _contents(texts, row)
    least = max(2.0, _FILLED * len(texts))
    return row, frozenset(gap for gap, values in filled.items() if values.total() >= least)


def _contents(texts: Sequence[Ids], row: Row) -> dict[int, Counter[tuple[int, ...]]]:
    """What texts have in each gap between constants, and how many of them have it."""
    everywhere = frozenset(range(len(row.ids) + 1))
    found: dict[int, Counter[tuple[int, ...]]] = {}
    for text in texts:
        inside: dict[int, list[int]] = {}
        laid = lay(row, everywhere, text)
        for gap, one in zip(laid.slots, text.tolist(), strict=True):
            if gap >= 0 and one >= 0:
                inside.setdefault(gap, []).append(one)
        for gap, value in inside.items():
            found.setdefault(gap, Counter())[tuple(value)] += 1
    return found


def _usual(values: Counter[tuple[int, ...]], total: int, lexicon: Lexicon) -> tuple[int, ...]:
    """The value of a slot that is cheaper told once; empty when there is none."""
    usual, number = values.most_common(1)[0]
    if 2 * number <= total:
        return ()
    others = {value: times for value, times in values.items() if value != usual}
    absent = total - values.total()
    as_constant = absent * _MISSING_BITS + sum(
        times * (SWITCH + lexicon.cost(value)) for value, times in others.items()
    )
    parts = [times for times in (*values.values(), absent) if times > 0]
    spread = sum(times * math.log2(total / times) for times in parts)
    as_slot = _SLOT_START + _SLOT_EACH * total + spread + sum(map(lexicon.cost, others))
    return usual if as_constant <= as_slot else ()


def _staying(texts: Sequence[Ids], total: int, lexicon: Lexicon, depth: int) -> list[int]:
    """Constants among texts that are parts of ``total`` texts; the others have nothing here."""
    reference = texts[reference_of(texts, lexicon)]
    row = Row(lexicon, reference.tolist())
    matched = [row.match(text) for text in texts]
    kept = _kept(row, texts, matched, total)
    if depth == 0 or len(kept) == len(reference):
        return [int(reference[place]) for place in kept]
    found: list[int] = []
    for gap in range(len(kept) + 1):
        low = kept[gap - 1] if gap else -1
        high = kept[gap] if gap < len(kept) else len(reference)
        inside = [
            _between(text, places, low, high, len(reference))
            for text, places in zip(texts, matched, strict=True)
        ]
        filled = [part for part in inside if part is not None and len(part)]
        if 2 * len(filled) > total and _common(filled, total):
            found += _staying(filled, total, lexicon, depth - 1)
        if gap < len(kept):
            found.append(int(reference[high]))
    return found


def _checked(texts: Sequence[Ids], constants: Sequence[int], lexicon: Lexicon) -> list[int]:
    """The second pass: the texts laid on the constants alone; what no longer pays is dropped."""
    if not constants:
        return []
    row = Row(lexicon, constants)
    matched = [row.match(text) for text in texts]
    spelled = [Counter([one]) for one in constants]
    for text, places in zip(texts, matched, strict=True):
        for one, place in zip(text.tolist(), places, strict=True):
            if place >= 0:
                spelled[place][one] += 1
    kept = _kept(row, texts, matched, len(texts))
    return [spelled[place].most_common(1)[0][0] for place in kept]  # as most spell it


def _between(text: Ids, places: Sequence[int], low: int, high: int, end: int) -> Ids | None:
    """What a text has between two places of the reference; None where it lacks one of them."""
    try:
        first = places.index(low) + 1 if low >= 0 else 0
        last = places.index(high) if high < end else len(places)
    except ValueError:
        return None
    return text[first:last]


def _common(parts: Sequence[Ids], total: int) -> bool:
    counts = Counter(one for part in parts for one in set(part.tolist()) if one >= 0)
    return 2 * max(counts.values(), default=0) > total


def _kept(
    row: Row, texts: Sequence[Ids], matched: Sequence[Sequence[int]], total: int
) -> list[int]:
    """Places of the row whose token is cheaper told once than in every text."""
    others = [Counter[int]() for _ in row.ids]
    support = [0] * len(row.ids)
    for text, places in zip(texts, matched, strict=True):
        for place in places:
            if place >= 0:
                support[place] += 1
        for place, instead in _substitutes(text.tolist(), places, len(row.ids)):
            others[place][instead] += 1
    return [
        place
        for place, one in enumerate(row.ids.tolist())
        if one >= 0 and _stays(support[place], total, others[place], row.lexicon)
    ]


def _substitutes(text: Sequence[int], places: Sequence[int], size: int) -> list[tuple[int, int]]:
    """What a text has instead of each place that it lacks; -1 where it has nothing."""
    found: list[tuple[int, int]] = []
    last, free = -1, list[int]()
    for token, place in [*zip(text, places, strict=True), (NOTHING, size)]:
        if place < 0:
            free.append(token)
            continue
        lacking = place - last - 1
        for step in range(lacking):
            instead = free[step * len(free) // lacking] if free else NOTHING
            found.append((last + 1 + step, instead))
        last, free = place, []
    return found


def _stays(support: int, total: int, others: Counter[int], lexicon: Lexicon) -> bool:
    if 2 * support <= total:
        return False
    if support == total:
        return True
    absent = total - support - sum(others.values()) + others[NOTHING]
    instead = {one: number for one, number in others.items() if one >= 0}
    as_constant = absent * _MISSING_BITS + sum(
        number * (SWITCH + lexicon.worth[one]) for one, number in instead.items()
    )
    parts = [number for number in (support, absent, *instead.values()) if number > 0]
    spread = sum(number * math.log2(total / number) for number in parts)
    as_slot = _SLOT_START + _SLOT_EACH * total + spread + lexicon.cost(instead)
    return as_constant <= as_slot
