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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from indexing.store import ad_keys, likeness
from indexing.store.sighting_rows import Crowd, Row

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
_OF_A_RECORD = re.compile(r"<?urn:.+|[0-9a-f]{40,}", re.IGNORECASE | re.DOTALL)
_TOLD = ("source_id", "url", "title", "body", "contacts", "author")
_WORD_AND_NUMBER = re.compile(r"\D*(\d*)")
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Found:
    """The ad of which a row is a new sighting."""

    ad: int
    brings_contact: bool
    """The row says to call somebody whom neither the first sighting nor the last one told."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Ads that a row may be."""

    ads: Sequence[tuple[int, Sequence[Row]]]
    """Each as it was first seen and, if it has changed since, as it was seen last."""
    were_met: bool
    """This reading showed one of them already: it is not among them."""
    have_key: int
    """How many have the number or the address of the row; above some more nobody looks."""


def find(
    case: Case,
    row: Row,
    site: str,
    *,
    crowd: Crowd,
    not_these: frozenset[bytes],
    held: Callable[[int], list[int]],
) -> Found | None:
    """The ad of which a row is a new sighting, or None.

    Args:
        case: in a transaction.
        row: told by ``sighting_rows.row_of``.
        site: of the row.
        crowd: told by ``sighting_rows.crowd_of`` the rows around it.
        not_these: identities of ads that are the equal rows before it.
        held: further ads with a key, not yet in the table of keys.
    """
    if row.source_id:
        ads = _by_key(case, ad_keys.by_number(site, row.source_id), held)
        found = _by_number(_candidates(case, ads, row, not_these), row, crowd, on_site=bool(site))
        if found:
            return found
    if not row.address or crowd.share_address(row):
        return None
    ads = _by_key(case, ad_keys.by_address(row.address), held)
    return _by_address(_candidates(case, ads, row, not_these), row, crowd)


def _by_number(found: Candidates, row: Row, crowd: Crowd, *, on_site: bool) -> Found | None:
    # a bare number may be one of any site, a postcode, or that of a crawl
    is_bare = not (on_site or row.address) and bool(_WORD_AND_NUMBER.fullmatch(row.source_id))
    has_several = crowd.share_number(row) or found.were_met
    is_shared = has_several or found.have_key > 1

    def alike(other: Row) -> float:
        if not _is_number(row, other):
            return 0.0
        if not _is_in_address(row, other):
            exactly = is_bare or is_shared
            others = WITH_OTHER_CONTACTS if on_site else 0
            return _alike(row, other, exactly=exactly, other_contacts=others)
        least = WITH_OTHER_CONTACTS if is_shared else SAME_WORDS
        return _alike(row, other, least=least, other_contacts=0 if has_several else least)

    return _most_alike(found, row, alike)


def _by_address(found: Candidates, row: Row, crowd: Crowd) -> Found | None:
    is_one, exactly = found.have_key == 1, crowd.is_of_list(row)

    def alike(other: Row) -> float:
        if other.address != row.address or _are_two(row, other):
            return 0.0
        # lists give their own address to all in them: only what has not changed is the same
        return _alike(row, other, exactly=exactly) if is_one or row.texts == other.texts else 0.0

    return _most_alike(found, row, alike)


def _most_alike(found: Candidates, row: Row, alike: Callable[[Row], float]) -> Found | None:
    """The ad that a row is most like; of several the first.

    None where it is like none, or has other contacts than two that it is like: their number is an
    advertiser's.
    """
    each = [(max(map(alike, seen)), ad, seen) for ad, seen in found.ads]
    each = [one for one in each if one[0]]
    if not each:
        return None
    most, ad, seen = max(each, key=lambda one: one[0])
    if len(each) > 1 and most <= 1:
        return None
    is_new = most < _EQUAL and not row.contacts <= frozenset().union(*(o.contacts for o in seen))
    return Found(ad, is_new)


def _by_key(case: Case, key: int, held: Callable[[int], list[int]]) -> list[int]:
    rows = case.db.conn.execute(
        "SELECT ad FROM ad_keys WHERE key = ? ORDER BY ad LIMIT ?", [key, _MOST_CANDIDATES + 1]
    )
    return [*(ad for (ad,) in rows), *held(key)][: _MOST_CANDIDATES + 1]


def _candidates(
    case: Case, ads: Sequence[int], row: Row, not_these: frozenset[bytes]
) -> Candidates:
    if not ads or len(ads) > _MOST_CANDIDATES:
        return Candidates((), were_met=False, have_key=len(ads))
    found = case.db.conn.execute(
        f"SELECT id, identity, source, place, captured_at, {', '.join(_TOLD)} FROM ads "  # noqa: S608
        "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        [json.dumps(ads)],
    ).fetchall()
    were_met, seen = False, []
    for ad, identity, source, place, captured_at, *values in found:
        told = dict(zip(_TOLD, values, strict=True))
        told["contacts"] = json.loads(told["contacts"])
        first = _row(source, place, captured_at, told)
        if bytes(identity) in not_these:
            continue
        if row.reading == first.reading or _was_met(case, ad, row):
            were_met = True
            continue
        last = _last(case, ad, told) or first
        seen.append((ad, (first,) if last.texts == first.texts else (first, last)))
    return Candidates(seen, were_met, len(ads))


def _was_met(case: Case, ad: int, row: Row) -> bool:
    places = case.db.conn.execute(
        "SELECT place FROM captures WHERE ad = ? AND source = ? AND captured_at = ?",
        [ad, row.source, row.captured_at],
    )
    met = (Row(row.source, place, row.captured_at, "", "", ()) for (place,) in places)
    return any(row.reading == other.reading for other in met)


def _last(case: Case, ad: int, told: Mapping[str, Any]) -> Row | None:
    found = case.db.conn.execute(
        "SELECT source, place, captured_at, changed FROM captures WHERE ad = ? "
        "ORDER BY n DESC LIMIT 1",
        [ad],
    ).fetchone()
    if found is None:
        return None
    source, place, captured_at, changed = found
    return _row(source, place, captured_at, {**told, **json.loads(changed)})


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
        if short or any(0 <= one.number_of_row - at <= 2 for one in (row, other)):
            return False
    told = (row.address, other.address)
    is_one = not all(told) or row.address == other.address
    return is_one or all(row.source_id in address for address in told)


def _is_in_address(row: Row, other: Row) -> bool:
    """Have both one number that stands in one address? Then both are of one ad, or of none."""
    number = row.source_id
    if row.address != other.address or number != other.source_id or len(number) <= _SHORT:
        return False
    parts = row.address.split(number)
    return any(
        not (before[-1:].isalnum() or after[:1].isalnum()) for before, after in pairwise(parts)
    )


def _are_two(row: Row, other: Row) -> bool:
    """Do their numbers say that they are two ads of one address?"""
    if not (row.source_id and other.source_id) or row.source_id == other.source_id:
        return False
    if row.is_page or other.is_page:
        return False  # a page is captured under a number of its own each time
    return not (_OF_A_RECORD.fullmatch(row.source_id) or _OF_A_RECORD.fullmatch(other.source_id))


def _alike(
    row: Row,
    other: Row,
    *,
    exactly: bool = False,
    least: float = SAME_WORDS,
    other_contacts: float = 0.0,
) -> float:
    """How alike two rows are that may be one ad; 0 where they are two.

    Args:
        row: of an import.
        other: an ad of the case.
        exactly: but for numbers; what they have in common is perhaps that of a list.
        least: share of the words of both that both have, from which they are one.
        other_contacts: the same where each gives a contact that the other has not; 0: then they
            are two.
    """
    if row.texts == other.texts:
        return _EQUAL
    one, two = row.texts[:2], other.texts[:2]
    has_other_name = likeness.have_other_names(row.texts[-1], other.texts[-1])
    more = 1.0
    # what both have may be the site's own number, which stands on every page
    if row.contacts - other.contacts and other.contacts - row.contacts:
        if has_other_name or exactly or not other_contacts:
            return 0.0
        least, more = other_contacts, 0.0
    elif has_other_name and one != two and not _is_in_address(row, other):
        return 0.0
    if exactly:
        return more + 1.0 if likeness.are_equal_but_for_numbers(one, two) else 0.0
    if (row.is_page or other.is_page) and likeness.share_of_titles(one[0], two[0]) < SAME_TITLE:
        return 0.0
    words = likeness.share(row.words, other.words)
    return more + words if words >= least else 0.0
