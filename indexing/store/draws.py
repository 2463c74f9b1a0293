# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws of ads for double coding, as recorded: which ads, from how many, by which seed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.store import audit
from indexing.store.sources import now

if TYPE_CHECKING:
    from indexing.store.case import Case

_COLUMNS = (
    "seed, wanted_random, wanted_flagged, population, flagged, "
    "codebook, codebook_version, codebook_sha256"
)


class Stratum(StrEnum):
    """Why an ad is in a draw."""

    RANDOM = "random"
    FLAGGED = "flagged"


@dataclass(frozen=True, slots=True)
class Draw:
    """How a draw was made: ``population`` ads were there to draw from, ``flagged`` of them flagged.

    The codebook is the one against which the ads are to be coded.
    """

    seed: int
    wanted_random: int
    wanted_flagged: int
    population: int
    flagged: int
    codebook: str
    codebook_version: str
    codebook_sha256: str


@dataclass(frozen=True, slots=True)
class DrawRow:
    """A draw as stored; ``ads`` in the order in which they are to be coded, with their stratum."""

    row: int
    uid: str
    at: str
    by: str
    draw: Draw
    ads: tuple[tuple[int, Stratum], ...]


def eligible(case: Case) -> list[int]:
    """Ads that repeat no earlier one, in order: one reading of a text is enough."""
    rows = case.db.conn.execute(
        "SELECT a.id FROM ads a JOIN derived d ON d.ad = a.id "
        "WHERE d.duplicate_of IS NULL ORDER BY a.id"
    )
    return [ad for (ad,) in rows]


def flagged(case: Case) -> set[int]:
    """Ads to which a rule points, for themselves or for what they share with others."""
    rows = case.db.conn.execute(
        "SELECT ad FROM suggestions WHERE ad IS NOT NULL UNION SELECT ad FROM suggestion_ads"
    )
    return {ad for (ad,) in rows}


def add(case: Case, draw: Draw, ads: Sequence[tuple[int, Stratum]], *, by: str) -> int:
    """Record a draw; returns its row."""
    with case.transaction():
        db = case.db.conn
        cursor = db.execute(
            f"INSERT INTO draws (uid, at, by, {_COLUMNS}) "  # noqa: S608
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                str(uuid.uuid4()), now(), by, draw.seed, draw.wanted_random, draw.wanted_flagged,
                draw.population, draw.flagged, draw.codebook, draw.codebook_version,
                draw.codebook_sha256,
            ],
        )  # fmt: skip
        row = int(cursor.lastrowid or 0)
        db.executemany(
            "INSERT INTO draw_ads (draw, place, ad, stratum) VALUES (?, ?, ?, ?)",
            [(row, place, ad, stratum) for place, (ad, stratum) in enumerate(ads, 1)],
        )
        detail = {"draw": row, "seed": draw.seed}
        audit.record(case, audit.Act.ALTERATION, "ads_drawn", count=len(ads), detail=detail)
    return row


def get(case: Case, row: int) -> DrawRow:
    """One draw; raises ``id_unknown``."""
    found = next((one for one in history(case) if one.row == row), None)
    if found is None:
        raise BadInputError("id_unknown", detail={"id": str(row)})
    return found


def history(case: Case) -> list[DrawRow]:
    """Every draw, oldest first; purged ads are gone from them."""
    ads: dict[int, list[tuple[int, Stratum]]] = {}
    for draw, ad, stratum in case.db.conn.execute(
        "SELECT draw, ad, stratum FROM draw_ads ORDER BY draw, place"
    ):
        ads.setdefault(draw, []).append((ad, Stratum(stratum)))
    rows = case.db.conn.execute(
        f"SELECT id, uid, at, by, {_COLUMNS} FROM draws ORDER BY id"  # noqa: S608
    )
    return [
        DrawRow(row[0], row[1], row[2], row[3], Draw(*row[4:]), tuple(ads.get(row[0], ())))
        for row in rows.fetchall()
    ]


def strata(case: Case) -> dict[int, Stratum]:
    """The stratum of every ad ever drawn; one that was drawn by chance counts as random."""
    found: dict[int, Stratum] = {}
    for draw in history(case):
        for ad, stratum in draw.ads:
            if found.get(ad) is not Stratum.RANDOM:
                found[ad] = stratum
    return found
