# SPDX-License-Identifier: GPL-3.0-or-later
"""From a source file into the case: rows in batches, each batch with its pictures all or nothing.

Killed at any moment, the next run starts at the first row again and skips what is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from indexing.importers import registry
from indexing.importers.field_map import FieldMap
from indexing.limits import MAX_IMAGE_BYTES
from indexing.progress import Progress, Steps
from indexing.records import AdRecord, ImageRef, Rejected
from indexing.store import ads, audit, images, sources
from indexing.store.ads import SeenCounts
from indexing.store.case import Case

BATCH = 500
"""Rows in one transaction: a kill loses at most so many, and progress moves at least so often."""


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """How a source is to be read; everything that is not said is guessed."""

    images: Path | None = None
    format: str | None = None
    encoding: str | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)
    profile: FieldMap | None = None


@dataclass(slots=True)
class ImportReport:
    """What became of one source; ``read = added + known + rejected`` always."""

    path: str
    sha256: str
    format: str
    encoding: str
    profile: dict[str, object]
    read: int = 0
    added: int = 0
    known: int = 0
    rejected: int = 0
    rejects: list[Rejected] = field(default_factory=list)
    images_found: int = 0
    images_missing: int = 0
    images_rejected: int = 0


def open_source(path: Path, choices: ImportChoices) -> registry.Source:
    """The source with its guessed fields: for a preview, or to import it."""
    return registry.open_source(
        path,
        images=choices.images,
        format=choices.format,
        encoding=choices.encoding,
        overrides=choices.overrides,
        profile=choices.profile,
    )


def dry_run(path: Path, choices: ImportChoices) -> Steps[ImportReport]:
    """Read a source through without a case: what would be read and what rejected."""
    source = open_source(path, choices)
    report = _report(source)
    for batch in _batches(source.records()):
        report.read += len(batch)
        rejected = [row for row in batch if isinstance(row, Rejected)]
        report.rejected += len(rejected)
        report.rejects += rejected
        for row in batch:
            if isinstance(row, AdRecord):
                found = sum(ref.is_found for ref in row.images)
                report.images_found += found
                report.images_missing += len(row.images) - found
        yield _progress(source)
    report.added = report.read - report.rejected
    return report


def import_source(case: Case, path: Path, choices: ImportChoices) -> Steps[ImportReport]:
    """Bring one source file into the case."""
    source = open_source(path, choices)
    report = _report(source)
    number = sources.begin(
        case,
        source.path.resolve(),
        sha256=source.sha256,
        format=source.format,
        encoding=source.encoding,
        field_map=source.field_map.as_dict(),
    )
    seen = SeenCounts()
    for batch in _batches(source.records()):
        with case.transaction():
            _add(case, number, batch, seen, report)
        yield _progress(source)
    with case.transaction():
        counts = sources.PassCounts(report.added, report.known, report.rejected)
        sources.finish(case, number, counts)
        audit.record(
            case,
            audit.Act.COLLECTION,
            "source_imported",
            objects=[f"S{number}"],
            count=report.read,
            detail={
                "sha256": source.sha256,
                "added": report.added,
                "known": report.known,
                "rejected": report.rejected,
            },
        )
    return report


def _report(source: registry.Source) -> ImportReport:
    return ImportReport(
        path=str(source.path),
        sha256=source.sha256,
        format=source.format,
        encoding=source.encoding,
        profile=dict(source.field_map.as_dict()),
    )


def _batches(rows: Iterator[AdRecord | Rejected]) -> Iterator[list[AdRecord | Rejected]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _progress(source: registry.Source) -> Progress:
    size, position = source.size_hint(), source.position()
    return Progress("import", position if size is None else min(position, size), size)


def _add(
    case: Case,
    number: int,
    batch: list[AdRecord | Rejected],
    seen: SeenCounts,
    report: ImportReport,
) -> None:
    result = ads.add_batch(case, number, batch, seen=seen)
    report.read += len(batch)
    report.added += result.added
    report.known += result.known
    report.rejected += result.rejected
    report.rejects += [row for row in batch if isinstance(row, Rejected)]
    fresh = set(result.new_ads)
    for ad, row in zip(result.ads, batch, strict=True):
        if isinstance(row, AdRecord):
            _add_images(case, ad, row, fresh=ad in fresh, report=report)


def _add_images(
    case: Case, ad: int, record: AdRecord, *, fresh: bool, report: ImportReport
) -> None:
    """Store the pictures of an ad; of a known one only those that were missing until now."""
    wanted = None if fresh else images.without_file(case, [ad])
    for position, reference in enumerate(record.images):
        if wanted is not None and (ad, position) not in wanted:
            report.images_found += 1
            continue
        data = _read_image(reference)
        if data is None:
            report.images_missing += 1
        elif len(data) > MAX_IMAGE_BYTES:
            report.images_rejected += 1
        else:
            report.images_found += 1
        if fresh or data is not None:
            images.put(case, ad, position, reference.untrusted_name, data)


def _read_image(reference: ImageRef) -> bytes | None:
    """The bytes of the file, one more than the limit at most; None when it cannot be read."""
    if reference.read is not None:
        return reference.read(MAX_IMAGE_BYTES + 1)
    if reference.path is None:
        return None
    try:
        with Path(reference.path).open("rb") as stream:
            return stream.read(MAX_IMAGE_BYTES + 1)
    except OSError:
        return None
