# SPDX-License-Identifier: GPL-3.0-or-later
"""What ads have in common, as columns in memory: site, place, language, month, tag, and so on.

A column is a list of (value, ad) pairs, read by one query that hands back all ads of a value as one
string: a million ads take a few tenths of a second, and the window's thread is never held up. What
did not change in the case is not read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexing.records import MentionKind
from indexing.store.clusters import MOVES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from indexing.store.case import Case

    Numbers = NDArray[np.signedinteger[Any]]
    Mask = NDArray[np.bool_]
else:  # numpy is read when the first column is
    Numbers = Mask = object

Token = tuple[object, ...]
_GEONAMES = ", geonames:"
_LIGHT = "'status_set', 'tagged', 'noted', 'read_through', 'reading_set'"
"""Operations that move no ad from one cluster to another."""
_BASE = (
    "SELECT (SELECT max(id) FROM runs), (SELECT max(id) FROM clusters), "  # noqa: S608
    f"(SELECT value FROM meta WHERE key = '{MOVES}'), "
    "(SELECT count(*) FROM clusters WHERE size = 1), count(*), sum(size), total(size * id), "
    "(SELECT count(*) FROM operations), (SELECT total(id) FROM operations WHERE state = 'done' "
    f"AND what NOT IN ({_LIGHT})) FROM clusters WHERE size > 1"
)
"""What stands while no ad changes its cluster. Every move is counted; an ad that is deleted makes a
cluster smaller. Clusters of one, the most of all, are only counted: their sum would take long."""
_RAW = (
    "SELECT max(id), sum(read), sum(added), sum(known), (SELECT count(*) FROM held_back), "
    "(SELECT max(id) FROM stamps) FROM sources"
)
_MENTIONED = "SELECT max(id) FROM mentions"
_SUGGESTED = (
    "SELECT count(*), total(id), (SELECT max(id) FROM stamps), (SELECT count(*) FROM suggested), "
    "(SELECT max(id) FROM codebook_pins) FROM suggestions"
)
_AT_ONCE = ""
"""A column that is read again after any change."""
_TAGGED = (
    "SELECT indicator, group_concat(ad) FROM (SELECT m.indicator, m.ad FROM marks m WHERE m.ad "
    "IS NOT NULL AND {held} UNION ALL SELECT m.indicator, x.ad FROM marks m JOIN derived x "
    "ON x.cluster = m.cluster WHERE {held}) GROUP BY indicator"
)
_HELD = (
    "m.superseded_at IS NULL AND m.status IN ('accepted', 'added') "
    "AND m.indicator NOT IN ('', '*') AND (NOT ?1 OR m.by = ?2)"
)
_SUGGESTED_ADS = (
    "SELECT indicator, group_concat(ad) FROM (SELECT s.indicator, s.ad FROM suggestions s WHERE "
    "s.ad IS NOT NULL {more} UNION ALL SELECT s.indicator, x.ad FROM suggestions s "
    "JOIN suggestion_ads x ON x.suggestion = s.id WHERE 1 {group}) GROUP BY indicator"
)
_NOT_REJECTED = (
    "AND NOT EXISTS (SELECT 1 FROM marks m WHERE m.ad = {ad} AND m.indicator = s.indicator "
    "AND m.superseded_at IS NULL AND m.status = 'rejected')"
)


@dataclass(frozen=True, slots=True)
class Base:
    """The ads that are in clusters, cluster by cluster.

    Attributes:
        ids: cluster ids, ascending; a cluster's number is its place here.
        cluster_of: for each ad the number of its cluster, ascending.
        ads: the id of each ad, in the same order.
        place_of: for each ad id its place in ``ads``, -1 where it is in no cluster.
    """

    ids: Numbers
    cluster_of: Numbers
    ads: Numbers
    place_of: Numbers


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which ads have which value: sorted by value, then by place, so also by cluster.

    ``values`` are numbers into ``names``, ``places`` go into ``Base.ads``, ``clusters`` are numbers
    of clusters.
    """

    names: tuple[str, ...]
    values: Numbers
    places: Numbers
    clusters: Numbers


@dataclass(frozen=True, slots=True)
class _Source:
    """How a column is read: what tells that it changed, queries, and what a value is called."""

    token: str
    queries: tuple[str, ...]
    name: Callable[[str], str] = str


_SOURCES: dict[str, _Source] = {
    "site": _Source(
        _RAW, ("SELECT site, group_concat(id) FROM ads WHERE site <> '' GROUP BY site",)
    ),
    "place": _Source(
        _MENTIONED,
        (
            "SELECT value, group_concat(ad) FROM mentions "  # noqa: S608
            f"WHERE kind = '{MentionKind.PLACE}' GROUP BY value",
        ),
        lambda value: value.split(_GEONAMES, 1)[0],
    ),
    "lang": _Source(
        _RAW,
        ("SELECT language, group_concat(ad) FROM derived WHERE language <> '' GROUP BY language",),
    ),
    "month": _Source(
        _RAW,
        tuple(
            f"SELECT seen, group_concat(ad) FROM {table} WHERE seen <> '' GROUP BY seen"  # noqa: S608
            for table in ("derived", "captures")
        ),
        lambda value: value[:7],
    ),
    # for the overview: places as mentions have them, and the one day that an ad goes by
    "town": _Source(
        _MENTIONED,
        (
            "SELECT value, group_concat(ad) FROM mentions "  # noqa: S608
            f"WHERE kind = '{MentionKind.PLACE}' GROUP BY value",
        ),
    ),
    "day": _Source(
        _RAW,
        ("SELECT seen, group_concat(ad) FROM derived WHERE seen <> '' GROUP BY seen",),
        lambda value: value[:10],
    ),
    "source": _Source(
        _RAW,
        tuple(
            f"SELECT (SELECT name FROM sources WHERE id = x.source), group_concat(x.{ad}) "  # noqa: S608
            f"FROM {table} x GROUP BY x.source"
            for table, ad in (("ads", "id"), ("captures", "ad"))
        ),
    ),
    "format": _Source(
        _RAW,
        tuple(
            f"SELECT (SELECT format FROM sources WHERE id = x.source), group_concat(x.{ad}) "  # noqa: S608
            f"FROM {table} x GROUP BY x.source"
            for table, ad in (("ads", "id"), ("captures", "ad"))
        ),
        str.lower,
    ),
    "has": _Source(
        _RAW, ("SELECT 'image', group_concat(ad) FROM ad_images WHERE sha256 IS NOT NULL",)
    ),
    "tag": _Source(_AT_ONCE, (_TAGGED.format(held=_HELD),)),
    "indicator": _Source(_SUGGESTED, (_SUGGESTED_ADS.format(more="", group=""),)),
    # What an order may count: suggested and not rejected there, or set by a person.
    "evidence": _Source(
        _AT_ONCE,
        (
            _SUGGESTED_ADS.format(
                more=_NOT_REJECTED.format(ad="s.ad"), group=_NOT_REJECTED.format(ad="x.ad")
            ),
            _TAGGED.format(held=_HELD),
        ),
    ),
}
COLUMNS = tuple(_SOURCES)


class Columns:
    """The columns of a case over one connection of one thread."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._moment: Token = ()
        self._tokens: dict[str, Token] = {}
        self._own = False
        self._held: dict[str, tuple[Token, Pairs]] = {}
        self._base: tuple[Token, Base] | None = None
        self.changes = 0

    def refresh(self, *, only_own: bool) -> bool:
        """Notice what changed in the case since the last time; True when anything did.

        Args:
            only_own: what other people set, and what rules suggest, counts as absent.
        """
        db = self._case.db.conn
        moment = (db.execute("PRAGMA data_version").fetchone()[0], db.total_changes, only_own)
        if moment == self._moment:
            return False
        self._moment, self._own = moment, only_own
        self._tokens.clear()
        self.changes += 1
        return True

    def base(self) -> Base:
        """The ads in clusters."""
        token = self._token(_BASE)
        if self._base is None or self._base[0] != token:
            self._base = (token, _base(self._case))
            self._held.clear()
        return self._base[1]

    def pairs(self, name: str) -> Pairs:
        """A column by its name, one of ``COLUMNS``."""
        base, source = self.base(), _SOURCES[name]
        told = self._token(source.token) if source.token else self._moment
        token = (self._own, *told)
        held = self._held.get(name)
        if held is None or held[0] != token:
            held = self._held[name] = (token, _pairs(base, self._read(name, source)))
        return held[1]

    def ids(self, select: str, values: Iterable[object]) -> Numbers:
        """The ids that a question names, as numbers."""
        query = f"WITH asked(x) AS ({select}) SELECT group_concat(x) FROM asked"  # noqa: S608
        return _numbers(self._case.db.conn.execute(query, list(values)).fetchone()[0])

    def rows(self, query: str, values: Iterable[object] = ()) -> list[tuple[str, Numbers]]:
        """A query of names and group-concatenated ids."""
        found = self._case.db.conn.execute(query, list(values)).fetchall()
        return [(name, _numbers(told)) for name, told in found]

    def table(self, query: str, values: Iterable[object] = ()) -> list[Numbers]:
        """A query whose columns are each one group-concatenated list of whole numbers."""
        row = self._case.db.conn.execute(query, list(values)).fetchone()
        return [_numbers(told) for told in row]

    def _token(self, query: str) -> Token:
        if query not in self._tokens:
            self._tokens[query] = tuple(self._case.db.conn.execute(query).fetchone())
        return self._tokens[query]

    def _read(self, name: str, source: _Source) -> Iterator[tuple[str, Numbers]]:
        for query in source.queries:
            if self._own and "suggestions" in query:
                continue
            values = [self._own, self._case.actor] if "?1" in query else []
            for value, ads in self.rows(query, values):
                if value:
                    yield source.name(str(value)), ads


def _numbers(told: object) -> Numbers:
    import numpy as np

    if told is None:
        return np.zeros(0, np.int64)
    return np.fromstring(str(told), dtype=np.int64, sep=",")


def _base(case: Case) -> Base:
    import numpy as np

    row = case.db.conn.execute(
        "SELECT group_concat(ad), group_concat(cluster) FROM "
        "(SELECT ad, cluster FROM derived WHERE cluster IS NOT NULL ORDER BY cluster, ad)"
    ).fetchone()
    ads, clusters = _numbers(row[0]), _numbers(row[1])
    # The order inside an aggregate is a habit of the engine, not its promise.
    order = np.lexsort((ads, clusters))
    ads, clusters = ads[order], clusters[order]
    first = np.ones(len(ads), np.bool_)
    first[1:] = clusters[1:] != clusters[:-1]
    cluster_of = (np.cumsum(first) - 1).astype(np.int32)
    place_of = np.full(int(ads.max()) + 1 if len(ads) else 1, -1, np.int32)
    place_of[ads] = np.arange(len(ads))
    return Base(clusters[first], cluster_of, ads, place_of)


def places(base: Base, ads: Numbers) -> Numbers:
    """Where ads stand; those in no cluster are left out."""
    found = base.place_of[ads[(ads >= 0) & (ads < len(base.place_of))]]
    kept: Numbers = found[found >= 0]
    return kept


def _pairs(base: Base, found: Iterable[tuple[str, Numbers]]) -> Pairs:
    import numpy as np

    by_name: dict[str, list[Numbers]] = {}
    for name, ads in found:
        here = places(base, ads)
        if len(here):
            by_name.setdefault(name, []).append(here)
    names = tuple(sorted(by_name))
    lists = [_each_once(np.concatenate(by_name[name]), len(base.ads)) for name in names]
    none = np.zeros(0, np.int32)
    where = np.concatenate([none, *lists])
    numbers = np.arange(len(names), dtype=np.int32)
    values = np.repeat(numbers, [len(one) for one in lists]) if lists else none
    return Pairs(names, values, where, base.cluster_of[where])


def _each_once(here: Numbers, of: int) -> Numbers:
    """Places in order, each once; many of them by marking them, which costs no sorting."""
    import numpy as np

    if len(here) * 100 < of:
        here.sort()
        different = np.ones(len(here), np.bool_)
        different[1:] = here[1:] != here[:-1]
        return here[different]
    marked = np.zeros(of, np.bool_)
    marked[here] = True
    return np.flatnonzero(marked).astype(np.int32)
