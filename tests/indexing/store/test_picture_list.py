# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of many ads as one list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexing.benchmark import mixed_road as road
from indexing.records import AdRecord, ImageRef
from indexing.store import ads, clusters, images, picture_list, sources
from indexing.store.case import Case
from indexing.store.queue_filter import Filter

ONE, TWO = b"first picture", b"second picture"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made = road.new_case(tmp_path / "a.faisceau")
    source = sources.begin(made, "a.csv", "0" * 64, "csv", "utf-8", {})
    rows = [
        AdRecord(f"row {n}", source_id=f"{n}", body=f"Sofa number {n}", site=f"s{n % 2}.example",
                 images=(ImageRef("a.jpg"), ImageRef("b.jpg")))
        for n in range(4)
    ]  # fmt: skip
    found = ads.add_batch(made, source, rows, seen=ads.SeenCounts()).ads
    for ad, (first, second) in zip(
        found, [(TWO, None), (ONE, TWO), (ONE, ONE), (None, None)], strict=True
    ):
        images.put(made, ad, 0, "a.jpg", first)
        images.put(made, ad, 1, "b.jpg", second)
    clusters.replace(made, {1: found[:2], 2: found[2:]})
    yield made
    made.close()


def test_each_file_once_those_shown_most_often_first(case: Case) -> None:
    found = picture_list.get_many(case, picture_list.places(case))
    assert [(one.ad, one.position, one.times, one.ads) for one in found] == [
        (2, 0, 3, 2),
        (1, 0, 2, 2),
    ]
    assert [one.sha256 for one in found] == [images.of_ad(case, 2)[0].sha256,
                                             images.of_ad(case, 1)[0].sha256]  # fmt: skip


def test_only_of_the_ads_that_are_meant(case: Case) -> None:
    site = picture_list.get_many(case, picture_list.places(case, Filter(sites=("s1.example",))))
    assert [(one.ad, one.position) for one in site] == [(2, 0), (2, 1)]
    second = picture_list.get_many(case, picture_list.places(case, clusters=[2]))
    assert [(one.ad, one.position) for one in second] == [(3, 0)]
    assert not picture_list.places(case, clusters=[])


def test_a_picture_that_went_is_left_out(case: Case) -> None:
    places = list(picture_list.places(case))
    case.db.conn.execute("UPDATE ad_images SET sha256 = NULL WHERE ad = 2")
    assert [one.ad for one in picture_list.get_many(case, places)] == [1]
