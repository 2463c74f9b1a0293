# SPDX-License-Identifier: GPL-3.0-or-later
"""``faisceau preview``: the first rows of a file as they would be read; the window's child."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import click

from app import messages
from app.commands import console, reading
from indexing.pipeline.importing import encoding_candidates, open_source
from indexing.pipeline.reading_choices import encoding_by, used_profile
from indexing.records import TEXT_FIELDS, AdRecord, Rejected

_MOST_CHARACTERS = 400
_TEXTS = ("csv", "tsv", "json", "jsonl", "xml", "sheet-html", "sheet-xml", "whatsapp")
"""Formats whose file is text in one encoding."""


@click.command("preview", hidden=True)
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--rows", default=20, type=click.IntRange(1, 500))
@click.option("--images", type=click.Path(path_type=Path))
@reading.options
@click.option("--save-profile", type=click.Path(path_type=Path))
@console.json_option
def preview_command(source: Path, rows: int, as_json: bool, **how: Any) -> None:
    """Show how the first rows of a file would be read; nothing is stored."""
    choices = reading.choices(how)
    opened = open_source(source, choices)
    seen = list(islice(opened.records(), rows))
    if how["save_profile"] is not None:
        reading.save(how["save_profile"], source, choices)
    document = {
        "format": opened.format,
        "delimiter": opened.delimiter,
        "encoding": opened.encoding,
        "encoding_by": encoding_by(opened, choices),
        "encodings": [
            {"encoding": name, "sample": sample}
            for name, sample in encoding_candidates(
                source, opened.encoding if opened.format in _TEXTS else ""
            )
        ],
        "columns": list(opened.columns),
        "profile": used_profile(opened, choices),
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
    words["extra"] = {name: text[:_MOST_CHARACTERS] for name, text in row.extra.items()}
    return words
