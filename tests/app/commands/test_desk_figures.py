# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of the window: each is printed with its goal, also of a very small case."""

from __future__ import annotations

import pytest

from app.commands import desk_figures
from app.commands.desk_figures import GOALS, STALL
from app.commands.desk_plan import Task, task_of
from tests.app.commands.driving import run


def test_every_figure_of_a_small_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_figures, "_SECONDS", 4.0)
    words = ("bench", "--only", "desk", "--desk-ads", "80", "--desk-pictures", "9", "--json")
    document = run(*words).json()
    assert document["problems"] == []
    figures = {one["name"]: one for one in document["figures"]}
    assert list(figures) == [*(goal.name for goal in GOALS), STALL.name]
    for goal in (*GOALS, STALL):
        figure = figures[goal.name]
        assert (figure["goal"], figure["unit"]) == (goal.goal, goal.unit)
        assert 0 <= figure["value"] < 1e6
        assert figure["met"] == (figure["value"] <= goal.goal)
    grid = figures["desk: longest scroll step, pictures"]
    assert grid["detail"]["pictures"] == 9
    assert "--desk-ads 80 --desk-pictures 9" in grid["command"]
    assert figures[STALL.name]["detail"]["keys"] > 0


def test_a_median_of_rounds_tells_them_all() -> None:
    goal = GOALS[1]
    told = [{"first_rows_ms": ms, "clusters": 7} for ms in (30.0, 10.0, 20.0)]
    figure = desk_figures._figure(goal, told, {"ads": 5})
    assert (figure.value, figure.detail["rounds"]) == (20.0, [30.0, 10.0, 20.0])
    assert (figure.detail["clusters"], figure.met) == (7, True)


def test_what_was_not_measured_is_not_met() -> None:
    figure = desk_figures._figure(GOALS[2], [{}], {})
    assert not figure.met


def test_a_task_is_read_as_it_was_written() -> None:
    task = Task("desk", "/nowhere/a.faisceau", "generated", 3)
    assert task_of(task.as_json()) == task
