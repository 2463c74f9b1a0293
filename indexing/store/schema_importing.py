# SPDX-License-Identifier: GPL-3.0-or-later
"""Later schemas: what is told of an import, rejected rows for mending, captures of an ad.

*Raw*: the report of a source, the text of rejected rows, captures (the same ad seen again).
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
    # The same ad seen again; texts holds the fields that differ from the ad's own, as JSON.
    """CREATE TABLE captures (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        ad INTEGER NOT NULL REFERENCES ads (id) ON DELETE CASCADE,
        identity BLOB NOT NULL UNIQUE,
        source INTEGER NOT NULL REFERENCES sources (id),
        place TEXT NOT NULL,
        captured_at TEXT NOT NULL,
        posted_at TEXT NOT NULL,
        texts TEXT NOT NULL)""",
    "CREATE INDEX captures_ad ON captures (ad)",
    # How an ad is found again when it is seen again: hash of site and number, or of address.
    """CREATE TABLE ad_keys (
        key BLOB NOT NULL,
        ad INTEGER NOT NULL REFERENCES ads (id) ON DELETE CASCADE,
        PRIMARY KEY (key, ad)) WITHOUT ROWID""",
    "CREATE INDEX ad_keys_ad ON ad_keys (ad)",
)


def schema_4(db: Database) -> None:
    """Add what imports tell, and captures, in the caller's transaction."""
    for statement in _STATEMENTS:
        db.conn.execute(statement)
