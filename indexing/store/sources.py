# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that ads came from: what they were, how they were read, and what could not be taken."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexing.records import Rejected
from indexing.store.storable import whole

if TYPE_CHECKING:
    from indexing.store.opened import Case

_COLUMNS = (
    "id, path, name, sha256, format, encoding, field_map, begun_at, finished_at, "
    "read, added, known, rejected"
)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source as the case keeps it; ``finished_at`` is '' while a pass is under way or died."""

    source: int
    path: str
    name: str
    sha256: str
    format: str
    encoding: str
    field_map: Mapping[str, object]
    begun_at: str
    finished_at: str
    read: int
    added: int
    known: int
    rejected: int


@dataclass(frozen=True, slots=True)
class PassCounts:
    """What one pass over a source gave; ``read = added + known + rejected`` always."""

    added: int = 0
    known: int = 0
    rejected: int = 0

    @property
    def read(self) -> int:
        """Rows read."""
        return self.added + self.known + self.rejected


def begin(
    case: Case,
    path: str | Path,
    sha256: str,
    format: str,  # noqa: A002
    encoding: str,
    field_map: Mapping[str, object],
) -> int:
    """Open a pass over a source; the same path with the same bytes keeps its id."""
    with case.transaction():
        row = case.db.conn.execute(
            "INSERT INTO sources (path, name, sha256, format, encoding, field_map, begun_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path, sha256) DO UPDATE SET "
            "format = excluded.format, encoding = excluded.encoding, "
            "field_map = excluded.field_map, begun_at = excluded.begun_at, finished_at = NULL "
            "RETURNING id",
            [
                whole(str(path)),  # the system may hand out names that are no UTF-8
                whole(Path(path).name),
                sha256,
                format,
                encoding,
                whole(json.dumps(field_map, ensure_ascii=False, sort_keys=True)),
                now(),
            ],
        ).fetchone()
    return int(row[0])


def finish(case: Case, source: int, counts: PassCounts) -> None:
    """Close a pass that reached the end of its source."""
    with case.transaction():
        case.db.conn.execute(
            "UPDATE sources SET finished_at = ?, read = ?, added = ?, known = ?, rejected = ? "
            "WHERE id = ?",
            [now(), counts.read, counts.added, counts.known, counts.rejected, source],
        )


def rejects(case: Case, source: int) -> list[Rejected]:
    """Rows of the source that could not be taken."""
    rows = case.db.conn.execute(
        "SELECT place, code, detail FROM rejects WHERE source = ? "
        "ORDER BY length(place), place",  # so that row 9 comes before row 10
        [source],
    )
    return [Rejected(place, code, json.loads(detail)) for place, code, detail in rows]


def list_sources(case: Case) -> list[SourceRow]:
    """Every source, oldest first."""
    rows = case.db.conn.execute(f"SELECT {_COLUMNS} FROM sources ORDER BY id")  # noqa: S608
    return [_row(row) for row in rows]


def now() -> str:
    """The time in UTC, to the millisecond, as the case writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _row(row: Sequence[Any]) -> SourceRow:
    values: list[Any] = list(row)
    values[6] = json.loads(values[6])
    values[8] = values[8] or ""
    return SourceRow(*values)
