# SPDX-License-Identifier: GPL-3.0-or-later
"""A contact at the place where words are cut is covered as the whole contact is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.triage import decide, list_rows
from app.triage.expressions import parse_chosen
from app.triage.overview import Overviews
from app.triage.overview_items import Wanted
from app.triage.second_mode import Mode
from indexing.extract.mentions import extract
from indexing.records import AdRecord, Stamp
from indexing.store import ads, clusters, mentions
from indexing.store.case import Case, create
from indexing.store.facet_columns import Columns
from tests.indexing.store import rows
from tests.indexing.store.conftest import CHEAP, META, PASSPHRASE

CONTACT = "marie.dupont@garden.example.org, 06 39 98 01 42"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made, _ = create(tmp_path / "c", passphrase=PASSPHRASE, meta=META, cost=CHEAP)
    with made:
        yield made


def test_places_that_are_not_known_are_covered_before_they_are_cut(case: Case) -> None:
    texts = [f"By{' ' * 30}{'x' * pad} the hall, {CONTACT}" for pad in range(5, 75)]
    rows.fill(case, [rows.ad(n, place_text=text) for n, text in enumerate(texts, 2)])
    read = {
        ad: list(extract({"place_text": text}, regions=("FR",))) for ad, text in enumerate(texts, 1)
    }
    mentions.replace(case, read, Stamp("test", "1"))
    clusters.replace(case, {1: list(read)})
    item = Overviews(case, Columns(case), parse_chosen).unplaced(Wanted())
    assert item.ads == len(texts)
    told = " ".join(words for words, _n in item.words)
    assert "hall" in told
    assert "marie" not in told
    assert "39 9" not in told


def test_titles_of_odd_ads_are_covered_before_they_are_cut(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows.three(case)
    for pad in range(120, 200):
        title = f"Kitchen {'w' * pad} {CONTACT}"
        found = list(extract({"title": title}, regions=("FR",)))
        monkeypatch.setattr(mentions, "of_ad", lambda _case, _ad, found=found: found)
        row = replace(ads.get(case, 1), title=title)
        told = decide._odd(row, case=case, clear=False).title
        assert len(told) <= 200
        assert "marie" not in told
        assert "39 9" not in told
        assert decide._odd(row, case=case, clear=True).title == title[:200]


@pytest.mark.parametrize("field", ["title", "body", "place_text"])
def test_words_of_lists_are_covered_before_they_are_cut(case: Case, field: str) -> None:
    texts = [f"By{' ' * 170}{'x' * pad} the hall, {CONTACT}" for pad in range(1, 140)]
    records = [
        AdRecord(
            f"row {n}",
            title=text if field == "title" else "",
            body=text if field == "body" else "",
            place_text=text if field == "place_text" else "",
        )
        for n, text in enumerate(texts)
    ]
    numbers = rows.fill(case, records)
    clusters.replace(case, {ad: [ad] for ad in numbers})
    told = [one.words for one in list_rows.of_clusters(case, numbers, Mode())]
    told += [one.words or one.title for one in list_rows.of_ads(case, numbers, Mode())]
    told = [" ".join(words.split()) for words in told]
    assert len(told) == 2 * len(texts)
    assert all(words.startswith("By x") for words in told)
    assert not [words for words in told if "ma" in words or "06" in words or "39" in words]
