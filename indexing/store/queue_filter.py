# SPDX-License-Identifier: GPL-3.0-or-later
"""Which ads are meant: a filter as independent parts, each a small question over narrow indexes.

Every part names ads or clusters by itself and never reads the wide rows of ads. The command line
joins the parts in one query; the window keeps the answer of each and counts facets from them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from indexing.records import MentionKind
from indexing.store import search_words

NEWS = ("yes", "no", "never")
"""Of a cluster: ads came since the person looked, none came, the person never looked."""
_LAST = "\U0010ffff"
# from name to name by the index: a case has a million mentions of some hundred places
_NAMES_OF_PLACES = (
    f"WITH RECURSIVE names(value) AS (SELECT min(value) FROM mentions "  # noqa: S608
    f"WHERE kind = '{MentionKind.PLACE}' UNION ALL SELECT (SELECT min(m.value) FROM mentions m "
    f"WHERE m.kind = '{MentionKind.PLACE}' AND m.value > names.value) FROM names "
    "WHERE names.value IS NOT NULL)"
)
# by kind and value, so that a number among them says nothing of a contact
_SAME_CONTACT = (
    "SELECT x.ad FROM (SELECT DISTINCT kind, value FROM mentions INDEXED BY mentions_ad "
    "WHERE ad = ? AND kind IN ('phone', 'email', 'handle', 'wallet', 'iban') "
    "ORDER BY kind, value LIMIT 1 OFFSET ?) t "
    "CROSS JOIN mentions x ON x.kind = t.kind AND x.value = t.value"
)
_SITES = (
    # each site once, from one to the next in the index: there are few, and a million ads
    "WITH RECURSIVE each_site(site) AS (SELECT min(site) FROM ads UNION ALL "
    "SELECT (SELECT min(a.site) FROM ads a WHERE a.site > each_site.site) FROM each_site "
    "WHERE each_site.site IS NOT NULL) SELECT site FROM each_site"
)
_HELD = "m.superseded_at IS NULL AND m.status IN ('accepted', 'added')"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which ads are meant; everything that is given must hold, lists mean any of their values.

    Attributes:
        cluster: only ads of this cluster.
        cluster_size_over: only ads whose cluster has more ads than this.
        sites: parts of site names; ``=name`` is the whole name.
        tags: indicator ids that a person accepted or added on the ad or its cluster.
        languages: ISO 639-1 codes.
        posted_from: first day (ISO), by the date posted, else captured; of any sighting.
        posted_to: last day (ISO), included.
        has_image: whether a stored picture belongs to the ad.
        phrases: exact runs of words.
        words: words that must occur; ``word*`` is a beginning.
        without: words that may not occur.
        ids: only these ads.
        statuses: status words of the ad's cluster.
        places: parts of place names that the ad gives; ``=Lyon, FR`` is the whole name.
        indicators: indicator ids that a rule suggests on the ad or its group.
        months: ``2026-03``, of any sighting.
        news: words of ``NEWS``, about the ad's cluster and ``actor``.
        readings: readings that people named of the ad's cluster; ``found`` must stand beside it.
        found: the clusters with one of ``readings``, looked up by who asks.
        sources: parts of file names that the ad, or a later sighting, came from; ``=`` as above.
        formats: format words of these files.
        contacts: ad and number of one of its contacts, from 1: ads that give the same one.
        nots: filters of one key each; none of them may hold.
        actor: who asks.
        only_own: tags of other people, and what rules suggest, count as absent.
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
    statuses: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    news: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    found: tuple[int, ...] = ()
    sources: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    contacts: tuple[tuple[int, int], ...] = ()
    nots: tuple[Filter, ...] = ()
    actor: str = ""
    only_own: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One condition: ``select`` names ads or clusters by id; ``excluded``: all but these.

    ``days``: of a span of time the first and the last day, '' where it has no end.
    """

    key: str
    of: Literal["ads", "clusters"]
    select: str
    values: tuple[object, ...] = ()
    excluded: bool = False
    days: tuple[str, str] = ("", "")


def parts(chosen: Filter | None) -> list[Part]:
    """The parts of a filter; all of them must hold."""
    if chosen is None:
        return []
    found = [part for read in _PARTS for part in read(chosen)]
    for one in chosen.nots:
        found += [replace(part, excluded=not part.excluded) for part in parts(one)]
    return found


def where(chosen: Filter | None) -> tuple[str, list[object]]:
    """A condition over ``derived d`` and its parameters."""
    conditions: list[str] = []
    values: list[object] = []
    for part in parts(chosen):
        column = "d.ad" if part.of == "ads" else "d.cluster"
        if not part.excluded:
            conditions.append(f"{column} IN ({part.select})")
        elif part.of == "ads":
            conditions.append(f"{column} NOT IN ({part.select})")
        else:
            conditions.append(f"({column} IS NULL OR {column} NOT IN ({part.select}))")
        values.extend(part.values)
    return " AND ".join(conditions) or "1", values


def _numbers(chosen: Filter) -> Iterator[Part]:
    if chosen.cluster is not None:
        yield Part("cluster", "clusters", "SELECT ?", (chosen.cluster,))
    if chosen.cluster_size_over is not None:
        select = "SELECT id FROM clusters WHERE size > ?"
        yield Part("cluster", "clusters", select, (chosen.cluster_size_over,))
    if chosen.ids is not None:
        numbers = "[" + ",".join(str(int(ad)) for ad in chosen.ids) + "]"
        yield Part("ad", "ads", "SELECT value FROM json_each(?)", (numbers,))


def _facts(chosen: Filter) -> Iterator[Part]:
    if chosen.languages:
        condition, values = _any("language = ?", chosen.languages)
        yield Part("lang", "ads", f"SELECT ad FROM derived WHERE {condition}", values)  # noqa: S608
    if chosen.sites:
        condition, values = _named("site", chosen.sites)
        select = f"SELECT id FROM ads WHERE site IN ({_SITES} WHERE {condition})"  # noqa: S608
        yield Part("site", "ads", select, values)
    if chosen.has_image is not None:
        select = "SELECT ad FROM ad_images WHERE sha256 IS NOT NULL"
        yield Part("has", "ads", select, excluded=not chosen.has_image)
    if chosen.statuses:
        condition, values = _any("status = ?", chosen.statuses)
        yield Part("status", "clusters", f"SELECT id FROM clusters WHERE {condition}", values)  # noqa: S608
    if chosen.places:
        condition, values = _places(chosen.places)
        select = (
            f"SELECT ad FROM mentions WHERE kind = '{MentionKind.PLACE}' AND value IN "  # noqa: S608
            f"({_NAMES_OF_PLACES} SELECT value FROM names WHERE {condition})"
        )
        yield Part("place", "ads", select, values)


def _contacts(chosen: Filter) -> Iterator[Part]:
    if chosen.contacts:
        select = " UNION ALL ".join([f"SELECT ad FROM ({_SAME_CONTACT})"] * len(chosen.contacts))  # noqa: S608
        values = tuple(n for ad, number in chosen.contacts for n in (ad, max(number, 1) - 1))
        yield Part("contact", "ads", select, values)


def _files(chosen: Filter) -> Iterator[Part]:
    for key, wanted in (("source", chosen.sources), ("format", chosen.formats)):
        if not wanted:
            continue
        of_files, values = (
            _named("name", wanted) if key == "source" else _any("lower(format) = ?", wanted)
        )
        files = f"SELECT id FROM sources WHERE {of_files}"  # noqa: S608
        select = (
            f"SELECT id FROM ads WHERE source IN ({files}) "  # noqa: S608
            f"UNION ALL SELECT ad FROM captures WHERE source IN ({files})"
        )
        yield Part(key, "ads", select, (*values, *values))


def _people(chosen: Filter) -> Iterator[Part]:
    if chosen.tags:
        marked, values = _any("m.indicator = ?", chosen.tags)
        held = f"{_HELD} AND {marked}" + (" AND m.by = ?" if chosen.only_own else "")
        values = (*values, chosen.actor) if chosen.only_own else values
        select = (
            f"SELECT m.ad FROM marks m WHERE m.ad IS NOT NULL AND {held} "  # noqa: S608
            "UNION ALL SELECT x.ad FROM marks m JOIN derived x ON x.cluster = m.cluster "
            f"WHERE {held}"
        )
        yield Part("tag", "ads", select, (*values, *values))
    if chosen.indicators:
        known, values = _any("s.indicator = ?", chosen.indicators)
        known = f"0 AND {known}" if chosen.only_own else known
        select = (
            f"SELECT s.ad FROM suggestions s WHERE s.ad IS NOT NULL AND {known} "  # noqa: S608
            "UNION ALL SELECT x.ad FROM suggestions s JOIN suggestion_ads x "
            f"ON x.suggestion = s.id WHERE {known}"
        )
        yield Part("indicator", "ads", select, (*values, *values))
    if chosen.readings:
        numbers = "[" + ",".join(map(str, chosen.found)) + "]"
        yield Part("reading", "clusters", "SELECT value FROM json_each(?)", (numbers,))


def _news(chosen: Filter) -> Iterator[Part]:
    if not chosen.news:
        return
    selects, values = [], list[object]()
    for word in chosen.news:
        select, parameters = news_select(word, chosen.actor)
        selects.append(select)
        values.extend(parameters)
    yield Part("new", "clusters", " UNION ALL ".join(selects), tuple(values))


def news_select(word: str, actor: str) -> tuple[str, tuple[object, ...]]:
    """The question for clusters of which one of the words of ``NEWS`` is true."""
    if word == "never":
        return (
            "SELECT id FROM clusters WHERE size > 0 "
            "AND id NOT IN (SELECT cluster FROM looks WHERE actor = ?)",
            (actor,),
        )
    came = (
        "EXISTS (SELECT 1 FROM derived n WHERE n.cluster = l.cluster AND n.ad > l.last_ad) "
        "OR c.size > l.size"
    )
    wanted = came if word == "yes" else f"NOT ({came})"
    return (
        "SELECT l.cluster FROM looks l JOIN clusters c ON c.id = l.cluster "  # noqa: S608
        f"WHERE l.actor = ? AND c.size > 0 AND ({wanted})",
        (actor,),
    )


def _days(chosen: Filter) -> Iterator[Part]:
    days = (chosen.posted_from, chosen.posted_to)
    if any(days):
        told, values = _within(*days)
        later, _values = seen_again(*days)
        select = f"SELECT ad FROM derived WHERE {told} UNION ALL {later}"  # noqa: S608
        yield Part("time", "ads", select, (*values, *values), days=days)


def seen_again(first: str, last: str) -> tuple[str, list[object]]:
    """A question for the ads that have a later sighting within days, and its values."""
    told, values = _within(first, last)
    return f"SELECT ad FROM captures WHERE {told}", values  # noqa: S608


def is_within(day: str, first: str, last: str) -> bool:
    """Whether a day lies within two, both included; '' is no end."""
    return day >= first and (not last or "" < day <= last + _LAST)


def _within(first: str, last: str) -> tuple[str, list[object]]:
    # ``seen`` is ISO text or empty: it sorts as dates do.
    within, values = [], list[object]()
    if first:
        within, values = ["seen >= ?"], [first]
    if last:
        within += ["seen <> ''", "seen <= ?"]
        values.append(last + _LAST)
    return " AND ".join(within), values


def _months(chosen: Filter) -> Iterator[Part]:
    if chosen.months:
        told, values = _any("substr(seen, 1, 7) = ?", chosen.months)
        select = (
            f"SELECT ad FROM derived WHERE {told} "  # noqa: S608
            f"UNION ALL SELECT ad FROM captures WHERE {told}"
        )
        yield Part("month", "ads", select, (*values, *values))


def _texts(chosen: Filter) -> Iterator[Part]:
    said = "SELECT rowid FROM ads_words WHERE ads_words MATCH ?"
    terms = [search_words.term(phrase) for phrase in chosen.phrases]
    terms += [search_words.term(word, may_be_open=True) for word in chosen.words]
    for term in terms:
        if term is not None:
            yield Part("words", "ads", said, (term.match(),))
    if terms and not any(terms):
        yield Part("words", "ads", "SELECT 0 WHERE 0")
    for word in chosen.without:
        unwanted = search_words.term(word, may_be_open=True)
        if unwanted is not None:
            yield Part("words", "ads", said, (unwanted.match(),), excluded=True)


_PARTS: tuple[Callable[[Filter], Iterator[Part]], ...] = (
    _numbers, _facts, _contacts, _files, _people, _news, _days, _months, _texts,
)  # fmt: skip


def _places(names: Sequence[str]) -> tuple[str, tuple[object, ...]]:
    # A value is ``Lyon, FR, geonames:2996944``; people see and say ``Lyon, FR``.
    shown = "substr(value, 1, instr(value || ', geonames:', ', geonames:') - 1)"
    return _named(shown, names)


def _named(column: str, names: Sequence[str]) -> tuple[str, tuple[object, ...]]:
    """Any of these parts of a name; ``=name`` is the whole name, letter by letter."""
    conditions, values = [], list[object]()
    for name in names:
        whole = name.startswith("=") and len(name) > 1
        conditions.append(f"{column} = ?" if whole else f"instr(lower({column}), lower(?)) > 0")
        values.append(name[1:] if whole else name)
    return f"({' OR '.join(conditions)})", tuple(values)


def _any(condition: str, values: Sequence[object]) -> tuple[str, tuple[object, ...]]:
    return "(" + " OR ".join([condition] * len(values)) + ")", tuple(values)
