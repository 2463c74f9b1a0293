# SPDX-License-Identifier: GPL-3.0-or-later
"""Later schemas: what is told of an import, and rejected rows for mending.

*Raw*: the report of a source, the text of rejected rows, and which later file mended them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_STATEMENTS = (
    # report: JSON; profile, reading, pictures, notes of the last pass over the source
    "ALTER TABLE sources ADD COLUMN report TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE rejects ADD COLUMN raw TEXT NOT NULL DEFAULT ''",
    # a repaired reject stays as a record of what happened; its text is an ad by then
    "ALTER TABLE rejects ADD COLUMN repaired_by INTEGER REFERENCES sources (id)",
    "ALTER TABLE rejects ADD COLUMN repaired_at TEXT",
)


def schema_4(db: Database) -> None:
    """Add what imports tell, in the caller's transaction."""
    for statement in _STATEMENTS:
        db.conn.execute(statement)
