# SPDX-License-Identifier: GPL-3.0-or-later
"""Pieces tile both texts; what is told the same is the same; contacts are one word."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.triage import masking
from app.triage.alignment import Piece, align, tokens
from indexing.normalise import fold

Told = list[tuple[bool, str, str]]


def told(left: str, right: str) -> Told:
    pieces = align(tokens(left, left, ()), tokens(right, right, ()))
    return [(one.same, left[slice(*one.left)], right[slice(*one.right)]) for one in pieces]


def assert_tiles(pieces: list[Piece], left: str, right: str) -> None:
    for text, spans in (
        (left, [one.left for one in pieces]),
        (right, [one.right for one in pieces]),
    ):
        assert "".join(text[slice(*span)] for span in spans) == text
        assert all(a[1] == b[0] for a, b in pairwise(spans))


def words(text: str) -> str:
    return "".join(fold(text).text.split())


@given(st.text(max_size=60), st.text(max_size=60))
def test_pieces_tile_both_texts_whatever_they_are(left: str, right: str) -> None:
    pieces = align(tokens(left, left, ()), tokens(right, right, ()))
    assert_tiles(pieces, left, right)
    for one in pieces:
        if one.same:
            a, b = (t[slice(*s)] for t, s in ((left, one.left), (right, one.right)))
            assert [t.key for t in tokens(a, a, ())] == [t.key for t in tokens(b, b, ())]


@given(st.text(max_size=80))
def test_a_text_is_the_same_as_itself(text: str) -> None:
    found = told(text, text)
    assert all(same for same, _left, _right in found)
    assert len(found) <= 1


def test_changed_words_are_told_and_spelling_is_not() -> None:
    found = told(
        "Two  rooms to let near the station, from March.",
        "two ROOMS to let near the old station, from May.",
    )
    assert found[0][0]
    assert (False, "", "old ") in found
    assert (False, "March", "May") in found
    assert sum(not same for same, _left, _right in found) == 2


def test_one_equal_word_between_changes_is_no_island() -> None:
    found = told("large garden and sunny terrace", "quiet street and modern kitchen")
    assert [same for same, _left, _right in found] == [False]


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("日本語の部屋", "日本語の家", "日本語の"),
        ("ห้องว่าง", "ห้องเต็ม", "ห้อง"),
        ("🙂🙂🌷", "🙂🙂🌻", "🙂🙂"),
    ],
)
def test_scripts_without_spaces_are_compared_by_character(left: str, right: str, same: str) -> None:
    assert told(left, right)[0] == (True, same, same)


def test_a_number_that_differs_in_one_digit_is_one_changed_word() -> None:
    left, right = "Call 06 39 98 01 42 now", "Call 06 39 98 01 43 now"
    spans = [(5, 19, "phone +33639980142")], [(5, 19, "phone +33639980143")]
    shown = [masking.cover_text(text) for text in (left, right)]
    pieces = align(tokens(left, shown[0], spans[0]), tokens(right, shown[1], spans[1]))
    assert [(one.same, one.left) for one in pieces] == [
        (True, (0, 5)), (False, (5, 20)), (True, (20, 23)),
    ]  # fmt: skip


def test_one_number_spelled_twice_is_the_same_word() -> None:
    left, right = "Call 06 39 98 01 42", "Call +33 6 39 98 01 42"
    value = "phone +33639980142"
    pieces = align(
        tokens(left, left, [(5, len(left), value)]), tokens(right, right, [(5, len(right), value)])
    )
    assert [one.same for one in pieces] == [True]


def test_what_is_covered_without_having_been_read_is_one_word_too() -> None:
    left, right = "write to anna.b@example.org", "write to anna.c@example.org"
    shown = [masking.cover_text(text) for text in (left, right)]
    found = tokens(left, shown[0], ())
    assert [left[one.start : one.end] for one in found] == ["write ", "to ", "anna.b@example.org"]
    pieces = align(found, tokens(right, shown[1], ()))
    assert [one.same for one in pieces] == [True, False]


def test_long_texts_find_what_was_left_out() -> None:
    chance = random.Random(4)
    left = [f"w{int(chance.paretovariate(0.7))}" for _n in range(20_000)]
    gone = set(chance.sample(range(20_000), 200))
    right = [word for place, word in enumerate(left) if place not in gone]
    a, b = " ".join(left), " ".join(right)
    pieces = align(tokens(a, a, ()), tokens(b, b, ()))
    assert_tiles(pieces, a, b)
    same = sum(len(a[slice(*one.left)].split()) for one in pieces if one.same)
    assert same >= 19_000


def test_a_text_that_repeats_itself_ends() -> None:
    a, b = "ab cd ef " * 5_000, "ef cd ab " * 5_000
    assert_tiles(align(tokens(a, a, ()), tokens(b, b, ())), a, b)


def test_a_text_that_is_one_endless_word_is_read_once() -> None:
    word = "x" * 500_000  # looked at from each of its letters it would take hours
    for text in (word, f"{word} 06 39 98 00 11 {word}"):
        found = tokens(text, masking.cover_text(text), ())
        assert [one.start for one in found][:2] == [0, 500_001][: len(found)]
