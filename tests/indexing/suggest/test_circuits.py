# SPDX-License-Identifier: GPL-3.0-or-later
"""Circuits of contacts: who shares one, what breaks one, and that order of ads does not matter."""

from __future__ import annotations

import random
from datetime import date, timedelta

from app.triage.codebook import shipped
from indexing.suggest.circuits import circuits
from indexing.suggest.cluster_rule import find
from indexing.suggest.rule_parsing import rule_set
from indexing.suggest.rules import ClusterRule
from indexing.suggest.statistics import Post

DAY = date(2026, 5, 1)
ROUTE = ("Lille", "Lyon", "Nice", "Pau", "Rouen")


def tour(contact: str, places: tuple[str, ...], first: int = 0, ad: int = 1) -> list[Post]:
    return [
        Post(ad + n, day=DAY + timedelta(first + n), place=place, advertisers=(contact,))
        for n, place in enumerate(places)
    ]


def shared(posts: list[Post]) -> list[tuple[int, ...]]:
    return sorted(tuple(post.ad for post in group.posts) for group in circuits(posts))


def test_contacts_on_one_circuit_are_one_group_and_others_are_apart() -> None:
    posts = [*tour("a", ROUTE), *tour("b", ROUTE, 2, 11), *tour("c", ROUTE[::-1], 2, 21)]
    assert shared(posts) == [(*range(1, 6), *range(11, 16)), (*range(21, 26),)]


def test_a_longer_shared_way_is_one_group() -> None:
    longer = (*ROUTE, "Metz", "Dijon")
    posts = [*tour("a", longer), *tour("b", longer, 3, 11)]
    assert shared(posts) == [(*range(1, 8), *range(11, 18))]


def test_back_and_forth_is_no_circuit_and_staying_is_one_stop() -> None:
    assert shared(tour("a", ("Lille", "Lyon", "Lille", "Lyon", "Nice", "Pau"))) == []
    stays = ("Lille", "Lille", "Lyon", "Nice", "Nice", "Pau", "Rouen")
    assert shared([*tour("a", stays), *tour("b", ROUTE, 0, 11)]) == [(*range(1, 8), *range(11, 16))]


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
    names = dict(zip(ROUTE, ("v", "w", "x", "y", "z"), strict=True))
    told = shared(posts)
    random.Random(3).shuffle(posts)
    assert shared(posts) == told
    renamed = [
        Post(p.ad, day=p.day, place=names[p.place], advertisers=p.advertisers) for p in posts
    ]
    assert shared(renamed) == told


def test_hardly_anybody_shares_a_circuit_by_chance() -> None:
    """Contacts that all travel, for two months, between forty towns, the large ones more often."""
    chance = random.Random(1)
    weights = [1 / rank for rank in range(1, 41)]
    posts: list[Post] = []
    for contact in range(2_000):
        for town in chance.choices(range(40), weights, k=10):
            day = DAY + timedelta(chance.randrange(60))
            posts.append(Post(len(posts), "", day, place=f"{town}", advertisers=(f"c{contact}",)))
    rule = next(one for one in rule_set(shipped()).rules if one.id == "R-MOV-03-circuit")
    assert isinstance(rule, ClusterRule)
    found = find(rule, circuits(posts))
    assert found.groups > 1_000
    assert len({ad for hit in found.hits for ad in hit.ads}) <= 0.005 * len(posts)
