# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told of each import of a case: counts, how it was read, rejects, pictures not found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from app import messages
from app.i18n import _, ngettext, number
from app.messages.pictures import held_words
from app.messages.places import told_place
from app.triage import masking
from app.triage.documents import Document
from app.triage.items import ImportItem
from app.triage.moments import minute
from indexing.limits import MAX_NOT_FOUND_TOLD, MAX_REJECTS_TOLD
from indexing.records import Rejected
from indexing.store import import_records, sources
from indexing.store.case import Case
from indexing.store.ids import ad_id
from indexing.store.import_records import PictureOfAd, Run, source_id
from indexing.store.sources import SourceRow


def import_documents(case: Case, *, most: int = MAX_REJECTS_TOLD) -> Iterator[Document]:
    """Every import of the case, oldest first; ``most`` as for ``import_document``."""
    runs = import_records.runs(case)
    for row in sources.list_sources(case):
        yield _document(case, row, runs.get(source_id(row.source), ()), most)


def import_document(case: Case, row: SourceRow, *, most: int = MAX_REJECTS_TOLD) -> Document:
    """One import as ``faisceau imports`` tells it; names of pictures are covered like texts.

    Args:
        case: the case.
        row: the import.
        most: rejected rows that are listed; ``faisceau rejects`` writes all.
    """
    return _document(case, row, import_records.runs(case).get(source_id(row.source), ()), most)


def _document(case: Case, row: SourceRow, runs: Sequence[Run], most: int) -> Document:
    report = import_records.report_of(case, row.source)
    profile = report.get("profile")
    missing, not_found = import_records.missing_pictures(case, row.source, limit=MAX_NOT_FOUND_TOLD)
    held, held_out = import_records.held_pictures(case, row.source, limit=MAX_NOT_FOUND_TOLD)
    repairs, notes = report.get("repairs"), report.get("notes")
    return {
        "source": source_id(row.source),
        "path": row.path,
        "name": row.name,
        "sha256": row.sha256,
        "format": row.format,
        "encoding": row.encoding,
        "encoding_by": report.get("encoding_by", ""),
        "begun_at": row.begun_at,
        "finished_at": row.finished_at or None,
        "read": row.read,
        "added": row.added,
        "known": row.known,
        "captures": report.get("captures", 0),
        "rejected": row.rejected,
        "repaired": import_records.repaired_count(case, row.source),
        "repairs": source_id(repairs) if isinstance(repairs, int) else None,
        "rejects": [
            {
                "place": one.place,
                "code": one.code,
                "message": messages.describe_reject(Rejected(one.place, one.code, one.detail)),
                "repaired_by": source_id(one.repaired_by) if one.repaired_by else None,
                "repaired_at": one.repaired_at or None,
            }
            for one in import_records.rejects(case, row.source, limit=most)
        ],
        "images": report.get("images", {}),
        "missing": missing,
        "not_found": [_picture(one) for one in not_found],
        "held": held,
        "held_out": [
            _picture(one)
            | {"status": str(one.status), "code": one.code}
            | {"message": held_words(str(one.status), one.code)}
            for one in held_out
        ],
        "notes": [_note(note) for note in notes] if isinstance(notes, list) else [],
        "profile": profile or {"fields": row.field_map.get("fields", {})},
        "runs": [asdict(run) for run in runs],
    }


def _note(note: dict[str, Any]) -> Document:
    return note | {"detail": {name: _covered(value) for name, value in note["detail"].items()}}


def _covered(value: object) -> object:
    if isinstance(value, list):
        return [_covered(one) for one in value]
    return masking.cover_text(value) if isinstance(value, str) else value


def _picture(one: PictureOfAd) -> Document:
    name = masking.cover_text(one.untrusted_name)
    return {"ad": ad_id(one.ad), "place": one.place, "name": name}


def items(case: Case) -> list[ImportItem]:
    """Every import for the window, newest first."""
    made = []
    runs = import_records.runs(case)
    for row in sources.list_sources(case):
        own = runs.get(source_id(row.source), ())
        document = _document(case, row, own, MAX_NOT_FOUND_TOLD)
        made.append(_item(document, import_records.reject_count(case, row.source)))
    return made[::-1]


def _item(document: dict[str, Any], kept: int) -> ImportItem:
    lost, held = document["not_found"], document["held_out"]
    pictures = [
        (one["ad"], told_place(one["place"]), one["name"], _lost(one)) for one in lost + held
    ]
    rejects = [
        (told_place(one["place"]), one["message"], bool(one["repaired_at"]))
        for one in document["rejects"]
    ]
    profile = document["profile"]
    told = [
        _("{format}, {encoding}").format(
            format=document["format"].upper(), encoding=document["encoding"] or "–"
        ),
        minute(str(document["finished_at"] or "")) or _("not finished"),
    ]
    if (times := len(document["runs"])) > 1:
        first = minute(str(document["runs"][0]["at"]))
        words = ngettext(
            "imported {n} time since {first}", "imported {n} times since {first}", times
        )
        told.append(words.format(n=number(times), first=first))
    if profile.get("name"):
        told.append(_("profile {name}").format(name=profile["name"]))
    if profile.get("drop"):
        told.append(_("left out: {columns}").format(columns=", ".join(profile["drop"])))
    if profile.get("mask"):
        told.append(_("masked: {columns}").format(columns=", ".join(profile["mask"])))
    return ImportItem(
        source=document["source"],
        name=document["name"],
        told="\n".join([" · ".join(told), *_warnings(document)]),
        counts=_counts(document),
        open_rejects=kept - document["repaired"],
        rejects=tuple(rejects),
        more_rejects=kept - len(rejects),
        pictures=tuple(pictures),
        more_pictures=document["missing"] + document["held"] - len(pictures),
    )


_WARNINGS = ("pictures_shared", "nothing_mapped", "contacts_came", "other_form")


def _warnings(document: dict[str, Any]) -> list[str]:
    """What people should know before they trust what the import brought."""
    return [
        messages.describe_note(note["code"], note["detail"])
        for note in document["notes"]
        if note["code"] in _WARNINGS
    ]


def _lost(one: dict[str, Any]) -> str:
    return str(one.get("message") or held_words("missing", ""))


def _counts(document: dict[str, Any]) -> str:
    parts = (
        ngettext("{n} row read", "{n} rows read", document["read"]),
        ngettext("{n} ad added", "{n} ads added", document["added"]),
        ngettext("{n} known before", "{n} known before", document["known"]),
        ngettext("{n} of these seen anew", "{n} of these seen anew", document["captures"]),
        ngettext("{n} row rejected", "{n} rows rejected", document["rejected"]),
        ngettext("{n} of them mended", "{n} of them mended", document["repaired"]),
        ngettext("{n} picture not found", "{n} pictures not found", document["missing"]),
    )
    names = ("read", "added", "known", "captures", "rejected", "repaired", "missing")
    told = zip(parts, (document[name] for name in names), names, strict=True)
    always = ("read", "added", "known", "rejected")
    shown = [part.format(n=number(n)) for part, n, name in told if n or name in always]
    return ", ".join(shown)
