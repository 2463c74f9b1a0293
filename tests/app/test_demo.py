# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo by the ordinary road, held against its planted truth: red when linking is off."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.__main__ import main
from app.commands import demo
from indexing.link import near_text
from indexing.pipeline import text_links


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FAISCEAU_MODELS", str(tmp_path / "no-models"))


def run_demo(place: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    code = main(["demo", "--case", str(place), "--no-window", "--json", "--progress", "none"])
    assert code == 0
    document: dict[str, float] = json.loads(capsys.readouterr().out)
    return document


@pytest.mark.usefixtures("no_model")
def test_precision_and_recall_on_the_planted_truth(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "demo.faisceau"
    first = run_demo(place, capsys)
    assert first["ads"] == 2000
    assert first["precision"] >= 0.95
    assert first["recall"] >= 0.95
    again = run_demo(place, capsys)
    assert {k: again[k] for k in ("ads", "clusters", "precision", "recall")} == {
        k: first[k] for k in ("ads", "clusters", "precision", "recall")
    }


@pytest.mark.usefixtures("no_model")
def test_the_measure_notices_when_texts_are_not_linked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_links, "reasons", lambda *_: iter(()))
    monkeypatch.setattr(text_links, "same_text_pairs", lambda *_: iter(()))
    assert vars(text_links)["reasons"] is not near_text.reasons
    assert run_demo(tmp_path / "demo.faisceau", capsys)["recall"] < 0.9


def test_a_case_of_ones_own_is_not_taken_for_the_demo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")
    code = main(["demo", "--case", str(tmp_path / "mine"), "--no-window", "--json"])
    assert code == 3
    assert json.loads(capsys.readouterr().out)["error"]["path"] == str(tmp_path / "mine")
    assert demo.PASSPHRASE == "demo"
