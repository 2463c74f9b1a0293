# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of whole cases: clusters, what ads cost that come later, and explanations.

Everything goes the real road: a case on disk, import, index. Costs are CPU seconds of this process
and of those it started.
"""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from indexing.benchmark import mixed_road as road
from indexing.benchmark.measure import Figure, agreement
from indexing.benchmark.mixed import compose
from indexing.benchmark.mixed_files import write_ads, write_pictures
from indexing.pipeline.explaining import explain
from indexing.store import ads, clusters, pairs
from indexing.store.case import Case

WITH_PICTURES = 3_000
"""Ads of the case with pictures at most: each drawing costs a tenth of a second."""
ADDED = 1_000
EXPLAINED = 60
_LARGE = 5
_NO_MODEL = Path("no-model")


def figures(size: int, seed: int, model: Path = _NO_MODEL, rounds: int = 1) -> Iterator[Figure]:
    """Clusters of a case with pictures; cost of later ads and of explaining on ``size`` ads.

    Costs are medians of ``rounds`` imports; each adds 1,000 ads that were not there before.
    """
    with TemporaryDirectory() as name:
        yield from cluster_figures(Path(name), min(size, WITH_PICTURES), seed, model)
    with TemporaryDirectory() as name:
        yield from later_figures(Path(name), size, seed, model, rounds=rounds)


def cluster_figures(folder: Path, size: int, seed: int, model: Path) -> Iterator[Figure]:
    """Pairwise agreement of clusters and advertisers, and how many large clusters hold several."""
    made = compose(size, seed)
    files = write_pictures(made.ads, folder / "pictures")
    case = road.new_case(folder / "mixed.faisceau")
    road.bring_in(case, write_ads(made.ads, folder / "ads.csv"), folder / "pictures")
    road.indexed(case, model)
    found = road.clusters_by_source_id(case)
    hubs = {hub.value for hub in pairs.hubs(case)}
    links_of_strangers = _links_of_strangers(case, made.truth)
    case.close()
    result = agreement([found[ad.source_id] for ad in made.ads], [ad.advertiser for ad in made.ads])
    detail = {
        "ads": size,
        "pictures": files,
        "precision": round(result.precision, 4),
        "recall": round(result.recall, 4),
        "common_numbers_found": sum(value in hubs for value in made.numbers),
        "common_numbers": len(made.numbers),
    }
    yield Figure("mixed_f1", result.f1, 0.97, at_least=True, detail=detail)
    yield Figure(
        "mixed_joined_strangers",
        several_advertisers(found, made.truth),
        0.05,
        at_least=False,
        detail={"links_of_strangers": links_of_strangers},
    )


def several_advertisers(found: Mapping[str, int], truth: Mapping[str, int]) -> float:
    """Share of the clusters of five ads or more that hold more than one advertiser."""
    members: dict[int, list[int]] = {}
    for name, cluster in found.items():
        members.setdefault(cluster, []).append(truth[name])
    large = [owners for owners in members.values() if len(owners) >= _LARGE]
    return sum(len(set(owners)) > 1 for owners in large) / max(len(large), 1)


def _links_of_strangers(case: Case, truth: Mapping[str, int]) -> dict[str, int]:
    """Links that join ads of different advertisers, by kind of reason."""
    owner = {row.ad: truth[row.source_id] for row in ads.iterate(case)}
    return dict(
        Counter(
            reason.kind.value
            for pair in pairs.iterate(case)
            if owner[pair.a] != owner[pair.b]
            for reason in pair.reasons
            if reason.joins
        )
    )


def later_figures(
    folder: Path, size: int, seed: int, model: Path, *, rounds: int
) -> Iterator[Figure]:
    """What 1,000 ads cost that come into a case of ``size``, as a multiple of an empty case."""
    made = compose(size + rounds * ADDED, seed).ads
    parts = [made[size + at * ADDED :][:ADDED] for at in range(rounds)]
    files = [write_ads(part, folder / f"{at}.csv") for at, part in enumerate(parts)]
    # compiled loops and tables are loaded before anything is measured
    _cost_alone(folder / "first.faisceau", files[0], model)
    alone = [_cost_alone(folder / f"{at}.faisceau", file, model) for at, file in enumerate(files)]
    case = road.new_case(folder / "large.faisceau")
    whole = _cost(case, write_ads(made[:size], folder / "large.csv"), model)
    later = [_cost(case, file, model) for file in files]
    yield Figure(
        "later_ads_cost",
        statistics.median(later) / statistics.median(alone),
        3.0,
        at_least=False,
        detail={
            "ads": size,
            "added": ADDED,
            "rounds": rounds,
            "seconds_alone": round(statistics.median(alone), 3),
            "seconds_later": round(statistics.median(later), 3),
            "seconds_whole": round(whole, 3),
        },
    )
    yield _explaining(case, size, seed)
    case.close()


def _cost_alone(folder: Path, file: Path, model: Path) -> float:
    case = road.new_case(folder)
    cost = _cost(case, file, model)
    case.close()
    return cost


def _cost(case: Case, file: Path, model: Path) -> float:
    """CPU seconds to import and index one file."""
    began = _cpu_seconds()
    road.bring_in(case, file)
    road.indexed(case, model)
    return _cpu_seconds() - began


def _cpu_seconds() -> float:
    """Of this process and of its children that ended."""
    import os

    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _explaining(case: Case, size: int, seed: int) -> Figure:
    """Milliseconds of ``explain`` for pairs of one cluster and for strangers; 95th percentile."""
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
        explain(case, first, second)
        spent.append(1_000 * (time.process_time() - began))
    spent.sort()
    return Figure(
        "explain_milliseconds",
        spent[int(0.95 * (len(spent) - 1))],
        100.0,
        at_least=False,
        detail={"ads": size, "pairs": len(spent), "median": round(statistics.median(spent), 2)},
    )
