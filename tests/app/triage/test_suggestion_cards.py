# SPDX-License-Identifier: GPL-3.0-or-later
"""Suggestions as the window shows them, over a real case, and answers that outlive them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.triage import codebook, suggestion_cards
from app.triage.case_session import CaseSession
from app.triage.suggestion_items import NewAnswer, SuggestionItem
from indexing.records import AdRecord, Stamp
from indexing.store import ads, clusters, marks, sources, suggestions
from indexing.store import case as cases
from indexing.store.ads import SeenCounts
from indexing.store.case import Case, CaseMeta
from indexing.store.keys import Argon2Cost
from indexing.store.suggestions import Base, SuggestionRow
from tests.indexing.suggest.books import FEE_EN, book, indicator

BODY = "A registration fee is due before the job starts."
START = BODY.index("registration")
END = BODY.index(" is due")
SHARED = {
    "id": "R-TPC-04-texts", "indicator": "TPC-04", "version": 1, "kind": "cluster",
    "group_by": "text_cluster", "statistic": "separate_contacts", "threshold": 2,
    "explain": {"en": "{ads} ads."},
}  # fmt: skip


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    codes = book(FEE_EN, SHARED, FEE_01=indicator("FEE-01"), TPC_04=indicator("TPC-04"))
    monkeypatch.setattr(codebook, "of_case", lambda _case: codes)
    monkeypatch.setattr(codebook, "settle", lambda _case: codes)
    meta = CaseMeta("purpose", "basis", "me", "2099-01-01")
    cheap = Argon2Cost(memory_kib=64, iterations=1, lanes=1)
    made, _key = cases.create(
        tmp_path / "x.faisceau", passphrase="correct horse battery", meta=meta, cost=cheap
    )
    number = sources.begin(
        made, tmp_path / "ads.csv", sha256="0" * 64, format="csv", encoding="utf-8", field_map={}
    )
    rows = [AdRecord(f"row {n}", title="Kitchen", body=BODY) for n in (2, 3)]
    ads.add_batch(made, number, rows, seen=SeenCounts())
    clusters.replace(made, {1: [1, 2]})
    suggest(made)
    yield made
    made.close()


def suggest(case: Case) -> None:
    """What a run would have found."""
    spans = (("body", START, END, 0),)
    row = SuggestionRow("R-FEE-01-en", 1, "FEE-01", "ad", "1", (1,), spans, {}, {})
    suggestions.replace_of_ads(case, {1: [row], 2: []}, (), Stamp("suggest", "x"))
    group = SuggestionRow("R-TPC-04-texts", 1, "TPC-04", "text", "1", (1, 2), (), {"value": 3}, {})
    bases = {"R-TPC-04-texts": Base(4, 1), "R-FEE-01-en": Base(2, 1)}
    suggestions.replace_of_groups(case, [group], bases, "x")


def only(case: Case, ad: int = 1) -> SuggestionItem:
    return next(one for one in suggestion_cards.of_ad(case, ad) if one.indicator == "FEE-01")


def give(case: Case, answer: str, item: SuggestionItem | None = None) -> str:
    return CaseSession(case).answer(NewAnswer(item or only(case), answer)).sentence


def test_a_suggestion_names_its_words_and_the_text_they_stand_in(case: Case) -> None:
    item = only(case)
    assert item.target == f"A1:{START}-{END}"
    assert [(one.where, one.text) for one in item.evidence] == [("text", "registration fee")]
    assert item.counter == "Entry FEE-01."
    assert item.base_rate == "1 of 2 ads here that are in its language, 50 %."
    assert item.sources == ("ILO2009: list",)
    assert not item.answers


def test_the_head_of_a_cluster_counts_what_is_suggested_on_it_as_a_whole(case: Case) -> None:
    session = CaseSession(case)
    told = " ".join(session.decide_head(1).why)
    assert "2 different indicators" in told
    assert len(session.decide_suggestions(1, {}).groups) == 2


@pytest.mark.parametrize("answer", ["accepted", "innocent", "rejected", "unsure"])
def test_an_answer_is_a_decision_with_what_was_shown(case: Case, answer: str) -> None:
    give(case, answer)
    (row,) = marks.current(case)
    mark = row.mark
    assert mark.origin.rule == "R-FEE-01-en"
    assert mark.origin.evidence["sentence"] == only(case).sentence
    assert mark.suggestion_visible is True
    assert mark.status == ("rejected" if answer == "innocent" else answer)
    assert mark.alternative == ("Entry FEE-01." if answer == "innocent" else "")
    said = only(case).mine
    assert said is not None
    assert said.answer == answer


def test_the_last_word_counts_and_undo_brings_back_the_one_before(case: Case) -> None:
    give(case, "accepted")
    told = give(case, "innocent")
    assert "FEE-01" in told
    session = CaseSession(case)
    assert told.split()[0] in session.history()[0].sentence
    session.undo()
    assert [one.answer for one in only(case).answers] == ["accepted"]
    session.undo()
    assert not only(case).answers
    session.redo()
    assert [one.answer for one in only(case).answers] == ["accepted"]


def test_a_word_taken_back_leaves_the_suggestion_open(case: Case) -> None:
    give(case, "unsure")
    give(case, "withdrawn")
    assert only(case).mine is None
    assert len(marks.history(case)) == 2


def test_people_answer_each_for_themselves(case: Case) -> None:
    give(case, "accepted")
    case.actor = "Ann"
    assert only(case).mine is None
    give(case, "rejected")
    assert {one.by: one.answer for one in only(case).answers} == {
        "me": "accepted",
        "Ann": "rejected",
    }


def test_an_answered_suggestion_stays_when_no_rule_makes_it_any_more(case: Case) -> None:
    sentence = only(case).sentence
    give(case, "innocent")
    suggestions.replace_of_ads(case, {1: []}, (), Stamp("suggest", "y"))
    item = only(case)
    assert (item.gone, item.sentence, item.counter) == (True, sentence, "Entry FEE-01.")
    assert [one.text for one in item.evidence] == ["registration fee"]
    give(case, "accepted", item)
    assert [one.answer for one in only(case).answers] == ["accepted"]


def test_a_cluster_has_the_suggestions_of_its_groups(case: Case) -> None:
    (item,) = CaseSession(case).cluster_suggestions(1)
    assert (item.target, item.indicator, item.ads) == ("C1", "TPC-04", (1, 2))
    changed = CaseSession(case).answer(NewAnswer(item, "accepted"))
    assert set(changed.ads) == {1, 2}
    (again,) = CaseSession(case).cluster_suggestions(1)
    assert again.mine is not None
    assert CaseSession(case).cluster_suggestions(2) == []
    found = CaseSession(case).suggestions(2)
    assert [(one.indicator, one.mine is not None) for one in found] == [("TPC-04", True)]


@pytest.mark.parametrize(
    ("field", "words"),
    [("title", "title"), ("picture 2", "picture 2, read from its pixels"),
     ("capture 1 body", "text as seen later"), ("odd", "odd")],
)  # fmt: skip
def test_every_text_has_a_name_for_people(field: str, words: str) -> None:
    assert suggestion_cards.where(field) == words
