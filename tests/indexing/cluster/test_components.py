# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from indexing.cluster.components import cluster, strongest
from indexing.records import CandidatePair, Judgement, Reason, ReasonKind

ADS = st.integers(0, 11)
PAIRS = st.lists(
    st.tuples(ADS, ADS, st.sampled_from([ReasonKind.PHONE, ReasonKind.NEAR_TEXT]), st.booleans())
)
JUDGEMENTS = st.dictionaries(
    st.tuples(ADS, ADS).filter(lambda pair: pair[0] < pair[1]),
    st.sampled_from([Judgement.SAME, Judgement.NOT_SAME, Judgement.UNSURE]),
    max_size=6,
)


def pair(a: int, b: int, kind: ReasonKind = ReasonKind.PHONE, joins: bool = True) -> CandidatePair:
    return CandidatePair(min(a, b), max(a, b), (Reason(kind, 0.9, 0.5, {}, joins),))


def of(groups: list[list[int]], ad: int) -> list[int]:
    return next(group for group in groups if ad in group)


def test_links_join_and_other_ads_stand_alone() -> None:
    assert cluster([1, 2, 3, 4], [pair(1, 2), pair(2, 3)], {}) == [[1, 2, 3], [4]]


def test_a_reason_that_does_not_join_joins_nothing() -> None:
    assert cluster([1, 2], [pair(1, 2, ReasonKind.MEANING, joins=False)], {}) == [[1], [2]]


def test_not_the_same_wins_over_every_link() -> None:
    links = [pair(1, 2), pair(2, 3), pair(1, 3)]
    groups = cluster([1, 2, 3], links, {(1, 3): Judgement.NOT_SAME})
    assert of(groups, 1) != of(groups, 3)


def test_a_cut_falls_at_the_weakest_link() -> None:
    links = [pair(1, 2, ReasonKind.PHONE), pair(2, 3, ReasonKind.NEAR_TEXT)]
    groups = cluster([1, 2, 3], links, {(1, 3): Judgement.NOT_SAME})
    assert groups == [[1, 2], [3]]


def test_same_joins_without_any_link() -> None:
    assert cluster([1, 2], [], {(1, 2): Judgement.SAME}) == [[1, 2]]


def test_unsure_changes_nothing() -> None:
    assert cluster([1, 2], [pair(1, 2)], {(1, 2): Judgement.UNSURE}) == [[1, 2]]


@given(PAIRS, JUDGEMENTS, st.randoms())
def test_laws(
    raw: list[tuple[int, int, ReasonKind, bool]],
    judgements: dict[tuple[int, int], Judgement],
    shuffler: random.Random,
) -> None:
    links = [pair(a, b, kind, joins) for a, b, kind, joins in raw if a != b]
    ads = list(range(12))
    groups = cluster(ads, links, judgements)
    assert sorted(ad for group in groups for ad in group) == ads
    for (a, b), judgement in judgements.items():
        if judgement is Judgement.NOT_SAME:
            assert of(groups, a) != of(groups, b)
    shuffled = links.copy()
    shuffler.shuffle(shuffled)
    assert cluster(ads, shuffled, judgements) == groups
    linked = {ad for link in links if link.reasons[0].joins for ad in (link.a, link.b)}
    linked |= {ad for both, j in judgements.items() if j is Judgement.SAME for ad in both}
    assert all(of(groups, ad) == [ad] for ad in ads if ad not in linked)


def test_strongest_prefers_what_joins() -> None:
    weak = Reason(ReasonKind.NEAR_TEXT, 0.5, 0.42)
    hub = Reason(ReasonKind.PHONE, 0.1, 0.0, {"hub": True}, joins=False)
    assert strongest([hub, weak]) is weak
