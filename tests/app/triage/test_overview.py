# SPDX-License-Identifier: GPL-3.0-or-later
"""The overview counts what a slow look over all ads counts, and hands out no contact."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from app.triage.expressions import parse_chosen
from app.triage.overview import Overviews
from app.triage.overview_items import GraphItem, GraphWanted, Wanted
from indexing.records import Hub, Mention, MentionKind, ReasonKind, Stamp
from indexing.store import clusters, images, mentions, pairs, sealing
from indexing.store.case import Case, create
from indexing.store.facet_columns import Columns
from indexing.store.queue_filter import Filter
from tests.indexing.store import rows
from tests.indexing.store.conftest import CHEAP, META, PASSPHRASE

TOWNS = {
    "Lyon, FR, geonames:2996944": (45.75, 4.75),
    "Lille, FR, geonames:2998324": (50.5, 3.0),
    "Villeurbanne, FR, geonames:2968254": (45.75, 5.0),
    "Vaulx-en-Velin, FR, geonames:2970072": (45.75, 5.0),
}
SITES = ("one.example", "two.example", "three.example")
PHONES = [f"+3363998{n:04}" for n in range(8)]
SHARED = "+33199000000"
ADS = 400
Row = tuple[int, str, str, str, int, tuple[str, ...], tuple[str, ...]]


def _drawn() -> list[Row]:
    """Ad, day, site, language, cluster, towns, phones."""
    dice = random.Random(11)
    found: list[Row] = []
    for ad in range(1, ADS + 1):
        day = dice.choice(["", *(f"2026-{m:02}-{d:02}" for m in (1, 2, 3) for d in (1, 9, 28))])
        towns = tuple(dice.sample(sorted(TOWNS), dice.choice([0, 0, 1, 1, 1, 2, 3])))
        cluster = dice.randint(1, 30)
        phones: tuple[str, ...] = (PHONES[cluster % 8],) if dice.random() < 0.5 else ()
        phones += (SHARED,) if dice.random() < 0.2 else ()
        language = dice.choice(["fr", "en", ""])
        found.append((ad, day, dice.choice(SITES), language, cluster, towns, phones))
    return found


ROWS = _drawn()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    path = tmp_path_factory.mktemp("overview") / "c"
    made, _ = create(path, passphrase=PASSPHRASE, meta=META, cost=CHEAP)
    with made:
        rows.fill(made, [rows.ad(r[0], site=r[2], posted_at=r[1], images=["a"]) for r in ROWS])
        told = {
            r[0]: [
                *(Mention(MentionKind.PLACE, town, town[:4], "body", 0, 4) for town in r[5]),
                *(Mention(MentionKind.PLACE, town, town[:4], "title", 0, 4) for town in r[5][:1]),
                *(Mention(MentionKind.PHONE, phone, "01", "body", 5, 7) for phone in r[6]),
            ]
            for r in ROWS
        }
        mentions.replace(made, told, Stamp("extract", "1"))
        made.db.conn.executemany(
            "UPDATE derived SET language = ? WHERE ad = ?", [(r[3], r[0]) for r in ROWS]
        )
        made.db.conn.commit()
        groups: dict[int, list[int]] = {}
        for row in ROWS:
            groups.setdefault(row[4], []).append(row[0])
        for ad in (1, 2, 3):
            images.put(made, ad, 0, "a", b"one picture")
        hub = Hub(ReasonKind.PHONE, SHARED, 80, 30, "many_groups")
        pairs.replace_machine(made, [], [hub])
        clusters.replace(made, groups)
        yield made


def _chosen(expression: str) -> Filter | None:
    return parse_chosen(expression) if expression else None


@pytest.fixture
def overviews(case: Case) -> Overviews:
    return Overviews(case, Columns(case), _chosen)


SCOPES = [
    Wanted(),
    Wanted(scope="cluster", cluster=4),
    Wanted(scope="filter", expression="site:one.example"),
    Wanted(scope="filter", expression="lang:fr cluster:>3"),
    Wanted(days=("2026-01-09", "2026-02-28")),
    Wanted(cell="183:20"),
    Wanted(node="C7"),
    Wanted(scope="filter", expression="-site:one.example", cell="202:12", days=("", "2026-02-09")),
]


def _of_scope(wanted: Wanted, without: str) -> list[Row]:
    """The slow look: every ad is asked."""
    sizes = Counter(row[4] for row in ROWS)
    tests: dict[str, Callable[[Row], bool]] = {
        "site:one.example": lambda r: r[2] == "one.example",
        "-site:one.example": lambda r: r[2] != "one.example",
        "lang:fr cluster:>3": lambda r: r[3] == "fr" and sizes[r[4]] > 3,
        "": lambda _r: True,
    }
    cells = {"183:20": {"Vill", "Vaul"}, "202:12": {"Lill"}, "": set[str]()}
    first, last = wanted.days if without != "days" else ("", "")
    cell = cells[wanted.cell] if without != "cell" else set[str]()
    found = []
    for row in ROWS:
        cluster = int(wanted.node[1:]) if wanted.node else wanted.cluster
        if (
            tests[wanted.expression](row)
            and (not cluster or row[4] == cluster)
            and (not (first or last) or (row[1] and first <= row[1] <= (last or "9")))
            and (not cell or any(town[:4] in cell for town in row[5]))
        ):
            found.append(row)
    return found


@pytest.mark.parametrize("wanted", SCOPES)
@pytest.mark.parametrize("split", ["site", "lang", ""])
def test_days_are_counted_as_a_slow_look_counts_them(
    overviews: Overviews, wanted: Wanted, split: str
) -> None:
    item = overviews.timeline(wanted, split)  # type: ignore[arg-type]
    slow = _of_scope(wanted, "days")
    assert item.undated == sum(not row[1] for row in slow)
    assert item.ads == sum(bool(row[1]) for row in slow)
    for one in item.bins:
        inside = [row for row in slow if one.first <= row[1] <= one.last]
        column = {"site": 2, "lang": 3, "": 3}[split]
        by_group = Counter(str(row[column]) if split else "" for row in inside)
        assert dict(zip(item.groups, one.counts, strict=True)) == {
            group: by_group[group] for group in item.groups
        }
    assert all(a.last < b.first for a, b in pairwise(item.bins))


@pytest.mark.parametrize("wanted", SCOPES)
def test_places_are_counted_as_a_slow_look_counts_them(
    overviews: Overviews, wanted: Wanted
) -> None:
    item = overviews.map(wanted)
    slow = _of_scope(wanted, "cell")
    assert item.ads == len(slow)
    assert item.unnamed == sum(not row[5] for row in slow)
    found = {(town.name, town.ads) for place in item.places for town in place.towns}
    by_town = Counter(town.split(",")[0] for row in slow for town in row[5])
    assert found == set(by_town.items())
    for place in item.places:
        names = {town.name for town in place.towns}
        slowly = sum(any(town.split(",")[0] in names for town in row[5]) for row in slow)
        assert place.ads == slowly
        assert (place.latitude, place.longitude) in TOWNS.values()


def test_two_towns_of_one_cell_count_an_ad_once(overviews: Overviews) -> None:
    place = next(p for p in overviews.map(Wanted()).places if len(p.towns) == 2)
    assert place.ads < sum(town.ads for town in place.towns)
    assert place.label.endswith(" +1")


def test_the_scope_of_a_contact(overviews: Overviews, case: Case) -> None:
    graph = overviews.graph(Wanted(), GraphWanted("C1"))
    phone = next(node for node in graph.nodes if node.kind == "phone" and not node.is_hub)
    item = overviews.map(Wanted(node=phone.key))
    wanted = PHONES[1]
    assert item.ads == sum(wanted in row[6] for row in ROWS)
    assert overviews.timeline(Wanted(node=phone.key), "").undated == sum(
        wanted in row[6] and not row[1] for row in ROWS
    )


def _nothing_in_clear(graph: GraphItem) -> None:
    told = repr(graph)
    for phone in (*PHONES, SHARED):
        assert phone not in told
        assert phone[-6:] not in told


def test_a_cluster_and_what_it_shares(overviews: Overviews, case: Case) -> None:
    graph = overviews.graph(Wanted(), GraphWanted("C1"))
    _nothing_in_clear(graph)
    nodes = {node.key: node for node in graph.nodes}
    assert graph.nodes[0].key == "C1"
    hub = next(node for node in graph.nodes if node.is_hub)
    assert "joins nothing" in hub.told
    own = next(n for n in graph.nodes if n.kind == "phone" and not n.is_hub)
    others = {e.a for e in graph.edges if e.b == own.key}
    slow = {f"C{row[4]}" for row in ROWS if PHONES[1] in row[6]}
    assert others == slow
    edge = next(e for e in graph.edges if (e.a, e.b) == ("C1", own.key))
    n = sum(row[4] == 1 and PHONES[1] in row[6] for row in ROWS)
    assert edge.told.startswith(f"{n} ad")
    assert all(-1 <= axis <= 1 for node in nodes.values() for axis in node.place)


def test_a_graph_looks_the_same_each_time(overviews: Overviews) -> None:
    one = overviews.graph(Wanted(), GraphWanted("C1"))
    assert overviews.graph(Wanted(), GraphWanted("C1")) == one


def test_what_is_opened_out_moves_nothing(overviews: Overviews) -> None:
    before = overviews.graph(Wanted(), GraphWanted("C1"))
    kept = {node.key: node.place for node in before.nodes}
    hub = next(node for node in before.nodes if node.is_hub)
    after = overviews.graph(Wanted(), GraphWanted("C1", (hub.key,), kept))
    assert len(after.nodes) > len(before.nodes)
    assert {n.key: n.place for n in after.nodes if n.key in kept} == kept
    carried = {f"C{row[4]}" for row in ROWS if SHARED in row[6]}
    drawn = {edge.a for edge in after.edges if edge.b == hub.key}
    rest = next(n for n in after.nodes if n.key == f"+{hub.key}")
    assert drawn <= carried
    assert rest.ads == len(carried) - 16


def test_a_picture_is_a_word_and_goes_when_it_is_stopped(overviews: Overviews, case: Case) -> None:
    cluster = f"C{ROWS[0][4]}"
    graph = overviews.graph(Wanted(), GraphWanted(cluster))
    picture = next(node for node in graph.nodes if node.kind == "same_image")
    assert picture.label == "picture"
    sha256 = images.of_ad(case, 1)[0].sha256
    assert sha256 not in repr(graph)
    graph = overviews.graph(Wanted(), GraphWanted(cluster), {sha256})
    assert not [node for node in graph.nodes if node.kind == "same_image"]


def test_the_largest_clusters_of_a_wide_scope(overviews: Overviews) -> None:
    graph = overviews.graph(Wanted(), GraphWanted())
    _nothing_in_clear(graph)
    sizes = Counter(row[4] for row in ROWS)
    drawn = [node for node in graph.nodes if node.kind == "cluster"]
    assert [node.ads for node in drawn] == [n for _c, n in sizes.most_common(24)]
    assert "24 largest of 30" in graph.told


def test_movement_says_what_ads_say(overviews: Overviews) -> None:
    item = overviews.movement(Wanted(scope="cluster", cluster=4))
    assert item is not None
    mine = [row for row in ROWS if row[4] == 4]
    assert (item.ads, item.read) == (len(mine), len(mine))
    assert item.unnamed == sum(not row[5] for row in mine)
    assert item.undated == sum(bool(row[5]) and not row[1] for row in mine)
    by_day: dict[str, set[str]] = {}
    for row in mine:
        if row[1] and row[5]:
            by_day.setdefault(row[1], set()).update(town.split(",")[0] for town in row[5])
    days = sorted(by_day)
    told = {
        day: {place.split(" (")[0] for place in step.places}
        for step in item.steps
        for day in days
        if step.first <= day <= step.last
    }
    assert told == by_day
    for a, b in item.legs:
        assert b == a + 1
        assert len(item.steps[a].places) == len(item.steps[b].places) == 1
        assert item.steps[a].cell != item.steps[b].cell


def test_a_place_that_is_gone_has_no_ads(overviews: Overviews) -> None:
    assert overviews.timeline(Wanted(cell="1:1"), "").ads == 0


def test_movement_needs_somebody(overviews: Overviews) -> None:
    assert overviews.movement(Wanted()) is None
    assert overviews.movement(Wanted(node="+C4")) is None
    assert overviews.movement(Wanted(node="HNEVERSEEN")) is None


def test_what_is_chosen_as_terms_finds_the_same_ads(overviews: Overviews) -> None:
    wanted = Wanted(days=("2026-01-09", "2026-02-28"), cell="183:20", node="C7")
    terms = overviews.terms(wanted)
    assert parse_chosen(terms) is not None
    again = overviews.map(Wanted(scope="filter", expression=terms))
    assert again.ads == overviews.map(wanted).ads - sum(
        row not in _of_scope(Wanted(cell="183:20"), "") for row in _of_scope(wanted, "cell")
    )


def test_a_sealed_ad_is_not_counted(tmp_path: Path) -> None:
    case, _key = create(tmp_path / "c", passphrase=PASSPHRASE, meta=META, cost=CHEAP)
    with case:
        rows.fill(case, [rows.ad(n, posted_at="2026-01-01") for n in (2, 3, 4)])
        town = next(iter(TOWNS))
        told = [Mention(MentionKind.PLACE, town, "Lyon", "body", 0, 4)]
        mentions.replace(case, dict.fromkeys((1, 2, 3), told), Stamp("extract", "1"))
        clusters.replace(case, {1: [1, 2], 2: [3]})
        overviews = Overviews(case, Columns(case), _chosen)
        assert (overviews.map(Wanted()).ads, overviews.timeline(Wanted(), "").ads) == (3, 3)
        sealing.seal(case, [2], code="analyst", indicator="MIN-01", by="Analyst One")
        assert (overviews.map(Wanted()).ads, overviews.timeline(Wanted(), "").ads) == (2, 2)
        assert overviews.map(Wanted()).places[0].ads == 2


def test_a_contact_in_the_filter_is_never_in_clear(overviews: Overviews) -> None:
    graph = overviews.graph(Wanted(), GraphWanted("C1"))
    for node in graph.nodes:
        if node.kind == "phone":
            terms = overviews.terms(Wanted(node=node.key))
            assert re.fullmatch(r"contact:A[0-9]+\.[0-9]", terms)
            again = overviews.map(Wanted(scope="filter", expression=terms))
            assert again.ads == overviews.map(Wanted(node=node.key)).ads > 0
    assert overviews.map(Wanted(scope="filter", expression="contact:A1.9")).ads == 0


def test_ads_without_a_place_are_counted_and_told(overviews: Overviews) -> None:
    item = overviews.unplaced(Wanted())
    assert item.ads == sum(not row[5] for row in ROWS) == item.read
    assert item.words == ()
