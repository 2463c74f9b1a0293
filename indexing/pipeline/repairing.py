# SPDX-License-Identifier: GPL-3.0-or-later
"""Rejected rows of an import: given out as a table to mend, and taken in again when mended.

The record of a mended reject is never deleted: it says by which later file it was mended, and when.
One that nobody mended goes when a later pass over the same source does not meet it again.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from indexing.errors import BadInputError
from indexing.importers import mended
from indexing.importers.base import Reader
from indexing.importers.json_values import json_text, text_of
from indexing.importers.mended import MendedReader
from indexing.limits import MAX_CELL_CHARACTERS
from indexing.pipeline.importing import ImportReport, bring
from indexing.pipeline.profiles import Profile, from_dict
from indexing.pipeline.reading_choices import ImportChoices, opened
from indexing.progress import Steps
from indexing.records import AdRecord, Rejected
from indexing.store import import_records, masks
from indexing.store.case import Case
from indexing.store.import_records import KeptReject
from indexing.store.sources import SourceRow

REJECT_COLUMNS = mended.COLUMNS


def columns_of(case: Case, source: SourceRow) -> tuple[str, ...]:
    """The columns that a table of rejects has beside the four that name the reject."""
    kept = import_records.report_of(case, source.source).get("columns")
    names = kept if isinstance(kept, list) else _mapped(source)
    return tuple(str(name) for name in names)


def to_mend(case: Case, source: SourceRow) -> Iterator[tuple[KeptReject, tuple[str, ...]]]:
    """Every reject that nobody mended yet, with its cells as far as they can be told apart."""
    columns = columns_of(case, source)
    delimiter = str(import_records.report_of(case, source.source).get("delimiter") or "")
    for reject in import_records.rejects(case, source.source):
        if not reject.repaired_at:
            yield reject, _cells(reject.raw, columns, delimiter)


def repair_source(
    case: Case, path: Path, choices: ImportChoices, source: SourceRow
) -> Steps[ImportReport]:
    """Bring in a mended table under the fields of its source, and mark what it mended.

    Raises:
        BadInputError: ``not_mended_table``, or what any import may raise.
    """
    profile = _profile(case, source)
    chosen = replace(choices, profile=profile)
    readers: list[MendedReader] = []

    def mended_reader(reader: Reader) -> Reader:
        readers.append(MendedReader(reader))
        return readers[-1]

    found = opened(path, chosen, masks.masker(case), first=mended_reader)

    def mark(number: int, batch: Sequence[AdRecord | Rejected]) -> int:
        ads = (row for row in batch if isinstance(row, AdRecord))
        places = [mends for row in ads if (mends := mended.mended_by(readers, row.place))]
        return import_records.mark_repaired(case, source.source, places, by=number)

    report = yield from bring(case, found, chosen, after=mark, repairs=source.source)
    return report


def _profile(case: Case, source: SourceRow) -> Profile:
    """The profile under which the source was read; its encoding and format were that file's."""
    kept = import_records.report_of(case, source.source).get("profile")
    whole = kept if isinstance(kept, dict) else {}
    document = {
        "fields": source.field_map.get("fields", {}),
        "drop": whole.get("drop", []),
        "mask": whole.get("mask", []),
        "read_as": {"date_order": whole.get("date_order", "")},
    }
    try:
        return from_dict(document)
    except BadInputError:  # an import of an older program
        return Profile({})


def _mapped(source: SourceRow) -> list[str]:
    fields = source.field_map.get("fields")
    mapped = fields.values() if isinstance(fields, dict) else ()
    return list(dict.fromkeys(str(column) for columns in mapped for column in columns))


def _cells(raw: str, columns: Sequence[str], delimiter: str) -> tuple[str, ...]:
    """Cells in the order of the columns; all empty where the row cannot be taken apart."""
    nothing = ("",) * len(columns)
    if raw.lstrip().startswith("{"):
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError):
            return nothing
        return tuple(_cell(value.get(name)) for name in columns)
    if not delimiter or len(raw) >= MAX_CELL_CHARACTERS:
        return nothing
    try:
        cells = next(csv.reader([raw], delimiter=delimiter), [])
    except csv.Error:
        return nothing
    return tuple(cells[: len(columns)] + [""] * (len(columns) - len(cells)))


def _cell(value: object) -> str:
    return json_text(value) if isinstance(value, list | dict) else text_of(value)
