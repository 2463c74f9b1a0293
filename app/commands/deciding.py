# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau decide``, ``tag`` and ``tags``: what people say, append-only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from app.commands import console
from app.commands.protocols import tell_followed
from app.i18n import _, in_language
from app.messages.kinds import judgement_word, mark_word
from app.messages.labels import labelled
from app.triage import codebook, protocols
from app.triage.answering import origin
from app.triage.documents import tag_document
from app.triage.protocols import Followed
from app.triage.second_reading import tags_for
from app.triage.targets import parse_target, target_text
from indexing.pipeline.indexing import recluster
from indexing.records import Judgement
from indexing.store import audit, judgements, marks, protection_roles, sealing
from indexing.store.case import Case
from indexing.store.clusters import current
from indexing.store.ids import ad_id, cluster_id, parse_ad
from indexing.store.marks import Mark, MarkRow, MarkStatus, Origin, Target
from indexing.store.protected import item_id
from indexing.suggest.codebook import Codebook, Indicator


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
                recluster(opened, by_act=True)
        clusters = {ad: current(opened).get(ad) for ad in (a, b)}
    named = {ad_id(ad): cluster_id(found) if found else None for ad, found in clusters.items()}
    if words["as_json"]:
        console.emit({"decision": judged.value, "clusters": named})
    else:
        console.show(labelled(f"{ad_id(a)} – {ad_id(b)}", judgement_word(judged.value)))


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
@click.option("--note", "--reason", "note", default="", help="What was seen, and why it counts.")
@click.option("--alternative", default="", help="An innocent reading of what was seen.")
@click.option("--rule", default="", help="The rule whose suggestion this answers, if several do.")
@click.option(
    "--suggestions",
    type=click.Choice(["seen", "hidden"]),
    default=None,
    help="Were the program's suggestions in sight? Seen, if a rule is named.",
)
@console.json_option
def tag_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    target: str,
    indicator: str,
    **words: Any,
) -> None:
    """Set an indicator of the codebook on something.

    TARGET is an ad (A12), a cluster (C7), a passage (A12:30-42, A12.title:0-5) or a picture of an
    ad (A12#1).
    """
    wanted = parse_target(target)
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        book = codebook.of_case(opened)
        found = book.indicator(indicator)
        codebook.settle(opened)
        origin = _origin(opened, book, wanted, found, words)
        mark = _mark(wanted, found, book, opened.actor, words)
        mark = replace(mark, origin=origin, suggestion_visible=_seen(origin, words["suggestions"]))
        with opened.transaction():
            row, followed = protocols.record(opened, mark)
        sealing.tidy(opened)
        locked = bool(protection_roles.roles(opened))
    if words["as_json"]:
        console.emit(_told(row, followed) if row else None)
    else:
        tell_followed(followed, locked, as_json=False)
        word = mark_word(mark.status.value)
        console.show(labelled(target_text(wanted), f"{found.id} {word}"))
        reading = in_language(found.innocent_reading)
        console.say(_("An innocent reading: {reading}").format(reading=reading))


def _told(row: MarkRow, followed: Followed) -> dict[str, object]:
    """The tag; where it sealed its ad, nothing that quotes the ad."""
    document = tag_document(row)
    if followed.sealed:
        document |= {"note": "", "alternative": "", "origin": None}
        document |= {"sealed": [item_id(one) for one in followed.items]}
    return document


def _mark(
    target: Target, indicator: Indicator, book: Codebook, by: str, words: Mapping[str, Any]
) -> Mark:
    return Mark(
        target=target,
        indicator=indicator.id,
        status=MarkStatus(words["status"]),
        by=by,
        confidence=words["confidence"] or "",
        note=words["note"],
        codebook=book.id,
        codebook_version=book.version,
        codebook_sha256=book.sha256,
        indicator_version=indicator.version,
        alternative=words["alternative"],
    )


def _origin(
    case: Case, book: Codebook, target: Target, indicator: Indicator, words: Mapping[str, Any]
) -> Origin:
    answers = words["status"] in (MarkStatus.ACCEPTED, MarkStatus.REJECTED, MarkStatus.UNSURE)
    if not words["rule"] and (not answers or words["suggestions"] == "hidden"):
        return Origin()
    return origin(case, book, target, indicator.id, words["rule"])


def _seen(found: Origin, told: str | None) -> bool | None:
    """Whether suggestions were in sight; who answers one has seen it."""
    return {"seen": True, "hidden": False}.get(told or "", True if found.rule else None)


@click.command("tags")
@console.case_argument
@click.option("--current", "only_current", is_flag=True, help="Only what holds now.")
@click.option("--blind", is_flag=True, help="Only your own; what other people set stays hidden.")
@console.jsonl_option
def tags_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    only_current: bool,
    style: str | None,
    blind: bool,
) -> None:
    """List every tag ever set; withdrawn and replaced ones stay in the list."""
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        audit.record(opened, audit.Act.CONSULTATION, "tags_listed", detail={"blind": blind})
        rows = marks.current(opened) if only_current else marks.history(opened)
        found = [tag_document(row) for row in tags_for(rows, opened.actor, blind=blind)]
    if style:
        console.emit_all(found, style)
        return
    for document in found:
        line = "{target:14} {indicator:8} {word:15} {by}  {note}"
        console.show(line.format(word=mark_word(str(document["status"])), **document))
