# SPDX-License-Identifier: GPL-3.0-or-later
"""A small case with links as an index run would store them."""

from __future__ import annotations

from collections.abc import Iterable

from indexing.pipeline.indexing import recluster
from indexing.records import (
    AdRecord,
    CandidatePair,
    Mention,
    MentionKind,
    Reason,
    ReasonKind,
    Stamp,
)
from indexing.store import ads, clusters, mentions, pairs, sources
from indexing.store.case import Case

PHONE = "+33199000001"


def fill(case: Case, number: int, phones: Iterable[int] = ()) -> list[int]:
    """Ads 1, 2, …, unlike each other; those of ``phones`` give one number."""
    source = sources.begin(case, "list.csv", "0" * 64, "csv", "utf-8", {})
    rows = [AdRecord(place=f"row {n}", body=f"Room {n} to let") for n in range(number)]
    found = ads.add_batch(case, source, rows, seen=ads.SeenCounts()).ads
    said = Mention(MentionKind.PHONE, PHONE, PHONE, "body", 0, len(PHONE))
    carry = set(phones)
    told = {ad: [said] if ad in carry else [] for ad in found}
    mentions.replace(case, told, Stamp("mentions", "1"))
    return found


def phone(a: int, b: int) -> CandidatePair:
    """Two ads that give the number."""
    return CandidatePair(a, b, (Reason(ReasonKind.PHONE, 0.8, 0.0, {"value": PHONE}),))


def text(a: int, b: int, score: float = 0.5) -> CandidatePair:
    """Two ads of nearly one text."""
    return CandidatePair(a, b, (Reason(ReasonKind.NEAR_TEXT, score, 0.42, {}),))


def link(case: Case, links: Iterable[CandidatePair]) -> None:
    """Store links and draw the clusters."""
    pairs.replace_machine(case, links, [], "{}")
    recluster(case)


def groups(case: Case) -> set[frozenset[int]]:
    """The clusters that stand."""
    return {frozenset(row.ads) for row in clusters.iterate(case)}
