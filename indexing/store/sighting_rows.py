# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a row tells whether it is an ad that was seen before, and of the rows around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from indexing.records import AdRecord
from indexing.store import ad_keys, likeness, row_contacts

_PLACE = re.compile(
    r"(?P<file>(?:.+: )?(?:(?:sheet|table) .+ )?)"
    r"(?:row|line|item|record|message|member) (?P<n>\d+)",
    re.DOTALL,
)
_PAGE = re.compile(r"(?:.+: )?(?:page|record) .+", re.DOTALL)
_SHORTENED = re.compile(r"\d[.,]?\d*e\+\d+", re.IGNORECASE)
"""What spreadsheet programs make of a long number: many have the same."""


@dataclass(frozen=True)
class Row:
    """What of an ad, or of a row that may be one, tells whether the two are the same."""

    source: int
    place: str
    captured_at: str
    source_id: str
    address: str
    texts: tuple[str, ...]
    """Title, body, contacts, author."""

    @cached_property
    def contacts(self) -> frozenset[str]:
        """Whom it says to call."""
        return frozenset(row_contacts.of_row(self.texts[:2], self.texts[2:-1]))

    @cached_property
    def words(self) -> frozenset[str]:
        """Those of title and body."""
        return frozenset(likeness.words(self.texts[:2]))

    @property
    def file(self) -> tuple[int, str]:
        """The source, and the file or sheet within it. A page is a file of its own."""
        found = _PLACE.fullmatch(self.place)
        return self.source, self.place if found is None else found["file"]

    @property
    def number_of_row(self) -> int:
        """The number of the row in its file; -1 for what is no row."""
        found = _PLACE.fullmatch(self.place)
        return -1 if found is None else int(found["n"][:18])

    @property
    def is_page(self) -> bool:
        """Whether the row is a page, or one of those of a web archive."""
        return _PAGE.fullmatch(self.place) is not None

    @property
    def reading(self) -> tuple[int, str, str]:
        """The reading of a list that the row is of: source, time, file within the source."""
        source, file = self.file
        return source, self.captured_at, file


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many rows of those around a row have the same address or number.

    The address of a list is that of no ad, whatever time a program noted for each of its rows;
    a number that several rows of one reading have counts no ads.
    """

    addresses: Counter[tuple[str, tuple[int, str]]]
    readings: Counter[tuple[str, tuple[int, str, str]]]
    numbers: Counter[tuple[str, tuple[int, str, str]]]

    def is_of_list(self, row: Row) -> bool:
        """Whether several rows of its file have the address of a row; pages are files."""
        return self.addresses[row.address, row.file] > 1 and not row.is_page

    def share_address(self, row: Row) -> bool:
        """Whether several rows of its reading have its address."""
        return self.readings[row.address, row.reading] > 1

    def share_number(self, row: Row) -> bool:
        """Whether several rows of its reading have its number."""
        return self.numbers[row.source_id, row.reading] > 1


def row_of(source: int, record: AdRecord) -> Row:
    """What of a record tells whether it was seen before."""
    return Row(
        source,
        record.place,
        record.captured_at,
        _number_of(record),
        ad_keys.address_of(record.url) if record.url else "",
        (record.title, record.body, *record.contacts, record.author),
    )


def crowd_of(rows: Iterable[Row]) -> Crowd:
    """What rows that are read together have in common."""
    rows = list(rows)
    return Crowd(
        Counter((row.address, row.file) for row in rows if row.address),
        Counter((row.address, row.reading) for row in rows if row.address),
        Counter((row.source_id, row.reading) for row in rows if row.source_id),
    )


def _number_of(record: AdRecord) -> str:
    """The number of an ad; none where it was shortened, or is the telephone number of the ad."""
    number = record.source_id
    if _SHORTENED.fullmatch(number):
        return ""
    called = set(row_contacts.of_row([number], ()))
    told = row_contacts.of_row((record.title, record.body), record.contacts)
    return "" if called and not called.isdisjoint(told) else number
