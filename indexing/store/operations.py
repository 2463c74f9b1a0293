# SPDX-License-Identifier: GPL-3.0-or-later
"""Undo and redo of what people did. Undo appends the opposite; nothing is ever erased."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from indexing.store import (
    clusters,
    codebooks,
    journal,
    judgements,
    many_marks,
    marks,
    protocol_acts,
    readings,
    rulings,
)
from indexing.store.journal import Changed, Item, Operation, perform

if TYPE_CHECKING:
    from indexing.store.case import Case

__all__ = [
    "Changed", "Item", "Operation", "OperationRow", "history", "items", "perform", "redo", "undo",
]  # fmt: skip

State = Literal["done", "undone", "dropped"]
_RESTORE: Mapping[str, Callable[[Operation, Item, str | None], bool]] = {
    journal.JUDGEMENT: judgements.restore,
    journal.MARK: marks.restore,
    journal.STATUS: clusters.restore,
    journal.RULING: rulings.restore,
    journal.CODEBOOK: codebooks.restore,
    journal.READING: readings.restore,
    journal.PROTOCOL: protocol_acts.restore,
}


def _has_status(case: Case, item: Item, expected: str | None) -> bool:
    row = case.db.conn.execute("SELECT status FROM clusters WHERE id = ?", [item.key]).fetchone()
    return row is not None and row[0] == (expected or clusters.ClusterStatus.WAITING)


_HOLDS: Mapping[str, Callable[[Case, Item, str | None], bool]] = {
    journal.JUDGEMENT: judgements.holds,
    journal.MARK: marks.holds,
    journal.STATUS: _has_status,
    journal.RULING: rulings.holds,
    journal.CODEBOOK: codebooks.holds,
    journal.READING: readings.holds,
    journal.PROTOCOL: protocol_acts.holds,
}


@dataclass(frozen=True, slots=True)
class OperationRow:
    """An operation as recorded; ``dropped`` ones were undone and then overtaken by a new one."""

    operation: int
    at: str
    by: str
    what: str
    state: State
    items: int


def undo(case: Case) -> Changed | None:
    """Undo the newest operation that stands; None when there is none.

    What somebody said otherwise since, in another way than by an operation, is left alone and
    counted in ``kept``.
    """
    return _turn(case, "done", "undone")


def redo(case: Case) -> Changed | None:
    """Do again what was undone last; None when nothing was, or something new was done since."""
    return _turn(case, "undone", "done")


def after(case: Case, operation: int) -> list[int]:
    """The operations that stand and came after this one, newest first: to undo, or ``redo`` to it.

    For an operation that was undone: itself and those undone before it, in the order in which
    they are done again.
    """
    db = case.db.conn
    row = db.execute("SELECT state FROM operations WHERE id = ?", [operation]).fetchone()
    state = row[0] if row else "dropped"
    if state == "undone":
        query = "SELECT id FROM operations WHERE state = 'undone' AND id <= ? ORDER BY id"
    elif state == "done":
        query = "SELECT id FROM operations WHERE state = 'done' AND id > ? ORDER BY id DESC"
    else:
        return []
    return [number for (number,) in db.execute(query, [operation])]


def turn_to(case: Case, operation: int) -> list[Changed]:
    """Undo all that came after an operation that stands, or do again up to one that was undone.

    All or nothing; each operation is undone by itself and can be done again by itself.
    """
    with case.transaction():
        wanted = after(case, operation)
        is_done = case.db.conn.execute(
            "SELECT 1 FROM operations WHERE id = ? AND state = 'done'", [operation]
        ).fetchone()
        found: list[Changed] = []
        while wanted and (turned := undo(case) if is_done else redo(case)) is not None:
            found.append(turned)
            wanted = after(case, operation) if is_done or _is_undone(case, operation) else []
    return found


def _is_undone(case: Case, operation: int) -> bool:
    row = case.db.conn.execute(
        "SELECT 1 FROM operations WHERE id = ? AND state = 'undone'", [operation]
    ).fetchone()
    return row is not None


def history(case: Case, *, limit: int | None = None) -> list[OperationRow]:
    """Operations, newest first."""
    rows = case.db.conn.execute(
        "SELECT o.id, o.at, o.by, o.what, o.state, "
        "(SELECT count(*) FROM operation_items i WHERE i.operation = o.id) "
        "FROM operations o ORDER BY o.id DESC LIMIT ?",
        [-1 if limit is None else limit],
    )
    return [OperationRow(*row) for row in rows]


def items(case: Case, operation: int, *, limit: int | None = None) -> list[Item]:
    """What an operation changed, in order; all of it, or the first few."""
    rows = case.db.conn.execute(
        "SELECT kind, key, old, new FROM operation_items WHERE operation = ? ORDER BY n LIMIT ?",
        [operation, -1 if limit is None else limit],
    ).fetchall()
    return [Item(*row) for row in rows]


def size(case: Case, operation: int) -> int:
    """How many changes an operation made."""
    row = case.db.conn.execute(
        "SELECT count(*) FROM operation_items WHERE operation = ?", [operation]
    ).fetchone()
    return int(row[0])


def get(case: Case, operation: int) -> OperationRow | None:
    """One operation."""
    found = case.db.conn.execute(
        "SELECT o.id, o.at, o.by, o.what, o.state, "
        "(SELECT count(*) FROM operation_items i WHERE i.operation = o.id) "
        "FROM operations o WHERE o.id = ?",
        [operation],
    ).fetchone()
    return None if found is None else OperationRow(*found)


def _turn(case: Case, before: State, after: State) -> Changed | None:
    undoing = after == "undone"
    with case.transaction():
        while (operation := _next(case, before)) is not None:
            case.db.conn.execute(
                "UPDATE operations SET state = ? WHERE id = ?", [after, operation.number]
            )
            _restore(operation, _items(operation, undoing=undoing), undoing=undoing)
            if operation.items or operation.kept:  # else all it was about is purged: the next one
                operation.record(f"{operation.what}_{after if undoing else 'redone'}")
                return operation.changed()
    return None


def _restore(operation: Operation, changes: Sequence[Item], *, undoing: bool) -> None:
    if len(changes) >= many_marks.FROM and _are_marks_apart(changes):
        many_marks.turn(operation, changes, undoing=undoing)
        return
    for item in changes:
        wanted, expected = (item.old, item.new) if undoing else (item.new, item.old)
        if not _HOLDS[item.kind](operation.case, item, expected):
            operation.kept += 1
        elif _RESTORE[item.kind](operation, item, wanted):
            operation.items.append(item)


def _are_marks_apart(changes: Sequence[Item]) -> bool:
    """Whether all are marks, and none follows another of them."""
    if any(item.kind != journal.MARK for item in changes):
        return False
    new = {item.new for item in changes}
    targets = {item.key for item in changes}
    return len(targets) == len(changes) and not any(item.old in new for item in changes)


def _next(case: Case, state: State) -> Operation | None:
    end = "max" if state == "done" else "min"
    row = case.db.conn.execute(
        "SELECT id, what, by FROM operations WHERE id = "  # noqa: S608
        f"(SELECT {end}(id) FROM operations WHERE state = ?)",
        [state],
    ).fetchone()
    return None if row is None else Operation(case, row[0], row[1], row[2])


def _items(operation: Operation, *, undoing: bool) -> list[Item]:
    found = items(operation.case, operation.number)
    return found[::-1] if undoing else found
