# SPDX-License-Identifier: GPL-3.0-or-later
"""The large case for the window: made by the store, and of the shape that a real road leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexing.benchmark import desk_case
from indexing.benchmark import mixed_road as road
from indexing.benchmark.desk_ads import Drawing
from indexing.benchmark.desk_case import DeskSize, make_case
from indexing.benchmark.mixed import compose
from indexing.benchmark.mixed_files import write_ads, write_pictures
from indexing.engine.local import LocalEngine
from indexing.pipeline.indexing import IndexChoices, index
from indexing.pipeline.templating import stored_templates
from indexing.progress import run
from indexing.store import blobs, clusters, images, list_facts, mentions
from indexing.store.case import Case
from indexing.suggest.codebook_file import load

BOOK = Path(__file__).parents[3] / "resources" / "codebooks" / "thb-som-core-0.2.0.yaml"
SIZE = DeskSize(ads=400, pictures=30)
PEOPLE = {
    "judgements", "marks", "operations", "operation_items", "rulings", "captures", "looks",
    "saved_views",
}  # fmt: skip
"""Tables that only people fill, or a second file."""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("desk") / "drawn.faisceau"
    case = run(make_case(folder, SIZE, load(BOOK)))
    yield case
    case.close()


def filled(case: Case) -> set[str]:
    rows = case.db.conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'ads_words%'"
    )
    return {name for (name,) in rows.fetchall() if case.db[name].count}


def test_the_same_tables_are_filled_as_by_the_real_road(drawn: Case, tmp_path: Path) -> None:
    case = road.new_case(tmp_path / "real.faisceau")
    made = compose(400, 1)
    pictures = tmp_path / "pictures"
    write_pictures(made.ads[:20], pictures)
    road.bring_in(case, write_ads(made.ads, tmp_path / "ads.csv"), pictures)
    none = tmp_path / "no-model"
    run(index(case, IndexChoices(engine=LocalEngine(1), model=none, codebook=load(BOOK))))
    assert filled(drawn) - PEOPLE >= filled(case) - {"sqlite_sequence"}
    # what a real road leaves empty stays empty, but for what people do
    assert filled(drawn) - filled(case) <= PEOPLE | {"suggestion_ads"}
    case.close()


def test_ads_clusters_and_pictures_are_as_many_as_asked(drawn: Case) -> None:
    counts = list_facts.sizes(drawn)
    assert (counts.ads, counts.images) == (SIZE.ads, SIZE.pictures)
    rows = list(clusters.iterate(drawn))
    assert sum(row.size for row in rows) == SIZE.ads
    assert max(row.size for row in rows) > 10
    assert all(row.reasons for row in rows if row.size > 1 and "@" not in row.template)


def test_templates_are_current_as_after_an_index_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_case, "_TEMPLATES", 2)  # nearly all are stand-ins
    case = run(make_case(tmp_path / "drawn.faisceau", DeskSize(ads=100, pictures=2)))
    found = [stored_templates(row) for row in clusters.iterate(case) if row.size > 1]
    assert len(found) > 5
    assert all(one is not None and one.templates for one in found)
    case.close()


def test_what_is_read_stands_in_the_text(drawn: Case) -> None:
    texts = dict(drawn.db.conn.execute("SELECT id, body FROM ads").fetchall())
    found = mentions.of_ads(drawn, list(texts))
    assert len(found) == SIZE.ads
    for ad, some in found.items():
        for one in some:
            if one.field == "body":
                assert texts[ad][one.start : one.end] == one.raw


def test_pictures_can_be_shown(drawn: Case) -> None:
    names = [sha256 for (sha256,) in drawn.db.conn.execute("SELECT sha256 FROM images")]
    assert all((images.thumbnail(drawn, name) or b"").startswith(b"\xff\xd8") for name in names)
    assert not list(blobs.check(drawn))


def test_the_same_seed_gives_the_same_ads() -> None:
    first, again = (list(Drawing(60, 5, 3).blocks()) for _ in range(2))
    assert first == again
    assert first != list(Drawing(60, 5, 4).blocks())
