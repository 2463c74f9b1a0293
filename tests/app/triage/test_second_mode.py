# SPDX-License-Identifier: GPL-3.0-or-later
"""The second reader over a real case: nothing of others is shown or told before they coded."""

from __future__ import annotations

import pytest

from app.triage.case_session import CaseSession
from app.triage.items import NewTag, Target
from app.triage.suggestion_items import NewAnswer
from indexing.store import clusters, marks
from indexing.store.case import Case
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
