# SPDX-License-Identifier: GPL-3.0-or-later
"""Rival readings of a cluster: by person, append-only, with what speaks for and against them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from indexing.errors import BadInputError, RefusedError
from indexing.records import Judgement
from indexing.store import (
    clusters,
    judgements,
    marks,
    operations,
    purge,
    readings,
    sealing,
)
from indexing.store.case import Case, open_case
from indexing.store.keys import Passphrase
from indexing.store.marks import Mark, MarkStatus, Target
from indexing.store.reading_points import Point, Side
from indexing.store.readings import Reading, ReadingRow, Standing
from tests.indexing.store import rows
from tests.indexing.store.conftest import PASSPHRASE


@pytest.fixture
def ready(case: Case) -> Case:
    """Ads 1, 2, 3 in clusters 1 (1, 2) and 2 (3)."""
    rows.three(case)
    clusters.replace(case, {1: [1, 2], 2: [3]})
    return case


def say(
    case: Case, reading: str, standing: str = "open", *, cluster: int = 1, by: str = "ann"
) -> int | None:
    return readings.say(case, Reading(cluster, reading, Standing(standing), by))


def told(found: list[ReadingRow]) -> list[tuple[str, str, str]]:
    return [(row.said.reading, str(row.said.standing), row.said.by) for row in found]


def test_rivals_stand_side_by_side_and_two_people_do_not_overwrite_each_other(ready: Case) -> None:
    say(ready, "scam", "leaning")
    say(ready, "benign")
    say(ready, "scam", "set_aside", by="bob")
    assert told(readings.of_cluster(ready, 1)) == [
        ("scam", "leaning", "ann"),
        ("benign", "open", "ann"),
        ("scam", "set_aside", "bob"),
    ]
    assert readings.of_cluster(ready, 2) == []


def test_a_statement_follows_the_one_before_it(ready: Case) -> None:
    first = say(ready, "Rooms of one landlord")
    assert say(ready, "rooms of ONE landlord") is not None  # written otherwise: the same reading
    assert say(ready, "rooms of ONE landlord") is None  # nothing new
    say(ready, "rooms of one landlord", "held")
    assert [row.said.standing for row in readings.of_cluster(ready, 1)] == ["held"]
    history = readings.history(ready)
    assert [row.supersedes for row in history] == [None, first, history[1].row]
    assert len({row.thread for row in history}) == 1
    say(ready, "rooms of one landlord", "withdrawn")
    assert readings.of_cluster(ready, 1) == []
    assert say(ready, "scam", "withdrawn") is None


def test_points_for_and_against_keep_who_said_them_and_when(ready: Case) -> None:
    first = Point(Side.FOR, "one phone", ad=1, start=0, end=4)
    readings.say(ready, Reading(1, "scam", Standing.OPEN, "ann", points=(first,)))
    (held,) = readings.of_cluster(ready, 1)
    assert (held.said.points[0].by, held.said.points[0].at) == ("ann", held.at)
    link = Point(Side.AGAINST, "another hand", ad=1, other=2)
    more = replace(held.said, points=(*held.said.points, link))
    readings.say(ready, more)
    (now,) = readings.of_cluster(ready, 1)
    assert now.said.points[0] == held.said.points[0]
    assert (now.said.points[1].ad, now.said.points[1].other) == (1, 2)


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ((Point(Side.FOR),), "reading_points"),
        ((Point(Side.FOR, ad=99),), "id_unknown"),
        ((Point(Side.FOR, ad=1, other=99),), "id_unknown"),
        ((Point(Side.FOR, ad=1, start=0, end=9999),), "span_outside"),
        ((Point(Side.FOR, "x"),) * 101, "reading_points"),
    ],
)
def test_a_point_must_say_something_that_is_there(
    ready: Case, points: tuple[Point, ...], code: str
) -> None:
    with pytest.raises(BadInputError, match=code):
        readings.say(ready, Reading(1, "scam", Standing.OPEN, "ann", points=points))
    assert operations.history(ready) == []


@pytest.mark.parametrize("reading", ["", "  ", "x" * 121, "a\u202eb", "a\x00b"])
def test_a_reading_is_one_readable_line(ready: Case, reading: str) -> None:
    with pytest.raises(BadInputError, match="reading_unreadable"):
        say(ready, reading)


def test_only_of_a_cluster_that_is_there(ready: Case) -> None:
    with pytest.raises(BadInputError, match="id_unknown"):
        say(ready, "scam", cluster=99)


def test_undo_and_redo_survive_a_restart(ready: Case, case_path: Path) -> None:
    readings.say(ready, Reading(1, "scam", Standing.OPEN, "ann", points=(Point(Side.FOR, "x"),)))
    (before,) = readings.of_cluster(ready, 1)
    say(ready, "scam", "held")
    ready.close()
    with open_case(case_path, secret=Passphrase(PASSPHRASE), mode="write") as again:
        operations.undo(again)
        assert [row.said for row in readings.of_cluster(again, 1)] == [before.said]
        operations.undo(again)
        assert readings.of_cluster(again, 1) == []
    with open_case(case_path, secret=Passphrase(PASSPHRASE), mode="write") as again:
        operations.redo(again)
        assert [row.said for row in readings.of_cluster(again, 1)] == [before.said]
        operations.redo(again)
        assert told(readings.of_cluster(again, 1)) == [("scam", "held", "ann")]


def test_what_was_said_of_a_merged_cluster_is_with_its_ads(ready: Case) -> None:
    say(ready, "scam", cluster=1)
    say(ready, "spam", "held", cluster=2)
    clusters.replace(ready, {1: [1, 2, 3]})
    assert told(readings.of_cluster(ready, 1)) == [("scam", "open", "ann"), ("spam", "held", "ann")]
    assert readings.clusters_with(ready, "spam") == [1]
    assert {row.home for row in readings.current(ready)} == {1}
    say(ready, "spam", "set_aside", cluster=1)  # follows what was said of the other cluster
    assert told(readings.of_cluster(ready, 1)) == [
        ("scam", "open", "ann"),
        ("spam", "set_aside", "ann"),
    ]


def test_clusters_with_a_reading(ready: Case) -> None:
    say(ready, "scam", "leaning", cluster=1)
    say(ready, "Two shops", cluster=2)
    assert readings.clusters_with(ready) == [1, 2]
    assert readings.clusters_with(ready, "SCAM") == [1]
    assert readings.clusters_with(ready, "scam", "held") == []
    assert readings.clusters_with(ready, "two  shops", "open") == [2]
    assert readings.in_use(ready) == ["Two shops"]


def test_a_purge_takes_what_was_said_of_its_ads(ready: Case) -> None:
    readings.say(
        ready,
        Reading(1, "scam", Standing.OPEN, "ann", points=(Point(Side.FOR, "said", ad=2),)),
    )
    say(ready, "spam", cluster=2)
    marks.add(ready, Mark(Target(cluster=2), "", MarkStatus.ADDED, "ann", note="quoted"))
    clusters.replace(ready, {1: [1, 2, 3]})
    purge.purge_ads(ready, [2, 3], reason="asked", by="ann")
    (left,) = readings.history(ready)
    assert (left.said.reading, left.said.points) == ("scam", ())
    assert marks.history(ready) == []
    assert operations.undo(ready) is not None  # what is purged is passed over
    assert readings.current(ready) == []
    assert operations.undo(ready) is None


def test_a_point_on_a_sealed_ad_goes_and_comes_back_with_it(ready: Case) -> None:
    points = (Point(Side.FOR, "one", ad=2), Point(Side.AGAINST, "two", ad=1))
    readings.say(ready, Reading(1, "scam", Standing.OPEN, "ann", points=points))
    sealing.seal(ready, [2], code="analyst", indicator="MIN-01", by="ann")
    (left,) = readings.current(ready)
    assert [one.words for one in left.said.points] == ["two"]
    with pytest.raises(RefusedError, match="item_protected"):
        readings.say(ready, replace(left.said, points=(Point(Side.FOR, ad=2),)))


def test_undo_leaves_alone_what_was_said_otherwise_since(ready: Case) -> None:
    judgements.decide(ready, 1, 2, Judgement.SAME, by="ann")
    clusters.set_status(ready, 1, clusters.ClusterStatus.DONE, by="ann")
    with ready.transaction() as db:  # as another program, or a repair, would
        db.execute("UPDATE clusters SET status = 'looking' WHERE id = 1")
    undone = operations.undo(ready)
    assert undone is not None
    assert (undone.kept, undone.kinds) == (1, frozenset())
    assert clusters.get(ready, 1).status == "looking"
    undone = operations.undo(ready)
    assert undone is not None
    assert (undone.kept, undone.kinds) == (0, frozenset({"judgement"}))


def test_back_to_an_act_and_forward_again(ready: Case) -> None:
    say(ready, "scam")
    say(ready, "spam")
    clusters.set_status(ready, 1, clusters.ClusterStatus.DONE, by="ann")
    first = operations.history(ready)[-1].operation
    last = operations.history(ready)[0].operation
    assert operations.after(ready, first) == [last, last - 1]
    assert len(operations.turn_to(ready, first)) == 2
    assert told(readings.current(ready)) == [("scam", "open", "ann")]
    assert operations.after(ready, last) == [last - 1, last]
    assert len(operations.turn_to(ready, last)) == 2
    assert told(readings.current(ready)) == [("scam", "open", "ann"), ("spam", "open", "ann")]
    assert clusters.get(ready, 1).status == "done"
    assert operations.turn_to(ready, last) == []
    assert operations.turn_to(ready, 999) == []


def test_a_tag_on_a_merged_cluster_is_with_its_ads_and_can_be_withdrawn(ready: Case) -> None:
    mark = Mark(Target(cluster=2), "FEE-01", MarkStatus.ADDED, "ann")
    marks.add(ready, mark)
    clusters.replace(ready, {1: [1, 2, 3]})
    assert [row.mark for row in marks.of_cluster(ready, 1)] == [mark]
    assert [row.mark for row in marks.of_ad(ready, 1)] == [mark]
    marks.add(ready, marks.withdrawn(mark, by="ann"))
    assert marks.of_cluster(ready, 1) == []
    operations.undo(ready)
    assert [row.members for row in marks.of_cluster(ready, 1)] == [(3,)]
