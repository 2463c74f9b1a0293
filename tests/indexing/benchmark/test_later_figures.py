# SPDX-License-Identifier: GPL-3.0-or-later
"""What later ads cost is told of a case of the size asked for, and its explanations with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexing.benchmark import later_figures, mixed_road
from indexing.pipeline import adding
from indexing.records import AdRecord, Stamp
from indexing.store import ads, fingerprints, sources, text_groups


def test_the_cost_of_later_ads_is_that_of_the_new_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(later_figures, "ADDED", 10)
    monkeypatch.setattr(adding, "SMALL_CASE", 20)
    found = {one.name: one for one in later_figures.figures(300, 2, rounds=2)}
    assert list(found) == ["later_ads_cost", "explain_ms"]
    detail = found["later_ads_cost"].detail
    assert (detail["ads"], detail["added"], detail["rounds"]) == (300, 10, 2)
    assert detail["linked"] == ["new ads only", "new ads only"]
    stages = detail["stages_wall_later"]
    assert isinstance(stages, dict)
    assert {"extract", "link", "cluster", "templates"} <= set(stages)
    assert not {"disguised", "meaning"} & set(stages)
    assert found["explain_ms"].value > 0


def test_the_large_case_has_a_vector_for_each_group(tmp_path: Path) -> None:
    case = mixed_road.new_case(tmp_path / "one.faisceau")
    source = sources.begin(case, "list.csv", "0" * 64, "csv", "utf-8", {})
    rows = [AdRecord(place=f"row {n}", source_id=str(n), body=f"text {n}") for n in range(3)]
    numbers = ads.add_batch(case, source, rows, seen=ads.SeenCounts()).ads
    ads.set_language(case, dict.fromkeys(numbers, "?"))
    text_groups.put(case, {numbers[0]: numbers[0], numbers[1]: numbers[0], numbers[2]: numbers[2]})
    stamp = Stamp("embedding", "one")
    later_figures._draw_vectors(case, stamp, 8)
    found = dict(fingerprints.get_all(case, stamp))
    assert set(found) == {numbers[0], numbers[2]}
    assert {len(one) for one in found.values()} == {16}
    case.close()
