# SPDX-License-Identifier: GPL-3.0-or-later
"""The text figures come whole on few ads."""

from __future__ import annotations

import pytest

from indexing.benchmark.text_figures import GOALS, figures
from indexing.benchmark.text_tiers import near_groups
from indexing.benchmark.texts import generate


def test_every_figure_of_the_text_tiers_is_there() -> None:
    pytest.importorskip("datasketch")
    found = {figure.name: figure for figure in figures(150, 2)}
    asked = {f"near_text_{what}_{mixture}" for what in ("f1", "precision") for mixture in GOALS}
    asked |= {"disguised_f1", "disguised_recall_noisiest", "near_text_speed", "near_text_growth"}
    asked |= {"near_text_bytes_an_ad", "near_text_precision_fall", "disguised_loss_elsewhere"}
    assert set(found) == asked
    assert found["near_text_f1_plain"].value > 0.9
    assert found["near_text_speed"].value > 0
    assert found["disguised_loss_elsewhere"].detail == {"missing": "retsim"}
    assert found["near_text_growth"].detail["sizes"] == [30, 150, 300, 900]


def test_groups_do_not_hang_on_the_order_of_texts() -> None:
    texts = [ad.text for ad in generate("plain", 200, 3)]
    there, back = near_groups(texts), near_groups(texts[::-1])[::-1]
    pairs = set(zip(there, back, strict=True))
    assert len(pairs) == len(set(there)) == len(set(back))
