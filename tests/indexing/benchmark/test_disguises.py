# SPDX-License-Identifier: GPL-3.0-or-later
"""Noise is the same for one seed, grows with its strength and leaves what it must leave."""

from __future__ import annotations

import random
import unicodedata

import pytest

from indexing.benchmark import disguises_letters as letters
from indexing.benchmark.disguises import disguise

TEXTS = {
    "latin": "Bright room near the old market, quiet house with a small garden and a shared "
    "kitchen. Please write in the evening, the weekend is free for visits by car or bike.",
    "french": "Je donne des cours de guitare le soir, chez vous ou à la maison, avec beaucoup de "
    "patience. Première leçon gratuite pour les élèves du quartier, très bonne ambiance.",
    "cyrillic": "Сдаётся светлая комната рядом с парком, тихий дом, хорошие соседи. Можно с "
    "собакой, пожалуйста пишите вечером, сегодня и завтра свободно для просмотра.",
    "arabic": "غرفة جميلة قريبة من السوق القديم في بيت هادئ مع حديقة صغيرة ومطبخ مشترك الرجاء "
    "الكتابة في المساء الزيارة ممكنة في نهاية الأسبوع",
    "other": "बाज़ार के पास उज्ज्वल कमरा और छोटा बगीचा कृपया शाम को लिखें",
}


def changed_share(text: str, strength: float, rounds: int = 60) -> float:
    """Mean share of the words of ``text`` that are no longer among the words written."""
    words = text.split()
    lost = 0
    for seed in range(rounds):
        left = set(disguise(text, strength, random.Random(seed)).split())
        lost += sum(word not in left for word in words)
    return lost / len(words) / rounds


@pytest.mark.parametrize("name", TEXTS)
def test_strength_none_changes_nothing(name: str) -> None:
    rng = random.Random(1)
    state = rng.getstate()
    assert disguise(TEXTS[name], 0.0, rng) == TEXTS[name]
    assert rng.getstate() == state


@pytest.mark.parametrize("name", TEXTS)
def test_one_seed_gives_one_text(name: str) -> None:
    made = [disguise(TEXTS[name], 0.8, random.Random(7)) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0] != disguise(TEXTS[name], 0.8, random.Random(8))


@pytest.mark.parametrize("name", TEXTS)
def test_more_words_change_with_more_strength(name: str) -> None:
    shares = [changed_share(TEXTS[name], strength) for strength in (0.1, 0.4, 0.7, 1.0)]
    assert shares == sorted(shares)
    assert shares[0] < 0.15
    assert 0.3 <= shares[-1] <= 0.6


def test_contacts_and_figures_stay() -> None:
    text = "call 06 39 98 00 01 or a.b@example.org or example.org/rooms or www.example.org now"
    for seed in range(80):
        words = disguise(text, 1.0, random.Random(seed))
        for kept in ("06", "39", "98", "a.b@example.org", "example.org/rooms", "www.example.org"):
            assert kept in words


@pytest.mark.parametrize("text", ["", " ", "\n", "a", "  two words ", "\tone\n", "!!!", "🔥", "é"])
def test_white_space_at_the_ends_stays(text: str) -> None:
    for seed in range(30):
        made = disguise(text, 1.0, random.Random(seed))
        assert made[: len(made) - len(made.lstrip())] == text[: len(text) - len(text.lstrip())]
        assert bool(made.strip()) == bool(text.strip())
        if not text.strip():
            assert made == text


def test_what_is_written_can_be_stored() -> None:
    for text in TEXTS.values():
        for seed in range(40):
            disguise(text, 1.0, random.Random(seed)).encode("utf-8")


def test_no_letter_looks_like_itself() -> None:
    assert all(len(set(others)) == len(others) for others in letters.ALIKE.values())
    assert not [x for x, others in letters.ALIKE.items() if x in others]


def test_every_look_alike_is_a_visible_character() -> None:
    for others in letters.ALIKE.values():
        assert {unicodedata.category(x)[0] for x in others} <= set("LNSPM")
