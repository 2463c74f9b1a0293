# SPDX-License-Identifier: GPL-3.0-or-later
"""What stays readable of ads under protection: ids, hashes, place, who, when, and the steps taken.

The states follow each other and none is skipped: *sealed*, a second person's reading (*confirmed*
or *no_concern*), then a written order (*preserved*, *deleted*, *released*).
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from indexing.errors import BadInputError, RefusedError
from indexing.records import AdRecord
from indexing.store import ad_keys, audit, picture_texts
from indexing.store.ids import ad_id
from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.opened import Case

_HASH_BYTES = 20
_LEAST_LETTERS = 24
"""Letters of title and body from which equal words are the same ad."""
_COLUMNS = (
    "p.id, p.uid, p.ad, p.sha256, p.source, s.name, p.place, p.code, p.indicator, p.by, p.at, "
    "p.state"
)


class State(StrEnum):
    """Where an item under protection stands."""

    SEALED = "sealed"
    CONFIRMED = "confirmed"  # a second person: it is a concern
    NO_CONCERN = "no_concern"  # a second person: it is not
    PRESERVED = "preserved"  # by written order it stays sealed
    DELETED = "deleted"  # by written order its content is gone; the hashes stay
    RELEASED = "released"  # by written order it is an ad of the case again


LIVE = (State.SEALED, State.CONFIRMED, State.NO_CONCERN, State.PRESERVED)
"""States in which there is a package."""
_FOLLOWS = {
    State.CONFIRMED: LIVE,
    State.NO_CONCERN: LIVE,
    State.PRESERVED: (State.CONFIRMED, State.NO_CONCERN),
    State.DELETED: (State.CONFIRMED, State.NO_CONCERN, State.PRESERVED),
    State.RELEASED: (State.NO_CONCERN,),
}


class Why(StrEnum):
    """Why an ad was put under protection."""

    ANALYST = "analyst"  # a person says so
    KNOWN_HASH = "known_hash"  # a picture of it is on a list of known hashes


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a protected ad: hashes only; ``is_kept`` when its bytes are in this package."""

    sha256: str
    sha1: str
    md5: str
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Step:
    """An act on an item; ``reason`` is the reference of the order, where one was given."""

    step: str
    role: str
    reason: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where the ad, or a picture of it (``kind``), came up again."""

    kind: str
    source: int
    place: str
    at: str


@dataclass(frozen=True, slots=True)
class Item:
    """The record of an ad under protection; ``sha256`` is that of its content."""

    number: int
    uid: str
    ad: int
    sha256: str
    source: int
    source_name: str
    place: str
    code: str
    indicator: str
    by: str
    at: str
    state: State
    pictures: tuple[Picture, ...] = ()
    steps: tuple[Step, ...] = ()
    sightings: tuple[Sighting, ...] = ()
    roles: tuple[str, ...] = ()


def items(case: Case) -> list[Item]:
    """Every item, oldest first."""
    rows = case.db.conn.execute(
        f"SELECT {_COLUMNS} FROM protected p JOIN sources s ON s.id = p.source ORDER BY p.id"  # noqa: S608
    )
    return [_item(case, row) for row in rows.fetchall()]


def get(case: Case, number: int) -> Item:
    """One item; raises ``id_unknown``."""
    row = case.db.conn.execute(
        f"SELECT {_COLUMNS} FROM protected p JOIN sources s ON s.id = p.source WHERE p.id = ?",  # noqa: S608
        [number],
    ).fetchone()
    if row is None:
        raise BadInputError("id_unknown", detail={"id": item_id(number)})
    return _item(case, row)


def item_id(number: int) -> str:
    """``P3`` for item 3."""
    return f"P{number}"


def parse_item(text: str) -> int:
    """The item that ``text`` names; raises ``id_unknown``."""
    digits = text.strip().upper().removeprefix("P")
    if not (digits.isascii() and digits.isdecimal()):
        raise BadInputError("id_unknown", detail={"id": text[:80]})
    return int(digits[:18])


def refuse_protected(case: Case, ad: int) -> None:
    """Raise ``item_protected`` for the id of an ad that is under protection."""
    row = case.db.conn.execute(
        "SELECT id FROM protected WHERE ad = ? AND state <> ? ORDER BY id DESC",
        [ad, State.RELEASED],
    ).fetchone()
    if row is not None:
        detail = {"id": ad_id(ad), "item": item_id(row[0])}
        raise RefusedError("item_protected", detail=detail)


def add(case: Case, item: Item) -> int:
    """Record a new item, in the caller's transaction; number, state and time are given to it."""
    at = now()
    cursor = case.db.conn.execute(
        "INSERT INTO protected (uid, ad, sha256, source, place, code, indicator, by, at, state) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            *(item.uid, item.ad, item.sha256, item.source, item.place, item.code),
            *(item.indicator, item.by, at, State.SEALED),
        ],
    )
    number = int(cursor.lastrowid or 0)
    case.db.conn.executemany(
        "INSERT INTO protected_pictures (protected, sha256, sha1, md5, is_kept) "
        "VALUES (?, ?, ?, ?, ?)",
        [(number, one.sha256, one.sha1, one.md5, one.is_kept) for one in item.pictures],
    )
    _note(case, number, Step(State.SEALED, "", item.code, item.by, at), item.ad)
    return number


def take_step(case: Case, item: Item, state: State, *, role: str = "", reason: str = "") -> None:
    """Bring an item into another state, in the caller's transaction.

    Raises:
        RefusedError: ``protected_step`` when the step before was not taken, ``second_person``
            when a reading is by the person who sealed it.
    """
    if item.state not in _FOLLOWS[state]:
        detail = {"item": item_id(item.number), "state": item.state, "wanted": state}
        raise RefusedError("protected_step", detail=detail)
    if state in (State.CONFIRMED, State.NO_CONCERN) and _same(case.actor, item.by):
        raise RefusedError("second_person", detail={"item": item_id(item.number)})
    case.db.conn.execute("UPDATE protected SET state = ? WHERE id = ?", [state, item.number])
    _note(case, item.number, Step(state, role, reason, case.actor, now()), item.ad)


def note_opened(case: Case, item: Item, role: str) -> None:
    """Record that a role read an item, in the caller's transaction."""
    _note(case, item.number, Step("opened", role, "", case.actor, now()), item.ad)


def protecting(case: Case, sha256: str) -> int:
    """The item that a picture is protected by, 0 when there is none."""
    row = case.db.conn.execute(
        "SELECT p.id FROM protected_pictures i JOIN protected p ON p.id = i.protected "
        "WHERE i.sha256 = ? AND p.state <> ? ORDER BY p.id LIMIT 1",
        [sha256, State.RELEASED],
    ).fetchone()
    return int(row[0]) if row else 0


def hold_back(case: Case, ad: int, position: int, sha256: str) -> None:
    """Say that an ad shows a protected picture here, and show nothing."""
    db = case.db.conn
    item = protecting(case, sha256)
    where = db.execute("SELECT source, place FROM ads WHERE id = ?", [ad]).fetchone()
    if item and where:
        note_sighting(case, item, "picture", *where)
    db.execute(
        "INSERT OR REPLACE INTO held_back (ad, position, sha256) VALUES (?, ?, ?)",
        [ad, position, sha256],
    )
    db.execute(
        "UPDATE ad_images SET sha256 = NULL, status = 'protected' WHERE ad = ? AND position = ?",
        [ad, position],
    )
    read_in_it = [ad, picture_texts.name_of(position)]
    db.execute("DELETE FROM mentions WHERE ad = ? AND field = ?", read_in_it)
    db.execute("DELETE FROM further WHERE ad = ? AND name = ?", read_in_it)


def is_held_back(case: Case, ad: int, sha256: str) -> bool:
    """Whether an ad shows already that this picture was held back."""
    row = case.db.conn.execute(
        "SELECT 1 FROM held_back WHERE ad = ? AND sha256 = ?", [ad, sha256]
    ).fetchone()
    return row is not None


def content_keys(case: Case, site: str, texts: Sequence[str]) -> list[bytes]:
    """By what a row with these texts is known again, whatever its dates and address are.

    Keyed: whoever has the database without the case key cannot try texts.

    Args:
        case: whose key it is.
        site: of the row.
        texts: title and body first; nothing where these two say little.
    """
    if sum(map(str.isalpha, "".join(texts[:2]))) < _LEAST_LETTERS:
        return []
    told = json.dumps([site, *texts], ensure_ascii=False, separators=(",", ":"))
    return [_keyed(case, told.encode("utf-8", "surrogatepass"))]


def identity_key(case: Case, identity: bytes) -> bytes:
    """The same for the identity under which a row was stored."""
    return _keyed(case, identity)


def number_key(case: Case, key: int) -> bytes:
    """The same for what an ad is looked up by: its number on its site, or its address."""
    return _keyed(case, b"key" + key.to_bytes(8, signed=True))


def numbers_of(site: str, source_id: str, url: str) -> Iterator[int]:
    """What an ad is looked up by: its number on its site, and its address."""
    return ad_keys.of_row(site, source_id, ad_keys.address_of(url))


def put_contents(case: Case, number: int, found: Sequence[bytes]) -> None:
    """Keep by what an item is known again."""
    case.db.conn.executemany(
        "INSERT OR IGNORE INTO protected_contents (hash, protected) VALUES (?, ?)",
        [(one, number) for one in found],
    )


def known_row(case: Case, record: AdRecord, identity: bytes) -> int:
    """The item that a row is the ad of, 0 for none."""
    db = case.db.conn
    if db.execute("SELECT 1 FROM protected LIMIT 1").fetchone() is None:
        return 0
    texts = (record.title, record.body, *record.contacts, record.author)
    found = [identity_key(case, identity), *content_keys(case, record.site, texts)]
    row = db.execute(
        "SELECT p.id FROM protected_contents c JOIN protected p ON p.id = c.protected "
        "WHERE c.hash IN (?1, ?2) AND p.state <> ?3 ORDER BY p.id LIMIT 1",
        [found[0], found[-1], State.RELEASED],
    ).fetchone()
    return int(row[0]) if row else 0


def note_sighting(case: Case, number: int, kind: str, source: int, place: str) -> None:
    """Record that an item came up again (``kind``: ``ad`` or ``picture``); once for a place."""
    case.db.conn.execute(
        "INSERT OR IGNORE INTO protected_sightings (protected, kind, source, place, at) "
        "SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS "
        "(SELECT 1 FROM protected WHERE id = ?1 AND source = ?3 AND place = ?4)",
        [number, kind, source, place, now()],
    )


def _note(case: Case, number: int, step: Step, ad: int) -> None:
    case.db.conn.execute(
        "INSERT INTO protected_steps (protected, step, role, reason, by, at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [number, step.step, step.role, step.reason, step.by, step.at],
    )
    act = audit.Act.CONSULTATION if step.step == "opened" else audit.Act.ALTERATION
    if step.step == State.DELETED:
        act = audit.Act.ERASURE
    audit.record(
        case,
        act,
        f"protected_{step.step}",
        objects=[ad_id(ad)],
        reason=step.reason,
        detail={"item": item_id(number), **({"role": step.role} if step.role else {})},
    )


def _item(case: Case, row: Sequence[Any]) -> Item:
    db, number = case.db.conn, row[0]
    pictures = db.execute(
        "SELECT sha256, sha1, md5, is_kept FROM protected_pictures WHERE protected = ? "
        "ORDER BY sha256",
        [number],
    ).fetchall()
    steps = db.execute(
        "SELECT step, role, reason, by, at FROM protected_steps WHERE protected = ? ORDER BY id",
        [number],
    ).fetchall()
    sightings = db.execute(
        "SELECT kind, source, place, at FROM protected_sightings WHERE protected = ? "
        "ORDER BY at, place",
        [number],
    ).fetchall()
    roles = db.execute(
        "SELECT role FROM protected_keys WHERE protected = ? AND role <> '' ORDER BY role",
        [number],
    ).fetchall()
    known = [*row[:11], State(row[11])]
    return replace(
        Item(*known),
        pictures=tuple(Picture(one[0], one[1], one[2], bool(one[3])) for one in pictures),
        steps=tuple(Step(*one) for one in steps),
        sightings=tuple(Sighting(*one) for one in sightings),
        roles=tuple(role for (role,) in roles),
    )


def _same(one: str, other: str) -> bool:
    return _as_read(one) == _as_read(other)


def _as_read(name: str) -> str:
    """A name without what a person does not see of it."""
    seen = (c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    return " ".join("".join(seen).casefold().split())


def _keyed(case: Case, data: bytes) -> bytes:
    return hashlib.blake2b(data, key=case.keys.protection, digest_size=_HASH_BYTES).digest()
