# SPDX-License-Identifier: GPL-3.0-or-later
"""Spans of two people: what counts as the same place."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.triage.span_agreement import Span, matched, overlap, span_f1

SPANS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda s: (s[0], s[0] + s[1])), max_size=4
)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ((0, 10), (0, 10), 1.0),
        ((0, 10), (5, 10), 0.5),
        ((0, 10), (6, 10), 0.4),  # all of the short one, less than half of the long one
        ((0, 4), (4, 8), 0.0),
        ((0, 4), (9, 12), 0.0),
    ],
)
def test_overlap_is_a_share_of_the_longer_span(one: Span, other: Span, share: float) -> None:
    assert overlap(one, other) == overlap(other, one) == share


def test_f1_counts_places_once() -> None:
    texts: list[tuple[list[Span], list[Span]]] = [
        ([(0, 10)], [(0, 5), (5, 10)]),  # both halves fit, one of them counts
        ([(20, 30)], [(21, 30)]),
        ([(40, 44)], []),
    ]
    assert span_f1(texts) == pytest.approx(2 * 2 / (3 + 3))
    assert span_f1([([], [])]) is None
    assert span_f1([([(0, 3)], [])]) == 0


def test_the_most_pairs_are_found_and_not_the_nearest_first() -> None:
    first, second = [(0, 10), (0, 6)], [(0, 8), (2, 14)]
    assert overlap((0, 10), (0, 8)) > overlap((0, 6), (0, 8)) >= 0.5 <= overlap((0, 10), (2, 14))
    assert matched(first, second) == 2


@given(SPANS, SPANS)
def test_matching_is_as_good_as_trying_all(first: list[Span], second: list[Span]) -> None:
    short, long = sorted((first, second), key=len)
    best = max(
        sum(overlap(a, b) >= 0.5 for a, b in zip(short, order, strict=False))
        for order in permutations(long)
    )
    assert matched(first, second) == matched(second, first) == best
