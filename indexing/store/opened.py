# SPDX-License-Identifier: GPL-3.0-or-later
"""An open case: its connection, keys, transactions and header. ``case`` opens and makes it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

from indexing.errors import BadInputError, CaseDamagedError, KnownError
from indexing.store import durable, engine_sqlcipher, header, keys
from indexing.store.header import Header
from indexing.store.keys import CaseKeys, VaultKey

if TYPE_CHECKING:
    from sqlite_utils import Database

Mode = Literal["write", "read", "shared"]
DB_NAME = "case.db"
BLOB_FOLDER = "blobs"
INDEX_FOLDER = "index"


@dataclass(frozen=True, slots=True)
class CaseMeta:
    """Why a case exists; without it there is none. Dates are ISO 8601."""

    purpose: str
    legal_basis: str
    responsible: str
    retain_until: str
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    case_id: str = ""
    created: str = ""


@dataclass(frozen=True, slots=True)
class LetGo:
    """What closing a case does besides closing it: seal its log, release its lock."""

    seal: Callable[[Case], object] | None = None
    release: Callable[[], None] | None = None


class Case:
    """An open case. One connection belongs to one thread; other threads use ``reader()``."""

    def __init__(
        self,
        path: Path,
        *,
        unlocked: header.Unlocked,
        db: Database,
        mode: Mode,
        let_go: LetGo | None = None,
    ) -> None:
        self.path = path
        self.db = db
        self.mode = mode
        self.header: Header = unlocked.header
        self.keys: CaseKeys = unlocked.keys
        self.meta = _read_meta(unlocked.header, unlocked.keys, path)
        self.actor = self.meta.responsible
        self.bad_copies = unlocked.bad_copies
        self._vault_key = unlocked.vault_key
        self._let_go = let_go or LetGo()
        self.own: set[str] = set()
        """Hashes of the lines that this connection wrote into the log, until they are asked for."""
        self._unsynced: list[Path] = []
        self._depth = 0
        self._closed = False

    def vault_key(self) -> VaultKey:
        """The key for a worker process of the same window; it is never written anywhere."""
        return VaultKey(self._vault_key)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Database]:
        """All or nothing; a transaction inside a transaction is a savepoint of it.

        Raises:
            BadInputError: the case is no longer where it was opened.
        """
        if self.mode == "read":
            raise RuntimeError("the case is open for reading only")
        if not self._depth and not (self.path / DB_NAME).exists():
            # the file that is open would take it, and be gone with the program
            raise BadInputError("case_missing", path=self.path)
        with engine_sqlcipher.translated(self.path):
            self.db.execute(f"SAVEPOINT level_{self._depth}" if self._depth else "BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield self.db
                if self._depth == 1:
                    durable.sync_files(self._unsynced)
                self._end("RELEASE" if self._depth > 1 else "COMMIT")
            except BaseException:
                self._undo()
                raise
            finally:
                self._depth -= 1
                if not self._depth:
                    self._unsynced.clear()

    def write_file(self, target: Path, data: bytes, *, beside: Path) -> None:
        """Write a file whole: durable at once, or when the transaction under way is committed.

        One wait for the disk for all files of a transaction is much faster than one for each.
        """
        # A file that is there already may be referred to: it is replaced only by a lasting one.
        later = self._depth > 0 and not target.exists()
        durable.write_whole(target, data, beside=beside, sync=not later)
        if later:
            self._unsynced.append(target)

    def reader(self) -> Case:
        """The same case on a read-only connection of the calling thread."""
        unlocked = header.Unlocked(self.header, self._vault_key, self.keys, ())
        db = engine_sqlcipher.connect(self.path / DB_NAME, self.keys.db, write=False)
        return Case(self.path, unlocked=unlocked, db=db, mode="read")

    def outside_version(self) -> int:
        """A number that moves when another connection commits; what this one writes does not."""
        return int(self.db.execute("PRAGMA data_version").fetchone()[0])

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Case]:
        """The case as it stands now, for reading, whatever is written meanwhile."""
        with self.reader() as still:
            still.db.execute("BEGIN")
            still.db.execute("SELECT count(*) FROM derived").fetchone()  # the moment is now
            yield still

    def change_header(self, change: Callable[[Header], Header]) -> None:
        """Rewrite the header from its newest copy; no other process does so meanwhile."""
        if self._depth:
            raise RuntimeError("the header is changed outside of transactions")
        with self.transaction():  # the database's write lock serves as the header's
            latest = header.newest(self.path, self.keys.header)
            changed = replace(change(latest), generation=latest.generation + 1)
            header.write(self.path, changed, self.keys.header)
            self.header = changed

    def close(self) -> None:
        """Seal the audit log if there is something new, and let go of everything."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._let_go.seal is not None and not self._depth:
                # What cannot be sealed now is sealed next time; closing never fails.
                with contextlib.suppress(KnownError, engine_sqlcipher.DatabaseError, OSError):
                    self._let_go.seal(self)
            self.db.close()
        finally:
            if self._let_go.release is not None:
                self._let_go.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        known = None if error is None else engine_sqlcipher.known_error(error, self.path)
        if known is not None:
            raise known from error

    def _end(self, word: str) -> None:
        self.db.execute(word if self._depth == 1 else f"{word} level_{self._depth - 1}")

    def _undo(self) -> None:
        # A full disk may have rolled the whole transaction back already.
        if not self.db.conn.in_transaction:
            return
        if self._depth == 1:
            self.db.execute("ROLLBACK")
        else:
            self.db.execute(f"ROLLBACK TO level_{self._depth - 1}")
            self.db.execute(f"RELEASE level_{self._depth - 1}")


def _read_meta(found: Header, case_keys: CaseKeys, path: Path) -> CaseMeta:
    plain = keys.open_box(case_keys.meta, found.meta, keys.associated(found.case_id, "meta"))
    if plain is None:
        raise CaseDamagedError("header_damaged", path=path / header.NAMES[0])
    document = json.loads(plain)
    for name in ("countries", "languages"):
        document[name] = tuple(document[name])
    return CaseMeta(**document)
