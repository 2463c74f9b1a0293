# SPDX-License-Identifier: GPL-3.0-or-later
"""Captures: an ad that was seen again, and what differed then from the first time.

The ad itself is the first sighting and never changes. A capture keeps all that was different in
its row, so that the row can be told whole; like an ad it is written once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from indexing.records import TEXT_FIELDS, AdRecord
from indexing.store import dates, further
from indexing.store.further import FurtherText

if TYPE_CHECKING:
    from indexing.store.case import Case

KIND = "capture"
READ = ("title", "body", "contacts", "author", "place_text")
"""Fields of a capture that are read, where they differ."""
_DATES = ("posted_at", "captured_at")
_CONTENT = tuple(name for name in TEXT_FIELDS if name not in _DATES)


@dataclass(frozen=True, slots=True)
class Capture:
    """A sighting of an ad after the first.

    ``n`` counts the sightings in the order of import, the ad itself being 1. ``changed`` holds
    the fields that differ from the ad: texts, ``contacts`` and ``images`` (names) as lists,
    ``extra`` by column with None for one that was gone. ``pictures`` is how many the ad had
    before this sighting.
    """

    ad: int
    n: int
    source: int
    source_path: str
    source_name: str
    place: str
    posted_at: str
    captured_at: str
    pictures: int
    changed: Mapping[str, Any]


def add(case: Case, ad: int, source: int, record: AdRecord, identity: bytes) -> int:
    """Keep a sighting of an ad, in the caller's transaction; returns its number."""
    db = case.db.conn
    n = 1 + (db.execute("SELECT max(n) FROM captures WHERE ad = ?", [ad]).fetchone()[0] or 1)
    names = _picture_names(case, ad)
    changed = _changed(case, ad, record, names[: _own_pictures(case, ad)])
    db.execute(
        "INSERT INTO captures (ad, n, identity, source, place, posted_at, captured_at, seen, "
        "pictures, changed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            *(ad, n, identity, source, record.place, record.posted_at, record.captured_at),
            *(dates.day_seen(record.captured_at, record.posted_at), len(names)),
            json.dumps(changed, ensure_ascii=False, separators=(",", ":")),
        ],
    )
    if any(name in changed for name in READ):
        further.announce(case, ad, f"{KIND} {n}")
    return n


def of_ad(case: Case, ad: int) -> list[Capture]:
    """The sightings of an ad after the first, in the order of import."""
    rows = case.db.conn.execute(
        "SELECT c.ad, c.n, c.source, s.path, s.name, c.place, c.posted_at, c.captured_at, "
        "c.pictures, c.changed FROM captures c JOIN sources s ON s.id = c.source "
        "WHERE c.ad = ? ORDER BY c.n",
        [ad],
    )
    return [_capture(row) for row in rows]


def count(case: Case) -> int:
    """How many sightings the case holds beside the ads."""
    return int(case.db.conn.execute("SELECT count(*) FROM captures").fetchone()[0])


def further_texts(case: Case, ad: int) -> Iterator[FurtherText]:
    """Texts of the captures of an ad that none of its earlier sightings had."""
    told: set[tuple[str, str]] = set()
    rows = case.db.conn.execute(
        "SELECT n, captured_at, changed FROM captures WHERE ad = ? ORDER BY n", [ad]
    )
    for n, captured_at, changed in rows:
        for name, text in texts(json.loads(changed)).items():
            if (name, text) in told or not text.strip():
                continue
            told.add((name, text))
            yield further_text(n, name, text, captured_at)


def further_text(n: int, name: str, text: str, captured_at: str) -> FurtherText:
    """A field of a capture as a further text of its ad."""
    return FurtherText(f"{KIND} {n}", f"{KIND} {n} {name}", text, name, captured_at, repeats=True)


def texts(changed: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a capture that are read and differ from the ad's, each as one text."""
    found = {name: changed[name] for name in READ if name in changed}
    return {
        name: text if isinstance(text, str) else "\n".join(text) for name, text in found.items()
    }


def _capture(row: Sequence[Any]) -> Capture:
    values: list[Any] = list(row)
    values[9] = json.loads(values[9])
    return Capture(*values)


def _changed(case: Case, ad: int, record: AdRecord, own_pictures: Sequence[str]) -> dict[str, Any]:
    row = case.db.conn.execute(
        f"SELECT contacts, extra, {', '.join(_CONTENT)} FROM ads WHERE id = ?",  # noqa: S608
        [ad],
    ).fetchone()
    changed: dict[str, Any] = {
        name: getattr(record, name)
        for name, old in zip(_CONTENT, row[2:], strict=True)
        if getattr(record, name) != old
    }
    if list(record.contacts) != json.loads(row[0]):
        changed["contacts"] = list(record.contacts)
    extra = _differing(json.loads(row[1]), record.extra)
    if extra:
        changed["extra"] = extra
    names = [image.untrusted_name for image in record.images]
    if names != own_pictures:
        changed["images"] = names
    return changed


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str | None]:
    differing: dict[str, str | None] = {
        key: value for key, value in new.items() if old.get(key) != value
    }
    return differing | {key: None for key in old if key not in new}


def _picture_names(case: Case, ad: int) -> list[str]:
    rows = case.db.conn.execute(
        "SELECT untrusted_name FROM ad_images WHERE ad = ? ORDER BY position", [ad]
    )
    return [name for (name,) in rows]


def _own_pictures(case: Case, ad: int) -> int | None:
    """How many pictures the ad itself has; None for all, as long as no capture brought more."""
    row = case.db.conn.execute(
        "SELECT pictures FROM captures WHERE ad = ? ORDER BY n LIMIT 1", [ad]
    ).fetchone()
    return None if row is None else int(row[0])
