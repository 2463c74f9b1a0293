# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau suggest`` and ``dimensions``: what rules point to, and what accepted findings mean."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands import console
from app.commands.looking import begin_unmasked, unmask_option
from app.i18n import _, ngettext, number
from app.triage import codebook, dimensions, suggestions
from indexing.pipeline.suggesting import waiting
from indexing.store import audit


@click.command("suggest")
@console.case_argument
@unmask_option
@console.jsonl_option
def suggest_command(
    case: Path,
    passphrase_file: Path | None,
    key_stdin: bool,
    unmask: str | None,
    style: str | None,
) -> None:
    """List what the rules point to; each is a reason to look closer, and none is a decision."""
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        clear = begin_unmasked(opened, unmask)
        audit.record(opened, audit.Act.CONSULTATION, "suggestions_listed")
        book = codebook.of_case(opened)
        found = suggestions.read(opened, book, clear=clear)
        if style:
            console.emit_all(found, style)
        else:
            for one in found:
                console.show("{target:16} {indicator:8} {sentence}".format(**one))
                console.show(" " * 26 + _("Or: {reading}").format(reading=one["counter"]))
        for cut in suggestions.cut_off(opened, book):
            told = _("Rule {rule} was stopped in {n} ads: it took too long there.")
            console.say(told.format(rule=cut.rule, n=number(len(cut.ads))))
        unread = waiting(opened, book)
        if unread:
            told = ngettext(
                "{n} ad was not held against these rules yet: index the case.",
                "{n} ads were not held against these rules yet: index the case.",
                unread,
            )
            console.say(told.format(n=number(unread)))


@click.command("dimensions")
@console.case_argument
@console.jsonl_option
def dimensions_command(
    case: Path, passphrase_file: Path | None, key_stdin: bool, style: str | None
) -> None:
    """Read accepted indicators of each cluster together, by the rule of ILO and EC (2009)."""
    with console.opened(case, passphrase_file, key_stdin, "shared") as opened:
        audit.record(opened, audit.Act.CONSULTATION, "dimensions_listed")
        book = codebook.of_case(opened)
        found = [dimensions.document(one) for one in dimensions.read(opened, book)]
    if style:
        console.emit_all(found, style)
        return
    for one in found:
        console.show("{cluster:8} {sentence}".format(**one))
