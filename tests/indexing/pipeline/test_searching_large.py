# SPDX-License-Identifier: GPL-3.0-or-later
"""A case of 100,000 ads is searched in bounded memory, and finds what brute force finds."""

from __future__ import annotations

import resource
from pathlib import Path

import numpy as np
import pytest

from indexing.fingerprint import text_embedding
from indexing.pipeline import searching_meaning
from indexing.pipeline.searching import Question, Searcher
from indexing.records import AdRecord
from indexing.store import ads, fingerprints, sources, text_groups
from indexing.store.case import Case
from tests.tiny_encoder import make_wheels, packaging_module

ADS, A_GROUP = 100_000, 2
MOST_MB = 600
pytestmark = pytest.mark.slow


def test_100_000_ads(case: Case, tmp_path: Path) -> None:
    manifest, wheels = make_wheels(tmp_path)
    packaging_module("models").build(tmp_path / "tiny", manifest=manifest, wheels=wheels)
    encoder = text_embedding.load(tmp_path / "tiny", engine="onnx")
    source, seen = sources.begin(case, "l.csv", "0" * 64, "csv", "utf-8", {}), ads.SeenCounts()
    for first in range(0, ADS, 2_000):
        rows = [
            AdRecord(place=f"row {n}", source_id=str(n), body=f"комната {n % 977} 部屋{n % 89}号")
            for n in range(first, first + 2_000)
        ]
        ads.add_batch(case, source, rows, seen=seen)
    numbers = ads.ids(case)
    text_groups.put(case, {ad: ad - (ad - 1) % A_GROUP for ad in numbers})
    firsts = numbers[::A_GROUP]
    chance = np.random.default_rng(1)
    rows_of = chance.standard_normal((len(firsts), encoder.dimension)).astype(np.float32)
    rows_of /= np.linalg.norm(rows_of, axis=1, keepdims=True)
    halves = rows_of.astype(np.float16)
    fingerprints.put(
        case, encoder.stamp, {ad: row.tobytes() for ad, row in zip(firsts, halves, strict=True)}
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    searcher = Searcher(case, tmp_path / "tiny")
    hits = searcher.ask(Question(meaning="a room by the lake", limit=10)).hits
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown < MOST_MB
    meanings = searching_meaning.load(case, tmp_path / "tiny")
    scores = np.asarray(meanings.vectors, np.float32) @ meanings.question("a room by the lake")
    truth = [meanings.texts[row] for row in np.argsort(-scores)[: 10 // A_GROUP]]
    assert [hit.ad for hit in hits[::A_GROUP]] == truth
    words = searcher.ask(Question(words='комната "部屋7号"', limit=10**6)).hits
    assert {hit.ad for hit in words} == {ad for ad in numbers if (ad - 1) % 89 == 7}
