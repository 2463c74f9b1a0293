# SPDX-License-Identifier: GPL-3.0-or-later
"""Undo and redo of what people did. Undo appends the opposite; nothing is ever erased."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from indexing.store import clusters, codebooks, journal, judgements, marks, rulings
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
    """Undo the newest operation that stands; None when there is none."""
    return _turn(case, "done", "undone")


def redo(case: Case) -> Changed | None:
    """Do again what was undone last; None when nothing was, or something new was done since."""
    return _turn(case, "undone", "done")


def history(case: Case, *, limit: int | None = None) -> list[OperationRow]:
    """Operations, newest first."""
    rows = case.db.conn.execute(
        "SELECT o.id, o.at, o.by, o.what, o.state, "
        "(SELECT count(*) FROM operation_items i WHERE i.operation = o.id) "
        "FROM operations o ORDER BY o.id DESC LIMIT ?",
        [-1 if limit is None else limit],
    )
    return [OperationRow(*row) for row in rows]


def items(case: Case, operation: int) -> list[Item]:
    """What an operation changed, in order."""
    rows = case.db.conn.execute(
        "SELECT kind, key, old, new FROM operation_items WHERE operation = ? ORDER BY n",
        [operation],
    ).fetchall()
    return [Item(*row) for row in rows]


def _turn(case: Case, before: State, after: State) -> Changed | None:
    undoing = after == "undone"
    with case.transaction():
        while (operation := _next(case, before)) is not None:
            case.db.conn.execute(
                "UPDATE operations SET state = ? WHERE id = ?", [after, operation.number]
            )
            for item in _items(operation, undoing=undoing):
                wanted = item.old if undoing else item.new
                if _RESTORE[item.kind](operation, item, wanted):
                    operation.items.append(item)
            if operation.items:  # else all it was about is purged: go on to the next one
                operation.record(f"{operation.what}_{after if undoing else 'redone'}")
                return operation.changed()
    return None


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
