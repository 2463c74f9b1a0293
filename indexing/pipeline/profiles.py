# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles: how files of one kind are read, under a name, to be used again and checked by hash.

A profile holds names of columns and choices, never a cell of a source.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from indexing import plain_yaml
from indexing.errors import BadInputError
from indexing.importers.dates import ORDERS
from indexing.importers.field_map import FieldMap, MapReason
from indexing.limits import MAX_COLUMNS, MAX_PROFILE_BYTES

FORMAT = "faisceau-profile/1"
_SUFFIXES = (".yaml", ".yml", ".json")
_MOST_LISTED = 500
_MAX_NAME = 120


@dataclass(frozen=True, slots=True)
class Profile:
    """A mapping with its name, and how a file of its kind is to be read.

    ``dropped`` and ``masked`` are columns; ``encoding``, ``format`` and ``date_order`` are '' where
    they are left to the program. ``version`` grows by one each time a changed profile is saved
    under its name.
    """

    fields: Mapping[str, tuple[str, ...]]
    name: str = ""
    version: int = 1
    dropped: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    encoding: str = ""
    format: str = ""
    date_order: str = ""
    reasons: Mapping[str, MapReason] = field(default_factory=dict, compare=False)

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical form: the document as JSON, keys sorted, without spaces."""
        form = json.dumps(self.as_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(form.encode("utf-8", "surrogatepass")).hexdigest()

    def as_dict(self) -> dict[str, object]:
        """The document that a file holds; empty parts are left out."""
        read_as = {
            "encoding": self.encoding,
            "format": self.format,
            "date_order": self.date_order,
        }
        document: dict[str, object] = {
            "format": FORMAT,
            "name": self.name,
            "version": self.version,
            "fields": {name: list(columns) for name, columns in self.fields.items()},
            "drop": list(self.dropped),
            "mask": list(self.masked),
            "read_as": {name: value for name, value in read_as.items() if value},
        }
        kept = ("format", "version", "fields")
        return {name: value for name, value in document.items() if value or name in kept}

    def field_map(self) -> FieldMap:
        """What the importer takes."""
        known = MapReason("profile", {"name": self.name} if self.name else {})
        reasons = {name: self.reasons.get(name, known) for name in self.fields}
        return FieldMap(self.fields, reasons, self.date_order)

    def missing_in(self, columns: Sequence[str]) -> tuple[str, ...]:
        """Columns that the profile maps and a source does not have, in the profile's order."""
        wanted = (column for mapped in self.fields.values() for column in mapped)
        return tuple(column for column in dict.fromkeys(wanted) if column not in columns)


def read_profile(file: Path) -> Profile:
    """Read a profile, or a bare mapping as ``faisceau import --json`` tells it, from YAML or JSON.

    Raises:
        BadInputError: ``file_missing``, ``file_is_folder``, ``file_unreadable`` or
            ``profile_wrong``.
    """
    data = plain_yaml.file_bytes(file, MAX_PROFILE_BYTES)
    if len(data) > MAX_PROFILE_BYTES:
        raise BadInputError("profile_wrong", path=file)
    try:
        profile = from_dict(plain_yaml.load(data))
    except (BadInputError, ValueError) as error:
        raise BadInputError("profile_wrong", path=file) from error
    return profile if profile.name else replace(profile, name=file.stem)


def from_dict(untrusted: object) -> Profile:
    """A profile from its values; BadInputError ``profile_wrong`` when they are none."""
    whole = untrusted if isinstance(untrusted, dict) else {}
    if whole.get("format", FORMAT) != FORMAT:
        raise BadInputError("profile_wrong")
    mapped = FieldMap.from_dict(whole)
    read_as = whole.get("read_as", {})
    version = whole.get("version", 1)
    if not isinstance(read_as, dict) or type(version) is not int or version < 1:
        raise BadInputError("profile_wrong")
    order = _word(read_as, "date_order")
    if order not in ("", *ORDERS):
        raise BadInputError("profile_wrong")
    return Profile(
        fields=mapped.fields,
        name=_word(whole, "name"),
        version=version,
        dropped=_columns(whole.get("drop", [])),
        masked=_columns(whole.get("mask", [])),
        encoding=_word(read_as, "encoding"),
        format=_word(read_as, "format"),
        date_order=order,
        reasons=mapped.reasons if "reasons" in whole else {},
    )


def save_profile(profile: Profile, file: Path) -> Profile:
    """Write a profile whole or not at all; over one of other content its version goes on.

    Returns:
        The profile as it was written, with its version.

    Raises:
        BadInputError: ``profile_unwritable``.
    """
    try:
        before = read_profile(file)
    except BadInputError:
        written = profile
    else:
        same = replace(profile, version=before.version, name=profile.name or before.name)
        written = (
            before if same.sha256 == before.sha256 else replace(profile, version=before.version + 1)
        )
    import yaml  # kept out of the window's start

    text = yaml.safe_dump(written.as_dict(), allow_unicode=True, sort_keys=False, width=100)
    part = file.with_name(f".{file.name}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(file)
    except OSError as error:
        detail = {"reason": error.strerror or ""}
        raise BadInputError("profile_unwritable", path=file, detail=detail) from error
    return written


def list_profiles(folder: Path) -> Iterator[tuple[Path, Profile]]:
    """The profiles of a folder by file name; a file that is none is passed over."""
    try:
        files = sorted(x for x in folder.iterdir() if x.suffix.lower() in _SUFFIXES)
    except OSError:
        return
    for file in files[:_MOST_LISTED]:
        try:
            yield file, read_profile(file)
        except BadInputError:
            continue


def file_name(name: str) -> str:
    """A file name for a profile of this name."""
    plain = re.sub(r"[^\w.-]+", "-", name.strip())[:_MAX_NAME].strip(".-")
    return f"{plain or 'profile'}.yaml"


def _word(whole: Mapping[object, object], key: str) -> str:
    value = whole.get(key, "")
    if not isinstance(value, str) or len(value) > _MAX_NAME or not value.isprintable():
        raise BadInputError("profile_wrong", detail={"field": key})
    return value


def _columns(untrusted: object) -> tuple[str, ...]:
    if not isinstance(untrusted, list) or len(untrusted) > MAX_COLUMNS:
        raise BadInputError("profile_wrong")
    if not all(isinstance(x, str) and x for x in untrusted):
        raise BadInputError("profile_wrong")
    return tuple(dict.fromkeys(untrusted))
