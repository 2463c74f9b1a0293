# SPDX-License-Identifier: GPL-3.0-or-later
"""What was asked and decided of ads under a protocol; append-only, the last act of each holds.

What *possible_minor* asks of an ad hides its pictures until a person has answered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from indexing.store import audit
from indexing.store.ids import ad_id
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


OPEN = (Act.ASKED, Act.APPLIED)
"""Acts after which a decision is waited for (or, under *protect_migrants*, the rules hold)."""
URGENT_DECISIONS = (Act.REFER_NOW, Act.NOT_URGENT, Act.CANNOT_TELL)


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


def ask(case: Case, protocol: str, ads: Iterable[int], *, by: str) -> list[int]:
    """Ask for a protocol on those of these ads of which nobody said anything yet."""
    with case.transaction() as db:
        known = {
            ad
            for (ad,) in db.execute("SELECT ad FROM protocol_acts WHERE protocol = ?", (protocol,))
        }
        new = sorted(set(ads) - known)
        for ad in new:
            note(case, protocol, ad, Act.ASKED, by=by)
    return new


def standing(case: Case, protocol: str) -> list[Standing]:
    """Where every ad under a protocol stands: those that wait first, the oldest post first."""
    rows = case.db.conn.execute(
        "SELECT a.protocol, a.ad, a.act, a.by, a.at, "  # noqa: S608
        "(SELECT min(f.at) FROM protocol_acts f WHERE f.ad = a.ad AND f.protocol = a.protocol), "
        "d.posted_at, d.captured_at FROM protocol_acts a JOIN ads d ON d.id = a.ad "
        f"WHERE a.protocol = ? AND {_LAST} ORDER BY a.ad",
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
