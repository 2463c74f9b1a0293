# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau new``, ``passphrase`` and ``recover``: making a case and the ways into it."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import click

from app.commands import console
from app.i18n import _
from indexing.errors import RefusedError
from indexing.store import case as cases
from indexing.store.case import CaseMeta


@click.command("new")
@console.case_argument
@click.option("--purpose", default="", help="What the case is for.")
@click.option("--legal-basis", default="", help="The legal basis of holding these data.")
@click.option("--responsible", default="", help="Who answers for the case.")
@click.option("--retain-until", default="", metavar="YYYY-MM-DD", help="When the data must go.")
@click.option("--country", "countries", multiple=True, help="Country of numbers without prefix.")
@click.option("--language", "languages", multiple=True, help="Language that the ads are in.")
@console.json_option
def new_command(
    case: Path,
    passphrase_file: Path | None,
    as_json: bool,
    countries: tuple[str, ...],
    languages: tuple[str, ...],
    **words: object,
) -> None:
    """Create an encrypted case. Refuses without purpose, basis, responsible and retention date."""
    meta = CaseMeta(
        purpose=str(words["purpose"]),
        legal_basis=str(words["legal_basis"]),
        responsible=str(words["responsible"]),
        retain_until=str(words["retain_until"]),
        countries=tuple(country.upper() for country in countries),
        languages=languages,
    )
    cases.refuse_incomplete(meta)
    _refuse_past(meta.retain_until)
    text = console.passphrase(passphrase_file, twice=True)
    opened, recovery_key = cases.create(case, passphrase=text, meta=meta)
    with opened:
        case_id = opened.meta.case_id
    if as_json:
        console.emit({"case": str(case), "case_id": case_id, "recovery_key": recovery_key})
        return
    console.say(_("Created {case}.").format(case=case))
    console.say(_("Recovery key, shown this once; write it down and keep it apart:"))
    console.show(recovery_key)


@click.command("passphrase")
@console.case_argument
@click.option(
    "--new-passphrase-file",
    type=click.Path(path_type=Path),
    help="File whose first line is the new passphrase.",
)
@console.json_option
def passphrase_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    new_passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Change the passphrase; the old one opens nothing from then on."""
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        cases.change_passphrase(opened, _new_passphrase(new_passphrase_file))
    _done(as_json, case, _("The passphrase is changed."))


@click.command("recover")
@click.argument("case", type=click.Path(path_type=Path))
@click.option(
    "--recovery-key-file",
    type=click.Path(path_type=Path),
    help="File whose first line is the recovery key.",
)
@click.option(
    "--new-passphrase-file",
    type=click.Path(path_type=Path),
    help="File whose first line is the new passphrase.",
)
@console.json_option
def recover_command(
    case: Path,
    recovery_key_file: Path | None,
    new_passphrase_file: Path | None,
    as_json: bool,
) -> None:
    """Open a case with its recovery key and set a new passphrase."""
    if recovery_key_file is None and not sys.stdin.isatty():
        raise click.UsageError(_("Give --recovery-key-file."))
    if recovery_key_file is None:
        key = console.ask(_("Recovery key"))
    else:
        key = console.passphrase(recovery_key_file)
    cases.recover(case, key, _new_passphrase(new_passphrase_file))
    _done(as_json, case, _("A new passphrase is set; the recovery key stays valid."))


def _refuse_past(day: str) -> None:
    if datetime.date.fromisoformat(day) < datetime.datetime.now(datetime.UTC).date():
        raise RefusedError("retention_past", detail={"value": day})


def _new_passphrase(file: Path | None) -> str:
    if file is None and not sys.stdin.isatty():
        raise click.UsageError(_("Give --new-passphrase-file."))
    if file is not None:
        return console.passphrase(file)
    return console.ask(_("New passphrase"), twice=True)


def _done(as_json: bool, case: Path, words: str) -> None:
    if as_json:
        console.emit({"case": str(case), "changed": True})
    else:
        console.say(words)
