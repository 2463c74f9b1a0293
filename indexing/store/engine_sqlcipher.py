# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way to an encrypted connection: SQLCipher under sqlite-utils, with the key given first.

sqlite-utils prefers a module named ``pysqlite3``; SQLCipher is registered under that name here, so
this module must be imported before sqlite-utils is. A connection that forgot its key would make a
plain database without an error: the first bytes of the file are looked at on every open.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3
import sqlcipher3.dbapi2 as sqlcipher_dbapi

from indexing.errors import BadInputError, CaseDamagedError, CaseLockedError, KnownError

sqlcipher3.connect = sqlcipher_dbapi.connect
sys.modules["pysqlite3"] = sqlcipher3
sys.modules["pysqlite3.dbapi2"] = sqlcipher_dbapi

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sqlite_utils

PLAIN_MAGIC = b"SQLite format 3"
_LEAST_FREE = 65_536
BUSY_MILLISECONDS = 10_000
CACHE_KIB = 65_536
DatabaseError = sqlcipher_dbapi.DatabaseError
OperationalError = sqlcipher_dbapi.OperationalError


def refuse_plain(file: Path) -> None:
    """Raise unless ``file`` is there, not empty and not a plain SQLite database; never touch it."""
    try:
        with file.open("rb") as stream:
            start = stream.read(len(PLAIN_MAGIC))
    except FileNotFoundError:
        raise CaseDamagedError("case_db_missing", path=file) from None
    except OSError as error:
        raise BadInputError(
            "case_unreadable", path=file, detail={"reason": error.strerror}
        ) from None
    if not start:
        raise CaseDamagedError("case_db_empty", path=file)
    if start == PLAIN_MAGIC:
        raise CaseDamagedError("case_not_encrypted", path=file)


@functools.cache
def _database() -> type[sqlite_utils.Database]:
    """sqlite-utils, as late as the first case: a window without one starts sooner.

    It takes numpy and pandas along where they are installed; nothing here needs them.
    """
    unwanted = [name for name in ("numpy", "pandas") if name not in sys.modules]
    sys.modules.update(dict.fromkeys(unwanted))  # type: ignore[arg-type]
    try:
        import sqlite_utils.utils
    finally:
        for name in unwanted:
            del sys.modules[name]
    if vars(sqlite_utils.utils)["sqlite3"] is not sqlcipher3:
        raise RuntimeError("sqlite-utils was imported before indexing.store and uses plain SQLite")
    return sqlite_utils.Database


def connect(
    file: Path, key: bytes, *, create: bool = False, write: bool = True
) -> sqlite_utils.Database:
    """Open the encrypted database ``file`` on this thread.

    Args:
        file: the database file.
        key: its raw 32-byte key.
        create: make it; it must not exist yet.
        write: whether this connection may change it.
    """
    made = _database()
    if len(key) != 32:
        raise ValueError("a database key has 32 bytes")
    if not create:
        refuse_plain(file)
    elif file.exists():
        raise BadInputError("case_exists", path=file)
    with translated(file):
        connection = sqlcipher_dbapi.connect(
            _address(file, write=write),
            isolation_level=None,
            timeout=BUSY_MILLISECONDS / 1000,
            uri=True,
        )
        try:
            _prepare(connection, key, write=write)
            _refuse_views(connection, file)
            db = made(connection, execute_plugins=False)
            db.execute("PRAGMA query_only=" + ("0" if write else "1"))
        except BaseException:
            connection.close()
            raise
        if write and not os.access(file, os.W_OK):
            # SQLite has silently opened it for reading; every act would be refused
            db.close()
            raise _write_protected(file.parent)
    return db


def in_memory() -> sqlite_utils.Database:
    """An empty database that is nowhere on the disk."""
    return _database()(sqlcipher_dbapi.connect(":memory:", isolation_level=None))


def versions() -> dict[str, str]:
    """Versions of SQLite, SQLCipher and its cryptographic library."""
    connection = sqlcipher_dbapi.connect(":memory:")
    try:
        # without a key there is no cipher, and none of its libraries tells its name
        connection.execute(f"PRAGMA key=\"x'{bytes(32).hex()}'\"")
        asked = {
            "sqlite": "SELECT sqlite_version()",
            "sqlcipher": "PRAGMA cipher_version",
            "crypto_library": "PRAGMA cipher_provider_version",
        }
        found = {name: connection.execute(query).fetchone() for name, query in asked.items()}
    finally:
        connection.close()
    return {name: str(row[0]) if row else "" for name, row in found.items()}


def _address(file: Path, *, write: bool) -> str:
    # A write-protected medium cannot hold the files that coordinate writers, and needs none.
    log = file.with_name(f"{file.name}-wal")
    fixed = not write and not os.access(file.parent, os.W_OK) and not log.exists()
    return file.resolve().as_uri() + ("?immutable=1" if fixed else "")


def _prepare(connection: Any, key: bytes, *, write: bool) -> None:
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")
    if not connection.execute("PRAGMA cipher_version").fetchone():
        raise RuntimeError("this SQLite is built without encryption")
    # Reads the first page: a wrong key or a damaged start is noticed here.
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
    if write and connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    connection.execute("PRAGMA temp_store=MEMORY")
    connection.execute("PRAGMA foreign_keys=ON")


def _refuse_views(connection: Any, file: Path) -> None:
    """A case has none; one in the place of a table may count without end when it is read."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'view'").fetchone():
        raise CaseDamagedError("case_db_damaged", path=file)


@contextlib.contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn errors of the engine or the disk inside the block into known errors."""
    try:
        yield
    except (DatabaseError, OSError) as error:
        known = known_error(error, path)
        if known is None:
            raise
        raise known from error


def _is_full(path: Path) -> bool:
    """Is there no room even for the file that coordinates readers?"""
    with contextlib.suppress(OSError):
        return shutil.disk_usage(path if path.exists() else path.parent).free < _LEAST_FREE
    return False


def known_error(error: BaseException, path: Path) -> KnownError | None:
    """The known error that an engine or disk error stands for, or None when it is a bug."""
    if isinstance(error, OSError):
        if error.errno in (
            errno.ENOSPC,
            errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC,
        ):
            return BadInputError("disk_full", path=path)
        return None
    if not isinstance(error, DatabaseError):
        return None
    words = str(error)
    if "disk is full" in words:
        return BadInputError("disk_full", path=path)
    if "locked" in words or "busy" in words:
        return CaseLockedError("case_in_use", path=path)
    if any(sign in words for sign in ("not a database", "malformed", "corrupt")):
        return CaseDamagedError("case_db_damaged", path=path)
    folder = path if path.is_dir() else path.parent
    if "readonly" in words:
        return _write_protected(folder)
    if "disk I/O" in words or "unable to open" in words:
        return _refused_by_disk(path, folder, words)
    return None


def _refused_by_disk(path: Path, folder: Path, words: str) -> KnownError:
    """Why the disk refused: no room, write protection, or what the engine says."""
    is_io = "disk I/O" in words
    if is_io and _is_full(path):
        return BadInputError("disk_full", path=path)
    if folder.is_dir() and not os.access(folder, os.W_OK):
        return _write_protected(folder)
    if is_io:
        return BadInputError("disk_error", path=path, detail={"reason": words})
    return BadInputError("case_unreadable", path=path, detail={"reason": words})


def _write_protected(folder: Path) -> KnownError:
    return BadInputError("case_read_only", path=folder)
