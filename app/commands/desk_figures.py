# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of the window: a large generated case, child processes that work in it, medians.

The window is opened in a process of its own for each round, offscreen; this process knows nothing
of Qt. Where a generated case is at hand it is copied and not made again.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from app import paths
from app.commands.desk_plan import FLAG, Task
from indexing.benchmark import mixed_road as road
from indexing.benchmark.desk_case import DeskSize, make_case
from indexing.benchmark.measure import Figure
from indexing.benchmark.mixed import compose
from indexing.benchmark.mixed_files import write_ads
from indexing.benchmark.report import Plan
from indexing.progress import run
from indexing.store.case import BLOB_FOLDER
from indexing.suggest.codebook_file import load

BUSY_ADS = 20_000
"""Ads of the case that is indexed while keys are pressed; a tenth of a smaller case."""
_STEPS = 40
_FEW_STEPS = 3
_SECONDS = 120.0
_SMALL = 10_000
_MISSING = 1e9


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure by its path in what the children answer."""

    name: str
    path: tuple[str, ...]
    goal: float
    unit: str


GOALS = (
    Goal("desk: start to window, CPU", ("start_cpu_s",), 1.0, "s"),
    Goal("desk: first rows after unlock", ("first_rows_ms",), 1_000, "ms"),
    Goal("desk: longest scroll step, queue", ("queue", "longest_ms"), 50, "ms"),
    Goal("desk: longest scroll step, ads", ("ads", "longest_ms"), 50, "ms"),
    Goal("desk: longest scroll step, pictures", ("grid", "longest_ms"), 50, "ms"),
    Goal("desk: first page of a filter", ("filters_ms",), 300, "ms"),
    Goal("desk: facet counts", ("facets_ms",), 1_000, "ms"),
    Goal("desk: memory of the window", ("peak_mb",), 600, "MB"),
)
"""What is measured in the large case; of several values the greatest counts."""
STALL = Goal("desk: longest stall while indexing runs", ("stall_ms",), 100, "ms")


def figures(plan: Plan, ready: Path | None = None) -> Iterator[Figure]:
    """Every figure of the window; ``ready`` is a generated case that is copied, not made."""
    with TemporaryDirectory(prefix="faisceau-bench-") as name:
        folder = Path(name)
        large, made = _large(folder, plan, ready)
        task = Task("desk", str(large), road.ENTRY, _steps(plan))
        told = [_child(task, folder) for _round in range(plan.rounds)]
        for goal in GOALS:
            yield _figure(goal, told, {"ads": plan.desk_ads, "case": made})
        busy = _busy(folder, plan)
        task = Task("busy", str(busy), road.ENTRY, seconds=_SECONDS)
        told = [_child(task, folder) for _round in range(plan.rounds)]
        yield _figure(STALL, told, {"ads": min(BUSY_ADS, plan.desk_ads)})


def _steps(plan: Plan) -> int:
    return _STEPS if plan.desk_ads >= _SMALL else _FEW_STEPS


def _large(folder: Path, plan: Plan, ready: Path | None) -> tuple[Path, str]:
    target = folder / "large.faisceau"
    if ready is not None:
        shutil.copytree(ready, target, copy_function=_copied)
        return target, f"copied from {ready.name}"
    book = load(Path(plan.folders["codebook"])) if "codebook" in plan.folders else None
    size = DeskSize(plan.desk_ads, plan.desk_pictures, plan.seed)
    run(make_case(target, size, book)).close()
    return target, "drawn: links, clusters, mentions and suggestions are written, not found"


def _copied(source: str, target: str) -> None:
    """A copy of a file; a picture, which never changes, is linked where that can be done."""
    if BLOB_FOLDER in Path(source).parts:
        with contextlib.suppress(OSError):
            os.link(source, target)
            return
    shutil.copy2(source, target)


def _busy(folder: Path, plan: Plan) -> Path:
    """A case with imported ads that wait to be indexed, and some that are indexed."""
    target = folder / "busy.faisceau"
    case = road.new_case(target)
    size = max(50, min(BUSY_ADS, plan.desk_ads))
    made = compose(size, plan.seed).ads
    first = write_ads(made[: size // 10], folder / "first.csv")
    rest = write_ads(made[size // 10 :], folder / "rest.csv")
    road.bring_in(case, first)
    road.indexed(case, folder / "no-model")
    road.bring_in(case, rest)
    case.close()
    return target


def _child(task: Task, folder: Path) -> Mapping[str, Any]:
    """What one window answered.

    Raises:
        RuntimeError: if it ended with an error; its last words are in the text.
    """
    start = [sys.executable, FLAG]
    if not getattr(sys, "frozen", False):
        start = [sys.executable, "-m", "app", FLAG]
    environment = {
        **os.environ,
        # a new one: nothing is remembered of the round before
        "FAISCEAU_HOME": mkdtemp(prefix="home-", dir=folder),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONDONTWRITEBYTECODE": "",  # an installed program has its bytecode
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
    }
    done = subprocess.run(
        start,
        input=f"{task.as_json()}\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        cwd=paths.ROOT,
        check=False,
    )
    if done.returncode or not done.stdout:
        raise RuntimeError(f"window: {done.stderr.strip()[-500:]}")
    answer: Mapping[str, Any] = json.loads(done.stdout)
    return answer


def _figure(goal: Goal, told: Sequence[Mapping[str, Any]], detail: Mapping[str, object]) -> Figure:
    found = [_value(one, goal.path) for one in told]
    value = statistics.median(found)
    nearest = min(range(len(told)), key=lambda at: abs(found[at] - value))
    beside = {"rounds": [round(one, 2) for one in found], **_beside(goal, told[nearest])}
    return Figure(goal.name, value, goal.goal, at_least=False, detail={**detail, **beside},
                  unit=goal.unit)  # fmt: skip


def _value(answer: Mapping[str, Any], path: Sequence[str]) -> float:
    found: Any = answer
    for name in path:
        found = found.get(name, _MISSING)
        if found == _MISSING:
            break
    return float(max(found.values())) if isinstance(found, dict) else float(found)


def _beside(goal: Goal, answer: Mapping[str, Any]) -> dict[str, object]:
    """What explains a figure, of the round in the middle."""
    first = answer.get(goal.path[0])
    found: dict[str, object] = {}
    if isinstance(first, dict):
        found["parts"] = first.get("steps", first)
    for name, goes_with in (
        ("clusters", "first_rows_ms"),
        ("unlock_gap_ms", "first_rows_ms"),
        ("pictures", "grid"),
        ("empty_mb", "peak_mb"),
        ("memory_mb", "peak_mb"),
        ("questions_ms", "peak_mb"),
        ("filter_gap_ms", "filters_ms"),
        ("warm_ms", "facets_ms"),
        ("keys", "stall_ms"),
        ("over", "stall_ms"),
        ("watched_s", "stall_ms"),
        ("index_ended", "stall_ms"),
    ):
        if goes_with == goal.path[0] and name in answer:
            found[name] = answer[name]
    return found
