# SPDX-License-Identifier: GPL-3.0-or-later
"""Cells of a source that hold no contact for certain: numbers that count rows, and dates.

What looks like a phone is covered; a row number of seven digits looks like one too. It is told by
its neighbours: from row to row it grows a little, which a column of phones does not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from app.triage.digit_clusters import DAY, MONTH, YEAR

_COUNTED = re.compile(r"(?P<before>(?:[A-Za-z](?:[\w./#:-]{0,30}\D)?)?)(?P<number>\d{1,8})")
"""A number, or one behind letters: ``1204567``, ``M-2026-000123``."""
_LEAST_ROWS = 3
_MOST_STEP = 100
_MOST_DIGITS_BEFORE = 4
"""Those of a year; a phone behind a word has more."""
_CLOCK = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?"
_ZONE = r"(?:Z|[A-Z]{3,4}|[+-]\d\d:?\d\d)"
_NAMED = r"(?:[^\W\d_]{2,12}\.?,? )?\d{1,2} [^\W\d_]{3,12}\.? (?:19|20)\d\d"
_DATE = re.compile(
    rf"(?:{YEAR}([-/.]){MONTH}\1{DAY}|{DAY}([-/.]){MONTH}\2{YEAR}"
    rf"|{MONTH}([-/.]){DAY}\3{YEAR}|{_NAMED})(?:[T ,]{{1,2}}{_CLOCK}(?: ?{_ZONE})?)?"
)
_SIGNLESS = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"(?:[T ]?(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?Z?)?"
)


def counts_rows(cells: Sequence[str]) -> bool:
    """Whether the cells of a column are numbers that grow a little from row to row."""
    found = [_COUNTED.fullmatch(cell.strip()) for cell in cells]
    told = [(one["before"], one["number"]) for one in found if one is not None]
    if len(told) < max(_LEAST_ROWS, len(cells)):
        return False
    before, first = told[0]
    if sum(map(str.isdigit, before)) > _MOST_DIGITS_BEFORE or (not before and first[0] == "0"):
        return False
    same = {(one, len(number)) for one, number in told} == {(before, len(first))}
    steps = [int(after) - int(number) for (_b, number), (_a, after) in pairwise(told)]
    return same and all(0 < step <= _MOST_STEP for step in steps)


def is_date(cell: str, *, expected: bool) -> bool:
    """Whether a cell is a date and nothing else; one without signs only where one is expected."""
    text = cell.strip()
    return _DATE.fullmatch(text) is not None or (expected and _SIGNLESS.fullmatch(text) is not None)
