# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.cluster.components import cluster, counts, draw, strongest
from indexing.cluster.strength import strength
from indexing.records import CandidatePair, Judgement, Reason, ReasonKind

AD = st.integers(0, 11)
PLACES = st.tuples(AD, AD).filter(lambda pair: pair[0] < pair[1])
VALUES = ("", "one", "two")
KINDS = [
    ReasonKind.SAME_TEXT,
    ReasonKind.NEAR_TEXT,
    ReasonKind.NEAR_IMAGE,
    ReasonKind.SAME_IMAGE,
    ReasonKind.PHONE,
    ReasonKind.URL,
    ReasonKind.MEANING,
]


@st.composite
def reasons(draw_one: st.DrawFn) -> Reason:
    kind = draw_one(st.sampled_from(KINDS))
    score = draw_one(st.sampled_from([0.45, 0.5, 0.6, 0.9]))
    value = draw_one(st.sampled_from(VALUES))
    detail: dict[str, object] = {"value": value} if value else {}
    if draw_one(st.integers(0, 9)) == 0:
        detail["hub"] = True
    joins = "hub" not in detail and draw_one(st.integers(0, 3)) > 0
    return Reason(kind, score, 0.42, detail, joins)


PAIRS = st.lists(
    st.builds(
        lambda places, found: CandidatePair(places[0], places[1], tuple(found)),
        PLACES,
        st.lists(reasons(), min_size=1, max_size=3),
    ),
    max_size=30,
)
JUDGEMENTS = st.dictionaries(
    PLACES, st.sampled_from([Judgement.SAME, Judgement.NOT_SAME, Judgement.UNSURE]), max_size=5
)
ADS = list(range(12))


def pair(
    a: int,
    b: int,
    kind: ReasonKind = ReasonKind.PHONE,
    *,
    score: float = 0.9,
    value: str = "",
    joins: bool = True,
) -> CandidatePair:
    detail = {"value": value} if value else {}
    return CandidatePair(min(a, b), max(a, b), (Reason(kind, score, 0.42, detail, joins),))


def weak(a: int, b: int, score: float = 0.45) -> CandidatePair:
    return pair(a, b, ReasonKind.NEAR_TEXT, score=score)


def of(groups: list[list[int]], ad: int) -> list[int]:
    return next(group for group in groups if ad in group)


def sets(groups: list[list[int]]) -> set[frozenset[int]]:
    return {frozenset(group) for group in groups}


TWO_GROUPS = [pair(1, 2), pair(2, 3), pair(4, 5), pair(5, 6)]
SIX = [1, 2, 3, 4, 5, 6]


def test_links_join_and_other_ads_stand_alone() -> None:
    assert cluster([1, 2, 3, 4], [pair(1, 2), pair(2, 3)], {}) == [[1, 2, 3], [4]]


def test_a_reason_that_does_not_join_joins_nothing() -> None:
    for kind in KINDS:
        assert cluster([1, 2], [pair(1, 2, kind, joins=False)], {}) == [[1], [2]]


def test_not_the_same_wins_over_every_link() -> None:
    links = [pair(1, 2), pair(2, 3), pair(1, 3)]
    groups = cluster([1, 2, 3], links, {(1, 3): Judgement.NOT_SAME})
    assert of(groups, 1) != of(groups, 3)


def test_a_cut_falls_at_the_weakest_link() -> None:
    links = [pair(1, 2, ReasonKind.PHONE), weak(2, 3)]
    groups = cluster([1, 2, 3], links, {(1, 3): Judgement.NOT_SAME})
    assert groups == [[1, 2], [3]]


def test_a_cut_among_equal_links_leaves_the_larger_side_whole() -> None:
    links = [weak(1, 2, 0.95), *(pair(1, other, value="n") for other in (2, 3, 4))]
    groups = cluster([1, 2, 3, 4], links, {(1, 4): Judgement.NOT_SAME})
    assert groups == [[1, 2, 3], [4]]


def test_a_cut_does_not_depend_on_which_ad_a_star_of_links_was_drawn_from() -> None:
    ads = [1, 2, 3, 4, 5]
    apart = {(1, 2): Judgement.NOT_SAME}
    stars = [[pair(c, o, value="n") for o in ads if o != c] for c in ads]
    assert {tuple(map(tuple, cluster(ads, star, apart))) for star in stars} == {
        ((1,), (2,), (3, 4, 5))
    }


def test_same_joins_without_any_link() -> None:
    assert cluster([1, 2], [], {(1, 2): Judgement.SAME}) == [[1, 2]]


def test_unsure_changes_nothing() -> None:
    assert cluster([1, 2], [pair(1, 2)], {(1, 2): Judgement.UNSURE}) == [[1, 2]]


def test_one_weak_bridge_does_not_join_two_groups() -> None:
    links = [*TWO_GROUPS, weak(3, 4)]
    assert cluster(SIX, links, {}) == [[1, 2, 3], [4, 5, 6]]
    (held,) = draw(SIX, links, {}).held
    assert (held.a, held.b) == (3, 4)
    assert held.weight < held.needed


def test_it_joins_a_single_ad() -> None:
    assert cluster([1, 2, 3, 4], [*TWO_GROUPS[:2], weak(3, 4)], {}) == [[1, 2, 3, 4]]


def test_a_second_link_between_other_texts_supports_it() -> None:
    assert cluster(SIX, [*TWO_GROUPS, weak(3, 4), weak(3, 5)], {}) == [[1, 2, 3], [4, 5, 6]]
    assert cluster(SIX, [*TWO_GROUPS, weak(3, 4), weak(2, 5)], {}) == [SIX]
    assert draw(SIX, [*TWO_GROUPS, weak(3, 4), weak(2, 5)], {}).held == []


def test_a_second_kind_supports_it() -> None:
    near_picture = pair(1, 6, ReasonKind.NEAR_IMAGE, score=0.2)
    assert cluster(SIX, [*TWO_GROUPS, weak(3, 4), near_picture], {}) == [SIX]


def test_repeats_of_one_text_are_one_text() -> None:
    repeats = [pair(1, o, ReasonKind.SAME_TEXT, score=1.0) for o in (2, 3)]
    assert cluster(SIX, [*repeats, *TWO_GROUPS[2:], weak(3, 4)], {}) == [SIX]


def test_a_group_between_two_joins_the_one_it_is_nearer_to() -> None:
    ads = [*SIX, 7]
    links = [*TWO_GROUPS, weak(3, 7, 0.6), weak(7, 4, 0.5)]
    assert cluster(ads, links, {}) == [[1, 2, 3, 7], [4, 5, 6]]
    links = [*TWO_GROUPS, weak(3, 7, 0.5), weak(7, 4, 0.5)]
    assert cluster(ads, links, {}) == [[1, 2, 3], [4, 5, 6], [7]]


def test_held_back_text_and_another_kind_join_together() -> None:
    held = Reason(ReasonKind.NEAR_TEXT, 0.6, 0.42, {}, joins=False)
    picture = Reason(ReasonKind.NEAR_IMAGE, 60.0, 64.0, {}, joins=False)
    place = Reason(ReasonKind.URL, 1.0, 0.0, {"value": "https://example.org/room/7"})
    meaning = Reason(ReasonKind.MEANING, 0.9, 0.28, {}, joins=False)
    hub = Reason(ReasonKind.PHONE, 0.1, 0.0, {"value": "+33199000001", "hub": True}, joins=False)
    assert cluster([1, 2], [CandidatePair(1, 2, (held, picture))], {}) == [[1, 2]]
    assert cluster([1, 2], [CandidatePair(1, 2, (held, place))], {}) == [[1, 2]]
    assert cluster([1, 2], [CandidatePair(1, 2, (held, meaning))], {}) == [[1], [2]]
    assert cluster([1, 2], [CandidatePair(1, 2, (held, hub))], {}) == [[1], [2]]


def test_a_weak_thing_joins_small_groups_and_not_two_large_ones() -> None:
    ads = list(range(1, 9))
    links = [*TWO_GROUPS]
    links += [pair(1, o, ReasonKind.URL, score=0.5, value="u") for o in (4, 7, 8)]
    groups = cluster(ads, links, {})
    assert of(groups, 7) == of(groups, 8)
    assert of(groups, 1) != of(groups, 4)


def test_pairs_that_lead_outside_are_passed_over() -> None:
    assert cluster([1, 2], [pair(1, 2), pair(2, 3)], {(2, 9): Judgement.SAME}) == [[1, 2]]


def test_what_counts() -> None:
    assert counts(weak(1, 2))
    assert counts(pair(1, 2, ReasonKind.NEAR_TEXT, joins=False))
    assert counts(pair(1, 2, value="+33199000001"))
    assert not counts(pair(1, 2, ReasonKind.MEANING, joins=False))


@given(PAIRS, JUDGEMENTS)
@settings(max_examples=150)
def test_a_judgement_is_never_overturned(
    links: list[CandidatePair], judgements: dict[tuple[int, int], Judgement]
) -> None:
    groups = cluster(ADS, links, judgements)
    assert sorted(ad for group in groups for ad in group) == ADS
    apart = [pair for pair, judgement in judgements.items() if judgement is Judgement.NOT_SAME]
    for a, b in apart:
        assert of(groups, a) != of(groups, b)
    if not apart:
        for (a, b), judgement in judgements.items():
            assert judgement is not Judgement.SAME or of(groups, a) == of(groups, b)


@given(PAIRS, JUDGEMENTS)
def test_same_holds_unless_a_chain_of_same_contradicts_it(
    links: list[CandidatePair], judgements: dict[tuple[int, int], Judgement]
) -> None:
    same = [pair for pair, judgement in judgements.items() if judgement is Judgement.SAME]
    told = cluster(ADS, [], dict.fromkeys(same, Judgement.SAME))
    contradicted = any(
        of(told, a) == of(told, b)
        for (a, b), judgement in judgements.items()
        if judgement is Judgement.NOT_SAME
    )
    groups = cluster(ADS, links, judgements)
    for a, b in same:
        assert contradicted or of(groups, a) == of(groups, b)


@given(PAIRS, JUDGEMENTS, st.permutations(ADS), st.randoms())
@settings(max_examples=150)
def test_neither_order_nor_numbers_matter(
    links: list[CandidatePair],
    judgements: dict[tuple[int, int], Judgement],
    new: list[int],
    shuffler: random.Random,
) -> None:
    def renamed(a: int, b: int) -> tuple[int, int]:
        return min(new[a], new[b]), max(new[a], new[b])

    moved = [CandidatePair(*renamed(one.a, one.b), one.reasons) for one in links]
    shuffler.shuffle(moved)
    said = {renamed(*places): judgement for places, judgement in judgements.items()}
    before, after = draw(ADS, links, judgements), draw(ADS, moved, said)
    assert sets(after.groups) == {
        frozenset(new[ad] for ad in group) for group in sets(before.groups)
    }
    assert [one.weight for one in before.held] == [one.weight for one in after.held]


@given(PAIRS, JUDGEMENTS, PLACES)
@settings(max_examples=150)
def test_one_more_not_the_same_never_draws_ads_together(
    links: list[CandidatePair],
    judgements: dict[tuple[int, int], Judgement],
    places: tuple[int, int],
) -> None:
    judgements.pop(places, None)
    before = cluster(ADS, links, judgements)
    after = cluster(ADS, links, judgements | {places: Judgement.NOT_SAME})
    assert all(any(set(part) <= set(whole) for whole in before) for part in after)


@given(PAIRS)
def test_an_ad_that_shares_nothing_stands_alone(links: list[CandidatePair]) -> None:
    counted = [one for one in links if counts(one)]
    groups = cluster(ADS, links, {})
    linked = {ad for one in counted for ad in (one.a, one.b)}
    assert all(of(groups, ad) == [ad] for ad in ADS if ad not in linked)


@given(PAIRS, JUDGEMENTS)
def test_a_part_that_no_evidence_leaves_can_be_drawn_by_itself(
    links: list[CandidatePair], judgements: dict[tuple[int, int], Judgement]
) -> None:
    inside = {*range(5)}
    closed = [one for one in links if (one.a in inside) == (one.b in inside)]
    groups = cluster(ADS, _own_values(closed, inside), judgements | {(0, 11): Judgement.NONE})
    judged = {
        (a, b): judgement
        for (a, b), judgement in judgements.items()
        if (a in inside) == (b in inside)
    }
    if judged == judgements:
        alone = cluster(sorted(inside), _own_values(closed, inside), judged)
        assert sets(alone) == {group for group in sets(groups) if group <= inside}


def _own_values(links: list[CandidatePair], inside: set[int]) -> list[CandidatePair]:
    """Things of the inner part and of the rest are different things."""

    def owned(reason: Reason, where: str) -> Reason:
        detail = {**reason.detail}
        if "value" in detail:
            detail["value"] = f"{where}{detail['value']}"
        return Reason(reason.kind, reason.score, reason.threshold, detail, reason.joins)

    return [
        CandidatePair(
            one.a, one.b, tuple(owned(r, "in" if one.a in inside else "out") for r in one.reasons)
        )
        for one in links
    ]


def test_strongest_prefers_what_joins() -> None:
    near = Reason(ReasonKind.NEAR_TEXT, 0.5, 0.42)
    hub = Reason(ReasonKind.PHONE, 0.1, 0.0, {"hub": True}, joins=False)
    assert strongest([hub, near]) is near


def looks_like(
    a: int, b: int, one: str = "p", other: str = "q", score: float = 0.1
) -> CandidatePair:
    detail = {"images": [one, other]}
    return CandidatePair(a, b, (Reason(ReasonKind.NEAR_IMAGE, score, 0.42, detail),))


def test_pictures_alone_do_not_join_groups_that_share_contacts_of_their_own() -> None:
    contacts = [pair(1, 2, value="n"), pair(4, 5, value="m")]
    assert cluster([1, 2, 4, 5], [*contacts, looks_like(2, 4)], {}) == [[1, 2], [4, 5]]
    (held,) = draw([1, 2, 4, 5], [*contacts, looks_like(2, 4)], {}).held
    assert (held.a, held.b) == (2, 4)
    assert held.weight < held.needed
    page = pair(1, 5, ReasonKind.URL, value="page")
    assert cluster([1, 2, 4, 5], [*contacts, looks_like(2, 4), page], {}) == [[1, 2, 4, 5]]
    assert cluster([1, 2, 4], [contacts[0], looks_like(2, 4)], {}) == [[1, 2, 4]]


def test_pictures_that_look_the_same_are_carried_by_all_who_show_them() -> None:
    shown = [pair(1, o, ReasonKind.SAME_IMAGE, value="p") for o in (2, 3)]
    shown += [pair(4, o, ReasonKind.SAME_IMAGE, value="q") for o in (5, 6)]
    for a, b in ((1, 4), (3, 6), (2, 4)):
        assert cluster(SIX, [*shown, looks_like(a, b)], {}) == [SIX]


def test_many_details_that_agree_are_stronger_than_few() -> None:
    few, many = (
        strength(Reason(ReasonKind.NEAR_IMAGE, score, 12.0, {"rule": "local_features"}))
        for score in (12.0, 60.0)
    )
    assert few < many
