# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading a codebook file in the format ``ths-codebook/1``, and refusing what cannot be trusted.

Refused: an entry without a source or an innocent reading in every language of the file, a trait of
persons as the thing matched, a slow pattern, a key the format does not know, and a unit's own file
that changes what an id of the codebook it extends means.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexing import plain_yaml
from indexing.errors import BadInputError
from indexing.limits import MAX_CODEBOOK_BYTES
from indexing.suggest import codebook_checks as checks
from indexing.suggest.codebook import (
    Codebook,
    Dimension,
    Exclusion,
    Indicator,
    Parameter,
    Protocol,
    Words,
)

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

FOLDER = Path(__file__).parents[2] / "resources" / "codebooks"
SCHEMA_FILE = "ths-codebook-1.schema.json"
DRAFT = "781655ef26d07463acd73850d9aff236ae756ac01cee6b2b00b47ac8c4f8eeec"
"""SHA-256 of the shipped draft, 0.1.0: its rules never ran and are in an older shape."""

Find = Callable[[str, str], bytes | None]
"""The bytes of a codebook by id and version, or None."""


def shipped_bytes(name: str, version: str) -> bytes | None:
    """A codebook that comes with the program, by id and version; None where there is none."""
    file = FOLDER / f"{name}-{version}.yaml"
    return file.read_bytes() if file.is_file() else None


@cache
def _shipped_hashes() -> frozenset[str]:
    """Hashes of the program's own files: checked when the program is made, as its code is."""
    files = FOLDER.glob("*-[0-9]*.[0-9]*.[0-9]*.yaml")
    return frozenset(hashlib.sha256(file.read_bytes()).hexdigest() for file in files)


def load(file: Path, *, find: Find = shipped_bytes, thorough: bool = False) -> Codebook:
    """Read and check a codebook file.

    Args:
        file: the file.
        find: where the codebook lies that a unit's own file extends.
        thorough: check the program's own files as well, which takes half a second.

    Raises:
        BadInputError: ``file_missing``, ``file_is_folder``, ``file_unreadable``,
            ``codebook_too_large``, ``codebook_broken`` (not YAML) or ``codebook_refused`` (place:
            the entry; detail: what the format demands).
    """
    return read(file_bytes(file), path=file, find=find, thorough=thorough)


def file_bytes(file: Path) -> bytes:
    """The bytes of a codebook file; raises as ``load`` does."""
    data = plain_yaml.file_bytes(file, MAX_CODEBOOK_BYTES)
    if len(data) > MAX_CODEBOOK_BYTES:
        raise BadInputError("codebook_too_large", path=file)
    return data


def read(
    untrusted_data: bytes,
    *,
    path: object = None,
    find: Find = shipped_bytes,
    thorough: bool = False,
) -> Codebook:
    """Read and check the bytes of a codebook; raises as ``load`` does."""
    sha256 = hashlib.sha256(untrusted_data).hexdigest()
    try:
        untrusted: Any = plain_yaml.load(untrusted_data)
    except ValueError as error:
        raise BadInputError("codebook_broken", path=path) from error
    if sha256 == DRAFT:
        untrusted.pop("rules")
    try:
        untrusted = checks.plain(untrusted)
    except ValueError as error:
        raise _refused(path, "", "quoted_words", str(error)) from error
    if sha256 in _shipped_hashes() and not thorough:
        return _codebook(untrusted, sha256, None)
    _check_schema(untrusted, path)
    base = _base(untrusted["codebook"], path, find)
    if sha256 != DRAFT:
        for place, demand, found in checks.problems(untrusted, _known(base)):
            raise _refused(path, place, demand, found)
    return _codebook(untrusted, sha256, base)


def _base(head: Mapping[str, Any], path: object, find: Find) -> Codebook | None:
    if "extends" not in head:
        return None
    name, version = head["extends"].split("@")
    data = find(name, version)
    if data is None:
        raise _refused(path, "codebook/extends", "known_codebook", head["extends"])
    base = read(data, path=head["extends"], find=lambda _name, _version: None)
    if base.id == head["id"]:
        raise _refused(path, "codebook/id", "own_id", head["id"])
    return base


def _known(base: Codebook | None) -> dict[str, frozenset[str]]:
    if base is None:
        return {}
    return {
        "groups": frozenset(base.groups),
        "indicators": frozenset(base.indicators),
        "contradicted": frozenset(i.id for i in base.indicators.values() if i.grade == "E0"),
        "rules": frozenset(rule["id"] for rule in base.rules),
        "references": frozenset(base.references),
        "protocols": frozenset(base.protocols),
        "parameters": frozenset(base.parameters),
        "excluded": frozenset(base.excluded),
    }


@cache
def _validator() -> Draft202012Validator:
    # kept out of the window's start: a codebook is read when it is first needed
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads((FOLDER / SCHEMA_FILE).read_text(encoding="utf-8")))


def _check_schema(untrusted: Any, path: object) -> None:
    for problem in _validator().iter_errors(untrusted):
        where = list(problem.absolute_path)
        place = "/".join(map(str, where))
        if len(where) > 1 and where[0] in {"indicators", "rules", "groups", "parameters"}:
            entry = untrusted[where[0]][where[1]]
            name = entry.get("id", place) if isinstance(entry, dict) else place
            place = f"{name} ({place})"
        raise _refused(path, place, str(problem.validator), problem.message[:200])


def _refused(path: object, place: str, demand: str, found: str) -> BadInputError:
    detail = {"demand": demand, "found": found[:200]}
    return BadInputError("codebook_refused", path=path, place=place or "codebook", detail=detail)


def _codebook(book: dict[str, Any], sha256: str, base: Codebook | None) -> Codebook:
    head, languages = book["codebook"], tuple(book["codebook"]["languages"])
    combination = head.get("combination", {})

    def words(value: Any) -> Words:
        return value if isinstance(value, dict) else dict.fromkeys(languages, value)

    own = Codebook(
        id=head["id"],
        version=head["version"],
        sha256=sha256,
        title=words(head["title"]),
        statement=words(head["statement"]) if "statement" in head else {},
        groups={one["id"]: words(one["label"]) for one in book.get("groups", ())},
        indicators={one["id"]: _indicator(one, words) for one in book.get("indicators", ())},
        references={key: _reference(one) for key, one in book.get("references", {}).items()},
        languages=languages,
        rules=tuple(book.get("rules", ())),
        parameters={one["id"]: _parameter(one, words) for one in book.get("parameters", ())},
        protocols={
            name: Protocol(name, words(one["title"]), tuple(map(words, one["steps"])))
            for name, one in book.get("protocols", {}).items()
        },
        excluded={
            one["id"]: Exclusion(
                one["id"], words(one["what"]), words(one["why"]), tuple(one.get("sources", ()))
            )
            for one in book.get("excluded", ())
        },
        combination=words(combination["rule"]) if combination else {},
        dimensions=tuple(
            Dimension(one["id"], words(one["label"]), tuple(one["indicators"]))
            for one in combination.get("dimensions", ())
        ),
        extends=head.get("extends", ""),
    )
    return own if base is None else _extended(base, own, book.get("switch", {}))


def _extended(base: Codebook, own: Codebook, switch: Mapping[str, str]) -> Codebook:
    """A unit's own codebook: what it adds to, switched as it says, and what it adds."""
    indicators = {
        name: replace(one, suggested=switch[name] == "on") if name in switch else one
        for name, one in base.indicators.items()
    }
    rules = tuple(rule for rule in base.rules if switch.get(rule["id"]) != "off")
    return replace(
        own,
        statement=own.statement or base.statement,
        groups={**base.groups, **own.groups},
        indicators={**indicators, **own.indicators},
        references={**base.references, **own.references},
        rules=rules + own.rules,
        parameters={**base.parameters, **own.parameters},
        protocols={**base.protocols, **own.protocols},
        excluded={**base.excluded, **own.excluded},
        combination=own.combination or base.combination,
        dimensions=own.dimensions or base.dimensions,
    )


def _reference(value: object) -> str:
    return str(value["citation"]) if isinstance(value, dict) else str(value)


def _parameter(entry: Mapping[str, Any], words: Callable[[Any], Words]) -> Parameter:
    source = entry["source"]
    default = None if entry["default"] is None else float(entry["default"])
    return Parameter(
        entry["id"], words(entry["label"]), default, (source["ref"], source["locator"])
    )


def _indicator(entry: Mapping[str, Any], words: Callable[[Any], Words]) -> Indicator:
    safeguards = entry.get("safeguards", ())
    named = [one for one in safeguards if isinstance(one, str) and one.startswith("protocol:")]
    suggest, evidence = entry["suggest"], entry["evidence"]
    return Indicator(
        id=entry["id"],
        version=entry["version"],
        group=entry["group"],
        label=words(entry["label"]),
        definition=words(entry["definition"]),
        strength=entry["strength"],
        grade=evidence["grade"],
        grade_note=words(evidence["note"]),
        innocent_reading=words(entry["false_positives"]),
        sources=tuple((source["ref"], source["locator"]) for source in entry["sources"]),
        safeguards=tuple(words(one) for one in safeguards if one not in named),
        suggested=suggest["default"] == "on" and evidence["grade"] != "E0",
        suggest_mode=suggest["mode"],
        suggest_reason=words(suggest["reason"]) if "reason" in suggest else {},
        protocols=(*entry.get("protocols", ()), *(one.split(":", 1)[1] for one in named)),
        crimes=tuple(entry.get("crimes", ())),
        palermo=tuple(entry.get("palermo", ())),
        evidence_types=tuple(entry["evidence_types"]),
        htcds=entry.get("htcds", ""),
        retired_in=entry.get("retired_in", ""),
        replaced_by=entry.get("replaced_by", ""),
    )
