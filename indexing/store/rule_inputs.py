# SPDX-License-Identifier: GPL-3.0-or-later
"""What rules read of a case: mentions, posting data, photos; and whether any of it changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.records import ImageStatus, Mention, MentionKind

if TYPE_CHECKING:
    from indexing.store.case import Case


@dataclass(frozen=True, slots=True)
class Posted:
    """Fields of an ad that counts over groups need."""

    ad: int
    site: str
    posted_at: str
    author: str
    place_text: str
    duplicate_of: int | None
    text_group: int | None


def mentions_of(case: Case, ads: Sequence[int], kinds: Collection[str]) -> dict[int, list[Mention]]:
    """The mentions of these kinds that these ads have."""
    rows = case.db.conn.execute(
        'SELECT m.ad, m.kind, m.value, m.raw, m.field, m."start", m."end", m.validity, m.steps, '
        "m.region FROM json_each(?) x CROSS JOIN mentions m ON m.ad = x.value "
        'WHERE m.kind IN (SELECT value FROM json_each(?)) ORDER BY m.ad, m.field, m."start", m.id',
        [json.dumps(list(ads)), json.dumps(sorted(kinds))],
    )
    found: dict[int, list[Mention]] = {}
    for ad, kind, value, raw, place, start, end, validity, steps, region in rows:
        steps = tuple(json.loads(steps))
        one = Mention(MentionKind(kind), value, raw, place, start, end, validity, steps, region)
        found.setdefault(ad, []).append(one)
    return found


def posted(case: Case) -> Iterator[Posted]:
    """What the source says of every ad's place in time and on the web, in id order."""
    rows = case.db.conn.execute(
        "SELECT a.id, a.site, a.posted_at, a.author, a.place_text, d.duplicate_of, d.text_group "
        "FROM derived d JOIN ads a ON a.id = d.ad ORDER BY a.id"
    )
    yield from (Posted(*row) for row in rows)


def named_places(case: Case) -> Iterator[tuple[int, str, str]]:
    """Every place that an ad names: ad, place, and the field that names it."""
    rows = case.db.conn.execute(
        "SELECT DISTINCT ad, value, field FROM mentions WHERE kind = ? ORDER BY ad, field, value",
        [MentionKind.PLACE],
    )
    yield from ((ad, value, name) for ad, value, name in rows)


def photos(case: Case) -> dict[str, list[int]]:
    """The ads that show each picture; little but text, and what could not be read, is left out."""
    found: dict[str, list[int]] = {}
    for sha256, ad in case.db.conn.execute(
        "SELECT DISTINCT m.sha256, m.ad FROM ad_images m JOIN images i ON i.sha256 = m.sha256 "
        "WHERE i.status = ? ORDER BY m.sha256, m.ad",
        [ImageStatus.OK],
    ):
        found.setdefault(sha256, []).append(ad)
    return found


def ads_with_further(case: Case, ads: Sequence[int]) -> set[int]:
    """Those of these ads that have captures or texts in pictures."""
    rows = case.db.conn.execute(
        "SELECT DISTINCT ad FROM further WHERE ad IN (SELECT value FROM json_each(?))",
        [json.dumps(list(ads))],
    )
    return {ad for (ad,) in rows}


def grouping_state(case: Case) -> str:
    """What counts over groups hang on, as a hash: ads, mentions, links, hubs, what people said."""
    row = case.db.conn.execute(
        "SELECT (SELECT count(*) FROM derived), (SELECT max(ad) FROM derived), "
        "(SELECT max(id) FROM mentions), (SELECT count(*) FROM mentions), "
        "(SELECT count(*) FROM images WHERE status = ?), (SELECT max(id) FROM judgements), "
        "(SELECT max(id) FROM rulings), (SELECT count(*) FROM links), "
        "(SELECT group_concat(kind || value || why) FROM hubs), "
        "(SELECT max(id) FROM runs), (SELECT counts FROM runs ORDER BY id DESC LIMIT 1)",
        [ImageStatus.OK],
    ).fetchone()
    return hashlib.sha256(json.dumps(row).encode()).hexdigest()
