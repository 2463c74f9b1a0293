# SPDX-License-Identifier: GPL-3.0-or-later
"""Months by their names in ten languages, and dates checked against the calendar.

Readers of columns and readers of prose share these words; a name that means two months in two of
the languages is not here.
"""

from __future__ import annotations

import datetime
import unicodedata

_NAMES = (
    "january jan janvier janv enero ene januar jänner jan janeiro ianuarie ian январь января янв"
    " січень січня січ gennaio gen يناير جانفي",
    "february feb février fevrier févr fév febrero februar fevereiro fev februarie февраль февраля"
    " фев лютий лютого лют febbraio فبراير فيفري",
    "march mar mars marzo märz marz mrz março martie март марта мар березень березня бер مارس",
    "april apr avril avr abril abr aprilie апрель апреля апр квітень квітня кві aprile أبريل أفريل",
    "may mai mayo maio май мая травень травня тра maggio mag مايو ماي",
    "june jun juin junio juni junho iunie iun июнь июня июн червень червня чер giugno giu يونيو"
    " جوان",
    "july jul juillet juil julio juli julho iulie iul июль июля июл липень липня лип luglio lug"
    " يوليو جويلية",
    "august aug août aout agosto ago август августа авг серпень серпня сер أغسطس أوت",
    "september sept sep septembre septiembre setiembre setembro set septembrie сентябрь сентября"
    " сен сент вересень вересня вер settembre سبتمبر",
    "october oct octobre octubre oktober okt outubro out octombrie октябрь октября окт жовтень"
    " жовтня жов ottobre ott أكتوبر",
    "november nov novembre noviembre novembro noiembrie noi ноябрь ноября ноя листопад листопада"
    " лис نوفمبر",
    "december dec décembre decembre déc diciembre dic dezember dez dezembro decembrie декабрь"
    " декабря дек грудень грудня гру dicembre ديسمبر",
)


def plain_word(word: str) -> str:
    """A word in small letters without accents and its last full stop."""
    spelled = unicodedata.normalize("NFKD", word.casefold().rstrip("."))
    return "".join(c for c in spelled if not unicodedata.combining(c))


_MONTHS = {
    plain_word(name): month for month, names in enumerate(_NAMES, 1) for name in names.split()
}
LONGEST_NAME = 12
"""Letters of the longest name, accents told apart."""


def month_of(word: str) -> int | None:
    """The month that a word names, 1 to 12; None for any other word."""
    return _MONTHS.get(plain_word(word)) if len(word) <= LONGEST_NAME else None


def iso_day(year: int, month: int, day: int) -> str | None:
    """ISO 8601 of a day, or None where the calendar has no such day."""
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def full_year(written: str) -> int:
    """A year of two or four digits; two digits are of 1970 to 2069, as POSIX reads them."""
    year = int(written)
    return year if len(written) == 4 else year + (1900 if year >= 70 else 2000)
