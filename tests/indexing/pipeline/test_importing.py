# SPDX-License-Identifier: GPL-3.0-or-later
"""Import in batches: stopped between any two of them, the next pass completes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexing.limits import MAX_IMAGE_BYTES
from indexing.pipeline import importing
from indexing.pipeline.importing import ImportChoices, dry_run, import_source
from indexing.progress import run
from indexing.store import ads, audit, images
from indexing.store.case import Case

ROWS = 45


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten rows a transaction."""
    monkeypatch.setattr(importing, "BATCH", 10)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Rows of which some are equal, one is broken, one names a picture."""
    file = tmp_path / "list.csv"
    lines = ["id,title,description,photos"]
    for n in range(ROWS):
        photo = "one.png" if n == 3 else "gone.png" if n == 4 else ""
        lines.append("7,Lamp,Green glass," if n % 9 == 8 else f"{n},Lamp {n},Glass {n},{photo}")
    lines[20] = "broken"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "one.png").write_bytes(b"picture")
    return file


def places(case: Case) -> Iterator[tuple[str, str]]:
    return ((row.place, row.body) for row in ads.iterate(case))


@pytest.mark.parametrize("batches", range(5))
def test_a_stopped_import_is_completed(case: Case, source: Path, batches: int) -> None:
    steps = import_source(case, source, ImportChoices())
    for _ in range(batches):
        next(steps)
    steps.close()
    assert ads.count(case) >= 9 * batches
    report = run(import_source(case, source, ImportChoices()))
    assert report.read == ROWS == report.added + report.known + report.rejected
    assert report.rejected == 1
    assert ads.count(case) == ROWS - 1
    assert len(set(places(case))) == ROWS - 1


def test_progress_grows_to_the_end(case: Case, source: Path) -> None:
    seen = list(import_source(case, source, ImportChoices()))
    assert [one.stage for one in seen] == ["import"] * 5
    assert [one.done for one in seen] == sorted(one.done for one in seen)
    assert seen[-1].done == seen[-1].total == source.stat().st_size


def test_every_reject_is_reported(case: Case, source: Path) -> None:
    report = run(import_source(case, source, ImportChoices()))
    assert [(row.place, row.code) for row in report.rejects] == [("row 21", "row_width")]


def test_pictures_are_counted_and_a_huge_one_left_out(
    case: Case, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = run(import_source(case, source, ImportChoices()))
    assert (report.images_found, report.images_missing) == (1, 1)
    assert [one.untrusted_name for one in images.of_ad(case, 4)] == ["one.png"]
    assert MAX_IMAGE_BYTES >= 1_000_000
    monkeypatch.setattr(importing, "MAX_IMAGE_BYTES", 3)
    (tmp_path / "gone.png").write_bytes(b"picture")
    again = run(import_source(case, source, ImportChoices()))
    assert (again.images_missing, again.images_rejected) == (0, 1)


def test_a_dry_run_says_the_same_and_stores_nothing(case: Case, source: Path) -> None:
    dry = run(dry_run(source, ImportChoices()))
    real = run(import_source(case, source, ImportChoices()))
    assert (dry.read, dry.added, dry.rejected) == (real.read, real.added, real.rejected)
    assert (dry.images_found, dry.images_missing) == (real.images_found, real.images_missing)


def test_the_import_is_logged_without_ad_text(case: Case, source: Path) -> None:
    run(import_source(case, source, ImportChoices()))
    lines = list(audit.lines(case))
    assert any("source_imported" in line for line in lines)
    assert not any("Glass" in line for line in lines)
