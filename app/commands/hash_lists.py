# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau hashlist``: lists of known hashes; a picture on one is sealed and never shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.commands import console
from app.i18n import _, ngettext, number
from app.triage import protection
from indexing.pipeline import known_pictures, protecting
from indexing.store import audit, known_hashes, sealing
from indexing.store.ids import ad_id


@click.group("hashlist")
def hashlist_command() -> None:
    """Lists of known hashes (MD5, SHA-1, SHA-256, PDQ); a match is sealed before it is shown."""


@hashlist_command.command("add")
@console.case_argument
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--name", default="", help="What the list is called; its file's name if not said.")
@click.option(
    "--category", "categories", multiple=True, metavar="C", help="Only these; all for every one."
)
@click.option("--pdq", is_flag=True, help="Take 64 digits for PDQ where the list does not say.")
@click.option(
    "--distance",
    type=click.IntRange(0, 64),
    default=known_pictures.DISTANCE,
    show_default=True,
    help="Bits of 256 up to which a PDQ hash counts as met.",
)
@console.json_option
@console.progress_option
def add_command(
    case: Path, passphrase_file: Path | None, key_stdin: bool, file: Path, **words: Any
) -> None:
    """Keep a list (CSV, or Project VIC's JSON) and seal the pictures of the case that are on it."""
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        made, found = known_pictures.add_list(
            opened,
            file,
            name=words["name"],
            categories=words["categories"],
            kind="pdq" if words["pdq"] else "",
            distance=words["distance"],
        )
        sealed = console.follow(protecting.apply_lists(opened), words["progress"])
        sealing.tidy(opened)
    document = protection.list_document(made)
    if words["as_json"]:
        told = {"format": found.form, "passed_over": found.passed_over}
        console.emit({**document, **told, "sealed": list(map(ad_id, sealed.ads))})
        return
    told_words = ngettext("{name}: {n} hash", "{name}: {n} hashes", made.entries)
    console.show(told_words.format(name=made.name, n=number(made.entries)))
    if sealed.ads:
        console.show(_("Sealed: {ads}").format(ads=", ".join(map(ad_id, sealed.ads))))


@hashlist_command.command("list")
@console.case_argument
@console.jsonl_option
def list_command(
    case: Path, passphrase_file: Path | None, key_stdin: bool, style: str | None
) -> None:
    """List the lists, not what is on them."""
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        audit.record(opened, audit.Act.CONSULTATION, "hash_lists_listed")
        found = protection.lists(opened)
    if style:
        console.emit_all(found, style)
        return
    for one in found:
        console.show("{list}  {n}  {sha256}".format(n=number(int(str(one["entries"]))), **one))


@hashlist_command.command("remove")
@console.case_argument
@click.argument("name")
@console.json_option
def remove_command(
    case: Path, passphrase_file: Path | None, key_stdin: bool, name: str, as_json: bool
) -> None:
    """Forget a list; what was sealed for it stays sealed."""
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        gone = known_hashes.remove(opened, name)
    if as_json:
        console.emit({"removed": gone.name, "entries": gone.entries})
    else:
        console.say(_("{name} is forgotten.").format(name=gone.name))
