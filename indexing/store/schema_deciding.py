# SPDX-License-Identifier: GPL-3.0-or-later
"""Later schemas: what a decision on an indicator rests on, and draws of ads for double coding.

*People*: marks gain where they came from (a rule's suggestion or the person alone), the innocent
reading, and whether suggestions were in sight; draws and draw_ads, which ads two people are to
code, by chance and by seed.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_COLUMNS = (
    "uid TEXT NOT NULL DEFAULT ''",
    "layer TEXT NOT NULL DEFAULT 'body'",  # the text in which start and end count
    "picture INTEGER",
    "picture_sha256 TEXT NOT NULL DEFAULT ''",
    "indicator_version INTEGER NOT NULL DEFAULT 0",  # 0: set before versions were kept
    "rule TEXT NOT NULL DEFAULT ''",  # '': no rule, the person alone
    "rule_version INTEGER NOT NULL DEFAULT 0",
    "evidence TEXT NOT NULL DEFAULT '{}'",
    "alternative TEXT NOT NULL DEFAULT ''",
    "suggestion_visible INTEGER",  # NULL: not known
)
_TABLES = (
    # The values of a cluster's suggestion may quote its ads: they go with any of them.
    """CREATE TRIGGER evidence_quotes_ads AFTER DELETE ON derived BEGIN
        UPDATE marks SET evidence = '{}' WHERE cluster = old.cluster AND evidence <> '{}';
    END""",
    """CREATE TABLE draws (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        uid TEXT NOT NULL,
        at TEXT NOT NULL,
        by TEXT NOT NULL,
        seed INTEGER NOT NULL,
        wanted_random INTEGER NOT NULL,
        wanted_flagged INTEGER NOT NULL,
        population INTEGER NOT NULL,
        flagged INTEGER NOT NULL,
        codebook TEXT NOT NULL,
        codebook_version TEXT NOT NULL,
        codebook_sha256 TEXT NOT NULL)""",
    """CREATE TABLE draw_ads (
        draw INTEGER NOT NULL REFERENCES draws (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        ad INTEGER NOT NULL REFERENCES ads (id) ON DELETE CASCADE,
        stratum TEXT NOT NULL,
        PRIMARY KEY (draw, place)) WITHOUT ROWID""",
    "CREATE INDEX draw_ads_ad ON draw_ads (ad)",
)


def schema_deciding(db: Database) -> None:
    """Add what decisions rest on, in the caller's transaction."""
    for column in _COLUMNS:
        db.conn.execute(f"ALTER TABLE marks ADD COLUMN {column}")
    for (row,) in db.conn.execute("SELECT id FROM marks").fetchall():
        db.conn.execute("UPDATE marks SET uid = ? WHERE id = ?", [str(uuid.uuid4()), row])
    for statement in _TABLES:
        db.conn.execute(statement)
