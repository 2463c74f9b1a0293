# SPDX-License-Identifier: GPL-3.0-or-later
"""What rules read, and what they find: documents, hits, and the places of their evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from indexing.records import Mention

MAX_PLACES = 20
"""Places of one rule in one ad that are kept; a person looks at a few."""


@dataclass(frozen=True, slots=True)
class Text:
    """One text of an ad as stored, and the languages of its parts where it has several."""

    field: str
    raw: str
    parts: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """An ad as text rules read it. ``language`` is ISO 639-1, or ``?`` or '' where unknown."""

    ad: int
    language: str
    texts: tuple[Text, ...]
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """Code points ``start`` to ``end`` of a stored text.

    Spans of one ``place`` belong together: the words that a rule found near each other.
    """

    field: str
    start: int
    end: int
    place: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found in an ad, or in the ads of a group.

    ``kind`` is ``ad`` or what the group shares (``contact``, ``image`` ...), ``key`` the ad's
    number or the shared thing. Kind, key and rule make a hit; finding it again changes nothing.
    """

    kind: str
    key: str
    ads: tuple[int, ...]
    indicator: str
    rule: str
    rule_version: int
    spans: tuple[Span, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    thresholds: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules found in one ad, and those that were cut off by the time limit."""

    ad: int
    hits: tuple[Hit, ...]
    cut: tuple[str, ...] = ()
