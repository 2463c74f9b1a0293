# SPDX-License-Identifier: GPL-3.0-or-later
"""The legend of the overview calls an ad without a site what the other pages call it."""

from __future__ import annotations

import inspect

import pytest
from pytestqt.qtbot import QtBot

from app.triage.decide_items import TimelineRow
from app.triage.overview_items import Bin, Split, TimelineItem
from app.views.overview_lists import TOLD_APART, Legend
from app.views.timeline_strip import row_name
from indexing.store.overview import Overview

pytestmark = pytest.mark.window


def told(qtbot: QtBot, split: Split, *names: str) -> list[str]:
    legend = Legend()
    qtbot.addWidget(legend)
    counts = tuple(1 for _name in (*names, ""))
    bins = (Bin("2026-03-03", "2026-03-03", counts),)
    legend.show_item(TimelineItem("day", bins, split, (*names, ""), 0))
    return legend.accessibleName().split(", ")


def test_an_ad_without_a_site_is_called_alike_everywhere(qtbot: QtBot) -> None:
    elsewhere = row_name(TimelineRow("", ("",), (1,)))
    assert told(qtbot, "site", "board.example") == ["board.example", elsewhere]
    assert told(qtbot, "lang", "fr")[-1] == "language unknown"


def test_where_not_all_are_told_apart_the_rest_is_both(qtbot: QtBot) -> None:
    names = [f"board-{n}.example" for n in range(TOLD_APART)]
    assert told(qtbot, "site", *names)[-1] == "others or unknown"
    assert inspect.signature(Overview.days).parameters["most"].default == TOLD_APART
