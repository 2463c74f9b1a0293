# SPDX-License-Identifier: GPL-3.0-or-later
"""What 1,000 ads cost that come into a large case, and explanations there.

Everything goes the real road: a case on disk, import, index. Costs are CPU seconds of this process
and of those it started. The language model encodes what is new; the vectors of the large case are
drawn at random instead, or making it would take most of the time (what later runs do with them is
the same).
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from indexing.benchmark import mixed_road as road
from indexing.benchmark.measure import Figure, cpu_seconds
from indexing.benchmark.mixed import compose
from indexing.benchmark.mixed_files import write_ads
from indexing.errors import BadInputError
from indexing.fingerprint import text_embedding
from indexing.pipeline.explaining import bridges, explain
from indexing.records import Stamp
from indexing.store import clusters, fingerprints, text_groups
from indexing.store.case import Case

ADDED = 1_000
EXPLAINED = 60
_NO_MODEL = Path("no-model")
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Models:
    """Folders of the two models; a stage is left out where its model is not there."""

    meaning: Path
    similarity: Path


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds of one import with its index run, and wall seconds of the stages of that run."""

    whole: float
    stages: Mapping[str, float]
    added: bool
    """New ads were linked to what stood; otherwise everything was linked anew."""


def figures(
    size: int,
    seed: int,
    model: Path = _NO_MODEL,
    similarity: Path = _NO_MODEL,
    rounds: int = 1,
) -> Iterator[Figure]:
    """Cost of later ads and of explaining in a case of ``size`` ads without pictures.

    Costs are medians of ``rounds`` imports; each adds 1,000 ads that were not there before.
    """
    models = Models(model, similarity)
    with TemporaryDirectory(prefix="faisceau-bench-") as name:
        yield from _later(Path(name), size, seed, models, rounds)


def _later(folder: Path, size: int, seed: int, models: Models, rounds: int) -> Iterator[Figure]:
    made = compose(size + rounds * ADDED, seed).ads
    parts = [made[size + at * ADDED :][:ADDED] for at in range(rounds)]
    files = [write_ads(part, folder / f"{at}.csv") for at, part in enumerate(parts)]
    large = write_ads(made[:size], folder / "large.csv")
    del made, parts
    # compiled loops and tables are loaded before anything is measured
    _alone(folder / "first.faisceau", files[0], models)
    alone = [_alone(folder / f"{at}.faisceau", file, models) for at, file in enumerate(files)]
    case = road.new_case(folder / "large.faisceau")
    whole = _whole(case, large, models)
    later = [_cost(case, file, models) for file in files]
    case.close()
    detail = {
        "ads": size,
        "added": ADDED,
        "rounds": rounds,
        "linked": ["new ads only" if one.added else "everything anew" for one in later],
        "cpu_seconds_alone": _median([one.whole for one in alone]),
        "cpu_seconds_later": _median([one.whole for one in later]),
        "cpu_seconds_whole": round(whole.whole, 3),
        "stages_wall_alone": _medians(alone),
        "stages_wall_later": _medians(later),
        "stages_wall_whole": _medians([whole]),
    }
    costs = [statistics.median(one.whole for one in some) for some in (later, alone)]
    yield Figure("later_ads_cost", costs[0] / costs[1], 3.0, at_least=False, detail=detail)
    yield _explaining(folder / "large.faisceau", size, seed)


def _alone(folder: Path, file: Path, models: Models) -> Spent:
    case = road.new_case(folder)
    cost = _cost(case, file, models)
    case.close()
    return cost


def _cost(case: Case, file: Path, models: Models) -> Spent:
    """CPU seconds to import and index one file."""
    began = cpu_seconds()
    road.bring_in(case, file)
    report = road.indexed(case, models.meaning, models.similarity)
    spent = cpu_seconds() - began
    stages = {one.name: one.seconds for one in report.stages if one.left_out is None}
    return Spent(spent, stages, report.unsettled > 0)


def _whole(case: Case, file: Path, models: Models) -> Spent:
    """The large case with everything a run leaves, its vectors of meaning drawn at random."""
    spent = _cost(case, file, Models(_NO_MODEL, models.similarity))
    try:
        encoder = text_embedding.load(models.meaning)
    except BadInputError:
        return spent
    _draw_vectors(case, encoder.stamp, encoder.dimension)
    road.indexed(case, models.meaning, models.similarity)
    return spent


def _draw_vectors(case: Case, stamp: Stamp, dimension: int) -> None:
    """A random vector, related to none, for one text of each group."""
    import numpy as np

    chance = np.random.default_rng(1)
    firsts = sorted(set(text_groups.of_all(case).values()))
    for begin in range(0, len(firsts), _AT_ONCE):
        some = firsts[begin : begin + _AT_ONCE]
        rows = chance.standard_normal((len(some), dimension)).astype(np.float16)
        found = {ad: row.tobytes() for ad, row in zip(some, rows, strict=True)}
        fingerprints.put(case, stamp, found)


def _explaining(folder: Path, size: int, seed: int) -> Figure:
    """Milliseconds of ``explain`` for pairs of one cluster and for strangers; 95th percentile."""
    case = road.reopened(folder)
    rng = random.Random(f"explain/{seed}")
    large = [row.ads for row in clusters.iterate(case) if row.size > 1]
    rng.shuffle(large)
    asked = [tuple(rng.sample(some, 2)) for some in large[: EXPLAINED * 2 // 3]]
    asked += [
        (rng.choice(one), rng.choice(other)) for one, other in pairwise(large[: EXPLAINED // 3 + 1])
    ]
    spent = []
    for first, second in asked:
        began = time.process_time()
        if explain(case, first, second) is None:
            bridges(case, first, second)
        spent.append(1_000 * (time.process_time() - began))
    case.close()
    spent.sort()
    return Figure(
        "explain_ms",
        spent[int(0.95 * (len(spent) - 1))],
        100.0,
        at_least=False,
        detail={"ads": size, "pairs": len(spent), "median": round(statistics.median(spent), 2)},
        unit="ms",
    )


def _median(costs: Sequence[float]) -> float:
    return round(statistics.median(costs), 3)


def _medians(found: Sequence[Spent]) -> dict[str, float]:
    """The median of each stage."""
    return {stage: _median([one.stages[stage] for one in found]) for stage in found[0].stages}
