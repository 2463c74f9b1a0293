# SPDX-License-Identifier: GPL-3.0-or-later
"""What people say that a cluster may be: rival readings side by side, append-only, by person.

A reading is of a cluster of ads, never of a person, and nothing is counted up: what speaks for it
and against it stands beside it. Two people never overwrite each other.
"""

from __future__ import annotations

import json
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from indexing.errors import BadInputError
from indexing.store import clusters, homes, journal, reading_points
from indexing.store.journal import Item, Operation
from indexing.store.reading_points import Point
from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.case import Case

COMMON = ("benign", "spam", "scam")
"""Readings that every cluster may have, whatever the codebook is."""
MOST_LETTERS = 120
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the line that they stand in."""
_COLUMNS = (
    "id, cluster, reading, standing, by, note, members, at, supersedes, superseded_at, uid, thread"
)


class Standing(StrEnum):
    """How a person stands to a reading."""

    OPEN = "open"
    LEANING = "leaning"
    HELD = "held"
    SET_ASIDE = "set_aside"
    WITHDRAWN = "withdrawn"  # it is no longer one of the readings


@dataclass(frozen=True, slots=True)
class Reading:
    """One statement of one person on one reading of one cluster."""

    cluster: int
    reading: str
    standing: Standing
    by: str
    note: str = ""
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """A statement as stored; ``members`` are the ads of the cluster at that time.

    ``thread`` is the same in all statements that follow each other; ``home`` is the cluster that
    it belongs to now.
    """

    row: int
    said: Reading
    members: tuple[int, ...]
    at: str
    supersedes: int | None
    superseded_at: str
    uid: str
    thread: str
    home: int


def say(case: Case, said: Reading) -> int | None:
    """Record one statement as an operation of its own; its row, None when it changes nothing."""
    with journal.perform(case, what="reading_set", by=said.by) as operation:
        return put(operation, said)


def put(operation: Operation, said: Reading, *, held: ReadingRow | None = None) -> int | None:
    """Record a statement inside an operation; its row, None when it changes nothing.

    Args:
        operation: under way.
        said: the whole statement, with all its points.
        held: the statement that it follows, where known; else that of the person on it.

    Raises:
        BadInputError: ``id_unknown``, ``reading_unreadable``, ``span_outside``.
        RefusedError: ``item_protected``.
    """
    case = operation.case
    said = replace(said, reading=checked(said.reading), by=operation.by)
    old = held or held_by(case, said.cluster, said.reading, said.by)
    if old is None and said.standing is Standing.WITHDRAWN:
        return None
    if old is not None and _same(old.said, said):
        return None
    known = set(old.said.points) if old else set()
    at = now()
    reading_points.refuse_wrong(case, [one for one in said.points if one not in known], said.points)
    points = tuple(one if one in known else replace(one, by=said.by, at=at) for one in said.points)
    members = clusters.members(case, said.cluster)
    if not members:
        raise BadInputError("id_unknown", detail={"id": f"C{said.cluster}"})
    new = _append(case, replace(said, points=points), members, _Place(at, old))
    operation.items.append(
        Item(journal.READING, f"C{said.cluster}", None if old is None else str(old.row), str(new))
    )
    operation.touch(clusters=(said.cluster,))
    return new


def checked(reading: str) -> str:
    """A reading as it is kept: one line, not too long; raises ``reading_unreadable``."""
    told = " ".join(reading.split())
    if not told or len(told) > MOST_LETTERS or any(map(_is_control, told)):
        raise BadInputError("reading_unreadable", detail={"most": MOST_LETTERS})
    return told if folded(told) not in COMMON else folded(told)


def folded(reading: str) -> str:
    """What two ways to write a reading have in common."""
    return unicodedata.normalize("NFKC", " ".join(reading.split())).casefold()


def held_by(case: Case, cluster: int, reading: str, by: str) -> ReadingRow | None:
    """What a person says of a reading of a cluster now; of the cluster itself first."""
    found = [
        row
        for row in of_cluster(case, cluster)
        if row.said.by == by and folded(row.said.reading) == folded(reading)
    ]
    return min(found, key=lambda row: (row.said.cluster != cluster, row.row), default=None)


def of_cluster(case: Case, cluster: int) -> list[ReadingRow]:
    """The readings of a cluster that stand, and those of clusters whose ads it has now."""
    found = _rows(
        case,
        "superseded_at IS NULL AND standing <> 'withdrawn' AND "
        "(cluster = ?1 OR id IN (SELECT value FROM json_each(?2)))",
        (cluster, homes.came_to(case, "readings", cluster)),
    )
    return [replace(row, home=cluster) for row in found]


def current(case: Case) -> list[ReadingRow]:
    """The readings that stand, oldest first."""
    moved = homes.moved(case, "readings")
    found = _rows(case, "superseded_at IS NULL AND standing <> 'withdrawn'")
    return [replace(row, home=moved.get(row.row, row.home)) for row in found]


def history(case: Case) -> list[ReadingRow]:
    """Every statement ever made, oldest first."""
    moved = homes.moved(case, "readings")
    return [replace(row, home=moved.get(row.row, row.home)) for row in _rows(case, "1")]


def get(case: Case, row: int) -> ReadingRow | None:
    """One statement by its row, standing or superseded; None when it was purged."""
    return next(iter(_rows(case, "id = ?", (row,))), None)


def in_use(case: Case) -> list[str]:
    """Readings in people's own words that stand anywhere in the case, as first written."""
    rows = case.db.conn.execute(
        "SELECT reading FROM readings WHERE superseded_at IS NULL AND standing <> 'withdrawn' "
        "GROUP BY folded ORDER BY min(id)"
    )
    return [reading for (reading,) in rows if reading not in COMMON]


def clusters_with(case: Case, reading: str = "", standing: str = "", *, by: str = "") -> list[int]:
    """Clusters that somebody says a reading of, in order; '' is any reading, standing, person."""
    moved = homes.moved(case, "readings")
    rows = case.db.conn.execute(
        "SELECT id, cluster FROM readings WHERE superseded_at IS NULL AND standing <> 'withdrawn' "
        "AND (?1 = '' OR folded = ?1) AND (?2 = '' OR standing = ?2) AND (?3 = '' OR by = ?3)",
        [folded(reading), standing, by],
    )
    return sorted({moved.get(row, cluster) for row, cluster in rows})


def restore(operation: Operation, item: Item, wanted: str | None) -> bool:
    """Append what row ``wanted`` said, or a withdrawal for None; False when it was purged."""
    case = operation.case
    said = get(case, int((item.new if wanted is None else wanted) or 0))
    if said is None:
        return False
    told = said.said if wanted else replace(said.said, standing=Standing.WITHDRAWN, points=())
    _append(case, told, said.members, _Place(now(), said))
    operation.touch(clusters=(said.said.cluster,))
    return True


def holds(case: Case, item: Item, expected: str | None) -> bool:
    """Whether what row ``expected`` said (None: nothing) still stands."""
    rows = [get(case, int(row)) for row in (item.old, item.new) if row is not None]
    threads = {row.thread for row in rows if row is not None}
    found = [
        row
        for thread in threads
        for row in _rows(case, "superseded_at IS NULL AND thread = ?", (thread,))
        if row.said.standing is not Standing.WITHDRAWN
    ]
    said = None if expected is None else get(case, int(expected))
    if said is None or said.said.standing is Standing.WITHDRAWN:
        return not found
    return any(_same(row.said, said.said) for row in found)


def drop_unused(case: Case) -> None:
    """Forget what was said of ads that are all gone; part of a purge."""
    case.db.conn.execute(
        "DELETE FROM readings WHERE NOT EXISTS "
        "(SELECT 1 FROM json_each(readings.members) m JOIN ads a ON a.id = m.value)"
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a new statement stands: when it is made, and the one that it follows."""

    at: str
    after: ReadingRow | None


def _append(case: Case, said: Reading, members: Sequence[int], place: _Place) -> int:
    db = case.db.conn
    thread = place.after.thread if place.after else uuid.uuid4().hex
    old = db.execute(
        "UPDATE readings SET superseded_at = ? WHERE thread = ? AND superseded_at IS NULL "
        "RETURNING id",
        [place.at, thread],
    ).fetchall()
    cursor = db.execute(
        "INSERT INTO readings (uid, thread, cluster, members, reading, folded, standing, note, by, "
        "at, supersedes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            *(str(uuid.uuid4()), thread, said.cluster, json.dumps(list(members))),
            *(said.reading, folded(said.reading), said.standing, said.note, said.by, place.at),
            old[0][0] if old else None,
        ],
    )
    row = int(cursor.lastrowid or 0)
    reading_points.put(case, row, said.points)
    return row


def _rows(case: Case, which: str, values: Sequence[object] = ()) -> list[ReadingRow]:
    rows = case.db.conn.execute(
        f"SELECT {_COLUMNS} FROM readings WHERE {which} ORDER BY id",  # noqa: S608
        values,
    ).fetchall()
    points = reading_points.of_readings(case, [row[0] for row in rows])
    return [_row(row, tuple(points.get(row[0], ()))) for row in rows]


def _row(row: Sequence[Any], points: tuple[Point, ...]) -> ReadingRow:
    number, cluster, reading, standing, by, note, members, *rest = row
    at, supersedes, superseded_at, uid, thread = rest
    said = Reading(cluster, reading, Standing(standing), by, note, points)
    told = (at, supersedes, superseded_at or "", uid, thread)
    return ReadingRow(number, said, tuple(json.loads(members)), *told, home=cluster)


def _same(one: Reading, other: Reading) -> bool:
    return (one.reading, one.standing, one.note, one.by, one.points) == (
        (other.reading, other.standing, other.note, other.by, other.points)
    )


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) == "Cc" or letter in _TURNING
