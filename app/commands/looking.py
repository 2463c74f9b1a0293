# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau ads``, ``clusters``, ``links``, ``hubs`` and ``explain``: what stands in a case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from app.commands import console
from app.i18n import _, number
from app.messages.kinds import kind_word
from app.messages.labels import labelled
from app.triage import chains, documents, hubs
from app.triage.expressions import parse_chosen
from app.triage.queue_bound import bound
from app.triage.templates import template_document
from indexing.pipeline.explaining import explain
from indexing.store import ads, audit, clusters
from indexing.store.case import Case
from indexing.store.ids import ad_id, cluster_id, parse_ad


def unmask_option(command: console.F) -> console.F:
    """``--unmask REASON``: contacts in clear, logged with the reason."""
    text = "Show contacts in clear; the reason is logged."
    return click.option("--unmask", metavar="REASON", help=text)(command)


def begin_unmasked(case: Case, reason: str | None) -> bool:
    """Log that contacts are shown in clear; False when no reason was given."""
    if reason is None:
        return False
    documents.refuse_empty_reason(reason)
    audit.record(case, audit.Act.CONSULTATION, "unmasked_list", reason=reason)
    return True


@click.command("ads")
@console.case_argument
@click.option("--filter", "expression", default="", metavar="EXPR", help="Only these ads.")
@unmask_option
@console.jsonl_option
def ads_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    expression: str,
    unmask: str | None,
    style: str | None,
) -> None:
    """List the ads; contacts are masked unless a reason is given."""
    only = parse_chosen(expression)
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        clear = begin_unmasked(opened, unmask)
        rows = ads.iterate(opened, only=bound(opened, only))
        audit.record(opened, audit.Act.CONSULTATION, "ads_listed")
        if style:
            found = (documents.ad_document(opened, row, clear=clear) for row in rows)
            console.emit_all(found, style)
            return
        for row in rows:
            one = documents.ad_document(opened, row, clear=clear)
            title = one["title"] or one["body"]
            console.show(f"{one['ad']:8} {one['cluster'] or '':8} {str(title)[:90]!r}")


@click.command("clusters")
@console.case_argument
@unmask_option
@console.jsonl_option
def clusters_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    unmask: str | None,
    style: str | None,
) -> None:
    """List the clusters; every ad is in exactly one."""
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        clear = begin_unmasked(opened, unmask)
        audit.record(opened, audit.Act.CONSULTATION, "clusters_listed")
        if style:
            found = (
                documents.cluster_document(row)
                | {"template": template_document(opened, row, clear=clear)}
                for row in clusters.iterate(opened)
            )
            console.emit_all(found, style)
            return
        for row in sorted(clusters.iterate(opened), key=lambda one: -one.size):
            kinds = ", ".join(f"{kind_word(kind)} {number(n)}" for kind, n in row.reasons.items())
            console.show(f"{cluster_id(row.cluster):8} {number(row.size):>6} {kinds}")


@click.command("links")
@console.case_argument
@unmask_option
@console.jsonl_option
def links_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    unmask: str | None,
    style: str | None,
) -> None:
    """List the links with every reason."""
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        clear = begin_unmasked(opened, unmask)
        audit.record(opened, audit.Act.CONSULTATION, "links_listed")
        found: Iterator[dict[str, object]] = documents.link_documents(opened, clear=clear)
        if style:
            console.emit_all(found, style)
            return
        for link in found:
            console.show(labelled(f"{link['a']} – {link['b']}", link["sentence"]))


@click.command("hubs")
@console.case_argument
@unmask_option
@console.jsonl_option
def hubs_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    unmask: str | None,
    style: str | None,
) -> None:
    """List what so many unrelated ads share that it joins none of them."""
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        clear = begin_unmasked(opened, unmask)
        audit.record(opened, audit.Act.CONSULTATION, "hubs_listed")
        found = [documents.hub_document(item) for item in hubs.read(opened, clear=clear)]
    if style:
        console.emit_all(found, style)
        return
    for hub in found:
        counts = {name: number(int(str(hub[name]))) for name in ("ads", "groups")}
        told = {**hub, **counts, "kind": kind_word(str(hub["kind"]))}
        words = _("{key}  {kind} {value}: {ads} ads in {groups} groups. {sentence}")
        console.show(words.format(**told))


@click.command("explain")
@console.case_argument
@click.argument("first", metavar="AD")
@click.argument("second", metavar="AD")
@console.json_option
def explain_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    first: str,
    second: str,
    as_json: bool,
) -> None:
    """Show the strongest chain of evidence between two ads."""
    a, b = parse_ad(first), parse_ad(second)
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        chain = explain(opened, a, b)
        objects = [ad_id(a), ad_id(b)]
        audit.record(opened, audit.Act.CONSULTATION, "explained", objects=objects)
        document = chains.chain_document(opened, chain, a, b)
    if as_json:
        console.emit(document)
    else:
        console.show(str(document["sentence"]))
