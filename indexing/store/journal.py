# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations of people as they are recorded: what changed, so that it can be undone later.

Judgements, rulings, marks, notes, readings and the status of clusters change only inside
``perform``, which stores the change, its undo and its audit line in one transaction.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexing.store import audit
from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.case import Case

JUDGEMENT = "judgement"
MARK = "mark"
STATUS = "status"
RULING = "ruling"
CODEBOOK = "codebook"
READING = "reading"
PROTOCOL = "protocol"
_MAX_NAMED = 500


@dataclass(frozen=True, slots=True)
class Item:
    """One change: ``old`` and ``new`` are row ids of an append-only table, or a status word."""

    kind: str
    key: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """What an operation, its undo or its redo changed; each view decides what that means to it."""

    operation: int
    what: str
    kinds: frozenset[str]
    ads: frozenset[int]
    clusters: frozenset[int]
    kept: int = 0
    """Changes that an undo or redo left alone: something else was said since."""


@dataclass(slots=True)
class Operation:
    """An operation under way; handed to what it changes."""

    case: Case
    number: int
    what: str
    by: str
    items: list[Item] = field(default_factory=list)
    ads: set[int] = field(default_factory=set)
    clusters: set[int] = field(default_factory=set)
    things: set[str] = field(default_factory=set)
    kept: int = 0

    def touch(
        self,
        *,
        ads: tuple[int, ...] = (),
        clusters: tuple[int, ...] = (),
        things: tuple[str, ...] = (),
    ) -> None:
        """Note what is concerned; shared things by their short names."""
        self.ads.update(ads)
        self.clusters.update(clusters)
        self.things.update(things)

    def changed(self) -> Changed:
        """What it changed so far."""
        kinds = frozenset(item.kind for item in self.items)
        concerned = frozenset(self.ads), frozenset(self.clusters)
        return Changed(self.number, self.what, kinds, *concerned, self.kept)

    def record(self, action: str) -> None:
        """Write the audit line; ids only."""
        objects = [f"A{ad}" for ad in sorted(self.ads)]
        objects += [f"C{cluster}" for cluster in sorted(self.clusters)]
        objects += sorted(self.things)
        audit.record(
            self.case,
            audit.Act.ALTERATION,
            action,
            objects=objects[:_MAX_NAMED],
            count=max(1, len(objects)),
            detail={"operation": self.number},
        )


@contextlib.contextmanager
def perform(case: Case, *, what: str, by: str) -> Iterator[Operation]:
    """Do one operation of a person: everything inside happens together or not at all.

    Args:
        case: open for writing.
        what: stable snake_case word, e.g. ``judged``.
        by: who decides.

    Yields:
        The operation, for ``judgements.judge``, ``rulings.put``, ``marks.put`` and
        ``clusters.put_status``.
    """
    with case.transaction():
        db = case.db.conn
        cursor = db.execute(
            "INSERT INTO operations (at, by, what) VALUES (?, ?, ?)", [now(), by, what]
        )
        operation = Operation(case, int(cursor.lastrowid or 0), what, by)
        yield operation
        if not operation.items:
            db.execute("DELETE FROM operations WHERE id = ?", [operation.number])
            return
        db.execute("UPDATE operations SET state = 'dropped' WHERE state = 'undone'")
        _write_items(operation)
        operation.record(what)


@contextlib.contextmanager
def prolong(case: Case, number: int) -> Iterator[Operation]:
    """Do what an operation that stands needs to go on standing; its undo takes this back too."""
    with case.transaction():
        what, by = case.db.conn.execute(
            "SELECT what, by FROM operations WHERE id = ?", [number]
        ).fetchone()
        operation = Operation(case, number, what, by)
        yield operation
        if operation.items:
            _write_items(operation)
            operation.record(f"{what}_kept")


def _write_items(operation: Operation) -> None:
    db = operation.case.db.conn
    (first,) = db.execute(
        "SELECT coalesce(max(n) + 1, 0) FROM operation_items WHERE operation = ?",
        [operation.number],
    ).fetchone()
    db.executemany(
        "INSERT INTO operation_items (operation, n, kind, key, old, new) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (operation.number, n, item.kind, item.key, item.old, item.new)
            for n, item in enumerate(operation.items, first)
        ],
    )
