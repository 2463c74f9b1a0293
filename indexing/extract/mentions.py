# SPDX-License-Identifier: GPL-3.0-or-later
"""Every mention of an ad: the readers in their order, each keeping what it is sure of."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexing import limits
from indexing.extract import (
    dates,
    emails,
    handles,
    ibans,
    masked_cells,
    phone_readings,
    phones,
    places,
    prices,
    quantities,
    urls,
    wallets,
)
from indexing.extract.claims import Found, Page
from indexing.normalise import FOLD_VERSION, fold, raw_span
from indexing.records import Mention, MentionKind

EXTRACT_VERSION = f"5+fold{FOLD_VERSION}"
FIELDS = ("title", "body", "contacts", "author", "place_text")
"""Fields that are read, in this order."""
_NO_CALENDAR = dates.Calendar()
_FEW_DIGITS = 3
"""Different digits that a number within a link has at least."""
_CELL = re.compile(r"[^\n;|]+")
_NUMBER_CELL = re.compile(r"(?P<number>\+?[\d\s().\-/]{7,30}?)(?:\.0{1,2})?")
_POWER_CELL = re.compile(r"(?P<head>\d)[.,](?P<tail>\d{6,14})e\+?(?P<power>\d{1,2})")


def extract(
    fields: Mapping[str, str],
    *,
    regions: Sequence[str],
    own_url: str = "",
    calendar: dates.Calendar = _NO_CALENDAR,
) -> list[Mention]:
    """Mentions of an ad, field by field and in order of place.

    Args:
        fields: raw text by field name; other names than ``FIELDS`` are not read.
        regions: ISO countries of the case, the likeliest first.
        own_url: address of the ad itself, which is no mention.
        calendar: what its dates are read by.
    """
    own = urls.canonical(own_url)
    mentions: list[Mention] = []
    where = Surroundings(tuple(regions), own, calendar)
    for name in FIELDS:
        raw = fields.get(name, "")[: limits.REGEX_TEXT_CHARACTERS]
        if not raw.strip():
            continue
        page = Page(raw, fold(raw))
        found = [_mention(page, name, one) for one in _found(page, name, where)]
        found.sort(key=lambda m: (m.start, m.end))
        mentions += found
        if len(mentions) >= limits.MAX_MENTIONS_PER_AD:
            return mentions[: limits.MAX_MENTIONS_PER_AD]
    return mentions


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What an ad is read by: countries, its own address, its calendar."""

    regions: tuple[str, ...]
    own: str
    calendar: dates.Calendar


def _found(page: Page, name: str, where: Surroundings) -> list[Found]:
    regions, own = where.regions, where.own
    if name == "place_text":
        return _kept(page, places.of_field(page, regions))
    found = _kept(page, masked_cells.find(page))
    found += _phone_links(page, regions)
    found += _links(page, own, regions, has_scheme=True)
    found += _kept(page, emails.find(page))
    found += _links(page, own, regions, has_scheme=False)
    found += _accounts(page)
    if name == "contacts":
        found += _number_cells(page, regions)
    found += _kept(page, handles.find(page))
    found += _kept(page, dates.find(page, where.calendar))
    if any(c in page.text for c in "0123456789"):
        _claim_quantities(page)
        found += _kept(page, prices.find(page, regions))
    if name in ("title", "body"):
        found += _kept(page, places.find(page, regions))
    text = page.free_text()
    found += phones.find(text, regions=regions, is_contact=name == "contacts")
    return found


def _kept(page: Page, found: Iterator[Found]) -> list[Found]:
    kept = []
    for one in found:
        page.take(one.start, one.end)
        kept.append(one)
    return kept


def _phone_links(page: Page, regions: Sequence[str]) -> Iterator[Found]:
    for start, end, digits in urls.phone_links(page):
        reading = phone_readings.read_whole(digits, regions=regions)
        if reading is not None and page.is_free(start, end):
            yield _phone(page, start, end, reading)


def _phone(page: Page, start: int, end: int, reading: phone_readings.Reading) -> Found:
    page.take(start, end)
    return Found(
        MentionKind.PHONE, reading.value, start, end, reading.validity, region=reading.region
    )


def _links(page: Page, own: str, regions: Sequence[str], *, has_scheme: bool) -> Iterator[Found]:
    for link in urls.find(page, has_scheme=has_scheme):
        page.take(link.start, link.end)
        digits = urls.phone_in(link)
        reading = phone_readings.read_whole("+" + digits, regions=regions) if digits else None
        if reading is not None:
            yield _phone(page, link.start, link.end, reading)
            continue
        handle = handles.of_link(link)
        if handle is not None:
            yield Found(MentionKind.HANDLE, handle, link.start, link.end)
        elif link.value != own:
            yield Found(MentionKind.URL, link.value, link.start, link.end)
            yield from _phones_in(page, link, regions)


def _phones_in(page: Page, link: urls.Link, regions: Sequence[str]) -> Iterator[Found]:
    """Numbers within a link to a page; the link itself stays a mention of its own."""
    for number in urls.numbers_in(page, link):
        reading = phone_readings.read_whole(number.digits, regions=regions)
        if reading is None or len(set(number.digits)) < _FEW_DIGITS:
            continue
        if number.is_told or reading.form in ("plus", "trunk", "full"):
            yield Found(
                MentionKind.PHONE,
                reading.value,
                number.start,
                number.end,
                reading.validity,
                ("symbols",),
                reading.region,
            )


def _accounts(page: Page) -> Iterator[Found]:
    for start, end, value in ibans.find(page.text):
        if page.is_free(start, end):
            page.take(start, end)
            yield Found(MentionKind.IBAN, value, start, end)
    for low, high, value in wallets.find(page.raw):
        start, end = _folded_span(page, low, high)
        if page.is_free(start, end):
            page.take(start, end)
            yield Found(MentionKind.WALLET, value, start, end)


def _folded_span(page: Page, low: int, high: int) -> tuple[int, int]:
    offsets = page.folded.offsets
    return bisect_left(offsets, low), bisect_left(offsets, high)


def _claim_quantities(page: Page) -> None:
    for start, end in quantities.spans(page.text):
        if page.is_free(start, end):
            page.take(start, end)


def _number_cells(page: Page, regions: Sequence[str]) -> Iterator[Found]:
    """Whole cells that are a number as a spreadsheet left it: ``33639980102.0``, no zero."""
    for cell in _CELL.finditer(page.text):
        text = cell.group().strip()
        start = page.text.index(text, cell.start())
        plain, power = _NUMBER_CELL.fullmatch(text), _POWER_CELL.fullmatch(text)
        if plain:
            end, digits = start + plain.end("number"), plain["number"]
        elif power and int(power["power"]) == len(power["tail"]):
            end, digits = start + len(text), power["head"] + power["tail"]
        else:
            continue
        reading = phone_readings.read_whole(digits, regions=regions)
        if reading is not None and page.is_free(start, end):
            yield _phone(page, start, end, reading)


def _mention(page: Page, name: str, found: Found) -> Mention:
    start, end = raw_span(page.folded, found.start, found.end)
    while end - start > 1 and unicodedata.category(page.raw[end - 1]) == "Cf":
        end -= 1  # a mark of writing direction after it is not part of it
    raw = page.raw[start:end]
    steps = list(found.steps)
    if found.kind in (MentionKind.PHONE, MentionKind.PRICE) and not raw.isascii():
        if any(not c.isascii() and unicodedata.digit(c, None) is not None for c in raw):
            steps.append("script_digits")
        elif "\u20e3" in raw and "symbols" not in steps:
            steps.append("symbols")
    return Mention(
        kind=found.kind,
        value=found.value,
        raw=raw,
        field=name,
        start=start,
        end=end,
        validity=found.validity,
        steps=tuple(steps),
        region=found.region,
    )
