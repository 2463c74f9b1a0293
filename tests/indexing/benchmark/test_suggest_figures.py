# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of suggestions, and that nothing follows from the group of people that an ad names."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from indexing.benchmark import suggest_figures
from indexing.benchmark.suggest_figures import figures
from indexing.benchmark.swapped_groups import GROUPS, drawn, of_group
from tests.indexing.suggest.books import FEE_EN, HOURS, TEXTS, book, indicator


@pytest.fixture(autouse=True)
def small_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules of an invented codebook; one points to ads that name a group."""
    monkeypatch.setattr(suggest_figures, "load", lambda _path: book(*TEXTS))


def test_groups_are_many_and_named_in_every_ad() -> None:
    ads = drawn(10, 1)
    assert len(GROUPS) >= 20
    assert {language for language, _text in ads} == {"en", "fr", "es"}
    texts = [of_group(ads, group) for group in GROUPS]
    assert all(len(set(same)) == len(GROUPS) for same in zip(*texts, strict=True))


def test_swapping_groups_changes_no_suggestion_and_no_order() -> None:
    (swapped,) = [one for one in figures(12, 1, codebook=Path("x")) if "group" in one.name]
    assert swapped.met
    assert swapped.detail["groups"] == len(GROUPS)
    assert int(str(swapped.detail["suggestions"])) > 12


def test_a_rule_that_did_look_at_groups_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = FEE_EN | {"all_of": [{"any_of": ["romanian", "polish"]}], "near": {}}
    monkeypatch.setattr(suggest_figures, "load", lambda _path: book(wrong))
    (swapped,) = [one for one in figures(12, 1, codebook=Path("x")) if "group" in one.name]
    assert swapped.value > 0


def test_shares_count_strong_entries_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(
        suggest_figures,
        "load",
        lambda _path: book(FEE_EN, HOURS, FEE_01=indicator("FEE-01", strength="strong")),
    )
    table = tmp_path / "ordinary.csv"
    texts = [
        "A fee is due for the visa today",
        "Work is 14 hours a day here",
        "A sunny room",
        "x y z",
    ]
    table.write_text("id,text\n" + "".join(f"{n},{t}\n" for n, t in enumerate(texts)), "utf-8")
    found = {one.name: one for one in figures(9, 1, codebook=Path("x"), ordinary=table)}
    assert found["suggest_strong_share"].value == 0
    ordinary = found["suggest_ordinary_strong_share"]
    assert (ordinary.value, ordinary.detail["any"]) == (0.25, 0.5)
    assert ordinary.detail["by_rule"] == {"R-FEE-01-en": 0.25, "R-LAB-01-hours": 0.25}
    assert not ordinary.met


def test_without_a_codebook_nothing_is_measured() -> None:
    assert all(math.isnan(one.value) for one in figures(5, 1))
