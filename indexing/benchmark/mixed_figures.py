# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of whole cases of texts, contacts and pictures: which ads stand in one cluster.

Everything goes the real road: a case on disk, import, index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from indexing.benchmark import mixed_road as road
from indexing.benchmark.measure import Figure, agreement
from indexing.benchmark.mixed import MixedCase, compose
from indexing.benchmark.mixed_files import write_ads, write_pictures
from indexing.store import ads, pairs
from indexing.store.case import Case

WITH_PICTURES = 3_000
"""Ads of the case with pictures at most: each drawing costs a tenth of a second."""
_LARGE = 5
_NO_MODEL = Path("no-model")


def figures(
    size: int,
    seed: int,
    model: Path = _NO_MODEL,
    similarity: Path = _NO_MODEL,
    rounds: int = 1,
) -> Iterator[Figure]:
    """Agreement of clusters and advertisers, and how many large clusters hold several.

    Medians of ``rounds`` cases, of seeds that follow one another.
    """
    found = []
    for at in range(rounds):
        with TemporaryDirectory(prefix="faisceau-bench-") as name:
            made = compose(min(size, WITH_PICTURES), seed + at)
            found.append(case_figures(Path(name), made, model, similarity))
    for several in zip(*found, strict=True):
        middle = sorted(several, key=lambda one: one.value)[len(several) // 2]
        each = [round(one.value, 4) for one in several]
        yield replace(middle, detail={**middle.detail, "rounds": rounds, "each": each})


def case_figures(
    folder: Path, made: MixedCase, model: Path, similarity: Path
) -> tuple[Figure, Figure]:
    """Pairwise F1 of one case, and the share of its large clusters with several advertisers."""
    files = write_pictures(made.ads, folder / "pictures")
    case = road.new_case(folder / "mixed.faisceau")
    road.bring_in(case, write_ads(made.ads, folder / "ads.csv"), folder / "pictures")
    report = road.indexed(case, model, similarity)
    found = road.clusters_by_source_id(case)
    hubs = {hub.value for hub in pairs.hubs(case)}
    links_of_strangers = _links_of_strangers(case, made.truth)
    case.close()
    result = agreement([found[ad.source_id] for ad in made.ads], [ad.advertiser for ad in made.ads])
    detail = {
        "ads": len(made.ads),
        "pictures": files,
        "precision": round(result.precision, 4),
        "recall": round(result.recall, 4),
        "common_numbers_found": sum(value in hubs for value in made.numbers),
        "common_numbers": len(made.numbers),
        "left_out": [one.name for one in report.stages if one.left_out],
    }
    mixed = several_advertisers(found, made.truth)
    strangers = {"ads": len(made.ads), "links_of_strangers": links_of_strangers}
    return (
        Figure("mixed_f1", result.f1, 0.97, at_least=True, detail=detail),
        Figure("mixed_joined_strangers", mixed, 0.05, at_least=False, detail=strangers),
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
