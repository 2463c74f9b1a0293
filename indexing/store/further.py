# SPDX-License-Identifier: GPL-3.0-or-later
"""The register of further texts: what there is to read of an ad beside its own fields.

A capture or a text in a picture has a name within its ad (``capture 2``, ``picture 3``). Whoever
stores one announces it here; extraction reads what is announced and not read yet, and linking
takes up the ads that grew by it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from indexing.store.case import Case

_PAGE = 200


@dataclass(frozen=True, slots=True)
class FurtherText:
    """A text of an ad beside its own fields; mentions carry its ``field``.

    Attributes:
        name: what it is of, as announced: ``capture 2``.
        field: the name itself or, where that has several texts, ``capture 2 body``.
        text: as stored; mentions count in it.
        read_as: the field of an ad that it is read, and covered, like (``body``, ``contacts``).
        captured_at: what relative dates in it count from; '' for the ad's own.
        repeats: whether it mostly says again what the ad said: only what is new is kept then.
    """

    name: str
    field: str
    text: str
    read_as: str = "body"
    captured_at: str = ""
    repeats: bool = False


def name_of(field: str) -> str:
    """The name of the further text that a field belongs to; '' for an ad's own field."""
    words = field.split(" ")
    return " ".join(words[:2]) if len(words) > 1 else ""


def announce(case: Case, ad: int, name: str) -> None:
    """Say that an ad has a further text, or another one of this name, in a transaction."""
    case.db.conn.execute(
        "INSERT INTO further (ad, name) VALUES (?, ?) "
        "ON CONFLICT (ad, name) DO UPDATE SET is_read = 0",
        [ad, name],
    )
    mark_grown(case, ad)


def mark_grown(case: Case, ad: int, *, pictures: int = 0) -> None:
    """Say that an ad gained something; one that was not linked yet is new anyway."""
    case.db.conn.execute(
        "INSERT INTO grown (ad, pictures) SELECT ad, ?2 FROM derived "
        "WHERE ad = ?1 AND text_group IS NOT NULL "
        "ON CONFLICT (ad) DO UPDATE SET pictures = pictures + excluded.pictures",
        [ad, pictures],
    )


def unread(case: Case) -> Iterator[list[tuple[int, list[str]]]]:
    """Ads with the names of their texts that were not read, page by page, each ad once."""
    after = 0
    while True:
        rows = case.db.conn.execute(
            "SELECT ad, json_group_array(name) FROM further WHERE NOT is_read AND ad > ? "
            "GROUP BY ad ORDER BY ad LIMIT ?",
            [after, _PAGE],
        ).fetchall()
        if not rows:
            return
        yield [(ad, json.loads(names)) for ad, names in rows]
        after = rows[-1][0]


def count_unread(case: Case) -> int:
    """How many ads have texts that were not read."""
    row = case.db.conn.execute("SELECT count(DISTINCT ad) FROM further WHERE NOT is_read")
    return int(row.fetchone()[0])


def mark_read(case: Case, ad: int, names: Iterable[str]) -> None:
    """Say that these texts of an ad were read."""
    case.db.conn.executemany(
        "UPDATE further SET is_read = 1 WHERE ad = ? AND name = ?", [(ad, name) for name in names]
    )


def read_anew(case: Case, ads: Sequence[int]) -> None:
    """Let all further texts of these ads be read again, also such as were never announced."""
    told = [json.dumps(list(ads))]
    case.db.conn.execute(
        "UPDATE further SET is_read = 0 WHERE is_read AND ad IN (SELECT value FROM json_each(?))",
        told,
    )
    case.db.conn.execute(
        "INSERT OR IGNORE INTO further (ad, name) SELECT c.ad, 'capture ' || c.n "
        "FROM captures c WHERE c.ad IN (SELECT value FROM json_each(?))",
        told,
    )


def grown(case: Case) -> dict[int, int]:
    """Linked ads that gained something since they were linked, with their count of new pictures."""
    return dict(case.db.conn.execute("SELECT ad, pictures FROM grown ORDER BY ad").fetchall())


def new_pictures(case: Case) -> int:
    """How many pictures linked ads show that they did not show when they were linked."""
    row = case.db.conn.execute("SELECT coalesce(sum(pictures), 0) FROM grown").fetchone()
    return int(row[0])


def settle(case: Case, ads: Iterable[int] | None = None) -> None:
    """Say that these ads, or all, were linked with what they gained."""
    if ads is None:
        case.db.conn.execute("DELETE FROM grown")
    else:
        case.db.conn.executemany("DELETE FROM grown WHERE ad = ?", [(ad,) for ad in ads])
