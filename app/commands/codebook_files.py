# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau codebook export`` and ``import``: codebooks of other coding programs (REFI-QDA)."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

import click

from app import __version__
from app.commands import console
from app.i18n import _, language, number
from app.messages.labels import labelled
from app.triage import codebook
from app.triage.codebook_exchange import to_qda
from app.triage.codebook_import import Imported, missing_fields, take
from indexing.errors import BadInputError
from indexing.store import audit
from indexing.suggest import codebook_checks as checks
from indexing.suggest import refi_qda
from indexing.suggest.codebook import Codebook
from indexing.suggest.codebook_file import file_bytes, load

_HEADER = "# ths-codebook/1\n"


@click.command("export")
@click.argument("words", nargs=-1, metavar="[CASE|FILE] OUT.qdc", type=click.Path(path_type=Path))
@click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path),
    help="Of the case: file whose first line is the passphrase.",
)
@click.option("--key-stdin", is_flag=True, hidden=True)
@console.json_option
def export_command(
    words: tuple[Path, ...], passphrase_file: Path | None, key_stdin: bool, as_json: bool
) -> None:
    """Write a codebook for other coding programs: that of a case, of a file, or the shipped one."""
    if len(words) not in (1, 2):
        raise click.UsageError(_("Name the file to write, and before it the codebook, if any."))
    out, source = words[-1], words[0] if len(words) == 2 else None
    book = _source(source, passphrase_file, key_stdin)
    found = to_qda(book, origin=f"Faisceau {__version__}")
    data = refi_qda.write(found)
    _write(out, data)
    document = {
        "out": str(out),
        "sha256": hashlib.sha256(data).hexdigest(),
        "codebook": {"id": book.id, "version": book.version, "sha256": book.sha256},
        "language": language().split("-")[0],
        "groups": len(book.groups),
        "indicators": len(book.indicators),
        "sets": len(found.sets),
    }
    if as_json:
        console.emit(document)
    else:
        told = _("{out}: {id} {version}, {n} indicators.")
        count = number(len(book.indicators))
        console.show(told.format(out=out, id=book.id, version=book.version, n=count))


def _source(source: Path | None, passphrase_file: Path | None, key_stdin: bool) -> Codebook:
    if source is None:
        return codebook.shipped()
    if not source.is_dir():
        return load(source)
    with console.opened(source, passphrase_file, key_stdin, "shared") as opened:
        audit.record(opened, audit.Act.CONSULTATION, "codebook_exported")
        return codebook.of_case(opened)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("out", required=False, type=click.Path(path_type=Path), metavar="[OUT.yaml]")
@click.option("--name", default="", help="Of the new codebook; without it, that of the file.")
@click.option(
    "--language", "spoken", default="", metavar="CODE", help="Of the file, as fr; else yours."
)
@console.json_option
def import_command(file: Path, out: Path | None, name: str, spoken: str, as_json: bool) -> None:
    """Read a codebook of another coding program, and write what is new as a unit's own codebook.

    New entries need a source, a grade and an innocent reading from people before they are taken.
    """
    found = refi_qda.read(file_bytes(file), path=file)
    code = spoken.strip().casefold() or language().split("-")[0]
    if not (code.isascii() and code.isalpha() and len(code) in (2, 3)):
        raise click.BadParameter(_("a code of two or three letters"), param_hint="--language")
    imported = take(found, codebook.shipped(), name=name.strip() or file.stem, language=code)
    if imported.document is not None:
        out = out or file.with_suffix(".yaml")
        _write(out, _yaml(imported.document))
    else:
        out = None
    document = {
        "path": str(file),
        "origin": found.origin,
        "language": code,
        "indicators": len(imported.known) + len(imported.added),
        "known": list(imported.known),
        "versions": list(imported.versions),
        "changed": [
            {"indicator": one.indicator, "field": one.field, "here": one.here, "there": one.there}
            for one in imported.changed
        ],
        "added": [
            {"indicator": one.indicator, "name": one.name, "missing": list(one.missing)}
            for one in imported.added
        ],
        "ready": not imported.added,
        "out": None if out is None else str(out),
    }
    if as_json:
        console.emit(document)
    else:
        _tell(imported, out)


def _tell(imported: Imported, out: Path | None) -> None:
    known, changed = number(len(imported.known)), number(len(imported.changed))
    told = _("{known} entries of the shipped codebook; {changed} of their texts read otherwise.")
    console.show(told.format(known=known, changed=changed))
    for one in imported.changed:
        console.show("  " + labelled(one.indicator, one.there))
    for entry in imported.added:
        told = _("{indicator} {name} lacks: {fields}")
        fields = ", ".join(entry.missing)
        name = checks.plain(entry.name)  # a terminal obeys what a file may hold
        console.show(told.format(indicator=entry.indicator, name=name, fields=fields))
    if out is not None:
        told = _(
            "{out} is a draft: write the {n} fields that are missing, then check it with "
            "faisceau codebook validate. No rule runs on it before."
        )
        console.say(told.format(out=out, n=number(missing_fields(imported.added))))


def _yaml(document: object) -> bytes:
    import yaml  # needed here only

    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=100)
    return (_HEADER + text).encode("utf-8", "backslashreplace")


def _write(out: Path, data: bytes) -> None:
    try:
        with out.open("xb") as stream:
            stream.write(data)
    except FileExistsError as error:
        raise BadInputError("out_exists", path=out) from error
    except OSError as error:
        with contextlib.suppress(OSError):
            out.unlink(missing_ok=True)
        detail = {"reason": error.strerror or ""}
        raise BadInputError("out_unwritable", path=out, detail=detail) from error
