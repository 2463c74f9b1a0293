# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts of contents: those of a plain counter, in few bytes a row."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from random import Random

import pytest

from indexing.store import content_counts
from indexing.store.content_counts import ContentCounts


def hashes(count: int, random: Random) -> list[bytes]:
    return [random.randbytes(20) for _ in range(count)]


def test_counts_are_those_of_a_counter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content_counts, "_MOST_NEW", 50)
    random = Random(1)
    contents = hashes(300, random)
    plain: Counter[bytes] = Counter()
    counts = ContentCounts()
    for _ in range(40):
        batch = random.choices(contents, k=37)
        assert [counts[x] for x in batch] == [plain[x] for x in batch]
        counts.update(Counter(batch))
        plain.update(batch)
    assert {x: counts[x] for x in contents} == {x: plain[x] for x in contents}
    assert counts[b"never met before"] == 0


def test_many_contents_take_few_bytes() -> None:
    random = Random(2)
    counts = ContentCounts()
    counts.update(Counter(hashes(70_000, random)))  # what is imported late is imported now
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(6):
            counts.update(Counter(hashes(70_000, random)))
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 10 * 6 * 70_000
