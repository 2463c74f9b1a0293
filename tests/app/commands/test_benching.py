# SPDX-License-Identifier: GPL-3.0-or-later
"""``bench`` gives one document of figures; a part that fails does not lose the others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from indexing.benchmark import baselines, later_figures, mixed_figures, text_figures
from indexing.benchmark.measure import Figure, not_measured
from indexing.errors import BadInputError
from tests.app.commands.driving import run

COMMAND = "faisceau bench --only text --ads 30 --rounds 2 --seed 7 --json"


def two(size: int, seed: int, rounds: int) -> Iterator[Figure]:
    yield Figure("as_many_as_asked", size, 30, at_least=True, detail={"seed": seed})
    yield Figure("rounds", rounds, 1.5, at_least=False)


def broken(size: int, seed: int) -> Iterator[Figure]:
    raise ValueError(f"{size} {seed}")


def test_figures_stand_beside_their_goals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_figures, "figures", two)
    words = ("bench", "--ads", "30", "--seed", "7", "--rounds", "2", "--only", "text")
    document = run(*words, "--json").json()
    assert document["figures"] == [
        {
            "name": "as_many_as_asked",
            "part": "text",
            "value": 30,
            "unit": "ratio",
            "goal": 30,
            "at_least": True,
            "met": True,
            "command": COMMAND,
            "detail": {"seed": 7},
        },
        {
            "name": "rounds",
            "part": "text",
            "value": 2,
            "unit": "ratio",
            "goal": 1.5,
            "at_least": False,
            "met": False,
            "command": COMMAND,
            "detail": {},
        },
    ]
    assert document["machine"]["cores"] >= 1
    assert document["problems"] == []
    assert document["baselines"] == {}
    told = run(*words)
    assert told.out.decode().splitlines()[1].endswith("not met")


def one_is_missing(size: int, seed: int) -> Iterator[Figure]:
    yield not_measured("speed", 10, True, "datasketch")


def test_what_cannot_be_measured_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(later_figures, "figures", one_is_missing)
    words = ("bench", "--case", "40", "--only", "later")
    (figure,) = run(*words, "--json").json()["figures"]
    assert (figure["value"], figure["met"]) == (None, False)
    assert figure["command"] == "faisceau bench --only later --case 40 --rounds 1 --seed 1 --json"
    (line,) = run(*words).out.decode().splitlines()
    assert line.endswith("not measured: datasketch is missing")


def test_a_missing_library_is_told_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baselines, "missing", lambda _library: True)
    lines = run("bench", "--ads", "9", "--only", "baselines").out.decode().splitlines()
    assert len(lines) == 4
    assert lines[-1].endswith("pdqhash not installed: pip install pdqhash")


def test_a_failing_part_is_told_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mixed_figures, "figures", broken)
    monkeypatch.setattr(text_figures, "figures", two)
    ran = run("bench", "--ads", "9", "--only", "mixed", "--only", "text", "--json")
    assert ran.code == 1
    document = ran.json()
    assert document["problems"] == [{"part": "mixed", "problem": "ValueError: 9 1"}]
    assert len(document["figures"]) == 2


def without_a_model(size: int, seed: int) -> Iterator[Figure]:
    raise BadInputError("model_missing", path="models/some")


def test_a_missing_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mixed_figures, "figures", without_a_model)
    ran = run("bench", "--only", "mixed")
    assert ran.code == 1
    assert "mixed: model_missing: models/some" in ran.err
