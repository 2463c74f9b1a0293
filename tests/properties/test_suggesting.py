# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules on any text at all: nothing breaks, and every place is one of the stored text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexing.suggest.hits import Document, Text
from indexing.suggest.lexicon import term_words
from indexing.suggest.reading import Reader
from indexing.suggest.rule_parsing import rule_set
from tests.indexing.suggest.books import TEXTS, book

READER = Reader(rule_set(book(*TEXTS)).rules)
PIECES = (
    "fee fees registration deposit job visa contract no frais d' inscription caution dépôt contrat "
    "tasa depósito empleo passeports confisqués 14 hours h / day jour . ! \n ; ' ’ رسوم ع़ é ｆｅｅ "
    "jоb \u0301 \u200b \u202e \ud800 😀 ﬁ ß İ"
)
WORDS = st.sampled_from(PIECES.split(" "))
TONGUES = st.sampled_from(["en", "fr", "es", "pt", "?", ""])


@given(st.lists(WORDS | st.text(max_size=6), max_size=60), TONGUES)
def test_places_lie_within_the_text_and_in_order(words: list[str], language: str) -> None:
    text = " ".join(words)
    hits = READER.read(Document(1, language, (Text("body", text),))).hits
    assert [hit.rule for hit in hits] == sorted({hit.rule for hit in hits})
    for hit in hits:
        for span in hit.spans:
            assert 0 <= span.start < span.end <= len(text)
        assert [span.place for span in hit.spans] == sorted(span.place for span in hit.spans)
        by_place: dict[int, list[int]] = {}
        for span in hit.spans:
            by_place.setdefault(span.place, []).append(span.start)
        assert all(starts == sorted(starts) for starts in by_place.values())


@given(st.lists(WORDS, max_size=40))
def test_a_text_read_twice_gives_the_same_and_capitals_change_nothing(words: list[str]) -> None:
    text = " ".join(words)

    def found(told: str) -> list[tuple[str, int]]:
        hits = READER.read(Document(1, "en", (Text("body", told),))).hits
        return [(hit.rule, len(hit.spans)) for hit in hits]

    assert found(text) == found(text)
    if text.isascii() and "\n" not in text:
        assert found(text) == found(text.upper())


@given(st.text(max_size=12))
def test_any_term_can_be_read(term: str) -> None:
    assert all(word.plain for word in term_words(term))
