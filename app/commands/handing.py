# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau bundle`` and ``faisceau verify``: handing a case on, and checking what was handed."""

from __future__ import annotations

from pathlib import Path

import click

from app import messages
from app.bundles.verify import Verdict, verify_bundle
from app.bundles.write import BundleChoices, BundleReport, write_bundle
from app.commands import console
from app.i18n import _

NOT_VALID = 5


@click.command("bundle")
@console.case_argument
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--select", "expression", default="", metavar="EXPR", help="Only these ads.")
@click.option("--redacted", is_flag=True, help="Cover contacts and leave pictures out.")
@click.option("--recipient", default="", metavar="AGE_KEY", help="Only this age key opens it.")
@console.json_option
@console.progress_option
def bundle_command(
    case: Path, passphrase_file: Path | None, key_stdin: bool, out: Path, **how: object
) -> None:
    """Write a sealed and signed bundle that anyone can verify with stock tools; it is logged."""
    choices = BundleChoices(
        expression=str(how["expression"]),
        redacted=bool(how["redacted"]),
        recipient=str(how["recipient"]),
    )
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        steps = write_bundle(opened, out, choices, by=opened.actor)
        report = console.follow(steps, str(how["progress"]))
    if how["as_json"]:
        console.emit(_as_json(report, choices))
        return
    words = _("{items} ads and {pictures} pictures in {path}")
    console.show(words.format(items=report.items, pictures=report.pictures, path=report.path))
    console.show(
        _("Signed by {signer}; tell it to the recipient another way.").format(signer=report.signer)
    )


@click.command("verify")
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--signer", metavar="FINGERPRINT", help="Who must have signed it.")
@console.json_option
@console.progress_option
@click.pass_context
def verify_command(
    context: click.Context, bundle: Path, signer: str | None, as_json: bool, progress: str
) -> None:
    """Check that a bundle is what was sealed, to the byte; no case or passphrase is needed."""
    if signer is not None and not signer.strip():  # a variable of a script that is not set
        raise click.BadParameter(_("the fingerprint is empty"), param_hint="--signer")
    verdict = console.follow(verify_bundle(bundle, signer=signer or ""), progress)
    if as_json:
        console.emit(_verdict_json(verdict))
    else:
        _tell(verdict)
    if not verdict.valid:
        context.exit(NOT_VALID)


def _as_json(report: BundleReport, choices: BundleChoices) -> dict[str, object]:
    return {
        "bundle": str(report.path),
        "items": report.items,
        "files": report.files,
        "bytes": report.size,
        "images": report.pictures,
        "redacted": choices.redacted,
        "recipient": choices.recipient or None,
        "signer": report.signer,
    }


def _verdict_json(verdict: Verdict) -> dict[str, object]:
    return {
        "valid": verdict.valid,
        "problems": [
            {
                "path": one.path,
                "problem": one.problem,
                "message": messages.describe_problem(one.problem),
            }
            for one in verdict.problems
        ],
        "signer": verdict.signer or None,
        "items": verdict.items,
        **({"further_problems": verdict.further} if verdict.further else {}),
    }


def _tell(verdict: Verdict) -> None:
    for one in verdict.problems:
        console.show(f"{one.path!a}: {messages.describe_problem(one.problem)}")
    if verdict.valid:
        words = _("Valid: {items} ads, signed by {signer}")
        console.show(words.format(items=verdict.items, signer=verdict.signer))
    else:
        found = len(verdict.problems) + verdict.further
        console.show(_("Not valid: {n} problems").format(n=found))
