# SPDX-License-Identifier: GPL-3.0-or-later
"""The payload of a bundle, file by file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from app.bundles import audit_slice, layout, redact, report, tables
from app.bundles.contents import Contents, app_version
from app.bundles.layout import Member
from app.triage import codebook, hubs
from app.triage.documents import hub_document
from indexing.images import sniff
from indexing.records import ImageStatus
from indexing.store import images, known_hashes, pairs, protocol_acts, sources, stamps
from indexing.store.ids import ad_id
from indexing.store.images import StoredImage

_EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif", "BMP": "bmp"}
_FIRST_BYTES = 16


def members(contents: Contents) -> Iterator[Member]:
    """Every file of the payload."""
    yield Member(layout.ITEMS, lambda: tables.json_lines(contents.ad_documents()))
    yield Member(layout.ITEMS_TABLE, lambda: tables.items_table(contents))
    yield Member(layout.CLUSTERS, lambda: tables.json_lines(contents.cluster_documents()))
    yield Member(layout.LINKS, lambda: tables.json_lines(contents.link_documents()))
    yield Member(layout.TAGS, lambda: tables.json_lines(contents.tag_documents()))
    yield Member(layout.JUDGEMENTS, lambda: tables.json_lines(contents.judgement_documents()))
    yield Member(layout.READINGS, lambda: tables.json_lines(contents.reading_documents()))
    yield Member(
        layout.AUDIT,
        lambda: (
            (line + "\n").encode("utf-8", "surrogatepass") for line in audit_slice.lines(contents)
        ),
    )
    yield layout.of_bytes(layout.METHOD, _method(contents))
    yield Member(layout.REPORT, lambda: report.render(contents))
    if contents.redacted:
        yield Member(layout.REDACTIONS, lambda: tables.redactions_table(contents))
    else:
        yield from _originals(contents)


def originals(contents: Contents) -> int:
    """How many pictures go along."""
    if contents.redacted:
        return 0
    return sum(len(_shown(contents, ad)) for ad in contents.ads)


def _shown(contents: Contents, ad: int) -> list[StoredImage]:
    """Pictures of an ad that leave with it."""
    if ad in contents.shielded:
        return []
    unknown = ImageStatus.FOUND if known_hashes.has_pdq(contents.case) else None
    return [
        one
        for one in images.of_ad(contents.case, ad)
        if one.sha256
        and one.status is not unknown  # it may be on a list that is compared after decoding
        and not protocol_acts.hides(contents.case, one.sha256)
    ]


def _originals(contents: Contents) -> Iterator[Member]:
    for ad in contents.ads:
        for image in _shown(contents, ad):
            data = images.read(contents.case, image.sha256)
            name = f"{image.position}-{image.sha256[:12]}.{_extension(image.status, data)}"
            yield layout.of_bytes(f"{layout.ORIGINALS}{ad_id(ad)}/{name}", data)


def _extension(status: ImageStatus, untrusted_data: bytes) -> str:
    kind = None if status is ImageStatus.REJECTED else sniff(untrusted_data[:_FIRST_BYTES])
    return _EXTENSIONS.get(kind or "", "bin")


def _method(contents: Contents) -> bytes:
    case, run, book = contents.case, pairs.last_run(contents.case), codebook.of_case(contents.case)
    # a selection does not tell the contacts of ads that stay behind
    open_all = contents.whole and not contents.redacted and not contents.shielded
    shared = [hub_document(item) for item in hubs.read(case, clear=open_all)]
    untrusted_sources: Sequence[object] = [
        {
            "name": row.name,
            "sha256": row.sha256,
            "format": row.format,
            "encoding": row.encoding,
            "columns": row.field_map,
            "read": row.read,
            "rejected": row.rejected,
        }
        for row in sources.list_sources(case)
    ]
    document: dict[str, object] = {
        "program": {"name": "faisceau", "version": app_version()},
        "case": {
            "id": case.header.case_id,
            "purpose": contents.text(case.meta.purpose),
            "legal_basis": contents.text(case.meta.legal_basis),
            "responsible": contents.text(case.meta.responsible),
            "retain_until": case.meta.retain_until,
        },
        "claim": "unchanged since import into this program; never: unchanged since publication",
        "redacted": contents.redacted,
        "whole_case": contents.whole,
        "ads": len(contents.ads),
        "pictures": originals(contents),
        "methods": [{"kind": one.kind, "version": one.version} for one in stamps.all_of(case)],
        "linking": None if run is None else {"at": run.at, "options": run.options},
        "shared_too_widely_to_join": redact.values(shared, contents.general)
        if contents.redacted
        else shared,
        "codebook": {"id": book.id, "version": book.version, "sha256": book.sha256},
        "sources": redact.values(untrusted_sources, contents.general)
        if contents.redacted
        else untrusted_sources,
        "csv": "cells that start with = + - @ tab, line end, NUL or a full-width = + - @ "
        "have an apostrophe put in front; items.jsonl is exact",
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode(
        "utf-8", "backslashreplace"
    )
