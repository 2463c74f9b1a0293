# SPDX-License-Identifier: GPL-3.0-or-later
"""Fingerprints of ads' texts, each under the stamp of the method that made it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from indexing.records import Stamp
from indexing.store import stamps

if TYPE_CHECKING:
    from indexing.store.case import Case

_PAGE = 2000


def put(case: Case, stamp: Stamp, values: Mapping[int, bytes]) -> None:
    """Keep fingerprints; one of the same stamp and ad is replaced."""
    with case.transaction():
        number = stamps.number(case, stamp)
        case.db.conn.executemany(
            "INSERT INTO fingerprints (stamp, ad, value) VALUES (?, ?, ?) "
            "ON CONFLICT (stamp, ad) DO UPDATE SET value = excluded.value",
            [(number, ad, value) for ad, value in values.items()],
        )


def get_all(case: Case, stamp: Stamp) -> Iterator[tuple[int, bytes]]:
    """Every fingerprint of this stamp, in id order."""
    number, after = stamps.find(case, stamp), 0
    while True:
        page = case.db.conn.execute(
            "SELECT ad, value FROM fingerprints WHERE stamp = ? AND ad > ? ORDER BY ad LIMIT ?",
            [number, after, _PAGE],
        ).fetchall()
        if not page:
            return
        for after, value in page:
            yield after, bytes(value)


def get_many(case: Case, stamp: Stamp, ads: Sequence[int]) -> dict[int, bytes]:
    """The fingerprints of this stamp that these ads have."""
    rows = case.db.conn.execute(
        "SELECT ad, value FROM fingerprints WHERE stamp = ? "
        "AND ad IN (SELECT value FROM json_each(?))",
        [stamps.find(case, stamp), json.dumps(list(ads))],
    )
    return {ad: bytes(value) for ad, value in rows}


def held(case: Case, stamp: Stamp) -> set[int]:
    """The ads that have a fingerprint of this stamp."""
    rows = case.db.conn.execute(
        "SELECT ad FROM fingerprints WHERE stamp = ?", [stamps.find(case, stamp)]
    )
    return {ad for (ad,) in rows}


def missing(case: Case, stamp: Stamp) -> Iterator[int]:
    """Ads without a fingerprint of this stamp, in id order."""
    number, after = stamps.find(case, stamp), 0
    while True:
        page = case.db.conn.execute(
            "SELECT d.ad FROM derived d WHERE d.ad > ? AND NOT EXISTS "
            "(SELECT 1 FROM fingerprints f WHERE f.stamp = ? AND f.ad = d.ad) "
            "ORDER BY d.ad LIMIT ?",
            [after, number, _PAGE],
        ).fetchall()
        if not page:
            return
        for (after,) in page:
            yield after


def forget(case: Case, stamp: Stamp, ads: Sequence[int]) -> None:
    """Forget these fingerprints of this stamp: the next index makes them again."""
    with case.transaction():
        case.db.conn.execute(
            "DELETE FROM fingerprints WHERE stamp = ? AND ad IN (SELECT value FROM json_each(?))",
            [stamps.find(case, stamp), json.dumps(list(ads))],
        )


def drop_others(case: Case, stamp: Stamp) -> int:
    """Forget fingerprints of the same kind under other versions; returns how many."""
    with case.transaction():
        cursor = case.db.conn.execute(
            "DELETE FROM fingerprints WHERE stamp IN "
            "(SELECT id FROM stamps WHERE kind = ? AND version <> ?)",
            [stamp.kind, stamp.version],
        )
    return int(cursor.rowcount)
