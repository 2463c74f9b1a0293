# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from indexing.link.shared_mentions import (
    carriers_of,
    directories,
    find_hubs,
    groups_of_sites,
    merge_guessed_phones,
    reason_for,
    shared_pairs,
)
from indexing.options import LinkOptions
from indexing.records import MentionKind, ReasonKind, Ruling

OPTIONS = LinkOptions(hub_groups=4, hub_groups_conflicting=2)
PHONE = "+33199000001"
THING = (ReasonKind.PHONE, PHONE)


def test_only_linking_kinds_with_two_carriers_count() -> None:
    mentions = [
        (MentionKind.PHONE, PHONE, [3, 1, 3]),
        (MentionKind.EMAIL, "a@example.org", [2, 2]),
        (MentionKind.PRICE, "25 EUR", [1, 2]),
    ]
    assert carriers_of(mentions) == {THING: [1, 3]}


def test_a_number_in_many_groups_is_a_hub() -> None:
    ads = list(range(10))
    alone = {ad: ad for ad in ads}
    together = dict.fromkeys(ads, 0)
    assert THING in find_hubs({THING: ads}, alone, {}, OPTIONS)
    assert find_hubs({THING: ads}, together, {}, OPTIONS) == {}
    assert list(shared_pairs({THING: ads}, find_hubs({THING: ads}, alone, {}, OPTIONS))) == []


def test_own_contacts_beside_it_lower_the_limit() -> None:
    ads = [0, 1, 2]
    alone = {ad: ad for ad in ads}
    own = {ad: {PHONE, f"person{ad}@example.org"} for ad in ads}
    shared = {ad: {PHONE, "office@example.org"} for ad in ads}
    assert THING in find_hubs({THING: ads}, alone, own, OPTIONS)
    assert find_hubs({THING: ads}, alone, shared, OPTIONS) == {}


def test_pairs_form_a_star_and_rarity_falls() -> None:
    assert [(a, b) for a, b, _ in shared_pairs({THING: [5, 2, 9]}, {})] == [(2, 5), (2, 9)]
    rare, common = (reason_for(THING, range(n), None, 1000) for n in (2, 400))
    assert rare.score == 1.0
    assert 0 < common.score < rare.score
    assert reason_for(THING, range(2), None, 2).score == 1.0


def test_a_number_read_for_two_countries_is_one_where_countries_are_guessed() -> None:
    mentions = [
        (MentionKind.PHONE, "+33639980001", [1, 4]),
        (MentionKind.PHONE, "+44639980001", [2]),
        (MentionKind.PHONE, "+33639980002", [3]),
        (MentionKind.EMAIL, "a@example.org", [2, 3]),
    ]
    assert list(merge_guessed_phones(mentions)) == [
        (MentionKind.EMAIL, "a@example.org", [2, 3]),
        (MentionKind.PHONE, "+33639980001", [1, 2, 4]),
        (MentionKind.PHONE, "+33639980002", [3]),
    ]


def test_the_front_page_of_a_site_that_many_groups_link_into_joins_nothing() -> None:
    front, own = (ReasonKind.URL, "market.example"), (ReasonKind.URL, "bakery.example")
    deep = (ReasonKind.URL, "market.example/u/7")
    mentions = [(MentionKind.URL, f"market.example/ad/{ad}", [ad]) for ad in range(3)]
    group_of = {ad: ad for ad in range(9)}
    sites = groups_of_sites([*mentions, (MentionKind.URL, "bakery.example/menu", [0])], group_of)
    carriers = {front: [5, 6], own: [5, 6], deep: [5, 6]}
    (hub,) = find_hubs(carriers, group_of, {}, OPTIONS, sites=sites).values()
    assert (hub.value, hub.why, hub.ads, hub.groups) == ("market.example", "many_groups", 2, 5)


def test_a_hub_tells_why() -> None:
    ads = list(range(10))
    alone = {ad: ad for ad in ads}
    own = {ad: {PHONE, f"person{ad}@example.org"} for ad in ads}
    (many,) = find_hubs({THING: ads}, alone, {}, OPTIONS).values()
    (contacts,) = find_hubs({THING: ads[:4]}, alone, own, OPTIONS).values()
    assert (many.why, contacts.why) == ("many_groups", "many_contacts")
    reason = reason_for(THING, ads, many, 100)
    told = {"value": PHONE, "ads": 10, "hub": True, "groups": 10, "why": "many_groups"}
    assert dict(reason.detail) == told
    assert not reason.joins


def test_a_ruling_wins_over_every_count() -> None:
    ads = list(range(10))
    alone = {ad: ad for ad in ads}
    assert find_hubs({THING: ads}, alone, {}, OPTIONS, rulings={THING: Ruling.JOINS}) == {}
    (hub,) = find_hubs({THING: [1, 2]}, alone, {}, OPTIONS, rulings={THING: Ruling.HELD}).values()
    assert (hub.why, hub.ads, hub.groups) == ("ruled", 2, 2)
    said = reason_for(THING, ads, None, 100, Ruling.JOINS)
    assert said.joins
    assert said.detail["ruled"] == "joins"
    assert "ruled" not in reason_for(THING, ads, None, 100).detail


def test_an_ad_that_lists_very_many_contacts_is_a_directory() -> None:
    many = {f"+3363998{number:04}" for number in range(11)}
    contacts = {1: many, 2: set(sorted(many)[:10]), 3: set()}
    listing = directories(contacts, LinkOptions())
    assert listing == {1}
    thing = (ReasonKind.PHONE, "n")
    assert list(shared_pairs({thing: [1, 2, 3]}, {}, listing)) == [(2, 1, thing), (2, 3, thing)]


def test_what_a_directory_lists_is_told_and_joins_only_by_a_ruling() -> None:
    thing = (ReasonKind.PHONE, "n")
    told = reason_for(thing, [1, 2], None, 9, listed=True)
    assert (told.joins, told.detail["why"]) == (False, "directory")
    assert reason_for(thing, [1, 2], None, 9, Ruling.JOINS, listed=True).joins
