# SPDX-License-Identifier: GPL-3.0-or-later
"""Undo and redo of an act that set very many marks, some thousands in each round to the database.

It does what ``marks.holds`` and ``marks.restore`` do for one; a test holds the two together.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any

from indexing.store.journal import Item, Operation
from indexing.store.sources import now

FROM = 200
"""Changes from which it is worth it."""
_ROUND = 5_000
_NAMES = (
    "key", "kind", "ad", "cluster", '"start"', '"end"', "layer", "picture", "members", "indicator",
    "status", "confidence", "note", "codebook", "codebook_version", "codebook_sha256", "by",
    "indicator_version", "rule", "rule_version", "evidence", "alternative", "suggestion_visible",
    "picture_sha256",
)  # fmt: skip
_AT = {name: place for place, name in enumerate(_NAMES)}
_COLUMNS = ", ".join(f"m.{name}" for name in _NAMES)
_WHAT_IS_SAID = [
    place for name, place in _AT.items() if name not in ("members", "picture_sha256", "key", "kind")
]
_INSERT = (
    f"INSERT INTO marks ({', '.join(_NAMES)}, at, supersedes, uid) "  # noqa: S608
    f"VALUES ({', '.join('?' * (len(_NAMES) + 3))})"
)
Row = tuple[Any, ...]


def turn(operation: Operation, items: Sequence[Item], *, undoing: bool) -> None:
    """Restore what stood before (or after) these changes, each of another target or person."""
    for start in range(0, len(items), _ROUND):
        _turn(operation, items[start : start + _ROUND], undoing=undoing)


def _turn(operation: Operation, items: Sequence[Item], *, undoing: bool) -> None:
    db = operation.case.db.conn
    numbers = [int(row) for item in items for row in (item.old, item.new) if row is not None]
    rows: dict[int, Row] = {
        row[0]: row[1:]
        for row in db.execute(
            f"SELECT m.id, {_COLUMNS} FROM json_each(?) x CROSS JOIN marks m ON m.id = x.value",  # noqa: S608
            [json.dumps(numbers)],
        )
    }
    told = [(item, rows.get(int(item.new or item.old or 0))) for item in items]
    there = [(item, row) for item, row in told if row is not None]
    held: dict[str, Row] = {
        row[1]: row
        for row in db.execute(
            f"SELECT m.id, {_COLUMNS} FROM json_each(?) x CROSS JOIN marks m ON m.key = x.value "  # noqa: S608
            "WHERE m.superseded_at IS NULL",
            [json.dumps([row[0] for _item, row in there])],
        )
    }
    at, ends, new = now(), [], []
    for item, row in there:
        wanted, expected = (item.old, item.new) if undoing else (item.new, item.old)
        stands = held.get(row[0])
        if _said(None if stands is None else stands[1:]) != _said(_row(rows, expected)):
            operation.kept += 1
            continue
        said = _withdrawn(row) if wanted is None else _row(rows, wanted)
        if said is None:
            continue
        before = None if stands is None else stands[0]
        if before is not None:
            ends.append((at, before))
        new.append((*said, at, before, str(uuid.uuid4())))
        operation.items.append(item)
        ad, cluster = row[_AT["ad"]], row[_AT["cluster"]]
        operation.touch(ads=(ad,) if ad else (), clusters=(cluster,) if cluster else ())
    db.executemany("UPDATE marks SET superseded_at = ? WHERE id = ?", ends)
    db.executemany(_INSERT, new)


def _row(rows: dict[int, Row], number: str | None) -> Row | None:
    return None if number is None else rows.get(int(number))


def _said(row: Row | None) -> Row | None:
    """What a mark says; None for nothing, or what was withdrawn."""
    if row is None or row[_AT["status"]] == "withdrawn":
        return None
    return tuple(row[place] for place in _WHAT_IS_SAID)


def _withdrawn(row: Row) -> Row:
    said = list(row)
    said[_AT["status"]] = "withdrawn"
    for name in ("confidence", "note", "alternative"):
        said[_AT[name]] = ""
    return tuple(said)
