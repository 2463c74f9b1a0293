# SPDX-License-Identifier: GPL-3.0-or-later
"""How a person wants a source read, and the source opened that way.

What is said for this import wins over the profile, and the profile over what is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexing.errors import BadInputError
from indexing.importers import registry
from indexing.importers.base import Reader
from indexing.importers.field_map import FieldMap, MapReason
from indexing.importers.joined_pictures import COLUMN, JoinedReader, joins, read_table
from indexing.importers.minimise import Minimise, MinimisedReader, refuse_unknown
from indexing.pipeline.profiles import Profile


@dataclass(frozen=True, slots=True)
class ImportChoices:
    """How a source is to be read; everything that is not said is guessed.

    ``dropped`` and ``masked`` are columns, beside those of the profile. ``images_table`` is another
    file, of pictures; ``join`` the column it has in common with the ads, ``COLUMN[=COLUMN]``.
    """

    images: Path | None = None
    format: str | None = None
    encoding: str | None = None
    overrides: Mapping[str, str] = field(default_factory=dict)
    profile: Profile | None = None
    dropped: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    date_order: str = ""
    images_table: Path | None = None
    join: str = ""

    def minimise(self, mask: Callable[[str], str]) -> Minimise:
        """What does not enter the case, and what enters it masked."""
        known = self.profile or Profile({})
        dropped = dict.fromkeys((*known.dropped, *self.dropped))
        masked = dict.fromkeys((*known.masked, *self.masked))
        return Minimise(tuple(dropped), tuple(x for x in masked if x not in dropped), mask)


def opened(
    path: Path,
    choices: ImportChoices,
    mask: Callable[[str], str],
    *,
    first: Callable[[Reader], Reader] | None = None,
) -> registry.Source:
    """The source as these choices want it read; ``mask`` is what masked cells go through.

    ``first`` stands around each reader before anything is left out.

    Raises:
        BadInputError: nothing usable can come from it, or a choice fits nothing in it.
    """
    known = choices.profile or Profile({})
    minimise = choices.minimise(mask)
    columns: list[str] = []
    table = None
    if choices.images_table is not None:
        table = read_table(registry.open_reader(choices.images_table), choices.join)

    def around(reader: Reader) -> Reader:
        reader = first(reader) if first else reader
        columns.extend(reader.columns)
        if table and joins(table, reader.columns):
            reader = JoinedReader(reader, table)
        return MinimisedReader(reader, minimise) if minimise else reader

    source = registry.open_source(
        path,
        images=choices.images,
        format=choices.format or known.format or None,
        encoding=choices.encoding or known.encoding or None,
        overrides=choices.overrides,
        profile=known.field_map() if known.fields else None,
        around=around,
    )
    refuse_unknown((*choices.dropped, *choices.masked), columns)
    if table and not joins(table, columns):
        detail = {"column": table.ads_column or table.own_column, "columns": columns[:200]}
        raise BadInputError("join_column_unknown", path=path, detail=detail)
    order = choices.date_order or known.date_order or source.field_map.date_order
    source.field_map = replace(source.field_map, date_order=order)
    if table:
        source.field_map = _with_pictures(source.field_map)
    return source


def _with_pictures(mapping: FieldMap) -> FieldMap:
    """The map with the pictures of a second file, also where a profile knows nothing of them."""
    named = mapping.fields.get("images", ())
    if COLUMN in named:
        return mapping
    reasons = {"images": MapReason("images_table"), **mapping.reasons}
    return replace(mapping, fields={**mapping.fields, "images": (*named, COLUMN)}, reasons=reasons)


def profile_of(source: registry.Source, choices: ImportChoices) -> Profile:
    """The profile that reads files like this source in just this way: the given one, or a new."""
    known = choices.profile or Profile({})
    said = (choices.overrides, choices.dropped, choices.masked, choices.encoding, choices.format)
    if known.fields and not any(said) and choices.date_order in ("", known.date_order):
        return known
    minimise = choices.minimise(str)
    fields = {
        name: kept
        for name, columns in source.field_map.fields.items()
        if (kept := tuple(column for column in columns if column != COLUMN))
    }
    return Profile(
        fields=fields,
        dropped=minimise.dropped,
        masked=minimise.masked,
        encoding=choices.encoding or known.encoding,
        format=choices.format or known.format,
        date_order=source.field_map.date_order,
    )


def used_profile(source: registry.Source, choices: ImportChoices) -> dict[str, object]:
    """The mapping in force with its hash, for the report: what was used and why; JSON values."""
    used = profile_of(source, choices)
    document = source.field_map.as_dict() | {
        "name": used.name,
        "version": used.version,
        "sha256": used.sha256,
        "drop": list(used.dropped),
        "mask": list(used.masked),
        "date_order": used.date_order,
        "missing": [],
    }
    if choices.profile:
        lost = choices.profile.missing_in(source.columns)
        left_out = choices.minimise(str).dropped
        document["missing"] = [column for column in lost if column not in left_out]
    return document


def encoding_by(source: registry.Source, choices: ImportChoices) -> str:
    """How the encoding was chosen: by a person, a profile, a mark in the file, or by its bytes."""
    if not source.encoding or source.format in ("xlsx", "ods", "xls"):
        return ""  # a workbook states its own
    if choices.encoding:
        return "chosen"
    if choices.profile and choices.profile.encoding:
        return "profile"
    if source.encoding in ("utf-8-sig", "utf-16", "utf-32"):
        return "mark"
    return "utf8" if source.encoding == "utf-8" else "guessed"
