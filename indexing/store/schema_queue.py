# SPDX-License-Identifier: GPL-3.0-or-later
"""Later schemas: what each person looked at last, the views that they keep, and days by index.

*People*: looks (when a person last looked at a cluster, and what it had then), saved_views (a
filter and an order under a name).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_STATEMENTS = (
    # last_ad: the newest ad of the whole case at that time; later ads of the cluster are new
    """CREATE TABLE looks (
        actor TEXT NOT NULL,
        cluster INTEGER NOT NULL REFERENCES clusters (id),
        at TEXT NOT NULL,
        last_ad INTEGER NOT NULL,
        size INTEGER NOT NULL,
        PRIMARY KEY (actor, cluster)) WITHOUT ROWID""",
    "CREATE INDEX looks_cluster ON looks (cluster)",
    # ord: a word for an order of the queue
    """CREATE TABLE saved_views (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        actor TEXT NOT NULL,
        name TEXT NOT NULL,
        filter TEXT NOT NULL,
        ord TEXT NOT NULL,
        at TEXT NOT NULL,
        UNIQUE (actor, name))""",
    "CREATE INDEX IF NOT EXISTS derived_seen ON derived (seen)",
)


def schema_queue(db: Database) -> None:
    """Add looks and saved views, in the caller's transaction."""
    for statement in _STATEMENTS:
        db.conn.execute(statement)
