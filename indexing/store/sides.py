# SPDX-License-Identifier: GPL-3.0-or-later
"""The ads of every split and merge, as the person drew them: what is left of them still holds.

The judgements of a split hang on few of its ads. When one of these is purged, the sides tell for
which of the others the person's words are to be said again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.records import Judgement
from indexing.store import journal
from indexing.store.journal import Operation

if TYPE_CHECKING:
    from indexing.store.case import Case


@dataclass(frozen=True, slots=True)
class Drawn:
    """An operation that stands: its sides (one for a merge), and its words that are not purged."""

    operation: int
    sides: tuple[tuple[int, ...], ...]
    said: dict[tuple[int, int], Judgement]


def put(operation: Operation, sides: Sequence[Sequence[int]]) -> None:
    """Record the sides of an operation under way."""
    operation.case.db.conn.executemany(
        "INSERT INTO sides (operation, ad, side) VALUES (?, ?, ?)",
        [(operation.number, ad, number) for number, side in enumerate(sides) for ad in side],
    )


def drawn_of(case: Case, ads: Sequence[int]) -> list[Drawn]:
    """The operations that stand and have any of these ads on a side, oldest first."""
    rows = case.db.conn.execute(
        "SELECT DISTINCT s.operation FROM json_each(?) x CROSS JOIN sides s ON s.ad = x.value "
        "JOIN operations o ON o.id = s.operation WHERE o.state = 'done' ORDER BY 1",
        [json.dumps(list(ads))],
    ).fetchall()
    return [_drawn(case, operation) for (operation,) in rows]


def drop_undone(case: Case, ads: Sequence[int]) -> None:
    """Operations that were undone and have any of these ads on a side are not done again."""
    with case.transaction():
        case.db.conn.execute(
            "UPDATE operations SET state = 'dropped' WHERE state = 'undone' AND id IN "
            "(SELECT s.operation FROM json_each(?) x CROSS JOIN sides s ON s.ad = x.value)",
            [json.dumps(list(ads))],
        )


def _drawn(case: Case, operation: int) -> Drawn:
    sides: dict[int, list[int]] = {}
    for side, ad in case.db.conn.execute(
        "SELECT side, ad FROM sides WHERE operation = ? ORDER BY side, ad", [operation]
    ):
        sides.setdefault(side, []).append(ad)
    said = case.db.conn.execute(
        "SELECT j.a, j.b, j.judgement FROM operation_items i JOIN judgements j "
        "ON j.id = CAST(i.new AS INTEGER) WHERE i.operation = ? AND i.kind = ? ORDER BY i.n",
        [operation, journal.JUDGEMENT],
    )
    words = {(a, b): Judgement(word) for a, b, word in said}
    return Drawn(operation, tuple(map(tuple, sides.values())), words)
