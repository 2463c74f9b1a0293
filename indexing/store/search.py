# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding ads by words, phone and filter. What people type is quoted, so it can never raise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.store import search_words

if TYPE_CHECKING:
    from indexing.store.case import Case

MIN_PHONE_DIGITS = 6
"""Fewer digits than this would find half of all numbers."""
SUFFIX_DIGITS = 9
"""Longer numbers are compared by their last digits, so that 06… finds +33 6…."""
_RANK = "bm25(ads_words, 2.0, 1.0, 0.8)"
"""A word in the title says more, one in a further text a little less."""
_LAST = "\U0010ffff"
_Part = tuple[str, Sequence[object]]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which ads are meant; everything that is given must hold, lists mean any of their values.

    Attributes:
        cluster: only ads of this cluster.
        cluster_size_over: only ads whose cluster has more ads than this.
        sites: parts of site names.
        tags: indicator ids that a person accepted or added on the ad or its cluster.
        languages: ISO 639-1 codes.
        posted_from: first day (ISO), by the date posted, else captured; of any sighting.
        posted_to: last day (ISO), included.
        has_image: whether a stored picture belongs to the ad.
        phrases: exact runs of words.
        words: words that must occur; ``word*`` is a beginning.
        without: words that may not occur.
        ids: only these ads.
    """

    cluster: int | None = None
    cluster_size_over: int | None = None
    sites: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    posted_from: str = ""
    posted_to: str = ""
    has_image: bool | None = None
    phrases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    ids: tuple[int, ...] | None = None


def where(chosen: Filter | None) -> tuple[str, list[object]]:
    """A condition over ``ads a JOIN derived d ON d.ad = a.id`` and its parameters."""
    conditions: list[str] = []
    values: list[object] = []
    for part in _PARTS:
        for condition, parameters in part(chosen or Filter()):
            conditions.append(condition)
            values.extend(parameters)
    return " AND ".join(conditions) or "1", values


def ids(case: Case, chosen: Filter, *, limit: int | None = None) -> list[int]:
    """Ads that pass the filter, in id order."""
    condition, values = where(chosen)
    rows = case.db.conn.execute(
        f"SELECT a.id FROM ads a JOIN derived d ON d.ad = a.id WHERE {condition} "  # noqa: S608
        "ORDER BY a.id LIMIT ?",
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
        "JOIN ads a ON a.id = w.rowid JOIN derived d ON d.ad = a.id "
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


def _expression(wanted: Sequence[str], unwanted: Sequence[str]) -> str:
    if not wanted:
        return ""
    found = " AND ".join(wanted)
    return f"({found}) NOT ({' OR '.join(unwanted)})" if unwanted else found


def _quoted(typed: str, *, prefix: bool = False) -> str:
    term = search_words.term(typed, may_be_open=prefix)
    return "" if term is None else term.match()


def _numbers(chosen: Filter) -> Iterator[_Part]:
    if chosen.cluster is not None:
        yield "d.cluster = ?", [chosen.cluster]
    if chosen.cluster_size_over is not None:
        yield (
            "d.cluster IN (SELECT id FROM clusters WHERE size > ?)",
            [chosen.cluster_size_over],
        )
    if chosen.ids is not None:
        numbers = "[" + ",".join(str(int(ad)) for ad in chosen.ids) + "]"
        yield "a.id IN (SELECT value FROM json_each(?))", [numbers]


def _facts(chosen: Filter) -> Iterator[_Part]:
    if chosen.languages:
        yield _any("d.language = ?", chosen.languages)
    if chosen.sites:
        parts, values = _any("instr(lower(site), lower(?)) > 0", chosen.sites)
        # The inner select reads the small index of sites only, never the wide rows.
        yield f"a.id IN (SELECT id FROM ads WHERE {parts})", values  # noqa: S608
    if chosen.has_image is not None:
        word = "" if chosen.has_image else "NOT "
        yield (
            f"{word}EXISTS (SELECT 1 FROM ad_images i "  # noqa: S608
            "WHERE i.ad = a.id AND i.sha256 IS NOT NULL)",
            [],
        )
    if chosen.tags:
        marked, values = _any("m.indicator = ?", chosen.tags)
        held = f"m.superseded_at IS NULL AND m.status IN ('accepted', 'added') AND {marked}"
        yield (
            f"a.id IN (SELECT m.ad FROM marks m WHERE m.ad IS NOT NULL AND {held} "  # noqa: S608
            "UNION SELECT x.ad FROM marks m JOIN derived x ON x.cluster = m.cluster "
            f"WHERE {held})",
            [*values, *values],
        )


def _days(chosen: Filter) -> Iterator[_Part]:
    # ``seen`` is ISO text or empty: it sorts as dates do.
    within, values = [], []
    if chosen.posted_from:
        within, values = ["{0}.seen >= ?"], [chosen.posted_from]
    if chosen.posted_to:
        within += ["{0}.seen <> ''", "{0}.seen <= ?"]
        values.append(chosen.posted_to + _LAST)
    if within:
        own, later = (" AND ".join(within).format(table) for table in "dc")
        again = f"a.id IN (SELECT c.ad FROM captures c WHERE {later})"  # noqa: S608
        yield f"({own} OR {again})", [*values, *values]


def _texts(chosen: Filter) -> Iterator[_Part]:
    wanted = [_quoted(phrase) for phrase in chosen.phrases]
    wanted += [_quoted(word, prefix=True) for word in chosen.words]
    unwanted = [term for term in (_quoted(word, prefix=True) for word in chosen.without) if term]
    if wanted:
        match = _expression([term for term in wanted if term], unwanted)
        if not match:
            yield "0", []
        else:
            yield "a.id IN (SELECT rowid FROM ads_words WHERE ads_words MATCH ?)", [match]
    elif unwanted:
        yield (
            "a.id NOT IN (SELECT rowid FROM ads_words WHERE ads_words MATCH ?)",
            [" OR ".join(unwanted)],
        )


_PARTS: tuple[Callable[[Filter], Iterator[_Part]], ...] = (_numbers, _facts, _days, _texts)


def _any(condition: str, values: Sequence[object]) -> _Part:
    return "(" + " OR ".join([condition] * len(values)) + ")", values
