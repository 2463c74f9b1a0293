# SPDX-License-Identifier: GPL-3.0-or-later
"""Things that tempt to join strangers, one at a time, on the whole road."""

from __future__ import annotations

import random

import pytest

from indexing.records import ReasonKind
from indexing.store import pairs
from tests.properties import worlds
from tests.properties.worlds import Ad


def advertiser(
    name: str, text: int, ads: int, contact: int, photo: tuple[int, int] | None = None
) -> dict[str, Ad]:
    """Ads of one text under one contact; a picture in the first two of them."""
    return {
        f"{name}{at}": Ad(text, at + 3, (contact,), (photo,) if photo and at < 2 else ())
        for at in range(ads)
    }


def clusters_of(world: dict[str, Ad]) -> set[frozenset[str]]:
    named = list(world.items())
    random.Random(len(named)).shuffle(named)
    with worlds.empty_case() as case:
        worlds.put(case, named)
        worlds.indexed(case)
        return worlds.groups(case)


def together(*some: dict[str, Ad]) -> set[frozenset[str]]:
    return {frozenset(each) for each in some}


@pytest.mark.parametrize("text", range(2, 8))
def test_ads_of_one_text_and_contact_are_one_cluster(text: int) -> None:
    one, other = advertiser("one", text, 6, 1), advertiser("other", 9, 4, 2)
    assert clusters_of(one | other) == together(one, other)


@pytest.mark.parametrize("edit", range(3))
def test_a_stolen_photo_joins_no_two_advertisers_with_contacts_of_their_own(edit: int) -> None:
    one = advertiser("one", 2, 6, 1, (0, 0))
    other = advertiser("other", 3, 6, 2, (0, edit))
    assert clusters_of(one | other) == together(one, other)


def test_a_photo_holds_two_texts_of_one_contact_together() -> None:
    one = advertiser("one", 2, 5, 1, (0, 0)) | advertiser("again", 3, 5, 1, (0, 1))
    other = advertiser("other", 4, 5, 2)
    assert clusters_of(one | other) == together(one, other)


def test_a_photo_alone_holds_ads_without_contacts_together() -> None:
    one = {f"one{at}": Ad(2 + at, 0, (), ((0, at),)) for at in range(3)}
    other = advertiser("other", 6, 4, 2)
    assert clusters_of(one | other) == together(one, other)


def test_one_ad_that_names_another_number_joins_no_two_advertisers() -> None:
    one, other = advertiser("one", 2, 8, 1), advertiser("other", 3, 8, 2)
    one["one0"] = Ad(2, 0, (1, 2), ())
    assert clusters_of(one | other) == together(one, other)


def test_a_number_of_everybody_and_a_photo_of_everybody_join_nobody() -> None:
    crowd = {f"crowd{at}": Ad(100 + at, 0, (0,), ((1, at % 3),)) for at in range(worlds.CROWD)}
    one = advertiser("one", 2, 5, 1)
    one["one0"] = Ad(2, 0, (0, 1), ((1, 0),))
    named = list((crowd | one).items())
    with worlds.empty_case() as case:
        worlds.put(case, named)
        worlds.indexed(case)
        held = {hub.kind for hub in pairs.hubs(case)}
        assert worlds.groups(case) == {frozenset(one), *(frozenset({name}) for name in crowd)}
        assert held == {ReasonKind.PHONE, ReasonKind.SAME_IMAGE}


def test_a_changed_number_is_followed_where_ads_name_both() -> None:
    one = {
        f"one{at}": Ad(2 + at // 4, 0, ((1,), (1,), (1, 2), (1, 2), (2,), (2,))[at % 6], ())
        for at in range(12)
    }
    assert clusters_of(one) == together(one)
