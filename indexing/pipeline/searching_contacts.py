# SPDX-License-Identifier: GPL-3.0-or-later
"""Search by contact: what was typed is read as an ad is read, so any way of writing finds it."""

from __future__ import annotations

import re

from indexing.extract import mentions
from indexing.pipeline.searching_found import Found, Ground, add
from indexing.records import MentionKind
from indexing.store import search, search_contacts
from indexing.store.case import Case

KINDS = frozenset(
    (
        MentionKind.PHONE,
        MentionKind.EMAIL,
        MentionKind.HANDLE,
        MentionKind.URL,
        MentionKind.IBAN,
        MentionKind.WALLET,
    )
)
_NAME = re.compile(r"@?[a-z0-9_][a-z0-9_.\-]{2,63}")
_NUMBER = re.compile(r"[\d\s+().\-/–]{6,40}")
_ANYWHERE = ("FR", "GB", "US", "ES", "DE", "IT", "PT", "NL", "BE", "RO", "PL", "UA", "RU")
"""Countries tried where the case names none and the number does not say."""


def read(case: Case, typed: str) -> list[tuple[MentionKind, str]]:
    """What contacts a person typed: kind and canonical value; none when it is nothing of it."""
    regions = case.meta.countries or _ANYWHERE
    found = [
        (one.kind, one.value)
        for one in mentions.extract({"contacts": typed}, regions=regions)
        if one.kind in KINDS
    ]
    if not any(kind is MentionKind.PHONE for kind, _ in found) and _is_number(typed):
        found.append((MentionKind.PHONE, search.backwards(typed)[::-1]))
    name = typed.strip().casefold()
    if not found and _NAME.fullmatch(name) and not name.isdecimal():
        found.append((MentionKind.HANDLE, f"at:{name.removeprefix('@')}"))
    return list(dict.fromkeys(found))


def is_one(case: Case, typed: str) -> bool:
    """Whether all that was typed is a contact, so that words may mean it."""
    text = typed.strip().strip('"')
    if _is_number(text):
        return True
    covered = [
        one.end - one.start
        for one in mentions.extract({"contacts": text}, regions=case.meta.countries or _ANYWHERE)
        if one.kind in KINDS
    ]
    return bool(covered) and 2 * sum(covered) > len(text)


def by_contact(case: Case, typed: str) -> Found:
    """Ads that give a contact, however it is written there."""
    found: Found = {}
    for kind, value in read(case, typed):
        for one in search_contacts.carriers(case, kind, value):
            # a number with its country is told before one that merely ends alike
            score = 1.0 if one.value == value else 0.9
            if one.ad not in found:
                detail = {"contact": one.kind.value, "value": one.value}
                add(found, one.ad, score, Ground("contact", detail))
    return found


def _is_number(typed: str) -> bool:
    digits = len(search.backwards(typed))
    return digits >= search.MIN_PHONE_DIGITS and _NUMBER.fullmatch(typed.strip()) is not None
