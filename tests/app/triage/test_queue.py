# SPDX-License-Identifier: GPL-3.0-or-later
"""The queue over a real case: why a row stands there, views of a person, where to go next."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.triage.case_session import CaseSession
from app.triage.queue_items import Asked
from app.triage.queue_session import kept_place, nearest
from app.triage.queue_words import FACETS, Facts, days, orders, why
from indexing.errors import BadInputError
from indexing.store import audit, facets, queue_orders
from indexing.store.case import Case
from tests.app.triage.test_case_session import case, session

__all__ = ["case", "session"]


def test_words_and_store_know_the_same_orders_and_facets() -> None:
    assert tuple(orders()) == queue_orders.ORDERS
    assert facets.FACETS == FACETS


@pytest.mark.parametrize(
    ("order", "facts", "words"),
    [
        ("size", Facts(1), "1 ad"),
        ("size", Facts(1200, "2026-01-01", "2026-01-02"), "1,200 ads over 1 day"),
        ("new", Facts(3), "not looked at yet"),
        ("new", Facts(3, new=0, looked_at="2026-05-12T10:00"), "nothing new since 2026-05-12"),
        ("new", Facts(3, new=4, looked_at="2026-05-12T10:00"), "4 new since 2026-05-12"),
        ("places", Facts(3), "no place is named"),
        (
            "places",
            Facts(3, "2026-01-01", "2026-08-03", names=("a", "b")),
            "seen in 2 places over 214 days",
        ),
        ("time", Facts(3), "no date is known"),
        ("time", Facts(3, "2026-01-01", "2026-01-01T08:00"), "all on one day"),
        ("time", Facts(3, "2026-01-01", "2026-03-01"), "over 59 days"),
        ("sites", Facts(3, names=("a.example",)), "on 1 site: a.example"),
        ("indicators", Facts(3), "no indicator has evidence here"),
        ("indicators", Facts(3, names=tuple("abcde")), "5 different indicators: a, b, c, d, …"),
        ("last", Facts(3, last_seen="2026-03-01T09:00"), "last posted 2026-03-01"),
        ("last", Facts(3), "no date is known"),
        ("status", Facts(3, status="set_aside"), "set aside"),
        ("unknown", Facts(2), "2 ads"),
    ],
)
def test_a_row_says_why_it_stands_there(order: str, facts: Facts, words: str) -> None:
    assert why(order, facts) == words


def test_days_need_two_dates() -> None:
    assert days(Facts(1, "soon", "2026-01-01")) is None


@pytest.mark.parametrize(
    ("new", "old", "row", "found"),
    [
        ([1, 2, 3], [1, 2, 3], 1, (1, True, False)),
        ([3, 1], [1, 2, 3], 1, (0, False, False)),
        ([1], [1, 2, 3], 1, (0, False, True)),
        ([4], [1, 2, 3], 1, (0, False, True)),
        ([4], [], -1, (0, False, False)),
        ([], [1, 2, 3], 1, (-1, False, True)),
    ],
)
def test_next_is_what_came_after_in_the_old_list(
    new: list[int], old: list[int], row: int, found: tuple[int, bool, bool]
) -> None:
    assert nearest(new, Asked(current=2, old=old, row=row)) == found


@pytest.mark.parametrize(
    ("new", "old", "row", "found"),
    [
        ([1, 3, 4, 2], [1, 2, 3, 4], 1, [1, 2, 3, 4]),
        ([2, 1, 3], [1, 3, 2], 2, [1, 3, 2]),
        ([4, 1, 5, 2], [1, 2, 3, 4], 1, [2, 4, 1, 5]),
        ([5, 2, 6], [1, 2, 3], 1, [5, 2, 6]),
        ([1, 3], [1, 2, 3], 1, [1, 3]),
        ([2, 1], [], -1, [2, 1]),
    ],
)
def test_what_a_word_of_the_person_moves_stays_between_its_neighbours(
    new: list[int], old: list[int], row: int, found: list[int]
) -> None:
    assert list(kept_place(new, Asked(current=2, old=old, row=row))) == found


def test_a_rejected_suggestion_does_not_carry_the_person_off(session: CaseSession) -> None:
    old = session.queue(Asked("", "status")).ids
    session.set_status(old[0], "done")
    asked = Asked("", "status", old[0], old, 0, stays=True)
    assert list(session.queue(asked).ids) == list(old)
    assert list(session.queue(replace(asked, stays=False)).ids) == [old[1], old[0]]


def test_the_queue_of_a_case(session: CaseSession) -> None:
    first = session.queue(Asked())
    assert list(first.ids) == [1, 2]
    assert first.statuses == {"todo": 2}
    session.set_status(2, "done")
    answer = session.queue(Asked("status:todo", "size", 2, first.ids, 1))
    assert (list(answer.ids), answer.place, answer.status) == ([1], 0, "done")
    assert (answer.is_kept, answer.was_last) == (False, True)
    assert answer.statuses == {"todo": 1, "done": 1}
    assert list(session.queue(Asked("C2")).ids) == [2]
    assert list(session.queue(Asked("A3")).ids) == [2]
    for order in orders():
        assert sorted(session.queue(Asked("", order)).ids) == [1, 2]
        assert all(row.why for row in session.queue_rows([1, 2], order))
    found = {facet.key: facet for facet in session.facets("")}
    assert {(one.shown, one.count) for one in found["status"].values} == {("done", 1), ("to do", 1)}
    for facet in found.values():
        for one in facet.values:
            assert len(session.queue(Asked(f'{one.key}:"{one.value}"')).ids) == one.count, one


def test_what_is_new_is_each_persons_own(session: CaseSession, case: Case) -> None:
    session.looked(1)
    assert list(session.queue(Asked("new:never")).ids) == [2]
    assert list(session.queue(Asked("new:no")).ids) == [1]
    (row,) = session.queue_rows([1], "new")
    assert row.why.startswith("nothing new since ")
    case.actor = "somebody else"
    assert len(CaseSession(case).queue(Asked("new:never")).ids) == 2


def test_views_are_each_persons_own_and_in_the_log(session: CaseSession, case: Case) -> None:
    session.save_view(" Lamps  here ", "lamp status:todo", "places")
    session.save_view("Sofas", "sofa", "size")
    session.save_view("Sofas", "sofa bed", "last")
    kept = [(one.name, one.filter, one.order) for one in session.views()]
    assert kept == [("Lamps here", "lamp status:todo", "places"), ("Sofas", "sofa bed", "last")]
    lamps, sofas = (one.view for one in session.views())
    with pytest.raises(BadInputError, match="view_name_taken"):
        session.rename_view(lamps, "Sofas")
    with pytest.raises(BadInputError, match="view_name_unreadable"):
        session.save_view("  ", "lamp", "size")
    session.rename_view(lamps, "Light")
    session.remove_view(sofas)
    assert [one.name for one in CaseSession(case.reader()).views()] == ["Light"]
    case.actor = "somebody else"
    other = CaseSession(case)
    assert other.views() == []
    other.remove_view(lamps)
    other.rename_view(lamps, "Mine")
    case.actor = session.summary().responsible
    assert [one.name for one in session.views()] == ["Light"]
    done = [json.loads(line)["action"] for line in audit.lines(case)]
    assert [one for one in done if one.startswith("view_")] == ["view_saved"] * 3 + [
        "view_renamed",
        "view_removed",
    ]


def test_a_second_reader_sees_no_suggestion_in_the_queue(session: CaseSession) -> None:
    session.be_second(True)
    found = {facet.key: facet.of for facet in session.facets("")}
    assert (found["indicator"], found["tag"]) == (0, 0)
    assert list(session.queue(Asked("indicator:FEE-01")).ids) == []
    rows = session.queue_rows([1, 2], "indicators")
    assert {row.why for row in rows} == {"no indicator has evidence here"}
