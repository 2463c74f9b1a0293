# SPDX-License-Identifier: GPL-3.0-or-later
"""Proof of a purge: words of the purged ads are looked for in every decrypted page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from indexing.errors import CaseDamagedError
from indexing.store import erasure, migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

    from indexing.store.case import Case

_PROBES = 64
_PROBE = re.compile(r"[^\W_][\w@.+-]{4,}[^\W_]")
_SPREAD = (
    "SELECT ad FROM (SELECT ad, row_number() OVER (ORDER BY ad) AS r FROM temp.purged) "
    "WHERE r % ? = 0"
)
_PROBED = (
    "title, body, contacts, url, author, extra FROM ads WHERE id",
    "raw, value FROM mentions WHERE ad",
    "note, alternative, evidence FROM marks WHERE ad",
    "note FROM judgements WHERE a",
    "untrusted_name FROM ad_images WHERE ad",
    "changed FROM captures WHERE ad",
    "t.text FROM picture_texts t JOIN ad_images m ON m.sha256 = t.sha256 WHERE m.ad",
)


def probes(db: Database) -> tuple[str, ...]:
    """Words of the ads to look for afterwards: the longest of a spread of them."""
    total = int(db.execute("SELECT count(*) FROM temp.purged").fetchone()[0])
    step = max(1, total // _PROBES)
    found: dict[str, None] = {}
    for texts in _PROBED:
        rows = db.execute(f"SELECT {texts} IN ({_SPREAD})", (step,))
        for row, _ in zip(rows, range(_PROBES), strict=False):
            words = sorted(_PROBE.findall(" ".join(map(str, row))), key=len, reverse=True)
            found.update(dict.fromkeys(words[:2]))
    return tuple(found)[: 4 * _PROBES]


def prove(case: Case, probes: Sequence[str]) -> int:
    """Look for the probes in every page; returns how many pages were read."""
    for rebuild in (False, True):
        if rebuild:
            erasure.finish(case, rebuild_words=True)
        found, pages = _read_back(case, probes)
        if not found:
            return pages
    raise CaseDamagedError("purge_incomplete", path=case.path, detail={"found": len(found)})


def _read_back(case: Case, probes: Sequence[str]) -> tuple[list[str], int]:
    needles = {
        form.encode("utf-8", "surrogatepass"): word
        for word in probes
        for form in (word, word.casefold())
    }
    found, pages = erasure.search_pages(case, tuple(needles))
    left = {needles[needle] for needle in found}
    # A word that another ad says too is rightly still there.
    return [word for word in sorted(left) if not _is_said(case.db, word)], pages


def _is_said(db: Database, word: str) -> bool:
    def says(value: object) -> bool:
        return isinstance(value, str) and word.casefold() in value.casefold()

    db.conn.create_function("says", 1, says)
    # the names and remarks of the tables themselves stand in the file too
    if db.execute("SELECT 1 FROM sqlite_master WHERE says(sql) LIMIT 1").fetchone():
        return True
    return any(
        db.execute(f'SELECT 1 FROM "{table}" WHERE {condition} LIMIT 1').fetchone()  # noqa: S608
        for table, condition in _text_columns(db)
    )


def _text_columns(db: Database) -> list[tuple[str, str]]:
    hidden = tuple(f"{name}_" for name in migrations.full_text_tables(db))
    rows = db.execute(
        "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c "
        "WHERE m.type='table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND c.type LIKE '%TEXT%'"
    ).fetchall()
    columns: dict[str, list[str]] = {}
    for table, column in rows:
        if not str(table).startswith(hidden):
            columns.setdefault(str(table), []).append(f'says("{column}")')
    return [(table, " OR ".join(conditions)) for table, conditions in columns.items()]
