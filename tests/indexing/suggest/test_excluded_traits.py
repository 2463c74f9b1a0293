# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import pytest

from indexing.suggest import excluded_traits
from indexing.suggest.excluded_traits import matched_by, named_in
from tests.indexing.suggest.small_book import rule

GROUPS = [
    "Romanian", "roumaine", "rumana", "Nigerian", "nigériane", "nigeriana", "Chinese", "chinoises",
    "chinas", "Ukrainian", "ukrainiennes", "ucraniana", "Colombian", "colombienne", "colombianas",
    "Moroccan", "marocaine", "marroquíes", "Vietnamese", "vietnamienne", "vietnamita", "Brazilian",
    "brésilienne", "brasileñas", "Muslim", "musulmane", "musulmanas", "Roma people", "gitane",
    "gitanas", "Asian", "asiatique", "asiáticas", "latina", "African", "africaine", "Arab", "árabe",
    "sans-papiers", "sin papeles", "black woman", "femme noire", "mujer negra", "skin colour",
]  # fmt: skip


def test_every_class_of_the_codebook_is_there() -> None:
    assert [one.id for one in excluded_traits.classes()] == [f"X-0{n}" for n in range(1, 10)]
    assert all(one.terms or one.probes for one in excluded_traits.classes())


@pytest.mark.parametrize("word", GROUPS)
def test_groups_of_people_are_no_terms(word: str) -> None:
    for place in ("all_of", "none_of"):
        terms = [{"any_of": [word]}] if place == "all_of" else [word]
        found = matched_by(rule("lexicon", **{place: terms}))
        assert found is not None
        assert found[0] == "X-01"
    assert named_in(f"The person is {word}") == "X-01"


@pytest.mark.parametrize(
    "word",
    ["blonde", "blond*", "rubias", "dark skin", "peau claire", "piel morena", "black hair",
     "cheveux roux", "blue eyes", "ojos verdes", "slim", "delgada", "good-looking", "belle femme"],
)  # fmt: skip
def test_looks_of_a_person_are_no_terms(word: str) -> None:
    found = matched_by(rule("lexicon", all_of=[{"any_of": [word]}]))
    assert found is not None
    assert found[0] == "X-09"
    assert named_in(f"Asked for: {word}") == "X-09"
    spaced = word.rstrip("*").replace("-", " ")
    assert matched_by(rule("regex", pattern=rf"\b(?P<n>{spaced})\b")) is not None


@pytest.mark.parametrize(
    "term",
    ["abroad", "à l'étranger", "en el extranjero", "Argentina", "Pakistan", "slavery", "esclavitud",
     "race-free", "raison", "razón", "accountant", "hispo", "passeport", "driver", "room*", "turno",
     "nail salon", "traite", "siria", "libre", "rusted", "indicated", "germination",
     "maigre", "petite annonce", "hairdresser", "skin care", "dark room", "long hours"],
)  # fmt: skip
def test_plain_words_and_places_are_no_trait(term: str) -> None:
    if term == "race-free":
        assert matched_by(rule("lexicon", none_of=[term])) is not None  # a word of two meanings
        return
    assert matched_by(rule("lexicon", none_of=[term])) is None


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        (r"\b(?P<n>\d\d) years old\b", "X-04"),
        (r"\bâgée? de (?P<n>\d+) ans\b", "X-04"),
        (r"(?P<n>t[a]ttoo)", "X-03"),
        (r"(?P<n>ni.er.an)", "X-01"),
        (r"\b\w+\b(?P<n>)", "X-01"),  # what matches any word matches these too
        (r"\b(?P<n>1[0-7]) years old\b", None),
        (r"\b(?P<n>[0-9]{2}) hours a day\b", None),
    ],
)
def test_patterns_are_tried_on_what_they_must_not_match(pattern: str, found: str | None) -> None:
    caught = matched_by(rule("regex", pattern=pattern))
    assert (caught[0] if caught else None) == found


def test_a_comparison_counts_where_ages_are_tried() -> None:
    both = rule("regex", pattern=r"(?P<n>\d+) years old", compare={"op": "<", "value": 18})
    assert matched_by(both) is None
    both["compare"] = {"op": "<", "value": 21}
    caught = matched_by(both)
    assert caught is not None
    assert caught[0] == "X-04"


def test_what_a_list_cannot_know() -> None:
    """The limits, as they are: other languages, misspelling, and slang pass; people read too."""
    for word in ("rumunka", "r0manian", "eastern lady"):
        assert matched_by(rule("lexicon", none_of=[word])) is None
