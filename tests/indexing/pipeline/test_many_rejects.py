# SPDX-License-Identifier: GPL-3.0-or-later
"""Rejected rows without end: the report lists the first, the case keeps the place of all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.triage import imports
from indexing.pipeline import importing
from indexing.pipeline.importing import ImportChoices, dry_run, import_source
from indexing.progress import run
from indexing.store import import_records, sources
from indexing.store.case import Case


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Thirty broken rows; a report lists five."""
    monkeypatch.setattr(importing, "BATCH", 10)
    monkeypatch.setattr(importing, "MAX_REJECTS_TOLD", 5)
    file = tmp_path / "list.csv"
    file.write_text("id,title\n" + "1,2,3\n" * 30 + "1,Lamp\n", encoding="utf-8")
    return file


def test_a_report_lists_the_first(case: Case, source: Path) -> None:
    for report in (
        run(dry_run(source, ImportChoices())),
        run(import_source(case, source, ImportChoices())),
    ):
        assert (report.read, report.rejected) == (31, 30)
        assert [row.place for row in report.rejects] == [f"row {n}" for n in range(2, 7)]
    assert len(list(import_records.rejects(case, 1))) == 30


def test_a_listing_says_how_many_more_there_are(
    case: Case, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(import_source(case, source, ImportChoices()))
    (row,) = sources.list_sources(case)
    document = imports.import_document(case, row, most=4)
    rejects: Any = document["rejects"]
    assert [one["place"] for one in rejects] == [f"row {n}" for n in range(2, 6)]
    assert document["rejected"] == 30
    monkeypatch.setattr(imports, "MAX_NOT_FOUND_TOLD", 3)
    (item,) = imports.items(case)
    assert (len(item.rejects), item.more_rejects, item.open_rejects) == (3, 27, 30)
