# SPDX-License-Identifier: GPL-3.0-or-later
"""The word index of a case: the tokens of every text that is read of an ad, kept up to date.

Triggers note which ads are due; whoever stores texts has them filled in the same transaction, so
that a word is found as soon as its text is there, and no longer than that.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from indexing.store import search_words

if TYPE_CHECKING:
    from sqlite_utils import Database

    from indexing.store.opened import Case

_PAGE = 500
_VERSION = "words_version"
_OF_CAPTURES = ("title", "body", "place_text")
"""Fields of a capture whose words are looked for, where they differ; contacts are not words."""


def fill(db: Database) -> int:
    """Make the tokens of all ads that are due, in the caller's transaction; returns how many."""
    conn, done = db.conn, 0
    while due := [ad for (ad,) in conn.execute(f"SELECT ad FROM words_due LIMIT {_PAGE}")]:  # noqa: S608
        told = json.dumps(due)
        conn.execute("DELETE FROM words WHERE ad IN (SELECT value FROM json_each(?))", [told])
        conn.executemany(
            "INSERT INTO words (ad, title, body, further) VALUES (?, ?, ?, ?)", _rows(db, told)
        )
        conn.execute(
            "INSERT INTO ads_words (rowid, title, body, further) SELECT ad, title, body, further "
            "FROM words WHERE ad IN (SELECT value FROM json_each(?)) ORDER BY ad",
            [told],
        )
        conn.execute("DELETE FROM words_due WHERE ad IN (SELECT value FROM json_each(?))", [told])
        done += len(due)
    return done


def refresh(case: Case) -> int:
    """Make what is due, and everything where words were folded in another way before."""
    with case.transaction() as db:
        row = db.execute("SELECT value FROM meta WHERE key = ?", [_VERSION]).fetchone()
        if row is not None and row[0] != search_words.VERSION:
            db.execute(
                "INSERT INTO words_due SELECT id FROM ads "
                "WHERE id NOT IN (SELECT ad FROM words_due)"
            )
        if row is None or row[0] != search_words.VERSION:
            db.execute(
                "INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)",
                [_VERSION, search_words.VERSION],
            )
        return fill(db)


def _rows(db: Database, told: str) -> Iterator[tuple[int, str, str, str]]:
    """The tokens of these ads (a JSON list)."""
    further = _further(db, told)
    rows = db.conn.execute(
        "SELECT id, title, body, place_text FROM ads "
        "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        [told],
    ).fetchall()
    for ad, title, body, place in rows:
        others = dict.fromkeys([place, *further.get(ad, [])])
        joined = " ".join(filter(None, map(search_words.indexed, others)))
        yield ad, search_words.indexed(title), search_words.indexed(body), joined


def _further(db: Database, told: str) -> dict[int, list[str]]:
    """What captures and pictures of these ads say beside the ads themselves."""
    found: dict[int, list[str]] = {}
    for ad, changed in db.conn.execute(
        "SELECT ad, changed FROM captures WHERE ad IN (SELECT value FROM json_each(?)) "
        "ORDER BY ad, n",
        [told],
    ):
        differing = json.loads(changed)
        found.setdefault(ad, []).extend(differing[f] for f in _OF_CAPTURES if f in differing)
    for ad, text in db.conn.execute(
        "SELECT m.ad, t.text FROM ad_images m JOIN picture_texts t ON t.sha256 = m.sha256 "
        "WHERE m.ad IN (SELECT value FROM json_each(?)) AND t.text <> '' ORDER BY m.ad, m.position",
        [told],
    ):
        found.setdefault(ad, []).append(text)
    return found
