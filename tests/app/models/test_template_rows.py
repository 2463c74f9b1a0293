# SPDX-License-Identifier: GPL-3.0-or-later
"""A cell of the table of slots shows the beginning of a value, however long it is."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.models.template_rows import TemplateRows, _say
from app.tasks.runner import Runner
from app.triage.template_items import TemplateRow

LONG = "x" * 8_000


@pytest.mark.parametrize("value", [LONG, "lamp " * 2_000])
def test_a_long_value_is_cut(qtbot: QtBot, value: str) -> None:
    runner = Runner()
    rows = TemplateRows(runner)
    rows.show_template(1, [], 0, 1)
    row = TemplateRow(7, 0, (value,), value, 0)
    for column in (2, 3):
        told = rows._cell(row, column)
        assert told.endswith("…")
        assert len(told) < 200
    assert len(_say(row)) < 200
    assert rows._cell(TemplateRow(7, 0, ("Lille",), "soon", 0), 2) == "Lille"
    runner.stop()
