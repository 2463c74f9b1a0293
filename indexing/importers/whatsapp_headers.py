# SPDX-License-Identifier: GPL-3.0-or-later
"""The beginning of each message in a WhatsApp chat: its day and time in the phone's own form.

Nothing in the file says whether the day or the month comes first. Only an order under which every
day of the file exists is taken, and where several are left, the one under which time runs forward.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field

from indexing.importers.whatsapp_words import EVENING, MARKS, MORNING, bare

_M = f"[{MARKS}]*"
_DAY = (
    rf"(?P<a>\d{{1,4}}){_M}(?P<sep>[./-]) ?{_M}(?P<b>\d{{1,2}}){_M}(?P=sep) ?{_M}"
    r"(?P<c>\d{1,4})\.?"
)
_BETWEEN = rf"{_M}(?P<comma>[,،])?\s(?:(?:г\.,?|à|às|a las|um|klo|kl\.?|alle|om)\s)?{_M}"
_CLOCK = (
    r"(?:(?P<before>[^\W\d]{2,3})\s?)?(?P<h>\d{1,2})[:.](?P<m>\d{2})(?:[:.](?P<s>\d{2}))?"
    r"(?:\s?(?P<after>[^\W\d]{1,6}\.?(?:\s?[^\W\d]{1,2}\.?)?))?"
)
_WHEN = f"(?P<when>{_DAY}{_BETWEEN}{_CLOCK})"
_BRACKETED = re.compile(rf"{_M}\[{_M}{_WHEN}{_M}\]\s")
_DASHED = re.compile(rf"{_M}{_WHEN}{_M}\s[-–]\s")
_HEAD_CHARACTERS = 120
_ORDERS = ("dmy", "mdy", "ymd")
_FIRST_YEAR, _LAST_YEAR = 2009, 2100
"""The program is no older; an earlier year shows that the parts of a day are read wrongly."""
_BUDDHIST_YEARS = 543
_BACK = datetime.timedelta(days=31)
"""Messages come in the order of time; a wrong clock or late delivery moves one by less."""


@dataclass(frozen=True, slots=True)
class Header:
    """The beginning of one message: its time as written, and where the rest of the line starts."""

    form: tuple[object, ...]
    """Brackets, separator, comma, seconds: the same in every header of one file."""
    when: str
    day: tuple[int, int, int]
    has_year_first: bool | None
    """By the number of digits; None where both ends have as many."""
    clock: str
    """``14:05`` or ``14:05:11``, or empty where morning and evening cannot be told apart."""
    end: int


def header_of(line: str) -> Header | None:
    """The header that a line begins with, or None."""
    start = line[:_HEAD_CHARACTERS]
    found = _BRACKETED.match(start) or _DASHED.match(start)
    if found is None:
        return None
    a, b, c = found["a"], found["b"], found["c"]
    year_first = None if len(a) == len(c) or max(len(a), len(c)) < 3 else len(a) > len(c)
    is_bracketed = found.re is _BRACKETED
    form = (is_bracketed, found["sep"], bool(found["comma"]), bool(found["s"]))
    end = found.end()
    return Header(
        form, bare(found["when"]), (int(a), int(b), int(c)), year_first, _clock(found), end
    )


def _clock(found: re.Match[str]) -> str:
    hours, minutes, seconds = int(found["h"]), int(found["m"]), int(found["s"] or 0)
    half = re.sub(r"[\s.]", "", found["before"] or found["after"] or "").casefold()
    if half:
        if half not in MORNING | EVENING or not 0 <= hours <= 12:
            return ""
        hours = hours % 12 + (12 if half in EVENING else 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        return ""
    return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if found["s"] else "")


@dataclass(slots=True)
class DayOrder:
    """Finds out in which order a file writes day, month and year."""

    _possible: set[str] = field(default_factory=lambda: set(_ORDERS))
    _backward: set[str] = field(default_factory=set)
    _last: dict[str, datetime.date] = field(default_factory=dict)
    _has_dots: bool = False

    def see(self, header: Header) -> None:
        """Take one more day of the file into account."""
        self._has_dots = header.form[1] == "."
        for order in tuple(self._possible):
            day = day_of(header, order)
            if day is None:
                self._possible.discard(order)
                continue
            if day < self._last.get(order, day) - _BACK:
                self._backward.add(order)
            self._last[order] = max(day, self._last.get(order, day))

    def found(self) -> str:
        """``dmy``, ``mdy``, ``ymd``, or empty text when the file does not tell.

        Few phones write a year of two digits first: it is taken only where nothing else fits. No
        phone writes dots behind a month that comes first.
        """
        left = self._possible if len(self._possible) == 1 else self._possible - self._backward
        left = left - {"ymd"} or left
        if self._has_dots:
            left = left - {"mdy"} or left
        return next(iter(left)) if len(left) == 1 else ""


def day_of(header: Header, order: str) -> datetime.date | None:
    """The day of a header read in one order; None where there is no such day."""
    if header.has_year_first not in (None, order == "ymd"):
        return None
    day, month, year = (header.day[order.index(part)] for part in "dmy")
    if year < 100:
        year += 2000
    if year > _LAST_YEAR:
        year -= _BUDDHIST_YEARS
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
