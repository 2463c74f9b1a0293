# SPDX-License-Identifier: GPL-3.0-or-later
"""Acts on many, steps back through the history, and what follows a merge, on a small real case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.triage.bulk_items import BulkAct, BulkPreview, BulkScope
from app.triage.case_session import CaseSession
from app.triage.items import NewTag, Target
from app.triage.reading_items import NewReading
from indexing.errors import BadInputError, RefusedError
from indexing.store import clusters, marks, protocol_acts
from indexing.store.case import Case
from indexing.store.protocol_acts import POSSIBLE_MINOR, Act
from tests.properties import desk_world

EVERYTHING = BulkScope()


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with desk_world.copied(tmp_path) as made:
        made.actor = "ann"
        yield made


@pytest.fixture
def desk(case: Case) -> CaseSession:
    return CaseSession(case)


def two(case: Case) -> tuple[int, int]:
    """The two largest clusters."""
    first, second = clusters.ids(case)[:2]
    return first, second


def never(_done: int, _total: int) -> bool:
    return True


def test_a_merge_that_is_undone_gives_back_both_with_what_was_said(
    case: Case, desk: CaseSession
) -> None:
    first, second = two(case)
    desk.set_status(second, "done")
    desk.say_reading(NewReading(second, "scam", "held"))
    desk.add_tag(NewTag(Target(cluster=second), "FEE-01", "low"))
    before = desk_world.facts(case)
    desk.merge([first, second])
    (rival,) = desk.readings(first).rivals
    assert rival.statements[0].came_from == f"C{second}"
    assert [row.mark.target.cluster for row in marks.of_cluster(case, first)] == [second]
    desk.undo()
    assert desk_world.facts(case) == before
    desk.redo()
    desk.undo()
    assert desk_world.facts(case) == before


def test_what_was_merged_and_is_split_by_hand_has_its_name_again(
    case: Case, desk: CaseSession
) -> None:
    first, second = two(case)
    ads = clusters.members(case, second)
    desk.set_status(second, "set_aside")
    desk.merge([first, second])
    desk.split(first, ads)
    assert clusters.members(case, second) == ads
    assert clusters.get(case, second).status == "set_aside"


def test_ads_move_in_one_step(case: Case, desk: CaseSession) -> None:
    first, second = two(case)
    before = desk_world.facts(case)
    ad = clusters.members(case, first)[0]
    desk.move((first, second), [ad])
    homes = clusters.current(case)
    assert homes[ad] == homes[clusters.members(case, second)[0]]
    assert ad not in clusters.members(case, first)
    desk.undo()
    assert desk_world.facts(case) == before
    with pytest.raises(BadInputError, match="merge_one"):
        desk.move((first, first), [ad])


def test_what_nobody_said_cannot_be_taken_away_from_many(case: Case, desk: CaseSession) -> None:
    first, _second = two(case)
    desk.say_reading(NewReading(first, "scam"))
    act = BulkAct("reading", "scam", "withdrawn")
    found = desk.preview_bulk(act, EVERYTHING)
    assert (found.changes, found.same) == (1, len(clusters.ids(case)) - 1)
    desk.add_tag(NewTag(Target(ad=1), "FEE-01", "low"))
    tags = BulkAct("tag", "FEE-01", "withdrawn")
    assert desk.preview_bulk(tags, BulkScope(each="ads")).changes == 1


def test_what_is_looked_at_one_by_one_is_left_out_and_counted(
    case: Case, desk: CaseSession
) -> None:
    first, _second = two(case)
    members = clusters.members(case, first)
    protocol_acts.note(case, POSSIBLE_MINOR, members[0], Act.ASKED, by="rules")
    found = desk.preview_bulk(BulkAct("status", "done"), EVERYTHING)
    assert (found.protected, found.changes) == (1, len(clusters.ids(case)) - 1)
    desk.draw(3, 0)
    tags = desk.preview_bulk(BulkAct("tag", "FEE-01"), BulkScope(each="ads"))
    total = len(clusters.current(case))
    assert tags.protected == 1
    assert tags.second in (2, 3)  # the protected ad may be among those drawn
    assert tags.total == total
    with pytest.raises(RefusedError, match="bulk_protocol"):
        desk.preview_bulk(BulkAct("tag", "MIN-01"), BulkScope(each="ads"))


def test_stopped_or_overtaken_nothing_is_kept(case: Case, desk: CaseSession) -> None:
    before, told = desk_world.facts(case), desk_world.history(case)
    act = BulkAct("status", "done")
    found: BulkPreview = desk.preview_bulk(act, EVERYTHING)
    desk.apply_bulk(act, EVERYTHING, found.changes, lambda _done, _total: False)
    with pytest.raises(BadInputError, match="bulk_changed"):
        desk.apply_bulk(act, EVERYTHING, found.changes + 1, never)
    assert (desk_world.facts(case), desk_world.history(case)) == (before, told)
    desk.apply_bulk(act, EVERYTHING, found.changes, never)
    assert len(desk_world.history(case)) == len(told) + 1


def test_what_a_tag_asks_for_is_undone_with_it_but_for_a_minor(
    case: Case, desk: CaseSession
) -> None:
    first, _second = two(case)
    desk.add_tag(NewTag(Target(ad=1), "COE-03", "low"))
    assert protocol_acts.under(case, protocol_acts.URGENT) == {1}
    desk.undo()
    assert protocol_acts.under(case, protocol_acts.URGENT) == frozenset()
    desk.redo()
    assert protocol_acts.under(case, protocol_acts.URGENT) == {1}
    desk.add_tag(NewTag(Target(cluster=first), "MIN-01", "low"))
    members = set(clusters.members(case, first))
    assert protocol_acts.under(case, POSSIBLE_MINOR) == members
    desk.undo()
    assert protocol_acts.under(case, POSSIBLE_MINOR) == members


def test_the_history_tells_what_cannot_be_undone(case: Case, desk: CaseSession) -> None:
    first, _second = two(case)
    desk.set_status(first, "looking")
    desk.unmask(2, "compare")
    desk.purge_ad(3, "asked for")
    desk.set_status(first, "done")
    shown = desk.history()
    assert [item.is_final for item in shown[:4]] == [False, True, True, False]
    assert shown[1].sentence == "Deleted for good: A3"
    assert (shown[2].target, shown[2].op < 0) == ("A2", True)
    told = desk.preview_turn(shown[3].op)
    assert (told.is_undo, told.count, len(told.stays)) == (True, 1, 2)
    assert desk.turn_to(shown[3].op).sentence.startswith("1 act undone.")
    again = desk.preview_turn(shown[0].op)
    assert (again.is_undo, again.count) == (False, 1)
