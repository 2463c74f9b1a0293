# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what a search keeps in memory still is what the case holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexing.store.case import Case

State = tuple[object, ...]


def writes(case: Case) -> int:
    """A number that changes when another connection has written to the case."""
    return int(case.db.conn.execute("PRAGMA data_version").fetchone()[0])


def of_texts(case: Case) -> State:
    """Changes with the ads, their vectors and what they were grouped to."""
    row = case.db.conn.execute(
        "SELECT (SELECT count(*) FROM derived), "
        "(SELECT count(*) FROM derived WHERE text_group IS NOT NULL), "
        "(SELECT total(text_group) FROM derived), "
        "(SELECT count(*) FROM fingerprints), (SELECT max(rowid) FROM fingerprints), "
        # counts alone stand still where as much came as was sealed
        "(SELECT max(id) FROM ads), (SELECT max(id) FROM protected)"
    ).fetchone()
    return tuple(row)


def of_pictures(case: Case) -> State:
    """Changes with the pictures that ads show and with their hashes."""
    row = case.db.conn.execute(
        "SELECT (SELECT count(*) FROM images), "
        "(SELECT count(*) FROM images WHERE status = 'found'), "
        "(SELECT count(*) FROM ad_images WHERE sha256 IS NOT NULL), "
        "(SELECT count(*) FROM hash_matches), "
        "(SELECT max(id) FROM ads), (SELECT max(id) FROM protected)"
    ).fetchone()
    return tuple(row)
