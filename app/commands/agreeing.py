# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau agreement``: how far people agree, indicator by indicator."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands import console
from app.i18n import _, number
from app.messages.labels import labelled
from app.triage import agreement, codebook
from app.triage.agreement import Figures, IndicatorAgreement
from app.triage.agreement_documents import document, how_to_read, notes
from app.triage.agreement_measures import REPLICATES
from indexing.store import audit
from indexing.suggest.codebook import Codebook


@click.command("agreement")
@console.case_argument
@click.option("--seed", default=agreement.SEED, show_default=True, help="Of the intervals.")
@click.option(
    "--replicates",
    type=click.IntRange(0, 100_000),
    default=REPLICATES,
    show_default=True,
    help="Draws behind each interval; 0 leaves the intervals out.",
)
@console.json_option
def agreement_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    seed: int,
    replicates: int,
    as_json: bool,
) -> None:
    """How far the people who coded the same ads agree, and on what they do not."""
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        audit.record(opened, audit.Act.CONSULTATION, "agreement_shown")
        found = agreement.read(opened, seed=seed, replicates=replicates)
        book = codebook.of_case(opened)
    if as_json:
        console.emit(document(found, book, seed=seed, replicates=replicates))
        return
    for one in found:
        _tell(one, book)
    console.say(how_to_read())


def _tell(found: IndicatorAgreement, book: Codebook) -> None:
    console.show(f"{found.indicator}  {codebook.label(found.indicator, book)}")
    console.show(f"  {_figures(found.all)}")
    parts = {
        "blind": _("blind"),
        "assisted": _("suggestions seen"),
        "random": _("drawn by chance"),
        "flagged": _("flagged ads"),
    }
    for name, words in parts.items():
        if found.parts[name].n:
            console.show("  " + labelled(words, _figures(found.parts[name])))
    for _code, sentence in notes(found):
        console.show(f"  {sentence}")
    for one in found.disagreements:
        said = ", ".join(labelled(code.by, _word(code.word)) for code in one.codes)
        console.show(f"  {one.thing}  {said}")


def _figures(found: Figures) -> str:
    words = _(
        "{n} coded by {people}; present {prevalence}, same {raw}, same where present {positive}, "
        "kappa {kappa}, alpha {alpha} ({low} to {high})"
    )
    interval = found.interval
    return words.format(
        n=number(found.n),
        people=", ".join(found.coders) or "–",
        prevalence=_decimal(found.prevalence),
        raw=_decimal(found.raw_agreement),
        positive=_decimal(found.positive_agreement),
        kappa=_decimal(found.kappa),
        alpha=_decimal(found.alpha),
        low=_decimal(interval.low if interval else None),
        high=_decimal(interval.high if interval else None),
    )


def _decimal(value: float | None) -> str:
    return "–" if value is None else number(value, 3)


def _word(said: str) -> str:
    return {"present": _("present"), "absent": _("absent"), "unsure": _("unsure")}[said]
