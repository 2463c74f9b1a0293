# SPDX-License-Identifier: GPL-3.0-or-later
"""Links that the machine proposed, each with its reasons; hubs; and the runs that made them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexing.records import CandidatePair, Hub, Reason, ReasonKind
from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.case import Case

_PAGE = 2000
# INSERT OR REPLACE would keep, and encrypt, a copy of every page for each statement: ten times this
_PUT = (
    "INSERT INTO links (a, b, reasons) VALUES (?, ?, ?) "
    "ON CONFLICT (a, b) DO UPDATE SET reasons = excluded.reasons"
)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of linking: with which options, what came out, and versions of its methods."""

    run: int
    at: str
    options: Mapping[str, Any]
    counts: Mapping[str, Any]
    versions: Mapping[str, Any]


def replace_machine(
    case: Case, pairs: Iterable[CandidatePair], hubs: Iterable[Hub], options_json: str = ""
) -> int:
    """Put new links and hubs in place of all old ones, in one transaction.

    Judgements of people live elsewhere and are not touched. Returns the number of links.
    """
    with case.transaction():
        db = case.db.conn
        db.execute("DELETE FROM links")
        db.execute("DELETE FROM hubs")
        db.executemany("INSERT INTO links (a, b, reasons) VALUES (?, ?, ?)", map(_values, pairs))
        db.executemany(
            'INSERT INTO hubs (kind, value, ads, "groups", why) VALUES (?, ?, ?, ?, ?)',
            ((hub.kind, hub.value, hub.ads, hub.groups, hub.why) for hub in hubs),
        )
        links = count(case)
        if options_json:
            record_run(case, json.loads(options_json), {"links": links}, {})
    return links


def iterate(case: Case) -> Iterator[CandidatePair]:
    """Every link, by its two ads."""
    after = (0, 0)
    while True:
        page = case.db.conn.execute(
            "SELECT a, b, reasons FROM links WHERE (a, b) > (?, ?) ORDER BY a, b LIMIT ?",
            [*after, _PAGE],
        ).fetchall()
        if not page:
            return
        yield from map(_pair, page)
        after = page[-1][:2]


def of_ad(case: Case, ad: int) -> list[CandidatePair]:
    """The links of one ad."""
    rows = case.db.conn.execute(
        "SELECT a, b, reasons FROM links WHERE a = ?1 "
        "UNION ALL SELECT a, b, reasons FROM links WHERE b = ?1 ORDER BY a, b",
        [ad],
    )
    return [_pair(row) for row in rows]


def between(case: Case, first: int, second: int) -> CandidatePair | None:
    """The link of two ads in either order, or None."""
    row = case.db.conn.execute(
        "SELECT a, b, reasons FROM links WHERE a = ? AND b = ?",
        [min(first, second), max(first, second)],
    ).fetchone()
    return None if row is None else _pair(row)


def count(case: Case) -> int:
    """How many links there are."""
    return int(case.db.conn.execute("SELECT count(*) FROM links").fetchone()[0])


def hubs(case: Case) -> list[Hub]:
    """Things shared too widely to join ads, the widest first."""
    rows = case.db.conn.execute(
        'SELECT kind, value, ads, "groups", why FROM hubs ORDER BY ads DESC, kind, value'
    )
    return [Hub(ReasonKind(kind), *facts) for kind, *facts in rows]


def among(case: Case, ads: Sequence[int]) -> list[CandidatePair]:
    """The links of which both ads are among these."""
    # without the sign every two of the ads would be looked up: 40 s for 10,000 of them
    rows = case.db.conn.execute(
        "SELECT l.a, l.b, l.reasons FROM json_each(?1) x CROSS JOIN links l ON l.a = x.value "
        "WHERE +l.b IN (SELECT value FROM json_each(?1)) ORDER BY l.a, l.b",
        [json.dumps(list(ads))],
    )
    return [_pair(row) for row in rows]


def of_kind(case: Case, kind: ReasonKind) -> Iterator[CandidatePair]:
    """The links that have a reason of this kind."""
    rows = case.db.conn.execute(
        "SELECT a, b, reasons FROM links WHERE instr(reasons, ?) ORDER BY a, b",
        [f'"kind":"{kind}"'],
    )
    yield from map(_pair, rows.fetchall())


def leaving(case: Case, ads: Sequence[int]) -> list[CandidatePair]:
    """The links of which one ad is among these and the other is not."""
    rows = case.db.conn.execute(
        "SELECT a, b, reasons FROM ("
        "SELECT l.a, l.b, l.reasons, l.b AS other FROM json_each(?1) x "
        "CROSS JOIN links l ON l.a = x.value UNION ALL "
        "SELECT l.a, l.b, l.reasons, l.a FROM json_each(?1) x CROSS JOIN links l ON l.b = x.value"
        ") WHERE other NOT IN (SELECT value FROM json_each(?1)) ORDER BY a, b",
        [json.dumps(list(ads))],
    )
    return [_pair(row) for row in rows]


def put(case: Case, changed: Iterable[CandidatePair]) -> None:
    """Put these links in place of what stood for their ads; one without reasons goes."""
    with case.transaction():
        for pair in changed:
            if pair.reasons:
                case.db.conn.execute(_PUT, _values(pair))
            else:
                case.db.conn.execute("DELETE FROM links WHERE a = ? AND b = ?", [pair.a, pair.b])


def put_hub(case: Case, kind: ReasonKind, value: str, hub: Hub | None) -> None:
    """Say that a thing is this hub, or none."""
    with case.transaction():
        db = case.db.conn
        db.execute("DELETE FROM hubs WHERE kind = ? AND value = ?", [kind, value])
        if hub is not None:
            db.execute(
                'INSERT INTO hubs (kind, value, ads, "groups", why) VALUES (?, ?, ?, ?, ?)',
                [kind, value, hub.ads, hub.groups, hub.why],
            )


def record_run(
    case: Case,
    options: Mapping[str, Any],
    counts: Mapping[str, Any],
    versions: Mapping[str, Any],
) -> int:
    """Note what was run; returns its number."""
    with case.transaction():
        cursor = case.db.conn.execute(
            "INSERT INTO runs (at, options, counts, versions) VALUES (?, ?, ?, ?)",
            [now(), *(json.dumps(dict(part)) for part in (options, counts, versions))],
        )
    return int(cursor.lastrowid or 0)


def note_ended(case: Case, stage: str) -> None:
    """Note of the newest run, where there is one, that this stage came to its end."""
    run = last_run(case)
    if run is None or stage in run.counts.get("ended", ()):
        return
    counts = {**run.counts, "ended": [*run.counts.get("ended", ()), stage]}
    with case.transaction():
        case.db.conn.execute(
            "UPDATE runs SET counts = ? WHERE id = ?", [json.dumps(counts), run.run]
        )


def last_run(case: Case) -> Run | None:
    """The newest run."""
    row = case.db.conn.execute(
        "SELECT id, at, options, counts, versions FROM runs ORDER BY id DESC LIMIT 1"
    ).fetchone()
    return None if row is None else Run(row[0], row[1], *(json.loads(part) for part in row[2:]))


def _values(pair: CandidatePair) -> tuple[int, int, str]:
    reasons = [
        {
            "kind": reason.kind,
            "score": reason.score,
            "threshold": reason.threshold,
            "detail": dict(reason.detail),
            "joins": reason.joins,
        }
        for reason in pair.reasons
    ]
    return pair.a, pair.b, json.dumps(reasons, separators=(",", ":"))


def _pair(row: Sequence[Any]) -> CandidatePair:
    reasons = tuple(
        Reason(
            ReasonKind(found["kind"]),
            found["score"],
            found["threshold"],
            found["detail"],
            found["joins"],
        )
        for found in json.loads(row[2])
    )
    return CandidatePair(row[0], row[1], reasons)
