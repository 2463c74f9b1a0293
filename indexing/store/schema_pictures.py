# SPDX-License-Identifier: GPL-3.0-or-later
"""Later schemas: the text that was read in pictures.

*Derived*: picture_texts, one row for each picture that was looked at, also when nothing stood in
it or it could not be read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database


def schema_pictures(db: Database) -> None:
    """Add the text of pictures, in the caller's transaction."""
    # lines: JSON, for each its start and end in text, score and four corners. code: why not read
    db.conn.execute(
        """CREATE TABLE picture_texts (
            sha256 TEXT PRIMARY KEY REFERENCES images (sha256) ON DELETE CASCADE,
            stamp INTEGER NOT NULL REFERENCES stamps (id),
            text TEXT NOT NULL,
            lines TEXT NOT NULL,
            code TEXT NOT NULL) WITHOUT ROWID"""
    )
    db.conn.execute("CREATE INDEX picture_texts_said ON picture_texts (sha256) WHERE text <> ''")
