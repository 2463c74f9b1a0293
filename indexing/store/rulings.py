# SPDX-License-Identifier: GPL-3.0-or-later
"""What people ruled on shared things: append-only; the newest row of a thing holds."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexing.errors import BadInputError
from indexing.records import ReasonKind, Ruling
from indexing.store import journal, pairs
from indexing.store.journal import Item, Operation
from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.case import Case

Thing = tuple[ReasonKind, str]
KINDS = frozenset(
    {
        ReasonKind.PHONE,
        ReasonKind.EMAIL,
        ReasonKind.HANDLE,
        ReasonKind.URL,
        ReasonKind.WALLET,
        ReasonKind.IBAN,
        ReasonKind.SAME_IMAGE,
    }
)
"""Kinds of thing that ads can share and that a person can rule on."""
_COLUMNS = "id, kind, value, ruling, by, note, at, supersedes, superseded_at"
_KEY_BYTES = 5
NATIONAL_DIGITS = 9


@dataclass(frozen=True, slots=True)
class RulingRow:
    """One row of the history; ``superseded_at`` is '' for the one that holds."""

    row: int
    thing: Thing
    ruling: Ruling
    by: str
    note: str
    at: str
    supersedes: int | None
    superseded_at: str


def rule(case: Case, thing: Thing, ruling: Ruling, *, by: str, note: str = "") -> int:
    """Record one ruling as an operation of its own; returns its row.

    Raises:
        BadInputError: ``thing_unknown``; fewer than two ads of the case carry it.
    """
    with journal.perform(case, what="ruled", by=by) as operation:
        return put(operation, thing, ruling, note=note)


def put(operation: Operation, thing: Thing, ruling: Ruling, *, note: str = "") -> int:
    """Record a ruling inside an operation; returns its row."""
    case = operation.case
    key = key_of(case, thing)
    if len(carriers(case, thing)) < 2 and thing not in current(case):
        raise BadInputError("thing_unknown", detail={"kind": thing[0].value, "key": key})
    old, new = _append(case, thing, ruling, (operation.by, note))
    operation.items.append(Item(journal.RULING, key, None if old is None else str(old), str(new)))
    operation.touch(things=(key,))
    return new


def current(case: Case) -> dict[Thing, Ruling]:
    """The ruling that holds for every thing that has one; withdrawn ones are left out."""
    return {row.thing: row.ruling for row in standing(case)}


def standing(case: Case) -> list[RulingRow]:
    """The rulings that hold, by kind and value."""
    rows = case.db.conn.execute(
        f"SELECT {_COLUMNS} FROM rulings WHERE superseded_at IS NULL "  # noqa: S608
        "AND ruling <> ? ORDER BY kind, value",
        [Ruling.NONE],
    )
    return [_row(row) for row in rows]


def history(case: Case) -> list[RulingRow]:
    """Every ruling ever made, oldest first."""
    rows = case.db.conn.execute(f"SELECT {_COLUMNS} FROM rulings ORDER BY id")  # noqa: S608
    return [_row(row) for row in rows]


def get(case: Case, row: int) -> RulingRow | None:
    """One row of the history."""
    return _get(case, str(row))


def restore(operation: Operation, item: Item, wanted: str | None) -> bool:
    """Append what row ``wanted`` said, or nothing at all for None; False when it was purged."""
    said = _get(operation.case, item.new if wanted is None else wanted)
    if said is None:
        return False
    word = Ruling.NONE if wanted is None else said.ruling
    note = "" if wanted is None else said.note
    _append(operation.case, said.thing, word, (said.by, note))
    operation.touch(things=(item.key,))
    return True


def holds(case: Case, item: Item, expected: str | None) -> bool:
    """Whether what row ``expected`` said of a thing (None: nothing) still stands."""
    told = _get(case, item.new or item.old)
    if told is None:
        return True
    found = case.db.conn.execute(
        "SELECT ruling, by, note FROM rulings WHERE kind = ? AND value = ? "
        "AND superseded_at IS NULL AND ruling <> ?",
        [*told.thing, Ruling.NONE],
    ).fetchone()
    said = None if expected is None else _get(case, expected)
    if said is None or said.ruling is Ruling.NONE:
        return found is None
    return bool(found == (said.ruling, said.by, said.note))


def key_of(case: Case, thing: Thing) -> str:
    """A short name of a thing that tells nothing of it: the same in every run of this case.

    Eight characters of an HMAC under a key of the case: who sees it in a log cannot try numbers.
    """
    told = f"shared thing\0{thing[0]}\0{thing[1]}".encode("utf-8", "surrogatepass")
    digest = hmac.new(case.keys.blob_names, told, hashlib.sha256).digest()
    return "H" + base64.b32encode(digest[:_KEY_BYTES]).decode("ascii")


def find(case: Case, key: str) -> Thing:
    """The hub or ruled thing of a short name; raises ``thing_unknown``."""
    wanted = key.strip().upper()
    known = [(hub.kind, hub.value) for hub in pairs.hubs(case)] + list(_ever(case))
    for thing in known:
        if key_of(case, thing) == wanted:
            return thing
    raise BadInputError("thing_unknown", detail={"kind": "", "key": key[:80]})


def carriers(case: Case, thing: Thing) -> list[int]:
    """The ads that carry a thing, in order."""
    kind, value = thing
    if kind is ReasonKind.SAME_IMAGE:
        query = "SELECT DISTINCT ad FROM ad_images WHERE sha256 = ? ORDER BY ad"
    elif kind is ReasonKind.PHONE and not case.meta.countries:
        # one national number may have been read for two countries: they are one, as in linking
        query = "SELECT DISTINCT ad FROM mentions WHERE backwards GLOB ? || '*' ORDER BY ad"
        value = value[-NATIONAL_DIGITS:][::-1]
    else:
        query = "SELECT DISTINCT ad FROM mentions WHERE value = ? AND kind = ? ORDER BY ad"
        return [ad for (ad,) in case.db.conn.execute(query, [value, kind])]
    return [ad for (ad,) in case.db.conn.execute(query, [value])]


def readings(case: Case, number: str) -> dict[str, int]:
    """The telephone numbers that agree with this one in the national part, and their ads."""
    rows = case.db.conn.execute(
        "SELECT value, count(DISTINCT ad) FROM mentions WHERE kind = 'phone' "
        "AND backwards GLOB ? || '*' GROUP BY value",
        [number[-NATIONAL_DIGITS:][::-1]],
    )
    return dict(rows.fetchall())


def groups_of_site(case: Case, host: str) -> set[int]:
    """The text groups that give any deeper address on a host."""
    rows = case.db.conn.execute(
        "SELECT DISTINCT coalesce(d.text_group, d.ad) FROM mentions m JOIN derived d "
        "ON d.ad = m.ad WHERE m.kind = 'url' AND m.value >= ? AND m.value < ?",
        [f"{host}/", f"{host}0"],  # 0 is the sign behind the stroke
    )
    return {group for (group,) in rows}


def surroundings(case: Case, ads: Sequence[int]) -> tuple[dict[int, int], dict[int, set[str]]]:
    """The text group of each of these ads (the ad itself where none is stored), its contacts.

    Where the case names no country, telephone numbers by their national part.
    """
    told = json.dumps(list(ads))
    groups = case.db.conn.execute(
        "SELECT ad, coalesce(text_group, ad) FROM derived "
        "WHERE ad IN (SELECT value FROM json_each(?))",
        [told],
    ).fetchall()
    contacts: dict[int, set[str]] = {}
    for ad, value in case.db.conn.execute(
        "SELECT m.ad, iif(m.kind = 'phone', substr(m.value, ?2), m.value) FROM json_each(?1) x "
        "CROSS JOIN mentions m ON m.ad = x.value WHERE m.kind IN ('phone', 'email', 'handle')",
        [told, 1 if case.meta.countries else -NATIONAL_DIGITS],
    ):
        contacts.setdefault(ad, set()).add(value)
    return dict(groups), contacts


def drop_unused(case: Case) -> None:
    """Forget rulings on what no ad carries any more; part of a purge."""
    case.db.conn.execute(
        "DELETE FROM rulings WHERE value NOT IN (SELECT value FROM mentions) "
        "AND value NOT IN (SELECT sha256 FROM ad_images WHERE sha256 IS NOT NULL)"
    )


def _ever(case: Case) -> Iterable[Thing]:
    rows = case.db.conn.execute("SELECT DISTINCT kind, value FROM rulings")
    return [(ReasonKind(kind), value) for kind, value in rows]


def _append(
    case: Case, thing: Thing, ruling: Ruling, words: tuple[str, str]
) -> tuple[int | None, int]:
    db = case.db.conn
    at = now()
    old = db.execute(
        "UPDATE rulings SET superseded_at = ? WHERE kind = ? AND value = ? "
        "AND superseded_at IS NULL RETURNING id",
        [at, *thing],
    ).fetchall()
    old_row = int(old[0][0]) if old else None
    cursor = db.execute(
        "INSERT INTO rulings (kind, value, ruling, by, note, at, supersedes) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [*thing, ruling, *words, at, old_row],
    )
    return old_row, int(cursor.lastrowid or 0)


def _get(case: Case, row: str | None) -> RulingRow | None:
    found = case.db.conn.execute(
        f"SELECT {_COLUMNS} FROM rulings WHERE id = ?",  # noqa: S608
        [row],
    ).fetchone()
    return None if found is None else _row(found)


def _row(row: Sequence[Any]) -> RulingRow:
    number, kind, value, ruling, by, note, at, supersedes, superseded_at = row
    thing = (ReasonKind(kind), str(value))
    return RulingRow(number, thing, Ruling(ruling), by, note, at, supersedes, superseded_at or "")
