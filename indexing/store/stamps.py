# SPDX-License-Identifier: GPL-3.0-or-later
"""Stamps: which kind and version of a method made a derived value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexing.records import Stamp

if TYPE_CHECKING:
    from indexing.store.case import Case


def number(case: Case, stamp: Stamp) -> int:
    """The stamp's number in the case, given to it now if it has none; inside a transaction."""
    found = find(case, stamp)
    if found:
        return found
    cursor = case.db.conn.execute(
        "INSERT INTO stamps (kind, version) VALUES (?, ?)", [stamp.kind, stamp.version]
    )
    return int(cursor.lastrowid or 0)


def find(case: Case, stamp: Stamp) -> int:
    """The stamp's number in the case, 0 when nothing was made under it."""
    row = case.db.conn.execute(
        "SELECT id FROM stamps WHERE kind = ? AND version = ?", [stamp.kind, stamp.version]
    ).fetchone()
    return int(row[0]) if row else 0


def all_of(case: Case) -> list[Stamp]:
    """Every method under which something was made, in order of first use."""
    rows = case.db.conn.execute("SELECT kind, version FROM stamps ORDER BY id")
    return [Stamp(kind, version) for kind, version in rows]
