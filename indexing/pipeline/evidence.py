# SPDX-License-Identifier: GPL-3.0-or-later
"""What links are made from, and the links found so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from indexing.cluster.strength import strength
from indexing.fingerprint.text_signature import TextSignature
from indexing.link.shared_passages import Passage
from indexing.records import (
    CandidatePair,
    Hub,
    ImageFingerprint,
    MentionKind,
    Reason,
    ReasonKind,
    Ruling,
)

Thing = tuple[ReasonKind, str]
"""A contact, an address or a picture that several ads may carry: its kind and its value."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that links are made from, by ad."""

    ads: Sequence[int]
    signatures: Mapping[int, TextSignature]
    mentions: Iterable[tuple[MentionKind, str, Sequence[int]]]
    images: Sequence[ImageFingerprint]
    ads_by_image: Mapping[str, Sequence[int]]
    rulings: Mapping[Thing, Ruling] = field(default_factory=dict)
    features: Callable[[Sequence[str]], Iterable[tuple[str, bytes]]] | None = None
    """Reads the local features of pictures, which are too large to be held for all."""


@dataclass(slots=True)
class Links:
    """Links found: reasons by pair (a < b), hubs, text groups and exact repeats."""

    reasons: dict[tuple[int, int], list[Reason]] = field(default_factory=dict)
    hubs: list[Hub] = field(default_factory=list)
    text_group: dict[int, int] = field(default_factory=dict)
    duplicate_of: dict[int, int] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    """Passages of texts that were left out because many unlike texts share them."""
    changed: set[tuple[int, int]] = field(default_factory=set)
    """Pairs that got a reason since the last saving."""

    def add(self, a: int, b: int, reason: Reason) -> None:
        """Add a reason to a pair; the same reason twice counts once, the closer one."""
        pair = (min(a, b), max(a, b))
        self.changed.add(pair)
        found = self.reasons.setdefault(pair, [])
        for position, other in enumerate(found):
            if other.kind is reason.kind and _what(other) == _what(reason):
                if _better(reason, other):
                    found[position] = reason
                return
        found.append(reason)

    def take_changed(self) -> list[CandidatePair]:
        """Pairs that got a reason since this was last asked."""
        changed, self.changed = sorted(self.changed), set()
        return [CandidatePair(a, b, tuple(self.reasons[a, b])) for a, b in changed]

    def pairs(self) -> list[CandidatePair]:
        """All pairs, in order."""
        return [CandidatePair(a, b, tuple(found)) for (a, b), found in sorted(self.reasons.items())]


def _what(reason: Reason) -> object:
    pictures = reason.detail.get("images")
    if isinstance(pictures, list):
        return frozenset(pictures)
    return reason.detail.get("value")


def _better(one: Reason, other: Reason) -> bool:
    if one.kind is ReasonKind.NEAR_IMAGE:
        # a distance and a number of details cannot be compared as they are
        return strength(one) > strength(other)
    return one.score > other.score
