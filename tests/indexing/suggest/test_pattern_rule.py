# SPDX-License-Identifier: GPL-3.0-or-later
"""Pattern rules: numbers held against a limit, context, time limit, places in the stored text."""

from __future__ import annotations

import pytest

from indexing.suggest import reading
from indexing.suggest.lexicon import Lexicon, Match
from indexing.suggest.pattern_rule import number
from indexing.suggest.read_text import ReadText
from indexing.suggest.reading import Reader, read_documents
from indexing.suggest.rule_parsing import rule_set
from indexing.suggest.rules import RuleSet
from tests.indexing.suggest.books import FEE_EN, HOURS, SLOW, book, document, found, hits


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("14 hours a day", ["14 hours a day"]),
        ("８０ € , １４ ｈ / ｄａｙ", ["１４ ｈ / ｄａｙ"]),
        ("12h/jour, 15 h par jour", ["12h/jour", "15 h par jour"]),
        ("8 hours a day", []),
        ("We are open 24 hours a day", []),
        ("We are open. Work is 14 hours a day", ["14 hours a day"]),
        ("5014 hours a day", []),
    ],
)
def test_numbers_are_held_against_the_limit(text: str, words: list[str]) -> None:
    assert found(text, HOURS) == words


def test_the_hit_tells_value_and_limit() -> None:
    hit = hits("14 hours a day, later 13 hours a day", HOURS)[0]
    assert hit.values == {"numbers": [14.0, 13.0]}
    assert hit.thresholds == {"op": ">=", "limit": 12}


def test_a_limit_that_nobody_knows_gives_no_hit() -> None:
    reader = Reader(rule_set(book(HOURS, hours=None)).rules)
    assert reader.read(document("20 hours a day")).hits == ()


def test_a_limit_that_a_case_changed_counts() -> None:
    reader = Reader(rule_set(book(HOURS, hours=16)).rules)
    assert reader.read(document("14 hours a day")).hits == ()


def test_a_rule_without_language_reads_all_and_one_of_a_language_its_own() -> None:
    assert found("14 horas al día", HOURS, language="pt") == ["14 horas al día"]
    assert hits("14 hours a day", HOURS | {"lang": "fr"}, language="en") == []


@pytest.mark.parametrize(
    ("written", "value"),
    [("14", 14), ("1 200,50", 1200.5), ("1,200.50", 1200.5), ("3.500", 3500), ("x", None)],
)
def test_numbers_as_people_write_them(written: str, value: float | None) -> None:
    assert number(written) == value


def test_a_catastrophic_pattern_is_cut_off_and_the_others_stand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "RULE_SECONDS", 0.2)
    rules = RuleSet(rule_set(book(SLOW, FEE_EN)).rules)
    told = read_documents((rules, [document("a" * 5_000 + ". A fee for the visa.")]))[0]
    assert told.cut == ("R-LAB-01-slow",)
    assert [hit.rule for hit in told.hits] == ["R-FEE-01-en"]


def test_places_in_long_texts() -> None:
    text = "Œuvre ﬁne 😀 " * 5_000 + "14 hours a day"
    assert found(text, HOURS) == ["14 hours a day"]


def test_what_takes_sentences_out_is_looked_for_once_in_a_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[int] = []
    whole = Lexicon.matches

    def counting(lexicon: Lexicon, text: ReadText) -> dict[int, list[Match]]:
        looked.append(len(text.words))
        return whole(lexicon, text)

    monkeypatch.setattr(Lexicon, "matches", counting)
    assert hits("open, 14 hours a day, " * 500, HOURS, HOURS | {"id": "R-LAB-01-more"}) == []
    assert len(looked) == 2  # for lexicon rules, of which there are none, and once for patterns
    looked.clear()
    assert hits("a sunny room", HOURS) == []
    assert len(looked) == 1
