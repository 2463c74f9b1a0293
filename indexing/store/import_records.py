# SPDX-License-Identifier: GPL-3.0-or-later
"""What is kept of each import beside its rows: the report, rejects for mending, lost pictures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.records import ImageStatus, Rejected
from indexing.store import sources
from indexing.store.sources import SourceRow
from indexing.store.storable import whole

if TYPE_CHECKING:
    from indexing.store.opened import Case

_HELD = (ImageStatus.TEXT, ImageStatus.FLAT, ImageStatus.REJECTED)
_PICTURES = (
    "FROM ad_images m JOIN ads a ON a.id = m.ad LEFT JOIN images i ON i.sha256 = m.sha256 "
    "WHERE a.source = ? AND coalesce(i.status, m.status) IN (SELECT value FROM json_each(?))"
)


@dataclass(frozen=True, slots=True)
class KeptReject:
    """A rejected row as the case keeps it; ``repaired_by`` is the source that mended it, or 0."""

    place: str
    code: str
    detail: Mapping[str, object]
    raw: str
    repaired_by: int
    repaired_at: str


@dataclass(frozen=True, slots=True)
class PictureOfAd:
    """A picture that an ad names and that is missing or takes no part in joining, and why."""

    ad: int
    place: str
    untrusted_name: str
    status: ImageStatus
    code: str


@dataclass(frozen=True, slots=True)
class Run:
    """One run over a source, as the log of the case has it."""

    at: str
    actor: str
    read: int
    added: int
    known: int
    captures: int
    rejected: int
    sha256: str
    profile: str
    """SHA-256 of the mapping it was read under."""


def runs(case: Case) -> dict[str, list[Run]]:
    """Every finished run by the source's outside id, the oldest first; a source keeps the last."""
    found: dict[str, list[Run]] = {}
    for (line,) in case.db.conn.execute(
        'SELECT line FROM audit WHERE instr(line, \'"action":"source_imported"\') ORDER BY n'
    ):
        entry = json.loads(line)
        if entry.get("action") != "source_imported" or not entry["objects"]:
            continue
        told = entry["detail"]
        run = Run(
            at=entry["at"],
            actor=entry["actor"],
            read=entry["count"],
            added=told.get("added", 0),
            known=told.get("known", 0),
            captures=told.get("captures", 0),
            rejected=told.get("rejected", 0),
            sha256=told.get("sha256", ""),
            profile=told.get("profile", ""),
        )
        found.setdefault(entry["objects"][0], []).append(run)
    return found


def keep_report(case: Case, source: int, report: Mapping[str, object]) -> None:
    """Keep what is told of the last pass over a source; JSON values."""
    with case.transaction():
        case.db.conn.execute(
            "UPDATE sources SET report = ? WHERE id = ?",
            [json.dumps(report, ensure_ascii=False, sort_keys=True), source],
        )


def report_of(case: Case, source: int) -> dict[str, object]:
    """What was told of the last pass over a source; empty for older imports."""
    row = case.db.conn.execute("SELECT report FROM sources WHERE id = ?", [source]).fetchone()
    found = json.loads(row[0]) if row else {}
    return found if isinstance(found, dict) else {}


def find(case: Case, untrusted_id: str) -> SourceRow:
    """The source with an outside id (``S3``); raises ``source_unknown``."""
    digits = untrusted_id.strip().upper().removeprefix("S")
    for row in sources.list_sources(case):
        if digits.isascii() and digits.isdecimal() and row.source == int(digits[:18]):
            return row
    known = [source_id(row.source) for row in sources.list_sources(case)]
    raise BadInputError("source_unknown", detail={"id": untrusted_id[:50], "known": known[-50:]})


def source_id(source: int) -> str:
    """The outside id of a source."""
    return f"S{source}"


def rejects(case: Case, source: int, *, limit: int | None = None) -> Iterator[KeptReject]:
    """Rejected rows of a source, repaired ones too, in the order of their places."""
    rows = case.db.conn.execute(
        "SELECT place, code, detail, raw, coalesce(repaired_by, 0), coalesce(repaired_at, '') "
        "FROM rejects WHERE source = ? ORDER BY length(place), place LIMIT ?",
        [source, -1 if limit is None else limit],
    )
    for place, code, detail, raw, by, at in rows:
        yield KeptReject(place, code, json.loads(detail), raw, by, at)


def add_reject(case: Case, source: int, row: Rejected) -> None:
    """Note that a row is not an ad of the case, without its text."""
    case.db.conn.execute(
        "INSERT INTO rejects (source, place, code, detail, raw) VALUES (?, ?, ?, '{}', '') "
        "ON CONFLICT (source, place) DO UPDATE SET code = excluded.code, raw = ''",
        [source, row.place, row.code],
    )


def begin_rejects(case: Case, source: int) -> None:
    """Note at the begin of a pass which rejects a source has from earlier ones, save mended ones.

    They may be many: the list is a table of the connection, not one of the case.
    """
    with case.transaction():
        case.db.conn.execute("DROP TABLE IF EXISTS temp.stale_rejects")
        case.db.conn.execute(
            "CREATE TEMP TABLE stale_rejects (place TEXT PRIMARY KEY) WITHOUT ROWID"
        )
        case.db.conn.execute(
            "INSERT INTO temp.stale_rejects SELECT place FROM rejects "
            "WHERE source = ? AND repaired_at IS NULL",
            [source],
        )


def rejected_again(case: Case, places: Iterable[str]) -> None:
    """Note which rows were rejected in this pass too."""
    case.db.conn.executemany(
        "DELETE FROM temp.stale_rejects WHERE place = ?", [(whole(place),) for place in places]
    )


def end_rejects(case: Case, source: int) -> None:
    """Take away the rejects of earlier passes that this whole pass did not meet again.

    The source was read in another way now. Left where they are, their rows would be offered for
    mending and become ads twice, and their texts would outlive a purge of those ads.
    """
    with case.transaction():
        case.db.conn.execute(
            "DELETE FROM rejects WHERE source = ? AND repaired_at IS NULL "
            "AND place IN (SELECT place FROM temp.stale_rejects)",
            [source],
        )
        case.db.conn.execute("DROP TABLE temp.stale_rejects")


def reject_count(case: Case, source: int) -> int:
    """How many rejects of a source the case keeps, mended ones too."""
    row = case.db.conn.execute("SELECT count(*) FROM rejects WHERE source = ?", [source]).fetchone()
    return int(row[0])


def repaired_count(case: Case, source: int) -> int:
    """How many rejects of a source were mended since."""
    row = case.db.conn.execute(
        "SELECT count(*) FROM rejects WHERE source = ? AND repaired_at IS NOT NULL", [source]
    ).fetchone()
    return int(row[0])


def mark_repaired(case: Case, source: int, places: Sequence[str], *, by: int) -> int:
    """Say which rejects a mended file brought in; returns how many were not marked before.

    The record stays; the text of the row goes, because it is an ad of the case now and has to go
    when that ad is purged.
    """
    at, marked = sources.now(), 0
    with case.transaction():
        for place in places:
            cursor = case.db.conn.execute(
                "UPDATE rejects SET repaired_by = ?, repaired_at = ?, raw = '' "
                "WHERE source = ? AND place = ? AND repaired_at IS NULL",
                [by, at, source, place],
            )
            marked += cursor.rowcount
    return marked


def missing_pictures(case: Case, source: int, *, limit: int) -> tuple[int, list[PictureOfAd]]:
    """How many pictures that ads of a source name were not found, and the first of them."""
    return _pictures(case, source, (ImageStatus.MISSING,), limit)


def held_pictures(case: Case, source: int, *, limit: int) -> tuple[int, list[PictureOfAd]]:
    """Pictures that take no part in joining, or only when nearly equal, with the reason of each."""
    return _pictures(case, source, _HELD, limit)


def _pictures(
    case: Case, source: int, statuses: Sequence[ImageStatus], limit: int
) -> tuple[int, list[PictureOfAd]]:
    wanted = [source, json.dumps([str(status) for status in statuses])]
    count = case.db.conn.execute(f"SELECT count(*) {_PICTURES}", wanted).fetchone()[0]
    rows = case.db.conn.execute(
        "SELECT m.ad, a.place, m.untrusted_name, coalesce(i.status, m.status), "
        f"coalesce(i.code, '') {_PICTURES} ORDER BY m.ad, m.position LIMIT ?",
        [*wanted, limit],
    )
    return int(count), [
        PictureOfAd(ad, place, name, ImageStatus(status), code)
        for ad, place, name, status, code in rows
    ]
