# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter language: every key, words, phrases, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.triage import filter_keys
from app.triage.expressions import (
    KEYS,
    Term,
    parse_chosen,
    parse_filter,
    read_terms,
    write_term,
    write_terms,
)
from indexing.errors import BadInputError
from indexing.store.queue_filter import Filter


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cluster:>5", Filter(cluster_size_over=5)),
        ("cluster:C7", Filter(cluster=7)),
        ("site:Example", Filter(sites=("example",))),
        ("site:one site:two", Filter(sites=("one", "two"))),
        ("tag:fee-01", Filter(tags=("FEE-01",))),
        ("LANG:FR", Filter(languages=("fr",))),
        ("from:2024-01-01 to:2024-02-29", Filter(posted_from="2024-01-01", posted_to="2024-02-29")),
        ("has:image", Filter(has_image=True)),
        ("no:image", Filter(has_image=False)),
        ('"exact words" -other', Filter(phrases=("exact words",), without=("other",))),
        ('-"two words" lamp', Filter(words=("lamp",), without=("two words",))),
        ("status:todo status:set-aside", Filter(statuses=("todo", "set_aside"))),
        ('place:"=Lens, FR"', Filter(places=("=Lens, FR",))),
        ("indicator:fee-01 new:YES", Filter(indicators=("FEE-01",), news=("yes",))),
        ("reading:spam month:2026-03", Filter(readings=("spam",), months=("2026-03",))),
        ("source:List.csv format:CSV", Filter(sources=("list.csv",), formats=("csv",))),
        ("-site:x lamp", Filter(words=("lamp",), nots=(Filter(sites=("x",)),))),
        (
            "-lang:fr -lang:en",
            Filter(nots=(Filter(languages=("fr",)), Filter(languages=("en",)))),
        ),
        ("-has:image", Filter(nots=(Filter(has_image=True),))),
        ("5:30 цена:5", Filter(words=("5:30", "цена:5"))),
        ("ad:A3 ad:a4", Filter(ids=(3, 4))),
        ("blue lamp*", Filter(words=("blue", "lamp*"))),
        ('"never closed', Filter(phrases=("never closed",))),
        ("http://example.org/x", Filter(words=("http://example.org/x",))),
        ('site:"my site" lamp', Filter(sites=("my site",), words=("lamp",))),
        ("مصباح -лампа", Filter(words=("مصباح",), without=("лампа",))),
    ],
)
def test_an_expression_is_read(expression: str, expected: Filter) -> None:
    assert parse_filter(expression) == expected


@pytest.mark.parametrize("expression", ["", "   ", "\n"])
def test_nothing_is_no_filter(expression: str) -> None:
    assert parse_filter(expression) is None


@pytest.mark.parametrize(
    "term",
    [
        "cluster:>many",
        "cluster:>",
        "from:soon",
        "to:2024-02-30",
        "has:money",
        "site:",
        "no:x",
        "status:someday",
        "new:perhaps",
        "month:2026-13",
        "-site:",
        "format:",
    ],
)
def test_a_term_that_is_not_understood_is_named(term: str) -> None:
    with pytest.raises(BadInputError) as caught:
        parse_filter(f"lamp {term}")
    assert caught.value.code == "filter_unreadable"
    assert caught.value.detail == {"term": term}


def test_an_id_that_is_none_is_named() -> None:
    with pytest.raises(BadInputError) as caught:
        parse_filter("cluster:x")
    assert caught.value.code == "id_unknown"


@given(st.text())
def test_any_text_is_a_filter_or_refused(text: str) -> None:
    code = ""
    try:
        parse_filter(text)
    except BadInputError as error:
        code = error.code
    assert code in ("", "filter_unreadable", "filter_key_unknown", "id_unknown")


@pytest.mark.parametrize(
    ("term", "key", "near"),
    [("sit:x", "sit", "site:"), ("-stauts:todo", "stauts", "status:"), ("zzzz:1", "zzzz", "ad:")],
)
def test_a_key_that_there_is_not_is_said(term: str, key: str, near: str) -> None:
    with pytest.raises(BadInputError) as caught:
        parse_filter(f"lamp {term}")
    assert caught.value.code == "filter_key_unknown"
    assert caught.value.detail["key"] == key
    assert near in str(caught.value.detail["near"]).split()


def test_an_id_alone_is_what_it_names() -> None:
    assert parse_chosen(" a12 ") == Filter(ids=(12,))
    assert parse_chosen("C7") == Filter(cluster=7)
    assert parse_chosen("C7 lamp") == Filter(words=("C7", "lamp"))


def test_every_key_is_told_with_an_example_that_is_read() -> None:
    told = filter_keys.known_keys()
    assert tuple(one.key for one in told) == KEYS
    for one in told:
        assert [term.key for term in read_terms(one.example)] == [one.key]
        assert parse_filter(one.example) is not None
    for example, _words in filter_keys.rules():
        assert parse_filter(example) is not None


VALUES = st.text(st.characters(exclude_characters='"', exclude_categories=["Cs"]), min_size=1)
WORDS = st.from_regex(r"[a-zé0-9]{1,8}\*?", fullmatch=True)
TERMS = st.one_of(
    st.builds(Term, st.sampled_from(KEYS), VALUES, st.booleans()),
    st.builds(Term, st.just(""), WORDS, st.booleans()),
    st.builds(Term, st.just(""), VALUES, st.booleans(), st.just(True)),
)


@given(st.lists(TERMS, max_size=8))
def test_terms_are_read_back_as_they_were_written(terms: list[Term]) -> None:
    assert read_terms(write_terms(terms)) == terms


@given(st.text(max_size=60))
def test_what_was_read_is_written_so_that_it_reads_the_same(text: str) -> None:
    try:
        terms = read_terms(text)
    except BadInputError:
        return
    once = write_terms(terms)
    assert [write_term(term) for term in read_terms(once)] == [write_term(term) for term in terms]
