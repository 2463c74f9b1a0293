# SPDX-License-Identifier: GPL-3.0-or-later
"""A searcher that stays open forgets what is sealed, also when as much came as went."""

from __future__ import annotations

from pathlib import Path

from indexing.pipeline.reading import hash_pictures
from indexing.pipeline.searching import Question, Searcher
from indexing.progress import run
from indexing.records import AdRecord, ImageRef
from indexing.store import ads, images, sealing, sources
from indexing.store.case import Case
from tests.indexing.sandbox.drawings import drawing, packed


def show(case: Case, numbers: tuple[int, ...]) -> list[int]:
    """An ad for each drawing, which it shows."""
    source = sources.begin(case, f"{numbers}.csv", "0" * 64, "csv", "utf-8", {})
    rows = [
        AdRecord(place=f"row {n}", body=f"Ad {n} of {numbers}", images=(ImageRef("a"),))
        for n in range(len(numbers))
    ]
    made = ads.add_batch(case, source, rows, seen=ads.SeenCounts()).ads
    for ad, number in zip(made, numbers, strict=True):
        images.put(case, ad, 0, "a", packed(drawing(number)))
    run(hash_pictures(case))
    return made


def test_sealed_pictures_are_forgotten_though_others_came(case: Case, tmp_path: Path) -> None:
    shown = show(case, (1, 1, 2))
    searcher = Searcher(case, tmp_path)
    like_it = Question(picture=packed(drawing(1).resize((300, 220))))
    assert {hit.ad for hit in searcher.ask(like_it).hits} == set(shown[:2])
    sealing.seal(case, [shown[0]], code="analyst", indicator="x", by="y")
    show(case, (3, 3))
    assert not searcher.ask(like_it).hits
    assert not any(
        one.sha256 not in searcher.pictures().shown_by for one in searcher.pictures().hashes
    )
