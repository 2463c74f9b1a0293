# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau codebook upgrade``: what another codebook changes for a case, and going over to it."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands import console
from app.i18n import _
from app.triage import codebook, codebook_upgrade
from indexing.suggest.codebook_file import file_bytes, read


@click.command("upgrade")
@console.case_argument
@click.option(
    "--to",
    "file",
    type=click.Path(path_type=Path),
    default=None,
    help="A codebook file, as a unit's own; without it, the newest that is shipped.",
)
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@console.json_option
def upgrade_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    file: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Show what changes between a case's codebook and another, and pin the case to that one.

    Decisions keep the version they were made under. Run index afterwards, so that the new rules
    read the ads.
    """
    source = file or codebook.SHIPPED
    data = file_bytes(source)
    new = read(data, path=source)
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        found = codebook_upgrade.compare(opened, new)
        pinned = not dry_run
        if pinned:
            codebook_upgrade.perform(opened, found, data)
        document = codebook_upgrade.document(found, pinned=pinned)
    if as_json:
        console.emit(document)
        return
    for change in found.changes:
        console.show(codebook_upgrade.sentence(found, change))
    names = {"old": f"{found.old.id} {found.old.version}", "new": f"{new.id} {new.version}"}
    if found.is_none:
        console.say(_("The case is at {new} already.").format(**names))
    elif pinned:
        console.say(_("The case goes from {old} to {new}; decisions keep theirs.").format(**names))
    else:
        console.say(_("Nothing was changed: {old} stays, {new} is offered.").format(**names))
