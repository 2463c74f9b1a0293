# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau codebook``: list the shipped codebook, check a file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import click

from app import i18n, paths
from app.commands import console
from app.i18n import _
from indexing.suggest.codebook import Codebook, load

CORE = paths.CODEBOOKS / "thb-som-core-0.1.0.yaml"


@cache
def core_codebook() -> Codebook:
    """The codebook that is shipped."""
    return load(CORE)


@click.group("codebook")
def codebook_command() -> None:
    """The indicators: each with its source, grade of evidence and innocent reading."""


@codebook_command.command("list")
@console.jsonl_option
def list_command(as_jsonl: bool) -> None:
    """List the indicators of the shipped codebook."""
    for one in core_codebook().indicators.values():
        label = one.label.get(i18n.language(), one.label["en"])
        if as_jsonl:
            console.emit(
                {
                    "indicator": one.id,
                    "label": label,
                    "definition": one.definition,
                    "strength": one.strength,
                    "grade": one.grade,
                    "counter": one.innocent_reading,
                    "sources": [reference for reference, _locator in one.sources],
                }
            )
        else:
            click.echo(f"{one.id}  {label}  ({one.strength}, {one.grade})")


@codebook_command.command("validate")
@click.argument("file", type=click.Path(path_type=Path))
@console.json_option
def validate_command(file: Path, as_json: bool) -> None:
    """Check a codebook file; an entry without source or innocent reading is refused."""
    book = load(file)
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
        click.echo(words.format(id=book.id, version=book.version, n=len(book.indicators)))
