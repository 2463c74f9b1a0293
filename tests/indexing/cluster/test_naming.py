# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexing.cluster.naming import name_clusters


def test_ids_stay_when_ads_are_added() -> None:
    before = {1: 7, 2: 7, 3: 9}
    assert name_clusters([[1, 2, 4], [3], [5]], before, 10) == {7: [1, 2, 4], 9: [3], 10: [5]}


def test_a_split_gives_the_old_id_to_the_larger_part() -> None:
    before = dict.fromkeys((1, 2, 3), 4)
    assert name_clusters([[1], [2, 3]], before, 5) == {4: [2, 3], 5: [1]}


def test_a_merge_keeps_the_id_that_brings_more_and_never_reuses() -> None:
    before = {1: 1, 2: 2, 3: 2}
    assert name_clusters([[1, 2, 3]], before, 3) == {2: [1, 2, 3]}
    assert name_clusters([[1], [2, 3]], dict.fromkeys((1, 2, 3), 2), 3) == {3: [1], 2: [2, 3]}


@given(
    st.lists(st.integers(0, 5), max_size=20), st.dictionaries(st.integers(0, 19), st.integers(0, 8))
)
def test_laws(colours: list[int], before: dict[int, int]) -> None:
    groups = [[i for i, c in enumerate(colours) if c == colour] for colour in sorted(set(colours))]
    named = name_clusters(groups, before, 9)
    assert sorted(ad for members in named.values() for ad in members) == list(range(len(colours)))
    fresh = [key for key in named if key >= 9]
    assert sorted(fresh) == list(range(9, 9 + len(fresh)))
    again = name_clusters(groups, {ad: key for key, ads in named.items() for ad in ads}, 99)
    assert again == named


def test_what_was_merged_and_is_parted_again_is_what_it_was() -> None:
    before = dict.fromkeys((1, 2, 3, 4), 5)
    gone = {7: [3, 4], 8: [3, 4, 9, 10]}
    assert name_clusters([[1, 2], [3, 4]], before, 20, gone) == {5: [1, 2], 7: [3, 4]}
    assert name_clusters([[1, 2, 3], [4]], before, 20, gone) == {5: [1, 2, 3], 20: [4]}
    assert name_clusters([[1, 2, 3, 4]], before, 20, gone) == {5: [1, 2, 3, 4]}


def test_an_id_that_is_taken_does_not_come_back_twice() -> None:
    before = {1: 5, 2: 7, 3: 5}
    assert name_clusters([[1], [2], [3]], before, 20, {7: [3]}) == {5: [1], 7: [2], 20: [3]}
