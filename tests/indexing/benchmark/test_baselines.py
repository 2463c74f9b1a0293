# SPDX-License-Identifier: GPL-3.0-or-later
"""Baselines find what they should, and say when their library is missing."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from indexing.benchmark import baseline_report, baselines
from indexing.benchmark.drawn import drawn
from indexing.benchmark.measure import agreement
from indexing.benchmark.texts import generate


def files() -> list[bytes]:
    found = []
    for seed, quality in ((1, 90), (1, 60), (2, 90)):
        file = io.BytesIO()
        drawn(seed, 320, 400).save(file, "JPEG", quality=quality)
        found.append(file.getvalue())
    return found


def test_datasketch_groups_reposts() -> None:
    pytest.importorskip("datasketch")
    ads = generate("plain", 300, 1)
    result = agreement(baselines.datasketch_groups([ad.text for ad in ads]), [a.group for a in ads])
    assert result.f1 > 0.8


def test_datasketch_leaves_strangers_alone() -> None:
    pytest.importorskip("datasketch")
    groups = baselines.datasketch_groups(
        ["a b c d e f g", "", "quite another text", "A b c d e f g"]
    )
    assert groups == [0, 1, 2, 0]


def test_communities_of_vectors() -> None:
    pytest.importorskip("sentence_transformers")
    vectors = np.eye(4, 8, dtype=np.float32)
    vectors[3] = vectors[0]
    groups = baselines.community_groups(vectors, 0.75)
    assert groups[0] == groups[3]
    assert len(set(groups)) == 3


def test_hashes_of_pictures() -> None:
    hashes = baselines.phashes(files())
    assert baselines.pairs_by_brute_force(hashes, baselines.PHASH_RADIUS) == [(0, 1)]
    pdq = baselines.pdq_hashes(files())
    assert pdq.shape == (3, 32)
    assert np.bitwise_count(pdq[0] ^ pdq[1]).sum() < 31 < np.bitwise_count(pdq[0] ^ pdq[2]).sum()


def test_a_missing_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baselines, "missing", lambda _library: True)
    rows = baseline_report.baseline_rows(10, 1, 1, Path("no-model"))
    assert all(row["missing"] for row in rows.values())
    assert set(rows) == {"datasketch_c5", "community_detection", "phash_64", "pdqhash_full_decode"}


def test_rows_carry_what_was_reached() -> None:
    rows = baseline_report.baseline_rows(40, 2, 1, Path("no-model"))
    assert rows["community_detection"]["model"] == "model_missing"
    for name in ("phash_64", "pdqhash_full_decode"):
        assert rows[name]["pictures"] == 2
        recall = rows[name]["recall"]
        assert isinstance(recall, float)
        assert 0 < recall < 1
