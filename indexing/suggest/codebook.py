# SPDX-License-Identifier: GPL-3.0-or-later
"""The codebook: indicators with source, grade of evidence and innocent reading, and their rules.

Data only. ``indexing.suggest.codebook_file`` reads and refuses; nothing is ever pointed to that a
person could not check and doubt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from indexing.errors import BadInputError

Words = Mapping[str, str]
"""One text for people by language code, complete in every language that its file declares."""

PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "lexicon": frozenset({"words", "window"}),
    "regex": frozenset({"words", "value", "threshold"}),
    "entity": frozenset({"kind", "value", "steps"}),
    "cluster": frozenset({"key", "value", "threshold", "ads", "first", "last", "days"})
    | {"percent", "groups", "share"},
}
"""What each kind of rule gives to its sentence."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One entry: what it is, who says so, how well it is supported, and what else it may be.

    ``strength`` is the source's grade of the fact, ``grade`` of the evidence (E0 contradicted ...
    E4 agency or press). ``innocent_reading`` is always shown beside it. ``suggested`` says whether
    rules may point to it; an entry that a study contradicts is never suggested.
    """

    id: str
    version: int
    group: str
    label: Words
    definition: Words
    strength: str
    grade: str
    grade_note: Words
    innocent_reading: Words
    sources: tuple[tuple[str, str], ...]
    safeguards: tuple[Words, ...]
    suggested: bool
    suggest_mode: str = "analyst_only"
    suggest_reason: Words = field(default_factory=dict)
    protocols: tuple[str, ...] = ()
    crimes: tuple[str, ...] = ()
    palermo: tuple[str, ...] = ()
    evidence_types: tuple[str, ...] = ()
    htcds: str = ""
    retired_in: str = ""
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that rules compare with and a case may change; None is unknown and never a hit."""

    id: str
    label: Words
    default: float | None
    source: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Protocol:
    """What people do, step by step, where an indicator asks for it."""

    id: str
    title: Words
    steps: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """Indicators that are read together, by the combination rule, as one sentence."""

    id: str
    label: Words
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What is never coded, searched for or counted, and why."""

    id: str
    what: Words
    why: Words
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Codebook:
    """A codebook as pinned by a case: ``id``, ``version`` and ``sha256`` of its file.

    ``rules`` are checked mappings in the shape of the format, those that are switched off left out.
    ``extends`` is ``ID@VERSION`` of the codebook that a unit's own file adds to, or ''.
    """

    id: str
    version: str
    sha256: str
    title: Words
    statement: Words
    groups: Mapping[str, Words]
    indicators: Mapping[str, Indicator]
    references: Mapping[str, str]
    languages: tuple[str, ...] = ()
    rules: tuple[Mapping[str, Any], ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    protocols: Mapping[str, Protocol] = field(default_factory=dict)
    excluded: Mapping[str, Exclusion] = field(default_factory=dict)
    combination: Words = field(default_factory=dict)
    dimensions: tuple[Dimension, ...] = ()
    extends: str = ""

    def indicator(self, name: str) -> Indicator:
        """The indicator with an id, whatever its case.

        Raises:
            BadInputError: ``indicator_unknown``.
        """
        found = self.indicators.get(name.strip().upper())
        if found is None:
            raise BadInputError("indicator_unknown", detail={"indicator": name[:40]})
        return found

    def running(self) -> tuple[Mapping[str, Any], ...]:
        """The rules of entries that are suggested."""
        return tuple(rule for rule in self.rules if self.indicators[rule["indicator"]].suggested)
