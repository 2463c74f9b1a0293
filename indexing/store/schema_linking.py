# SPDX-License-Identifier: GPL-3.0-or-later
"""Later schemas: parts and local features of pictures, text groups, rulings; sides of splits.

*Derived*: parts (hashes of panels and crops), features (local features of a picture), text_group
(the ads that texts alone join). *People*: rulings, append-only like judgements; sides, the ads of
every split and merge as the person drew them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_STATEMENTS = (
    "ALTER TABLE images ADD COLUMN parts BLOB NOT NULL DEFAULT x''",
    """CREATE TABLE image_features (
        sha256 TEXT PRIMARY KEY REFERENCES images (sha256) ON DELETE CASCADE,
        value BLOB NOT NULL) WITHOUT ROWID""",
    "ALTER TABLE derived ADD COLUMN text_group INTEGER",
    "CREATE INDEX derived_text_group ON derived (text_group)",
    # why: which rule made it a hub (many groups, many contacts, or a person's ruling)
    "ALTER TABLE hubs ADD COLUMN why TEXT NOT NULL DEFAULT ''",
    # A person's word on a shared thing: it joins, or it is held, whatever the machine counts.
    """CREATE TABLE rulings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        ruling TEXT NOT NULL,
        by TEXT NOT NULL,
        note TEXT NOT NULL,
        at TEXT NOT NULL,
        supersedes INTEGER,
        superseded_at TEXT)""",
    "CREATE UNIQUE INDEX rulings_current ON rulings (kind, value) WHERE superseded_at IS NULL",
)


def schema_2(db: Database) -> None:
    """Add what linking by parts, groups and rulings keeps, in the caller's transaction."""
    for statement in _STATEMENTS:
        db.conn.execute(statement)


def schema_3(db: Database) -> None:
    """Add which ads a split set apart, and which a merge drew together."""
    db.conn.execute(
        """CREATE TABLE sides (
            operation INTEGER NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
            ad INTEGER NOT NULL REFERENCES ads (id) ON DELETE CASCADE,
            side INTEGER NOT NULL,
            PRIMARY KEY (operation, ad)) WITHOUT ROWID"""
    )
    db.conn.execute("CREATE INDEX sides_ad ON sides (ad)")
