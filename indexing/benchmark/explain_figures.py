# SPDX-License-Identifier: GPL-3.0-or-later
"""What an explanation costs in the shapes that are worst for it; see ``chains``."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from indexing.benchmark.chains import Shapes, make
from indexing.benchmark.measure import Figure
from indexing.pipeline.explaining import bridges, explain
from indexing.store.case import Case

GOAL_MS = 100.0
_ROUNDS = 3
_PAIRS = 7


def figures(size: int, seed: int) -> Iterator[Figure]:
    """The dearest median over shapes, in milliseconds of CPU time for one explanation.

    With nothing to walk, the links between the two clusters are looked for too, as the command
    and the window do.
    """
    with TemporaryDirectory() as name:
        case, shapes = make(Path(name) / "chains.faisceau", size, seed)
        found = {
            shape: round(_median(case, asked), 2)
            for shape, asked in _asked(shapes, random.Random(seed)).items()
        }
        case.close()
    worst = max(found.values())
    detail: dict[str, object] = {"ads": size, "milliseconds": found}
    yield Figure("explain_worst_ms", worst, GOAL_MS, at_least=False, detail=detail)


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


def _median(case: Case, asked: Sequence[tuple[int, int]]) -> float:
    costs = []
    for first, second in asked:
        for _round in range(_ROUNDS):
            began = time.process_time()
            if explain(case, first, second) is None:
                bridges(case, first, second)
            costs.append(1000 * (time.process_time() - began))
    return statistics.median(costs)
