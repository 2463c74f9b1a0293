# SPDX-License-Identifier: GPL-3.0-or-later
"""Every parser, called with changed inputs: a few each time, for long by hand.

``FAISCEAU_FUZZ_SECONDS=3600 pytest -m slow tests/faults/test_fuzz.py`` gives each parser so long,
one after the other, in a child with 600 MB and 10 s of processor for an input;
``packaging/fuzz.py`` runs them side by side and adds sittings up.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from random import Random

import pytest

from tests.faults import fuzz_parsers, fuzz_seeds, fuzz_sittings, fuzzing
from tests.faults.fuzz_mutations import MOST_BYTES, Material, mutated

NAMES = list(fuzz_parsers.PARSERS)
SECONDS = float(os.environ.get("FAISCEAU_FUZZ_SECONDS", "60"))


def material(name: str) -> Material:
    form = fuzz_parsers.PARSERS[name].form
    return Material(fuzz_seeds.seeds(name), fuzz_seeds.words(form), form)


@pytest.mark.parametrize("name", NAMES)
def test_some_seed_is_read(tmp_path: Path, name: str) -> None:
    """A run whose seeds are all refused would try nothing but the door."""
    parser = fuzz_parsers.PARSERS[name]
    tried = (seed + b"\n" * more for seed in fuzz_seeds.seeds(name) for more in range(6))
    assert any(fuzz_parsers.run(parser, data, tmp_path) for data in tried)


@pytest.mark.parametrize("name", NAMES)
def test_changed_inputs_end_calmly(tmp_path: Path, name: str) -> None:
    count = 0

    def call(data: bytes) -> None:
        nonlocal count
        count += 1
        fuzz_parsers.run(fuzz_parsers.PARSERS[name], data, tmp_path)

    fuzzing.plain(call, material(name), random=Random(7), inputs=60)
    assert count == 60


@pytest.mark.parametrize("form", sorted({x.form for x in fuzz_parsers.PARSERS.values()}))
def test_changes_are_many_and_bounded(form: str) -> None:
    name = next(x.name for x in fuzz_parsers.PARSERS.values() if x.form == form)
    given, random = material(name), Random(1)
    made = {mutated(random.choice(given.others), random, given) for _ in range(60)}
    assert len(made) > 30
    assert max(map(len, made)) <= MOST_BYTES


def test_a_change_that_finds_nothing_to_change_is_one_of_bytes() -> None:
    given = material("compound")
    for seed in range(30):
        cut = given.others[0][:1024] + b"\x09\x08\x10"
        assert isinstance(mutated(cut, Random(seed), given), bytes)


def test_a_finding_is_kept_and_made_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def call(path: Path, _choice: int) -> None:
        if b"!" in path.read_bytes():
            raise LookupError

    parser = fuzz_parsers.Parser("bad", call, (".txt",))
    monkeypatch.setattr(fuzz_parsers, "PARSERS", {"bad": parser})
    told, least = fuzzing.shrunk("bad", b"a long text! of many words", tmp_path)
    assert told.startswith("LookupError")
    assert least == b"!"
    fuzzing.Finder("bad", tmp_path / "kept", tmp_path, 1e9)(b"again!")
    [file] = (tmp_path / "kept" / "findings").glob("*.bin")
    assert file.read_bytes() == b"again!"


def test_the_parser_that_had_least_goes_on_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[str, float]] = []

    def a_round(
        run: fuzz_sittings.Run, name: str, _folder: Path, seconds: float, _seed: int
    ) -> None:
        given.append((name, seconds))
        run.states[name].cpu += seconds

    monkeypatch.setattr(fuzz_sittings.Run, "_round", a_round)
    run = fuzz_sittings.Run(tmp_path / "fuzz.json")
    run.states = {"csv": fuzz_sittings.State(cpu=300), "json": fuzz_sittings.State(cpu=10)}
    run.up_to(("csv", "tsv", "json", "xls"), 500)
    assert given == [("xls", 300), ("json", 300), ("tsv", 202), ("xls", 202), ("json", 192)]


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
@pytest.mark.parametrize("name", NAMES)
def test_a_sitting_finds_nothing(tmp_path: Path, name: str) -> None:
    run = fuzz_sittings.Run(tmp_path / "fuzz.json")
    run.sitting(name, SECONDS, seed=1)
    state = run.states[name]
    assert state.inputs > 0
    assert state.findings == {}
