# SPDX-License-Identifier: GPL-3.0-or-later
"""Innocent sentences in the very words of rules: lost passports, rental deposits, old dogs."""

from __future__ import annotations

import pytest

from app.triage.codebook import shipped
from indexing.benchmark.suggest_figures import tempting
from indexing.suggest.hits import Document, Text
from indexing.suggest.reading import Reader
from indexing.suggest.rule_parsing import rule_set


@pytest.fixture(scope="module")
def reader() -> Reader:
    """The shipped rules."""
    return Reader(rule_set(shipped()).texts)


@pytest.mark.parametrize(("language", "sentence"), list(tempting()))
def test_no_strong_indicator_is_suggested(reader: Reader, language: str, sentence: str) -> None:
    found = reader.read(Document(1, language, (Text("body", sentence),))).hits
    strengths = {hit.rule: shipped().indicators[hit.indicator].strength for hit in found}
    assert "strong" not in strengths.values(), strengths
