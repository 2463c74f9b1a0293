# SPDX-License-Identifier: GPL-3.0-or-later
"""From a source file into the case: rows in batches, each batch with its pictures all or nothing.

Killed at any moment, the next run starts at the first row again and skips what is there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexing.importers import encodings, registry
from indexing.importers.minimise import unreadable
from indexing.importers.origin import FileOrigin
from indexing.limits import MAX_IMAGE_BYTES, MAX_NOT_FOUND_TOLD, MAX_REJECTS_KEPT, MAX_REJECTS_TOLD
from indexing.pipeline import protecting
from indexing.pipeline.part_counts import PartCounts, batches
from indexing.pipeline.reading_choices import ImportChoices as ImportChoices
from indexing.pipeline.reading_choices import encoding_by, opened, used_profile
from indexing.pipeline.shared_files import SharedFiles
from indexing.progress import Progress, Steps
from indexing.records import AdRecord, ImageRef, ImageStatus, Rejected
from indexing.store import (
    ads,
    audit,
    images,
    import_records,
    masks,
    protected,
    sealing,
    sources,
)
from indexing.store.ads import SeenCounts
from indexing.store.case import Case

_PLACES_TOLD = 5
BATCH = 500
"""Rows in one transaction: a kill loses at most so many, and progress moves at least so often."""


@dataclass(slots=True)
class ImportReport:
    """What became of one source; ``read = added + known + rejected`` always.

    ``captures`` of the known rows are new sightings of ads that are in the case.
    """

    path: str
    sha256: str
    format: str
    encoding: str
    profile: dict[str, object]
    read: int = 0
    added: int = 0
    known: int = 0
    captures: int = 0
    rejected: int = 0
    rejects: list[Rejected] = field(default_factory=list)
    """The first of the rejected rows, ``MAX_REJECTS_TOLD`` at most, without their text."""
    images_found: int = 0
    images_missing: int = 0
    images_rejected: int = 0
    encoding_by: str = ""
    """How the encoding was chosen: ``chosen``, ``profile``, ``mark``, ``utf8`` or ``guessed``."""
    delimiter: str = ""
    columns: tuple[str, ...] = ()
    not_found: list[tuple[int, str, str]] = field(default_factory=list)
    """Ad, its place, and the name of a picture that is nowhere; the first of them."""
    source: int = 0
    """The source's number in the case; 0 in a dry run."""
    other_contacts: int = 0
    """Of the captures, those that give a contact which their ad had not."""
    other_contacts_at: list[str] = field(default_factory=list)
    """Places of the first of them."""
    repaired: int = 0
    """Rejects of another source that this one mended."""
    protected: int = 0
    """Of the rejected rows, those that are under protection, since before or by this import."""
    parts: list[PartCounts] = field(default_factory=list)
    """Tables of the source, each with its own format, fields and counts."""
    notes: list[dict[str, object]] = field(default_factory=list)
    """What is to be known of the source as a whole: ``code`` and ``detail``."""


def open_source(path: Path, choices: ImportChoices) -> registry.Source:
    """The source with its guessed fields, for a preview: masked cells tell nothing."""
    return opened(path, choices, unreadable)


def encoding_candidates(path: Path, found: str) -> list[tuple[str, str]]:
    """Encodings that a file may have, the found one first, each with words as they would read."""
    if not found or not path.is_file():
        return []
    return encodings.candidates(FileOrigin(path), found)


def dry_run(path: Path, choices: ImportChoices) -> Steps[ImportReport]:
    """Read a source through without a case: what would be read and what rejected."""
    source = open_source(path, choices)
    report, shared = _report(source, choices), SharedFiles()
    for part, batch in batches(source, report.parts, BATCH):
        report.read += len(batch)
        rejected = [row for row in batch if isinstance(row, Rejected)]
        report.rejected += len(rejected)
        part.rejected += len(rejected)
        part.added = part.read - part.rejected
        _tell_rejects(report, [replace(row, raw="") for row in rejected])
        for row in batch:
            if isinstance(row, AdRecord):
                lost = [ref.untrusted_name for ref in row.images if not ref.is_found]
                report.images_found += len(row.images) - len(lost)
                report.images_missing += len(lost)
                _tell_lost(report, 0, row.place, lost)
                shared.add(row.images)
        yield _progress(source)
    report.added = report.read - report.rejected
    report.notes = _notes(source, shared, report)
    return report


def import_source(case: Case, path: Path, choices: ImportChoices) -> Steps[ImportReport]:
    """Bring one source file into the case."""
    source = opened(path, choices, masks.masker(case))
    report = yield from bring(case, source, choices)
    return report


def bring(
    case: Case,
    source: registry.Source,
    choices: ImportChoices,
    *,
    after: Callable[[int, Sequence[AdRecord | Rejected]], int] | None = None,
    repairs: int = 0,
) -> Steps[ImportReport]:
    """Bring an opened source into the case.

    Args:
        case: open for writing.
        source: opened under ``choices``.
        choices: as said by the person.
        after: called with the source's number and each batch, in the batch's transaction; says how
            many rejects it mended.
        repairs: the source whose rejects these rows are, or 0.
    """
    report = _report(source, choices)
    number = sources.begin(
        case,
        source.path.resolve(),
        sha256=source.sha256,
        format=source.format,
        encoding=source.encoding,
        field_map=source.field_map.as_dict(),
    )
    report.source, seen, shared = number, SeenCounts(), SharedFiles()
    import_records.begin_rejects(case, number)
    for part, batch in batches(source, report.parts, BATCH):
        before = report.added, report.known, report.rejected
        with case.transaction():
            _add(case, number, batch, seen, report)
            for row in batch:
                shared.add(row.images if isinstance(row, AdRecord) else ())
            report.repaired += after(number, batch) if after else 0
        part.added += report.added - before[0]
        part.known += report.known - before[1]
        part.rejected += report.rejected - before[2]
        yield _progress(source)
    report.notes = _notes(source, shared, report)
    with case.transaction():
        ads.end_pass(case, seen)
        import_records.end_rejects(case, number)
        counts = sources.PassCounts(report.added, report.known, report.rejected)
        sources.finish(case, number, counts)
        beside = {"repairs": repairs, "repaired": report.repaired} if repairs else {}
        import_records.keep_report(case, number, kept(report) | beside)
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
                "captures": report.captures,
                "rejected": report.rejected,
                "profile": report.profile["sha256"],
            },
        )
    sealing.tidy(case)
    return report


def kept(report: ImportReport) -> dict[str, object]:
    """What the case keeps of a report beside its counts; JSON values."""
    profile = {name: value for name, value in report.profile.items() if name != "reasons"}
    return {
        "encoding_by": report.encoding_by,
        "delimiter": report.delimiter,
        "columns": list(report.columns),
        "profile": profile,
        "parts": [part.as_dict() for part in report.parts if len(report.parts) > 1],
        "notes": report.notes,
        "captures": report.captures,
        "images": {
            "found": report.images_found,
            "missing": report.images_missing,
            "rejected": report.images_rejected,
        },
    }


def _report(source: registry.Source, choices: ImportChoices) -> ImportReport:
    return ImportReport(
        path=str(source.path),
        sha256=source.sha256,
        format=source.format,
        encoding=source.encoding,
        profile=used_profile(source, choices),
        encoding_by=encoding_by(source, choices),
        delimiter=source.delimiter,
        columns=tuple(source.columns),
    )


def _notes(
    source: registry.Source, shared: SharedFiles, report: ImportReport
) -> list[dict[str, object]]:
    notes = [(note.code, dict(note.detail)) for note in source.notes]
    if told := shared.told():
        notes.append(("pictures_shared", told))
    if told := _told_empty(report):
        notes.append(("nothing_mapped", told))
    if report.other_contacts:
        places = list(report.other_contacts_at)
        notes.append(("contacts_came", {"n": report.other_contacts, "places": places}))
    return [{"code": code, "detail": detail} for code, detail in notes]


def _told_empty(report: ImportReport) -> dict[str, object]:
    """How many ads hold nothing that is read, and the names of their parts; empty for none."""
    empty = [one for one in report.parts if one.added + one.known and not one.tells_of_ads]
    names = [one.name or Path(report.path).name for one in empty[:_PLACES_TOLD]]
    return {"n": sum(one.added + one.known for one in empty), "names": names} if names else {}


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
    if report.rejected >= MAX_REJECTS_KEPT:
        batch = [replace(row, raw="") if isinstance(row, Rejected) else row for row in batch]
    result = ads.add_batch(case, number, batch, seen=seen)
    report.read += len(batch)
    report.added += result.added
    report.known += result.known
    report.captures += result.captures
    report.other_contacts += len(result.other_contacts)
    left = _PLACES_TOLD - len(report.other_contacts_at)
    report.other_contacts_at += result.other_contacts[:left]
    report.rejected += result.rejected
    _tell_rejects(report, [replace(row, raw="") for row in batch if isinstance(row, Rejected)])
    _tell_rejects(report, result.protected)
    again = (row.place for row in (*batch, *result.protected) if isinstance(row, Rejected))
    import_records.rejected_again(case, again)
    report.protected += len(result.protected)
    fresh = set(result.new_ads)
    seen_again = {ad for ad, n in zip(result.ads, result.sightings, strict=True) if ad and n > 1}
    for ad, sighting, row in zip(result.ads, result.sightings, batch, strict=True):
        if isinstance(row, Rejected) or not ad:
            continue
        if sighting > 1:
            _add_later_images(case, ad, row, report)
        else:
            _add_images(case, ad, row, fresh=ad in fresh, report=report)
    protecting.ask_again(case, sorted(fresh | seen_again))
    _seal_matches(case, number, fresh, report)


def _seal_matches(case: Case, number: int, fresh: set[int], report: ImportReport) -> None:
    """Seal ads that came with a picture of a list of known hashes; they count as rejected."""
    sealed = set(protecting.seal_matches(case).ads) & fresh
    if not sealed:
        return
    for item in protected.items(case):
        if item.ad in sealed:
            row = Rejected(item.place, "known_hash")
            import_records.add_reject(case, number, row)
            import_records.rejected_again(case, [row.place])
            _tell_rejects(report, [row])
    for count in ("rejected", "protected"):
        setattr(report, count, getattr(report, count) + len(sealed))
    report.added -= len(sealed)


def _add_images(
    case: Case, ad: int, record: AdRecord, *, fresh: bool, report: ImportReport
) -> None:
    """Store the pictures of an ad; of a known one only those that were missing until now."""
    wanted = None if fresh else images.without_file(case, [ad])
    lost: list[str] = []
    for position, reference in enumerate(record.images):
        if wanted is not None and (ad, position) not in wanted:
            report.images_found += 1
            continue
        data = _read_image(reference)
        if data is None:
            lost.append(reference.untrusted_name)
        stored = None
        if fresh or data is not None:
            stored = images.put(case, ad, position, reference.untrusted_name, data)
        if data is not None:
            kept = stored is not None and len(data) <= MAX_IMAGE_BYTES
            report.images_found += kept
            report.images_rejected += not kept
    report.images_missing += len(lost)
    _tell_lost(report, ad, record.place, lost)


def _add_later_images(case: Case, ad: int, record: AdRecord, report: ImportReport) -> None:
    """Store the pictures of a capture that its ad does not have yet."""
    lost: list[str] = []
    for reference in record.images:
        data = _read_image(reference)
        status = images.put_later(case, ad, reference.untrusted_name, data)
        report.images_found += status is ImageStatus.FOUND
        report.images_rejected += status is ImageStatus.REJECTED
        if status is ImageStatus.MISSING:
            lost.append(reference.untrusted_name)
    report.images_missing += len(lost)
    _tell_lost(report, ad, record.place, lost)


def _tell_rejects(report: ImportReport, rows: Sequence[Rejected]) -> None:
    report.rejects += rows[: max(MAX_REJECTS_TOLD - len(report.rejects), 0)]


def _tell_lost(report: ImportReport, ad: int, place: str, lost: list[str]) -> None:
    left = MAX_NOT_FOUND_TOLD - len(report.not_found)
    report.not_found += [(ad, place, name) for name in lost[: max(left, 0)]]


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
