# SPDX-License-Identifier: GPL-3.0-or-later
"""Ads: the raw layer, written once and kept exactly, and the few derived facts beside it.

A row is known when everything in it is the same and it is the same copy of it: the second of two
identical rows in one file is an ad of its own, and reading the file again adds nothing. A row that
differs may be a new sighting of an ad that is there (``sightings``): a capture of that ad.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from indexing.errors import BadInputError
from indexing.records import TEXT_FIELDS, AdRecord, ImageRef, ImageStatus, Rejected
from indexing.store import ad_keys, captures, dates, protected, search, sightings

if TYPE_CHECKING:
    from indexing.store.case import Case
    from indexing.store.search import Filter
    from indexing.store.sightings import Crowded, Row

_PAGE = 500
_DIGEST_BYTES = 20
_MOST_TWINS = 32
PROTECTED_KNOWN = "protected_known"
"""Code of a row that is an ad under protection, come again."""
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

    Make a new one when a pass starts, hand the same one to every batch of it. After a kill the
    pass starts again at row 1 with a new one; what is there already counts as known.
    """

    counts: Counter[bytes] = field(default_factory=Counter)


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


def add_batch(
    case: Case, source: int, rows: Sequence[AdRecord | Rejected], *, seen: SeenCounts
) -> BatchResult:
    """Store the rows of a batch in one transaction; doing it again adds nothing."""
    found = [row if isinstance(row, Rejected) else storable(row) for row in rows]
    told = [sightings.row_of(source, row) for row in found if isinstance(row, AdRecord)]
    batch = _Batch(case, source, seen.counts, sightings.crowded(told))
    coming = iter(told)
    with case.transaction():
        for row in found:
            if isinstance(row, Rejected):
                batch.reject(row)
            else:
                batch.take(row, next(coming))
        if batch.new_ads:
            case.db.conn.execute(
                "INSERT INTO ads_words (rowid, title, body) "
                "SELECT id, title, body FROM ads WHERE id >= ?",  # ids only grow
                [batch.new_ads[0]],
            )
    seen.counts.update(batch.met)  # only now: a batch that failed was not seen
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
    )


@dataclass(slots=True)
class _Batch:
    """A batch being stored, row by row."""

    case: Case
    source: int
    before: Counter[bytes]
    crowded: Crowded
    met: Counter[bytes] = field(default_factory=Counter)
    numbers: list[int] = field(default_factory=list)
    sightings: list[int] = field(default_factory=list)
    new_ads: list[int] = field(default_factory=list)
    captures: int = 0
    protected: list[Rejected] = field(default_factory=list)

    def reject(self, row: Rejected) -> None:
        """Keep a rejected row."""
        _reject(self.case, self.source, row)
        self._note(0, 0)

    def take(self, record: AdRecord, told: Row) -> None:
        """Store a row, or find it."""
        content = content_hash(record)
        ordinal = self.before[content] + self.met[content]
        self.met[content] += 1
        identity = _identity(content, ordinal)
        found = _known(self.case, identity)
        if found:
            self._note(*found)
            return
        if item := protected.known_row(self.case, record, identity):
            protected.note_sighting(self.case, item, "ad", self.source, record.place)
            self.protected.append(Rejected(record.place, PROTECTED_KNOWN))
            self.reject(self.protected[-1])
            return
        twins = frozenset(_identity(content, n) for n in range(min(ordinal, _MOST_TWINS)))
        ad = sightings.find(self.case, told, record.site, crowded=self.crowded, not_these=twins)
        if ad is None:
            self.new_ads.append(_add(self.case, self.source, record, identity))
            self._note(self.new_ads[-1], 1)
        else:
            self.captures += 1
            self._note(ad, captures.add(self.case, ad, self.source, record, identity))

    def _note(self, ad: int, sighting: int) -> None:
        self.numbers.append(ad)
        self.sightings.append(sighting)


def _known(case: Case, identity: bytes) -> tuple[int, int] | None:
    """The ad and the sighting of a row that is there already."""
    row = case.db.conn.execute(
        "SELECT id, 1 FROM ads WHERE identity = ?1 "
        "UNION ALL SELECT ad, n FROM captures WHERE identity = ?1",
        [identity],
    ).fetchone()
    return None if row is None else (row[0], row[1])


def content_hash(record: AdRecord) -> bytes:
    """Hash of everything in an ad but its place."""
    parts: list[Any] = [getattr(record, name) for name in TEXT_FIELDS]
    parts += [
        list(record.contacts),
        [image.untrusted_name for image in record.images],
        dict(record.extra),
    ]
    canonical = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(canonical.encode(), digest_size=_DIGEST_BYTES).digest()


def storable(record: AdRecord) -> AdRecord:
    """The record with lone surrogates, which no text file can hold, replaced by U+FFFD."""
    try:
        "".join(_all_texts(record)).encode()
    except UnicodeEncodeError:
        texts = {name: _whole(getattr(record, name)) for name in (*TEXT_FIELDS, "place")}
        return AdRecord(
            **texts,
            contacts=tuple(_whole(text) for text in record.contacts),
            images=tuple(
                ImageRef(_whole(image.untrusted_name), image.path, image.read)
                for image in record.images
            ),
            extra={_whole(key): _whole(value) for key, value in record.extra.items()},
        )
    return record


def iterate(
    case: Case, *, after: int = 0, limit: int | None = None, only: Filter | None = None
) -> Iterator[AdRow]:
    """Ads in id order, read page by page, so that the case may be written meanwhile."""
    condition, values = search.where(only)
    left = limit
    while left is None or left > 0:
        size = _PAGE if left is None else min(_PAGE, left)
        page = case.db.conn.execute(
            f"{_SELECT} WHERE a.id > ? AND {condition} ORDER BY a.id LIMIT ?",
            [after, *values, size],
        ).fetchall()
        yield from map(_row, page)
        if len(page) < size:
            return
        after = page[-1][0]
        left = None if left is None else left - len(page)


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
    db.executemany(
        "INSERT OR IGNORE INTO ad_keys (key, ad) VALUES (?, ?)",
        [(key, ad) for key in ad_keys.of_ad(record.site, record.source_id, record.url)],
    )
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
        [source, _whole(row.place), row.code, detail, _whole(row.raw)],
    )


def _identity(content: bytes, ordinal: int) -> bytes:
    return hashlib.blake2b(content + ordinal.to_bytes(8), digest_size=_DIGEST_BYTES).digest()


def _all_texts(record: AdRecord) -> Iterator[str]:
    yield record.place
    for name in TEXT_FIELDS:
        yield getattr(record, name)
    yield from record.contacts
    for image in record.images:
        yield image.untrusted_name
    for key, value in record.extra.items():
        yield key
        yield value


def _whole(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _row(row: Sequence[Any]) -> AdRow:
    values: list[Any] = list(row)
    values[15] = tuple(json.loads(values[15]))
    values[16] = json.loads(values[16])
    return AdRow(*values)
