# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows that an ad consists of, taken out as one document and put back from it.

What the machine derived is left out: the next index makes it again.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from indexing.errors import CaseDamagedError
from indexing.store import search_index

if TYPE_CHECKING:
    from sqlite_utils import Database

    from indexing.store.opened import Case

FORMAT = "faisceau-sealed/1"
KEPT = {
    "ads": "id = ?1",
    "derived": "ad = ?1",
    "ad_images": "ad = ?1",
    "ad_keys": "ad = ?1",
    "captures": "ad = ?1",
    "held_back": "ad = ?1",
    "judgements": "a = ?1 OR b = ?1",
    "marks": "ad = ?1",
    "draw_ads": "ad = ?1",
    "protocol_acts": "ad = ?1",
    "reading_points": "ad = ?1 OR other = ?1",
}
"""Tables whose rows go into a package, in the order in which they are put back."""
MADE_AGAIN = frozenset(
    (
        "extracted", "fingerprints", "further", "grown", "links", "mentions", "sides",
        "suggested", "suggestion_ads", "suggestion_cuts", "suggestions", "words", "words_due",
    )
)  # fmt: skip
"""Tables that hang on ads too; an index makes them again (sides: others are told instead)."""
_DERIVED = ("ad", "seen")

Document = dict[str, Any]


def dump(db: Database, ad: int) -> Document:
    """Everything that is kept of an ad; JSON values."""
    tables = {}
    for table, which in KEPT.items():
        cursor = db.execute(f'SELECT * FROM "{table}" WHERE {which}', (ad,))  # noqa: S608
        names = [column[0] for column in cursor.description]
        tables[table] = [dict(zip(names, map(_plain, row), strict=True)) for row in cursor]
    return {"format": FORMAT, "ad": ad, "tables": tables}


def encode(document: Document) -> bytes:
    """A document as bytes."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def decode(case: Case, data: bytes) -> Document:
    """The document in bytes that a package gave.

    Raises:
        CaseDamagedError: ``sealed_damaged``.
    """
    document = json.loads(data)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise CaseDamagedError("sealed_damaged", path=case.path)
    return document


def put_back(case: Case, document: Mapping[str, Any]) -> None:
    """Store the rows of a document again, in the caller's transaction.

    Pictures come back without their bytes. A judgement whose other ad is gone meanwhile, and a
    column that the case no longer has, are left out.
    """
    db = case.db.conn
    for table in KEPT:
        rows = document["tables"].get(table, [])
        if table == "judgements":
            rows = [row for row in rows if _has_other(case, row, document["ad"])]
        if table == "reading_points":
            rows = [row for row in rows if _is_wanted(case, row)]
        if table == "derived":
            rows = [{name: row[name] for name in _DERIVED} for row in rows]
        if table == "ad_images":
            rows = [row | {"sha256": None} for row in rows]
        known = {row[1] for row in db.execute(f'PRAGMA table_info("{table}")')}
        for row in rows:
            _insert(case, table, {name: row[name] for name in row if name in known})
    db.execute(
        "INSERT OR IGNORE INTO further (ad, name) SELECT ad, 'capture ' || n FROM captures "
        "WHERE ad = ?",
        [document["ad"]],
    )
    search_index.fill(case.db)


def _insert(case: Case, table: str, row: Mapping[str, Any]) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" * len(row))
    case.db.conn.execute(
        f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({marks})',  # noqa: S608
        [_stored(value) for value in row.values()],
    )


def _has_other(case: Case, row: Mapping[str, Any], ad: int) -> bool:
    other = row["b"] if row["a"] == ad else row["a"]
    return case.db.conn.execute("SELECT 1 FROM ads WHERE id = ?", [other]).fetchone() is not None


def _is_wanted(case: Case, point: Mapping[str, Any]) -> bool:
    """Whether the statement that a point belongs to, and both its ads, are there."""
    found = case.db.conn.execute(
        "SELECT EXISTS (SELECT 1 FROM readings WHERE id = ?1) AND (?2 IS NULL OR EXISTS "
        "(SELECT 1 FROM ads WHERE id = ?2)) AND (?3 IS NULL OR EXISTS "
        "(SELECT 1 FROM ads WHERE id = ?3))",
        [point["reading"], point["ad"], point["other"]],
    ).fetchone()
    return bool(found[0])


def _plain(value: object) -> object:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _stored(value: Any) -> Any:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else value


def texts(document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The row of the ad in a document (one, or none in a damaged one)."""
    rows: Sequence[Mapping[str, Any]] = document["tables"]["ads"]
    return rows
