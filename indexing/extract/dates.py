# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates in prose, as exact as they were written: month, day, or time; nothing is guessed.

The value is ISO 8601 cut where the text stops: ``2024-03`` a month, ``2024-03-05`` a day,
``--03-05`` a day of no told year, ``2024-03-05T18:30`` a time. A date of numbers alone that can be
read in two orders is read in the order of its column, else of its language, else not at all. What
is relative is read only beside a known time of capture.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from indexing.calendar_words import full_year, iso_day, month_of
from indexing.extract.claims import MAX_CANDIDATES, Found, Page, near_digits
from indexing.records import MentionKind

_DAY_FIRST = frozenset(
    {"fr", "es", "de", "it", "pt", "ro", "ru", "uk", "ar", "pl", "nl", "bg", "cs"}
)
_DAY_FIRST_COUNTRIES = frozenset({"GB", "IE", "AU", "NZ", "IN", "ZA", "MT"})
_FULL_YEAR = 4
_CLOCK = (
    r"(?:[t ,]{1,2}(?:at |à |a las |um |в )?(?P<clock>[0-2]?\d[:h][0-5]\d(?::[0-5]\d)?)z?(?!\d))?"
)
_ISO = re.compile(
    r"(?<![\d./\-])(?P<year>(?:19|20)\d\d)(?P<sep>[-/.])(?P<month>[01]?\d)(?P=sep)(?P<day>[0-3]?\d)"
    rf"(?![\d]){_CLOCK}"
)
_NUMBERS = re.compile(
    r"(?<![\d./\-])(?P<first>[0-3]?\d)(?P<sep>[-/.])(?P<second>[0-3]?\d)(?P=sep)"
    rf"(?P<year>(?:19|20)\d\d|\d\d)(?![\d/\-]|\.\d){_CLOCK}"
)
_OF = r"(?:[ .]{1,2}|-)(?:de |of |d')?"
_WORD = r"(?P<name>[^\W\d_]{3,12})\.?"
_NAMED = re.compile(
    rf"(?<![\d.,/\-])(?<!\d )(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|º|°|\.)?{_OF}{_WORD}"
    rf"(?:(?:[ ,]{{1,2}}|-)(?:de |del )?(?P<year>(?:19|20)\d\d)(?!\d))?{_CLOCK}"
)
_NAME_FIRST = re.compile(
    rf"(?<![^\W_]){_WORD} (?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?:,? (?P<year>(?:19|20)\d\d))?"
    rf"(?![\d:]){_CLOCK}"
)
_SIGNED = re.compile(
    r"(?:(?<!\d)(?P<year>(?:19|20)\d\d)\s?年\s?)?(?<!\d)(?P<month>[01]?\d)\s?月\s?(?P<day>[0-3]?\d)\s?[日号號]"
)
"""Chinese and Japanese: ``2024年5月3日``."""
_MONTH = re.compile(rf"(?<![^\W_])(?<!\d )(?<!\d\. ){_WORD} (?:de )?(?P<year>(?:19|20)\d\d)(?!\d)")
_ALSO_WORDS = frozenset({"may", "march", "mars", "mai", "marzo", "mart", "august", "sept"})
_ALSO_SHORT = frozenset(
    (
        "set",
        "out",
        "mar",
        "mag",
        "ago",
        "ene",
        "lis",
        "noi",
        "dic",
        "avg",
        "gen",
        "ott",
        "lug",
        "giu",
    )
)
"""Month names that are common words: they name a day of no year after the day, or never."""
_GOES_ON = re.compile(r"\s?\d{1,3}(?:[^\dh:]|$)|\s?[(/\-.]\s?\d{2}|\s?(?:[x€$£%]|eur)")
_AGO = re.compile(
    r"(?<![^\W_])(?:(?:il y a|hace|vor|há|acum|fa) (?P<n1>\d{1,2}) (?P<u1>[^\W\d_]{3,9})"
    r"|(?P<n2>\d{1,2}) (?P<u2>[^\W\d_]{3,9}) (?:ago|atrás|назад|тому|fa))(?![^\W_])"
)
_UNITS = {
    1: "day days jour jours dia dias día días tag tage tagen zi zile giorno giorni день дня дней"
    " дні днів",
    7: "week weeks semaine semaines semana semanas woche wochen săptămână săptămâni settimana"
    " settimane неделю недели недель тиждень тижні тижнів",
}
_DAYS_OF = {word: days for days, words in _UNITS.items() for word in words.split()}
_BESIDE = {
    -1: "yesterday hier ayer gestern ontem ieri вчера вчора أمس",
    1: "tomorrow demain mañana morgen amanhã mâine domani завтра غدا",
}
_RELATIVE = {word: days for days, words in _BESIDE.items() for word in words.split()}
_BESIDE_WORD = re.compile(rf"(?<![^\W_])(?:{'|'.join(_RELATIVE)})(?![^\W_])")
_NOT_ALONE = frozenset({"mañana", "morgen", "hier"})
"""Also "morning" and "here": no date unless the language says so."""
_ALONE_IN = {"mañana": "", "morgen": "", "hier": "fr"}


@dataclass(frozen=True, slots=True)
class Calendar:
    """What dates of an ad are read by: its language, countries, column order, time of capture."""

    language: str = ""
    regions: Sequence[str] = ()
    order: str = ""
    captured_at: str = ""

    def told_order(self) -> tuple[str, str]:
        """``dmy``, ``mdy`` or '' for dates of two readings, and how sure that is."""
        if self.order:
            return self.order, "valid"
        if self.language in _DAY_FIRST:
            return "dmy", "possible"
        if self.language == "en" and self.regions:
            if set(self.regions) <= {"US"}:
                return "mdy", "possible"
            if set(self.regions) <= _DAY_FIRST_COUNTRIES:
                return "dmy", "possible"
        return "", ""

    def day(self) -> datetime.date | None:
        """The day of capture."""
        try:
            return datetime.date.fromisoformat(self.captured_at[:10])
        except ValueError:
            return None


def find(page: Page, calendar: Calendar) -> Iterator[Found]:
    """Every date of the page that can be read in one way."""
    text = page.text
    for pattern, read in (
        (_ISO, _iso),
        (_NUMBERS, _numbers),
        (_NAMED, _named),
        (_NAME_FIRST, _named),
        (_MONTH, _month),
        *(((_SIGNED, _signed),) if "月" in text else ()),
    ):
        for match in near_digits(pattern, text):
            found = read(match, calendar)
            if found is not None and page.is_free(*match.span()):
                yield _found(match, *found)
    yield from _relative(page, calendar)


def _found(match: re.Match[str], value: str, validity: str) -> Found:
    steps = ("words",) if "name" in match.re.groupindex else ()
    return Found(MentionKind.DATE, value, *match.span(), validity, steps)


def _with_clock(day: str | None, match: re.Match[str]) -> str | None:
    clock = match["clock"]
    if day is None or not clock:
        return day
    hour, _, rest = clock.replace("h", ":").partition(":")
    return f"{day}T{int(hour):02d}:{rest}" if int(hour) < 24 else None


def _sure(value: str | None) -> tuple[str, str] | None:
    return None if value is None else (value, "valid")


def _iso(match: re.Match[str], _calendar: Calendar) -> tuple[str, str] | None:
    day = iso_day(int(match["year"]), int(match["month"]), int(match["day"]))
    return _sure(_with_clock(day, match))


def _numbers(match: re.Match[str], calendar: Calendar) -> tuple[str, str] | None:
    first, second, year = int(match["first"]), int(match["second"]), full_year(match["year"])
    readings = {"dmy": iso_day(year, second, first), "mdy": iso_day(year, first, second)}
    every = {day for day in readings.values() if day}
    if len(every) == 1:
        return _sure(_with_clock(every.pop(), match))
    order, validity = calendar.told_order()
    if not order and match["sep"] == "." and len(match["year"]) == _FULL_YEAR:
        order, validity = "dmy", "possible"  # nobody writes the month first before full stops
    day = _with_clock(readings.get(order), match)
    return (day, validity) if day else None


def _named(match: re.Match[str], _calendar: Calendar) -> tuple[str, str] | None:
    month, day = month_of(match["name"]), int(match["day"])
    if month is None:
        return None
    if match["year"]:
        return _sure(_with_clock(iso_day(int(match["year"]), month, day), match))
    if match.re is _NAME_FIRST and match["name"] in _ALSO_WORDS:
        return None
    if match["name"] in _ALSO_SHORT or _GOES_ON.match(match.string, match.end()):
        return None
    if iso_day(2000, month, day) is None:  # a leap year: any day that some year has
        return None
    return _sure(_with_clock(f"--{month:02d}-{day:02d}", match))


def _month(match: re.Match[str], _calendar: Calendar) -> tuple[str, str] | None:
    month = month_of(match["name"])
    return None if month is None else (f"{match['year']}-{month:02d}", "valid")


def _signed(match: re.Match[str], _calendar: Calendar) -> tuple[str, str] | None:
    month, day = int(match["month"]), int(match["day"])
    if match["year"]:
        return _sure(iso_day(int(match["year"]), month, day))
    return None if iso_day(2000, month, day) is None else (f"--{month:02d}-{day:02d}", "valid")


def _relative(page: Page, calendar: Calendar) -> Iterator[Found]:
    base = calendar.day()
    if base is None:
        return
    for match in near_digits(_AGO, page.text):
        days = _DAYS_OF.get(match["u1"] or match["u2"], 0) * int(match["n1"] or match["n2"])
        if days and page.is_free(*match.span()):
            yield _told(match, base - datetime.timedelta(days))
    for match in islice(_BESIDE_WORD.finditer(page.text), MAX_CANDIDATES):
        word = match.group()
        if word in _NOT_ALONE and _ALONE_IN[word] != calendar.language:
            continue
        if page.is_free(*match.span()):
            yield _told(match, base + datetime.timedelta(_RELATIVE[word]))


def _told(match: re.Match[str], day: datetime.date) -> Found:
    span = match.span()
    return Found(MentionKind.DATE, day.isoformat(), *span, "possible", ("words", "relative"))
