# SPDX-License-Identifier: GPL-3.0-or-later
"""Circuits of contacts: who shares one, what breaks one, and that order of ads does not matter."""

from __future__ import annotations

import random
from datetime import date, timedelta

from indexing.suggest.circuits import circuits
from indexing.suggest.statistics import Post

DAY = date(2026, 5, 1)
ROUTE = ("Lille", "Lyon", "Nice", "Pau")


def tour(contact: str, places: tuple[str, ...], first: int = 0, ad: int = 1) -> list[Post]:
    return [
        Post(ad + n, day=DAY + timedelta(first + n), place=place, advertisers=(contact,))
        for n, place in enumerate(places)
    ]


def shared(posts: list[Post]) -> list[tuple[int, ...]]:
    return sorted(tuple(post.ad for post in group.posts) for group in circuits(posts))


def test_contacts_on_one_circuit_are_one_group_and_others_are_apart() -> None:
    posts = [*tour("a", ROUTE), *tour("b", ROUTE, 2, 11), *tour("c", ROUTE[::-1], 2, 21)]
    assert shared(posts) == [(1, 2, 3, 4, 11, 12, 13, 14), (21, 22, 23, 24)]


def test_a_longer_shared_way_is_one_group() -> None:
    longer = (*ROUTE, "Metz", "Dijon")
    posts = [*tour("a", longer), *tour("b", longer, 3, 11)]
    assert shared(posts) == [(*range(1, 7), *range(11, 17))]


def test_back_and_forth_is_no_circuit_and_staying_is_one_stop() -> None:
    assert shared(tour("a", ("Lille", "Lyon", "Lille", "Lyon", "Nice"))) == []
    stays = ("Lille", "Lille", "Lyon", "Nice", "Nice", "Pau")
    assert shared([*tour("a", stays), *tour("b", ROUTE, 0, 11)]) == [
        (1, 2, 3, 4, 5, 6, 11, 12, 13, 14)
    ]


def test_a_day_at_several_places_breaks_a_way() -> None:
    posts = tour("a", ROUTE)
    posts.append(Post(9, day=DAY + timedelta(1), place="Brest", advertisers=("a",)))
    assert shared(posts) == []


def test_what_has_no_day_place_or_contact_goes_nowhere() -> None:
    posts = tour("a", ROUTE)
    for gone in ({"day": None}, {"place": ""}, {"advertisers": ()}):
        bare = [
            Post(**{"ad": p.ad, "day": p.day, "place": p.place, "advertisers": ("a",), **gone})  # type: ignore[arg-type]
            for p in posts
        ]
        assert shared(bare) == []


def test_neither_the_order_of_ads_nor_the_names_of_places_matter() -> None:
    posts = [*tour("a", ROUTE), *tour("b", ROUTE, 2, 11), *tour("c", ROUTE[::-1], 2, 21)]
    names = dict(zip(ROUTE, ("w", "x", "y", "z"), strict=True))
    told = shared(posts)
    random.Random(3).shuffle(posts)
    assert shared(posts) == told
    renamed = [
        Post(p.ad, day=p.day, place=names[p.place], advertisers=p.advertisers) for p in posts
    ]
    assert shared(renamed) == told
