# SPDX-License-Identifier: GPL-3.0-or-later
"""Later schemas: what rules suggest, of which ads that was read, and what was cut off.

*Derived*: suggestions (one for each rule and ad or shared thing), suggestion_ads (the ads of a
shared thing), suggested (ads that were read, under which rules), suggestion_cuts (rules stopped by
the time limit), suggestion_bases (of how many groups a rule knew its count). Decisions of people
are in marks and are not touched from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_STATEMENTS = (
    # kind 'ad': key is the ad's number, and ad is set; else key is what the group shares
    """CREATE TABLE suggestions (
        id INTEGER PRIMARY KEY,
        rule TEXT NOT NULL,
        rule_version INTEGER NOT NULL,
        indicator TEXT NOT NULL,
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        ad INTEGER REFERENCES ads (id) ON DELETE CASCADE,
        spans TEXT NOT NULL,
        "values" TEXT NOT NULL,
        thresholds TEXT NOT NULL,
        UNIQUE (rule, kind, key))""",
    "CREATE INDEX suggestions_ad ON suggestions (ad)",
    "CREATE INDEX suggestions_indicator ON suggestions (indicator)",
    """CREATE TABLE suggestion_ads (
        suggestion INTEGER NOT NULL REFERENCES suggestions (id) ON DELETE CASCADE,
        ad INTEGER NOT NULL REFERENCES ads (id) ON DELETE CASCADE,
        PRIMARY KEY (suggestion, ad)) WITHOUT ROWID""",
    "CREATE INDEX suggestion_ads_ad ON suggestion_ads (ad)",
    # What a group shares may stand in a purged ad, and its count no longer holds.
    """CREATE TRIGGER suggestions_quote_ads AFTER DELETE ON suggestion_ads BEGIN
        DELETE FROM suggestions WHERE id = old.suggestion;
    END""",
    """CREATE TABLE suggested (
        ad INTEGER PRIMARY KEY REFERENCES ads (id) ON DELETE CASCADE,
        stamp INTEGER NOT NULL REFERENCES stamps (id))""",
    "CREATE INDEX suggested_stamp ON suggested (stamp)",
    # An ad that is read anew by the extraction is read anew by the rules.
    """CREATE TRIGGER extracted_again AFTER UPDATE ON extracted BEGIN
        DELETE FROM suggested WHERE ad = new.ad;
    END""",
    """CREATE TRIGGER extracted_at_last AFTER INSERT ON extracted BEGIN
        DELETE FROM suggested WHERE ad = new.ad;
    END""",
    """CREATE TABLE suggestion_cuts (
        ad INTEGER NOT NULL REFERENCES ads (id) ON DELETE CASCADE,
        rule TEXT NOT NULL,
        PRIMARY KEY (ad, rule)) WITHOUT ROWID""",
    """CREATE TABLE suggestion_bases (
        rule TEXT PRIMARY KEY,
        "groups" INTEGER NOT NULL,
        hits INTEGER NOT NULL) WITHOUT ROWID""",
)
_FURTHER = """CREATE TRIGGER further_read AFTER UPDATE OF is_read ON further WHEN new.is_read BEGIN
    DELETE FROM suggested WHERE ad = new.ad;
END"""


def schema_suggesting(db: Database) -> None:
    """Add what rules suggest, in the caller's transaction."""
    for statement in (*_STATEMENTS, _FURTHER):
        db.conn.execute(statement)
