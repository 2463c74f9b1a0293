# SPDX-License-Identifier: GPL-3.0-or-later
"""A small indexed case for random acts of people, and everything that they can see of it."""

from __future__ import annotations

import shutil
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from indexing.benchmark import mixed_road as road
from indexing.store import (
    clusters,
    homes,
    judgements,
    marks,
    operations,
    protocol_acts,
    readings,
    rulings,
)
from indexing.store.case import Case
from tests.properties import worlds
from tests.properties.worlds import Ad

Fact = tuple[object, ...]
Facts = Counter[Fact]
"""What stands, each as (kind, about what, …); a counter, for two may say the same."""

WORLD = {
    **{f"lamp{at}": Ad(2, at % 2, (0,), ()) for at in range(3)},
    **{f"boat{at}": Ad(3, 0, (), ()) for at in range(3)},
    **{f"room{at}": Ad(4 + at, 0, (1,), ()) for at in range(2)},
    **{f"alone{at}": Ad(200 + at, 0, (), ()) for at in range(2)},
    "mixed": Ad(6, 0, (0, 2), ()),
    "other": Ad(7, 0, (2,), ()),
}


@cache
def _pristine() -> Path:
    folder = Path(mkdtemp(prefix="desk-world-"))
    case = road.new_case(folder / "desk.faisceau")
    with case:
        worlds.put(case, list(WORLD.items()))
        worlds.indexed(case)
    return folder / "desk.faisceau"


def copied(folder: Path) -> Case:
    """A copy of the case, open for writing."""
    shutil.copytree(_pristine(), folder / "desk.faisceau")
    return reopened(folder)


def reopened(folder: Path) -> Case:
    """The case of ``copied``, opened again."""
    return road.reopened(folder / "desk.faisceau")


def facts(case: Case) -> Facts:
    """Everything that people said and that stands, and the clusters as they are drawn."""
    found: Facts = Counter()
    found.update(_said(case))
    found.update(_of_clusters(case))
    for row in rulings.standing(case):
        found["ruling", row.thing, str(row.ruling), row.by, row.note] += 1
    for protocol in protocol_acts.PROTOCOLS:
        for one in protocol_acts.standing(case, protocol):
            if protocol != protocol_acts.POSSIBLE_MINOR or one.act != "asked":
                found["protocol", (protocol, one.ad), str(one.act), one.by] += 1
    return found


def _said(case: Case) -> list[Fact]:
    told: list[Fact] = []
    for judged in judgements.history(case):
        if not judged.superseded_at and judged.judgement != "none":
            words = (str(judged.judgement), judged.by, judged.note)
            told.append(("judgement", (judged.a, judged.b), *words))
    for row in (*marks.current(case), *marks.notes(case)):
        mark = row.mark
        about = (mark.target, mark.indicator, mark.by)
        told.append(("mark", about, str(mark.status), mark.confidence, mark.note))
    for said in readings.current(case):
        one = said.said
        points = tuple((str(point.side), point.words, point.ad) for point in one.points)
        of_it = (said.home, readings.folded(one.reading), one.by)
        told.append(("reading", of_it, one.cluster, str(one.standing), one.note, points))
    return told


def _of_clusters(case: Case) -> list[Fact]:
    told: list[Fact] = []
    for row in clusters.iterate(case):
        told.append(("cluster", row.cluster, row.ads))
        if row.status != "todo":
            told.append(("status", row.cluster, str(row.status)))
    return told


def history(case: Case) -> list[tuple[int, str]]:
    """Numbers and states of all operations, oldest first."""
    return [(row.operation, row.state) for row in reversed(operations.history(case))]


def homes_of_marks(case: Case) -> set[int]:
    """Clusters to which marks of clusters without ads belong now."""
    return set(homes.moved(case, "marks").values())
