# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter language: every key, words, phrases, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.triage.expressions import parse_filter
from indexing.errors import BadInputError
from indexing.store.search import Filter


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
    ["cluster:>many", "cluster:>", "from:soon", "to:2024-02-30", "has:money", "site:", "no:x"],
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
    assert code in ("", "filter_unreadable", "id_unknown")
