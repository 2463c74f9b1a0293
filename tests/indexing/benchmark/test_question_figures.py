# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of questions: every ad is asked for in every language, and ranks count from 1."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.paths import model_folder
from indexing.benchmark import question_figures
from indexing.benchmark.meaning_figures import TRANSLATED
from tests.tiny_encoder import make_wheels, packaging_module


def test_every_ad_is_asked_for_in_every_language() -> None:
    ads = json.loads(TRANSLATED.read_text("utf-8"))["ads"]
    asked = question_figures.asked()
    assert {(ad, tongue) for ad, tongue, _ in asked} == {
        (ad, tongue) for ad, by in ads.items() for tongue in by
    }
    assert len({text for _, _, text in asked}) == len(asked)


def test_shares_of_ranks() -> None:
    assert question_figures.within([1, 2, 3, 11], 3) == 0.75
    assert question_figures.within([], 3) == 0


def test_figures_come_out_of_a_tiny_model(tmp_path: Path) -> None:
    manifest, wheels = make_wheels(tmp_path)
    packaging_module("models").build(tmp_path / "tiny", manifest=manifest, wheels=wheels)
    found = {one.name: one for one in question_figures.figures(1, 1, tmp_path / "tiny")}
    assert set(found) == {"question_recall_1", "question_recall_3"}
    assert 0 <= found["question_recall_1"].value <= found["question_recall_3"].value <= 1


@pytest.mark.model
@pytest.mark.skipif(not (model_folder() / "manifest.json").exists(), reason="no model is built")
def test_the_model_finds_what_is_asked_for() -> None:
    found = {one.name: one for one in question_figures.figures(1, 1, model_folder())}
    assert all(one.met for one in found.values())
