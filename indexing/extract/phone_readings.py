# SPDX-License-Identifier: GPL-3.0-or-later
"""What digits mean as a phone: every way to understand them in the countries of the case.

Regions come from the case: trying every country would find more and be wrong more often. Numbers
kept for fiction and drills are possible, never valid, and found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

SHORTEST, LONGEST = 7, 17
"""Digits of a phone, an international prefix counted."""
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


@dataclass(frozen=True, slots=True)
class Reading:
    """Digits understood as one number. ``form`` tells how complete it was written."""

    value: str
    validity: str
    region: str
    form: str  # "plus", "trunk", "full", "bare", "code" or "foreign"

    @property
    def is_sure(self) -> bool:
        """Whether such a number exists, or is kept for fiction."""
        return self.validity == "valid" or _is_fiction(self.value)


def read_whole(digits: str, *, regions: Sequence[str]) -> Reading | None:
    """A value that is nothing but a number (a link, a cell of a contacts column)."""
    plus = digits.lstrip(" (").startswith("+")
    plain = re.sub(r"\D", "", digits)
    if not SHORTEST <= len(plain) <= LONGEST:
        return None
    for reading in readings(plain, plus, tuple(r.upper() for r in regions)):
        if reading.is_sure or plus:
            return reading
    return None


@lru_cache(maxsize=1_000)
def lengths(regions: tuple[str, ...]) -> frozenset[int]:
    """Digit counts worth reading: what the regions know, and whole international numbers."""
    known = set(range(10, LONGEST + 1)) if not regions else set(range(11, LONGEST + 1))
    for region in regions:
        metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
        if metadata is None or metadata.general_desc is None:
            continue
        for length in metadata.general_desc.possible_length:
            code = len(str(metadata.country_code))
            known |= {length, length + 1, length + code, length + code + 2}
    known |= {10}
    return frozenset(n for n in known if SHORTEST <= n <= LONGEST)


@lru_cache(maxsize=20_000)
def readings(digits: str, plus: bool, regions: tuple[str, ...]) -> tuple[Reading, ...]:
    """Every way to understand these digits, the most complete first."""
    if plus or digits.startswith("00"):
        number = _parsed("+" + digits.removeprefix("00"), None)
        return () if number is None else (reading_of(number, "plus"),)
    found: list[Reading] = []
    for region in regions:
        number = _parsed(digits, region)
        if number is not None:
            found.append(reading_of(number, form_of(digits, region, number)))
    number = _parsed("+" + digits, None)
    if number is not None:
        codes = {phonenumbers.country_code_for_region(region) for region in regions}
        form = "code" if number.country_code in codes else "foreign"
        found.append(reading_of(number, form))
    sure = [r for r in found if r.is_sure]
    return tuple(sure + [r for r in found if r not in sure])


def _parsed(digits: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number_with_reason(number)
    return number if possible == phonenumbers.ValidationResult.IS_POSSIBLE else None


def reading_of(number: phonenumbers.PhoneNumber, form: str) -> Reading:
    """A parsed number as a reading."""
    validity = "valid" if phonenumbers.is_valid_number(number) else "possible"
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    region = phonenumbers.region_code_for_number(number) or ""
    if not region:
        region = phonenumbers.region_code_for_country_code(number.country_code or 0)
    return Reading(value, validity, "" if region in ("ZZ", "001") else region, form)


def form_of(digits: str, region: str, number: phonenumbers.PhoneNumber) -> str:
    """How complete a number was written: with its country, its trunk prefix, or less."""
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
