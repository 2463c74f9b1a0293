# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones, read in two ways: our own runs of digits, and the matcher of ``phonenumbers``.

The two find different numbers. Regions come from the case: trying every country would find more
and be wrong more often. Numbers kept for fiction and drills are possible, never valid, and found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import phonenumbers

from indexing.extract.claims import TAKEN, Found
from indexing.extract.digit_runs import BROKEN, GLUED, Group, Run, runs
from indexing.records import MentionKind

_SHORTEST, _LONGEST = 7, 17
_MOST_READINGS = 3_000
"""Readings tried in one field; a text that needs more is not an ad."""
_MATCHER_TRIES = 500
_DENSE = re.compile(r"\d(?:[^\w\x01]{0,4}\d){6}")
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
_BARS = re.compile(r"[0-9oil| .\-]{7,40}")
_GLUED_BAR = re.compile(r"(?<=[0-9oil])\|(?=[0-9oil ])|(?<=[ .\-])\|(?=[0-9oil])")
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
_FICTION = {
    "33": r"(?:199|261|353|465|536)\d{6}|63998\d{4}",
    "44": r"7700900\d{3}|1632960\d{3}|1[1-6]1?4960\d{3}|2079460\d{3}|2[89]\d{2}180\d{3}"
    r"|8081570\d{3}|9098790\d{3}|3069990\d{3}|29\d{2}180\d{3}",
    "1": r"\d{3}55501\d\d",
    "61": r"49157\d{4}|[2378]5550\d{4}|[2378]7010\d{4}",
    "353": r"20091\d{4}",
    "49": r"3023125\d{3}|15228817\d{3}|17155\d{5}|17692\d{6}",
    "34": r"",
    "46": r"701740\d{3}|8465004\d\d",
    "36": r"55\d{7}",
}
_SYMBOLS_PLAIN = frozenset(" .-/()+\n\t")


@dataclass(frozen=True, slots=True)
class Reading:
    """Digits understood as one number. ``form`` tells how complete it was written."""

    value: str
    validity: str
    region: str
    form: str  # "plus", "trunk", "full", "bare", "code" or "foreign"


@dataclass(frozen=True, slots=True)
class _Window:
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


def find(text: str, *, regions: Sequence[str], is_contact: bool = False) -> Iterator[Found]:
    """Every phone of a folded text whose claimed parts are blanked."""
    known = tuple(r.upper() for r in regions)
    budget = Budget()
    left = text
    for reading in _bar_readings(text):
        visible = _masked(reading, left)
        for window in _windows(visible, known, is_contact=is_contact, budget=budget):
            steps = _steps(visible, window)
            if visible is not left and "|" in left[window.start : window.end]:
                steps = tuple(dict.fromkeys((*steps, "lookalike")))
            yield _found(window.reading, window.start, window.end, steps)
            left = _blank(left, window.start, window.end)
    yield from _matched(left, known)


def _bar_readings(text: str) -> tuple[str, ...]:
    """A bar among other separators is a one; a bar alone separates first."""
    if "|" not in text:
        return (text,)
    mixed = _BARS.sub(_bars_as_ones, text)
    return tuple(dict.fromkeys((mixed, text, text.replace("|", "1"))))


def _bars_as_ones(match: re.Match[str]) -> str:
    part = match.group()
    return _GLUED_BAR.sub("1", part) if any(c in " .-" for c in part.strip(" .-")) else part


def read_whole(digits: str, *, regions: Sequence[str]) -> Reading | None:
    """A value that is nothing but a number (a link, a cell of a contacts column)."""
    plus = digits.lstrip(" (").startswith("+")
    plain = re.sub(r"\D", "", digits)
    if not _SHORTEST <= len(plain) <= _LONGEST:
        return None
    for reading in _readings(plain, plus, tuple(r.upper() for r in regions)):
        if reading.validity == "valid" or _is_fiction(reading.value) or plus:
            return reading
    return None


def _found(reading: Reading, start: int, end: int, steps: tuple[str, ...]) -> Found:
    return Found(
        MentionKind.PHONE, reading.value, start, end, reading.validity, steps, reading.region
    )


def _masked(reading: str, left: str) -> str:
    if reading is left or len(reading) != len(left):
        return left
    return "".join(TAKEN if b == TAKEN else a for a, b in zip(reading, left, strict=True))


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + TAKEN * (end - start) + text[end:]


def _windows(
    text: str, regions: tuple[str, ...], *, is_contact: bool, budget: Budget
) -> Iterator[_Window]:
    """Best windows of every run, none overlapping."""
    for run in runs(text):
        every = list(_candidates(text, run, regions, is_contact=is_contact, budget=budget))
        every.sort(key=lambda w: (-w.score, w.first))
        used: set[int] = set()
        for window in every:
            places = range(window.first, window.last + 1)
            if used.isdisjoint(places):
                used.update(places)
                yield window


def _candidates(
    text: str, run: Run, regions: tuple[str, ...], *, is_contact: bool, budget: Budget
) -> Iterator[_Window]:
    lengths = _lengths(regions)
    groups = run.groups
    for first in range(len(groups)):
        if run.gaps[first] == GLUED or (first == 0 and _is_tainted(run.before)):
            continue
        digits = ""
        for last in range(first, len(groups)):
            digits += groups[last].digits
            if len(digits) > _LONGEST:
                break
            if len(digits) not in lengths or run.gaps[last + 1] == GLUED:
                continue
            if last == len(groups) - 1 and _is_tainted(run.after):
                continue
            if not budget.spend():
                return
            window = _window(text, run, (first, last), digits, (regions, is_contact))
            if window is not None:
                yield window


def _is_tainted(letters: str) -> bool:
    return bool(letters) and not _CUE_LETTERS.search(letters)


def _window(
    text: str,
    run: Run,
    places: tuple[int, int],
    digits: str,
    context: tuple[tuple[str, ...], bool],
) -> _Window | None:
    first, last = places
    regions, is_contact = context
    groups = run.groups
    if not _has_enough(groups[first : last + 1], digits):
        return None
    start, end = groups[first].start, groups[last].end
    plus = _PLUS.search(text, max(0, start - 8), start)
    inner = max(run.gaps[first + 1 : last + 1], default=GLUED)
    outer = min(run.gaps[first], run.gaps[last + 1])
    if outer < inner and not plus:
        return None
    has_cue = is_contact or _CUE.search(text[max(0, start - 40) : start]) is not None
    for reading in _readings(digits, plus is not None, regions):
        if not _is_accepted(reading, digits, has_cue=has_cue):
            continue
        if reading.form == "full" and outer <= inner and not has_cue and _is_list(groups, places):
            continue
        if plus:
            start = plus.start() + (1 if text[plus.start()].isspace() else 0)
        elif text[max(0, start - 1) : start] == "(" and ")" in text[start:end]:
            start -= 1
        score = _score(reading, (inner, outer), has_cue=has_cue, size=len(digits))
        return _Window(run, first, last, start, end, reading, score)
    return None


def _has_enough(groups: tuple[Group, ...], digits: str) -> bool:
    """Words alone need seven digits; look-alike letters need real digits or words beside them."""
    if len(set(digits)) < 2 or digits in "01234567890123456789" or digits in "9876543210":
        return False
    if len(groups) == 1 and _DATE.fullmatch(digits):
        return False
    lookalike = sum(len(g.digits) for g in groups if g.form == "lookalike")
    return lookalike * 2 <= len(digits)


def _is_list(groups: tuple[Group, ...], places: tuple[int, int]) -> bool:
    """Whether short equal groups go on beyond the window: sizes or steps, not a number."""
    first, last = places
    if (first, last) == (0, len(groups) - 1):
        return False
    return len({len(group.digits) for group in groups}) == 1 and len(groups[0].digits) < 3


def _score(reading: Reading, gaps: tuple[int, int], *, has_cue: bool, size: int) -> int:
    inner, outer = gaps
    score = {"plus": 60, "trunk": 30, "full": 20, "code": 15, "bare": 5, "foreign": 0}[reading.form]
    score += 40 if reading.validity == "valid" or _is_fiction(reading.value) else 0
    score += 10 * (outer - inner) - (25 if inner >= BROKEN else 0)
    return score + (5 if has_cue else 0) + size


def _is_accepted(reading: Reading, digits: str, *, has_cue: bool) -> bool:
    sure = reading.validity == "valid" or _is_fiction(reading.value)
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


@lru_cache(maxsize=1_000)
def _lengths(regions: tuple[str, ...]) -> frozenset[int]:
    """Digit counts worth reading: what the regions know, and whole international numbers."""
    known = set(range(10, _LONGEST + 1)) if not regions else set(range(11, _LONGEST + 1))
    for region in regions:
        metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
        if metadata is None or metadata.general_desc is None:
            continue
        for length in metadata.general_desc.possible_length:
            code = len(str(metadata.country_code))
            known |= {length, length + 1, length + code, length + code + 2}
    known |= {10}
    return frozenset(n for n in known if _SHORTEST <= n <= _LONGEST)


@lru_cache(maxsize=20_000)
def _readings(digits: str, plus: bool, regions: tuple[str, ...]) -> tuple[Reading, ...]:
    """Every way to understand these digits, the most complete first."""
    if plus or digits.startswith("00"):
        number = _parsed("+" + digits.removeprefix("00"), None)
        return () if number is None else (_reading(number, "plus"),)
    found: list[Reading] = []
    for region in regions:
        number = _parsed(digits, region)
        if number is not None:
            found.append(_reading(number, _form(digits, region, number)))
    number = _parsed("+" + digits, None)
    if number is not None:
        codes = {phonenumbers.country_code_for_region(region) for region in regions}
        form = "code" if number.country_code in codes else "foreign"
        found.append(_reading(number, form))
    sure = [r for r in found if r.validity == "valid" or _is_fiction(r.value)]
    return tuple(sure + [r for r in found if r not in sure])


def _parsed(digits: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(number)
    return number if possible == phonenumbers.ValidationResult.IS_POSSIBLE else None


def _reading(number: phonenumbers.PhoneNumber, form: str) -> Reading:
    validity = "valid" if phonenumbers.is_valid_number(number) else "possible"
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    region = phonenumbers.region_code_for_number(number) or ""
    if not region:
        region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return Reading(value, validity, "" if region in ("ZZ", "001") else region, form)


def _form(digits: str, region: str, number: phonenumbers.PhoneNumber) -> str:
    national = phonenumbers.national_significant_number(number)
    if digits == f"{number.country_code}{national}":
        return "code"
    prefix = phonenumbers.ndd_prefix_for_region(region, True) or ""
    if prefix in ("", "1"):
        return "full"
    if len(national) < len(digits):
        return "trunk"
    usual = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return "full" if re.sub(r"\D", "", usual) == national else "bare"


@lru_cache(maxsize=20_000)
def _is_fiction(value: str) -> bool:
    for code, pattern in _FICTION.items():
        if pattern and value.startswith("+" + code):
            return re.fullmatch(pattern, value[len(code) + 1 :]) is not None
    return False


def _steps(text: str, window: _Window) -> tuple[str, ...]:
    groups = window.run.groups[window.first : window.last + 1]
    between = {c for left, right in pairwise(groups) for c in text[left.end : right.start]}
    steps = []
    if any(c.isspace() for c in between):
        steps.append("spacing")
    if any(c not in _SYMBOLS_PLAIN and not c.isalnum() for c in between):
        steps.append("symbols")
    if any(group.form == "words" for group in groups):
        steps.append("words")
    if any(group.form == "lookalike" for group in groups):
        steps.append("lookalike")
    return tuple(steps)


def _matched(text: str, regions: tuple[str, ...]) -> Iterator[Found]:
    """What the library's own matcher still finds, valid numbers only."""
    if not _DENSE.search(text):
        return
    done: set[tuple[int, int]] = set()
    for region in (*regions[:4], None) if regions else (None,):
        matcher = phonenumbers.PhoneNumberMatcher(
            text, region, phonenumbers.Leniency.VALID, _MATCHER_TRIES
        )
        for match in matcher:
            span = (match.start, match.end)
            digits = re.sub(r"\D", "", match.raw_string)
            form = "plus" if "+" in match.raw_string else _form(digits, region or "", match.number)
            if any(span[0] < end and start < span[1] for start, end in done):
                continue
            if form not in ("plus", "trunk", "full") or TAKEN in match.raw_string:
                continue
            if len(digits) < 9 or len(set(digits)) < 2:
                continue
            done.add(span)
            steps = ("spacing",) if any(c.isspace() for c in match.raw_string) else ()
            yield _found(_reading(match.number, form), *span, steps)
