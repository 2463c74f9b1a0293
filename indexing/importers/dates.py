# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates that can be read in one way only; everything else stays the source's own text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable

from indexing.calendar_words import month_of

_EPOCH = re.compile(r"(\d{9,10}|\d{12,13})(?:\.\d+)?")
_ISO = re.compile(
    r"(\d{4})[-/.](\d{2})[-/.](\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)"
    r"\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT = re.compile(r"((?:19|20)\d{2})([01]\d)([0-3]\d)")
_HALF = r"(?:\s?[AaPp]\.?\s?[Mm]\.?)?"
_NUMBERS = re.compile(
    r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})"
    rf"(?:[T ,]+(\d{{1,2}}:\d{{2}}(?::\d{{2}})?{_HALF})\s*(Z|UTC|[+-]\d{{2}}:?\d{{2}})?)?"
)
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}(?!\d)")
"""Where dates have dots, the day comes first; a year of two digits may stand at either end."""
_CLOCK = re.compile(rf"\d{{1,2}}[:h]\d{{2}}(?::\d{{2}})?{_HALF}", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:[^\W\d_]{2,12}\.?,?\s+)?"  # the day of the week
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?[\s\-/]*(?:de\s|d')?\s*(?P<name>[^\W\d_]{3,12})\.?,?"
    r"[\s\-/]+(?:de\s|del\s)?(?P<year>\d{4})(?:\s?г\.?|\s?р\.?|\s?года)?"
    r"(?:[,\s]+(?:at|à|a las|um|в|о|alle|la|às|-)?\s*"
    rf"(?P<clock>\d{{1,2}}[:h]\d{{2}}(?::\d{{2}})?{_HALF})"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_NAME_FIRST = re.compile(
    r"(?:[^\W\d_]{2,12}\.?,?\s+)?"  # the day of the week
    r"(?P<name>[^\W\d_]{3,12})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})"
    rf"(?:[,\s]+(?:at\s)?\s*(?P<clock>\d{{1,2}}[:h]\d{{2}}(?::\d{{2}})?{_HALF})"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?",
    re.IGNORECASE,
)
_YEAR_LAST = re.compile(
    r"[A-Z][a-z]{2}\s+(?P<name>[A-Z][a-z]{2})\s+(?P<day>\d{1,2})\s+(?P<clock>\d{2}:\d{2}:\d{2})"
    r"\s+(?P<zone>UTC|GMT|[+-]\d{4})?\s*(?P<year>\d{4})"
)
"""As ``date`` and some interfaces write it: ``Tue Mar 05 10:30:00 +0000 2024``."""
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d{1,15}))?")
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 54_788  # 2000 to 2049
_SERIAL_DAY_0 = datetime.datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no zone
"""Excel counts days, and shows the number where a cell is not formatted as a date."""
_MONGO = re.compile(
    r'\{\s*"\$date"\s*:\s*(?:\{\s*"\$numberLong"\s*:\s*)?"?(?P<inner>[^"{}]+)"?\s*\}+'
)
_LONGEST = 120
ORDERS = ("dmy", "mdy")
"""Orders of day and month in which a source writes: a person says so, or its column."""
_FIRST_EPOCH, _LAST_EPOCH = 631_152_000, 4_102_444_800  # 1990 to 2100


def order_of(untrusted_texts: Iterable[str]) -> str:
    """The order that a column of dates shows by days above 12; '' if it shows none, or both."""
    seen: set[str] = set()
    for text in untrusted_texts:
        match = _NUMBERS.fullmatch(text.strip()) if len(text) <= _LONGEST else None
        if match is None:
            continue
        first, second = int(match.group(1)), int(match.group(2))
        if 12 < first <= 31 and second <= 12:
            seen.add("dmy")
        elif 12 < second <= 31 and first <= 12:
            seen.add("mdy")
    return seen.pop() if len(seen) == 1 else ""


def iso_or_raw(untrusted_text: str, order: str = "") -> str:
    """ISO 8601 for dates of one reading, else the text as it came.

    Read are ISO dates, epoch seconds or milliseconds, ``$date`` of Mongo, months by name in ten
    languages, 3.4.2023 day first, days as Excel counts them; with an order (``dmy``, ``mdy``) also
    3/4/2023. What is relative (yesterday) stays.
    """
    text = " ".join(untrusted_text[: _LONGEST + 1].split())
    if len(text) > _LONGEST:
        return untrusted_text
    if match := _MONGO.fullmatch(text):
        text = match["inner"].strip()
    if match := _EPOCH.fullmatch(text):
        digits = match.group(1)
        seconds = int(digits) / (1000 if len(digits) > 10 else 1)
        if _FIRST_EPOCH <= seconds < _LAST_EPOCH:
            moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
            return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    if match := _SERIAL.fullmatch(text):
        return _from_serial(match, untrusted_text)
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _checked(match.groups(), untrusted_text)
    if match := _NUMBERS.fullmatch(text):
        return _by_order(match, order, untrusted_text)
    named = _NAMED.fullmatch(text) or _NAME_FIRST.fullmatch(text) or _YEAR_LAST.fullmatch(text)
    return _by_name(named, untrusted_text) if named else untrusted_text


def _from_serial(match: re.Match[str], raw: str) -> str:
    if not _FIRST_SERIAL <= int(match[1]) <= _LAST_SERIAL:
        return raw
    seconds = round(float(f"0.{match[2] or 0}") * 86_400)
    moment = _SERIAL_DAY_0 + datetime.timedelta(days=int(match[1]), seconds=seconds)
    return moment.isoformat() if match[2] else moment.date().isoformat()


def _by_order(match: re.Match[str], order: str, raw: str) -> str:
    if order not in ORDERS:
        if not _DOTTED.match(match[0]):
            return raw
        order = "dmy"
    first, second, year, clock, zone = match.groups()
    day, month = (first, second) if order == "dmy" else (second, first)
    whole = f"20{year}" if len(year) == 2 else year
    return _checked((whole, month.zfill(2), day.zfill(2), _clock(clock), zone), raw)


def _by_name(match: re.Match[str], raw: str) -> str:
    month = month_of(match["name"])
    if month is None:
        return raw
    zone = match["zone"] and ("Z" if match["zone"].upper() in ("Z", "GMT") else match["zone"])
    day = f"{int(match['day']):02d}"
    return _checked((match["year"], f"{month:02d}", day, _clock(match["clock"]), zone), raw)


def is_clock(untrusted_text: str) -> bool:
    """Whether a text is a time of day and nothing more: ``14:05``, ``2:05 PM``."""
    return len(untrusted_text) <= _LONGEST and bool(_CLOCK.fullmatch(untrusted_text.strip()))


def is_epoch(untrusted_text: str) -> bool:
    """Whether a number counts seconds or milliseconds, 2001 to 2033: no telephone begins so."""
    return re.fullmatch(r"1\d{9}(?:\d{3})?(?:\.\d{1,9})?", untrusted_text.strip()) is not None


def with_clock(untrusted_day: str, untrusted_clock: str, order: str = "") -> str:
    """A day and the time of day that stands in a column beside it, read together or not at all."""
    day = iso_or_raw(untrusted_day, order)
    clock = _clock(untrusted_clock.strip()) if is_clock(untrusted_clock) else None
    if clock is None or not re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        return day
    return _checked((*day.split("-"), clock, None), day)


def _clock(written: str | None) -> str | None:
    if not written:
        return None
    clock = re.sub(r"[\s.]", "", written.lower())
    half = clock[-2:] if clock.endswith("m") else ""
    clock = clock.removesuffix(half).replace("h", ":")
    if half:
        hours, _, rest = clock.partition(":")
        if not 1 <= int(hours) <= 12:
            return "99"  # no time of day: the whole stays as it came
        clock = f"{int(hours) % 12 + 12 * (half == 'pm')}:{rest}"
    return clock.zfill(8 if clock.count(":") == 2 else 5)


def _checked(parts: tuple[str | None, ...], raw: str) -> str:
    year, month, day, clock, zone = (*parts, None, None)[:5]
    iso = f"{int(year or 0):04d}-{month}-{day}"
    if clock:
        zone = {"UTC": "Z", None: ""}.get(zone, zone)
        iso = f"{iso}T{clock.replace(',', '.')}{zone}"
    try:
        datetime.datetime.fromisoformat(iso)
    except ValueError:
        return raw
    return iso
