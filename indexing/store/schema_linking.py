# SPDX-License-Identifier: GPL-3.0-or-later
"""The second schema: parts and local features of pictures, text groups, rulings on shared things.

*Derived*: parts (hashes of panels and crops), features (local features of a picture), text_group
(the ads that texts alone join). *People*: rulings, append-only like judgements.
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
