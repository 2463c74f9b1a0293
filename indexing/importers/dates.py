# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates that can be read in one way only; everything else stays the source's own text."""

from __future__ import annotations

import datetime
import re

_EPOCH = re.compile(r"(\d{9,10}|\d{12,13})(?:\.\d+)?")
_ISO = re.compile(
    r"(\d{4})[-/.](\d{2})[-/.](\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)"
    r"\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT = re.compile(r"((?:19|20)\d{2})([01]\d)([0-3]\d)")
_NUMBERS = re.compile(
    r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})"
    r"(?:[T ,]+(\d{1,2}:\d{2}(?::\d{2})?)\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
ORDERS = ("dmy", "mdy")
"""Orders of day and month that a person may say a source writes: nothing is guessed."""
_FIRST_EPOCH, _LAST_EPOCH = 631_152_000, 4_102_444_800  # 1990 to 2100


def iso_or_raw(untrusted_text: str, order: str = "") -> str:
    """ISO 8601 for ISO dates and epoch seconds or milliseconds, else the text as it came.

    With an order (``dmy``, ``mdy``) dates such as 3/4/2023 are read as well.
    """
    text = untrusted_text.strip()
    if match := _EPOCH.fullmatch(text):
        digits = match.group(1)
        seconds = int(digits) / (1000 if len(digits) > 10 else 1)
        if _FIRST_EPOCH <= seconds < _LAST_EPOCH:
            moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
            return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _checked(match.groups(), untrusted_text)
    if order in ORDERS and (match := _NUMBERS.fullmatch(text)):
        first, second, year, clock, zone = match.groups()
        day, month = (first, second) if order == "dmy" else (second, first)
        if len(year) == 2:
            year = f"20{year}"
        clock = clock and clock.zfill(8 if clock.count(":") == 2 else 5)
        return _checked((year, month.zfill(2), day.zfill(2), clock, zone), untrusted_text)
    return untrusted_text


def _checked(parts: tuple[str | None, ...], raw: str) -> str:
    year, month, day, clock, zone = (*parts, None, None)[:5]
    iso = f"{year}-{month}-{day}"
    if clock:
        zone = {"UTC": "Z", None: ""}.get(zone, zone)
        iso = f"{iso}T{clock.replace(',', '.')}{zone}"
    try:
        datetime.datetime.fromisoformat(iso)
    except ValueError:
        return raw
    return iso
