# SPDX-License-Identifier: GPL-3.0-or-later
"""What people decided about two ads: append-only; the newest row of a pair holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexing.errors import BadInputError
from indexing.records import Judgement
from indexing.store import journal, protected
from indexing.store.journal import Item, Operation
from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.case import Case

_COLUMNS = "id, a, b, judgement, by, note, at, supersedes, superseded_at"


@dataclass(frozen=True, slots=True)
class JudgementRow:
    """One row of the history; ``superseded_at`` is '' for the one that holds."""

    row: int
    a: int
    b: int
    judgement: Judgement
    by: str
    note: str
    at: str
    supersedes: int | None
    superseded_at: str


def decide(case: Case, a: int, b: int, judgement: Judgement, *, by: str, note: str = "") -> int:
    """Record one judgement as an operation of its own; returns its row."""
    with journal.perform(case, what="judged", by=by) as operation:
        return judge(operation, a, b, judgement, note=note)


def judge(operation: Operation, a: int, b: int, judgement: Judgement, *, note: str = "") -> int:
    """Record a judgement inside an operation; returns its row. The order of the ads is free."""
    first, second = min(a, b), max(a, b)
    _refuse_unknown(operation.case, first, second)
    old, new = _append(operation.case, (first, second), judgement, (operation.by, note))
    operation.items.append(
        Item(journal.JUDGEMENT, f"{first}:{second}", None if old is None else str(old), str(new))
    )
    operation.touch(ads=(first, second))
    return new


def since(case: Case, at: str) -> set[int]:
    """Ads that anything was said of, or taken back, at this time or later."""
    rows = case.db.conn.execute(
        "SELECT a, b FROM judgements WHERE at >= ?1 OR superseded_at >= ?1", [at]
    )
    return {ad for pair in rows for ad in pair}


def current(case: Case) -> dict[tuple[int, int], Judgement]:
    """The judgement that holds for every pair that has one; withdrawn ones are left out."""
    rows = case.db.conn.execute(
        "SELECT a, b, judgement FROM judgements WHERE superseded_at IS NULL "
        "AND judgement <> ? ORDER BY a, b",
        [Judgement.NONE],
    )
    return {(a, b): Judgement(judgement) for a, b, judgement in rows}


def of_ad(case: Case, ad: int) -> list[JudgementRow]:
    """The judgements that hold for pairs of this ad."""
    rows = case.db.conn.execute(
        f"SELECT {_COLUMNS} FROM judgements WHERE (a = ?1 OR b = ?1) "  # noqa: S608
        "AND superseded_at IS NULL AND judgement <> ?2 ORDER BY a, b",
        [ad, Judgement.NONE],
    )
    return [_row(row) for row in rows]


def history(case: Case) -> list[JudgementRow]:
    """Every judgement ever made, oldest first."""
    rows = case.db.conn.execute(f"SELECT {_COLUMNS} FROM judgements ORDER BY id")  # noqa: S608
    return [_row(row) for row in rows]


def get(case: Case, row: int) -> JudgementRow | None:
    """One row of the history; None when it was purged."""
    return _get(case, str(row))


def restore(operation: Operation, item: Item, wanted: str | None) -> bool:
    """Append what row ``wanted`` said, or nothing at all for None; False when it was purged."""
    case = operation.case
    said = _get(case, item.new if wanted is None else wanted)
    if said is None:
        return False
    word = Judgement.NONE if wanted is None else said.judgement
    note = "" if wanted is None else said.note
    _append(case, (said.a, said.b), word, (said.by, note))
    operation.touch(ads=(said.a, said.b))
    return True


def holds(case: Case, item: Item, expected: str | None) -> bool:
    """Whether what row ``expected`` said of a pair (None: nothing) still stands."""
    found = case.db.conn.execute(
        "SELECT judgement, by, note FROM judgements WHERE a = ? AND b = ? "
        "AND superseded_at IS NULL AND judgement <> ?",
        [*item.key.split(":"), Judgement.NONE],
    ).fetchone()
    said = None if expected is None else _get(case, expected)
    if said is None or said.judgement is Judgement.NONE:
        return found is None
    return bool(found == (said.judgement, said.by, said.note))


def _append(
    case: Case, pair: tuple[int, int], judgement: Judgement, words: tuple[str, str]
) -> tuple[int | None, int]:
    db = case.db.conn
    at = now()
    old = db.execute(
        "UPDATE judgements SET superseded_at = ? WHERE a = ? AND b = ? "
        "AND superseded_at IS NULL RETURNING id",
        [at, *pair],
    ).fetchall()
    old_row = int(old[0][0]) if old else None
    cursor = db.execute(
        "INSERT INTO judgements (a, b, judgement, by, note, at, supersedes) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [*pair, judgement, *words, at, old_row],
    )
    return old_row, int(cursor.lastrowid or 0)


def _refuse_unknown(case: Case, first: int, second: int) -> None:
    if first == second:
        raise BadInputError("judgement_of_one_ad", detail={"id": f"A{first}"})
    for ad in (first, second):
        if not case.db.conn.execute("SELECT 1 FROM derived WHERE ad = ?", [ad]).fetchone():
            protected.refuse_protected(case, ad)
            raise BadInputError("id_unknown", detail={"id": f"A{ad}"})


def _get(case: Case, row: str | None) -> JudgementRow | None:
    found = case.db.conn.execute(
        f"SELECT {_COLUMNS} FROM judgements WHERE id = ?",  # noqa: S608
        [row],
    ).fetchone()
    return None if found is None else _row(found)


def _row(row: Sequence[Any]) -> JudgementRow:
    values: list[Any] = list(row)
    values[3] = Judgement(values[3])
    values[8] = values[8] or ""
    return JudgementRow(*values)
