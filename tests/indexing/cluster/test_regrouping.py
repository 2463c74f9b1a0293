# SPDX-License-Identifier: GPL-3.0-or-later
"""Splits and merges come out exactly as drawn, whatever links and judgements stand around them."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from indexing.cluster.components import cluster
from indexing.cluster.regrouping import plan_keeping, plan_merge, plan_split, without
from indexing.records import CandidatePair, Judgement, ReasonKind
from tests.indexing.cluster.test_components import ADS, JUDGEMENTS, PAIRS, pair, sets

Words = dict[tuple[int, int], Judgement]


def test_a_split_of_a_star_takes_few_judgements() -> None:
    ads = list(range(1, 21))
    links = [pair(1, other, value="n") for other in ads[1:]]
    said = plan_split(ads, links, {}, [3, 4, 5])
    assert sets(cluster(ads, links, said)) == {frozenset([3, 4, 5]), frozenset(ads) - {3, 4, 5}}
    assert list(said.values()).count(Judgement.NOT_SAME) == 1


def test_a_split_at_a_weak_link_takes_one() -> None:
    links = [pair(1, 2), pair(3, 4), pair(2, 3, ReasonKind.NEAR_TEXT, score=0.5)]
    assert plan_split([1, 2, 3, 4], links, {}, [3, 4]) == {(1, 3): Judgement.NOT_SAME}


def test_a_split_takes_back_what_was_said_across_it() -> None:
    before = {(1, 2): Judgement.SAME}
    said = plan_split([1, 2], [], before, [2])
    assert said == {(1, 2): Judgement.NOT_SAME}
    said = plan_split([1, 2, 3], [pair(1, 3)], before, [2])
    assert cluster([1, 2, 3], [pair(1, 3)], {**before, **said}) == [[1, 3], [2]]


def test_a_merge_ties_each_group_to_the_first_and_takes_back_what_kept_them_apart() -> None:
    before = {(2, 4): Judgement.NOT_SAME}
    links = [pair(1, 2), pair(3, 4), pair(2, 3)]
    groups = cluster([1, 2, 3, 4, 5], links, before)
    said = plan_merge([1, 2, 3, 4, 5], links, before, groups)
    assert cluster([1, 2, 3, 4, 5], links, {**before, **said}) == [[1, 2, 3, 4, 5]]
    assert said[2, 4] is Judgement.NONE


@given(PAIRS, JUDGEMENTS, st.data())
@settings(max_examples=100, deadline=None)
def test_a_split_is_exact(links: list[CandidatePair], before: Words, data: st.DataObject) -> None:
    groups = cluster(ADS, links, before)
    large = [group for group in groups if len(group) > 1]
    assume(large)
    group = data.draw(st.sampled_from(large))
    chosen = data.draw(st.sets(st.sampled_from(group), min_size=1, max_size=len(group) - 1))
    said = plan_split(ADS, links, before, chosen)
    after = sets(cluster(ADS, links, {**before, **said}))
    rest = frozenset(group) - chosen
    one = next(found for found in after if found & chosen)
    other = next(found for found in after if found & rest)
    assert chosen <= one
    assert rest <= other
    assert one != other
    opposed = any(before.get(places) is Judgement.SAME for places in said)
    if not opposed:  # else what only that word held back may come to a side
        assert (set(one), set(other)) == (chosen, set(rest))


@given(PAIRS, JUDGEMENTS, st.data())
@settings(max_examples=100, deadline=None)
def test_a_merge_is_exact(links: list[CandidatePair], before: Words, data: st.DataObject) -> None:
    groups = cluster(ADS, links, before)
    assume(len(groups) > 1)
    several = data.draw(
        st.lists(st.sampled_from(groups), min_size=2, max_size=4, unique_by=lambda one: one[0])
    )
    said = plan_merge(ADS, links, before, several)
    after = cluster(ADS, links, {**before, **said})
    whole = {ad for group in several for ad in group}
    (found,) = [group for group in after if set(group) & whole]
    if Judgement.NONE not in said.values():  # else what only that word kept away comes too
        assert set(found) == whole


def test_a_star_without_its_middle_gets_another() -> None:
    links = [pair(1, other, value="n") for other in (2, 3, 4)]
    assert [(one.a, one.b) for one in without(links, {1, 3})] == [(2, 4)]
    repeats = [pair(1, other, ReasonKind.SAME_TEXT) for other in (2, 3)]
    assert [(one.a, one.b) for one in without(repeats, {1})] == [(2, 3)]
    assert without([pair(1, 2), pair(2, 3)], {2}) == []


@given(PAIRS, st.sets(st.sampled_from(ADS), min_size=4), st.data())
@settings(max_examples=100, deadline=None)
def test_a_split_stands_whichever_ads_go(
    links: list[CandidatePair], carriers: set[int], data: st.DataObject
) -> None:
    first, *others = sorted(carriers)
    links = [*links, *(pair(first, other, value="n") for other in others)]
    group = max(cluster(ADS, links, {}), key=len)
    chosen = data.draw(st.sets(st.sampled_from(group), min_size=1, max_size=len(group) - 1))
    sides = [set(chosen), set(group) - chosen]
    said = plan_split(ADS, links, {}, chosen)
    members = set(ADS)
    for gone in data.draw(st.lists(st.sets(st.sampled_from(group), min_size=1), max_size=4)):
        around = (sorted(members), links, said)
        said |= plan_keeping(around, [sorted(side) for side in sides], said, gone)
        members -= gone
        links = without(links, gone)
        said = {places: word for places, word in said.items() if gone.isdisjoint(places)}
        sides = [side - gone for side in sides]
        if not all(sides):
            return
        assert {frozenset(side) for side in sides} <= sets(cluster(sorted(members), links, said))
