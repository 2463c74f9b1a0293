# SPDX-License-Identifier: GPL-3.0-or-later
"""A source is known by path and bytes, and says how it was read."""

from __future__ import annotations

from indexing.store import sources
from indexing.store.case import Case
from indexing.store.sources import PassCounts


def test_the_same_file_keeps_its_id(case: Case) -> None:
    first = sources.begin(case, "/d/a.csv", "a" * 64, "csv", "utf-8", {})
    assert sources.begin(case, "/d/a.csv", "a" * 64, "csv", "cp1252", {}) == first
    assert sources.begin(case, "/d/a.csv", "b" * 64, "csv", "utf-8", {}) != first


def test_a_pass_is_finished_with_its_counts(case: Case) -> None:
    number = sources.begin(case, "/d/é.csv", "a" * 64, "csv", "utf-8", {"body": ["texte"]})
    assert sources.list_sources(case)[0].finished_at == ""
    counts = PassCounts(added=3, known=1, rejected=2)
    sources.finish(case, number, counts)
    (row,) = sources.list_sources(case)
    assert (row.name, row.read, row.added, row.known, row.rejected) == ("é.csv", 6, 3, 1, 2)
    assert row.finished_at >= row.begun_at
    assert row.field_map == {"body": ["texte"]}
