# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of related meaning: their arithmetic on made-up vectors, the road with a tiny model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.paths import model_folder
from indexing.benchmark import meaning_figures
from indexing.benchmark.meaning_figures import (
    Translations,
    auc,
    best_match,
    figures,
    near_and_far,
    small_cases,
)
from indexing.fingerprint.text_embedding import has_torch
from tests.tiny_encoder import make_wheels, packaging_module

needs_torch = pytest.mark.skipif(not has_torch(), reason="no torch is to be had here")


def made_up(noise: float) -> Translations:
    """Twelve ads in four languages: a place for the language, a direction for the ad, noise."""
    rng = np.random.default_rng(5)
    places = dict(zip(("en", "fr", "uk", "zh"), rng.normal(size=(4, 64)), strict=True))
    topics = {f"ad{n}": topic for n, topic in enumerate(rng.normal(size=(12, 64)))}
    pairs = [(name, tongue) for name in topics for tongue in places]
    rows = [places[t] + topics[n] + noise * rng.normal(size=64) for n, t in pairs]
    vectors = np.array(rows, np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    names, tongues = zip(*pairs, strict=True)
    return Translations(names, tongues, vectors)


@pytest.mark.parametrize(
    ("near", "far", "expected"),
    [([2.0, 3.0], [0.0, 1.0], 1.0), ([0.0], [1.0], 0.0), ([1.0], [1.0], 0.5), ([1.0], [0, 2], 0.5)],
)
def test_auc_counts_how_often_near_is_above_far(
    near: list[float], far: list[float], expected: float
) -> None:
    assert auc(np.array(near, np.float32), np.array(far, np.float32)) == expected


def test_translations_are_told_from_others() -> None:
    clear, muddled = made_up(0.1), made_up(5.0)
    assert best_match(clear, None) > 0.95
    assert best_match(muddled, None) < 0.5
    near, far = near_and_far(clear, None)
    assert len(near) == 12 * 6
    assert len(near) + len(far) == 48 * 47 // 2
    assert auc(near, far) > auc(*near_and_far(muddled, None))


def test_small_cases_are_the_same_for_one_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning_figures, "SMALL_CASES", 5)
    told = small_cases(made_up(0.1), None, 3)
    assert told == small_cases(made_up(0.1), None, 3)
    assert told["small_auc_with"] == told["small_auc_without"]


@needs_torch
def test_every_figure_comes_out_of_a_tiny_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest, wheels = make_wheels(tmp_path)
    packaging_module("models").build(tmp_path / "tiny", manifest=manifest, wheels=wheels)
    monkeypatch.setattr(meaning_figures, "SMALL_CASES", 2)
    monkeypatch.setattr(meaning_figures, "_TIMED", 8)
    found = {one.name: one for one in figures(20, 1, tmp_path / "tiny")}
    assert set(found) == {
        "meaning_best_match",
        "meaning_auc",
        "meaning_encoding_speed",
        "meaning_embedded_a_group",
    }
    assert found["meaning_embedded_a_group"].value == 1
    assert found["meaning_best_match"].detail["languages"] == 11


@pytest.mark.model
@pytest.mark.skipif(not (model_folder() / "manifest.json").exists(), reason="no model is built")
def test_shipped_means_help_small_cases() -> None:
    from indexing.fingerprint import text_embedding
    from indexing.link.meaning_background import means_for

    texts = meaning_figures.translated(text_embedding.load(model_folder(), engine="onnx"))
    told = small_cases(texts, means_for("multilingual-e5-small", 384), 2)
    assert told["small_found_with"] > told["small_found_without"] + 0.2
    assert told["small_false_with"] <= told["small_false_without"]
