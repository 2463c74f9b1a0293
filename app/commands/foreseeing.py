# SPDX-License-Identifier: GPL-3.0-or-later
"""The dry run of an import, held against its case: what is in there already; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexing.limits import MAX_REJECTS_TOLD
from indexing.pipeline.importing import BATCH, ImportReport, dry_run
from indexing.pipeline.part_counts import PartCounts, batches
from indexing.pipeline.reading_choices import ImportChoices, opened
from indexing.progress import Progress, Steps
from indexing.records import Rejected
from indexing.store import intake, masks, protected, sighting_rows, sightings, sources
from indexing.store.case import Case
from indexing.store.content_counts import ContentCounts
from indexing.store.intake import Incoming
from indexing.store.storable import whole

_STAGE = "compare"


@dataclass(slots=True)
class _Found:
    """What of a batch the case has: rows that are the same, seen anew, or under protection."""

    same: int = 0
    anew: int = 0
    protected: list[Rejected] = field(default_factory=list)


def foreseen(case: Case, path: Path, choices: ImportChoices) -> Steps[ImportReport]:
    """What an import would do, as far as that can be told without doing it.

    Two rows of the source that are one new ad, seen twice, are found to be one only when the first
    is in the case: both are told as rows that would be added.
    """
    report = yield from dry_run(path, choices)
    if sources.list_sources(case):
        yield from _compare(case, path, choices, report)
    return report


def _compare(case: Case, path: Path, choices: ImportChoices, report: ImportReport) -> Steps[None]:
    source = opened(path, choices, masks.masker(case))
    number = _number(case, source.path, source.sha256)
    size, before = source.size_hint(), ContentCounts()
    parts: list[PartCounts] = []
    for part, batch in batches(source, parts, BATCH):
        rows, met = intake.read(number, batch, before)
        before.update(met)
        found = _found(case, rows)
        part.known += found.same + found.anew
        part.rejected += len(found.protected)
        report.known += found.same + found.anew
        report.captures += found.anew
        report.rejected += len(found.protected)
        report.protected += len(found.protected)
        report.rejects += found.protected[: max(MAX_REJECTS_TOLD - len(report.rejects), 0)]
        position = source.position()
        yield Progress(_STAGE, position if size is None else min(position, size), size)
    report.added = report.read - report.known - report.rejected
    for told, part in zip(report.parts, parts, strict=False):  # the file may change meanwhile
        told.known, told.rejected = part.known, told.rejected + part.rejected
        told.added = told.read - told.known - told.rejected


def _number(case: Case, path: Path, sha256: str) -> int:
    """The source's number where this very file was imported from here before, else 0."""
    place = whole(str(path.resolve()))
    rows = sources.list_sources(case)
    return next((row.source for row in rows if (row.path, row.sha256) == (place, sha256)), 0)


def _found(case: Case, rows: Sequence[Incoming | Rejected]) -> _Found:
    incoming = [row for row in rows if isinstance(row, Incoming)]
    there, keys = intake.known(case, incoming), intake.stored_keys(case, incoming)
    crowd = sighting_rows.crowd_of(row.told for row in incoming)
    found = _Found()
    for row in incoming:
        if row.identity in there:
            found.same += 1
        elif protected.known_row(case, row.record, row.identity):
            found.protected.append(Rejected(row.record.place, "protected_known"))
        elif not keys.isdisjoint(row.keys) and _is_seen_anew(case, row, crowd):
            found.anew += 1
    return found


def _is_seen_anew(case: Case, row: Incoming, crowd: sighting_rows.Crowd) -> bool:
    found = sightings.find(
        case,
        row.told,
        row.record.site,
        crowd=crowd,
        not_these=row.twins(),
        held=lambda _key: [],
    )
    return found is not None
