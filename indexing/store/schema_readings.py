# SPDX-License-Identifier: GPL-3.0-or-later
"""Later schemas: rival readings of a cluster, and where ads were before clusters were drawn anew.

*People*: readings, append-only; the newest row of a thread (one person on one reading of one
cluster) holds. reading_points, what speaks for and against, belong to a row and go with the ads
that they name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_STATEMENTS = (
    # The ads of a cluster at the time it lost the last of them: they may come together again.
    "ALTER TABLE clusters ADD COLUMN last_ads TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE readings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        uid TEXT NOT NULL,
        thread TEXT NOT NULL,
        cluster INTEGER NOT NULL REFERENCES clusters (id),
        members TEXT NOT NULL,
        reading TEXT NOT NULL,
        folded TEXT NOT NULL,
        standing TEXT NOT NULL,
        note TEXT NOT NULL,
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        supersedes INTEGER,
        superseded_at TEXT)""",
    "CREATE UNIQUE INDEX readings_current ON readings (thread) WHERE superseded_at IS NULL",
    "CREATE INDEX readings_cluster ON readings (cluster)",
    "CREATE INDEX readings_folded ON readings (folded)",
    """CREATE TABLE reading_points (
        reading INTEGER NOT NULL REFERENCES readings (id) ON DELETE CASCADE,
        n INTEGER NOT NULL,
        side TEXT NOT NULL,
        ad INTEGER REFERENCES ads (id) ON DELETE CASCADE,
        other INTEGER REFERENCES ads (id) ON DELETE CASCADE,
        layer TEXT NOT NULL,
        "start" INTEGER,
        "end" INTEGER,
        rule TEXT NOT NULL,
        words TEXT NOT NULL,
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (reading, n)) WITHOUT ROWID""",
    "CREATE INDEX reading_points_ad ON reading_points (ad)",
    "CREATE INDEX reading_points_other ON reading_points (other)",
)


def schema_readings(db: Database) -> None:
    """Add what people say that a cluster may be, in the caller's transaction."""
    for statement in _STATEMENTS:
        db.conn.execute(statement)


def schema_moves(db: Database) -> None:
    """Add which ads changed their cluster with an operation, in the caller's transaction."""
    db.conn.execute(
        """CREATE TABLE operation_moves (
            operation INTEGER NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
            ad INTEGER NOT NULL,
            before INTEGER,
            after INTEGER,
            PRIMARY KEY (operation, ad)) WITHOUT ROWID"""
    )
