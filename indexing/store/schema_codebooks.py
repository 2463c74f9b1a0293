# SPDX-License-Identifier: GPL-3.0-or-later
"""Later schemas: the codebooks that a case was ever pinned to, and the file of each.

*People*: codebook_pins, append-only; the newest holds. codebook_files keeps the bytes, so that a
decision can be read with the words it was made under, whatever the program ships by then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_STATEMENTS = (
    # data: the file, packed with zlib
    """CREATE TABLE codebook_files (
        sha256 TEXT PRIMARY KEY,
        codebook TEXT NOT NULL,
        version TEXT NOT NULL,
        bytes INTEGER NOT NULL,
        data BLOB NOT NULL)""",
    """CREATE TABLE codebook_pins (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        sha256 TEXT NOT NULL REFERENCES codebook_files (sha256),
        by TEXT NOT NULL,
        at TEXT NOT NULL)""",
)


def schema_codebooks(db: Database) -> None:
    """Add what pinning codebooks keeps, in the caller's transaction."""
    for statement in _STATEMENTS:
        db.conn.execute(statement)
