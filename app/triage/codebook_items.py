# SPDX-License-Identifier: GPL-3.0-or-later
"""The codebook of a case as its editor shows it; plain frozen words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.triage.suggestion_items import EvidenceItem
from indexing.suggest.codebook import Codebook

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CodebookView:
    """The codebook in force, rules that the unit switched off, and ids that are the unit's own.

    ``drafts``: entries and rules of the unit's own file as they stand there, by id.
    """

    book: Codebook
    off: tuple[Entry, ...] = ()
    own: frozenset[str] = frozenset()
    editable: bool = True
    drafts: Mapping[str, Entry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrialHit:
    """An ad in which a rule on trial finds something; texts are covered."""

    ad: int
    sentence: str
    evidence: tuple[EvidenceItem, ...]


@dataclass(frozen=True, slots=True)
class TrialPage:
    """What a rule on trial finds in some ads: those up to ``last``; ``of`` are there in all."""

    read: int
    hits: tuple[TrialHit, ...]
    last: int
    of: int
    cut: int = 0


@dataclass(frozen=True, slots=True)
class UpgradeView:
    """What changes when the case goes over to another codebook; ``path`` '' is the shipped one."""

    path: str
    name: str
    changes: tuple[str, ...]
    is_none: bool = False
