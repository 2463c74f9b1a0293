# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau split``, ``merge-clusters``, ``bridges`` and ``rule``: people draw the clusters."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands import console
from app.commands.looking import begin_unmasked, unmask_option
from app.i18n import ngettext, number
from app.messages.kinds import kind_word
from app.triage import bridging, hubs
from app.triage.documents import covered_value
from indexing.errors import BadInputError
from indexing.pipeline import regrouping
from indexing.pipeline.indexing import recluster
from indexing.pipeline.ruling import relink
from indexing.records import ReasonKind, Ruling
from indexing.store import audit, rulings
from indexing.store.case import Case
from indexing.store.clusters import current
from indexing.store.ids import ad_id, cluster_id, parse_ad, parse_cluster

_NOTE = click.option("--note", default="", help="Why.")


@click.command("split")
@console.case_argument
@click.argument("cluster", metavar="CLUSTER")
@click.argument("ads", nargs=-1, required=True, metavar="AD…")
@click.option("--to", default=None, metavar="CLUSTER", help="The cluster that they join.")
@_NOTE
@console.json_option
def split_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    cluster: str,
    ads: tuple[str, ...],
    **words: str,
) -> None:
    """Set ads of a cluster apart from its other ads; no later run joins them again.

    With --to they join another cluster in the same step.
    """
    chosen = [parse_ad(one) for one in ads]
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        with opened.transaction():
            by = {"by": opened.actor, "note": words["note"]}
            if words["to"]:
                places = parse_cluster(cluster), parse_cluster(words["to"])
                done = regrouping.move(opened, places, chosen, **by)
            else:
                done = regrouping.split(opened, parse_cluster(cluster), chosen, **by)
            recluster(opened, by_act=True)
        document = _regrouped(opened, done)
    _tell(document, bool(words["as_json"]))


@click.command("merge-clusters")
@console.case_argument
@click.argument("clusters", nargs=-1, required=True, metavar="CLUSTER CLUSTER…")
@_NOTE
@console.json_option
def merge_clusters_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    clusters: tuple[str, ...],
    **words: str,
) -> None:
    """Make clusters one; what was said against it earlier is taken back."""
    wanted = [parse_cluster(one) for one in clusters]
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        with opened.transaction():
            done = regrouping.merge(opened, wanted, by=opened.actor, note=words["note"])
            recluster(opened, by_act=True)
        document = _regrouped(opened, done)
    _tell(document, bool(words["as_json"]))


def _regrouped(case: Case, done: regrouping.Regrouped) -> dict[str, object]:
    now = current(case)
    return {
        "judgements": done.said,
        "taken_back": done.taken_back,
        "clusters": {ad_id(ad): cluster_id(now[ad]) for ad in done.ads if ad in now},
    }


def _tell(document: dict[str, object], as_json: bool) -> None:
    if as_json:
        console.emit(document)
        return
    said = int(str(document["judgements"]))
    words = ngettext("{n} judgement recorded.", "{n} judgements recorded.", said)
    console.show(words.format(n=number(said)))


@click.command("bridges")
@console.case_argument
@click.argument("cluster", metavar="CLUSTER")
@unmask_option
@console.json_option
def bridges_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    cluster: str,
    unmask: str | None,
    as_json: bool,
) -> None:
    """Show what alone holds the parts of a cluster together, weakest first."""
    wanted = parse_cluster(cluster)
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        clear = begin_unmasked(opened, unmask)
        document = bridging.document(opened, wanted, clear=clear)
        objects = [cluster_id(wanted)]
        audit.record(opened, audit.Act.CONSULTATION, "bridges_shown", objects=objects)
    if as_json:
        console.emit(document)
        return
    for line in bridging.lines(document):
        console.show(line)


@click.command("rule")
@console.case_argument
@click.argument("thing", nargs=-1, required=True, metavar="(KIND VALUE | KEY)")
@click.argument("ruling", type=click.Choice([one.value for one in Ruling]))
@_NOTE
@console.json_option
def rule_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    thing: tuple[str, ...],
    **words: str,
) -> None:
    """Say of a shared thing that it joins its ads, is held back, or is left to the machine.

    Name it by kind and value as stored, or by the short key that "faisceau hubs" shows. Links by
    the thing and the clusters follow at once; whether other things are hubs is weighed again by
    the next full index run.
    """
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        named = _thing(opened, thing)
        ruling = Ruling(words["ruling"])
        with opened.transaction():
            rulings.rule(opened, named, ruling, by=opened.actor, note=words["note"])
            carriers = relink(opened, [named])
            if current(opened):
                recluster(opened, by_act=True)
        key = rulings.key_of(opened, named)
    kind = named[0].value
    shown = covered_value(*named)
    if words["as_json"]:
        found = {"key": key, "kind": kind, "value": shown, "ruling": ruling.value}
        console.emit({**found, "ads": len(carriers)})
    else:
        console.show(hubs.told(ruling, kind_word(kind), shown))


def _thing(case: Case, words: tuple[str, ...]) -> rulings.Thing:
    if len(words) == 1:
        return rulings.find(case, words[0])
    kinds = {kind.value: kind for kind in rulings.KINDS}
    if len(words) > 2 or words[0] not in kinds:
        raise BadInputError("thing_unreadable", detail={"kinds": ", ".join(sorted(kinds))})
    kind: ReasonKind = kinds[words[0]]
    return kind, words[1].strip()
