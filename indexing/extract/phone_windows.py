# SPDX-License-Identifier: GPL-3.0-or-later
"""Which groups of a run of digits are one phone: where it ends and the next begins.

What the digits mean is told by ``phone_readings``; windows compete by what they are worth.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexing.extract.digit_runs import BROKEN, GLUED, Group, Run, runs
from indexing.extract.phone_readings import LONGEST, SHORTEST, Reading, lengths, readings

_MOST_READINGS = 3_000
"""Readings tried in one field; a text that needs more is not an ad."""
_SURE_DIGITS = 4
"""Digits that a number keeps, however many of its others are letters."""
_ONE_MORE = 20
"""What one more number in a run must be worth: one number told whole is likelier than two."""
_INSIDE = 35
"""Taken from a ``00`` that follows digits like any other pair: national readings go first."""
_POSTCODE = 5
_POSTCODES, _STEPS = "postcodes", "steps"
_FEW = 3
_WORD_LETTERS = 4
_HEXADECIMAL = frozenset("abcdefx")
_ODD_END = 14
"""Taken where the last group looks like the next word: more than its digits bring."""
_LONGEST_CODE = 4
"""Digits that are more than the code of a country."""
_FRAMES = (("(", ")"), ("[", "]"), ("{", "}"), ("<", ">"))
PART_OF_ONE = re.compile(r"0[.,]\d{7}")
EPOCH = re.compile(r"1[4-9]\d{11}")
"""Milliseconds of a clock, 2014 to 2033."""
_PLUS = re.compile(r"(?:[+➕]|\bplus)\s?\(?\s?\Z")
_CUE = re.compile(
    r"(?:tel|tél|telf|tlf|phone|fone|call|appel|mobile|cell|gsm|whats|wsp|wapp|viber|signal"
    r"|telegram|llam|numero|numéro|número|number|nombre|num|sms|text|contact|joindre|ring|ligue"
    r"|тел|звон|номер|дзвон|пишит|писат|ватсап|вайбер|واتس|هاتف|اتصل|رقم|sun[ăa]|apel"
    r"|☎|📞|📱|☏|📲)[^\d\n\x01]{0,24}\Z"
)
_CUE_LETTERS = re.compile(
    r"(?:tel|tél|phone|call|whatsapp|wa|sms|mob|mobile|cell|gsm|ph|t|tlf|тел|num|viber|at|on|au)\Z"
)
_UNSPACED = re.compile("[\u0e00-\u0eff\u3040-\u9fff]")
"""Letters of writing without spaces touch a number and say nothing."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class Window:
    """Groups ``first`` to ``last`` of a run as one number, and where they stand in the text."""

    run: Run
    first: int
    last: int
    start: int
    end: int
    reading: Reading
    score: int


class Budget:
    """Readings that may still be tried in this field."""

    def __init__(self, left: int = _MOST_READINGS) -> None:
        self.left = left

    def spend(self) -> bool:
        """Use one; False when none is left."""
        self.left -= 1
        return self.left >= 0


def windows(
    text: str, regions: tuple[str, ...], *, is_contact: bool, budget: Budget
) -> Iterator[Window]:
    """Best windows of every run, none overlapping; ``text`` is folded."""
    for run in runs(text):
        every = list(_candidates(text, run, regions, is_contact=is_contact, budget=budget))
        yield from _best_together(every)


def _best_together(every: list[Window]) -> list[Window]:
    """Windows that share no group and are together worth most (weighted interval scheduling).

    The best window first would take the middle of two numbers: ``01 99 00 46 48! 06 39 98 00 11``
    holds a whole ``00 46 ...``.
    """
    every = sorted(every, key=lambda w: (w.last, w.first, -w.score))
    ends = [window.last for window in every]
    best = [0]
    before: list[int] = []
    for place, window in enumerate(every):
        before.append(bisect_left(ends, window.first, 0, place))
        worth = best[before[place]] + max(1, window.score - _ONE_MORE)
        best.append(max(best[place], worth))
    chosen: list[Window] = []
    place = len(every)
    while place:
        place -= 1
        if best[place + 1] != best[place]:
            chosen.append(every[place])
            place = before[place]
    return chosen[::-1]


def _candidates(
    text: str, run: Run, regions: tuple[str, ...], *, is_contact: bool, budget: Budget
) -> Iterator[Window]:
    known = lengths(regions)
    groups = run.groups
    for first in range(len(groups)):
        if run.gaps[first] == GLUED:
            continue
        is_glued = first == 0 and _is_tainted(run.before)
        if is_glued and not (_is_word(run.before) and groups[0].digits[0] == "0"):
            continue
        digits = ""
        for last in range(first, len(groups)):
            digits += groups[last].digits
            if len(digits) > LONGEST:
                break
            if len(digits) not in known or run.gaps[last + 1] == GLUED:
                continue
            if last == len(groups) - 1 and _is_tainted(run.after) and not _is_word(run.after):
                continue
            if not budget.spend():
                return
            window = _window(text, run, (first, last), digits, (regions, is_contact))
            if window is not None:
                yield window


def _is_tainted(letters: str) -> bool:
    return bool(letters) and not (_CUE_LETTERS.search(letters) or _UNSPACED.search(letters))


def _is_word(letters: str) -> bool:
    """Whether letters glued to a number are a word without its space, not part of a code."""
    return len(letters) >= _WORD_LETTERS and not _HEXADECIMAL.issuperset(letters)


def _window(
    text: str,
    run: Run,
    places: tuple[int, int],
    digits: str,
    context: tuple[tuple[str, ...], bool],
) -> Window | None:
    first, last = places
    regions, is_contact = context
    groups = run.groups[first : last + 1]
    if not _has_enough(groups, digits):
        return None
    start, end = groups[0].start, groups[-1].end
    between = tuple(text[a.end : b.start] for a, b in pairwise(groups))
    plus = _plus_before(text, run.groups, first, between)
    inner = max(run.gaps[first + 1 : last + 1], default=GLUED)
    outer = min(run.gaps[first], run.gaps[last + 1])
    outer = max(outer, inner) if _is_even(between, digits) else outer
    one_by_one = all(len(group.digits) == 1 for group in groups)
    if (_is_crossed(between) and not one_by_one) or _is_begun_inside(digits, groups, between):
        return None
    if one_by_one and _is_cut(text, run, places, inner):
        return None
    if outer < inner and not plus:
        return None
    has_cue = is_contact or _CUE.search(text[max(0, start - 40) : start]) is not None
    listed = "" if has_cue else _listed(run, places, is_apart=outer > inner)
    reading = _best_reading(
        readings(digits, plus is not None, regions),
        digits,
        has_cue=has_cue,
        unsure=outer < inner,
        listed=listed,
    )
    is_told = has_cue or plus is not None
    if reading is None or (not is_told and _is_other_number(text, groups)):
        return None
    if plus:
        start = plus.start() + (1 if text[plus.start()].isspace() else 0)
    start, end = _with_frame(text, start, end)
    score = _score(reading, (inner, outer), has_cue=has_cue, size=len(digits))
    if plus is None and groups[0].digits == "00" and run.gaps[first] <= inner:
        score -= _INSIDE
    is_odd = _has_odd_end(groups, between) or (
        reading.form not in ("plus", "trunk")
        and len(groups) > 1
        and _YEAR.fullmatch(groups[0].digits) is not None
    )
    score -= _ODD_END if is_odd else 0
    return Window(run, first, last, start, end, reading, score)


def _with_frame(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the bracket that one inside it belongs to: ``(020) 7946``."""
    for opening, closing in _FRAMES:
        inside = text[start:end]
        missing = inside.count(opening) - inside.count(closing)
        if missing == -1 and text[max(0, start - 1) : start] == opening:
            start -= 1
        elif missing == 1 and text[end : end + 1] == closing:
            end += 1
    return start, end


def _is_begun_inside(digits: str, groups: tuple[Group, ...], between: tuple[str, ...]) -> bool:
    """Whether a bracketed area code stands where no country code is before it: ``2019 (212)``."""
    done = 0
    for group, gap in zip(groups, between, strict=False):
        done += len(group.digits)
        if "(" in gap and ")" not in gap:
            return done >= _LONGEST_CODE and digits[0] != "0"
    return False


def _is_other_number(text: str, groups: tuple[Group, ...]) -> bool:
    if PART_OF_ONE.match(text, groups[0].start):
        return True
    return is_ladder([group.digits for group in groups])


def is_ladder(groups: Sequence[str]) -> bool:
    """Whether groups rise by equal steps, or by tens: sizes, years, prices.

    Nor are millions a phone: ``120.000.000``.
    """
    if len(groups) < _FEW:
        return False
    if not any(group.strip("0") for group in groups[1:]):
        return True
    values = [int(group) for group in groups]
    steps = [right - left for left, right in pairwise(values)]
    if min(steps) <= 0:
        return False
    if len(set(steps)) == 1:
        return len(groups[0]) > 1 or len(groups) > _SURE_DIGITS
    return all(value % 10 == 0 for value in values)


def _best_reading(
    every: Sequence[Reading], digits: str, *, has_cue: bool, unsure: bool, listed: str
) -> Reading | None:
    """The first reading that the surroundings allow."""
    for reading in every:
        if not _is_accepted(reading, digits, has_cue=has_cue):
            continue
        if unsure and reading.form not in ("plus", "trunk", "full"):
            continue
        if (listed == _POSTCODES and reading.form != "plus") or (
            listed == _STEPS and reading.form == "full"
        ):
            continue
        return reading
    return None


def _has_odd_end(groups: tuple[Group, ...], between: tuple[str, ...]) -> bool:
    """Whether the last group looks like a word of the sentence: ``0639980102 - two places``.

    It is set off by another sign than all others, or is a word after nothing but digits.
    """
    if len(groups) < _FEW:
        return groups[-1].form == "words" and len(groups) > 1 and groups[0].form == "digits"
    if groups[-1].form == "words" and all(group.form != "words" for group in groups[:-1]):
        return True
    if len(set(between[:-1])) != 1 or between[-1] == between[0]:
        return False
    return bool(between[-1].strip()) or bool(between[0].strip())


def _plus_before(
    text: str, groups: tuple[Group, ...], first: int, between: tuple[str, ...]
) -> re.Match[str] | None:
    """A plus before the group, unless it stands between all groups: ``06+39+98``."""
    start = groups[first].start
    if first and text[groups[first - 1].end : start] in between:
        return None
    if first and len(groups[first - 1].digits) == len(groups[first].digits) == 1:
        return None
    return _PLUS.search(text, max(0, start - 8), start)


def _is_crossed(between: tuple[str, ...]) -> bool:
    """Whether another number begins inside: a plus at one place, unlike at the others."""
    marked = {bool(_PLUS.search(gap)) for gap in between}
    return len(marked) == 2


def _is_cut(text: str, run: Run, places: tuple[int, int], inner: int) -> bool:
    """Whether single digits go on beyond the window, too few to be a number themselves.

    The ten first digits of ``0 7 7 0 0 9 0 0 1 2 3`` are a number of somebody else in France. What
    another sign sets off, or a word after digits, is the next word of the sentence.
    """
    first, last = places
    groups, gaps = run.groups, run.gaps
    inside = groups[first : last + 1]
    signs = {text[left.end : right.start].strip() for left, right in pairwise(inside)}
    forms = {group.form for group in inside}
    for beyond in (range(first, 0, -1), range(last + 1, len(groups))):
        count = 0
        for place in beyond:
            other = groups[place - 1] if beyond.step < 0 else groups[place]
            sign = text[groups[place - 1].end : groups[place].start].strip()
            goes_on = gaps[place] <= inner and sign in signs and other.form in forms
            if len(other.digits) > 1 or not goes_on:
                break
            count += 1
        if 0 < count < SHORTEST:
            return True
    return False


def _is_even(between: tuple[str, ...], digits: str) -> bool:
    """Whether the same stands between all groups: a number of its own, whatever comes next."""
    return len(set(between)) == 1 and len(between) > 1 and len(digits) >= 9


def _has_enough(groups: tuple[Group, ...], digits: str) -> bool:
    """Words alone need seven digits; look-alike letters need real digits or words beside them."""
    if len(set(digits)) < 2 or digits in "01234567890123456789" or digits in "9876543210":
        return False
    if len(groups) == 1 and (_DATE.fullmatch(digits) or EPOCH.fullmatch(digits)):
        return False
    lookalike = sum(len(g.digits) for g in groups if g.form == "lookalike")
    return lookalike * 2 <= len(digits) or len(digits) - lookalike >= _SURE_DIGITS


def _listed(run: Run, places: tuple[int, int], *, is_apart: bool) -> str:
    """Whether equal groups go on beyond the window: sizes, steps, postcodes, not a number."""
    first, last = places
    groups = run.groups
    size = len(groups[first].digits)
    inside = groups[first : last + 1]
    if {len(group.digits) for group in inside} != {size}:
        return ""
    around = (*groups[max(0, first - 1) : first], *groups[last + 1 : last + 2])
    if size == _POSTCODE and (
        len(inside) >= _FEW or any(len(group.digits) == size for group in around)
    ):
        return _POSTCODES
    is_told = is_apart or any(group.form == "words" for group in inside)
    if size < _FEW and around and not is_told and len({len(g.digits) for g in groups}) == 1:
        return _STEPS
    return ""


def _score(reading: Reading, gaps: tuple[int, int], *, has_cue: bool, size: int) -> int:
    inner, outer = gaps
    score = {"plus": 60, "trunk": 30, "full": 20, "code": 15, "bare": 5, "foreign": -10}[
        reading.form
    ]
    score += 40 if reading.is_sure else 0
    score += 10 * (outer - inner) - (25 if inner >= BROKEN else 0)
    return score + (5 if has_cue else 0) + size


def _is_accepted(reading: Reading, digits: str, *, has_cue: bool) -> bool:
    sure = reading.is_sure
    match reading.form:
        case "plus":
            return sure or (has_cue and len(digits) >= 10)
        case "trunk":
            return sure or (has_cue and len(digits) >= 9)
        case "full":
            return sure and (has_cue or len(digits) >= 9)
        case "code":
            return sure and (has_cue or len(digits) >= 11)
        case _:
            return sure and has_cue
