# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding ads by words, phone and filter. What people type is quoted, so it can never raise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexing.store import search_words
from indexing.store.queue_filter import Filter, where

if TYPE_CHECKING:
    from indexing.store.case import Case

MIN_PHONE_DIGITS = 6
"""Fewer digits than this would find half of all numbers."""
SUFFIX_DIGITS = 9
"""Longer numbers are compared by their last digits, so that 06… finds +33 6…."""
_RANK = "bm25(ads_words, 2.0, 1.0, 0.8)"
"""A word in the title says more, one in a further text a little less."""


def ids(case: Case, chosen: Filter, *, limit: int | None = None) -> list[int]:
    """Ads that pass the filter, in id order."""
    condition, values = where(chosen)
    rows = case.db.conn.execute(
        f"SELECT d.ad FROM derived d WHERE {condition} ORDER BY d.ad LIMIT ?",  # noqa: S608
        [*values, -1 if limit is None else limit],
    )
    return [ad for (ad,) in rows]


def words(
    case: Case, typed: str, *, limit: int | None = 100, chosen: Filter | None = None
) -> list[tuple[int, float]]:
    """Ads with all words of what was typed, best first: ad, score (greater is better).

    ``"a run of words"`` must occur as such, ``-word`` may not occur, ``word*`` is a beginning.
    """
    match = search_words.query(typed).match()
    if not match:
        return []
    condition, values = where(chosen)
    rows = case.db.conn.execute(
        f"SELECT w.rowid, -{_RANK} FROM ads_words w "  # noqa: S608
        "JOIN derived d ON d.ad = w.rowid "
        f"WHERE ads_words MATCH ? AND {condition} ORDER BY {_RANK}, w.rowid LIMIT ?",
        [match, *values, -1 if limit is None else limit],
    )
    return [(ad, float(score)) for ad, score in rows.fetchall()]


def phone(case: Case, untrusted_number: str, *, limit: int | None = None) -> list[int]:
    """Ads that mention a phone with these digits, or whose number ends with them."""
    wanted = backwards(untrusted_number)[:SUFFIX_DIGITS]
    if len(wanted) < MIN_PHONE_DIGITS:
        return []
    rows = case.db.conn.execute(
        "SELECT DISTINCT ad FROM mentions WHERE backwards IS NOT NULL "
        "AND backwards >= ? AND backwards < ? ORDER BY ad LIMIT ?",
        [wanted, wanted + ":", -1 if limit is None else limit],
    )
    return [ad for (ad,) in rows]


def backwards(text: str) -> str:
    """The decimal digits of ``text`` as ASCII, last first."""
    return "".join(str(int(c)) for c in reversed(text) if c.isdecimal())
