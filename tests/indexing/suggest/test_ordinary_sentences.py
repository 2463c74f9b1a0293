# SPDX-License-Identifier: GPL-3.0-or-later
"""Ordinary sentences that use words of the rules: no rule of the core codebook points to them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from app.triage.codebook import shipped
from indexing.suggest.hits import Document, Text
from indexing.suggest.reading import Reader
from indexing.suggest.rule_parsing import rule_set

SENTENCES: dict[str, list[str]] = yaml.safe_load(
    Path(__file__).with_name("ordinary_sentences.yaml").read_text(encoding="utf-8")
)


@cache
def reader() -> Reader:
    return Reader(rule_set(shipped()).rules)


def pointed_to(language: str, text: str) -> list[str]:
    document = Document(1, language, (Text("body", text),))
    return [hit.rule for hit in reader().read(document).hits]


@pytest.mark.parametrize(
    ("language", "text"), [(name, text) for name, texts in SENTENCES.items() for text in texts]
)
def test_no_rule_points_to_it(language: str, text: str) -> None:
    assert pointed_to(language, text) == []


def test_the_same_words_where_they_are_meant_are_found() -> None:
    assert pointed_to("en", "The passport is kept by the employer.")
    assert pointed_to("fr", "Le passeport est gardé par l'employeur.")
    assert pointed_to("es", "El pasaporte lo guarda el empleador.")


def test_a_whole_ad_of_such_sentences_is_pointed_to_by_few() -> None:
    for language, texts in SENTENCES.items():
        found = set(pointed_to(language, "\n".join(texts)))
        strong = {rule for rule in found if shipped().indicators[rule[2:8]].strength == "strong"}
        assert not strong, (language, strong)
