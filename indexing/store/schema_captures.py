# SPDX-License-Identifier: GPL-3.0-or-later
"""Later schemas: sightings of an ad after the first, and what is read beside an ad's own texts.

*Raw*: captures (an ad that was seen again: when, where, and what differed from the first time).
*Derived*: ad_keys (by what an ad is known again), further (names of the texts that an ad has
beside its own, and whether they were read), grown (ads that gained such a text, or a picture,
since they were linked).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexing.store import ad_keys

if TYPE_CHECKING:
    from sqlite_utils import Database

_STATEMENTS = (
    # n: the sighting, the ad itself being the first. pictures: how many the ad had before it.
    # changed: JSON, what differed from the ad
    """CREATE TABLE captures (
        ad INTEGER NOT NULL REFERENCES ads (id) ON DELETE CASCADE,
        n INTEGER NOT NULL,
        identity BLOB NOT NULL UNIQUE,
        source INTEGER NOT NULL REFERENCES sources (id),
        place TEXT NOT NULL,
        posted_at TEXT NOT NULL,
        captured_at TEXT NOT NULL,
        seen TEXT NOT NULL,
        pictures INTEGER NOT NULL,
        changed TEXT NOT NULL,
        PRIMARY KEY (ad, n)) WITHOUT ROWID""",
    "CREATE INDEX captures_source ON captures (ad, source, captured_at)",
    """CREATE TRIGGER captures_are_raw BEFORE UPDATE ON captures BEGIN
        SELECT RAISE (ABORT, 'captures are never changed');
    END""",
    # a trigger instead of a reference: looking every ad up would treble the time of writing keys
    """CREATE TABLE ad_keys (
        key INTEGER NOT NULL,
        ad INTEGER NOT NULL,
        PRIMARY KEY (key, ad)) WITHOUT ROWID""",
    "CREATE INDEX ad_keys_ad ON ad_keys (ad)",
    """CREATE TRIGGER ad_keys_go AFTER DELETE ON ads BEGIN
        DELETE FROM ad_keys WHERE ad = old.id;
    END""",
    """CREATE TABLE further (
        ad INTEGER NOT NULL REFERENCES ads (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        is_read INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (ad, name)) WITHOUT ROWID""",
    "CREATE INDEX further_unread ON further (ad, name) WHERE NOT is_read",
    # pictures: how many it shows that it did not show when it was linked
    """CREATE TABLE grown (
        ad INTEGER PRIMARY KEY REFERENCES ads (id) ON DELETE CASCADE,
        pictures INTEGER NOT NULL DEFAULT 0)""",
)


def schema_5(db: Database) -> None:
    """Add captures and further texts; ads that are there get their keys."""
    for statement in _STATEMENTS:
        db.conn.execute(statement)
    ad_keys.fill(db)
