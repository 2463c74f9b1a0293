# SPDX-License-Identifier: GPL-3.0-or-later
"""Pair counting against the slow truth: every pair looked at."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.triage.truth import pairwise_agreement

ITEMS = "abcdefgh"
GROUPINGS = st.fixed_dictionaries({item: st.integers(0, 3) for item in ITEMS})
TRUTHS = st.fixed_dictionaries({item: st.integers(0, 3) | st.none() for item in ITEMS})


@given(GROUPINGS, TRUTHS)
def test_it_counts_as_one_would_by_hand(
    found: dict[str, int], truth: dict[str, int | None]
) -> None:
    together = {pair for pair in combinations(ITEMS, 2) if found[pair[0]] == found[pair[1]]}
    belonging = {
        (a, b) for a, b in combinations(ITEMS, 2) if truth[a] is not None and truth[a] == truth[b]
    }
    agreement = pairwise_agreement(found, truth)
    assert agreement.pairs_found == len(together)
    assert agreement.pairs_true == len(belonging)
    assert agreement.pairs_right == len(together & belonging)
    if together:
        assert agreement.precision == pytest.approx(len(together & belonging) / len(together))
    if belonging:
        assert agreement.recall == pytest.approx(len(together & belonging) / len(belonging))


def test_nothing_to_be_wrong_about_is_right() -> None:
    agreement = pairwise_agreement({"a": 1, "b": 2}, {"a": None, "b": None})
    assert (agreement.precision, agreement.recall) == (1.0, 1.0)


def test_clusters_of_one_have_no_recall() -> None:
    agreement = pairwise_agreement({"a": 1, "b": 2}, {"a": "x", "b": "x"})
    assert (agreement.precision, agreement.recall) == (1.0, 0.0)


def test_one_cluster_of_all_has_little_precision() -> None:
    found = dict.fromkeys("abcd", 1)
    agreement = pairwise_agreement(found, {"a": "x", "b": "x", "c": None, "d": None})
    assert agreement.precision == pytest.approx(1 / 6)
    assert agreement.recall == 1.0
