# SPDX-License-Identifier: GPL-3.0-or-later
"""Ads: the raw layer, written once and kept exactly, and the few derived facts beside it.

A row is known when everything in it is the same and it is the same copy of it: the second of two
identical rows in one file is an ad of its own, and reading the file again adds nothing. A row that
differs may be a new sighting of an ad that is there (``sightings``): a capture of that ad.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from indexing.errors import BadInputError
from indexing.records import TEXT_FIELDS, AdRecord, ImageStatus, Rejected
from indexing.store import (
    captures,
    dates,
    intake,
    protected,
    search,
    search_index,
    sighting_rows,
    sightings,
)
from indexing.store.content_counts import ContentCounts
from indexing.store.intake import Incoming
from indexing.store.key_buffer import KeyBuffer
from indexing.store.storable import whole

if TYPE_CHECKING:
    from indexing.store.case import Case
    from indexing.store.queue_filter import Filter

_PAGE = 500
_SELECT = (
    "SELECT a.id, a.source, s.path, s.name, a.place, "
    + ", ".join(f"a.{name}" for name in TEXT_FIELDS)
    + ", a.contacts, a.extra, d.language, d.duplicate_of, d.cluster "
    "FROM ads a JOIN derived d ON d.ad = a.id JOIN sources s ON s.id = a.source "
)
_INSERT = (
    f"INSERT INTO ads (identity, source, place, {', '.join(TEXT_FIELDS)}, contacts, extra) "  # noqa: S608
    f"VALUES (?, ?, ?, {', '.join('?' * len(TEXT_FIELDS))}, ?, ?)"
)


@dataclass(frozen=True, slots=True)
class AdRow:
    """An ad as stored; ``start``/``end`` of its mentions count in these very texts."""

    ad: int
    source: int
    source_path: str
    source_name: str
    place: str
    source_id: str
    url: str
    site: str
    title: str
    body: str
    posted_at: str
    captured_at: str
    place_text: str
    author: str
    price_text: str
    contacts: tuple[str, ...]
    extra: Mapping[str, str]
    language: str
    duplicate_of: int | None
    cluster: int | None


@dataclass(slots=True)
class SeenCounts:
    """How often each content was met so far in one pass over one source, from its first row.

    Make a new one when a pass starts, hand the same one to every batch of it and, at its end, to
    ``end_pass``. After a kill the pass starts again at row 1 with a new one; what is there already
    counts as known.
    """

    counts: ContentCounts = field(default_factory=ContentCounts)
    keys: KeyBuffer = field(default_factory=KeyBuffer)


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What a batch gave.

    ``ads`` stands beside the rows: the ad of each, 0 for a rejected row. So does ``sightings``:
    1 where the row is the ad itself, 2 and more where it is a capture of it. ``captures`` of the
    known rows were not there before.
    """

    added: int
    known: int
    rejected: int
    new_ads: list[int]
    ads: list[int]
    captures: int = 0
    sightings: list[int] = field(default_factory=list)
    protected: list[Rejected] = field(default_factory=list)
    """Rows that were not taken because the ad is under protection; counted as rejected."""
    other_contacts: list[str] = field(default_factory=list)
    """Places of the captures that give a contact which their ad had not."""


def add_batch(
    case: Case, source: int, rows: Sequence[AdRecord | Rejected], *, seen: SeenCounts
) -> BatchResult:
    """Store the rows of a batch in one transaction; doing it again adds nothing."""
    seen.keys.prepare(case)
    incoming, met = intake.read(source, rows, seen.counts)
    with case.transaction():
        batch = _Batch(case, source, seen.keys, incoming)
        for row in incoming:
            if isinstance(row, Rejected):
                batch.reject(row)
            else:
                batch.take(row)
        search_index.fill(case.db)
    seen.counts.update(met)  # only now: a batch that failed was not seen
    seen.keys.add(batch.new_keys)
    rejected = batch.numbers.count(0)
    known = len(rows) - rejected - len(batch.new_ads)
    return BatchResult(
        len(batch.new_ads),
        known,
        rejected,
        batch.new_ads,
        batch.numbers,
        batch.captures,
        batch.sightings,
        batch.protected,
        batch.other_contacts,
    )


def end_pass(case: Case, seen: SeenCounts) -> None:
    """Write what was held back in a pass; what a pass that died left, the next one writes."""
    seen.keys.flush(case)


class _Batch:
    """A batch being stored, row by row."""

    def __init__(
        self, case: Case, source: int, held: KeyBuffer, rows: Sequence[Incoming | Rejected]
    ) -> None:
        self._case, self._source, self._held = case, source, held
        self._known = intake.known(case, rows)
        self._crowd = sighting_rows.crowd_of(row.told for row in rows if isinstance(row, Incoming))
        self._stored = intake.stored_keys(case, rows)
        self._fresh: dict[int, list[int]] = {}
        self.new_keys: list[tuple[int, tuple[int, ...]]] = []
        self.numbers: list[int] = []
        self.sightings: list[int] = []
        self.new_ads: list[int] = []
        self.captures = 0
        self.other_contacts: list[str] = []
        self.protected: list[Rejected] = []

    def reject(self, row: Rejected) -> None:
        """Keep a rejected row."""
        _reject(self._case, self._source, row)
        self._note(0, 0)

    def take(self, row: Incoming) -> None:
        """Store a row, or find it."""
        case, record = self._case, row.record
        if found := self._known.get(row.identity):
            self._note(*found)
            return
        if item := protected.known_row(case, record, row.identity):
            protected.note_sighting(case, item, "ad", self._source, record.place)
            self.protected.append(Rejected(record.place, "protected_known"))
            self.reject(self.protected[-1])
            return
        found_again = self._seen_before(row)
        if found_again is None:
            ad = _add(case, self._source, record, row.identity)
            self.new_ads.append(ad)
            self.new_keys.append((ad, row.keys))
            for key in row.keys:
                self._fresh.setdefault(key, []).append(ad)
            self._note(ad, 1)
        else:
            ad = found_again.ad
            self.captures += 1
            if found_again.brings_contact:
                self.other_contacts.append(record.place)
            self._note(ad, captures.add(case, ad, self._source, record, row.identity))

    def _seen_before(self, row: Incoming) -> sightings.Found | None:
        if not any(key in self._stored or self._candidates(key) for key in row.keys):
            return None
        return sightings.find(
            self._case,
            row.told,
            row.record.site,
            crowd=self._crowd,
            not_these=row.twins(),
            held=self._candidates,
        )

    def _candidates(self, key: int) -> list[int]:
        """The ads with a key that the case's table of keys does not tell yet."""
        return self._held.ads(key) + self._fresh.get(key, [])

    def _note(self, ad: int, sighting: int) -> None:
        self.numbers.append(ad)
        self.sightings.append(sighting)


def iterate(
    case: Case, *, after: int = 0, limit: int | None = None, only: Filter | None = None
) -> Iterator[AdRow]:
    """Ads in id order, read page by page, so that the case may be written meanwhile."""
    if only is not None:
        # the filter is asked once, not once for every page
        chosen = [ad for ad in search.ids(case, only) if ad > after][:limit]
        for first in range(0, len(chosen), _PAGE):
            yield from get_many(case, chosen[first : first + _PAGE])
        return
    left = limit
    while left is None or left > 0:
        size = _PAGE if left is None else min(_PAGE, left)
        page = case.db.conn.execute(
            f"{_SELECT} WHERE a.id > ? ORDER BY a.id LIMIT ?", [after, size]
        ).fetchall()
        yield from map(_row, page)
        if len(page) < size:
            return
        after = page[-1][0]
        left = None if left is None else left - len(page)


def is_there(case: Case, ad: int) -> bool:
    """Whether an ad is in the case; much cheaper than reading it."""
    row = case.db.conn.execute("SELECT 1 FROM ads WHERE id = ?", [ad]).fetchone()
    return row is not None


def get(case: Case, ad: int) -> AdRow:
    """One ad; raises ``id_unknown``."""
    found = case.db.conn.execute(f"{_SELECT} WHERE a.id = ?", [ad]).fetchone()
    if found is None:
        protected.refuse_protected(case, ad)
        raise BadInputError("id_unknown", detail={"id": f"A{ad}"})
    return _row(found)


def get_many(case: Case, ads: Sequence[int]) -> list[AdRow]:
    """The ads that exist among these, in the order given."""
    rows = case.db.conn.execute(
        f"{_SELECT} WHERE a.id IN (SELECT value FROM json_each(?))",  # noqa: S608
        [json.dumps(list(ads))],
    )
    found = {row[0]: _row(row) for row in rows}
    return [found[ad] for ad in ads if ad in found]


def of_cluster(
    case: Case, cluster: int, *, offset: int = 0, limit: int | None = None
) -> list[AdRow]:
    """The ads of a cluster in id order."""
    rows = case.db.conn.execute(
        f"{_SELECT} WHERE d.cluster = ? ORDER BY d.ad LIMIT ? OFFSET ?",
        [cluster, -1 if limit is None else limit, offset],
    )
    return [_row(row) for row in rows]


def count(case: Case) -> int:
    """How many ads the case holds."""
    return int(case.db.conn.execute("SELECT count(*) FROM derived").fetchone()[0])


def ids(case: Case) -> list[int]:
    """The ids of all ads, in order."""
    return [ad for (ad,) in case.db.conn.execute("SELECT ad FROM derived ORDER BY ad")]


def languages(case: Case) -> dict[int, str]:
    """Language of every ad, '' where none was read yet."""
    return dict(case.db.conn.execute("SELECT ad, language FROM derived").fetchall())


def set_language(case: Case, languages: Mapping[int, str]) -> None:
    """Set the language of ads; those that are gone meanwhile are passed over."""
    with case.transaction():
        case.db.conn.executemany(
            "UPDATE derived SET language = ?1 WHERE ad = ?2 AND language <> ?1",
            [(language, ad) for ad, language in languages.items()],
        )


def set_duplicates(case: Case, firsts: Mapping[int, int]) -> None:
    """Say which ads repeat which first ad; every ad that is not named repeats none."""
    with case.transaction():
        old = dict(
            case.db.conn.execute(
                "SELECT ad, duplicate_of FROM derived WHERE duplicate_of IS NOT NULL"
            ).fetchall()
        )
        changes: list[tuple[int | None, int]] = [(None, ad) for ad in old if ad not in firsts]
        changes += [(first, ad) for ad, first in firsts.items() if old.get(ad) != first]
        case.db.conn.executemany("UPDATE derived SET duplicate_of = ? WHERE ad = ?", changes)


def add_duplicates(case: Case, firsts: Mapping[int, int]) -> None:
    """Say which further ads repeat which first ad."""
    with case.transaction():
        case.db.conn.executemany(
            "UPDATE derived SET duplicate_of = ? WHERE ad = ?",
            [(first, ad) for ad, first in firsts.items()],
        )


def _add(case: Case, source: int, record: AdRecord, identity: bytes) -> int:
    db = case.db.conn
    cursor = db.execute(
        _INSERT,
        [
            identity,
            source,
            record.place,
            *(getattr(record, name) for name in TEXT_FIELDS),
            json.dumps(list(record.contacts), ensure_ascii=False),
            json.dumps(dict(record.extra), ensure_ascii=False),
        ],
    )
    ad = int(cursor.lastrowid or 0)
    seen = dates.day_seen(record.posted_at, record.captured_at)
    db.execute("INSERT INTO derived (ad, seen) VALUES (?, ?)", [ad, seen])
    if record.images:
        db.executemany(
            "INSERT INTO ad_images (ad, position, untrusted_name, status) VALUES (?, ?, ?, ?)",
            [
                (ad, position, image.untrusted_name, str(ImageStatus.MISSING))
                for position, image in enumerate(record.images)
            ],
        )
    return ad


def _reject(case: Case, source: int, row: Rejected) -> None:
    detail = json.dumps(dict(row.detail), ensure_ascii=True, default=str)
    case.db.conn.execute(
        "INSERT INTO rejects (source, place, code, detail, raw) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (source, place) DO UPDATE SET code = excluded.code, "
        "detail = excluded.detail, raw = iif(repaired_at IS NULL, excluded.raw, '')",
        [source, whole(row.place), row.code, detail, whole(row.raw)],
    )


def _row(row: Sequence[Any]) -> AdRow:
    values: list[Any] = list(row)
    values[15] = tuple(json.loads(values[15]))
    values[16] = json.loads(values[16])
    return AdRow(*values)
