# SPDX-License-Identifier: GPL-3.0-or-later
"""What the values of a column look like, where its name says nothing."""

from __future__ import annotations

import re
from collections.abc import Callable

from indexing.importers.dates import is_epoch

URL = re.compile(r"https?://\S+", re.IGNORECASE)
_PICTURE = re.compile(r"\S[^\n]*\.(?:jpe?g|png|webp|gif|bmp)\b", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
_DAY = re.compile(
    r"(?:19|20)\d\d([-/. ]?)(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])([-/. ])(?:0?[1-9]|1[0-2])\2(?:19|20)\d\d"
    r"|(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/(?:19|20)\d\d"
)
_PHONE = re.compile(r"(?!\d{4}-\d\d-\d\d)(?=[+(0\d]*[+(0 .-])\+?(?:[\s().\-/]*\d){8,15}")
_SIGN = r"(?:[€$£]|eur|usd|gbp|euros?)"
_NUMBER = r"\d[\d .,']*"
_PRICE = re.compile(
    rf"(?:(?:from|dès|desde)\s)?(?:{_SIGN}\s?{_NUMBER}|{_NUMBER}\s?{_SIGN})(?:\s?/\s?\w+)?",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/. ](?:\d{1,2}|[^\W\d]{3,9}\.?)[-/. ]\d{2,4})"
    r"(?:[T ,]+\d{1,2}:\d{2}.*)?"
)


def _is_phone(text: str) -> bool:
    if len(text) >= 40 or _DAY.fullmatch(text) or is_epoch(text):
        return False
    return _PHONE.fullmatch(text) is not None


def _is_picture(text: str) -> bool:
    return len(text) < 20_000 and bool(_PICTURE.match(text))


VALUE_TESTS: tuple[tuple[str, str, Callable[[str], object]], ...] = (
    ("images", "values_are_pictures", _is_picture),
    ("url", "values_are_urls", lambda text: URL.fullmatch(text)),
    ("contacts", "values_are_emails", lambda text: len(text) < 300 and _EMAIL.search(text)),
    ("contacts", "values_are_phones", _is_phone),
    ("price_text", "values_are_prices", lambda text: len(text) < 40 and _PRICE.fullmatch(text)),
    ("posted_at", "values_are_dates", lambda text: len(text) < 40 and _DATE.fullmatch(text)),
)
"""Field, code of the reason, and what a value of it looks like; the first that fits is taken."""
