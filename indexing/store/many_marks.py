# SPDX-License-Identifier: GPL-3.0-or-later
"""Very many marks set by one act, undone and done again: some thousands in each round.

It does what ``marks.put``, ``holds`` and ``restore`` do for one; a test holds them together.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from indexing.errors import BadInputError
from indexing.store import journal, marks
from indexing.store.journal import Item, Operation
from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.case import Case
    from indexing.store.marks import Mark, Target

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


def put(operation: Operation, model: Mark, targets: Sequence[Target]) -> None:
    """Say the same of many ads, or of many clusters, as ``marks.put`` does of each.

    Raises:
        BadInputError: ``id_unknown``.
    """
    case = operation.case
    members = _members(case, [one.cluster for one in targets if one.cluster is not None])
    there = _ads_there(case, [one.ad for one in targets if one.ad is not None])
    said: dict[str, tuple[str, Row]] = {}
    for target in targets:
        name = f"A{target.ad}" if target.cluster is None else f"C{target.cluster}"
        found = members.get(target.cluster or 0, [])
        if not found and target.ad not in there:
            raise BadInputError("id_unknown", detail={"id": name})
        mark = replace(model, target=target)
        said[marks.key_of(mark)] = (name, _values(mark, found))
    db = case.db.conn
    held = dict(
        db.execute(
            "SELECT m.key, m.id FROM json_each(?) x CROSS JOIN marks m ON m.key = x.value "
            "WHERE m.superseded_at IS NULL",
            [json.dumps(list(said))],
        ).fetchall()
    )
    at = now()
    db.executemany(
        "UPDATE marks SET superseded_at = ? WHERE id = ?", [(at, row) for row in held.values()]
    )
    first = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'marks'").fetchone()
    number = first[0] if first else 0
    db.executemany(
        _INSERT,
        [
            (key, *values, at, held.get(key), str(uuid.uuid4()))
            for key, (_name, values) in said.items()
        ],
    )
    for new, (key, (name, _said_of)) in enumerate(said.items(), number + 1):
        old = held.get(key)
        item = Item(journal.MARK, name, None if old is None else str(old), str(new))
        operation.items.append(item)
    operation.touch(ads=tuple(there), clusters=tuple(members))


def _values(mark: Mark, members: Sequence[int]) -> Row:
    target, origin = mark.target, mark.origin
    evidence = json.dumps(dict(origin.evidence), ensure_ascii=False, sort_keys=True)
    return (
        *(target.kind, target.ad, target.cluster, None, None, target.layer, None),
        *(json.dumps(list(members)), mark.indicator, mark.status, mark.confidence, mark.note),
        *(mark.codebook, mark.codebook_version, mark.codebook_sha256, mark.by),
        *(mark.indicator_version, origin.rule, origin.rule_version, evidence),
        *(mark.alternative, mark.suggestion_visible, ""),
    )


def _members(case: Case, wanted: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for ad, cluster in case.db.conn.execute(
        "SELECT ad, cluster FROM derived WHERE cluster IN (SELECT value FROM json_each(?)) "
        "ORDER BY ad",
        [json.dumps(list(wanted))],
    ):
        found.setdefault(cluster, []).append(ad)
    return found


def _ads_there(case: Case, wanted: Sequence[int]) -> set[int]:
    rows = case.db.conn.execute(
        "SELECT a.id FROM json_each(?) x CROSS JOIN ads a ON a.id = x.value",
        [json.dumps(list(wanted))],
    )
    return {ad for (ad,) in rows}


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
