# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of known hashes: by them a picture is recognised and never shown.

Of MD5, SHA-1 and SHA-256 only a keyed hash is kept, so that a list cannot be read back from a
case. PDQ hashes are kept as they are, because distances are counted in them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexing.errors import BadInputError
from indexing.store import audit
from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.opened import Case

DIGESTS = {16: "md5", 20: "sha1", 32: "sha256"}
"""Kind of an exact hash by its length in bytes."""
EXACT, PDQ = "exact", "pdq"
_HASH_BYTES = 16


@dataclass(frozen=True, slots=True)
class HashList:
    """A list as the case keeps it: hashes only, with the SHA-256 of the file they came from.

    ``counts`` by kind. ``distance``: bits of 256 up to which a PDQ hash counts as met.
    """

    number: int
    name: str
    sha256: str
    at: str
    by: str
    entries: int
    counts: Mapping[str, int]
    distance: int


@dataclass(frozen=True, slots=True)
class Match:
    """A picture of the case that is on a list and was not sealed yet."""

    sha256: str
    kind: str
    list_name: str


def add(
    case: Case,
    name: str,
    file_sha256: str,
    hashes: Iterable[tuple[str, bytes]],
    *,
    distance: int,
) -> HashList:
    """Keep a list, in one transaction.

    Args:
        case: open for writing.
        name: how people call it.
        file_sha256: of the file.
        hashes: kind (``md5``, ``sha1``, ``sha256``, ``pdq``) and bytes of each.
        distance: bits up to which PDQ hashes count as met.

    Raises:
        BadInputError: ``hash_list_exists``.
    """
    with case.transaction() as db:
        if db.execute("SELECT 1 FROM hash_lists WHERE name = ?", (name,)).fetchone():
            raise BadInputError("hash_list_exists", detail={"list": name})
        cursor = db.conn.execute(
            "INSERT INTO hash_lists (name, sha256, at, by, entries, counts, distance) "
            "VALUES (?, ?, ?, ?, 0, '{}', ?)",
            [name, file_sha256, now(), case.actor, distance],
        )
        number = int(cursor.lastrowid or 0)
        counts: dict[str, int] = {}
        db.conn.executemany(
            "INSERT OR IGNORE INTO known_hashes (kind, hash, list) VALUES (?, ?, ?)",
            _rows(case, number, hashes, counts),
        )
        db.conn.execute(
            "UPDATE hash_lists SET entries = ?, counts = ? WHERE id = ?",
            [sum(counts.values()), json.dumps(counts), number],
        )
        detail = {"list": number, "sha256": file_sha256, "entries": sum(counts.values())}
        audit.record(case, audit.Act.COLLECTION, "hash_list_added", detail=detail)
    return find(case, name)


def remove(case: Case, name: str) -> HashList:
    """Forget a list; what was sealed for it stays sealed."""
    found = find(case, name)
    with case.transaction() as db:
        db.conn.execute("DELETE FROM hash_lists WHERE id = ?", [found.number])
        detail = {"list": found.number, "sha256": found.sha256}
        audit.record(case, audit.Act.ERASURE, "hash_list_removed", detail=detail)
    return found


def lists(case: Case) -> list[HashList]:
    """The lists of a case by name."""
    rows = case.db.conn.execute(
        "SELECT id, name, sha256, at, by, entries, counts, distance FROM hash_lists ORDER BY name"
    )
    return [_list(row) for row in rows]


def find(case: Case, name: str) -> HashList:
    """One list; raises ``hash_list_unknown``."""
    for one in lists(case):
        if one.name == name:
            return one
    raise BadInputError("hash_list_unknown", detail={"list": name[:200]})


def note_exact(case: Case, sha256: str, data: bytes) -> bool:
    """Whether a picture is on a list; noted then, in the caller's transaction."""
    found = listed(case, sha256, data)
    return found is not None and note(case, sha256, *found)


def listed(case: Case, sha256: str, data: bytes) -> tuple[str, int] | None:
    """Kind of hash and number of the first list that a file is on, letter by letter; or None."""
    if (
        case.db.conn.execute(
            "SELECT 1 FROM known_hashes WHERE kind = ? LIMIT 1", [EXACT]
        ).fetchone()
        is None
    ):
        return None
    for name in DIGESTS.values():
        digest = (
            bytes.fromhex(sha256)
            if name == "sha256"
            else hashlib.new(name, data, usedforsecurity=False).digest()
        )
        row = case.db.conn.execute(
            "SELECT list FROM known_hashes WHERE kind = ? AND hash = ? ORDER BY list LIMIT 1",
            [EXACT, _keyed(case, digest)],
        ).fetchone()
        if row is not None:
            return name, int(row[0])
    return None


def note(case: Case, sha256: str, kind: str, list_number: int) -> bool:
    """Say that a picture was met on a list; until it is sealed nothing reads it.

    Returns:
        False for a picture that was released by written order: that order stands.
    """
    db = case.db.conn
    released = db.execute(
        "SELECT 1 FROM protected_pictures i JOIN protected p ON p.id = i.protected "
        "WHERE i.sha256 = ? AND p.state = 'released'",
        [sha256],
    ).fetchone()
    if released is not None:
        return False
    with case.transaction():
        db.execute(
            "INSERT OR IGNORE INTO hash_matches (sha256, kind, list) VALUES (?, ?, ?)",
            [sha256, kind, list_number],
        )
    return True


def matches(case: Case) -> list[tuple[Match, list[int]]]:
    """Every picture that was met, with the ads that show it."""
    rows = case.db.conn.execute(
        "SELECT h.sha256, h.kind, coalesce(l.name, ''), json_group_array(DISTINCT m.ad) "
        "FROM hash_matches h JOIN ad_images m ON m.sha256 = h.sha256 "
        "LEFT JOIN hash_lists l ON l.id = h.list GROUP BY h.sha256 ORDER BY h.sha256"
    )
    return [(Match(*row[:3]), sorted(json.loads(row[3]))) for row in rows.fetchall()]


def has_pdq(case: Case) -> bool:
    """Whether a list has PDQ hashes: then a picture is known only once it was decoded."""
    row = case.db.conn.execute("SELECT 1 FROM known_hashes WHERE kind = ? LIMIT 1", [PDQ])
    return row.fetchone() is not None


def pdq_lists(case: Case) -> Iterator[tuple[HashList, list[bytes]]]:
    """The lists with PDQ hashes, and these."""
    for one in lists(case):
        if one.counts.get(PDQ):
            rows = case.db.conn.execute(
                "SELECT hash FROM known_hashes WHERE list = ? AND kind = ? ORDER BY hash",
                [one.number, PDQ],
            )
            yield one, [bytes(row[0]) for row in rows]


def _rows(
    case: Case, number: int, hashes: Iterable[tuple[str, bytes]], counts: dict[str, int]
) -> Iterator[tuple[str, bytes, int]]:
    for kind, value in hashes:
        counts[kind] = counts.get(kind, 0) + 1
        if kind == PDQ:
            yield PDQ, value, number
        else:
            yield EXACT, _keyed(case, value), number


def _keyed(case: Case, digest: bytes) -> bytes:
    return hashlib.blake2b(digest, key=case.keys.known_hashes, digest_size=_HASH_BYTES).digest()


def _list(row: Any) -> HashList:
    values = list(row)
    values[6] = json.loads(values[6])
    return HashList(*values)
