# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau decide``, ``tag`` and ``tags``: what people say, append-only."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands import console
from app.i18n import _
from app.triage import codebook
from app.triage.documents import tag_document
from app.triage.targets import parse_target, target_text
from indexing.pipeline.indexing import recluster
from indexing.records import Judgement
from indexing.store import audit, judgements, marks
from indexing.store.clusters import current
from indexing.store.ids import ad_id, cluster_id, parse_ad
from indexing.store.marks import Mark, MarkStatus


@click.command("decide")
@console.case_argument
@click.argument("first", metavar="AD")
@click.argument("second", metavar="AD")
@click.argument("judgement", type=click.Choice([one.value for one in Judgement]))
@click.option("--note", default="", help="Why.")
@console.json_option
def decide_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    first: str,
    second: str,
    **words: str,
) -> None:
    """Say whether two ads belong together; no later run of the machine overturns it."""
    a, b = parse_ad(first), parse_ad(second)
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        with opened.transaction():
            judged = Judgement(words["judgement"])
            judgements.decide(opened, a, b, judged, by=opened.actor, note=words["note"])
            if current(opened):
                recluster(opened)
        clusters = {ad: current(opened).get(ad) for ad in (a, b)}
    named = {ad_id(ad): cluster_id(found) if found else None for ad, found in clusters.items()}
    if words["as_json"]:
        console.emit({"decision": judged.value, "clusters": named})
    else:
        click.echo(f"{ad_id(a)} – {ad_id(b)}: {judged.value}")


@click.command("tag")
@console.case_argument
@click.argument("target")
@click.argument("indicator")
@click.option(
    "--status",
    type=click.Choice([one.value for one in MarkStatus]),
    default="added",
    show_default=True,
)
@click.option("--confidence", type=click.Choice(["low", "medium", "high"]), default=None)
@click.option("--note", default="", help="What was seen, and any other reading of it.")
@console.json_option
def tag_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    target: str,
    indicator: str,
    **words: str,
) -> None:
    """Set an indicator of the codebook on an ad (A12), a cluster (C7) or a passage (A12:30-42)."""
    wanted, book = parse_target(target), codebook.shipped()
    found = book.indicator(indicator)
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        mark = Mark(
            target=wanted,
            indicator=found.id,
            status=MarkStatus(words["status"]),
            by=opened.actor,
            confidence=words["confidence"] or "",
            note=words["note"],
            codebook=book.id,
            codebook_version=book.version,
            codebook_sha256=book.sha256,
        )
        row = marks.add(opened, mark)
        document = next(tag_document(one) for one in marks.history(opened) if one.row == row)
    if words["as_json"]:
        console.emit(document)
    else:
        click.echo(f"{target_text(wanted)}: {found.id} {mark.status.value}")
        console.say(_("An innocent reading: {reading}").format(reading=found.innocent_reading))


@click.command("tags")
@console.case_argument
@click.option("--current", "only_current", is_flag=True, help="Only what holds now.")
@console.jsonl_option
def tags_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    only_current: bool,
    style: str | None,
) -> None:
    """List every tag ever set; withdrawn and replaced ones stay in the list."""
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        audit.record(opened, audit.Act.CONSULTATION, "tags_listed")
        rows = marks.current(opened) if only_current else marks.history(opened)
        found = [tag_document(row) for row in rows if row.mark.indicator]
    if style:
        console.emit_all(found, style)
        return
    for document in found:
        line = "{target:14} {indicator:8} {status:10} {by}  {note}"
        click.echo(line.format(**document))
