# SPDX-License-Identifier: GPL-3.0-or-later
"""The language of short, noisy ads."""

from __future__ import annotations

import pytest

from indexing.extract import language as languages
from indexing.extract.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Room to rent near the station, quiet house 🙂 06 39 98 01 02", "en"),
        ("Chambre à louer près de la gare, maison calme https://example.org", "fr"),
        ("Habitación en alquiler cerca de la estación", "es"),
        ("غرفة للإيجار قرب المحطة في بيت هادئ", "ar"),
        ("Сдается комната рядом с вокзалом, тихий дом", "ru"),
        ("Здається кімната біля вокзалу, тихий будинок", "uk"),
        ("Cameră de închiriat lângă gară, casă liniștită", "ro"),
        ("Quarto para alugar perto da estação, casa tranquila", "pt"),
    ],
)
def test_languages(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    "text", ["", "   ", "06 39 98 01 02", "🙂🙂🙂", "комната", "ok ok", "@jane a@b.c", "\ud800"]
)
def test_too_little_text_is_unknown(text: str) -> None:
    assert detect(text) == "?"


def test_a_mixed_text_is_told_by_its_parts() -> None:
    first = "Chambre à louer près de la gare, calme et lumineuse."
    second = "Room to let close to the station, quiet and bright."
    text = f"{first} {second}"
    found = languages.spans(text)
    assert [(text[start:end], tongue) for start, end, tongue in found] == [
        (first, "fr"),
        (second, "en"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "06 39 98 12 34",
        "Solid oak table for sale, as new. Four chairs come with it, all in good state.",
        "Table en chêne. OK. Pas de chèque, paiement en espèces seulement. Merci beaucoup.",
        "Стол из дуба, как новый. Уроки фортепиано для начинающих. Комната у вокзала, тихая.",
    ],
)
def test_a_text_of_one_language_has_no_parts(text: str) -> None:
    assert languages.spans(text) == []
