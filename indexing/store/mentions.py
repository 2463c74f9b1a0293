# SPDX-License-Identifier: GPL-3.0-or-later
"""Mentions that were read in ads, who shares them, and which ads are still to be read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from indexing.records import Mention, MentionKind, Stamp
from indexing.store import ads, further, search, stamps

if TYPE_CHECKING:
    from indexing.store.ads import AdRow
    from indexing.store.case import Case

_COLUMNS = 'kind, value, raw, field, "start", "end", validity, steps, region'
_PAGE = 500


def replace(case: Case, found: Mapping[int, Sequence[Mention]], stamp: Stamp) -> None:
    """Put these ads' mentions in place of their old ones, and note the method that read them.

    Those of further texts go with them: these have to be read again.
    """
    with case.transaction():
        db = case.db.conn
        number = stamps.number(case, stamp)
        db.executemany("DELETE FROM mentions WHERE ad = ?", [(ad,) for ad in found])
        for ad, mentions in found.items():
            _insert(case, ad, mentions)
        further.read_anew(case, list(found))
        db.executemany(
            "INSERT INTO extracted (ad, stamp) VALUES (?, ?) "
            "ON CONFLICT (ad) DO UPDATE SET stamp = excluded.stamp",
            [(ad, number) for ad in found],
        )


def replace_further(case: Case, ad: int, found: Mapping[str, Sequence[Mention]]) -> None:
    """Put the mentions of further texts, by the names of these, in place of their old ones.

    In the caller's transaction; one that read an ad that was purged meanwhile adds nothing.
    """
    db = case.db.conn
    if db.execute("SELECT 1 FROM derived WHERE ad = ?", [ad]).fetchone() is None:
        return
    for name, mentions in found.items():
        db.execute(
            "DELETE FROM mentions WHERE ad = ? AND (field = ? OR field LIKE ?)",
            [ad, name, f"{name} %"],
        )
        _insert(case, ad, mentions)
    further.mark_read(case, ad, found)


def of_ad(case: Case, ad: int) -> list[Mention]:
    """The mentions of an ad in the order of its fields and texts."""
    rows = case.db.conn.execute(
        f'SELECT {_COLUMNS} FROM mentions WHERE ad = ? ORDER BY field, "start", id',  # noqa: S608
        [ad],
    )
    return [_mention(row) for row in rows]


def of_ads(case: Case, ads: Sequence[int]) -> dict[int, list[Mention]]:
    """The mentions of each of these ads, as :func:`of_ad` orders them."""
    found: dict[int, list[Mention]] = {}
    for ad, *row in case.db.conn.execute(
        f"SELECT ad, {_COLUMNS} FROM mentions WHERE ad IN (SELECT value FROM json_each(?)) "  # noqa: S608
        'ORDER BY ad, field, "start", id',
        [json.dumps(list(ads))],
    ):
        found.setdefault(ad, []).append(_mention(row))
    return found


def shared(
    case: Case, kinds: Iterable[MentionKind], *, least: int = 2
) -> Iterator[tuple[MentionKind, str, list[int]]]:
    """Values that ``least`` or more ads carry, with those ads in id order."""
    for kind in kinds:
        rows = case.db.conn.execute(
            "SELECT DISTINCT value, ad FROM mentions WHERE kind = ? ORDER BY value, ad", [kind]
        )
        for value, group in groupby(rows, key=_first):
            carriers = [ad for _, ad in group]
            if len(carriers) >= least:
                yield kind, value, carriers


def todo(case: Case, stamp: Stamp) -> Iterator[AdRow]:
    """Ads that were not read under this stamp; they may be marked as read meanwhile."""
    number = stamps.find(case, stamp)
    after = 0
    while True:
        page = [
            ad
            for (ad,) in case.db.conn.execute(
                "SELECT d.ad FROM derived d LEFT JOIN extracted e ON e.ad = d.ad "
                "WHERE d.ad > ? AND (e.stamp IS NULL OR e.stamp <> ?) ORDER BY d.ad LIMIT ?",
                [after, number, _PAGE],
            )
        ]
        if not page:
            return
        yield from ads.get_many(case, page)
        after = page[-1]


def count_todo(case: Case, stamp: Stamp) -> int:
    """How many ads were not read under this stamp."""
    row = case.db.conn.execute(
        "SELECT count(*) FROM derived d LEFT JOIN extracted e ON e.ad = d.ad "
        "WHERE e.stamp IS NULL OR e.stamp <> ?",
        [stamps.find(case, stamp)],
    ).fetchone()
    return int(row[0])


def carried(
    case: Case, ads: Sequence[int], kinds: Iterable[MentionKind]
) -> list[tuple[MentionKind, str]]:
    """The values of these kinds that any of these ads mentions, each once, in order."""
    rows = case.db.conn.execute(
        "SELECT DISTINCT m.kind, m.value FROM json_each(?) x "
        "CROSS JOIN mentions m ON m.ad = x.value WHERE m.kind IN (SELECT value FROM json_each(?)) "
        "ORDER BY 1, 2",
        [json.dumps(list(ads)), json.dumps(list(kinds))],
    )
    return [(MentionKind(kind), value) for kind, value in rows]


def find(case: Case, kind: MentionKind, value: str) -> list[int]:
    """Ads that mention exactly this canonical value."""
    rows = case.db.conn.execute(
        "SELECT DISTINCT ad FROM mentions WHERE kind = ? AND value = ? ORDER BY ad", [kind, value]
    )
    return [ad for (ad,) in rows]


def _insert(case: Case, ad: int, mentions: Sequence[Mention]) -> None:
    case.db.conn.executemany(
        f"INSERT INTO mentions (ad, {_COLUMNS}, backwards) "  # noqa: S608
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_values(ad, mention) for mention in mentions],
    )


def _values(ad: int, mention: Mention) -> tuple[object, ...]:
    is_phone = mention.kind == MentionKind.PHONE
    return (
        ad,
        mention.kind,
        mention.value,
        mention.raw,
        mention.field,
        mention.start,
        mention.end,
        mention.validity,
        json.dumps(list(mention.steps)),
        mention.region,
        search.backwards(mention.value) if is_phone else None,
    )


def _mention(row: Sequence[Any]) -> Mention:
    kind, value, raw, field, start, end, validity, steps, region = row
    return Mention(
        MentionKind(kind), value, raw, field, start, end, validity, tuple(json.loads(steps)), region
    )


def _first(row: Sequence[Any]) -> Any:
    return row[0]
