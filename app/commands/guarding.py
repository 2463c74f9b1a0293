# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau check``, ``audit`` and ``purge``: is all there, what was done, and the end."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from app import messages
from app.commands import console
from app.i18n import _
from app.messages.labels import labelled
from app.messages.places import told_place
from app.triage.documents import refuse_empty_reason
from indexing.errors import RefusedError
from indexing.pipeline.regrouping import purge_ads
from indexing.store import ads, audit
from indexing.store.case import Case
from indexing.store.checks import check_steps
from indexing.store.ids import ad_id, parse_ad
from indexing.store.keys import Secret
from indexing.store.problem import Problem
from indexing.store.purge import purge_case


@click.command("check")
@console.case_argument
@console.json_option
@console.progress_option
@click.pass_context
def check_command(
    context: click.Context,
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    as_json: bool,
    progress: str,
) -> None:
    """Check every part of the case folder; names each damaged object (exit code 6 if any)."""
    steps = check_steps(case, console.secret(passphrase_file, key_stdin))
    problems = console.follow(steps, progress)
    _tell_problems(problems, as_json, _("The case is whole."))
    if problems:
        context.exit(6)


@click.command("audit")
@console.case_argument
@click.option("--verify", is_flag=True, help="Check the chain, its seal and its end.")
@console.jsonl_option
def audit_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    verify: bool,
    style: str | None,
) -> None:
    """Show the log of acts; with --verify, whether anything in it was changed or cut."""
    with console.opened(case, passphrase_file, key_stdin, "read", overdue_too=True) as opened:
        if not verify:
            _tell_log(opened, style)
            return
        problems = audit.verify(opened)
    if style == "jsonl":
        console.emit_all(map(_problem_json, problems), style)
    else:
        _tell_problems(problems, style == "json", _("The log is whole."))
    if problems:
        click.get_current_context().exit(5)


def _tell_log(case: Case, style: str | None) -> None:
    if style:
        console.emit_all(map(_entry, audit.lines(case)), style)
        return
    for line in audit.lines(case):
        console.show(line)


def _entry(line: str) -> object:
    """A line of the log; one that somebody damaged as it stands, for --verify to judge."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return {"damaged": line}


@click.command("purge")
@console.case_argument
@click.option("--ad", "named", multiple=True, metavar="ID", help="This ad, and all made from it.")
@click.option("--expired", is_flag=True, help="The case, if its retention date has passed.")
@click.option("--all", "whole", is_flag=True, help="The whole case.")
@click.option("--reason", default="", help="Why; logged. No names or numbers of persons.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@console.json_option
def purge_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    named: tuple[str, ...],
    **how: object,
) -> None:
    """Delete for good, with a certificate."""
    reason = str(how["reason"])
    if (bool(named) + bool(how["expired"]) + bool(how["whole"])) != 1:
        raise click.UsageError(_("Give one of --ad, --expired and --all."))
    refuse_empty_reason(reason)
    _confirm(bool(how["yes"]) or bool(how["as_json"]))
    secret = console.secret(passphrase_file, key_stdin)
    certificate: object
    if named:
        wanted = [parse_ad(one) for one in named]
        with console.unlocked(case, secret, "write", overdue_too=True) as opened:
            for ad in wanted:
                ads.get(opened, ad)
            certificate = purge_ads(opened, wanted, reason=reason, by=opened.actor)
    else:
        by = _purger(case, secret, only_expired=bool(how["expired"]))
        certificate = purge_case(case, secret=secret, reason=reason, by=by)
    document: dict[str, object] = {"purged": [ad_id(parse_ad(one)) for one in named] or "case"}
    if how["as_json"]:
        console.emit({**document, "certificate": certificate})
    else:
        click.echo(json.dumps(certificate, indent=1, ensure_ascii=False))


def _purger(case: Path, secret: Secret, *, only_expired: bool) -> str:
    """Who purges a case; nobody is known where an earlier purge is only to be finished."""
    try:
        opened = console.unlocked(case, secret, "read", overdue_too=True)
    except RefusedError as error:
        if error.code != "case_purged":
            raise
        return ""
    with opened:
        if only_expired and not console.is_overdue(opened):
            raise RefusedError("retention_running", path=case)
        return opened.actor


def _confirm(certain: bool) -> None:
    if not certain and sys.stdin.isatty():
        click.confirm(_("This cannot be undone. Go on?"), abort=True, err=True)


def _tell_problems(problems: list[Problem], as_json: bool, whole: str) -> None:
    if as_json:
        console.emit({"valid": not problems, "problems": list(map(_problem_json, problems))})
        return
    if not problems:
        console.say(whole)
    for one in problems:
        place = f" ({told_place(one.place)})" if one.place else ""
        console.show(labelled(f"{one.path}{place}", messages.describe_problem(one.problem)))


def _problem_json(one: Problem) -> dict[str, object]:
    return {
        "path": one.path,
        "problem": one.problem,
        "place": one.place or None,
        "message": messages.describe_problem(one.problem),
    }
