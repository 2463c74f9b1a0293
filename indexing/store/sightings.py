# SPDX-License-Identifier: GPL-3.0-or-later
"""When a row is an ad of the case that was seen again: the same number or address, and its words.

Two ads in one are worse than one ad twice: the second ad would hide in the history of the first,
while one ad twice is found as a repeat. So number and address alone never do.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.normalise import fold_text
from indexing.records import AdRecord
from indexing.store import ad_keys

if TYPE_CHECKING:
    from indexing.store.case import Case

SAME_WORDS = 0.5
"""Share of the words of both that both have, from which two rows are one ad."""
WITH_OTHER_PHONES = 0.75
"""The same where they give other phone numbers: rows of one template are not one ad."""
_MOST_CANDIDATES = 32
"""A number that more ads have than these is no number of an ad."""
_WORD_AND_NUMBER = re.compile(r"\D*(\d*)")
_SHORT = 4
_PLACE = re.compile(
    r"(?P<file>(?:.+: )?(?:sheet .+ )?)(?:row|line|item|record|message|member) (?P<n>\d+)",
    re.DOTALL,
)
_PAGE = re.compile(r"(?:.+: )?(?:page|record) .+", re.DOTALL)
_OF_A_RECORD = re.compile(r"<?urn:.+|[0-9a-f-]{24,}", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")
"""A word, or one sign of a script that sets no spaces between words."""
_PHONE = re.compile(r"\d(?:[\s().\-/]{0,2}\d){8,14}")
_COMPARED_DIGITS = 9
_NUMBER_IN_ADDRESS = re.compile(r"\d{4}")
Crowded = Counter[tuple[str, tuple[int, str, str]]]


@dataclass(frozen=True, slots=True)
class Row:
    """What of an ad, or of a row that may be one, tells whether the two are the same."""

    source: int
    place: str
    captured_at: str
    source_id: str
    address: str
    texts: tuple[str, ...]

    @property
    def reading(self) -> tuple[int, str, str]:
        """The reading of a list that the row is of: source, time, file within the source.

        A page is a file of its own.
        """
        found = _PLACE.fullmatch(self.place)
        return self.source, self.captured_at, self.place if found is None else found["file"]


def find(
    case: Case,
    row: Row,
    site: str,
    *,
    crowded: Crowded,
    not_these: frozenset[bytes],
    held: Callable[[int], list[int]],
) -> int | None:
    """The ad of which a row is a new sighting, or None.

    Args:
        case: in a transaction.
        row: told by ``row_of``.
        site: of the row.
        crowded: told by ``crowded`` of the rows around it.
        not_these: identities of ads that are the equal rows before it.
        held: further ads with a key, not yet in the table of keys.
    """
    by_number: list[int] = []
    if row.source_id:
        by_number = _by_key(case, ad_keys.by_number(site, row.source_id), held)
    if len(by_number) <= _MOST_CANDIDATES:
        for ad, other in _rows(case, by_number, row, not_these):
            if _is_number(row, other) and _is_same(row, other):
                return ad
    if not row.address or crowded[row.address, row.reading] > 1:
        return None
    by_address = _by_key(case, ad_keys.by_address(row.address), held)
    if len(by_address) != 1:  # lists give their own address to all that is in them
        return None
    for ad, other in _rows(case, by_address, row, not_these):
        if other.address == row.address and not _are_two(row, other) and _is_same(row, other):
            return ad
    return None


def row_of(source: int, record: AdRecord) -> Row:
    """What of a record tells whether it was seen before."""
    return Row(
        source,
        record.place,
        record.captured_at,
        record.source_id,
        ad_keys.address_of(record.url) if record.url else "",
        (record.title, record.body, *record.contacts, record.author),
    )


def crowded(rows: Iterable[Row]) -> Crowded:
    """Addresses by how many rows of one reading have them: that of a list is that of no ad."""
    return Counter((row.address, row.reading) for row in rows if row.address)


def _by_key(case: Case, key: int, held: Callable[[int], list[int]]) -> list[int]:
    rows = case.db.conn.execute(
        "SELECT ad FROM ad_keys WHERE key = ? ORDER BY ad LIMIT ?", [key, _MOST_CANDIDATES + 1]
    )
    return [*(ad for (ad,) in rows), *held(key)][: _MOST_CANDIDATES + 1]


def _rows(
    case: Case, ads: Sequence[int], row: Row, not_these: frozenset[bytes]
) -> Iterator[tuple[int, Row]]:
    """Those of these ads that this reading has not met yet."""
    if not ads:
        return
    found = case.db.conn.execute(
        "SELECT id, identity, source, place, captured_at, source_id, url, title, body, contacts, "
        "author FROM ads WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        [json.dumps(ads)],
    )
    for ad, identity, *told, url, title, body, contacts, author in found.fetchall():
        texts = (title, body, *json.loads(contacts), author)
        from_source, place, captured_at, source_id = told
        other = Row(from_source, place, captured_at, source_id, ad_keys.address_of(url), texts)
        if bytes(identity) in not_these or row.reading == other.reading:
            continue
        if not _was_met(case, ad, row):
            yield ad, other


def _was_met(case: Case, ad: int, row: Row) -> bool:
    places = case.db.conn.execute(
        "SELECT place FROM captures WHERE ad = ? AND source = ? AND captured_at = ?",
        [ad, row.source, row.captured_at],
    )
    met = (Row(row.source, place, row.captured_at, "", "", ()) for (place,) in places)
    return any(row.reading == other.reading for other in met)


def _is_number(row: Row, other: Row) -> bool:
    """Is the number that both have one of an ad, rather than of a row in a list?"""
    if row.address and row.address == other.address:
        return True
    if row.texts == other.texts:  # nothing can be lost then
        return True
    counter = _WORD_AND_NUMBER.fullmatch(row.source_id)
    if counter:  # ad-12, or 20000 in row 20001
        at, short = int(counter[1][:18] or 0), len(counter[1]) <= _SHORT
        # it counts the rows of the file, which may have a head, from 0 or from 1
        if short or any(0 <= _row_number(one.place) - at <= 2 for one in (row, other)):
            return False
    told = (row.address, other.address)
    return not all(told) or all(row.source_id in address for address in told)


def _row_number(place: str) -> int:
    """The number of a row in its file; -1 for what is no row."""
    found = _PLACE.fullmatch(place)
    return -1 if found is None else int(found["n"][:18])


def _are_two(row: Row, other: Row) -> bool:
    """Do their numbers say that they are two ads of one address?"""
    if not (row.source_id and other.source_id) or row.source_id == other.source_id:
        return False
    if _PAGE.fullmatch(row.place) or _PAGE.fullmatch(other.place):
        return False  # a page is captured under a number of its own each time
    return not (_OF_A_RECORD.fullmatch(row.source_id) or _OF_A_RECORD.fullmatch(other.source_id))


def _is_same(row: Row, other: Row) -> bool:
    if row.texts == other.texts:
        return True
    one, two = (set(_words(each.texts[:2])) for each in (row, other))
    if not one and not two:
        one, two = (set(_words(each.texts[2:])) for each in (row, other))
    return len(one & two) >= _least_share(row, other) * max(len(one | two), 1)


def _least_share(row: Row, other: Row) -> float:
    """Share of the words that both must have; more where they give other phone numbers."""
    if not _have_other_phones(row, other):
        return SAME_WORDS
    has_number = row.source_id != "" and row.source_id == other.source_id
    has_address = row.address != "" and row.address == other.address
    if has_number and has_address:
        return SAME_WORDS
    is_page = _PAGE.fullmatch(row.place) or _PAGE.fullmatch(other.place)
    if has_number or is_page or _NUMBER_IN_ADDRESS.search(row.address):
        return WITH_OTHER_PHONES
    return 1.0  # what has no number of its own may be the address of a list


def _have_other_phones(row: Row, other: Row) -> bool:
    """Do both give phone numbers, and none that both give? Words of a template say nothing then."""
    one, two = (set(_phones(each.texts)) for each in (row, other))
    return bool(one and two) and one.isdisjoint(two)


def _phones(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        for found in _PHONE.findall(fold_text(text)):
            yield "".join(filter(str.isdecimal, found))[-_COMPARED_DIGITS:]


def _words(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from _WORD.findall(fold_text(text))
