# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that say how a source is read, the same for ``import`` and for its preview."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from app import paths
from app.i18n import _
from indexing.pipeline import profiles
from indexing.pipeline.importing import open_source
from indexing.pipeline.profiles import Profile
from indexing.pipeline.reading_choices import ImportChoices, profile_of

F = TypeVar("F", bound=Callable[..., Any])


def options(command: F) -> F:
    """Profile, fields, columns left out or masked, encoding, format, order of dates."""
    for decorate in (
        click.option(
            "--date-order",
            type=click.Choice(["dmy", "mdy"]),
            help="What 3/4/2023 means in this source; without it such dates stay as they are.",
        ),
        click.option("--format", "format_", help="Format, when the guess is wrong."),
        click.option("--encoding", help="Encoding of the text, when the guess is wrong."),
        click.option(
            "--mask",
            "masked",
            multiple=True,
            metavar="COLUMN",
            help="A column that enters the case unreadable; equal cells stay equal.",
        ),
        click.option(
            "--drop",
            "dropped",
            multiple=True,
            metavar="COLUMN",
            help="A column that does not enter the case at all.",
        ),
        click.option(
            "--map", "mapped", multiple=True, metavar="FIELD=COLUMN", help="Fields by hand."
        ),
        click.option(
            "--join",
            default="",
            metavar="COLUMN[=COLUMN]",
            help="Column of the ads that the file of pictures shares (and its name there).",
        ),
        click.option(
            "--images-table",
            type=click.Path(path_type=Path),
            help="A second file with a row for each picture.",
        ),
        click.option("--profile", help="A profile saved earlier: its file, or its name."),
    ):
        command = decorate(command)
    return command


def choices(how: dict[str, Any]) -> ImportChoices:
    """The choices that the options make.

    Raises:
        click.UsageError: a ``--map`` without ``=``.
        BadInputError: the profile is not there or is none.
    """
    overrides = {}
    for pair in how["mapped"]:
        name, equals, column = str(pair).partition("=")
        if not equals:
            raise click.UsageError(_("--map wants FIELD=COLUMN, not {pair}").format(pair=pair))
        overrides[name.strip()] = column.strip()
    return ImportChoices(
        images=how["images"],
        format=how["format_"] or None,
        encoding=how["encoding"] or None,
        overrides=overrides,
        profile=_profile(how["profile"]) if how["profile"] else None,
        dropped=tuple(how["dropped"]),
        masked=tuple(how["masked"]),
        date_order=how["date_order"] or "",
        images_table=how["images_table"],
        join=how["join"],
    )


def _profile(untrusted_words: str) -> Profile:
    """The profile in a file, or the one of this name in the folder of saved ones."""
    file = Path(untrusted_words)
    if not file.exists():
        for saved, profile in profiles.list_profiles(paths.profiles()):
            if untrusted_words in (profile.name, saved.stem):
                return profile
    return profiles.read_profile(file)


def save(target: Path, source: Path, how: ImportChoices) -> Profile:
    """Save how a source was read; a bare name goes into the folder of saved profiles."""
    used = profile_of(open_source(source, how), how)
    if target.suffix.lower() in (".yaml", ".yml", ".json") or target.parent != Path():
        name, file = target.stem, target
    else:
        name, file = str(target), paths.profiles() / profiles.file_name(str(target))
    made = Profile(
        fields=used.fields,
        name=name,
        dropped=used.dropped,
        masked=used.masked,
        encoding=used.encoding,
        format=used.format,
        date_order=used.date_order,
    )
    return profiles.save_profile(made, file)
