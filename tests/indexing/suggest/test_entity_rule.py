# SPDX-License-Identifier: GPL-3.0-or-later
"""Entity rules: how a contact had to be read."""

from __future__ import annotations

from indexing.records import Mention, MentionKind
from indexing.suggest.hits import Document, Span
from indexing.suggest.reading import Reader
from indexing.suggest.rule_parsing import rule_set
from tests.indexing.suggest.books import PHONE, Entry, book


def phone(*steps: str, start: int = 5, kind: MentionKind = MentionKind.PHONE) -> Mention:
    return Mention(kind, "+33639980011", "o6", "body", start, start + 2, "valid", steps)


def read(*mentions: Mention, rule: Entry = PHONE) -> list[tuple[Span, ...]]:
    document = Document(3, "?", (), mentions)
    return [hit.spans for hit in Reader(rule_set(book(rule)).rules).read(document).hits]


def test_a_number_written_in_words_is_a_hit_at_its_place() -> None:
    assert read(phone("words", "spacing")) == [(Span("body", 5, 7, 0),)]


def test_other_ways_and_other_kinds_are_none() -> None:
    assert read(phone("spacing"), phone(), phone("words", kind=MentionKind.HANDLE)) == []


def test_validity_where_a_rule_asks_for_it() -> None:
    rule = PHONE | {"steps_any": [], "validity": "possible"}
    assert read(phone(), rule=rule) == []
    assert len(read(phone(), rule=rule | {"validity": "valid"})) == 1


def test_the_hit_tells_the_steps_that_the_rule_is_about() -> None:
    reader = Reader(rule_set(book(PHONE)).rules)
    hit = reader.read(Document(3, "?", (), (phone("spacing", "words", "lookalike"),))).hits[0]
    assert hit.values == {"types": ["phone"], "steps": ["lookalike", "words"]}
