# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau codebook rules``: how often each rule was right, by what people decided."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands import console
from app.i18n import _, number
from app.triage import codebook, rule_precision
from app.triage.rule_precision import DECISIONS, LEAST_PRECISION, Precision
from indexing.store import audit


@click.command("rules")
@console.case_argument
@click.option(
    "--least",
    type=click.FloatRange(0, 1),
    default=LEAST_PRECISION,
    show_default=True,
    help="Precision below which a rule is proposed for switching off.",
)
@click.option(
    "--decisions",
    type=click.IntRange(1),
    default=DECISIONS,
    show_default=True,
    help="Hits that have to be decided before that.",
)
@console.json_option
def rules_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    least: float,
    decisions: int,
    as_json: bool,
) -> None:
    """How often each rule was right, by what people decided; nothing is switched off by itself."""
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        audit.record(opened, audit.Act.CONSULTATION, "rules_listed")
        found = rule_precision.read(opened, codebook.of_case(opened))
    poor = {
        (one.rule, one.version) for one in found if one.is_poor(least=least, decisions=decisions)
    }
    documents = [_document(one, (one.rule, one.version) in poor) for one in found]
    if as_json:
        console.emit({"least_precision": least, "decisions_needed": decisions, "rules": documents})
        return
    for one, document in zip(found, documents, strict=True):
        console.show(_line(one))
        if document["proposal"]:
            console.show(f"  {document['sentence']}")


def _document(found: Precision, poor: bool) -> dict[str, object]:
    interval = found.interval
    return {
        "rule": found.rule,
        "version": found.version,
        "indicator": found.indicator,
        "current": found.current,
        "hits": found.hits,
        "accepted": found.accepted,
        "rejected": found.rejected,
        "undecided": found.undecided,
        "decided": found.decided,
        "precision": found.precision,
        "interval": None if interval is None else list(interval),
        "proposal": "switch_off" if poor else None,
        "sentence": _sentence(found) if poor else None,
    }


def _sentence(found: Precision) -> str:
    words = _(
        "Proposal: switch this rule off. People accepted {accepted} of {decided} hits that they "
        "decided on. It stays on until somebody switches it off."
    )
    return words.format(accepted=number(found.accepted), decided=number(found.decided))


def _line(found: Precision) -> str:
    interval = found.interval
    words = _(
        "{rule} version {version}: {hits} hits, {accepted} accepted, {rejected} rejected; right "
        "{precision} ({low} to {high})"
    )
    return words.format(
        rule=found.rule,
        version=found.version,
        hits=number(found.hits),
        accepted=number(found.accepted),
        rejected=number(found.rejected),
        precision=_decimal(found.precision),
        low=_decimal(interval[0] if interval else None),
        high=_decimal(interval[1] if interval else None),
    )


def _decimal(value: float | None) -> str:
    return "–" if value is None else number(value, 3)
