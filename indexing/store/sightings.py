# SPDX-License-Identifier: GPL-3.0-or-later
"""When a row is an ad of the case that was seen again: the same number or address, and its words.

Two ads in one are worse than one ad twice: the second ad would hide in the history of the first,
and its contacts would be the first one's, while one ad twice is found as a repeat. So number and
address alone never do, and who gives other contacts is another ad, unless both have one number of
one site and say nearly the same.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from indexing.records import AdRecord
from indexing.store import ad_keys, likeness, row_contacts

if TYPE_CHECKING:
    from indexing.store.case import Case

SAME_WORDS = 0.5
"""Share of the words of both that both have, from which two rows are one ad."""
WITH_OTHER_CONTACTS = 0.75
"""The same where they give other phones, e-mail addresses or handles: a template is not one ad.

An ad whose number stands in its address may change its phone and half of its words.
"""
SAME_TITLE = 0.75
"""The same of the titles of pages, whose texts hold much that is the site's own."""
_EQUAL = 3.0
"""How alike equal rows are; others have their share of words, and 1 if their contacts agree."""
_MOST_CANDIDATES = 32
"""A number that more ads have than these is no number of an ad."""
_WORD_AND_NUMBER = re.compile(r"\D*(\d*)")
_SHORT = 4
_PLACE = re.compile(
    r"(?P<file>(?:.+: )?(?:(?:sheet|table) .+ )?)"
    r"(?:row|line|item|record|message|member) (?P<n>\d+)",
    re.DOTALL,
)
_PAGE = re.compile(r"(?:.+: )?(?:page|record) .+", re.DOTALL)
_OF_A_RECORD = re.compile(r"<?urn:.+|[0-9a-f]{40,}", re.IGNORECASE | re.DOTALL)
_TOLD = ("source_id", "url", "title", "body", "contacts", "author")
_SHORTENED = re.compile(r"\d[.,]?\d*e\+\d+", re.IGNORECASE)
"""What spreadsheet programs make of a long number: many have the same."""


_Ads = Callable[[Sequence[int]], Iterator[tuple[int, "_Seen"]]]
"""Those of some ads that a reading has not met yet."""


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

    @cached_property
    def other_words(self) -> frozenset[str]:
        """Those of contacts and author."""
        return frozenset(likeness.words(self.texts[2:]))

    @property
    def file(self) -> tuple[int, str]:
        """The source, and the file or sheet within it. A page is a file of its own."""
        found = _PLACE.fullmatch(self.place)
        return self.source, self.place if found is None else found["file"]

    @property
    def is_page(self) -> bool:
        """Whether the row is a page, or one of those of a web archive."""
        return _PAGE.fullmatch(self.place) is not None

    @property
    def reading(self) -> tuple[int, str, str]:
        """The reading of a list that the row is of: source, time, file within the source."""
        source, file = self.file
        return source, self.captured_at, file


_Seen = tuple[Row, ...]
"""An ad as it was first seen and, if it has changed since, as it was seen last."""


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


def find(
    case: Case,
    row: Row,
    site: str,
    *,
    crowd: Crowd,
    not_these: frozenset[bytes],
    held: Callable[[int], list[int]],
) -> int | None:
    """The ad of which a row is a new sighting, or None.

    Args:
        case: in a transaction.
        row: told by ``row_of``.
        site: of the row.
        crowd: told by ``crowd_of`` the rows around it.
        not_these: identities of ads that are the equal rows before it.
        held: further ads with a key, not yet in the table of keys.
    """
    seen: _Ads = partial(_rows, case, row=row, not_these=not_these)
    if row.source_id:
        by_number = _by_key(case, ad_keys.by_number(site, row.source_id), held)
        if found := _by_number(seen, by_number, row, crowd, on_site=bool(site)):
            return found
    if not row.address or crowd.share_address(row):
        return None
    return _by_address(seen, _by_key(case, ad_keys.by_address(row.address), held), row, crowd)


def _by_number(
    seen: _Ads, ads: Sequence[int], row: Row, crowd: Crowd, *, on_site: bool
) -> int | None:
    # a bare number may be one of any site, a postcode, or that of a crawl
    is_bare = not (on_site or row.address) and bool(_WORD_AND_NUMBER.fullmatch(row.source_id))
    has_several = crowd.share_number(row)
    is_shared = is_bare or has_several or len(ads) > 1

    def alike(other: Row) -> float:
        if not _is_number(row, other):
            return 0.0
        is_in_address = _is_in_address(row, other)
        is_certain = (on_site or is_in_address) and not has_several
        return _alike(row, other, exactly=is_shared and not is_in_address, is_certain=is_certain)

    return _most_alike(seen(ads) if len(ads) <= _MOST_CANDIDATES else (), alike)


def _by_address(seen: _Ads, ads: Sequence[int], row: Row, crowd: Crowd) -> int | None:
    is_one, exactly = len(ads) == 1, crowd.is_of_list(row)

    def alike(other: Row) -> float:
        if other.address != row.address or _are_two(row, other):
            return 0.0
        # lists give their own address to all in them: only what has not changed is the same
        return _alike(row, other, exactly=exactly) if is_one or row.texts == other.texts else 0.0

    return _most_alike(seen(ads) if len(ads) <= _MOST_CANDIDATES else (), alike)


def _most_alike(ads: Iterable[tuple[int, _Seen]], alike: Callable[[Row], float]) -> int | None:
    """The ad that a row is most like; of several the first.

    None where it is like none, or has other contacts than two that it is like: their number is an
    advertiser's.
    """
    found = [(max(map(alike, seen)), -ad) for ad, seen in ads]
    found = [one for one in found if one[0]]
    if not found or (len(found) > 1 and max(found)[0] <= 1):
        return None
    return -max(found)[1]


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


def _by_key(case: Case, key: int, held: Callable[[int], list[int]]) -> list[int]:
    rows = case.db.conn.execute(
        "SELECT ad FROM ad_keys WHERE key = ? ORDER BY ad LIMIT ?", [key, _MOST_CANDIDATES + 1]
    )
    return [*(ad for (ad,) in rows), *held(key)][: _MOST_CANDIDATES + 1]


def _rows(
    case: Case, ads: Sequence[int], *, row: Row, not_these: frozenset[bytes]
) -> Iterator[tuple[int, _Seen]]:
    """Those of these ads that this reading has not met yet."""
    if not ads:
        return
    found = case.db.conn.execute(
        f"SELECT id, identity, source, place, captured_at, {', '.join(_TOLD)} FROM ads "  # noqa: S608
        "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        [json.dumps(ads)],
    )
    for ad, identity, source, place, captured_at, *values in found.fetchall():
        told = dict(zip(_TOLD, values, strict=True))
        told["contacts"] = json.loads(told["contacts"])
        first = _row(source, place, captured_at, told)
        if bytes(identity) in not_these or row.reading == first.reading:
            continue
        last = first
        for source, place, captured_at, changed in case.db.conn.execute(
            "SELECT source, place, captured_at, changed FROM captures WHERE ad = ? ORDER BY n", [ad]
        ):
            last = _row(source, place, captured_at, told | json.loads(changed))
            if row.reading == last.reading:
                break
        else:
            yield ad, (first,) if last.texts == first.texts else (first, last)


def _row(source: int, place: str, captured_at: str, told: Mapping[str, Any]) -> Row:
    texts = (told["title"], told["body"], *told["contacts"], told["author"])
    address = ad_keys.address_of(told["url"])
    return Row(source, place, captured_at, told["source_id"], address, texts)


def _is_number(row: Row, other: Row) -> bool:
    """Is the number that both have one of an ad, rather than of a row in a list?"""
    if row.texts == other.texts:  # nothing can be lost then
        return True
    if _is_in_address(row, other):
        return True
    counter = _WORD_AND_NUMBER.fullmatch(row.source_id)
    if counter:  # ad-12, or 20000 in row 20001
        at, short = int(counter[1][:18] or 0), len(counter[1]) <= _SHORT
        # it counts the rows of the file, which may have a head, from 0 or from 1
        if short or any(0 <= _row_number(one.place) - at <= 2 for one in (row, other)):
            return False
    told = (row.address, other.address)
    is_one = not all(told) or row.address == other.address
    return is_one or all(row.source_id in address for address in told)


def _is_in_address(row: Row, other: Row) -> bool:
    """Have both one number that stands in one address? Then both are of one ad, or of none."""
    number = row.source_id
    if row.address != other.address or number != other.source_id or len(number) <= _SHORT:
        return False
    return re.search(rf"(?<![^\W_]){re.escape(number)}(?![^\W_])", row.address) is not None


def _row_number(place: str) -> int:
    """The number of a row in its file; -1 for what is no row."""
    found = _PLACE.fullmatch(place)
    return -1 if found is None else int(found["n"][:18])


def _are_two(row: Row, other: Row) -> bool:
    """Do their numbers say that they are two ads of one address?"""
    if not (row.source_id and other.source_id) or row.source_id == other.source_id:
        return False
    if row.is_page or other.is_page:
        return False  # a page is captured under a number of its own each time
    return not (_OF_A_RECORD.fullmatch(row.source_id) or _OF_A_RECORD.fullmatch(other.source_id))


def _alike(row: Row, other: Row, *, exactly: bool, is_certain: bool = False) -> float:
    """How alike two rows are that may be one ad; 0 where they are two.

    Args:
        row: of an import.
        other: an ad of the case.
        exactly: but for numbers; what they have in common is perhaps that of a list.
        is_certain: what they have in common is the number of an ad of one site.
    """
    if row.texts == other.texts:
        return _EQUAL
    one, two = row.texts[:2], other.texts[:2]
    in_address = _is_in_address(row, other)
    has_other_name = likeness.have_other_names(row.texts[-1], other.texts[-1])
    least, more = SAME_WORDS, 1.0
    # what both have may be the site's own number, which stands on every page
    if row.contacts - other.contacts and other.contacts - row.contacts:
        if has_other_name or exactly or not is_certain:
            return 0.0
        least, more = SAME_WORDS if in_address else WITH_OTHER_CONTACTS, 0.0
    elif has_other_name and one != two and not in_address:
        return 0.0
    if exactly:
        return more + 1.0 if likeness.are_equal_but_for_numbers(one, two) else 0.0
    if (row.is_page or other.is_page) and likeness.share_of_titles(one[0], two[0]) < SAME_TITLE:
        return 0.0
    if row.words or other.words:
        words = likeness.share(row.words, other.words)
    else:
        words = likeness.share(row.other_words, other.other_words)
    return more + words if words >= least else 0.0
