# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters of ads: stable ids that are never reused, and pages that stay fast in large cases."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from indexing.errors import BadInputError
from indexing.store import cluster_counts, journal, lost_ads
from indexing.store.journal import Item, Operation
from indexing.store.queue_filter import Filter, where
from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.case import Case

_COUNTER = "next_cluster"
MOVES = "cluster_moves"
"""In ``meta``: how often ads were put into other clusters; what is held in memory asks for it."""
_COLUMNS = "c.id, c.size, c.first_seen, c.last_seen, c.status, c.reasons, c.template"


class ClusterStatus(StrEnum):
    """How far people are with a cluster."""

    WAITING = "todo"
    LOOKING = "looking"
    DONE = "done"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """A cluster; ``ads`` is filled by ``iterate`` and ``get``."""

    cluster: int
    size: int
    first_seen: str
    last_seen: str
    status: ClusterStatus
    reasons: Mapping[str, int]
    template: str = ""
    ads: tuple[int, ...] = ()
    first_ad: int = 0


def next_id(case: Case) -> int:
    """An id that no cluster ever had."""
    return next_ids(case, 1)[0]


def next_ids(case: Case, number: int) -> range:
    """That many ids that no cluster ever had."""
    with case.transaction():
        first = _counter(case)
        _set_counter(case, first + number)
    return range(first, first + number)


def replace(
    case: Case, groups: Mapping[int, Sequence[int]], *, among: Mapping[int, int] | None = None
) -> None:
    """Put every ad into its cluster, in one transaction; an ad that is not named has none.

    With ``among`` (some ads and the clusters they are in) only these ads are put, and only
    clusters that lose or win one of them are counted again.

    Call it after ``pairs.replace_machine``: the reasons of each cluster are counted here. The
    status of a cluster stays with its id.
    """
    with case.transaction():
        db = case.db.conn
        wanted = {ad: cluster for cluster, members in groups.items() for ad in members}
        old = current(case) if among is None else among
        changes = [(None, ad) for ad in old if ad not in wanted] + [
            (cluster, ad) for ad, cluster in wanted.items() if old.get(ad) != cluster
        ]
        db.executemany("UPDATE derived SET cluster = ? WHERE ad = ?", changes)
        if changes:
            _set_counter(case, _counter(case, MOVES) + 1, MOVES)
        at = now()
        db.executemany(
            "INSERT INTO clusters (id, created) VALUES (?, ?) ON CONFLICT DO NOTHING",
            [(cluster, at) for cluster, members in groups.items() if members],
        )
        _set_counter(case, max([_counter(case), *(cluster + 1 for cluster in groups)]))
        cluster_counts.refresh(case, None if among is None else {*among.values(), *groups})
        lost_ads.keep(case, old, set(wanted.values()))


def current(case: Case) -> dict[int, int]:
    """The cluster of every ad that has one."""
    return dict(
        case.db.conn.execute(
            "SELECT ad, cluster FROM derived WHERE cluster IS NOT NULL ORDER BY ad"
        ).fetchall()
    )


def of_ads(case: Case, ads: Iterable[int]) -> dict[int, int]:
    """The cluster of each of these ads that has one."""
    rows = case.db.conn.execute(
        "SELECT ad, cluster FROM derived WHERE cluster IS NOT NULL "
        "AND ad IN (SELECT value FROM json_each(?))",
        [json.dumps(list(ads))],
    )
    return dict(rows.fetchall())


def members_of(case: Case, wanted: Iterable[int]) -> list[int]:
    """Ids of the ads of several clusters, in order."""
    rows = case.db.conn.execute(
        "SELECT ad FROM derived WHERE cluster IN (SELECT value FROM json_each(?)) ORDER BY ad",
        [json.dumps(list(wanted))],
    )
    return [ad for (ad,) in rows]


def set_templates(case: Case, templates: Mapping[int, str]) -> None:
    """Keep the template text of clusters."""
    with case.transaction():
        case.db.conn.executemany(
            "UPDATE clusters SET template = ?1 WHERE id = ?2 AND template <> ?1",
            [(text, cluster) for cluster, text in templates.items()],
        )


def template_heads(
    case: Case, letters: int, only: Collection[int] | None = None
) -> list[tuple[int, str, tuple[int, ...]]]:
    """Clusters of two or more ads: id, first letters of the template, ads in order; all or some."""
    chosen = "" if only is None else " AND c.id IN (SELECT value FROM json_each(?2))"
    values = [letters] if only is None else [letters, json.dumps(list(only))]
    rows = case.db.conn.execute(
        "SELECT c.id, substr(c.template, 1, ?1), (SELECT group_concat(ad) FROM "  # noqa: S608
        "(SELECT ad FROM derived d WHERE d.cluster = c.id ORDER BY ad)) "
        f"FROM clusters c WHERE c.size > 1{chosen} ORDER BY c.id",
        values,
    )
    return [
        (cluster, head, tuple(map(int, told.split(",")))) for cluster, head, told in rows if told
    ]


def iterate(case: Case) -> Iterator[ClusterRow]:
    """Every cluster that has ads, with them, in id order."""
    after = 0
    while True:
        page = case.db.conn.execute(
            f"SELECT {_COLUMNS} FROM clusters c WHERE c.size > 0 AND c.id > ? "  # noqa: S608
            "ORDER BY c.id LIMIT 500",
            [after],
        ).fetchall()
        if not page:
            return
        for row in page:
            yield _row(row, ads=members(case, row[0]))
        after = page[-1][0]


def get(case: Case, cluster: int) -> ClusterRow:
    """One cluster with its ads; raises ``id_unknown``, also for one that lost all its ads."""
    row = case.db.conn.execute(
        f"SELECT {_COLUMNS} FROM clusters c WHERE c.id = ? AND c.size > 0",  # noqa: S608
        [cluster],
    ).fetchone()
    if row is None:
        raise BadInputError("id_unknown", detail={"id": f"C{cluster}"})
    return _row(row, ads=members(case, cluster))


def of_ad(case: Case, ad: int) -> int | None:
    """The cluster of an ad."""
    row = case.db.conn.execute("SELECT cluster FROM derived WHERE ad = ?", [ad]).fetchone()
    return None if row is None else row[0]


def members(case: Case, cluster: int) -> tuple[int, ...]:
    """Ids of the ads of a cluster, in order."""
    rows = case.db.conn.execute("SELECT ad FROM derived WHERE cluster = ? ORDER BY ad", [cluster])
    return tuple(ad for (ad,) in rows)


def ids(case: Case, *, only: Filter | None = None) -> list[int]:
    """Ids of clusters, largest first; ``only`` keeps those with an ad that passes the filter."""
    chosen, values = "", list[object]()
    if only is not None and only != Filter():
        condition, values = where(only)
        chosen = f"AND c.id IN (SELECT d.cluster FROM derived d WHERE {condition}) "  # noqa: S608
    rows = case.db.conn.execute(
        f"SELECT c.id FROM clusters c WHERE c.size > 0 {chosen}ORDER BY c.size DESC, c.id",  # noqa: S608
        values,
    )
    return [cluster for (cluster,) in rows]


def get_many(case: Case, wanted: Sequence[int]) -> list[ClusterRow]:
    """The clusters that have ads among these, in the order given."""
    found = case.db.conn.execute(
        f"SELECT {_COLUMNS} FROM clusters c WHERE c.size > 0 "  # noqa: S608
        "AND c.id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(wanted))],
    ).fetchall()
    first = _first_ads(case, [row[0] for row in found])
    rows = {row[0]: _row(row, first_ad=first.get(row[0], 0)) for row in found}
    return [rows[cluster] for cluster in wanted if cluster in rows]


def set_status(case: Case, cluster: int, status: ClusterStatus, *, by: str) -> None:
    """Set the status of a cluster as an operation of its own."""
    with journal.perform(case, what="status_set", by=by) as operation:
        put_status(operation, cluster, status)


def put_status(operation: Operation, cluster: int, status: ClusterStatus) -> None:
    """Set the status of a cluster inside an operation."""
    old = get(operation.case, cluster).status
    if old == status:
        return
    _write_status(operation.case, cluster, status)
    operation.items.append(Item(journal.STATUS, str(cluster), old, status))
    operation.touch(clusters=(cluster,))


def restore(operation: Operation, item: Item, wanted: str | None) -> bool:
    """Set the status back to a word it had."""
    _write_status(operation.case, int(item.key), ClusterStatus(wanted or ClusterStatus.WAITING))
    operation.touch(clusters=(int(item.key),))
    return True


def _write_status(case: Case, cluster: int, status: ClusterStatus) -> None:
    case.db.conn.execute("UPDATE clusters SET status = ? WHERE id = ?", [status, cluster])


def _first_ads(case: Case, wanted: Iterable[int]) -> dict[int, int]:
    # the first ad of each by itself: grouping would read all ads of the largest clusters
    rows = case.db.conn.execute(
        "SELECT x.value, (SELECT min(d.ad) FROM derived d WHERE d.cluster = x.value) "
        "FROM json_each(?) x",
        [json.dumps(list(wanted))],
    )
    return dict(rows.fetchall())


def _counter(case: Case, key: str = _COUNTER) -> int:
    row = case.db.conn.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
    return int(row[0]) if row else 1


def _set_counter(case: Case, value: int, key: str = _COUNTER) -> None:
    case.db.conn.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) "
        "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        [key, str(value)],
    )


def _row(row: Sequence[Any], *, ads: tuple[int, ...] = (), first_ad: int = 0) -> ClusterRow:
    cluster, size, first, last, status, reasons, template = row
    return ClusterRow(
        cluster,
        size,
        first,
        last,
        ClusterStatus(status),
        json.loads(reasons),
        template=template,
        ads=ads,
        first_ad=ads[0] if ads else first_ad,
    )
