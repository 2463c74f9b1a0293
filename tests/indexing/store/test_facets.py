# SPDX-License-Identifier: GPL-3.0-or-later
"""Facets and orders against a count by hand; looks; the columns follow every change."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from indexing.records import Mention, MentionKind, Stamp
from indexing.store import (
    ads,
    cluster_counts,
    clusters,
    images,
    marks,
    mentions,
    queue_looks,
    search,
    suggestions,
)
from indexing.store.case import Case
from indexing.store.clusters import ClusterStatus
from indexing.store.facet_columns import Columns
from indexing.store.facets import FACETS, Queue
from indexing.store.marks import Mark, MarkStatus, Target
from indexing.store.queue_filter import Filter
from indexing.store.queue_orders import ORDERS
from indexing.store.suggestions import SuggestionRow
from tests.indexing.store import rows

STAMP = Stamp("test", "1")
TOWNS = ("Lille, FR, geonames:1", "Lens, FR, geonames:2", "Lens, CH, geonames:3")
WORDS = ("lamp", "room", "piano", "sofa")


@dataclass
class Known:
    """What was put into one ad."""

    ad: int
    cluster: int
    body: str
    site: str
    language: str
    day: str
    towns: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    suggested: set[str] = field(default_factory=set)
    rejected: set[str] = field(default_factory=set)
    has_image: bool = False
    source: str = ""


@pytest.fixture
def known(case: Case) -> list[Known]:
    """Forty ads in some ten clusters, by chance and by seed."""
    chance = random.Random(7)
    found: list[Known] = []
    for name in ("one.csv", "two.csv"):
        made = []
        for n in range(20):
            made.append(
                Known(
                    0,
                    chance.randint(1, 10),
                    " ".join(chance.choices(WORDS, k=2)) + f" {n}",
                    chance.choice(("a.example", "aa.example", "b.example", "")),
                    chance.choice(("fr", "en", "?")),
                    chance.choice(("2026-01-05", "2026-01-28", "2026-03-01", "")),
                    source=name,
                )
            )
        records = [
            rows.ad(n + 2, one.body, site=one.site, posted_at=one.day, images=("p.png",))
            for n, one in enumerate(made)
        ]
        for one, number in zip(made, rows.fill(case, records, name), strict=True):
            one.ad = number
        found += made
    _derive(case, found, chance)
    return found


def _derive(case: Case, found: list[Known], chance: random.Random) -> None:
    ads.set_language(case, {one.ad: one.language for one in found})
    groups: dict[int, list[int]] = {}
    for one in found:
        groups.setdefault(one.cluster, []).append(one.ad)
        one.towns = set(chance.sample(TOWNS, chance.randint(0, 2)))
        held = [
            Mention(MentionKind.PLACE, town, town, "body", n, n + 1)
            for n, town in enumerate(sorted(one.towns))
        ]
        mentions.replace(case, {one.ad: held}, STAMP)
        one.suggested = set(chance.sample(("FEE-01", "MOV-02"), chance.randint(0, 2)))
        spoken = [
            SuggestionRow(f"r-{name}", 1, name, "ad", str(one.ad), (one.ad,))
            for name in sorted(one.suggested)
        ]
        suggestions.replace_of_ads(case, {one.ad: spoken}, [], STAMP)
        if chance.random() < 0.4:
            one.has_image = True
            images.put(case, one.ad, 0, "p.png", b"drawing %d" % one.ad)
        if chance.random() < 0.3:
            status = chance.choice((MarkStatus.ADDED, MarkStatus.REJECTED))
            (one.tags if status is MarkStatus.ADDED else one.rejected).add("FEE-01")
            marks.add(case, Mark(Target(ad=one.ad), "FEE-01", status, by=case.actor))
    clusters.replace(case, groups)
    for cluster, word in ((1, ClusterStatus.DONE), (2, ClusterStatus.LOOKING)):
        if cluster in groups:
            clusters.set_status(case, cluster, word, by="x")


def status_of(cluster: int) -> str:
    return {1: "done", 2: "looking"}.get(cluster, "todo")


def shown(town: str) -> str:
    return town.split(", geonames:")[0]


VALUES: dict[str, Callable[[Known], Iterable[str]]] = {
    "status": lambda one: [status_of(one.cluster)],
    "new": lambda _one: ["never"],
    "site": lambda one: [one.site] if one.site else [],
    "place": lambda one: {shown(town) for town in one.towns},
    "month": lambda one: [one.day[:7]] if one.day else [],
    "lang": lambda one: [one.language],
    "tag": lambda one: one.tags,
    "indicator": lambda one: one.suggested,
    "has": lambda one: ["image" if one.has_image else "none"],
    "source": lambda one: [one.source],
    "format": lambda _one: ["csv"],
}
Check = Callable[[Known], bool]
ASKED: list[tuple[Filter, dict[str, Check]]] = [
    (Filter(), {}),
    (Filter(sites=("A.exa",)), {"site": lambda one: "a.exa" in one.site}),
    (Filter(sites=("=a.example",)), {"site": lambda one: one.site == "a.example"}),
    (Filter(places=("lens",)), {"place": lambda one: any("Lens" in town for town in one.towns)}),
    (
        Filter(places=("=Lens, FR",), languages=("fr", "en")),
        {
            "place": lambda one: TOWNS[1] in one.towns,
            "lang": lambda one: one.language in ("fr", "en"),
        },
    ),
    (
        Filter(statuses=("todo",), words=("lamp",)),
        {
            "status": lambda one: status_of(one.cluster) == "todo",
            "words": lambda one: "lamp" in one.body,
        },
    ),
    (Filter(months=("2026-01",)), {"month": lambda one: one.day.startswith("2026-01")}),
    (Filter(posted_from="2026-01-10"), {"time": lambda one: one.day >= "2026-01-10"}),
    (Filter(posted_to="2026-01-28"), {"time": lambda one: "" < one.day <= "2026-01-28"}),
    (
        Filter(posted_from="2026-01-05", posted_to="2026-01-27"),
        {"time": lambda one: "2026-01-05" <= one.day <= "2026-01-27"},
    ),
    (
        Filter(nots=(Filter(posted_from="2026-01-10"),)),
        {"time": lambda one: one.day < "2026-01-10"},
    ),
    (
        Filter(indicators=("FEE-01",), has_image=False),
        {"indicator": lambda one: "FEE-01" in one.suggested, "has": lambda one: not one.has_image},
    ),
    (
        Filter(nots=(Filter(tags=("FEE-01",)), Filter(statuses=("done",)))),
        {
            "tag": lambda one: "FEE-01" not in one.tags,
            "status": lambda one: status_of(one.cluster) != "done",
        },
    ),
    (Filter(sources=("one",)), {"source": lambda one: one.source == "one.csv"}),
    (Filter(formats=("csv",), without=("sofa",)), {"words": lambda one: "sofa" not in one.body}),
    (Filter(words=("nothing",)), {"words": lambda _one: False}),
]


def test_counts_follow_the_other_filters(case: Case, known: list[Known]) -> None:
    queue = Queue(case)
    for asked, checks in ASKED:
        _compare_counts(queue, replace(asked, actor=case.actor), checks, known)


def _compare_counts(
    queue: Queue, asked: Filter, checks: dict[str, Check], known: list[Known]
) -> None:
    found = {facet.key: dict(facet.values) for facet in queue.counts(asked)}
    assert tuple(found) == FACETS
    for key, values_of in VALUES.items():
        others = [check for name, check in checks.items() if name != key]
        wanted: dict[str, set[int]] = {}
        for one in known:
            if all(check(one) for check in others):
                for value in values_of(one):
                    wanted.setdefault(value, set()).add(one.cluster)
        assert found[key] == {value: len(ids) for value, ids in wanted.items()}, (
            asked,
            key,
        )


def test_the_window_and_the_command_line_mean_the_same(case: Case, known: list[Known]) -> None:
    queue = Queue(case)
    for asked, checks in ASKED:
        passing = [one for one in known if all(check(one) for check in checks.values())]
        assert search.ids(case, asked) == sorted(one.ad for one in passing), asked
        listed = sorted(queue.clusters(asked, "size"))
        assert listed == sorted({one.cluster for one in passing}), asked
        assert listed == sorted(clusters.ids(case, only=asked)), asked


def measured(known: list[Known], order: str, cluster: int) -> tuple[int, ...]:
    """What an order counts, by hand; greater comes first."""
    mine = [one for one in known if one.cluster == cluster]
    days = sorted(one.day for one in mine if one.day)
    ordinals = [date.fromisoformat(day).toordinal() for day in days]
    size = len(mine)
    evidence = {name for one in mine for name in (one.suggested - one.rejected) | one.tags}
    ranks = {"looking": 3, "todo": 2, "set_aside": 1, "done": 0}
    return {
        "size": (size,),
        "new": (1, size),
        "places": (len({shown(town) for one in mine for town in one.towns}), size),
        "sites": (len({one.site for one in mine if one.site}), size),
        "indicators": (len(evidence), size),
        "time": (ordinals[-1] - ordinals[0] if ordinals else -1, size),
        "last": (ordinals[-1] if ordinals else -1,),
        "status": (ranks[status_of(cluster)], size),
    }[order]


def test_an_order_is_what_it_counts(case: Case, known: list[Known]) -> None:
    numbers = sorted({one.cluster for one in known})
    queue = Queue(case)
    for order in ORDERS:
        keys = {c: (tuple(-n for n in measured(known, order, c)), c) for c in numbers}
        found = list(queue.clusters(Filter(actor=case.actor), order))
        assert found == sorted(numbers, key=keys.__getitem__), order


def test_the_values_of_a_cluster_are_named(case: Case, known: list[Known]) -> None:
    names = Queue(case).names("place", [1, 2, 999], only_own=False)
    for cluster in (1, 2):
        towns = {shown(t) for one in known if one.cluster == cluster for t in one.towns}
        assert names[cluster] == sorted(towns)
    assert names[999] == []


def test_columns_follow_what_people_do(case: Case, known: list[Known]) -> None:
    queue = Queue(case)
    nothing = Filter(actor=case.actor)
    before = {facet.key: dict(facet.values) for facet in queue.counts(nothing)}
    clusters.set_status(case, 3, ClusterStatus.DONE, by="x")
    marks.add(case, Mark(Target(cluster=3), "MOV-02", MarkStatus.ADDED, by="x"))
    with case.transaction() as db:
        db.execute("DELETE FROM ads WHERE id = ?", [known[0].ad])
    cluster_counts.refresh(case)
    after = {facet.key: dict(facet.values) for facet in queue.counts(nothing)}
    assert after["status"]["done"] == before["status"]["done"] + 1
    assert after["tag"]["MOV-02"] == 1
    assert sum(len(clusters.members(case, c)) for c in queue.clusters(nothing, "size")) == 39
    assert queue.progress(Filter(statuses=("done",))) == after["status"]


def test_ads_that_change_places_are_noticed(case: Case, known: list[Known]) -> None:
    """Clusters of one size that exchange an ad: no sum over them tells."""
    columns = Columns(case)
    columns.refresh(only_own=False)
    columns.base()
    now = clusters.current(case)
    first, other = next((a, b) for a in now for b in now if now[a] != now[b])
    groups: dict[int, list[int]] = {}
    for ad, cluster in now.items():
        moved = {first: now[other], other: now[first]}.get(ad, cluster)
        groups.setdefault(moved, []).append(ad)
    clusters.replace(case, groups)
    columns.refresh(only_own=False)
    base = columns.base()
    held = dict(zip(base.ads.tolist(), base.ids[base.cluster_of].tolist(), strict=True))
    assert held == clusters.current(case)
    assert held[first] == now[other]


def test_another_connection_is_noticed(case: Case, known: list[Known]) -> None:
    reader = case.reader()
    queue = Queue(reader)
    assert "done" in queue.progress(Filter())
    clusters.set_status(case, 1, ClusterStatus.WAITING, by="x")
    assert "done" not in queue.progress(Filter())
    reader.close()


def test_a_second_reader_counts_only_what_is_their_own(case: Case, known: list[Known]) -> None:
    case.actor = "somebody else"
    queue = Queue(case)
    asked = Filter(actor=case.actor, only_own=True)
    seen = {facet.key: facet.of for facet in queue.counts(replace(asked, only_own=False))}
    assert (seen["tag"], seen["indicator"]) == (1, 2)
    found = {facet.key: facet.of for facet in queue.counts(asked)}
    assert (found["tag"], found["indicator"]) == (0, 0)
    assert search.ids(case, replace(asked, tags=("FEE-01",))) == []
    assert search.ids(case, replace(asked, indicators=("FEE-01",))) == []
    assert found["site"] == 3


def test_what_came_since_a_person_looked_is_new(case: Case, known: list[Known]) -> None:
    queue, mine = Queue(case), Filter(actor=case.actor)
    queue_looks.looked(case, 3)
    queue_looks.looked(case, 4)
    queue_looks.looked(case, 999)
    (late,) = rows.fill(case, [rows.ad(2, "late lamp")], "three.csv")
    clusters.replace(case, {4: [late]}, among={late: 4})
    groups = {one.cluster: clusters.members(case, one.cluster) for one in known}
    clusters.replace(case, {**groups, 4: [*groups[4], late]})
    assert {c: new for c, (_at, new) in queue_looks.since(case, [3, 4, 5]).items()} == {3: 0, 4: 1}
    counted = {f.key: dict(f.values) for f in queue.counts(mine)}["new"]
    assert counted == {"yes": 1, "no": 1, "never": len(groups) - 2}
    order = list(queue.clusters(mine, "new"))
    assert (order[0], order[-1]) == (4, 3)
    assert list(queue.clusters(replace(mine, news=("yes",)), "size")) == [4]
    assert list(queue.clusters(replace(mine, news=("no",)), "size")) == [3]
    other = {f.key: dict(f.values) for f in queue.counts(replace(mine, actor="b"))}["new"]
    assert other == {"never": len(groups)}


def test_an_empty_case_has_nothing(case: Case) -> None:
    queue = Queue(case)
    for order in ORDERS:
        assert not len(queue.clusters(Filter(), order))
    assert all(facet.of == 0 for facet in queue.counts(Filter(words=("lamp",))))
