# SPDX-License-Identifier: GPL-3.0-or-later
"""The codebook that a case is pinned to, those it was pinned to before, and their files.

A pin is never changed: a new one is added, and decisions keep the version they were made under.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.errors import CaseDamagedError
from indexing.store import audit
from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.case import Case
    from indexing.store.journal import Item, Operation


@dataclass(frozen=True, slots=True)
class Pin:
    """A codebook as a case is pinned to it; ``sha256`` is of its file."""

    id: str
    version: str
    sha256: str
    by: str = ""
    at: str = ""


def pin(case: Case, codebook: Pin, data: bytes) -> None:
    """Pin the case to a codebook and keep its file; nothing happens where it holds already.

    Args:
        case: open for writing.
        codebook: id, version and hash; who and when are added here.
        data: the bytes of the file.
    """
    if hashlib.sha256(data).hexdigest() != codebook.sha256:
        raise ValueError(codebook.sha256)
    held = current(case)
    if held is not None and held.sha256 == codebook.sha256:
        return
    with case.transaction() as db:
        keep(case, codebook, data)
        db.conn.execute(
            "INSERT INTO codebook_pins (sha256, by, at) VALUES (?, ?, ?)",
            [codebook.sha256, case.actor, now()],
        )
        detail = {"id": codebook.id, "version": codebook.version, "sha256": codebook.sha256}
        audit.record(case, audit.Act.ALTERATION, "codebook_pinned", detail=detail)


def restore(operation: Operation, item: Item, wanted: str | None) -> bool:
    """Pin the case again to a codebook that it keeps; False when it keeps it no more."""
    case = operation.case
    row = case.db.conn.execute(
        "SELECT sha256 FROM codebook_files WHERE sha256 = ?", [wanted]
    ).fetchone()
    if row is None:
        return False
    case.db.conn.execute(
        "INSERT INTO codebook_pins (sha256, by, at) VALUES (?, ?, ?)", [row[0], case.actor, now()]
    )
    operation.touch(things=(item.key.replace(" ", "-"),))
    return True


def holds(case: Case, _item: Item, expected: str | None) -> bool:
    """Whether the case is still pinned to a codebook."""
    pin = current(case)
    return expected is not None and pin is not None and pin.sha256 == expected


def keep(case: Case, codebook: Pin, data: bytes) -> None:
    """Keep a file without pinning the case to it (the codebook that a unit's own one extends)."""
    with case.transaction() as db:
        db.conn.execute(
            "INSERT OR IGNORE INTO codebook_files (sha256, codebook, version, bytes, data) "
            "VALUES (?, ?, ?, ?, ?)",
            [
                codebook.sha256,
                codebook.id,
                codebook.version,
                len(data),
                zlib.compress(data, 9),
            ],
        )


def current(case: Case) -> Pin | None:
    """The codebook that holds; None before the first one was pinned."""
    pins = history(case)
    return pins[-1] if pins else None


def history(case: Case) -> list[Pin]:
    """Every codebook that the case was pinned to, oldest first."""
    rows = case.db.conn.execute(
        "SELECT f.codebook, f.version, f.sha256, p.by, p.at FROM codebook_pins p "
        "JOIN codebook_files f ON f.sha256 = p.sha256 ORDER BY p.id"
    )
    return [Pin(*row) for row in rows]


def data(case: Case, sha256: str) -> bytes | None:
    """The file of a codebook that the case keeps, by its hash; None where it keeps none.

    Raises:
        CaseDamagedError: ``codebook_damaged``; the bytes are not what was stored.
    """
    row = case.db.conn.execute(
        "SELECT bytes, data FROM codebook_files WHERE sha256 = ?", [sha256]
    ).fetchone()
    return None if row is None else _unpacked(case, sha256, *row)


def data_of(case: Case, name: str, version: str) -> bytes | None:
    """The file of a codebook that the case keeps, by id and version, the newest kept."""
    row = case.db.conn.execute(
        "SELECT sha256 FROM codebook_files WHERE codebook = ? AND version = ? "
        "ORDER BY rowid DESC LIMIT 1",
        [name, version],
    ).fetchone()
    return None if row is None else data(case, row[0])


def used(case: Case) -> list[str]:
    """Hashes of the codebooks that decisions of the case were made under, newest first."""
    rows = case.db.conn.execute(
        "SELECT codebook_sha256 FROM marks WHERE codebook_sha256 <> '' "
        "GROUP BY codebook_sha256 ORDER BY max(id) DESC"
    )
    return [sha256 for (sha256,) in rows]


def _unpacked(case: Case, sha256: str, size: int, packed: bytes) -> bytes:
    try:
        found = zlib.decompressobj().decompress(packed, size + 1)
    except zlib.error as error:
        raise CaseDamagedError("codebook_damaged", path=case.path, place=sha256[:12]) from error
    if hashlib.sha256(found).hexdigest() != sha256:
        raise CaseDamagedError("codebook_damaged", path=case.path, place=sha256[:12])
    return found
