# SPDX-License-Identifier: GPL-3.0-or-later
"""What an explanation costs in the shapes that are worst for it; see ``chains``."""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from indexing.benchmark.chains import Shapes, make, reopened
from indexing.benchmark.measure import Figure
from indexing.pipeline.explaining import bridges, explain
from indexing.store.case import Case

GOAL_MS = 100.0
_ROUNDS = 3
_PAIRS = 7


def figures(size: int, seed: int) -> Iterator[Figure]:
    """The dearest median over shapes, in milliseconds of CPU time for one explanation.

    With nothing to walk, the links between the two clusters are looked for too, as the command
    and the window do. Told for a case that was used before, and for the first explanation after
    a case is opened, nothing of it in memory, as far as the system lets its files be forgotten.
    """
    with TemporaryDirectory(prefix="faisceau-bench-") as name:
        folder = Path(name) / "chains.faisceau"
        case, shapes = make(folder, size, seed)
        case.close()
        asked = _asked(shapes, random.Random(seed))
        cold = {shape: _cold(folder, pairs) for shape, pairs in asked.items()}
        case = reopened(folder)
        warm = {shape: _warm(case, pairs) for shape, pairs in asked.items()}
        case.close()
    yield _worst("explain_worst_ms", size, warm)
    yield _worst("explain_worst_first_ms", size, cold)


def _worst(name: str, size: int, found: Mapping[str, tuple[float, float]]) -> Figure:
    detail: dict[str, object] = {
        "ads": size,
        "milliseconds": {shape: round(cpu, 2) for shape, (cpu, _wall) in found.items()},
        "wall_milliseconds": {shape: round(wall, 2) for shape, (_cpu, wall) in found.items()},
    }
    worst = max(round(cpu, 2) for cpu, _wall in found.values())
    return Figure(name, worst, GOAL_MS, at_least=False, detail=detail, unit="ms")


def _asked(shapes: Shapes, chance: random.Random) -> dict[str, list[tuple[int, int]]]:
    def some(left: Sequence[int], right: Sequence[int]) -> list[tuple[int, int]]:
        return [(chance.choice(left), chance.choice(right)) for _pair in range(_PAIRS)]

    edge = max(len(shapes.drift) // 20, 1)
    return {
        "one_number": some(shapes.star[1:], shapes.star[1:]),
        "one_text": some(shapes.repeats[1:], shapes.repeats[1:]),
        "number_and_text": some(shapes.star[20:], shapes.repeats[20:]),
        "web": some(shapes.web, shapes.web),
        "drift_from_end_to_end": some(shapes.drift[:edge], shapes.drift[-edge:]),
        "small_groups": some(shapes.small, shapes.small),
        "large_apart": some(shapes.web, shapes.drift),
        "large_and_small_apart": some(shapes.star, shapes.small),
    }


def _warm(case: Case, asked: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Median CPU and wall milliseconds, each pair asked several times."""
    return _medians([_cost(case, *pair) for pair in asked for _round in range(_ROUNDS)])


def _cold(folder: Path, asked: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Median CPU and wall milliseconds, the case opened anew for every pair."""
    found = []
    for first, second in asked:
        _forget(folder)
        case = reopened(folder)
        found.append(_cost(case, first, second))
        case.close()
    return _medians(found)


def _cost(case: Case, first: int, second: int) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    if explain(case, first, second) is None:
        bridges(case, first, second)
    return 1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - wall)


def _medians(costs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    cpu, wall = zip(*costs, strict=True)
    return statistics.median(cpu), statistics.median(wall)


def _forget(folder: Path) -> None:
    """Let the system drop what it holds of these files, where it can (Linux)."""
    if sys.platform != "linux":
        return
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as stream:
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
