# SPDX-License-Identifier: GPL-3.0-or-later
"""No answer of the window to a second reader depends on what the first reader said."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.triage.bulk_items import BulkAct, BulkScope
from app.triage.case_session import CaseSession
from app.triage.items import NewTag, Target
from app.triage.queue_items import Asked
from app.triage.queue_words import orders
from app.triage.reading_items import NewReading
from app.triage.suggestion_items import NewAnswer
from indexing.errors import KnownError
from indexing.store.case import Case
from tests.app.commands.test_protection_window import questions
from tests.app.triage.test_suggestion_cards import case

__all__ = ["case"]
FILTERS = (
    "",
    "tag:FEE-01",
    "-tag:TPC-04",
    "indicator:FEE-01",
    "reading:spam",
    "-reading:odd",
    "A2",
)
ACTS = (
    BulkAct("tag", "FEE-01"),
    BulkAct("tag", "TPC-04", "withdrawn"),
    BulkAct("note", "Seen."),
    BulkAct("reading", "spam", "open"),
)
TOLD_SINCE = {"history", "preview_turn"}
"""They say that something was done; what it was is hidden, as other tests show."""


def answers(session: CaseSession) -> Iterator[tuple[str, str]]:
    """What the window is told, question by question."""
    for name, ask in questions().items():
        if name not in TOLD_SINCE:
            yield name, _told(ask, session)
    yield "the coded ad", repr((session.detail(1), session.suggestions(1)))
    for words in FILTERS:
        yield f"clusters {words}", repr(session.cluster_ids(words))
        yield f"facets {words}", repr(session.facets(words))
        for order in orders():
            yield f"{order} {words}", repr(list(session.queue(Asked(words, order)).ids))
        for act in ACTS:
            scope = BulkScope(words, each="clusters" if act.kind == "reading" else "ads")
            yield f"{act} {words}", repr(session.preview_bulk(act, scope))


def _told(ask: Callable[[CaseSession], object], session: CaseSession) -> str:
    try:
        return repr(ask(session))
    except KnownError as error:
        return error.code


def say(session: CaseSession, indicator: str, reading: str, answer: str) -> None:
    """What Ann says of an ad that Bea has not coded, and of the cluster that holds it."""
    session._case.actor = "Ann"
    session.be_second(on=False)
    for target in (Target(ad=2), Target(ad=2, start=3, end=9), Target(cluster=1)):
        session.add_tag(NewTag(target, indicator, "high", reading))
        session.add_note(target, f"Ann thinks of {reading}.")
    for item in (*session.suggestions(2), *session.cluster_suggestions(1)):
        session.answer(NewAnswer(item, answer))
    session.say_reading(NewReading(1, reading, "held"))
    session._case.actor = "Bea"


def test_nothing_that_the_first_reader_says_changes_an_answer(case: Case) -> None:
    session = CaseSession(case)
    case.actor = "Bea"
    session.be_second(on=True)
    session.go_through(1)
    before = dict(answers(session))
    for words in (("FEE-01", "spam", "accepted"), ("TPC-04", "odd one", "rejected")):
        say(session, *words)
        session.be_second(on=True)
        assert dict(answers(session)) == before
    session.be_second(on=False)
    now = dict(answers(session))
    told = {name for name in before if now[name] != before[name]}
    assert told >= {"detail", "readings", "agreement", "decide_marks", "clusters tag:FEE-01"}
