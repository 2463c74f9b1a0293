# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes that explanation is timed on are what they are said to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexing.benchmark.chains import make
from indexing.benchmark.explain_figures import figures
from indexing.pipeline.explaining import explain
from indexing.store import clusters, pairs


def test_shapes_have_their_chains_and_clusters(tmp_path: Path) -> None:
    case, shapes = make(tmp_path / "one.faisceau", 1_000, 3)
    star = explain(case, shapes.star[3], shapes.star[50])
    both = explain(case, shapes.star[20], shapes.repeats[20])
    drift = explain(case, shapes.drift[0], shapes.drift[-1])
    assert [len(chain.ads) for chain in (star, both, drift) if chain] == [3, 6, 3]
    assert explain(case, shapes.star[3], shapes.web[3]) is None
    assert clusters.of_ad(case, shapes.web[0]) == clusters.of_ad(case, shapes.web[-1])
    assert pairs.count(case) >= 500
    case.close()


@pytest.mark.slow
def test_the_figure_is_told_for_every_shape() -> None:
    found = list(figures(20_000, 5))
    assert [one.name for one in found] == ["explain_worst_ms", "explain_worst_first_ms"]
    for one in found:
        milliseconds = one.detail["milliseconds"]
        assert isinstance(milliseconds, dict)
        assert one.value == max(milliseconds.values()) > 0
        assert one.unit == "ms"
