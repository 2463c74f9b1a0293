# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags and notes that people put on ads, spans, pictures and clusters: append-only, by person.

What a person says about one indicator on one target supersedes what the same person said of it
before; two people never overwrite each other, so that their agreement can be measured.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from indexing.store import clusters, homes, journal, mark_targets
from indexing.store.journal import Item, Operation
from indexing.store.mark_targets import Target as Target
from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.case import Case

NOTE = ""
"""The indicator of a plain note."""
READ = "*"
"""The indicator of a reading: the person went through the ad, and what they did not mark on it
they did not find."""
_COLUMNS = (
    'id, kind, ad, cluster, "start", "end", layer, picture, members, indicator, status, '
    "confidence, note, codebook, codebook_version, codebook_sha256, by, at, supersedes, "
    "superseded_at, indicator_version, rule, rule_version, evidence, alternative, "
    "suggestion_visible, uid, picture_sha256"
)
_HOLDS = "superseded_at IS NULL AND status <> 'withdrawn'"
_INSERTED = (
    "key", "kind", "ad", "cluster", '"start"', '"end"', "layer", "picture", "members", "indicator",
    "status", "confidence", "note", "codebook", "codebook_version", "codebook_sha256", "by", "at",
    "supersedes", "indicator_version", "rule", "rule_version", "evidence", "alternative",
    "suggestion_visible", "uid", "picture_sha256",
)  # fmt: skip
_INSERT = (
    f"INSERT INTO marks ({', '.join(_INSERTED)}) "  # noqa: S608
    f"VALUES ({', '.join('?' * len(_INSERTED))})"
)


class MarkStatus(StrEnum):
    """What a person says of an indicator on a target."""

    ACCEPTED = "accepted"  # the program suggested it
    REJECTED = "rejected"
    ADDED = "added"  # nobody suggested it
    UNSURE = "unsure"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Origin:
    """The suggestion that a decision answers; without a rule the person looked alone.

    ``evidence`` is what the rule showed when the person decided: values, thresholds, places.
    """

    rule: str = ""
    rule_version: int = 0
    evidence: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """``rule`` or ``analyst``."""
        return "rule" if self.rule else "analyst"


@dataclass(frozen=True, slots=True)
class Mark:
    """One statement of one person; the codebook it is from is pinned by its hash.

    ``note`` is the person's reason, ``alternative`` the innocent reading they saw.
    ``suggestion_visible``: whether the program's suggestions were in sight; None: not known.
    """

    target: Target
    indicator: str
    status: MarkStatus
    by: str
    confidence: str = ""
    note: str = ""
    codebook: str = ""
    codebook_version: str = ""
    codebook_sha256: str = ""
    indicator_version: int = 0
    origin: Origin = Origin()
    alternative: str = ""
    suggestion_visible: bool | None = None


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A mark as stored; ``members`` are the ads of a cluster at the time it was marked.

    ``uid`` is its name in every case; ``picture_sha256`` that of the picture it is about.
    """

    row: int
    mark: Mark
    members: tuple[int, ...]
    at: str
    supersedes: int | None
    superseded_at: str
    uid: str = ""
    picture_sha256: str = ""


def add(case: Case, mark: Mark) -> int:
    """Record one mark as an operation of its own; returns its row."""
    what = {NOTE: "noted", READ: "read_through"}.get(mark.indicator, "tagged")
    with journal.perform(case, what=what, by=mark.by) as operation:
        return put(operation, mark)


def note(case: Case, target: Target, text: str, *, by: str) -> int:
    """Set a person's note on a target; '' withdraws it."""
    status = MarkStatus.ADDED if text else MarkStatus.WITHDRAWN
    return add(case, Mark(target, NOTE, status, by, note=text))


def withdrawn(mark: Mark, *, by: str) -> Mark:
    """The withdrawal of a mark; of what was said nothing is repeated."""
    return replace(mark, status=MarkStatus.WITHDRAWN, by=by, confidence="", note="", alternative="")


def put(operation: Operation, mark: Mark) -> int:
    """Record a mark inside an operation; returns its row."""
    members = _members_of(operation.case, mark)
    old, new = _append(operation.case, mark, members)
    operation.items.append(
        Item(
            journal.MARK,
            mark_targets.key_of(mark.target),
            None if old is None else str(old),
            str(new),
        )
    )
    _touch(operation, mark.target)
    return new


def current(case: Case, target: Target | None = None) -> list[MarkRow]:
    """The tags that hold, on one target or on all; withdrawn ones are left out."""
    return _holding(case, target, "NOT IN ('', '*')")


def notes(case: Case, target: Target | None = None) -> list[MarkRow]:
    """The notes that hold, on one target or on all."""
    return _holding(case, target, "= ''")


def readings(case: Case) -> list[MarkRow]:
    """Which ads were gone through, and by whom."""
    return _holding(case, None, "= '*'")


def of_ad(case: Case, ad: int) -> list[MarkRow]:
    """Tags and notes that hold on an ad, its spans, or the cluster it is in."""
    return _rows(
        case,
        f"{_HOLDS} AND indicator <> '*' "  # noqa: S608
        "AND (ad = ?1 OR cluster = (SELECT cluster FROM derived WHERE ad = ?1) "
        "OR id IN (SELECT value FROM json_each(?2)))",
        (ad, homes.came_to(case, "marks", clusters.of_ad(case, ad))),
    )


def of_cluster(case: Case, cluster: int) -> list[MarkRow]:
    """Tags and notes that hold on a cluster, its ads, or their spans."""
    return _rows(
        case,
        f"{_HOLDS} AND indicator <> '*' AND (cluster = ?1 OR ad IN (SELECT ad FROM derived "  # noqa: S608
        "WHERE cluster = ?1) OR id IN (SELECT value FROM json_each(?2)))",
        (cluster, homes.came_to(case, "marks", cluster)),
    )


def get(case: Case, row: int) -> MarkRow | None:
    """One mark by its row, held or superseded; None when it was purged."""
    return _get(case, str(row))


def history(case: Case, target: Target | None = None) -> list[MarkRow]:
    """Every tag and note ever made, on one target or on all, oldest first."""
    return [row for row in _rows(case, "1") if target is None or row.mark.target == target]


def said(case: Case) -> list[MarkRow]:
    """Every tag ever made but those whose operation was undone, oldest first."""
    undone = {
        int(row)
        for (row,) in case.db.conn.execute(
            "SELECT i.new FROM operation_items i JOIN operations o ON o.id = i.operation "
            "WHERE i.kind = ? AND i.new IS NOT NULL AND o.state <> 'done'",
            [journal.MARK],
        )
    }
    return [
        row
        for row in history(case)
        if row.mark.indicator not in (NOTE, READ) and row.row not in undone
    ]


def restore(operation: Operation, item: Item, wanted: str | None) -> bool:
    """Append what row ``wanted`` said, or a withdrawal for None; False when it was purged."""
    before = _get(operation.case, item.new if wanted is None else wanted)
    if before is None:
        return False
    mark = before.mark if wanted else withdrawn(before.mark, by=before.mark.by)
    _append(operation.case, mark, before.members)
    _touch(operation, mark.target)
    return True


def holds(case: Case, item: Item, expected: str | None) -> bool:
    """Whether what row ``expected`` said of a target (None: nothing) still stands."""
    told = _get(case, item.new or item.old)
    if told is None:
        return True
    found = [row.mark for row in _rows(case, f"key = ? AND {_HOLDS}", (key_of(told.mark),))]
    said = None if expected is None else _get(case, expected)
    if said is None or said.mark.status is MarkStatus.WITHDRAWN:
        return not found
    return found == [said.mark]


def key_of(mark: Mark) -> str:
    """Target, indicator and person: what a new mark supersedes has the same."""
    return json.dumps(
        [mark_targets.key_of(mark.target), mark.indicator, mark.by], ensure_ascii=False
    )


def _holding(case: Case, target: Target | None, indicator: str) -> list[MarkRow]:
    return _rows(
        case,
        f"{_HOLDS} AND indicator {indicator} AND (?1 OR ad IS ?2 AND cluster IS ?3 "
        'AND "start" IS ?4 AND "end" IS ?5 AND layer = ?6 AND picture IS ?7)',
        (target is None, *mark_targets.values(target or Target())),
    )


def _append(case: Case, mark: Mark, members: Sequence[int]) -> tuple[int | None, int]:
    db = case.db.conn
    at = now()
    key = key_of(mark)
    old = db.execute(
        "UPDATE marks SET superseded_at = ? WHERE key = ? AND superseded_at IS NULL RETURNING id",
        [at, key],
    ).fetchall()
    old_row = int(old[0][0]) if old else None
    pinned = str(uuid.uuid4()), mark_targets.picture_of(case, mark.target)
    cursor = db.execute(_INSERT, [key, *_values(mark, members, at, old_row), *pinned])
    return old_row, int(cursor.lastrowid or 0)


def _values(mark: Mark, members: Sequence[int], at: str, old: int | None) -> tuple[Any, ...]:
    return (
        mark.target.kind,
        *mark_targets.values(mark.target),
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
        old,
        mark.indicator_version,
        mark.origin.rule,
        mark.origin.rule_version,
        json.dumps(dict(mark.origin.evidence), ensure_ascii=False, sort_keys=True),
        mark.alternative,
        mark.suggestion_visible,
    )


def _members_of(case: Case, mark: Mark) -> list[int]:
    """The ads of the cluster that a mark is on; what was said of one without ads is taken back."""
    if mark.status is MarkStatus.WITHDRAWN and mark.target.cluster is not None:
        row = case.db.conn.execute(
            "SELECT members FROM marks WHERE key = ? AND superseded_at IS NULL", [key_of(mark)]
        ).fetchone()
        if row is not None:
            return list(json.loads(row[0]))
    return mark_targets.members(case, mark.target)


def _touch(operation: Operation, target: Target) -> None:
    operation.touch(
        ads=() if target.ad is None else (target.ad,),
        clusters=() if target.cluster is None else (target.cluster,),
    )


def _get(case: Case, row: str | None) -> MarkRow | None:
    return next(iter(_rows(case, "id = ?", (row,))), None)


def _rows(case: Case, which: str, values: Sequence[object] = ()) -> list[MarkRow]:
    rows = case.db.conn.execute(
        f"SELECT {_COLUMNS} FROM marks WHERE {which} ORDER BY id",  # noqa: S608
        values,
    )
    return [_row(row) for row in rows]


def _row(row: Sequence[Any]) -> MarkRow:
    indicator, status, confidence, text, book, version, sha256, by = row[9:17]
    visible = None if row[25] is None else bool(row[25])
    mark = Mark(
        Target(*row[2:8]), indicator, MarkStatus(status), by, confidence, text, book, version,
        sha256, row[20], Origin(row[21], row[22], json.loads(row[23])), row[24], visible,
    )  # fmt: skip
    members = tuple(json.loads(row[8]))
    return MarkRow(row[0], mark, members, row[17], row[18], row[19] or "", row[26], row[27])
