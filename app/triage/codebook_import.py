# SPDX-License-Identifier: GPL-3.0-or-later
"""A REFI-QDA codebook becomes a unit's own codebook, and says what it still lacks.

An entry of the shipped codebook that comes back is known by its line ``ths-id`` and is not
repeated: what its id means is never changed from outside, so other wording is only told. A code
without that line is a new entry. It has no source, no grade and no innocent reading, which no
program can make up: the loader refuses the file until people have written them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.triage.codebook_exchange import COLORS, CRIMES, definition_of, entry_of, guid
from indexing.suggest.codebook import Codebook, Indicator
from indexing.suggest.refi_qda import QdaCode, QdaCodebook

OWN = "OWN"
"""Letters of new ids and groups; a later version of the shipped codebook will not take them."""
_LEAST_DEFINITION = 5
_ID = re.compile(r"[A-Z]{3}-\d\d")
_MOST_NAME = 200
_STRENGTHS = {color.casefold(): strength for strength, color in COLORS.items()}


@dataclass(frozen=True, slots=True)
class Change:
    """Wording of a known entry that is not that of the codebook; it is told and not taken."""

    indicator: str
    field: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Added:
    """A new entry, and the fields of the format that it lacks."""

    indicator: str
    name: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the codes of a file; ``document`` is the unit's codebook, None if none is new.

    ``versions`` are those of the shipped codebook that the file was made from.
    """

    known: tuple[str, ...]
    versions: tuple[str, ...]
    changed: tuple[Change, ...]
    added: tuple[Added, ...]
    document: Mapping[str, object] | None


@dataclass(slots=True)
class _Taking:
    """The codes of a file, taken one by one."""

    base: Codebook
    name: str
    language: str
    crimes: Mapping[str, tuple[str, ...]]
    known: list[str] = field(default_factory=list)
    versions: set[str] = field(default_factory=set)
    changed: list[Change] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)
    entries: list[dict[str, object]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    free_ids: Iterator[str] = field(default_factory=lambda: _ids())
    free_groups: Iterator[str] = field(default_factory=lambda: _letters(OWN))
    loose: str = ""


def take(found: QdaCodebook, base: Codebook, *, name: str, language: str) -> Imported:
    """Sort the codes of a file into known and new.

    Args:
        found: the file.
        base: the shipped codebook.
        name: what the unit's codebook is to be called.
        language: that of the file, as a code of two or three letters.
    """
    taking = _Taking(base, name, language, _crimes(found, base))
    for code in found.codes:
        _take(taking, code, "")
    return Imported(
        tuple(dict.fromkeys(taking.known)),
        tuple(sorted(taking.versions)),
        tuple(taking.changed),
        tuple(taking.added),
        _document(taking) if taking.entries else None,
    )


def _take(taking: _Taking, code: QdaCode, group: str) -> None:
    entry, base = entry_of(code.description), taking.base
    name = entry.id if entry else ""
    if entry and name in {*base.groups, *base.indicators}:
        taking.versions.add(entry.book_version)
    if name in base.groups:
        group = name
    elif name in base.indicators:
        group = group or base.indicators[name].group
        taking.known.append(name)
        taking.changed += _changes(base.indicators[name], code)
    else:
        if not code.codable or (code.children and not group):
            group = _new_group(taking, code.name)
        if code.codable:
            group = group or _loose_group(taking)
            _add(taking, code, group)
    for child in code.children:
        _take(taking, child, group)


def _changes(one: Indicator, code: QdaCode) -> Iterator[Change]:
    here = {"label": one.label, "definition": one.definition}
    there = {
        "label": _label(code, one.id),
        "definition": definition_of(code.description, own=True),
    }
    for key, by_language in here.items():
        known = [" ".join(text.split()) for text in by_language.values()]
        if there[key] not in known:
            yield Change(one.id, key, by_language.get("en") or known[0], there[key])


def _label(code: QdaCode, name: str) -> str:
    return code.name.removeprefix(f"{name} ")[:_MOST_NAME] if name else code.name[:_MOST_NAME]


def _add(taking: _Taking, code: QdaCode, group: str) -> None:
    entry = entry_of(code.description)
    name = _free_id(taking, entry.id if entry else "")
    label = _label(code, entry.id if entry else "")
    definition = definition_of(code.description, own=entry is not None)
    strength = _STRENGTHS.get(code.color.casefold(), "")
    made: dict[str, object] = {
        "id": name,
        "version": entry.version if entry and entry.version else 1,
        "group": group,
        "label": {taking.language: label},
        "crimes": list(taking.crimes.get(_plain(code.guid), ())),
        "definition": {taking.language: definition},
        "evidence_types": ["text_span"],
        "suggest": {"mode": "analyst_only", "default": "off"},
        "strength": strength,
    }
    missing = [
        key
        for key, lacks in (
            ("label", not label),
            ("definition", len(definition) < _LEAST_DEFINITION),
            ("strength", not strength),
        )
        if lacks
    ]
    for key in missing:
        del made[key]
    taking.entries.append(made)
    taking.added.append(Added(name, label, (*missing, "evidence", "sources", "false_positives")))


def _free_id(taking: _Taking, wanted: str) -> str:
    def is_taken(name: str) -> bool:
        return name in taking.used or name in taking.base.indicators

    if not _ID.fullmatch(wanted) or is_taken(wanted):
        # each name is looked at once in a file: it never becomes free again
        wanted = next(name for name in taking.free_ids if not is_taken(name))
    taking.used.add(wanted)
    return wanted


def _new_group(taking: _Taking, label: str) -> str:
    group = next(name for name in taking.free_groups if name not in taking.base.groups)
    taking.groups[group] = label[:_MOST_NAME] or taking.name
    return group


def _loose_group(taking: _Taking) -> str:
    """The group of codes that stand in none."""
    if not taking.loose:
        taking.loose = _new_group(taking, taking.name)
    return taking.loose


def _ids() -> Iterator[str]:
    for letters in _letters(OWN):
        yield from (f"{letters}-{number:02}" for number in range(1, 100))


def _letters(first: str) -> Iterator[str]:
    """Three letters, then those after them, all around."""
    start = sum((ord(letter) - 65) * 26**place for place, letter in enumerate(reversed(first)))
    for step in range(26**3):
        number = (start + step) % 26**3
        yield "".join(chr(65 + number // 26**place % 26) for place in (2, 1, 0))


def _crimes(found: QdaCodebook, base: Codebook) -> dict[str, tuple[str, ...]]:
    """The crimes of codes, from sets that this program made."""
    told: dict[str, tuple[str, ...]] = {}
    sets = {_plain(one.guid): one.members for one in found.sets}
    for crime in CRIMES:
        for member in map(_plain, sets.get(guid(base.id, "crime", crime), ())):
            told[member] = (*told.get(member, ()), crime)
    return told


def _plain(guid: str) -> str:
    return guid.strip("{}").casefold()


def _document(taking: _Taking) -> dict[str, object]:
    groups = {str(entry["group"]) for entry in taking.entries}
    head: dict[str, object] = {
        "id": own_id(taking.name),
        "version": "0.1.0",
        "format": "ths-codebook/1",
        "status": "draft",
        "languages": [taking.language],
        "title": {taking.language: taking.name},
    }
    if taking.known or groups - taking.groups.keys():
        head["extends"] = f"{taking.base.id}@{taking.base.version}"
    return {
        "codebook": head,
        "groups": [
            {"id": group, "label": {taking.language: label}}
            for group, label in taking.groups.items()
            if group in groups
        ],
        "indicators": taking.entries,
    }


def own_id(name: str) -> str:
    """An id for a unit's codebook, made of its name."""
    letters = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
    return f"own-{letters}"[:60].strip("-")


def missing_fields(added: Iterable[Added]) -> int:
    """How many fields people have to write before the loader takes the file."""
    return sum(len(one.missing) for one in added)
