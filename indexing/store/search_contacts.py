# SPDX-License-Identifier: GPL-3.0-or-later
"""Ads by a contact in its canonical form; an account is found on any platform, a site by pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.records import MentionKind
from indexing.store import search

if TYPE_CHECKING:
    from indexing.store.case import Case

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Carrier:
    """An ad with the contact that answers, as it was read there."""

    ad: int
    kind: MentionKind
    value: str


def carriers(case: Case, kind: MentionKind, value: str) -> list[Carrier]:
    """Ads that give this contact, each once for every spelling of its value, in id order.

    A phone by its last digits, an account (``platform:name``) by its name on any platform, an
    address (``host/path``) with the pages below it; anything else letter by letter.
    """
    condition, values = _condition(kind, value)
    rows = case.db.conn.execute(
        f"SELECT DISTINCT ad, value FROM mentions WHERE kind = ? AND {condition} "  # noqa: S608
        "ORDER BY ad, value",
        [kind, *values],
    )
    return [Carrier(ad, kind, found) for ad, found in rows.fetchall()]


def _condition(kind: MentionKind, value: str) -> tuple[str, list[object]]:
    if kind is MentionKind.PHONE:
        digits = search.backwards(value)[: search.SUFFIX_DIGITS]
        if len(digits) < search.MIN_PHONE_DIGITS:
            return "0", []
        return "backwards >= ? AND backwards < ?", [digits, digits + ":"]
    if kind is MentionKind.HANDLE:
        name = value.rpartition(":")[2]
        return "substr(value, instr(value, ':') + 1) = ?", [name]
    if kind is MentionKind.URL:
        below = [(value + sign, value + sign + _LAST) for sign in "/?"]
        ranges = " OR ".join(["(value >= ? AND value < ?)"] * len(below))
        return f"(value = ? OR {ranges})", [value, *(end for pair in below for end in pair)]
    return "value = ?", [value]
