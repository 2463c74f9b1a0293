# SPDX-License-Identifier: GPL-3.0-or-later
"""Folding: one spelling, exact way back, any string."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.normalise import fold, letters, raw_span

ANY = st.text(st.characters(exclude_categories=()), max_size=60)
NASTY = st.text(
    st.sampled_from(
        list("aeAE0Oо1oсСеЕ ёйİßﬁŉΐᾳ")
        + [chr(c) for c in (0x301, 0x308, 0x307, 0x345, 0x344)]
        + [
            "\u200d",
            "\ufe0f",
            "\u20e3",
            "\u3099",
            "\uff9e",
            "\uff76",
            "\ud800",
            "\u1100",
            "\u1161",
            "\u11a8",
            "\u09c7",
            "\u09be",
            "\u0640",
            "\U000e0101",
            "½",
            "ↀ",
            "٣",
            "¨",
            "´",
        ]
    ),
    max_size=40,
)
TEXTS = st.one_of(ANY, NASTY)


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_offsets_rise_and_end_at_the_raw_length(raw: str) -> None:
    folded = fold(raw)
    offsets = list(folded.offsets)
    assert len(offsets) == len(folded.text) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(raw)
    assert all(0 <= place < len(raw) for place in offsets[:-1])


@settings(max_examples=400, deadline=None)
@given(TEXTS)
def test_folding_twice_changes_nothing(raw: str) -> None:
    once = fold(raw).text
    assert fold(once).text == once


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.data())
def test_a_raw_span_holds_all_that_made_the_slice(raw: str, data: st.DataObject) -> None:
    folded = fold(raw)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    low, high = raw_span(folded, start, end)
    assert 0 <= low <= high <= len(raw)
    assert all(low <= place < high for place in folded.offsets[start:end])


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_letters_are_letters_and_single_spaces(raw: str) -> None:
    given_letters = letters(fold(raw).text)
    assert "  " not in given_letters
    assert given_letters == given_letters.strip()
    assert not any(c.isdigit() for c in given_letters if c.isascii())
    assert letters(given_letters) == given_letters


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("Plain TEXT 12", "plain text 12"),
        ("Ｆｕｌｌ　６３９", "full 639"),
        ("0️⃣6️⃣", "06"),
        ("🔟", "10"),
        ("❶②③", "123"),
        ("٠٦ ۰۶ ०६", "06 06 06"),
        ("c\u200bal\u00adl", "call"),
        ("e\u0301tudiant", "étudiant"),
        ("e\u200d\u0301", "é"),
        ("сall", "call"),  # Cyrillic first letter
        ("комнaта", "комната"),  # Latin a inside a Cyrillic word
        ("комната room", "комната room"),
        ("straße", "strasse"),
        ("𝐂𝐚𝐥𝐥 🅲🅰🅻🅻", "call call"),
        ("🙂 ok", "🙂 ok"),
        ("\ud800a", "\ud800a"),
    ],
)
def test_examples(raw: str, text: str) -> None:
    assert fold(raw).text == text


def test_raw_span_of_a_keycap_number_is_the_whole_of_it() -> None:
    raw = "tel 0️⃣6️⃣ now"
    folded = fold(raw)
    start = folded.text.index("06")
    low, high = raw_span(folded, start, start + 2)
    assert raw[low:high] == "0️⃣6️⃣"


def test_one_of_a_ligature_covers_the_ligature() -> None:
    assert raw_span(fold("aﬁb"), 1, 2) == (1, 2)


def test_letters_drop_accents_digits_marks_and_pictures() -> None:
    assert letters(fold("Chambre à louer, 2 pièces! 🙂 Ёлка").text) == "chambre a louer pieces елка"


@pytest.mark.parametrize("unit", ["a", "é", "e\u0301", "0️⃣", "a\u0301\u0308\u0327" * 50, "сall "])
def test_long_texts_and_piled_marks_are_folded(unit: str) -> None:
    raw = unit * (200_000 // len(unit))
    assert fold(raw).offsets[-1] == len(raw)
