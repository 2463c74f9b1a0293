# SPDX-License-Identifier: GPL-3.0-or-later
"""How strongly evidence joins, as whole numbers that can be added: kinds that agree add up.

``JOIN`` is enough for two ads or small groups, ``STRONG`` for any two groups. The scale is fixed
by hand: what identifies an account or a line is strong by itself; a text or a picture just above
its threshold is enough for small groups only; a text that its own tier held back joins where a
second kind of evidence says the same. Meaning and hubs count nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from indexing.records import Reason, ReasonKind

JOIN = 1000
STRONG = 2000
REPEAT = 4000
"""Texts equal letter by letter."""
JUDGED = 10_000
"""A person said *same*."""
RULED = 5000
"""A person said that a shared thing joins."""
_HELD_TEXT = 600
_HELD_PICTURE = 500
_CONTACTS = {
    ReasonKind.IBAN: 2400,
    ReasonKind.WALLET: 2400,
    ReasonKind.PHONE: 2300,
    ReasonKind.EMAIL: 2200,
    ReasonKind.HANDLE: 2100,
}
_BY_RARITY = 400
Thing = tuple[ReasonKind, str]


class Family(IntEnum):
    """Kinds of evidence that can be wrong in the same way count once; others add up."""

    TEXT = 0
    PICTURE = 1
    URL = 2
    CONTACT = 3


_FAMILY = {
    ReasonKind.NEAR_TEXT: Family.TEXT,
    ReasonKind.SAME_TEXT: Family.TEXT,
    ReasonKind.MEANING: Family.TEXT,
    ReasonKind.NEAR_IMAGE: Family.PICTURE,
    ReasonKind.SAME_IMAGE: Family.PICTURE,
    ReasonKind.URL: Family.URL,
}
_THINGS = frozenset({*_CONTACTS, ReasonKind.URL, ReasonKind.SAME_IMAGE})


def family(kind: ReasonKind) -> Family:
    """The family of a kind of reason."""
    return _FAMILY.get(kind, Family.CONTACT)


def thing_of(reason: Reason) -> Thing | None:
    """The thing that the two ads share, where the reason names one that others may share too.

    Two pictures that look the same are one such thing, which all ads carry that show either.
    """
    pictures = reason.detail.get("images")
    if reason.kind is ReasonKind.NEAR_IMAGE and reason.joins and isinstance(pictures, list):
        return reason.kind, " ".join(sorted(map(str, pictures)))
    value = reason.detail.get("value")
    return (reason.kind, str(value)) if value and reason.kind in _THINGS else None


def strength(reason: Reason) -> int:
    """How strongly one reason joins; 0 where it says nothing about who is behind the ads."""
    if reason.detail.get("hub") or reason.kind is ReasonKind.MEANING:
        return 0
    if not reason.joins:
        held = {ReasonKind.NEAR_TEXT: _HELD_TEXT, ReasonKind.NEAR_IMAGE: _HELD_PICTURE}
        return held.get(reason.kind, 0)
    if reason.detail.get("ruled"):
        return RULED
    if reason.kind in _CONTACTS:
        return _CONTACTS[reason.kind] + round(_BY_RARITY * _bounded(reason.score))
    return _of_content(reason)


def _of_content(reason: Reason) -> int:
    if reason.kind is ReasonKind.SAME_TEXT:
        return REPEAT
    if reason.kind is ReasonKind.NEAR_TEXT and reason.detail.get("settled"):
        # the text tier has held whole groups against each other, and gives one pair for each join
        return STRONG + round(800 * _bounded(reason.score))
    if reason.kind is ReasonKind.NEAR_TEXT:
        # halfway from the threshold to equal is a text that differs in its slots only
        span = max(1 - reason.threshold, 0.01)
        return JOIN + round(1800 * _bounded((reason.score - reason.threshold) / span))
    if reason.kind is ReasonKind.SAME_IMAGE:
        return 1600 + round(600 * _bounded(reason.score))
    if reason.kind is ReasonKind.NEAR_IMAGE:
        return JOIN + round(1300 * _nearness(reason))
    return JOIN + round(900 * _bounded(reason.score))  # an address


def _nearness(reason: Reason) -> float:
    """0 at the threshold, towards 1 for equal pictures.

    The score is a distance, or the number of details that agree, which is large when close.
    """
    if reason.detail.get("rule") == "local_features":
        return _bounded(1 - reason.threshold / max(reason.score, 1.0))
    if reason.threshold <= 0:
        return 0.0
    return _bounded(1 - reason.score / reason.threshold)


def _bounded(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def strengths(reasons: Sequence[Reason]) -> tuple[int, int, int]:
    """What a pair's own text and picture reasons weigh, and the sum of its families.

    Reasons that name a thing are counted where all carriers of the thing are seen at once; they
    add to the sum of a pair that has a reason of its own, and are no reason of the pair itself.
    The sum is 0 where the pair has no reason of its own.
    """
    best: dict[Family, int] = {}
    own: dict[Family, int] = {}
    for reason in reasons:
        found = strength(reason)
        where = family(reason.kind)
        if found > best.get(where, 0):
            best[where] = found
        if found > own.get(where, 0) and thing_of(reason) is None:
            own[where] = found
    if not own:
        return 0, 0, 0
    return own.get(Family.TEXT, 0), own.get(Family.PICTURE, 0), sum(best.values())
