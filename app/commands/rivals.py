# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau reading`` and ``readings``: what a cluster may be, and what speaks for and against."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from app.commands import console
from app.i18n import _
from app.triage import readings
from app.triage.reading_items import NewReading
from indexing.store import audit
from indexing.store import readings as stored
from indexing.store.ids import parse_cluster
from indexing.store.readings import Standing


@click.command("reading")
@console.case_argument
@click.argument("cluster", metavar="CLUSTER")
@click.argument("reading", metavar="READING")
@click.option(
    "--standing",
    type=click.Choice([one.value for one in Standing]),
    default=None,
    help="Where it stands for you; a new reading is open.",
)
@click.option("--for", "speaks_for", multiple=True, help="What speaks for it.")
@click.option("--against", "speaks_against", multiple=True, help="What speaks against it.")
@click.option("--drop", "dropped", multiple=True, type=click.IntRange(1), help="Points to remove.")
@click.option("--note", default=None, help="Why.")
@console.json_option
def reading_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    cluster: str,
    reading: str,
    **words: Any,
) -> None:
    """Say what a cluster may be, beside other readings of it: benign, spam, scam or your words.

    What speaks for or against may begin with what it points to: an ad (A12), a passage
    (A12:30-42), two ads (A12 - A15), a suggestion (A12 [RULE]). Nothing is counted up.
    """
    new = NewReading(
        parse_cluster(cluster),
        reading,
        words["standing"],
        words["note"],
        words["speaks_for"],
        words["speaks_against"],
        words["dropped"],
    )
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        changed = readings.say(opened, new)
        row = stored.held_by(opened, new.cluster, reading, opened.actor)
        found = list(readings.documents(opened, [] if row is None else [row]))
    if words["as_json"]:
        console.emit(found[0] if found else None)
        return
    console.show(changed.sentence or _("Nothing changed."))


@click.command("readings")
@console.case_argument
@click.option("--current", "only_current", is_flag=True, help="Only what holds now.")
@console.jsonl_option
def readings_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    only_current: bool,
    style: str | None,
) -> None:
    """List everything that people said clusters may be; what was replaced stays in the list."""
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        audit.record(opened, audit.Act.CONSULTATION, "readings_listed")
        rows = stored.current(opened) if only_current or not style else stored.history(opened)
        found = list(readings.documents(opened, rows)) if style else []
    if style:
        console.emit_all(found, style)
        return
    for line in readings.lines(rows):
        console.show(line)
