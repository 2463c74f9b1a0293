# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau preview``: the first rows of a file as they would be read; the window's child."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import click

from app import messages
from app.commands import console
from indexing.pipeline.importing import ImportChoices, open_source
from indexing.records import TEXT_FIELDS, AdRecord, Rejected

_MOST_CHARACTERS = 400


@click.command("preview", hidden=True)
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--rows", default=20, type=click.IntRange(1, 500))
@click.option("--images", type=click.Path(path_type=Path))
@click.option("--map", "mapped", multiple=True, metavar="FIELD=COLUMN")
@console.json_option
def preview_command(
    source: Path, rows: int, images: Path | None, mapped: tuple[str, ...], as_json: bool
) -> None:
    """Show how the first rows of a file would be read; nothing is stored."""
    overrides = {name: column for name, _equals, column in (m.partition("=") for m in mapped)}
    opened = open_source(source, ImportChoices(images=images, overrides=overrides))
    seen = list(islice(opened.records(), rows))
    document = {
        "format": opened.format,
        "encoding": opened.encoding,
        "columns": list(opened.columns),
        "profile": opened.field_map.as_dict(),
        "rows": [_record(row) for row in seen if isinstance(row, AdRecord)],
        "rejects": [
            {"place": row.place, "code": row.code, "message": messages.describe_reject(row)}
            for row in seen
            if isinstance(row, Rejected)
        ],
    }
    console.emit(document if as_json else document["rows"])


def _record(row: AdRecord) -> dict[str, object]:
    words: dict[str, object] = {name: getattr(row, name)[:_MOST_CHARACTERS] for name in TEXT_FIELDS}
    words["contacts"] = [contact[:_MOST_CHARACTERS] for contact in row.contacts]
    words["images"] = [image.untrusted_name[:_MOST_CHARACTERS] for image in row.images]
    return words
