# SPDX-License-Identifier: GPL-3.0-or-later
"""What was asked and decided of ads under a protocol; append-only, the last act of each holds.

What *possible_minor* asks of an ad hides its pictures until a person has answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from indexing.store import audit, journal
from indexing.store.ids import ad_id
from indexing.store.journal import Item, Operation
from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.case import Case

POSSIBLE_MINOR, PROTECT_MIGRANTS, URGENT = "possible_minor", "protect_migrants", "urgent"
PROTOCOLS = (POSSIBLE_MINOR, PROTECT_MIGRANTS, URGENT)
_LAST = (
    "a.id = (SELECT max(l.id) FROM protocol_acts l WHERE l.ad = a.ad AND l.protocol = a.protocol)"
)


class Act(StrEnum):
    """What can be said of an ad under a protocol."""

    ASKED = "asked"  # an indicator asks for the protocol; a person is to look
    APPLIED = "applied"  # a person put it under the protocol
    LIFTED = "lifted"  # a person says that it does not apply
    REFER_NOW = "refer_now"
    NOT_URGENT = "not_urgent"
    CANNOT_TELL = "cannot_tell"
    TAKEN_BACK = "taken_back"  # what was said first was undone: nothing is said any more


OPEN = (Act.ASKED, Act.APPLIED)
"""Acts after which a decision is waited for (or, under *protect_migrants*, the rules hold)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an ad stands under a protocol; ``since`` is when it came under it."""

    protocol: str
    ad: int
    act: Act
    by: str
    at: str
    since: str
    posted_at: str
    captured_at: str


def note(case: Case, protocol: str, ad: int, act: Act, *, by: str) -> None:
    """Record an act on an ad, in the caller's transaction or one of its own."""
    with case.transaction() as db:
        db.conn.execute(
            "INSERT INTO protocol_acts (protocol, ad, act, by, at) VALUES (?, ?, ?, ?, ?)",
            [protocol, ad, act, by, now()],
        )
        audit.record(
            case,
            audit.Act.ALTERATION,
            f"protocol_{act}",
            objects=[ad_id(ad)],
            detail={"protocol": protocol},
        )


def put(operation: Operation, protocol: str, ad: int, act: Act) -> None:
    """Record an act on an ad inside an operation, which can be undone."""
    case = operation.case
    old = _last(case, protocol, ad)
    note(case, protocol, ad, act, by=operation.by)
    new = _last(case, protocol, ad)
    rows = [None if row is None else str(row[0]) for row in (old, new)]
    operation.items.append(Item(journal.PROTOCOL, ad_id(ad), rows[0], rows[1]))
    operation.touch(ads=(ad,))


def restore(operation: Operation, item: Item, wanted: str | None) -> bool:
    """Append what row ``wanted`` said, or that nothing is said; False when it was purged."""
    said = get(operation.case, item.new if wanted is None else wanted)
    if said is None:
        return False
    protocol, ad, act, by = said
    note(operation.case, protocol, ad, Act.TAKEN_BACK if wanted is None else act, by=by)
    operation.touch(ads=(ad,))
    return True


def holds(case: Case, item: Item, expected: str | None) -> bool:
    """Whether what row ``expected`` said of an ad (None: nothing) is the last that was said."""
    told = get(case, item.new or item.old)
    if told is None:
        return True
    last = _last(case, told[0], told[1])
    said = None if expected is None else get(case, expected)
    if said is None or said[2] is Act.TAKEN_BACK:
        return last is None or last[1] == Act.TAKEN_BACK
    return last is not None and last[1:] == (said[2], said[3])


def get(case: Case, row: str | None) -> tuple[str, int, Act, str] | None:
    """Protocol, ad, act and person of one row; None when it was purged."""
    found = case.db.conn.execute(
        "SELECT protocol, ad, act, by FROM protocol_acts WHERE id = ?", [row]
    ).fetchone()
    return None if found is None else (found[0], found[1], Act(found[2]), found[3])


def _last(case: Case, protocol: str, ad: int) -> tuple[int, str, str] | None:
    found = case.db.conn.execute(
        "SELECT id, act, by FROM protocol_acts WHERE protocol = ? AND ad = ? "
        "ORDER BY id DESC LIMIT 1",
        [protocol, ad],
    ).fetchone()
    return None if found is None else (found[0], found[1], found[2])


def ask(case: Case, protocol: str, ads: Iterable[int], *, by: str) -> list[int]:
    """Ask for a protocol on those of these ads of which nobody said anything yet."""
    with case.transaction():
        new = unsaid(case, protocol, ads)
        for ad in new:
            note(case, protocol, ad, Act.ASKED, by=by)
    return new


def unsaid(case: Case, protocol: str, ads: Iterable[int]) -> list[int]:
    """Those of these ads of which nothing is said under a protocol, in order."""
    rows = case.db.conn.execute(
        f"SELECT a.ad FROM protocol_acts a WHERE a.protocol = ? AND {_LAST} "  # noqa: S608
        "AND a.act <> 'taken_back'",
        [protocol],
    )
    return sorted(set(ads) - {ad for (ad,) in rows})


def standing(case: Case, protocol: str) -> list[Standing]:
    """Where every ad under a protocol stands: those that wait first, the oldest post first."""
    rows = case.db.conn.execute(
        "SELECT a.protocol, a.ad, a.act, a.by, a.at, "  # noqa: S608
        "(SELECT min(f.at) FROM protocol_acts f WHERE f.ad = a.ad AND f.protocol = a.protocol), "
        "d.posted_at, d.captured_at FROM protocol_acts a JOIN ads d ON d.id = a.ad "
        f"WHERE a.protocol = ? AND {_LAST} AND a.act <> 'taken_back' ORDER BY a.ad",
        [protocol],
    )
    found = [Standing(row[0], row[1], Act(row[2]), *row[3:]) for row in rows]
    return sorted(found, key=lambda one: (one.act not in OPEN, one.posted_at or one.since, one.ad))


def under(case: Case, protocol: str) -> frozenset[int]:
    """Ads for which a protocol holds, or is asked for and not answered."""
    rows = case.db.conn.execute(
        f"SELECT a.ad FROM protocol_acts a WHERE a.protocol = ? AND {_LAST} "  # noqa: S608
        "AND a.act IN ('asked', 'applied')",
        [protocol],
    )
    return frozenset(ad for (ad,) in rows)


def hides(case: Case, sha256: str) -> bool:
    """Whether a picture is kept out of sight: an ad that shows it may be of a minor."""
    row = case.db.conn.execute(
        "SELECT 1 FROM ad_images m JOIN protocol_acts a ON a.ad = m.ad "  # noqa: S608
        f"WHERE m.sha256 = ? AND a.protocol = ? AND {_LAST} AND a.act IN ('asked', 'applied')",
        [sha256, POSSIBLE_MINOR],
    ).fetchone()
    return row is not None
