# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau status`` and ``bulk``: one act on one cluster, on some, or on all that match."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from app.commands import console
from app.i18n import _, number
from app.triage import bulk, statuses
from app.triage.bulk_items import CLUSTERS, KINDS, STATUS, BulkAct, BulkPreview, BulkScope
from app.triage.bulk_session import in_scope
from app.triage.case_session import CaseSession
from indexing.errors import BadInputError, RefusedError
from indexing.store.case import Case
from indexing.store.ids import parse_cluster
from indexing.store.marks import MarkStatus
from indexing.store.readings import Standing

_HOW = {"tag": [one.value for one in MarkStatus], "reading": [one.value for one in Standing]}


def many_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What every act on many takes: the filter, a trial, and the number agreed to."""
    for decorate in (
        click.option("--confirm", type=click.IntRange(0), help="The number of changes you expect."),
        click.option("--dry-run", is_flag=True, help="Only tell what would change."),
        click.option("--filter", "filter_", default=None, help="All that match, as in the window."),
    ):
        command = decorate(command)
    return command


@click.command("status")
@console.case_argument
@click.argument("targets", nargs=-1, metavar="[CLUSTER…]")
@click.argument("status", type=click.Choice(statuses.STATUSES))
@many_options
@console.progress_option
@console.json_option
def status_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    targets: tuple[str, ...],
    status: str,
    **words: Any,
) -> None:
    """Say how far you are with clusters: those named, or with --filter all that match.

    It is one step for undo, however many it changes. From 100 changes on, --confirm names the
    number that --dry-run told.
    """
    scope = BulkScope(words["filter_"] or "", tuple(parse_cluster(one) for one in targets))
    _refuse_no_scope(scope, words["filter_"])
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        _run(opened, BulkAct(STATUS, status), scope, words)


@click.command("bulk")
@console.case_argument
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("value", metavar="STATUS|INDICATOR|READING|TEXT")
@click.option(
    "--each",
    type=click.Choice([CLUSTERS, "ads"]),
    default=CLUSTERS,
    show_default=True,
    help="On what: clusters as a whole, or each ad that matches.",
)
@click.option("--how", default="", help="Status of the tag, or standing of the reading.")
@click.option("--confidence", type=click.Choice(["low", "medium", "high"]), default=None)
@click.option("--note", default="", help="Why.")
@many_options
@console.progress_option
@console.json_option
def bulk_command(
    case: Path, passphrase_file: Path | None, key_stdin: bool, kind: str, value: str, **words: Any
) -> None:
    """Do one act on everything that matches a filter: a status, a tag, a reading or a note.

    Left out, and counted, are ads that wait under possible_minor and ads that you are still to
    code apart from others. It is one step for undo.
    """
    if words["how"] and words["how"] not in _HOW.get(kind, ()):
        raise BadInputError("bulk_unreadable", detail={"what": f"{kind} {words['how']}"[:60]})
    act = BulkAct(kind, value, words["how"], words["confidence"] or "", words["note"])
    scope = BulkScope(words["filter_"] or "", (), words["each"])
    _refuse_no_scope(scope, words["filter_"])
    with console.opened(case, passphrase_file, key_stdin, "write") as opened:
        _run(opened, act, scope, words)


def _refuse_no_scope(scope: BulkScope, expression: str | None) -> None:
    if not scope.clusters and expression is None:
        raise click.UsageError(_('Name clusters, or give --filter; --filter "" is everything.'))
    if scope.clusters and expression is not None:
        raise click.UsageError(_("Name clusters or give --filter, not both."))


def _run(case: Case, act: BulkAct, scope: BulkScope, words: dict[str, Any]) -> None:
    found = in_scope(case, scope, CaseSession(case).cluster_ids)
    _refuse_unknown(scope, bulk_there=set(found))
    planned = bulk.plan(case, act, scope, found)
    preview = planned.preview
    if not words["dry_run"] and preview.changes:
        if preview.must_confirm and words["confirm"] is None:
            raise RefusedError("bulk_confirm", detail={"changes": preview.changes})
        steps = bulk.apply(case, planned, expected=words["confirm"])
        console.follow(steps, words["progress"])
    _tell(act, preview, words)


def _refuse_unknown(scope: BulkScope, bulk_there: set[int]) -> None:
    for cluster in scope.clusters:
        if cluster not in bulk_there:
            raise BadInputError("id_unknown", detail={"id": f"C{cluster}"})


def _tell(act: BulkAct, preview: BulkPreview, words: dict[str, Any]) -> None:
    if words["as_json"]:
        console.emit(
            {
                "what": act.kind,
                "value": act.value,
                "changes": preview.changes,
                "same": preview.same,
                "protected": preview.protected,
                "second_reader": preview.second,
                "done": not words["dry_run"],
            }
        )
        return
    console.show(preview.sentence)
    for words_, n in bulk.left_out(preview):
        console.show(f"  {number(n)}  {words_}")
