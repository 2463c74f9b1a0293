# SPDX-License-Identifier: GPL-3.0-or-later
"""A large case of links only, to time explanations: stars, a web, a long drift, small groups.

The shapes are those that linking gives: one number in very many ads, one text posted very often,
near texts each like a few others, a text that drifts through many versions, and the many small
groups that most of a case is. Ads hold no words; explanation reads links, judgements and clusters.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexing.cluster.components import Components
from indexing.records import AdRecord, CandidatePair, Reason, ReasonKind
from indexing.store import ads, clusters, pairs, sources
from indexing.store.case import Case, CaseMeta, create, open_case
from indexing.store.keys import Argon2Cost, Passphrase

_PASSPHRASE = "invented data only"  # noqa: S105
_META = CaseMeta("Benchmark", "Invented data", "Benchmark", "2099-01-01")
_BATCH = 5_000
_DRIFT_VERSION = 50
"""Ads of one version of the text that drifts."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """Ads of each shape, a tenth of the case each but for the small groups, which are the rest."""

    star: Sequence[int]
    repeats: Sequence[int]
    web: Sequence[int]
    drift: Sequence[int]
    small: Sequence[int]


def make(folder: Path, size: int, seed: int) -> tuple[Case, Shapes]:
    """A new case of ``size`` ads with links and clusters, open for writing."""
    case, _key = create(folder, passphrase=_PASSPHRASE, meta=_META, cost=Argon2Cost(64, 1, 1))
    source = sources.begin(case, "list.csv", "0" * 64, "csv", "utf-8", {})
    seen = ads.SeenCounts()
    numbers: list[int] = []
    for start in range(0, size, _BATCH):
        rows = [AdRecord(place=f"row {n}") for n in range(start, min(start + _BATCH, size))]
        numbers += ads.add_batch(case, source, rows, seen=seen).ads
    tenth = size // 10
    star, repeats, web, drift = (numbers[i * tenth : (i + 1) * tenth] for i in range(4))
    shapes = Shapes(star, repeats, web, drift, numbers[4 * tenth :])
    found = {(link.a, link.b): link for link in _links(shapes, random.Random(seed))}
    pairs.replace_machine(case, (found[key] for key in sorted(found)), [], "{}")
    groups = Components(numbers)
    for a, b in found:
        groups.join(a, b)
    clusters.replace(case, dict(enumerate(groups.groups(), start=1)))
    return case, shapes


def reopened(folder: Path) -> Case:
    """A case of ``make`` that was closed."""
    return open_case(folder, secret=Passphrase(_PASSPHRASE), mode="read")


def _links(shapes: Shapes, chance: random.Random) -> Iterator[CandidatePair]:
    for ad in shapes.star[1:]:
        yield _link(shapes.star[0], ad, ReasonKind.PHONE, chance)
    for ad in shapes.repeats[1:]:
        yield _link(shapes.repeats[0], ad, ReasonKind.SAME_TEXT, chance)
    yield _link(shapes.star[7], shapes.repeats[7], ReasonKind.NEAR_TEXT, chance)
    for place, ad in enumerate(shapes.web[1:], start=1):
        for other in chance.sample(range(place), min(place, 3)):
            yield _link(shapes.web[other], ad, ReasonKind.NEAR_TEXT, chance)
    for place, ad in enumerate(shapes.drift[1:], start=1):
        version = place // _DRIFT_VERSION * _DRIFT_VERSION
        earlier = version - _DRIFT_VERSION if place == version else version
        yield _link(shapes.drift[earlier], ad, ReasonKind.NEAR_TEXT, chance)
    for start in range(0, len(shapes.small) - 3, 4):
        for other in (1, 2):
            first = shapes.small[start]
            yield _link(first, shapes.small[start + other], ReasonKind.EMAIL, chance)


def _link(a: int, b: int, kind: ReasonKind, chance: random.Random) -> CandidatePair:
    threshold = 0.42 if kind is ReasonKind.NEAR_TEXT else 0.0
    score = round(chance.uniform(threshold, 1.0), 3)
    detail = {"value": f"invented {a}"}
    return CandidatePair(min(a, b), max(a, b), (Reason(kind, score, threshold, detail),))
