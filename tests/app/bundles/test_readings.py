# SPDX-License-Identifier: GPL-3.0-or-later
"""Rival readings leave with the clusters that they are of, covered where contacts are."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bundles import layout
from app.bundles.verify import verify_bundle
from indexing.progress import run
from indexing.store import readings
from indexing.store.case import Case
from indexing.store.reading_points import Point, Side
from indexing.store.readings import Reading, Standing
from tests.app.bundles.conftest import EMAIL, HANDLE, SPACED, bundled
from tests.app.bundles.test_write import lines


@pytest.fixture
def read(case: Case) -> Case:
    """The case, with two readings of its first cluster."""
    points = (
        Point(Side.FOR, f"all give {SPACED}", ad=1),
        Point(Side.AGAINST, f"another {EMAIL}", ad=1, other=3),
    )
    said = Reading(1, f"shop of {HANDLE}", Standing.LEANING, "Analyst One", f"ask {EMAIL}", points)
    readings.say(case, said)
    readings.say(case, Reading(1, "scam", Standing.OPEN, "Analyst Two"))
    readings.say(case, Reading(2, "benign", Standing.HELD, "Analyst Two"))
    return case


def test_they_stand_in_the_bundle_and_its_report(read: Case, tmp_path: Path) -> None:
    out = bundled(read, tmp_path / "out").path
    rows = lines(out / layout.READINGS)
    assert [(row["cluster"], row["reading"], row["standing"]) for row in rows] == [
        ("C1", f"shop of {HANDLE}", "leaning"),
        ("C1", "scam", "open"),
        ("C2", "benign", "held"),
    ]
    assert rows[0]["for"][0]["words"] == f"all give {SPACED}"
    report = (out / layout.REPORT).read_text(encoding="utf-8")
    assert "never of a person" in report
    assert "Scam" in report
    assert run(verify_bundle(out)).valid


def test_redacted_no_contact_leaves_with_them(read: Case, tmp_path: Path) -> None:
    out = bundled(read, tmp_path / "out", redacted=True).path
    for name in (layout.READINGS, layout.REPORT):
        text = (out / name).read_text(encoding="utf-8")
        for secret in (SPACED, EMAIL, HANDLE):
            assert secret not in text
    assert [row["reading"] for row in lines(out / layout.READINGS)][1:] == ["scam", "benign"]


def test_of_a_selection_only_what_rests_on_its_ads(read: Case, tmp_path: Path) -> None:
    out = bundled(read, tmp_path / "out", expression="ad:A1").path
    rows = lines(out / layout.READINGS)
    assert [row["reading"] for row in rows] == [f"shop of {HANDLE}", "scam"]
    assert (len(rows[0]["for"]), rows[0]["against"]) == (1, [])
    assert rows[0]["ads"] == ["A1"]
