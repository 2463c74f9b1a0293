# SPDX-License-Identifier: GPL-3.0-or-later
"""Decisions leave with what they rest on, covered where the bundle is covered."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from app.bundles import layout
from indexing.store import marks
from indexing.store.case import Case
from indexing.store.marks import Mark, MarkStatus, Origin, Target
from tests.app.bundles.conftest import EMAIL, HANDLE, bundled

SHOWN = {"sentence": f"Found: “{EMAIL}”.", "values": {"who": [HANDLE]}, "spans": []}


def decide(case: Case, target: Target, status: MarkStatus = MarkStatus.ACCEPTED) -> None:
    origin = Origin("R-FEE-01-en", 2, SHOWN)
    mark = Mark(
        target, "FEE-01", status, "Analyst One", origin=origin, alternative=f"ask {HANDLE}",
        suggestion_visible=True, indicator_version=1,
    )  # fmt: skip
    marks.add(case, mark)


def tags(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / layout.TAGS).read_text(encoding="utf-8").splitlines()
    return [one for one in map(json.loads, lines) if one["indicator"] == "FEE-01"]


def test_a_decision_leaves_whole(case: Case, tmp_path: Path) -> None:
    decide(case, Target(ad=1))
    (found,) = tags(bundled(case, tmp_path / "b").path)
    assert found["origin"] == {
        "kind": "rule", "rule": "R-FEE-01-en", "rule_version": 2, "evidence": SHOWN,
    }  # fmt: skip
    assert (found["alternative"], found["suggestion_visible"]) == (f"ask {HANDLE}", True)


def test_a_redacted_decision_tells_no_contact(case: Case, tmp_path: Path) -> None:
    decide(case, Target(ad=1))
    decide(case, Target(cluster=1))
    for found in tags(bundled(case, tmp_path / "b", redacted=True).path):
        text = json.dumps(found, ensure_ascii=False).casefold()
        assert HANDLE not in text
        assert EMAIL.partition("@")[0] not in text
        assert found["origin"]["rule"] == "R-FEE-01-en"


def test_what_a_cluster_showed_stays_where_an_ad_of_it_stays(case: Case, tmp_path: Path) -> None:
    decide(case, Target(cluster=1))
    (whole,) = tags(bundled(case, tmp_path / "whole").path)
    (part,) = tags(bundled(case, tmp_path / "part", expression="from:2026-01-02").path)
    assert (whole["ads"], part["ads"]) == (["A1", "A2", "A3"], ["A2", "A3"])
    assert (whole["origin"]["evidence"], part["origin"]["evidence"]) == (SHOWN, {})
    assert part["origin"]["rule"] == "R-FEE-01-en"


def test_the_report_names_tags_on_titles_and_pictures_and_no_readings(
    case: Case, tmp_path: Path
) -> None:
    decide(case, Target(ad=1, start=0, end=4, layer="title"))
    decide(case, Target(ad=2), MarkStatus.REJECTED)
    decide(case, Target(ad=1, picture=0))
    marks.add(case, Mark(Target(ad=3), marks.READ, MarkStatus.ADDED, "Analyst One"))
    page = (bundled(case, tmp_path / "b").path / layout.REPORT).read_text(encoding="utf-8")
    assert page.count("A1 FEE-01") == 2
    assert page.count("A2 FEE-01") == 1
    assert "A3 *" not in page
