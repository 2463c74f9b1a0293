# SPDX-License-Identifier: GPL-3.0-or-later
"""Agreement on passages: whether two people marked the same places of a text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Span = tuple[int, int]
LEAST_OVERLAP = 0.5


def overlap(one: Span, other: Span) -> float:
    """What two spans share, as a share of the longer one; 0 to 1."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / max(one[1] - one[0], other[1] - other[0])


def matched(first: Sequence[Span], second: Sequence[Span], least: float = LEAST_OVERLAP) -> int:
    """The most pairs of one span of each that can be made with at least that overlap.

    Each span is in one pair at most. Augmenting paths, as in H. W. Kuhn, The Hungarian method for
    the assignment problem, Naval Research Logistics Quarterly 2 (1955) 83-97, without weights.
    """
    partner: dict[int, int] = {}

    def place(span: int, tried: set[int]) -> bool:
        for other in range(len(second)):
            if other in tried or overlap(first[span], second[other]) < least:
                continue
            tried.add(other)
            if other not in partner or place(partner[other], tried):
                partner[other] = span
                return True
        return False

    return sum(place(span, set()) for span in range(len(first)))


def span_f1(
    texts: Iterable[tuple[Sequence[Span], Sequence[Span]]], least: float = LEAST_OVERLAP
) -> float | None:
    """F1 of the spans of two people over texts; it is the same whoever is taken as right.

    G. Hripcsak and A. S. Rothschild, Agreement, the F-measure, and reliability in information
    retrieval, Journal of the American Medical Informatics Association 12 (2005) 296-298: where
    nobody can count the places that both rightly left alone, kappa comes to this. None when
    nobody marked anything.

    Args:
        texts: for each text the spans of the one and of the other person, as (start, end).
        least: overlap, as a share of the longer span, from which two spans are the same place.
    """
    pairs = spans = 0
    for first, second in texts:
        pairs += matched(first, second, least)
        spans += len(first) + len(second)
    return 2 * pairs / spans if spans else None
