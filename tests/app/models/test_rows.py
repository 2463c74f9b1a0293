# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of a list: fetched by the page, and dropped when the list is gone."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterator, Sequence
from functools import partial

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.models.rows import KEPT_PAGES, PAGE, WANTED_PAGES, RowModel
from app.tasks.runner import Runner
from app.triage.session import Questions
from app.views.card_list import Card, CardList
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


def _is_there(rows: RowModel[str], place: int) -> bool:
    return rows.row(place) is not None


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


def test_who_scrolls_on_does_not_wait_for_the_pages_before(qtbot: QtBot, runner: Runner) -> None:
    gate, read = threading.Event(), list[int]()

    def slow(case: Questions, ids: Sequence[int]) -> list[str]:
        gate.wait(10)
        read.append(ids[0] // PAGE)
        return named(case, ids)

    rows: RowModel[str] = RowModel(runner, "rows", slow, str)
    rows.show(range(PAGE * 40))
    for page in range(20):
        rows.row(page * PAGE)
    gate.set()
    qtbot.waitUntil(lambda: rows.row(19 * PAGE) is not None)
    # the first was being read already; of the others only those looked for last
    assert [page for page in read if page] == list(range(20 - WANTED_PAGES, 20))
    assert rows.row(7 * PAGE) is None
    qtbot.waitUntil(lambda: rows.row(7 * PAGE) == f"row {7 * PAGE}")


def test_few_pages_are_kept_however_long_the_list(qtbot: QtBot, runner: Runner) -> None:
    rows: RowModel[str] = RowModel(runner, "rows", named, str)
    rows.show(range(PAGE * 3 * KEPT_PAGES))
    for place in range(0, 2 * KEPT_PAGES * PAGE, PAGE):
        rows.row(place)
        qtbot.waitUntil(partial(_is_there, rows, place))
    assert len(rows._pages) == KEPT_PAGES
    assert rows.row(0) is None


def test_a_row_is_found_in_any_kind_of_list(runner: Runner) -> None:
    rows: RowModel[str] = RowModel(runner, "rows", named, str)
    for ids in ([7, 5, 9], (7, 5, 9), array("q", [7, 5, 9])):
        rows.show(ids)
        assert [rows.row_of(one) for one in (7, 9, 8)] == [0, 2, -1]


def test_letters_typed_in_a_long_list_read_no_rows(qtbot: QtBot, runner: Runner) -> None:
    read: list[int] = []

    def counting(case: Questions, ids: Sequence[int]) -> list[str]:
        read.append(len(ids))
        return named(case, ids)

    rows: RowModel[str] = RowModel(runner, "rows", counting, str)
    rows.show(range(100 * PAGE))
    view = CardList(Card(), rows, "Rows")
    qtbot.addWidget(view)
    view.keyboardSearch("z")
    runner.ask("after", lambda _case: "after", lambda _value: read.append(0))
    qtbot.waitUntil(lambda: 0 in read)
    assert read == [0]
