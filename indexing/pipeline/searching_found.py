# SPDX-License-Identifier: GPL-3.0-or-later
"""What a search gives: ads with the grounds they were found on, never a bare score."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Ground:
    """Why an ad was found; ``app`` words it.

    ``kind``: ``words``, ``contact``, ``meaning``, ``same_text``, ``near_text``, ``same_file``,
    ``near_image``. ``detail`` holds what the sentence needs.
    """

    kind: str
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """An ad that was found; ``score`` orders hits of one search and means nothing beside that."""

    ad: int
    score: float
    grounds: tuple[Ground, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Hits, best first, and words for what the search could not look at (code and number)."""

    hits: tuple[Hit, ...]
    notes: tuple[tuple[str, int], ...] = ()


Found = dict[int, Hit]
"""Hits of one way of searching by their ads."""


def add(found: Found, ad: int, score: float, ground: Ground) -> None:
    """Add a ground to an ad; scores of several grounds are summed."""
    known = found.get(ad)
    if known is None:
        found[ad] = Hit(ad, score, (ground,))
    else:
        found[ad] = Hit(ad, known.score + score, (*known.grounds, ground))


def best(found: Iterable[Hit], limit: int) -> tuple[Hit, ...]:
    """The best hits; equal ones in the order of their ads."""
    return tuple(sorted(found, key=lambda hit: (-hit.score, hit.ad))[:limit])


def in_all(ways: Sequence[Found]) -> Found:
    """Ads that every way found; each way weighs the same, whatever it counts in."""
    if len(ways) == 1:
        return ways[0]
    common = set.intersection(*(set(way) for way in ways))
    tops = [max((hit.score for hit in way.values()), default=1.0) or 1.0 for way in ways]
    return {
        ad: Hit(
            ad,
            sum(way[ad].score / top for way, top in zip(ways, tops, strict=True)),
            tuple(ground for way in ways for ground in way[ad].grounds),
        )
        for ad in common
    }
