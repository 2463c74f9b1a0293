# SPDX-License-Identifier: GPL-3.0-or-later
"""The codebook: indicators with source, grade of evidence and innocent reading.

Format ``ths-codebook/1``. An entry without a source or without an innocent reading is refused:
nothing is ever pointed to that a person could not check and doubt.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexing import plain_yaml
from indexing.errors import BadInputError
from indexing.limits import MAX_CODEBOOK_BYTES

SCHEMA_FILE = "ths-codebook-1.schema.json"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One entry: what it is, who says so, how well it is supported, and what else it may be.

    ``strength`` is the source's grade of the fact, ``grade`` of the evidence (E0 contradicted ...
    E4 agency or press). ``innocent_reading`` is always shown beside it.
    """

    id: str
    version: int
    group: str
    label: Mapping[str, str]
    definition: str
    strength: str
    grade: str
    grade_note: str
    innocent_reading: str
    sources: tuple[tuple[str, str], ...]
    safeguards: tuple[str, ...]
    suggested: bool


@dataclass(frozen=True, slots=True)
class Codebook:
    """A codebook as pinned by a case: ``id``, ``version`` and ``sha256`` of its file."""

    id: str
    version: str
    sha256: str
    title: Mapping[str, str]
    statement: Mapping[str, str]
    groups: Mapping[str, Mapping[str, str]]
    indicators: Mapping[str, Indicator]
    references: Mapping[str, str]

    def indicator(self, name: str) -> Indicator:
        """The indicator with an id, whatever its case.

        Raises:
            BadInputError: ``indicator_unknown``.
        """
        found = self.indicators.get(name.strip().upper())
        if found is None:
            raise BadInputError("indicator_unknown", detail={"indicator": name[:40]})
        return found


def load(file: Path) -> Codebook:
    """Read and check a codebook file.

    Raises:
        BadInputError: ``file_missing``, ``codebook_too_large``, ``codebook_broken`` (not YAML) or
            ``codebook_refused`` (place: the entry; detail: what the format demands).
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_CODEBOOK_BYTES + 1)
    except OSError as error:
        raise BadInputError("file_missing", path=file) from error
    if len(data) > MAX_CODEBOOK_BYTES:
        raise BadInputError("codebook_too_large", path=file)
    try:
        untrusted: Any = plain_yaml.load(data)
    except ValueError as error:
        raise BadInputError("codebook_broken", path=file) from error
    _check(untrusted, file)
    return _codebook(untrusted, hashlib.sha256(data).hexdigest())


def _check(untrusted: Any, file: Path) -> None:
    # kept out of the window's start: a codebook is read when it is first needed
    from jsonschema import Draft202012Validator

    schema = Path(__file__).parents[2] / "resources" / "codebooks" / SCHEMA_FILE
    validator = Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    for problem in validator.iter_errors(untrusted):
        place = "/".join(str(part) for part in problem.absolute_path)
        if len(problem.absolute_path) > 1 and problem.absolute_path[0] == "indicators":
            entry = untrusted["indicators"][problem.absolute_path[1]]
            place = f"{entry.get('id', place) if isinstance(entry, dict) else place} ({place})"
        detail = {"demand": problem.validator, "found": problem.message[:200]}
        raise BadInputError("codebook_refused", path=file, place=place, detail=detail)
    _check_meaning(untrusted, file)


def _check_meaning(book: dict[str, Any], file: Path) -> None:
    """What the schema cannot say: ids once, groups and indicators that exist."""
    groups = {group["id"] for group in book["groups"]}
    seen: set[str] = set()
    for entry in book["indicators"]:
        name = entry["id"]
        if name in seen:
            raise _refused(file, name, "unique_id", name)
        if entry["group"] not in groups:
            raise _refused(file, name, "known_group", entry["group"])
        seen.add(name)
    for rule in book.get("rules", []):
        if rule["indicator"] not in seen:
            raise _refused(file, str(rule["id"]), "known_indicator", rule["indicator"])


def _refused(file: Path, place: str, demand: str, found: str) -> BadInputError:
    detail = {"demand": demand, "found": found}
    return BadInputError("codebook_refused", path=file, place=place, detail=detail)


def _codebook(book: dict[str, Any], sha256: str) -> Codebook:
    head = book["codebook"]
    return Codebook(
        id=head["id"],
        version=head["version"],
        sha256=sha256,
        title=head["title"],
        statement=head.get("statement", {}),
        groups={group["id"]: group["label"] for group in book["groups"]},
        indicators={entry["id"]: _indicator(entry) for entry in book["indicators"]},
        references={key: _reference(value) for key, value in book.get("references", {}).items()},
    )


def _reference(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("citation", ""))
    return str(value)


def _indicator(entry: dict[str, Any]) -> Indicator:
    return Indicator(
        id=entry["id"],
        version=entry["version"],
        group=entry["group"],
        label=entry["label"],
        definition=entry["definition"],
        strength=entry["strength"],
        grade=entry["evidence"]["grade"],
        grade_note=entry["evidence"]["note"],
        innocent_reading=entry["false_positives"],
        sources=tuple((source["ref"], source["locator"]) for source in entry["sources"]),
        safeguards=tuple(entry.get("safeguards", ())),
        suggested=entry["suggest"]["default"] == "on" and entry["evidence"]["grade"] != "E0",
    )
