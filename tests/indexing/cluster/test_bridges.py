# SPDX-License-Identifier: GPL-3.0-or-later
"""Bridges of a group, against taking every link and thing away in turn."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.cluster.bridges import Bridge, bridges
from indexing.cluster.components import Components
from indexing.records import CandidatePair, Judgement, ReasonKind
from tests.indexing.cluster.test_components import pair, weak

STAR = [pair(1, other, value="n") for other in (2, 3)]


def cut(found: Sequence[Bridge]) -> set[tuple[frozenset[int], int]]:
    return {(frozenset(one.side), one.rest) for one in found}


def test_a_link_between_two_parts_is_a_bridge() -> None:
    links = [pair(1, 2), pair(2, 3), pair(1, 3), weak(3, 4), pair(4, 5)]
    first, second = bridges([1, 2, 3, 4, 5], links, {})
    assert (first.a, first.b, first.side, first.rest, first.thing) == (4, 3, (4, 5), 3, None)
    assert len(second.side) == 1
    assert first.strength < second.strength


def test_two_links_between_two_parts_are_none() -> None:
    links = [pair(1, 2, value="n"), pair(3, 4, value="m"), weak(1, 3), weak(2, 4)]
    assert bridges([1, 2, 3, 4], links, {}) == []


def test_a_thing_that_alone_ties_two_parts_is_a_bridge() -> None:
    left, right = [weak(1, 2), weak(2, 3), weak(1, 3)], [weak(4, 5), weak(5, 6), weak(4, 6)]
    links = [*left, *right, *(pair(1, other, value="n") for other in (2, 4, 5))]
    (found,) = bridges([1, 2, 3, 4, 5, 6], links, {})
    assert found.thing == (ReasonKind.PHONE, "n")
    assert len(found.side) == found.rest == 3
    assert {found.a, found.b} <= {1, 2, 4, 5}
    assert found.a in found.side
    assert found.b not in found.side


def test_an_ad_with_two_numbers_ties_by_each() -> None:
    ads = list(range(1, 8))
    links = [pair(1, o, value="n") for o in (2, 3, 4)] + [pair(4, o, value="m") for o in (5, 6, 7)]
    found = [one for one in bridges(ads, links, {}) if len(one.side) > 1]
    assert cut(found) == {(frozenset({5, 6, 7}), 4), (frozenset({1, 2, 3}), 4)}


def test_repeats_of_one_text_stay_on_one_side() -> None:
    links = [pair(1, 2, ReasonKind.SAME_TEXT, score=1.0), weak(1, 3), weak(2, 3)]
    (found,) = bridges([1, 2, 3], links, {})
    assert (found.side, found.rest) == ((3,), 2)


def test_a_word_of_a_person_can_be_the_bridge() -> None:
    (found,) = bridges([1, 2], [], {(1, 2): Judgement.SAME})
    assert ({found.a, found.b}, found.rest, found.thing) == ({1, 2}, 1, None)


def test_a_large_star_is_walked_and_bounded() -> None:
    ads = list(range(30_000))
    links = [pair(0, other, value="n") for other in ads[1:]]
    assert len(bridges(ads, links, {}, most=5)) == 5


@given(
    st.lists(
        st.tuples(st.integers(0, 7), st.integers(0, 7), st.sampled_from(["", "n", "m"])),
        max_size=14,
    )
)
@settings(max_examples=150, deadline=None)
def test_bridges_are_what_takes_the_group_apart(raw: list[tuple[int, int, str]]) -> None:
    links = [pair(a, b, value=value) for a, b, value in raw if a != b]
    group = max(_parts(range(8), links), key=len)
    inside = [one for one in links if one.a in group and one.b in group]
    found = bridges(group, inside, {})
    for one in found:
        left = _without(inside, one)
        parts = [set(part) for part in _parts(group, left)]
        assert set(one.side) in parts or _is_union(set(one.side), parts)
        assert one.rest == len(group) - len(one.side)
        assert len(one.side) <= one.rest
        assert one.a in one.side
        assert one.b in set(group) - set(one.side)
    single = {(one.a, one.b) for one in inside if "value" not in one.reasons[0].detail}
    for places in single:
        left = [
            one for one in inside
            if (one.a, one.b) != places or "value" in one.reasons[0].detail
        ]  # fmt: skip
        if len(_parts(group, left)) > 1:
            assert any({one.a, one.b} == set(places) for one in found if one.thing is None)
    for value in ("n", "m"):
        left = [one for one in inside if one.reasons[0].detail.get("value") != value]
        if len(_parts(group, left)) > 1:
            assert any(one.thing and one.thing[1] == value for one in found)


def _without(links: list[CandidatePair], bridge: Bridge) -> list[CandidatePair]:
    if bridge.thing is None:
        return [
            one for one in links
            if {one.a, one.b} != {bridge.a, bridge.b} or "value" in one.reasons[0].detail
        ]  # fmt: skip
    return [one for one in links if one.reasons[0].detail.get("value") != bridge.thing[1]]


def _parts(ads: Sequence[int], links: list[CandidatePair]) -> list[list[int]]:
    components = Components(ads)
    star: dict[object, int] = {}
    for one in links:
        components.join(one.a, one.b)
        value = one.reasons[0].detail.get("value")
        if value:
            components.join(star.setdefault(value, one.a), one.a)
    return components.groups()


def _is_union(side: set[int], parts: list[set[int]]) -> bool:
    return all(part <= side or not part & side for part in parts)
