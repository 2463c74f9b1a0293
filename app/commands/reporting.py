# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau imports`` and ``faisceau rejects``: what became of each source, and rows to mend."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from app import messages
from app.bundles import tables
from app.commands import console, refusals
from app.i18n import _, ngettext, number
from app.messages.labels import labelled
from app.messages.places import told_place
from app.triage.imports import import_documents
from app.triage.moments import minute
from indexing.errors import BadInputError
from indexing.pipeline import repairing
from indexing.records import Rejected
from indexing.store import audit, import_records
from indexing.store.case import Case
from indexing.store.import_records import source_id
from indexing.store.sources import SourceRow

_BOM = b"\xef\xbb\xbf"
_MOST_TOLD = 10


@click.command("imports")
@console.case_argument
@console.json_option
def imports_command(
    case: Path, passphrase_file: Path | None, key_stdin: bool, as_json: bool
) -> None:
    """What became of each source: counts, how it was read, rejects, pictures not found."""
    with console.opened(case, passphrase_file, key_stdin, "read") as opened:
        if as_json:
            console.emit_list("imports", import_documents(opened))
            return
        for document in import_documents(opened, most=_MOST_TOLD):
            _tell(document)


def _tell(document: dict[str, Any]) -> None:
    words = _("{source} {path}: {read} read, {added} added, {known} known, {rejected} rejected")
    console.show(words.format_map(document | _counts(document)))
    for run in document["runs"][:-1]:
        words = _("  before, {at}: {read} read, {added} added, {known} known, {rejected} rejected")
        console.show(words.format_map(run | _counts(run) | {"at": minute(run["at"])}))
    for line in refusals.lines(map(_reject, document["rejects"][:_MOST_TOLD])):
        console.show(line)
    for note in document["notes"]:
        console.show(f"  {messages.describe_note(str(note['code']), note.get('detail') or {})}")
    for count, listed, head in (
        ("missing", "not_found", _("  pictures not found: {n}")),
        ("held", "held_out", _("  pictures held out of joining: {n}")),
    ):
        if document[count]:
            console.show(head.format(n=number(document[count])))
        for one in document[listed][:_MOST_TOLD]:
            why = f" ({one['message']})" if "message" in one else ""
            where = f"{one['ad']} {told_place(one['place'])}"
            console.show("    " + labelled(where, f"{one['name']}{why}"))


def _counts(told: dict[str, Any]) -> dict[str, str]:
    return {name: number(told[name]) for name in ("read", "added", "known", "rejected")}


def _reject(one: dict[str, Any]) -> tuple[str, str, str]:
    mended = _(" (mended)") if one["repaired_at"] else ""
    return one["place"], one["code"], f"{one['message']}{mended}"


@click.command("rejects")
@console.case_argument
@click.argument("source")
@click.argument("out", type=click.Path(path_type=Path))
@console.json_option
def rejects_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    source: str,
    out: Path,
    as_json: bool,
) -> None:
    """Write the rejected rows of an import to a table, to be mended and imported again; logged."""
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        row = import_records.find(opened, source)
        written = write_rejects(opened, row, out)
    if as_json:
        console.emit({"source": source_id(row.source), "path": str(out), "rows": written})
        return
    words = ngettext("{n} row in {path}", "{n} rows in {path}", written)
    console.show(words.format(n=number(written), path=out))
    console.show(
        _("Mend it, then: faisceau import CASE {path} --repair {source}").format(
            path=out, source=source_id(row.source)
        )
    )


def write_rejects(case: Case, row: SourceRow, out: Path) -> int:
    """Write the rejects that nobody mended yet as an inert table; returns how many.

    Raises:
        BadInputError: ``out_exists`` or ``out_unwritable``.
    """
    columns = (*repairing.REJECT_COLUMNS, *map(tables.inert, repairing.columns_of(case, row)))
    count = 0

    def rows() -> Iterator[tuple[str, ...]]:
        nonlocal count
        for reject, cells in repairing.to_mend(case, row):
            count += 1
            told = messages.describe_reject(Rejected(reject.place, reject.code, reject.detail))
            yield reject.place, reject.code, told, reject.raw, *cells

    try:
        with out.open("xb") as stream:
            stream.write(_BOM)  # without it Excel takes the table for another encoding
            stream.writelines(tables.table(columns, rows()))
    except FileExistsError as error:
        raise BadInputError("out_exists", path=out) from error
    except OSError as error:
        out.unlink(missing_ok=True)
        detail = {"reason": error.strerror or ""}
        raise BadInputError("out_unwritable", path=out, detail=detail) from error
    audit.record(
        case,
        audit.Act.DISCLOSURE,
        "rejects_exported",
        objects=[source_id(row.source)],
        count=count,
    )
    return count
