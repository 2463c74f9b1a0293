# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags and notes that people put on ads, spans and clusters: append-only, by person.

What a person says about one indicator on one target supersedes what the same person said of it
before; two people never overwrite each other, so that their agreement can be measured.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from indexing.errors import BadInputError
from indexing.store import ads, journal
from indexing.store.journal import Item, Operation
from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.case import Case

NOTE = ""
"""The indicator of a plain note."""
_COLUMNS = (
    'id, kind, ad, cluster, "start", "end", members, indicator, status, confidence, note, '
    "codebook, codebook_version, codebook_sha256, by, at, supersedes, superseded_at"
)
_INSERT = (
    'INSERT INTO marks (key, kind, ad, cluster, "start", "end", members, indicator, status, '
    "confidence, note, codebook, codebook_version, codebook_sha256, by, at, supersedes) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class MarkStatus(StrEnum):
    """What a person says of an indicator on a target."""

    ACCEPTED = "accepted"  # the program suggested it
    REJECTED = "rejected"
    ADDED = "added"  # nobody suggested it
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Target:
    """What a mark is about: an ad, a cluster, or code points ``start`` to ``end`` of a body."""

    ad: int | None = None
    cluster: int | None = None
    start: int | None = None
    end: int | None = None

    @property
    def kind(self) -> str:
        """``cluster``, ``span`` or ``ad``."""
        if self.cluster is not None:
            return "cluster"
        return "ad" if self.start is None else "span"


@dataclass(frozen=True, slots=True)
class Mark:
    """One statement of one person; the codebook it is from is pinned by its hash."""

    target: Target
    indicator: str
    status: MarkStatus
    by: str
    confidence: str = ""
    note: str = ""
    codebook: str = ""
    codebook_version: str = ""
    codebook_sha256: str = ""


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A mark as stored; ``members`` are the ads of a cluster at the time it was marked."""

    row: int
    mark: Mark
    members: tuple[int, ...]
    at: str
    supersedes: int | None
    superseded_at: str


def add(case: Case, mark: Mark) -> int:
    """Record one mark as an operation of its own; returns its row."""
    what = "noted" if mark.indicator == NOTE else "tagged"
    with journal.perform(case, what=what, by=mark.by) as operation:
        return put(operation, mark)


def note(case: Case, target: Target, text: str, *, by: str) -> int:
    """Set a person's note on a target; '' withdraws it."""
    status = MarkStatus.ADDED if text else MarkStatus.WITHDRAWN
    return add(case, Mark(target, NOTE, status, by, note=text))


def put(operation: Operation, mark: Mark) -> int:
    """Record a mark inside an operation; returns its row."""
    members = _members(operation.case, mark.target)
    old, new = _append(operation.case, mark, members)
    operation.items.append(
        Item(journal.MARK, _target_key(mark.target), None if old is None else str(old), str(new))
    )
    _touch(operation, mark.target)
    return new


def current(case: Case, target: Target | None = None) -> list[MarkRow]:
    """The tags that hold, on one target or on all; withdrawn ones are left out."""
    return _holding(case, target, "<> ''")


def notes(case: Case, target: Target | None = None) -> list[MarkRow]:
    """The notes that hold, on one target or on all."""
    return _holding(case, target, "= ''")


def of_ad(case: Case, ad: int) -> list[MarkRow]:
    """Tags and notes that hold on an ad, its spans, or the cluster it is in."""
    rows = case.db.conn.execute(
        f"SELECT {_COLUMNS} FROM marks WHERE superseded_at IS NULL AND status <> 'withdrawn' "  # noqa: S608
        "AND (ad = ?1 OR cluster = (SELECT cluster FROM derived WHERE ad = ?1)) ORDER BY id",
        [ad],
    )
    return [_row(row) for row in rows]


def get(case: Case, row: int) -> MarkRow | None:
    """One mark by its row, held or superseded; None when it was purged."""
    return _get(case, str(row))


def history(case: Case, target: Target | None = None) -> list[MarkRow]:
    """Every tag and note ever made, on one target or on all, oldest first."""
    rows = case.db.conn.execute(f"SELECT {_COLUMNS} FROM marks ORDER BY id").fetchall()  # noqa: S608
    found = [_row(row) for row in rows]
    return [row for row in found if target is None or row.mark.target == target]


def restore(operation: Operation, item: Item, wanted: str | None) -> bool:
    """Append what row ``wanted`` said, or a withdrawal for None; False when it was purged."""
    said = _get(operation.case, item.new if wanted is None else wanted)
    if said is None:
        return False
    mark = said.mark if wanted else replace(said.mark, status=MarkStatus.WITHDRAWN, note="")
    _append(operation.case, mark, said.members)
    _touch(operation, mark.target)
    return True


def _holding(case: Case, target: Target | None, indicator: str) -> list[MarkRow]:
    rows = case.db.conn.execute(
        f"SELECT {_COLUMNS} FROM marks WHERE superseded_at IS NULL AND status <> 'withdrawn' "  # noqa: S608
        f"AND indicator {indicator} AND (?1 OR ad IS ?2 AND cluster IS ?3 "
        'AND "start" IS ?4 AND "end" IS ?5) ORDER BY id',
        [target is None, *_target_values(target or Target())],
    )
    return [_row(row) for row in rows]


def _append(case: Case, mark: Mark, members: Sequence[int]) -> tuple[int | None, int]:
    db = case.db.conn
    at = now()
    key = json.dumps([_target_key(mark.target), mark.indicator, mark.by], ensure_ascii=False)
    old = db.execute(
        "UPDATE marks SET superseded_at = ? WHERE key = ? AND superseded_at IS NULL RETURNING id",
        [at, key],
    ).fetchall()
    old_row = int(old[0][0]) if old else None
    cursor = db.execute(
        _INSERT,
        [
            key,
            mark.target.kind,
            *_target_values(mark.target),
            json.dumps(list(members)),
            mark.indicator,
            mark.status,
            mark.confidence,
            mark.note,
            mark.codebook,
            mark.codebook_version,
            mark.codebook_sha256,
            mark.by,
            at,
            old_row,
        ],
    )
    return old_row, int(cursor.lastrowid or 0)


def _members(case: Case, target: Target) -> list[int]:
    if target.cluster is not None:
        rows = case.db.conn.execute(
            "SELECT ad FROM derived WHERE cluster = ? ORDER BY ad", [target.cluster]
        )
        found = [ad for (ad,) in rows]
        if not found:
            raise BadInputError("id_unknown", detail={"id": f"C{target.cluster}"})
        return found
    row = ads.get(case, target.ad or 0)
    if target.start is not None and not 0 <= target.start < (target.end or 0) <= len(row.body):
        detail = {"start": target.start, "end": target.end, "length": len(row.body)}
        raise BadInputError("span_outside", place=f"A{row.ad}", detail=detail)
    return []


def _touch(operation: Operation, target: Target) -> None:
    operation.touch(
        ads=() if target.ad is None else (target.ad,),
        clusters=() if target.cluster is None else (target.cluster,),
    )


def _target_key(target: Target) -> str:
    if target.cluster is not None:
        return f"C{target.cluster}"
    return f"A{target.ad}" + ("" if target.start is None else f":{target.start}-{target.end}")


def _target_values(target: Target) -> tuple[int | None, ...]:
    return target.ad, target.cluster, target.start, target.end


def _get(case: Case, row: str | None) -> MarkRow | None:
    found = case.db.conn.execute(
        f"SELECT {_COLUMNS} FROM marks WHERE id = ?",  # noqa: S608
        [row],
    ).fetchone()
    return None if found is None else _row(found)


def _row(row: Sequence[Any]) -> MarkRow:
    target = Target(*row[2:6])
    indicator, status, confidence, text, book, version, sha256, by = row[7:15]
    mark = Mark(target, indicator, MarkStatus(status), by, confidence, text, book, version, sha256)
    return MarkRow(row[0], mark, tuple(json.loads(row[6])), row[15], row[16], row[17] or "")
