# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau codebook``: list the shipped codebook, check a file."""

from __future__ import annotations

from pathlib import Path

import click

from app.commands import console
from app.commands.codebook_files import export_command, import_command
from app.commands.codebook_rules import rules_command
from app.commands.codebook_upgrade import upgrade_command
from app.i18n import _, in_language, number
from app.messages.grades import strength_words
from app.triage import codebook
from indexing.suggest.codebook import Indicator
from indexing.suggest.codebook_file import load


@click.group("codebook")
def codebook_command() -> None:
    """The indicators: each with its source, grade of evidence and innocent reading."""


for _command in (rules_command, export_command, import_command, upgrade_command):
    codebook_command.add_command(_command)


@codebook_command.command("list")
@console.jsonl_option
def list_command(style: str | None) -> None:
    """List the indicators of the shipped codebook."""
    found = [_indicator(one) for one in codebook.shipped().indicators.values()]
    if style:
        console.emit_all(found, style)
        return
    for one in found:
        told = one | {"strength": strength_words(str(one["strength"]))}
        console.show("{indicator}  {label}  ({strength}, {grade})".format(**told))


def _indicator(one: Indicator) -> dict[str, object]:
    return {
        "indicator": one.id,
        "label": in_language(one.label),
        "definition": in_language(one.definition),
        "strength": one.strength,
        "grade": one.grade,
        "counter": in_language(one.innocent_reading),
        "sources": [reference for reference, _locator in one.sources],
    }


@codebook_command.command("validate")
@click.argument("file", type=click.Path(path_type=Path))
@console.json_option
def validate_command(file: Path, as_json: bool) -> None:
    """Check a codebook file; an entry without source or innocent reading is refused."""
    book = load(file, thorough=True)
    if as_json:
        console.emit(
            {
                "valid": True,
                "id": book.id,
                "version": book.version,
                "sha256": book.sha256,
                "indicators": len(book.indicators),
            }
        )
    else:
        words = _("{id} {version}: {n} indicators, valid.")
        console.show(words.format(id=book.id, version=book.version, n=number(len(book.indicators))))
