# SPDX-License-Identifier: GPL-3.0-or-later
"""Views that a person keeps: a filter and an order under a name, each person's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.records import MentionKind
from indexing.store import audit
from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.case import Case

MOST_LETTERS = 80
MOST_FILTER = 4_000
MOST_VIEWS = 200
_CONTACTS = tuple(
    kind for kind in MentionKind if kind not in ("price", "date", "place", "language")
)


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A view as stored."""

    view: int
    name: str
    filter: str
    order: str
    at: str


def of_actor(case: Case) -> list[ViewRow]:
    """The views of the person at work, oldest first."""
    rows = case.db.conn.execute(
        "SELECT id, name, filter, ord, at FROM saved_views WHERE actor = ? ORDER BY id",
        [case.actor],
    )
    return [ViewRow(*row) for row in rows]


def save(case: Case, name: str, expression: str, order: str) -> int:
    """Keep a view; one of the same name is replaced and keeps its id.

    Raises:
        BadInputError: ``view_name_unreadable``, ``views_too_many``.
    """
    told = _checked(name)
    with case.transaction():
        known = {row.name for row in of_actor(case)}
        if len(expression) > MOST_FILTER or (told not in known and len(known) >= MOST_VIEWS):
            raise BadInputError("views_too_many", detail={"most": MOST_VIEWS})
        row = case.db.conn.execute(
            "INSERT INTO saved_views (actor, name, filter, ord, at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (actor, name) DO UPDATE SET filter = excluded.filter, "
            "ord = excluded.ord, at = excluded.at RETURNING id",
            [case.actor, told, expression, order, now()],
        ).fetchone()
        _record(case, "view_saved", row[0])
    return int(row[0])


def rename(case: Case, view: int, name: str) -> bool:
    """Give a view of the person at work another name; False when it is gone.

    Raises:
        BadInputError: ``view_name_unreadable``, ``view_name_taken``.
    """
    told = _checked(name)
    with case.transaction():
        if any(row.name == told and row.view != view for row in of_actor(case)):
            raise BadInputError("view_name_taken", detail={"name": told})
        done = case.db.conn.execute(
            "UPDATE saved_views SET name = ? WHERE id = ? AND actor = ?", [told, view, case.actor]
        )
        if not done.rowcount:
            return False
        _record(case, "view_renamed", view)
    return True


def remove(case: Case, view: int) -> bool:
    """Remove a view of the person at work; False when it is gone."""
    with case.transaction():
        done = case.db.conn.execute(
            "DELETE FROM saved_views WHERE id = ? AND actor = ?", [view, case.actor]
        )
        if not done.rowcount:
            return False
        _record(case, "view_removed", view)
    return True


def drop_quoting(case: Case) -> None:
    """Forget views that say a contact of the ads in ``temp.purged``; part of a purge."""
    kinds = ", ".join(f"'{kind}'" for kind in _CONTACTS)
    said = "instr(lower(v.name || ' ' || v.filter), lower({0})) > 0"
    case.db.conn.execute(
        "DELETE FROM saved_views WHERE id IN (SELECT v.id FROM saved_views v "  # noqa: S608
        f"JOIN mentions m ON m.ad IN temp.purged AND m.kind IN ({kinds}) AND length(m.raw) > 3 "
        f"WHERE {said.format('m.raw')} OR {said.format('m.value')})"
    )


def _record(case: Case, action: str, view: int) -> None:
    audit.record(case, audit.Act.ALTERATION, action, objects=[f"V{view}"])


def _checked(name: str) -> str:
    told = " ".join(name.split())
    if not told or len(told) > MOST_LETTERS:
        raise BadInputError("view_name_unreadable", detail={"most": MOST_LETTERS})
    return told
