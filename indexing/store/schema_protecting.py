# SPDX-License-Identifier: GPL-3.0-or-later
"""Later schemas: items under protection, the roles that open them, known hashes, protocols.

*People*: protection_roles (who may open what is sealed), protected and its tables (what stays
readable of a sealed ad: ids, hashes, place, steps), hash_lists, protocol_acts. *Raw*: held_back
(pictures of other ads that were sealed with one). *Derived*: known_hashes, hash_matches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_STATEMENTS = (
    # slot: the private key under the role's passphrase
    """CREATE TABLE protection_roles (
        name TEXT PRIMARY KEY,
        public_key TEXT NOT NULL,
        slot TEXT NOT NULL,
        at TEXT NOT NULL,
        by TEXT NOT NULL) WITHOUT ROWID""",
    # ad: an id, not a reference: the ad itself is gone. code: why, one of a short list.
    """CREATE TABLE protected (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        uid TEXT NOT NULL UNIQUE,
        ad INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        source INTEGER NOT NULL REFERENCES sources (id),
        place TEXT NOT NULL,
        code TEXT NOT NULL,
        indicator TEXT NOT NULL,
        by TEXT NOT NULL,
        at TEXT NOT NULL,
        state TEXT NOT NULL)""",
    "CREATE INDEX protected_ad ON protected (ad)",
    # The key of a package, once for each role; role '' is the case key.
    """CREATE TABLE protected_keys (
        protected INTEGER NOT NULL REFERENCES protected (id),
        role TEXT NOT NULL,
        box TEXT NOT NULL,
        PRIMARY KEY (protected, role)) WITHOUT ROWID""",
    # is_kept: its bytes are in the package of this item
    """CREATE TABLE protected_pictures (
        protected INTEGER NOT NULL REFERENCES protected (id),
        sha256 TEXT NOT NULL,
        sha1 TEXT NOT NULL,
        md5 TEXT NOT NULL,
        is_kept INTEGER NOT NULL,
        PRIMARY KEY (protected, sha256)) WITHOUT ROWID""",
    "CREATE INDEX protected_pictures_sha256 ON protected_pictures (sha256)",
    # By what a row that is the same ad is known when it comes again; keyed hashes.
    """CREATE TABLE protected_contents (
        hash BLOB NOT NULL,
        protected INTEGER NOT NULL REFERENCES protected (id),
        PRIMARY KEY (hash, protected)) WITHOUT ROWID""",
    """CREATE TABLE protected_steps (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        protected INTEGER NOT NULL REFERENCES protected (id),
        step TEXT NOT NULL,
        role TEXT NOT NULL,
        reason TEXT NOT NULL,
        by TEXT NOT NULL,
        at TEXT NOT NULL)""",
    "CREATE INDEX protected_steps_protected ON protected_steps (protected)",
    """CREATE TABLE protected_sightings (
        protected INTEGER NOT NULL REFERENCES protected (id),
        kind TEXT NOT NULL,
        source INTEGER NOT NULL REFERENCES sources (id),
        place TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (protected, kind, source, place)) WITHOUT ROWID""",
    """CREATE TABLE held_back (
        ad INTEGER NOT NULL REFERENCES ads (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        PRIMARY KEY (ad, position)) WITHOUT ROWID""",
    "CREATE INDEX held_back_sha256 ON held_back (sha256)",
    """CREATE TABLE hash_lists (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        sha256 TEXT NOT NULL,
        at TEXT NOT NULL,
        by TEXT NOT NULL,
        entries INTEGER NOT NULL,
        counts TEXT NOT NULL,
        distance INTEGER NOT NULL)""",
    # kind 'exact' is keyed, so that a list cannot be read back from a case; 'pdq' is as it is,
    # because distances are counted in it
    """CREATE TABLE known_hashes (
        kind TEXT NOT NULL,
        hash BLOB NOT NULL,
        list INTEGER NOT NULL REFERENCES hash_lists (id) ON DELETE CASCADE,
        PRIMARY KEY (kind, hash, list)) WITHOUT ROWID""",
    "CREATE INDEX known_hashes_list ON known_hashes (list)",
    # Met and not sealed yet: nothing shows, decodes or hands on such a picture.
    """CREATE TABLE hash_matches (
        sha256 TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        list INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE protocol_acts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        protocol TEXT NOT NULL,
        ad INTEGER NOT NULL REFERENCES ads (id) ON DELETE CASCADE,
        act TEXT NOT NULL,
        by TEXT NOT NULL,
        at TEXT NOT NULL)""",
    "CREATE INDEX protocol_acts_ad ON protocol_acts (ad)",
)


def schema_protecting(db: Database) -> None:
    """Add what protection keeps, in the caller's transaction."""
    for statement in _STATEMENTS:
        db.conn.execute(statement)
