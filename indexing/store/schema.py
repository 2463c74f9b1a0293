# SPDX-License-Identifier: GPL-3.0-or-later
"""The first schema: every table of a case, with the indexes the window's queries need.

Three layers. *Raw*: sources, ads, ad_images; written once, never changed. *Derived*: derived,
stamps, extracted, mentions, fingerprints, links, hubs, clusters, runs; rebuilt at any time.
*People*: judgements, marks, operations; append-only, a row is superseded and never erased.
Everything that belongs to an ad goes with it (``ON DELETE CASCADE``), so that a purge is one
delete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_GENERAL = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE audit (n INTEGER PRIMARY KEY, line TEXT NOT NULL, hash TEXT NOT NULL)",
)

_RAW = (
    """CREATE TABLE sources (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL,
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        format TEXT NOT NULL,
        encoding TEXT NOT NULL,
        field_map TEXT NOT NULL,
        begun_at TEXT NOT NULL,
        finished_at TEXT,
        read INTEGER NOT NULL DEFAULT 0,
        added INTEGER NOT NULL DEFAULT 0,
        known INTEGER NOT NULL DEFAULT 0,
        rejected INTEGER NOT NULL DEFAULT 0,
        UNIQUE (path, sha256))""",
    """CREATE TABLE rejects (
        source INTEGER NOT NULL REFERENCES sources (id) ON DELETE CASCADE,
        place TEXT NOT NULL,
        code TEXT NOT NULL,
        detail TEXT NOT NULL,
        PRIMARY KEY (source, place)) WITHOUT ROWID""",
    """CREATE TABLE ads (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        identity BLOB NOT NULL UNIQUE,
        source INTEGER NOT NULL REFERENCES sources (id),
        place TEXT NOT NULL,
        source_id TEXT NOT NULL,
        url TEXT NOT NULL,
        site TEXT NOT NULL,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        posted_at TEXT NOT NULL,
        captured_at TEXT NOT NULL,
        place_text TEXT NOT NULL,
        contacts TEXT NOT NULL,
        author TEXT NOT NULL,
        price_text TEXT NOT NULL,
        extra TEXT NOT NULL)""",
    "CREATE INDEX ads_source ON ads (source)",
    "CREATE INDEX ads_site ON ads (site)",
    "CREATE INDEX ads_posted_at ON ads (posted_at)",
    """CREATE TABLE images (
        sha256 TEXT PRIMARY KEY,
        bytes INTEGER NOT NULL,
        status TEXT NOT NULL,
        width INTEGER NOT NULL DEFAULT 0,
        height INTEGER NOT NULL DEFAULT 0,
        pdq BLOB NOT NULL DEFAULT x'',
        pdq_quality INTEGER NOT NULL DEFAULT 0,
        dhash BLOB NOT NULL DEFAULT x'',
        code TEXT NOT NULL DEFAULT '',
        variants BLOB NOT NULL DEFAULT x'',
        has_thumbnail INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID""",
    "CREATE INDEX images_status ON images (status)",
    """CREATE TABLE ad_images (
        ad INTEGER NOT NULL REFERENCES ads (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        untrusted_name TEXT NOT NULL,
        sha256 TEXT REFERENCES images (sha256),
        status TEXT NOT NULL,
        PRIMARY KEY (ad, position)) WITHOUT ROWID""",
    "CREATE INDEX ad_images_sha256 ON ad_images (sha256)",
)

_WORDS = (
    """CREATE VIRTUAL TABLE ads_words USING fts5 (
        title, body, content='ads', content_rowid='id',
        tokenize="unicode61 remove_diacritics 2")""",
    # A purged ad must not stay readable in the word index until its segments happen to merge.
    "INSERT INTO ads_words (ads_words, rank) VALUES ('secure-delete', 1)",
    # ads.add_batch fills it once a batch: a trigger would make FTS5 flush after every row.
    """CREATE TRIGGER ads_words_delete AFTER DELETE ON ads BEGIN
        INSERT INTO ads_words (ads_words, rowid, title, body)
        VALUES ('delete', old.id, old.title, old.body);
    END""",
    # The raw layer is never changed; this makes it a rule rather than a habit.
    """CREATE TRIGGER ads_are_raw BEFORE UPDATE ON ads BEGIN
        SELECT RAISE (ABORT, 'ads are never changed');
    END""",
)

_DERIVED = (
    # Narrow on purpose: re-clustering rewrites these rows, never the wide ones of ads.
    """CREATE TABLE derived (
        ad INTEGER PRIMARY KEY REFERENCES ads (id) ON DELETE CASCADE,
        seen TEXT NOT NULL,
        language TEXT NOT NULL DEFAULT '',
        duplicate_of INTEGER REFERENCES ads (id) ON DELETE SET NULL,
        cluster INTEGER)""",
    "CREATE INDEX derived_language ON derived (language)",
    "CREATE INDEX derived_duplicate_of ON derived (duplicate_of)",
    "CREATE INDEX derived_cluster ON derived (cluster)",
    """CREATE TABLE stamps (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        version TEXT NOT NULL,
        UNIQUE (kind, version))""",
    """CREATE TABLE extracted (
        ad INTEGER PRIMARY KEY REFERENCES ads (id) ON DELETE CASCADE,
        stamp INTEGER NOT NULL REFERENCES stamps (id))""",
    """CREATE TABLE mentions (
        id INTEGER PRIMARY KEY,
        ad INTEGER NOT NULL REFERENCES ads (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        raw TEXT NOT NULL,
        field TEXT NOT NULL,
        "start" INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        validity TEXT NOT NULL,
        steps TEXT NOT NULL,
        region TEXT NOT NULL,
        backwards TEXT)""",  # digits of a phone, last first: a suffix is found as a prefix
    "CREATE INDEX mentions_ad ON mentions (ad)",
    "CREATE INDEX mentions_value ON mentions (kind, value, ad)",
    "CREATE INDEX mentions_backwards ON mentions (backwards) WHERE backwards IS NOT NULL",
    """CREATE TABLE fingerprints (
        stamp INTEGER NOT NULL REFERENCES stamps (id),
        ad INTEGER NOT NULL REFERENCES ads (id) ON DELETE CASCADE,
        value BLOB NOT NULL,
        UNIQUE (stamp, ad))""",
    "CREATE INDEX fingerprints_ad ON fingerprints (ad)",
    """CREATE TABLE links (
        a INTEGER NOT NULL REFERENCES ads (id) ON DELETE CASCADE,
        b INTEGER NOT NULL REFERENCES ads (id) ON DELETE CASCADE,
        reasons TEXT NOT NULL,
        PRIMARY KEY (a, b),
        CHECK (a < b)) WITHOUT ROWID""",
    "CREATE INDEX links_b ON links (b)",
    """CREATE TABLE hubs (
        kind TEXT NOT NULL,
        value TEXT NOT NULL,
        ads INTEGER NOT NULL,
        "groups" INTEGER NOT NULL,
        PRIMARY KEY (kind, value)) WITHOUT ROWID""",
    # A cluster that lost its ads keeps its row (size 0): ids are never reused.
    """CREATE TABLE clusters (
        id INTEGER PRIMARY KEY,
        created TEXT NOT NULL,
        status TEXT NOT NULL DEFAULT 'todo',
        size INTEGER NOT NULL DEFAULT 0,
        first_seen TEXT NOT NULL DEFAULT '',
        last_seen TEXT NOT NULL DEFAULT '',
        template TEXT NOT NULL DEFAULT '',
        reasons TEXT NOT NULL DEFAULT '{}')""",
    # A template quotes its ads: it goes with any of them, until the next run finds it again.
    """CREATE TRIGGER templates_quote_ads AFTER DELETE ON derived BEGIN
        UPDATE clusters SET template = '' WHERE id = old.cluster AND template <> '';
    END""",
    "CREATE INDEX clusters_size ON clusters (size, id)",
    "CREATE INDEX clusters_first_seen ON clusters (first_seen, id)",
    "CREATE INDEX clusters_last_seen ON clusters (last_seen, id)",
    "CREATE INDEX clusters_status ON clusters (status, size)",
    """CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        options TEXT NOT NULL,
        counts TEXT NOT NULL,
        versions TEXT NOT NULL)""",
)

_PEOPLE = (
    """CREATE TABLE judgements (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        a INTEGER NOT NULL REFERENCES ads (id) ON DELETE CASCADE,
        b INTEGER NOT NULL REFERENCES ads (id) ON DELETE CASCADE,
        judgement TEXT NOT NULL,
        by TEXT NOT NULL,
        note TEXT NOT NULL,
        at TEXT NOT NULL,
        supersedes INTEGER,
        superseded_at TEXT,
        CHECK (a < b))""",
    "CREATE UNIQUE INDEX judgements_current ON judgements (a, b) WHERE superseded_at IS NULL",
    "CREATE INDEX judgements_a ON judgements (a)",
    "CREATE INDEX judgements_b ON judgements (b)",
    # indicator '' is a plain note. key names target, indicator and person: what is superseded.
    """CREATE TABLE marks (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL,
        kind TEXT NOT NULL,
        ad INTEGER REFERENCES ads (id) ON DELETE CASCADE,
        cluster INTEGER REFERENCES clusters (id),
        "start" INTEGER,
        "end" INTEGER,
        members TEXT NOT NULL,
        indicator TEXT NOT NULL,
        status TEXT NOT NULL,
        confidence TEXT NOT NULL,
        note TEXT NOT NULL,
        codebook TEXT NOT NULL,
        codebook_version TEXT NOT NULL,
        codebook_sha256 TEXT NOT NULL,
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        supersedes INTEGER,
        superseded_at TEXT)""",
    "CREATE UNIQUE INDEX marks_current ON marks (key) WHERE superseded_at IS NULL",
    "CREATE INDEX marks_ad ON marks (ad)",
    "CREATE INDEX marks_cluster ON marks (cluster)",
    "CREATE INDEX marks_indicator ON marks (indicator)",
    """CREATE TABLE operations (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        by TEXT NOT NULL,
        what TEXT NOT NULL,
        state TEXT NOT NULL DEFAULT 'done')""",  # done, undone, or dropped from the redo tail
    "CREATE INDEX operations_state ON operations (state, id)",
    # old and new are row ids or a status word, never text a person wrote.
    """CREATE TABLE operation_items (
        operation INTEGER NOT NULL REFERENCES operations (id) ON DELETE CASCADE,
        n INTEGER NOT NULL,
        kind TEXT NOT NULL,
        key TEXT NOT NULL,
        old TEXT,
        new TEXT,
        PRIMARY KEY (operation, n)) WITHOUT ROWID""",
)


def schema_1(db: Database) -> None:
    """Create every table of schema version 1, in the caller's transaction."""
    for statement in (*_GENERAL, *_RAW, *_WORDS, *_DERIVED, *_PEOPLE):
        db.conn.execute(statement)
