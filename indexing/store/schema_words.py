# SPDX-License-Identifier: GPL-3.0-or-later
"""Later schemas: the word index over folded words, with the further texts of an ad.

*Derived*: words (the tokens of an ad: its title, its body, and everything else that is read of
it), ads_words (the index over them), words_due (ads whose tokens have to be made anew).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from indexing.store import search_index

if TYPE_CHECKING:
    from sqlite_utils import Database

_DUE = "INSERT INTO words_due SELECT {0} WHERE {0} NOT IN (SELECT ad FROM words_due)"
_STATEMENTS = (
    "DROP TRIGGER ads_words_delete",
    "DROP TABLE ads_words",
    """CREATE TABLE words (
        ad INTEGER PRIMARY KEY REFERENCES ads (id) ON DELETE CASCADE,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        further TEXT NOT NULL)""",
    # ascii: what is not ASCII belongs to a token; search_words has cut the rest
    """CREATE VIRTUAL TABLE ads_words USING fts5 (
        title, body, further, content='words', content_rowid='ad', tokenize='ascii')""",
    """CREATE TRIGGER words_go AFTER DELETE ON words BEGIN
        INSERT INTO ads_words (ads_words, rowid, title, body, further)
        VALUES ('delete', old.ad, old.title, old.body, old.further);
    END""",
    """CREATE TABLE words_due (
        ad INTEGER PRIMARY KEY REFERENCES ads (id) ON DELETE CASCADE)""",
    f"CREATE TRIGGER words_of_ad AFTER INSERT ON ads BEGIN {_DUE.format('new.id')}; END",
    f"CREATE TRIGGER words_of_further AFTER INSERT ON further BEGIN {_DUE.format('new.ad')}; END",
    f"""CREATE TRIGGER words_of_changed AFTER UPDATE OF is_read ON further
    WHEN NOT new.is_read BEGIN {_DUE.format("new.ad")}; END""",
    # a picture that is held back takes what was read in it along; one that comes and was not read
    # adds nothing: its ad would be cut out of the index and put in again at every import
    f"""CREATE TRIGGER words_of_picture AFTER UPDATE OF sha256 ON ad_images
    WHEN old.sha256 IS NOT new.sha256 AND (old.sha256 IS NOT NULL OR EXISTS (
        SELECT 1 FROM picture_texts t WHERE t.sha256 = new.sha256 AND t.text <> ''))
    BEGIN {_DUE.format("new.ad")}; END""",  # noqa: S608
    "INSERT INTO words_due SELECT id FROM ads",
)


def schema_words(db: Database) -> None:
    """Put the new word index in place of the first one; ads that are there are read for it."""
    for statement in _STATEMENTS:
        db.conn.execute(statement)
    search_index.fill(db)
