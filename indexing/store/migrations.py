# SPDX-License-Identifier: GPL-3.0-or-later
"""Migrations of a case: each is one function, run in one transaction that also records it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.store.schema import schema_1
from indexing.store.schema_captures import schema_5
from indexing.store.schema_codebooks import schema_codebooks
from indexing.store.schema_deciding import schema_deciding
from indexing.store.schema_importing import schema_4
from indexing.store.schema_linking import schema_2, schema_3
from indexing.store.schema_pictures import schema_pictures
from indexing.store.schema_protecting import schema_protecting
from indexing.store.schema_queue import schema_queue
from indexing.store.schema_readings import schema_moves, schema_readings
from indexing.store.schema_suggesting import schema_suggesting
from indexing.store.schema_words import schema_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlite_utils import Database

MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    schema_1,
    schema_2,
    schema_3,
    schema_4,
    schema_5,
    schema_deciding,
    schema_suggesting,
    schema_pictures,
    schema_protecting,
    schema_codebooks,
    schema_words,
    schema_readings,
    schema_queue,
    schema_moves,
)
"""In order; the number of a migration is its place, counted from 1, and never changes."""


def version(db: Database) -> int:
    """The number of the last migration that ran."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def refuse_other(db: Database, path: Path) -> None:
    """Raise unless the case stands at exactly the version that this program knows."""
    found = version(db)
    if found > len(MIGRATIONS):
        raise _newer(found, path)
    if found < len(MIGRATIONS):
        detail = {"found": found, "known": len(MIGRATIONS)}
        raise BadInputError("case_older", path=path, detail=detail)


def migrate(db: Database, path: Path) -> None:
    """Bring the case to this program's version; a case from a newer program is refused."""
    found = version(db)
    if found > len(MIGRATIONS):
        raise _newer(found, path)
    for number in range(found + 1, len(MIGRATIONS) + 1):
        db.execute("BEGIN IMMEDIATE")
        try:
            MIGRATIONS[number - 1](db)
            _erase_words_when_deleted(db)
            db.execute(f"PRAGMA user_version={number}")
            db.execute("COMMIT")
        except BaseException:
            if db.conn.in_transaction:
                db.execute("ROLLBACK")
            raise


def full_text_tables(db: Database) -> list[str]:
    """Names of the FTS5 tables."""
    rows = db.execute(
        "SELECT name FROM sqlite_master WHERE type='table' "
        "AND sql LIKE 'CREATE VIRTUAL TABLE%' AND lower(sql) LIKE '%using fts5%' ORDER BY name"
    )
    return [str(name) for (name,) in rows]


def _erase_words_when_deleted(db: Database) -> None:
    # Without this FTS5 keeps the words of deleted ads until a merge happens to drop them.
    for name in full_text_tables(db):
        db.execute(f'INSERT INTO "{name}"("{name}", rank) VALUES (\'secure-delete\', 1)')  # noqa: S608


def _newer(found: int, path: Path) -> BadInputError:
    detail = {"found": found, "known": len(MIGRATIONS)}
    return BadInputError("case_newer", path=path, detail=detail)
