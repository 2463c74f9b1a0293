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
from indexing.extract.phone_readings import Reading, form_of, reading_of
from indexing.extract.phone_windows import EPOCH, Budget, Window, windows
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
_SYMBOLS_PLAIN = frozenset(" .-/()+\n\t")


def find(text: str, *, regions: Sequence[str], is_contact: bool = False) -> Iterator[Found]:
    """Every phone of a folded text whose claimed parts are blanked."""
    known = tuple(r.upper() for r in regions)
    budget = Budget()
    left = text
    for reading in _bar_readings(text):
        visible = _masked(reading, left)
        for window in windows(visible, known, is_contact=is_contact, budget=budget):
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
            if form != "plus" and _is_among_postcodes(text, match):
                continue
            if _ONE_BY_ONE.fullmatch(match.raw_string) and _ONE_MORE.match(text, match.end):
                continue
            done.add(span)
            steps = ("spacing",) if any(c.isspace() for c in match.raw_string) else ()
            yield _found(reading_of(match.number, form), *span, steps)


def _is_among_postcodes(text: str, match: phonenumbers.PhoneNumberMatch) -> bool:
    if not _TWO_POSTCODES.fullmatch(match.raw_string):
        return False
    before = text[max(0, match.start - 9) : match.start]
    after = text[match.end : match.end + 9]
    return bool(_POSTCODE_BEFORE.search(before) or _POSTCODE_AFTER.match(after))
