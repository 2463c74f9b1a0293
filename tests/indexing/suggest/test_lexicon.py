# SPDX-License-Identifier: GPL-3.0-or-later
"""Lexicon rules: distance, negation, accents, languages, places of the evidence."""

from __future__ import annotations

import unicodedata
from typing import Literal

import pytest

from indexing.suggest.hits import MAX_PLACES
from tests.indexing.suggest.books import DOC_FR, FEE_EN, FEE_ES, FEE_FR, found, hits


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A registration fee of 50 is due before the job starts.", ["registration fee", "job"]),
        ("Visa arranged,\nthe deposit is paid first", ["Visa", "deposit"]),
        ("WORK PERMIT: DEPOSIT", ["WORK PERMIT", "DEPOSIT"]),
        ("work-permit; nothing. A fee (contract).", ["fee", "contract"]),
    ],
)
def test_words_near_each_other_are_found_in_their_order(text: str, words: list[str]) -> None:
    assert found(text, FEE_EN) == words


@pytest.mark.parametrize(
    "text",
    [
        "The school charges a registration fee for pupils.",
        "A fee of 50. The job starts on Monday.",
        "There is no registration fee for this job, no fee at all.",
        "No fees; no deposit for the visa.",
        "A fee " + "and much more " * 4 + "before the job",
        "coffee and jobs",
        "",
    ],
)
def test_near_misses_and_negations(text: str) -> None:
    assert hits(text, FEE_EN) == []


def test_the_window_counts_from_the_first_word_to_the_last() -> None:
    assert found("fee 2 3 4 5 6 7 8 9 job", FEE_EN) == ["fee", "job"]
    assert found("fee 2 3 4 5 6 7 8 9 10 job", FEE_EN) == []


def test_a_negation_takes_out_its_sentence_only() -> None:
    text = "No fee for the visa. A deposit is due for the contract."
    assert found(text, FEE_EN) == ["deposit", "contract"]


def test_one_word_does_not_serve_two_groups() -> None:
    rule = FEE_EN | {"all_of": [{"any_of": ["fee"]}, {"any_of": ["fee", "job"]}]}
    assert hits("A fee is due.", rule) == []
    assert found("A fee upon a fee.", rule) == ["fee", "fee"]


def test_overlapping_terms_give_the_longest() -> None:
    rule = FEE_EN | {
        "all_of": [{"any_of": ["fee", "registration fee", "registration"]}, {"any_of": ["job"]}]
    }
    assert found("registration fee, job", rule) == ["registration fee", "job"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_in_either_form_and_their_places(form: Literal["NFC", "NFD"]) -> None:
    text = unicodedata.normalize(form, "Le dépôt est versé avant le contrat.")
    words = found(text, FEE_FR, language="fr")
    assert [unicodedata.normalize("NFC", word) for word in words] == ["dépôt", "contrat"]


def test_accents_count_unless_the_text_has_none() -> None:
    child_care = "Garde d'enfants, papiers à jour."
    assert hits(child_care, DOC_FR, language="fr") == []
    assert found("Vos papiers sont gardés.", DOC_FR, language="fr") == ["papiers", "gardés"]
    assert found("VOS PAPIERS SONT GARDES.", DOC_FR, language="fr") == ["PAPIERS", "GARDES"]
    assert found("deposito antes del contrato", FEE_ES, language="es") == ["deposito", "contrato"]


def test_a_beginning_of_a_word() -> None:
    text = "Les passeports seront confisqués."
    assert found(text, DOC_FR, language="fr") == ["passeports", "confisqués"]


def test_apostrophes_of_either_kind_part_words() -> None:
    for sign in "'’":
        text = f"Frais d{sign}inscription avant le contrat"
        assert found(text, FEE_FR, language="fr") == [f"Frais d{sign}inscription", "contrat"]


def test_disguised_letters_and_width_are_undone_and_places_hold() -> None:
    text = "🔥🔥 A ｆｅｅ for the jоb"  # full width; a Cyrillic letter
    assert found(text, FEE_EN) == ["ｆｅｅ", "jоb"]


@pytest.mark.parametrize(
    ("language", "expected"), [("en", 1), ("fr", 0), ("es", 0), ("pt", 0), ("?", 1), ("", 1)]
)
def test_a_rule_reads_its_language_and_what_nobody_knows(language: str, expected: int) -> None:
    assert len(hits("A fee for the visa", FEE_EN, FEE_FR, language=language)) == expected


def test_what_is_found_in_an_unknown_language_says_so() -> None:
    assert hits("A fee for the visa", FEE_EN, language="?")[0].values == {"language": "?"}
    assert hits("A fee for the visa", FEE_EN)[0].values == {}


def test_an_ad_in_several_languages_is_read_part_by_part() -> None:
    english, french = "A fee is due for the visa. ", "Une caution pour le contrat."
    text = english + french
    parts = [(0, len(english), "en"), (len(english), len(text), "fr")]
    told = hits(text, FEE_EN, FEE_FR, parts=parts)
    assert [hit.rule for hit in told] == ["R-FEE-01-en", "R-FEE-01-fr"]
    swapped = [(0, len(english), "fr"), (len(english), len(text), "en")]
    assert hits(text, FEE_EN, FEE_FR, parts=swapped) == []


def test_right_to_left_text_around_does_not_move_places() -> None:
    rule = FEE_EN | {
        "lang": "ar",
        "all_of": [{"any_of": ["رسوم"]}, {"any_of": ["عقد", "تأشيرة"]}],
        "none_of": ["بدون رسوم"],
    }
    text = "هناك رسوم قبل توقيع عقد العمل. 06 39 98 00 11"
    assert found(text, rule, language="ar") == ["رسوم", "عقد"]
    assert hits("بدون رسوم لأي عقد", rule, language="ar") == []


def test_a_line_that_goes_on_in_lower_case_is_one_sentence() -> None:
    assert found("The deposit is due\nbefore the contract", FEE_EN) == ["deposit", "contract"]
    assert hits("Deposit: none\n\nContract: yes", FEE_EN) == []
    assert hits("Deposit\nContract", FEE_EN) == []


def test_unit_ad_reads_across_sentences() -> None:
    rule = FEE_EN | {"unit": "ad", "near": {}}
    assert found("A fee is due. Good pay. The visa comes later.", rule) == ["fee", "visa"]
    assert hits("No fee is due. The visa comes later.", rule) == []


def test_places_of_one_hit_are_numbered_and_limited() -> None:
    hit = hits("A fee for the visa. " * 50, FEE_EN)[0]
    assert [span.place for span in hit.spans] == [n for n in range(MAX_PLACES) for _ in "ab"]


def test_two_million_characters_are_read_no_further_than_the_limit() -> None:
    text = "fee visa " * 222_222
    assert len(hits(text, FEE_EN)) == 1
    assert hits("x " * 1_000_000 + "fee visa", FEE_EN) == []
