# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of a list: fetched by the page, and dropped when the list is gone."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.models.rows import PAGE, RowModel
from app.tasks.runner import Runner
from app.triage.session import Questions
from tests.app.views.fake import FakeCase, FakeSession


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[Runner]:
    made = Runner()
    opened: list[object] = []
    made.open(lambda: FakeSession(FakeCase()), opened.append, opened.append)
    qtbot.waitUntil(lambda: bool(opened))
    yield made
    made.stop()


def named(_case: Questions, ids: Sequence[int]) -> list[str]:
    return [f"row {one}" for one in ids]


def test_a_page_is_fetched_when_one_of_its_rows_is_looked_at(qtbot: QtBot, runner: Runner) -> None:
    rows: RowModel[str] = RowModel(runner, "rows", named, str)
    rows.show(range(PAGE + 5))
    assert rows.row(PAGE) is None
    qtbot.waitUntil(lambda: rows.row(PAGE) == f"row {PAGE}")
    assert list(rows._pages) == [1]


def test_rows_of_a_list_that_is_gone_are_dropped(qtbot: QtBot, runner: Runner) -> None:
    gate = threading.Event()
    done: list[object] = []

    def slow(case: Questions, ids: Sequence[int]) -> list[str]:
        gate.wait(10)
        return named(case, ids)

    rows: RowModel[str] = RowModel(runner, "rows", slow, str)
    rows.show([1, 2])
    rows.row(0)
    delete(rows)
    gate.set()
    runner.ask("after", lambda _case: "after", done.append)
    qtbot.waitUntil(lambda: done == ["after"])
    assert not rows._pages
