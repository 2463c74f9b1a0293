# SPDX-License-Identifier: GPL-3.0-or-later
"""The physical half of a deletion: blob files, free pages, and a search of what is left.

What still has to go is noted in the transaction that deleted the rows, so that a killed purge is
finished at the next open.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from indexing.errors import CaseLockedError
from indexing.store import durable, engine_sqlcipher, index_files, migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

    from indexing.store.opened import Case

_PENDING = "erasure_pending"
_PAGE = 4096
_RESERVED = 80  # SQLCipher 4: 16 bytes of initialisation vector and 64 of HMAC end a page
_VECTOR = 16
_SALT = 16


def schedule(db: Database, blob_names: Sequence[str]) -> None:
    """Note, in the current transaction, what has to go from the disk."""
    db.execute(
        "INSERT OR REPLACE INTO meta(key, value) VALUES (?, ?)",
        (_PENDING, json.dumps(sorted({*_pending(db), *blob_names}))),
    )


def spare(db: Database, blob_name: str) -> None:
    """Take a blob off what has to go: it was stored again before the deletion was finished."""
    left = _pending(db)
    if blob_name in left:
        left.remove(blob_name)
        db.execute("UPDATE meta SET value = ? WHERE key = ?", (json.dumps(left), _PENDING))


def is_pending(case: Case) -> bool:
    """Whether a deletion has not been finished."""
    row = case.db.execute("SELECT 1 FROM meta WHERE key=?", (_PENDING,)).fetchone()
    return row is not None


def finish(case: Case, *, rebuild_words: bool = False) -> None:
    """Remove the noted blobs and every trace of deleted rows in the database file.

    Args:
        case: open for writing.
        rebuild_words: also make the word indexes anew.

    Raises:
        CaseLockedError: someone is reading, so that old pages cannot go (``purge_busy``); what
            was deleted stays deleted, and running it again finishes it.
    """
    for blob_name in _pending(case.db):
        file = case.path / "blobs" / blob_name[:2] / blob_name
        if file.is_dir():  # a damaged case: what stands there under the name goes too
            shutil.rmtree(file)
            durable.sync_folder(file.parent)
        elif file.exists():
            file.unlink()
            durable.sync_folder(file.parent)
    index_files.clear(case)
    if rebuild_words:
        with case.transaction() as db:
            for table in migrations.full_text_tables(db):
                db.execute(f'INSERT INTO "{table}"("{table}") VALUES (\'rebuild\')')  # noqa: S608
    compact(case)
    with case.transaction() as db:
        db.execute("DELETE FROM meta WHERE key=?", (_PENDING,))
    _empty_log(case)


def compact(case: Case) -> None:
    """Rewrite the database file without free pages and empty its write-ahead log."""
    with engine_sqlcipher.translated(case.path):
        case.db.execute("VACUUM")
        _empty_log(case)


def pages(case: Case) -> Iterator[bytes]:
    """Every page of the database file as it is on disk, decrypted; free pages too."""
    with (case.path / "case.db").open("rb") as file:
        first = True
        while page := file.read(_PAGE):
            start = _SALT if first else 0
            first = False
            body, vector = page[start:-_RESERVED], page[-_RESERVED : _VECTOR - _RESERVED]
            decryptor = Cipher(algorithms.AES256(case.keys.db), modes.CBC(vector)).decryptor()
            yield decryptor.update(body) + decryptor.finalize()


def search_pages(case: Case, needles: Sequence[bytes]) -> tuple[set[bytes], int]:
    """Which needles stand anywhere in the database file, and how many pages were read."""
    found: set[bytes] = set()
    count = 0
    for page in pages(case):
        count += 1
        found.update(needle for needle in needles if needle in page)
    return found, count


def _pending(db: Database) -> list[str]:
    row = db.execute("SELECT value FROM meta WHERE key=?", (_PENDING,)).fetchone()
    return [] if row is None else [str(name) for name in json.loads(row[0])]


def _empty_log(case: Case) -> None:
    busy, _, _ = case.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise CaseLockedError("purge_busy", path=case.path)
