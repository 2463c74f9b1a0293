# SPDX-License-Identifier: GPL-3.0-or-later
"""Import and index, killed at random moments: a second run gives what an undisturbed one gives."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.faults import road

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
BRING, INDEX = "import", "index"


class Undisturbed:
    """A source, what stands after an undisturbed run, and how long each command takes."""

    def __init__(self, folder: Path) -> None:
        self.source = road.write_source(folder)
        self.images = self.source.with_name("pictures")
        self.seconds = {}
        # timed the second time: the first compiles loops, and kills would fall after the end
        for name in ("first", "undisturbed"):
            case = road.new_case(folder / f"{name}.faisceau")
            for command in (BRING, INDEX):
                began = time.monotonic()
                road.done(*self.words(command, case))
                self.seconds[command] = time.monotonic() - began
        self.standing = road.standing(case)
        assert len(self.standing.ads) == road.ROWS
        assert 0 < len(self.standing.clusters) < road.ROWS
        assert self.standing.links

    def words(self, command: str, case: Path) -> tuple[object, ...]:
        if command == BRING:
            return (BRING, case, self.source, "--images", self.images)
        return (INDEX, case, "--workers", "2")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return Undisturbed(tmp_path_factory.mktemp("road"))


def kill_at_random(undisturbed: Undisturbed, command: str, case: Path, moment: float) -> bool:
    """Run a command and kill it with all its processes; was it killed before its end?"""
    process = road.start(*undisturbed.words(command, case), "--json")
    time.sleep(undisturbed.seconds[command] * moment)
    process.kill()  # only the program: its workers have to end by themselves
    process.communicate()
    return process.returncode == -signal.SIGKILL


def kill_rounds(undisturbed: Undisturbed, folder: Path, rounds: int) -> dict[str, int]:
    chance = random.Random(rounds)
    killed = {BRING: 0, INDEX: 0}
    for number in range(rounds):
        case = road.new_case(folder / f"{number}.faisceau")
        # the first part of a run only starts Python; it is left out
        for command in (BRING, INDEX):
            moment = chance.uniform(0.15, 1.0)
            killed[command] += kill_at_random(undisturbed, command, case, moment)
            if chance.random() < 0.3:
                killed[command] += kill_at_random(undisturbed, command, case, moment / 2)
            document = road.done(*undisturbed.words(command, case))
            if command == BRING:
                (source,) = document["sources"]
                assert source["read"] == source["added"] + source["known"] + source["rejected"]
                assert source["added"] + source["known"] == road.ROWS
        assert road.standing(case) == undisturbed.standing
        road.assert_whole(case)
    return killed


@pytest.mark.timeout(600)
def test_a_killed_run_is_finished_by_the_next(undisturbed: Undisturbed, tmp_path: Path) -> None:
    kill_rounds(undisturbed, tmp_path, int(os.environ.get("FAISCEAU_KILL_ROUNDS", "1")))


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_fifty_killed_runs_are_finished_by_the_next(
    undisturbed: Undisturbed, tmp_path: Path
) -> None:
    killed = kill_rounds(undisturbed, tmp_path, 50)
    assert min(killed.values()) >= 25
