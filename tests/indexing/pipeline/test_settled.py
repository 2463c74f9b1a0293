# SPDX-License-Identifier: GPL-3.0-or-later
"""After a ruling, or after new ads, linking everything anew changes nothing of what was touched."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from indexing.engine.local import LocalEngine
from indexing.pipeline import adding
from indexing.pipeline.indexing import IndexChoices, index, recluster
from indexing.pipeline.ruled import ruled_things
from indexing.pipeline.ruling import relink
from indexing.progress import run
from indexing.records import AdRecord, Hub, ReasonKind, Ruling
from indexing.store import ads, images, pairs, rulings, sources
from indexing.store.case import Case, CaseMeta, create
from indexing.store.keys import Argon2Cost
from tests.indexing.pipeline.linked import groups
from tests.properties.worlds import WORDS, picture

Brought = tuple[set[frozenset[int]], list[Hub], dict[tuple[int, int], set[tuple[str, str]]]]


@pytest.fixture
def nowhere(tmp_path: Path) -> Iterator[Case]:
    """A case that names no country."""
    meta = CaseMeta("Test", "Consent", "Analyst One", "2035-01-01", (), ())
    made, _ = create(
        tmp_path / "two.faisceau", passphrase="herons", meta=meta, cost=Argon2Cost(64, 1, 1)
    )
    yield made
    made.close()


def words(seed: int) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=40))


def bring(
    case: Case, bodies: Sequence[str], name: str, shown: Sequence[tuple[int, int] | None] = ()
) -> list[int]:
    source = sources.begin(case, name, name * 8, "csv", "utf-8", {})
    rows = [
        AdRecord(f"{name}{n}", source_id=f"{name}{n}", body=body) for n, body in enumerate(bodies)
    ]
    found = ads.add_batch(case, source, rows, seen=ads.SeenCounts()).ads
    for ad, drawing in zip(found, shown, strict=False):
        if drawing is not None:
            data, hashed = picture(*drawing)
            images.put(case, ad, 0, "photo.png", data)
            images.set_fingerprint(case, hashed)
    return found


def settle(case: Case, *, full: bool = True) -> Brought:
    run(index(case, IndexChoices(LocalEngine(1), Path("none"), full=full)))
    return state(case)


def state(case: Case) -> Brought:
    """Clusters, hubs, and what joins; how rare a thing is moves with every ad."""
    joining = {
        (pair.a, pair.b): {
            (one.kind.value, str(one.detail.get("value", one.detail.get("images"))))
            for one in pair.reasons
            if one.joins
        }
        for pair in pairs.iterate(case)
    }
    told = {places: set(found) for places, found in joining.items() if found}
    return groups(case), list(pairs.hubs(case)), told


def rule(case: Case, thing: rulings.Thing, ruling: Ruling) -> Brought:
    rulings.rule(case, thing, ruling, by="ann")
    relink(case, [thing])
    recluster(case)
    return state(case)


@pytest.mark.parametrize("ruling", [Ruling.HELD, Ruling.JOINS])
def test_a_number_that_was_read_for_two_countries(nowhere: Case, ruling: Ruling) -> None:
    bring(nowhere, [f"{words(n)} +33 1 99 00 40 07" for n in range(9)], "a")
    settle(nowhere)
    with nowhere.transaction() as db:  # six ads are read as of another country
        db.execute(
            "UPDATE mentions SET value = '+44199004007', backwards = '70040099144' WHERE ad > 3"
        )
    settle(nowhere)
    values = [value for kind, value in rulings_of(nowhere) if kind is ReasonKind.PHONE]
    assert len(values) == 2
    for value in values:  # whichever of its names a person rules on
        told = rule(nowhere, (ReasonKind.PHONE, value), ruling)
        assert list(ruled_things(nowhere).values()) == [ruling]
        assert settle(nowhere) == told
    assert (max(map(len, told[0])) == 1) is (ruling is Ruling.HELD)


def rulings_of(case: Case) -> list[rulings.Thing]:
    rows = case.db.conn.execute("SELECT DISTINCT kind, value FROM mentions ORDER BY 1, 2")
    return [(ReasonKind(kind), value) for kind, value in rows]


def test_the_front_page_of_a_site_stays_a_hub_when_its_ruling_is_taken_back(case: Case) -> None:
    site = "rooms.example.org"
    deep = [f"{words(n)} https://{site}/room/{n}" for n in range(12)]
    bring(case, [*deep, f"{words(50)} https://{site}/", f"{words(51)} https://{site}/"], "a")
    before = settle(case)
    thing = (ReasonKind.URL, site)
    assert [(hub.kind, hub.value) for hub in pairs.hubs(case)] == [thing]
    joined = rule(case, thing, Ruling.JOINS)
    assert frozenset({13, 14}) in joined[0]
    assert settle(case) == joined
    assert rule(case, thing, Ruling.NONE) == before


@pytest.mark.parametrize("ruled", [0, 1])
def test_a_ruling_on_a_picture_holds_for_all_that_show_the_same(case: Case, ruled: int) -> None:
    shown = [(1, 0), (1, 0), (1, 1), (1, 1), (3, 0), (3, 0)]
    bring(case, [words(n) for n in range(6)], "a", shown)
    before = settle(case)
    assert frozenset({1, 2, 3, 4}) in before[0]
    thing = (ReasonKind.SAME_IMAGE, picture(1, ruled)[1].sha256)
    held = rule(case, thing, Ruling.HELD)
    assert frozenset({5, 6}) in held[0]
    assert frozenset({1}) in held[0]
    assert settle(case) == held
    joined = rule(case, thing, Ruling.JOINS)
    assert settle(case) == joined
    assert rule(case, thing, Ruling.NONE) == before


def test_hubs_are_counted_with_the_ads_that_come(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "SMALL_CASE", 20)
    monkeypatch.setattr(adding, "MOST_ADDED", 0.9)
    site = "rooms.example.org"
    many = [f"{words(n)} 01 99 00 40 07" for n in range(30)]
    bring(case, [*many, f"{words(60)} https://{site}/", f"{words(61)} https://{site}/"], "a")
    (phone,) = settle(case)[1]
    deep = [f"{words(70 + n)} https://{site}/room/{n}" for n in range(9)]
    bring(case, [*deep, *(f"{words(90 + n)} 01 99 00 40 07" for n in range(4))], "b")
    told = settle(case, full=False)
    assert len(told[1]) == 2
    assert phone not in told[1]
    assert settle(case) == told


def test_a_picture_that_becomes_common_joins_nobody_any_more(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "SMALL_CASE", 5)
    monkeypatch.setattr(adding, "MOST_ADDED", 9)
    bring(case, [words(n) for n in range(8)], "a", [(1, 0)] * 3)
    assert frozenset({1, 2, 3}) in settle(case)[0]
    bring(case, [words(20 + n) for n in range(26)], "b", [(1, 0)] * 26)
    told = settle(case, full=False)
    assert max(map(len, told[0])) == 1
    assert settle(case) == told
