# SPDX-License-Identifier: GPL-3.0-or-later
"""The difference between two versions of a codebook, entry by entry and rule by rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from indexing.suggest.codebook import Codebook, Indicator

TEXTS = ("label", "definition", "innocent_reading", "safeguards", "grade_note", "suggest_reason")
"""Fields that only say it in other words."""
SWITCH = "suggested"
_NO_CHANGE = frozenset({"id", "version", SWITCH, "retired_in", "replaced_by"})


class ChangeKind(StrEnum):
    """What became of an entry, a rule or a parameter."""

    ADDED = "added"
    RETIRED = "retired"  # gone, or marked as retired
    REPLACED = "replaced"  # its meaning changed: another id stands for it
    GRADED = "graded"  # strength, evidence, sources or protocols changed
    TEXT = "text"  # other words only
    SWITCHED_ON = "switched_on"
    SWITCHED_OFF = "switched_off"
    RULE_ADDED = "rule_added"
    RULE_REMOVED = "rule_removed"
    RULE_CHANGED = "rule_changed"
    PARAMETER = "parameter"


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    ``id`` is of the entry, rule or parameter; ``fields`` are those that changed; ``before`` and
    ``after`` are versions, the replacing id, or numbers, '' where there is none.
    """

    kind: ChangeKind
    id: str
    fields: tuple[str, ...] = ()
    before: str = ""
    after: str = ""


def changes(old: Codebook, new: Codebook) -> tuple[Change, ...]:
    """What changes when a case goes from one codebook to another, in the order of the new one.

    Entries come first, then rules, then parameters. Decisions are untouched by any of it: they
    keep the version they were made under.
    """
    found: list[Change] = []
    for name, entry in new.indicators.items():
        before = old.indicators.get(name)
        found += _new(entry) if before is None else _both(before, entry)
    for name, entry in old.indicators.items():
        if name not in new.indicators:
            found.append(_gone(entry, new))
    found += _rules(old, new)
    found += _parameters(old, new)
    return tuple(found)


def _new(entry: Indicator) -> list[Change]:
    return [Change(ChangeKind.ADDED, entry.id, after=str(entry.version))]


def _gone(entry: Indicator, new: Codebook) -> Change:
    if entry.replaced_by in new.indicators:
        return Change(ChangeKind.REPLACED, entry.id, before=entry.id, after=entry.replaced_by)
    return Change(ChangeKind.RETIRED, entry.id, before=str(entry.version))


def _both(old: Indicator, new: Indicator) -> Iterator[Change]:
    before, after = str(old.version), str(new.version)
    if new.retired_in and not old.retired_in:
        if new.replaced_by:
            yield Change(ChangeKind.REPLACED, new.id, before=new.id, after=new.replaced_by)
        else:
            yield Change(ChangeKind.RETIRED, new.id, (), before, after)
    differ = [
        one.name for one in fields(Indicator) if getattr(old, one.name) != getattr(new, one.name)
    ]
    texts = tuple(name for name in differ if name in TEXTS)
    facts = tuple(name for name in differ if name not in TEXTS and name not in _NO_CHANGE)
    if facts:
        yield Change(ChangeKind.GRADED, new.id, facts, before, after)
    if texts:
        yield Change(ChangeKind.TEXT, new.id, texts, before, after)
    if SWITCH in differ:
        kind = ChangeKind.SWITCHED_ON if new.suggested else ChangeKind.SWITCHED_OFF
        yield Change(kind, new.id)


def _rules(old: Codebook, new: Codebook) -> Iterator[Change]:
    before, after = _by_id(old), _by_id(new)
    for name, rule in after.items():
        was = before.get(name)
        if was is None:
            yield Change(ChangeKind.RULE_ADDED, name, after=str(rule["version"]))
        elif was != rule:
            differ = sorted(key for key in was | rule if was.get(key) != rule.get(key))
            versions = str(was["version"]), str(rule["version"])
            yield Change(ChangeKind.RULE_CHANGED, name, tuple(differ), *versions)
    for name, rule in before.items():
        if name not in after:
            yield Change(ChangeKind.RULE_REMOVED, name, before=str(rule["version"]))


def _by_id(book: Codebook) -> dict[str, dict[str, Any]]:
    return {rule["id"]: dict(rule) for rule in book.rules}


def _parameters(old: Codebook, new: Codebook) -> Iterator[Change]:
    for name in dict.fromkeys((*new.parameters, *old.parameters)):
        before, after = _default(old, name), _default(new, name)
        if before != after:
            yield Change(ChangeKind.PARAMETER, name, before=before, after=after)


def _default(book: Codebook, name: str) -> str:
    found: Mapping[str, Any] = book.parameters
    return "" if name not in found or found[name].default is None else f"{found[name].default:g}"
