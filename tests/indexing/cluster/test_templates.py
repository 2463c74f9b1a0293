# SPDX-License-Identifier: GPL-3.0-or-later
"""What stays, what varies, and which ad is the odd one out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexing.cluster.template_tokens import MOST_TOKENS, tokenise
from indexing.cluster.templates import (
    MOST_VALUES,
    Constant,
    Piece,
    PieceKind,
    Slot,
    Template,
    align,
    induce,
)

ROOMS = [
    "Room to let in Ulmkel for 250 euro a week, quiet house near the market, call 06 39 98 01 42",
    "Room to let in Esros for 310 euro a week, quiet house near the market, call 06 39 98 07 77",
    "Room to let in Garbra for 275 euro a week, quiet house near the market, call 06 39 98 55 10",
    "Room to let in Wolban for 290 euro a week, quiet house near the market, call 06 39 98 31 31",
]
LESSONS = [
    "Piano lessons for beginners at your home, ask for Léon after 18 h, first lesson is free",
    "Piano lessons for beginners at your home, ask for Simon after 17 h, first lesson is free",
    "Piano lessons for beginners at your home, ask for Irène after 19 h, first lesson is free",
]
STRANGER = "Oak table with four chairs, barely used, to be picked up by Sunday"
words = st.text("abdeéжщ🔥 7.東م", min_size=0, max_size=60)


def _shape(template: Template) -> list[object]:
    return [
        part.text
        if isinstance(part, Constant)
        else (part.number, part.distinct, [(value.text, value.texts) for value in part.values])
        for part in template.parts
    ]


def _slots(template: Template) -> list[Slot]:
    return [part for part in template.parts if isinstance(part, Slot)]


def test_words_stay_and_values_vary() -> None:
    (template,) = induce(ROOMS)
    told = [part.text if isinstance(part, Constant) else part.number for part in template.parts]
    end = " euro a week, quiet house near the market, call "
    assert told == ["Room to let in ", 1, " for ", 2, end, 3]
    assert [slot.distinct for slot in _slots(template)] == [4, 4, 4]
    assert {value.text for value in _slots(template)[2].values} >= {"06 39 98 01 42"}
    assert template.members == (0, 1, 2, 3)
    assert template.odd == ()


def test_every_value_is_what_stands_at_its_place() -> None:
    (template,) = induce(ROOMS)
    for part in template.parts:
        for told in (part,) if isinstance(part, Constant) else part.values:
            assert ROOMS[told.at.text][told.at.start : told.at.end] == told.text


def test_a_value_counts_the_texts_that_have_it() -> None:
    (template,) = induce([*ROOMS, ROOMS[0], ROOMS[0]])
    first = _slots(template)[0].values[0]
    assert (first.text, first.texts) == ("Ulmkel", 3)
    assert _slots(template)[0].filled == 6


def test_equal_texts_have_no_slots() -> None:
    (template,) = induce([ROOMS[0]] * 5)
    assert _shape(template) == [ROOMS[0]]
    assert template.members == (0, 1, 2, 3, 4)


def test_the_odd_one_out() -> None:
    (template,) = induce([*ROOMS, STRANGER])
    assert template.members == (0, 1, 2, 3)
    assert template.odd == (4,)


def test_two_templates_in_one_cluster_largest_first() -> None:
    found = induce([*LESSONS, *ROOMS, STRANGER])
    assert [template.members for template in found] == [(3, 4, 5, 6), (0, 1, 2)]
    assert found[0].odd == (7,)
    assert found[1].odd == ()


@pytest.mark.parametrize(
    "texts",
    [
        [f"部屋を貸します、{place}駅から徒歩五分、家賃は月に{price}円です" for place, price in
         (("東山", "5,000"), ("西川", "6,200"), ("北野", "4,800"))],
        [f"ให้เช่าห้องพัก ราคา {price} บาท ต่อเดือน โทร {name}" for price, name in
         (("3,500", "นิด"), ("4,200", "แดง"), ("2,900", "ฟ้า"))],
        [f"مطلوب عامل مستودع في {place} كل يوم من {hour} صباحا" for place, hour in
         (("جيلبري", "٧"), ("دوبريلا", "٨"), ("فيلزون", "٩"))],
        [f"Требуется водитель в {place}, оплата {pay} в день, жильё есть" for place, pay in
         (("Ульмск", "2500"), ("Есрос", "2700"), ("Гарбра", "3100"))],
        [f"🔥 Van for hire 🚐 {size} seats 💶 {pay} a day 🔥" for size, pay in
         (("7", "70"), ("9", "95"), ("5", "60"))],
    ],
    ids=["japanese", "thai", "arabic", "russian", "emoji"],
)  # fmt: skip
def test_any_script(texts: list[str]) -> None:
    (template,) = induce(texts)
    assert [slot.distinct for slot in _slots(template)] == [3, 3]
    assert template.odd == ()


def test_a_misspelt_constant_is_still_the_constant() -> None:
    (template,) = induce(ROOMS)
    text = ROOMS[0].replace("market", "markett")
    kinds = [piece.kind for piece in align(template, text)]
    assert kinds.count(PieceKind.SLOT) == 3
    assert PieceKind.EXTRA not in kinds
    assert PieceKind.MISSING not in kinds


def test_what_is_added_moved_or_gone_is_told() -> None:
    (template,) = induce(LESSONS)
    added = align(template, LESSONS[0] + " Bicycle repaired overnight")
    assert [piece.kind for piece in added[-3:]] == [PieceKind.EXTRA] * 3
    cut = align(template, LESSONS[0].removesuffix(", first lesson is free"))
    assert [piece.kind for piece in cut[-4:]] == [PieceKind.MISSING] * 4
    begin, end = LESSONS[0].split(", ask")
    moved = align(template, f"Ask{end}. {begin}")
    assert PieceKind.MOVED in {piece.kind for piece in moved}
    assert PieceKind.MISSING not in {piece.kind for piece in moved}


@settings(max_examples=60, deadline=None)
@given(st.lists(words, min_size=2, max_size=6), words)
def test_an_alignment_covers_every_token_once(texts: list[str], other: str) -> None:
    for template in induce(texts):
        for text in (*texts, other):
            pieces = align(template, text)
            told = [(one.start, one.end) for one in pieces if one.kind is not PieceKind.MISSING]
            tokens = tokenise(text)
            assert told == list(zip(tokens.starts, tokens.ends, strict=True))


@settings(max_examples=60, deadline=None)
@given(st.lists(words, min_size=2, max_size=6), words)
def test_constants_come_in_their_order_and_each_once(texts: list[str], other: str) -> None:
    for template in induce(texts):
        size = sum(
            len(tokenise(part.text).keys) for part in template.parts if isinstance(part, Constant)
        )
        for text in (*texts, other):
            pieces = align(template, text)
            straight = [one.number for one in pieces if one.kind is PieceKind.CONSTANT]
            assert straight == sorted(straight)
            kinds = (PieceKind.CONSTANT, PieceKind.MOVED, PieceKind.MISSING)
            assert sorted(p.number for p in pieces if p.kind in kinds) == [*range(1, size + 1)]


@settings(max_examples=60, deadline=None)
@given(st.lists(words, min_size=2, max_size=6), st.randoms())
def test_the_order_of_texts_changes_no_template(texts: list[str], random: object) -> None:
    texts = [*texts, *ROOMS[:2]]
    turned = sorted(texts, key=hash)[::-1]
    first, second = induce(texts), induce(turned)
    assert list(map(_shape, first)) == list(map(_shape, second))
    for one, other in zip(first, second, strict=True):
        assert sorted(texts[i] for i in one.members) == sorted(turned[i] for i in other.members)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=80))
def test_tokens_are_apart_and_in_order(text: str) -> None:
    tokens = tokenise(text)
    edges = [edge for span in zip(tokens.starts, tokens.ends, strict=True) for edge in span]
    assert edges == sorted(edges)
    assert all(start < end for start, end in zip(tokens.starts, tokens.ends, strict=True))
    assert all(tokens.keys)


def test_a_number_and_an_address_are_one_token_each() -> None:
    text = "Call +33 6 39 98 01 42 or mail jobs@example.org, see www.example.org/a?b=1."
    tokens = tokenise(text)
    shown = [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)]
    assert shown == [
        "Call", "33 6 39 98 01 42", "or", "mail", "jobs@example.org", "see",
        "www.example.org/a?b=1",
    ]  # fmt: skip


def test_folded_spellings_are_equal_and_shown_as_posted() -> None:
    texts = [f"Chambre à louer, quartier calme, {price} euros la semaine" for price in (200, 210)]
    disguised = "ＣＨＡＭＢＲＥ a louer, quart\u200bier calme, 220 euros la semaine"
    (template,) = induce([*texts, disguised])
    pieces = align(template, disguised)
    assert {piece.kind for piece in pieces} == {PieceKind.CONSTANT, PieceKind.SLOT}
    assert disguised[pieces[0].start : pieces[0].end] == "ＣＨＡＭＢＲＥ"


def test_long_texts_are_bounded() -> None:
    words = [f"w{number}x" for number in range(MOST_TOKENS + 500)]
    text = " ".join(words)
    tokens = tokenise(text)
    assert len(tokens.keys) == MOST_TOKENS + 1
    assert tokens.ends[-1] == len(text)
    (template,) = induce([text, text + " more", "a" * 2_000_000, text])
    assert template.members == (0, 1, 3)
    assert align(template, text)[-1] == Piece(tokens.starts[-1], len(text), PieceKind.EXTRA)


def test_values_are_summed_up() -> None:
    texts = [
        f"Garden work by the hour, ask for number {n}, tools are brought along" for n in range(60)
    ]
    (template,) = induce(texts)
    (slot,) = _slots(template)
    assert (slot.distinct, slot.filled, len(slot.values)) == (60, 60, MOST_VALUES)


@pytest.mark.parametrize("texts", [[], ["one ad"], ["", "..."], ["quite alone", STRANGER]])
def test_no_template_without_two_texts_that_share_words(texts: list[str]) -> None:
    assert induce(texts) == ()


def test_what_only_a_few_texts_say_is_no_constant() -> None:
    """The few texts nearest to each other share a town and a month; the sixteen do not."""
    trades = ("Baker", "Driver", "Tutor", "Cook", "Painter", "Cleaner")
    towns = ("Lyon", "Paris", "Lille", "Nantes", "Marseille")
    ends = ("No experience needed.", "Ask for Sam.", "References welcome.", "Bring your CV.")
    texts = [
        f"{trades[n % 6]} - {towns[n % 5]}\n{trades[n % 6]} wanted at our place in {towns[n % 5]}. "
        f"We offer {2018 + 37 * n} euros a month, start in {('May', 'June', 'July')[n % 3]}. "
        f"{ends[n * n % 4]} Tel {700 + 13 * n}, mail hr{n}"
        for n in range(16)
    ]
    (template,) = induce(texts)
    assert len(template.members) == 16
    for part in template.parts:
        if isinstance(part, Constant):
            for word in re.findall(r"\w+", part.text):
                assert sum(word in text for text in texts) > 8, word
