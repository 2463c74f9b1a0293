# SPDX-License-Identifier: GPL-3.0-or-later
"""The second reader over a real case: nothing of others is shown or told before they coded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.commands import search_serving
from app.triage.bulk_items import BulkAct, BulkScope
from app.triage.case_session import CaseSession
from app.triage.doors import CaseDoors
from app.triage.items import Changed, NewTag, Target
from app.triage.overview_items import Wanted
from app.triage.queue_items import Asked
from app.triage.reading_items import NewReading
from app.triage.searching_items import SearchAsked
from app.triage.suggestion_items import NewAnswer
from indexing.pipeline.searching import Searcher
from indexing.store import clusters, marks, protocol_acts
from indexing.store.case import Case
from indexing.store.protocol_acts import Act
from indexing.store.suggestions import replace_of_groups
from tests.app.triage.test_suggestion_cards import case

__all__ = ["case"]


@pytest.fixture
def session(case: Case) -> CaseSession:
    """Ann has coded and noted; the person at work is Bea, who reads second."""
    first = CaseSession(case)
    case.actor = "Ann"
    first.add_tag(NewTag(Target(ad=1), "FEE-01", "high", "clear enough"))
    first.add_note(Target(ad=1), "Ann saw this.")
    (item,) = first.suggestions(2)
    first.answer(NewAnswer(item, "accepted"))
    first.go_through(1)
    case.actor = "Bea"
    first.be_second(on=True)
    return first


def test_before_coding_nothing_of_others_is_in_sight(session: CaseSession) -> None:
    found = session.detail(1)
    assert found.is_hidden
    assert (found.tags, found.notes) == ((), ())
    assert session.suggestions(1) == []
    assert session.cluster_suggestions(1) == []
    (row,) = session.ads([1])
    assert (row.tags, row.notes) == (0, 0)
    assert [one.tags for one in session.clusters([1])] == [0]
    told = " ".join(one.sentence + one.target + one.by for one in session.history())
    assert "FEE-01" not in told
    assert "Ann" not in told
    assert session.agreement().is_hidden
    assert session.agreement().indicators == ()
    assert session.reader().detail(1).is_hidden


def test_own_codes_are_shown_and_are_blind(session: CaseSession, case: Case) -> None:
    session.add_tag(NewTag(Target(ad=1), "FEE-01", "low"))
    found = session.detail(1)
    assert [one.by for one in found.tags] == ["Bea"]
    assert session.ads([1])[0].tags == 1
    said = [row for row in marks.current(case) if row.mark.by == "Bea"]
    assert [row.mark.suggestion_visible for row in said] == [False]


def test_after_coding_everything_of_that_ad_is_shown(session: CaseSession) -> None:
    session.go_through(1)
    found = session.detail(1)
    assert not found.is_hidden
    assert found.tags[0].by == "Ann"
    assert session.suggestions(1)
    assert session.detail(2).is_hidden
    assert any("FEE-01" in one.sentence for one in session.history())
    session.undo()
    assert session.detail(1).is_hidden


def test_what_was_set_on_its_cluster_stays_hidden_with_one_ad_of_it_coded(
    session: CaseSession, case: Case
) -> None:
    """The cluster holds A2 as well, which is still to be coded."""
    case.actor = "Ann"
    session.be_second(on=False)
    session.add_tag(NewTag(Target(cluster=1), "TPC-04", "high"))
    session.add_note(Target(cluster=1), "Ann's note")
    (whole,) = session.cluster_suggestions(1)
    session.answer(NewAnswer(whole, "accepted"))
    case.actor = "Bea"
    session.be_second(on=True)
    session.go_through(1)
    found = session.detail(1)
    assert [one.target for one in found.tags] == ["A1"]
    assert [one.text for one in found.notes] == ["Ann saw this."]
    groups = [one for one in session.suggestions(1) if one.rule == whole.rule]
    assert [(one.ads, one.answers) for one in groups] == [((1, 2), ())]
    replace_of_groups(case, [], {}, "y")  # a rule that finds it no more
    assert not [one for one in session.suggestions(1) if one.rule == whole.rule]
    session.be_second(on=False)
    assert [one.target for one in session.detail(1).tags] == ["A1", "C1"]


def test_the_reading_is_blind_and_agreement_counts_it(session: CaseSession, case: Case) -> None:
    session.go_through(1)
    reading = next(one for one in marks.readings(case) if one.mark.by == "Bea")
    assert reading.mark.suggestion_visible is False
    session.be_second(on=False)
    view = session.agreement()
    item = next(one for one in view.indicators if one.indicator == "FEE-01")
    assert [(one.thing, one.said) for one in item.disputes] == [("A1", "Ann: present; Bea: absent")]
    assert item.figures[0].n == 1


def test_a_draw_is_listed_without_telling_why(session: CaseSession) -> None:
    session.draw(2, 0)
    session.go_through(1)
    found = session.agreement()
    assert found.draw == 1
    assert sorted((one.ad, one.done) for one in found.drawn) == [(1, True), (2, False)]
    assert not hasattr(found.drawn[0], "stratum")


def test_switched_off_everything_is_shown_again(session: CaseSession, case: Case) -> None:
    session.be_second(on=False)
    assert not session.detail(1).is_hidden
    assert session.detail(1).notes
    assert clusters.members(case, 1) == (1, 2)


def in_clusters(session: CaseSession, words: str) -> int:
    return len(session.cluster_ids(words))


def in_queue(session: CaseSession, words: str) -> int:
    return len(session.queue(Asked(words, "indicators")).ids)


def in_facets(session: CaseSession, words: str) -> int:
    facet = next(one for one in session.facets(words) if one.key == "status")
    return sum(value.count for value in facet.values)


def in_overview(session: CaseSession, words: str) -> int:
    found = session.overview_timeline(Wanted("filter", expression=words), "")
    return found.undated + found.ads


def in_bulk_on_clusters(session: CaseSession, words: str) -> int:
    return session.preview_bulk(BulkAct("status", "done"), BulkScope(words)).total


def in_bulk_on_ads(session: CaseSession, words: str) -> int:
    return session.preview_bulk(BulkAct("note", "seen"), BulkScope(words, each="ads")).total


def in_search(session: CaseSession, words: str) -> int:
    case = session._case
    asked = SearchAsked("words", "registration", words, only_own=session.is_second())
    document = {"id": 1, **asked.document()}
    return len(search_serving.answered(case, Searcher(case, Path("none")), document).hits)


@pytest.mark.parametrize(
    "count",
    [in_clusters, in_queue, in_facets, in_overview, in_bulk_on_clusters, in_bulk_on_ads, in_search],
)
@pytest.mark.parametrize("words", ["tag:FEE-01", "indicator:FEE-01", "reading:spam"])
def test_no_filter_tells_what_others_set(
    session: CaseSession, case: Case, count: Callable[[CaseSession, str], int], words: str
) -> None:
    case.actor = "Ann"
    session.say_reading(NewReading(1, "spam", "held"))
    case.actor = "Bea"
    assert count(session, words) == 0
    assert count(session, "-" + words) > 0
    session.be_second(on=False)
    assert count(session, words) > 0


def test_own_readings_and_tags_are_found_by_filter(session: CaseSession) -> None:
    session.say_reading(NewReading(1, "spam", "open"))
    session.add_tag(NewTag(Target(ad=2), "FEE-01", "low"))
    assert in_clusters(session, "reading:spam") == 1
    assert in_search(session, "tag:FEE-01") == 1


def test_a_search_that_does_not_say_for_whom_it_is_shows_nothing_of_others(case: Case) -> None:
    first = CaseSession(case)
    case.actor = "Ann"
    first.add_tag(NewTag(Target(ad=1), "FEE-01", "high"))
    case.actor = "Bea"
    document = {"mode": "words", "value": "registration", "only": "tag:FEE-01", "limit": 9}
    searcher = Searcher(case, Path("none"))
    assert not search_serving.answered(case, searcher, document).hits
    assert search_serving.answered(case, searcher, {**document, "only_own": False}).hits


def test_a_bulk_act_on_ads_keeps_to_those_with_own_tags(session: CaseSession) -> None:
    # their cluster is one that a tag of the second reader's own brings in
    session.add_tag(NewTag(Target(ad=2), "FEE-01", "low"))
    scope, act = BulkScope("tag:FEE-01", each="ads"), BulkAct("note", "Looked at.")
    assert session.preview_bulk(act, scope).sample == ("A2",)
    assert session.apply_bulk(act, scope, 1, lambda _n, _of: True).ads == (2,)
    session.be_second(on=False)
    assert session.preview_bulk(act, scope).sample == ("A1",)


def test_an_act_on_several_is_hidden_when_one_of_them_is_not_coded(
    session: CaseSession, case: Case
) -> None:
    case.actor = "Ann"
    scope = BulkScope(clusters=(1,), each="ads")
    session.apply_bulk(BulkAct("tag", "FEE-01", "unsure"), scope, 2, lambda _n, _of: True)
    newest = session.history(1)[0]
    assert (newest.target, newest.further) == ("A1", ("A2",))
    case.actor = "Bea"
    session.go_through(1)
    assert all("A2" not in one.sentence for one in session.history())
    session.go_through(2)
    assert any("A1" in one.sentence and "A2" in one.sentence for one in session.history())


def test_steps_back_do_not_tell_what_they_take_back(session: CaseSession) -> None:
    oldest = session.history()[-1].op
    told = session.preview_turn(oldest).sentences
    assert told
    assert not any("FEE-01" in one or "TPC-04" in one for one in told)
    steps: list[Changed] = []
    while (done := session.undo()).sentence:
        steps.append(done)
    while (done := session.redo()).sentence:
        steps.append(done)
    assert len(steps) == 8
    assert not any("FEE-01" in one.sentence or "TPC-04" in one.sentence for one in steps)
    session.be_second(on=False)
    assert "TPC-04" in " ".join(session.preview_turn(oldest).sentences)


def test_figures_of_rules_are_of_the_reader_alone(session: CaseSession) -> None:
    def accepted() -> int:
        return sum(one.accepted for one in session.rules().rules)

    assert accepted() == 0
    session.be_second(on=False)
    assert accepted() == 1


def test_who_asked_for_a_protocol_is_not_told(session: CaseSession, case: Case) -> None:
    protocol_acts.note(case, "urgent", 2, Act.APPLIED, by="Ann")
    (waiting,) = session.protection().asked
    assert (waiting.ad, waiting.by) == (2, "")
    session.be_second(on=False)
    assert session.protection().asked[0].by == "Ann"


def test_a_case_that_was_locked_opens_for_the_second_reader_again(case: Case) -> None:
    doors, path, words = CaseDoors(), str(case.path), "correct horse battery"
    case.close()
    first = doors.open(path, words)
    assert not first.is_second()
    first.be_second(on=True)
    first.close()
    second = doors.open(path, words)
    assert second.is_second()
    assert second.summary().is_second
    second.be_second(on=False)
    second.close()
    third = doors.open(path, words)
    assert not third.is_second()
    third.close()
