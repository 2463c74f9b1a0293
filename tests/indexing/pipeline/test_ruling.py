# SPDX-License-Identifier: GPL-3.0-or-later
"""A ruling on a shared thing changes the links by that thing at once, and is undone with it."""

from __future__ import annotations

import pytest

from indexing.options import LinkOptions
from indexing.pipeline.indexing import recluster
from indexing.pipeline.ruling import relink
from indexing.records import CandidatePair, Hub, ReasonKind, Ruling
from indexing.store import operations, pairs, rulings
from indexing.store.case import Case
from tests.indexing.pipeline import linked
from tests.indexing.pipeline.linked import PHONE, groups

THING = (ReasonKind.PHONE, PHONE)
FEW = LinkOptions(hub_groups=3, hub_groups_conflicting=2)


@pytest.fixture
def ready(case: Case) -> Case:
    """Ads 1 to 5 give a number that is a hub; 1 and 2 are of nearly one text."""
    linked.fill(case, 6, range(1, 6))
    linked.link(case, [linked.text(1, 2)])
    pairs.put_hub(case, *THING, Hub(*THING, 5, 4, "many_groups"))
    return case


def follow(case: Case) -> None:
    relink(case, [THING], FEW)
    recluster(case)


def test_joins_and_back(ready: Case) -> None:
    before = groups(ready)
    rulings.rule(ready, THING, Ruling.JOINS, by="ann")
    follow(ready)
    assert groups(ready) == {frozenset(range(1, 6)), frozenset({6})}
    assert pairs.hubs(ready) == []
    assert all(
        reason.detail["ruled"] == "joins"
        for pair in pairs.iterate(ready)
        for reason in pair.reasons
        if reason.kind is ReasonKind.PHONE
    )
    operations.undo(ready)
    follow(ready)
    assert groups(ready) == before
    (hub,) = pairs.hubs(ready)
    assert (hub.why, hub.ads) == ("many_groups", 5)
    (link,) = pairs.iterate(ready)  # the hub is told where another reason links two ads
    assert [reason.joins for reason in link.reasons] == [True, False]


def test_held_takes_its_links_away(ready: Case) -> None:
    rulings.rule(ready, THING, Ruling.JOINS, by="ann")
    follow(ready)
    rulings.rule(ready, THING, Ruling.HELD, by="ann")
    follow(ready)
    assert groups(ready) == {frozenset({1, 2}), *(frozenset({ad}) for ad in range(3, 7))}
    (hub,) = pairs.hubs(ready)
    assert (hub.why, hub.groups) == ("ruled", 5)


def test_a_thing_that_few_carry_joins_again_when_the_word_is_taken_back(ready: Case) -> None:
    rulings.rule(ready, THING, Ruling.HELD, by="ann")
    relink(ready, [THING])
    rulings.rule(ready, THING, Ruling.NONE, by="ann")
    assert relink(ready, [THING]) == (1, 2, 3, 4, 5)
    recluster(ready)
    assert frozenset(range(1, 6)) in groups(ready)  # five are few by the usual limits


def test_before_the_first_index_run_there_is_nothing_to_link(case: Case) -> None:
    linked.fill(case, 6, range(1, 6))
    rulings.rule(case, THING, Ruling.JOINS, by="ann")
    relink(case, [THING])
    assert pairs.count(case) == 0


def told(case: Case) -> dict[tuple[int, int], object]:
    """The number of carriers that each link by the number tells."""
    return {
        (pair.a, pair.b): reason.detail["ads"]
        for pair in pairs.iterate(case)
        for reason in pair.reasons
        if reason.kind is ReasonKind.PHONE
    }


def test_a_new_ad_leaves_older_links_by_a_thing_as_they_are_told(case: Case) -> None:
    linked.fill(case, 5, range(1, 5))
    linked.link(case, [linked.text(2, 5)])
    rulings.rule(case, THING, Ruling.JOINS, by="ann")
    relink(case, [THING])
    linked_before = told(case)
    assert set(linked_before.values()) == {4}
    case.db.conn.execute("UPDATE mentions SET ad = 5 WHERE ad = 4")
    pairs.put(case, [CandidatePair(1, 4, ())])
    assert relink(case, [THING], new=frozenset({5})) == (1, 2, 5)
    del linked_before[1, 4]
    assert told(case) == {**linked_before, (1, 5): 4, (2, 5): 4}


def test_what_becomes_a_hub_by_new_ads_is_told_in_all_its_links(case: Case) -> None:
    linked.fill(case, 5, range(1, 5))
    linked.link(case, [linked.text(1, 2)])
    relink(case, [THING], FEW, new=frozenset({3, 4}))
    assert [hub.ads for hub in pairs.hubs(case)] == [4]
    (link,) = pairs.iterate(case)
    assert [reason.joins for reason in link.reasons] == [True, False]
