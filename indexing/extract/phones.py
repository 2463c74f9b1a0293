# SPDX-License-Identifier: GPL-3.0-or-later
"""Phones, read in two ways: our own runs of digits, and the matcher of ``phonenumbers``.

The two find different numbers. What digits mean is told by ``phone_readings``, where one number
ends and the next begins by ``phone_windows``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import phonenumbers

from indexing.extract.claims import TAKEN, Found
from indexing.extract.phone_readings import Reading, form_of, read_whole, reading_of
from indexing.extract.phone_windows import EPOCH, PART_OF_ONE, Budget, Window, is_ladder, windows
from indexing.records import MentionKind

_MATCHER_TRIES = 500
_TWO_POSTCODES = re.compile(r"\d{5}\D{1,3}\d{5}")
_POSTCODE_BEFORE = re.compile(r"(?<!\d)\d{5}[ ,/\-]{1,3}\Z")
_POSTCODE_AFTER = re.compile(r"[ ,/\-]{1,3}\d{5}(?!\d)")
_DENSE = re.compile(r"\d(?:[^\w\x01]{0,4}\d){6}")
_BARS = re.compile(r"[0-9oilоοі| .\-]{7,40}")
_INNER_BAR = re.compile(r"(?<=[0-9oilоοі])\|(?=[0-9oilоοі])")
_GLUED_BAR = re.compile(r"(?<=[0-9oilоοі])\|(?=[0-9oilоοі .\-])|(?<=[ .\-])\|(?=[0-9oilоοі])")
_ONE_BY_ONE = re.compile(r"\d(?:\D+\d)+")
_ONE_MORE = re.compile(r"[^\w\x01]{1,3}\d(?!\d)")
_NUMERAL = "[0-9〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺]"
_ANY_NUMERAL = re.compile("[〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖]")
_LEET = re.compile("[013][efinrtuvwx]|[efinrtuvwxz][013]")
_NUMERALS = re.compile(rf"(?=[0-9 .-]*[^0-9 .-]){_NUMERAL}(?:[ .-]?{_NUMERAL}){{7,}}")
_NUMERAL_VALUES = str.maketrans(
    "〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "00123456789123456789" + "1"
)
_LEET_WORDS = re.compile(
    r"(?<![^\W_])(?:z[e3]r0|z3r[o0]|0n[e3]|on3|tw0|thr[e3]3|thr3[e3]|f0ur|f1v[e3]|fiv3|s1x|s[e3]v3n"
    r"|s3ven|[e3]1ght|3ight|n1n[e3]|nin3)(?![^\W_])"
)
_LEET_LETTERS = str.maketrans("013", "oie")
_FURTHER_LINES = re.compile(
    r"(?P<ends>(?:\s?/\s?\d{3,4})+|\s?/\s?\d\d)"
    r"(?!\s?[.,:\-/]?\s?\d|[\w%€$£°]|\s?(?:[h€$£%]|min|eur|ans|yo))"
)
_END = re.compile(r"\d+")
_FURTHEST_LINE, _FEW_DIGITS = 9, 2
"""How far the next line may be; by two digits, which may be anything, only the very next."""
_SYMBOLS_PLAIN = frozenset(" .-/()+\n\t")


def find(text: str, *, regions: Sequence[str], is_contact: bool = False) -> Iterator[Found]:
    """Every phone of a folded text whose claimed parts are blanked."""
    known = tuple(r.upper() for r in regions)
    budget = Budget()
    left = plain = _plainly_told(text)
    for reading in _bar_readings(plain):
        visible = _masked(reading, left)
        for window in windows(visible, known, is_contact=is_contact, budget=budget):
            start, end = window.start, window.end
            steps = list(_steps(visible, window))
            if visible is not left and "|" in left[start:end]:
                steps.append("lookalike")
            if plain is not text and plain[start:end] != text[start:end]:
                steps.append("lookalike" if text[start:end].isascii() else "words")
            yield _found(window.reading, start, end, tuple(dict.fromkeys(steps)))
            left = _blank(left, start, end)
            for more in _further_lines(left, window):
                yield more
                left = _blank(left, more.start, more.end)
    yield from _matched(left, known)


def _plainly_told(text: str) -> str:
    """Chinese numerals in a long row as digits, and ``tw0`` as ``two``, one for one."""
    if not text.isascii() and _ANY_NUMERAL.search(text):
        text = _NUMERALS.sub(lambda row: row.group().translate(_NUMERAL_VALUES), text)
    return (
        text
        if _LEET.search(text) is None
        else _LEET_WORDS.sub(lambda word: word.group().translate(_LEET_LETTERS), text)
    )


def _further_lines(text: str, window: Window) -> Iterator[Found]:
    """The next lines of an office, told by their ends: ``020 7946 0123/124/125``."""
    first = window.reading.value
    told = _FURTHER_LINES.match(text, window.end)
    if told is None:
        return
    for tail in _END.finditer(text, *told.span()):
        end = tail.group()
        furthest = _FURTHEST_LINE if len(end) > _FEW_DIGITS else 1
        if not 0 < int(end) - int(first[-len(end) :]) <= furthest:
            return
        reading = read_whole(first[: -len(end)] + end, regions=())
        if reading is None or not reading.is_sure:
            return
        yield _found(reading, *tail.span(), ("symbols",))


def _bar_readings(text: str) -> tuple[str, ...]:
    """A bar among other separators is a one; a bar alone separates first."""
    if "|" not in text:
        return (text,)
    mixed = _BARS.sub(_bars_as_ones, text)
    glued = _BARS.sub(_one_bar_as_one, text)
    first = glued if mixed == text else mixed
    return tuple(dict.fromkeys((first, glued, text, text.replace("|", "1"))))


def _one_bar_as_one(match: re.Match[str]) -> str:
    part = match.group()
    return _INNER_BAR.sub("1", part) if part.count("|") == 1 else part


def _bars_as_ones(match: re.Match[str]) -> str:
    part = match.group()
    return _GLUED_BAR.sub("1", part) if any(c in " .-" for c in part.strip(" .-")) else part


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


def _steps(text: str, window: Window) -> tuple[str, ...]:
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
            form = (
                "plus" if "+" in match.raw_string else form_of(digits, region or "", match.number)
            )
            if any(span[0] < end and start < span[1] for start, end in done):
                continue
            if form not in ("plus", "trunk", "full") or TAKEN in match.raw_string:
                continue
            if len(digits) < 9 or len(set(digits)) < 2 or EPOCH.fullmatch(digits):
                continue
            if form != "plus" and _is_list(text, match):
                continue
            if _ONE_BY_ONE.fullmatch(match.raw_string) and _ONE_MORE.match(text, match.end):
                continue
            done.add(span)
            steps = ("spacing",) if any(c.isspace() for c in match.raw_string) else ()
            yield _found(reading_of(match.number, form), *span, steps)


def _is_list(text: str, match: phonenumbers.PhoneNumberMatch) -> bool:
    if PART_OF_ONE.match(match.raw_string):
        return True
    return is_ladder(re.findall(r"\d+", match.raw_string)) or _is_among_postcodes(text, match)


def _is_among_postcodes(text: str, match: phonenumbers.PhoneNumberMatch) -> bool:
    if not _TWO_POSTCODES.fullmatch(match.raw_string):
        return False
    before = text[max(0, match.start - 9) : match.start]
    after = text[match.end : match.end + 9]
    return bool(_POSTCODE_BEFORE.search(before) or _POSTCODE_AFTER.match(after))
