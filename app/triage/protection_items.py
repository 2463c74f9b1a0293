# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window is told of protocols and sealed items: words and dates, never content."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AskedItem:
    """An ad under a protocol; ``waiting`` until somebody answered."""

    protocol: str
    protocol_words: str
    ad: int
    state_words: str
    waiting: bool
    by: str
    since: str
    posted: str


@dataclass(frozen=True, slots=True)
class SealedItem:
    """The record of a sealed ad, in words."""

    item: str
    ad: str
    state_words: str
    why: str
    place: str
    pictures: int
    by: str
    at: str
    seen_again: int


@dataclass(frozen=True, slots=True)
class SealedAct:
    """What the holder of a role wants: ``read``, a second reading, or an order with its reference.

    ``act`` is a word of the command line: confirm, no-concern, preserve, delete, release.
    """

    item: str
    act: str
    role: str
    passphrase: str = field(repr=False)
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ProtectionOverview:
    """What waits, what is sealed, and whether a role is named that opens it."""

    asked: tuple[AskedItem, ...] = ()
    sealed: tuple[SealedItem, ...] = ()
    roles: tuple[str, ...] = ()
