# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of templates count what they say."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from indexing.benchmark import template_figures
from indexing.benchmark.template_figures import figures, slot_figure
from indexing.cluster.templates import Template


def test_slots_are_told_from_words_that_stay() -> None:
    found = list(figures(400, 3))
    assert [one.name for one in found] == [
        "templates.slot_f1.plain", "templates.slot_f1.two_languages", "templates.ads_a_second",
    ]  # fmt: skip
    assert all(one.value > 0.8 for one in found[:2])
    assert found[0].detail["tiers"] == [0, 1, 2]


def test_a_method_that_finds_no_slots_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def blind(_texts: Sequence[str]) -> tuple[Template, ...]:
        return ()

    monkeypatch.setattr(template_figures, "induce", blind)
    found = slot_figure("plain", 300, 3)
    assert (found.value, found.met) == (0.0, False)
