# SPDX-License-Identifier: GPL-3.0-or-later
"""Threads: acts in order on one thread, questions on another, stale answers dropped."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.tasks.runner import Runner
from indexing.errors import BadInputError
from tests.app.views.fake import FakeCase, FakeSession


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[Runner]:
    made = Runner()
    opened: list[object] = []
    made.open(lambda: FakeSession(FakeCase()), opened.append, opened.append)
    qtbot.waitUntil(lambda: bool(opened))
    yield made
    made.stop()


def test_acts_run_in_order_on_a_thread_of_their_own(qtbot: QtBot, runner: Runner) -> None:
    done: list[int] = []
    threads: set[int] = set()
    for number in range(5):

        def act(_session: object, number: int = number) -> int:
            threads.add(threading.get_ident())
            return number

        runner.act(act, done.append)
    qtbot.waitUntil(lambda: len(done) == 5)
    assert done == [0, 1, 2, 3, 4]
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_an_older_answer_of_the_same_question_is_dropped(qtbot: QtBot, runner: Runner) -> None:
    gate = threading.Event()
    seen: list[str] = []

    def slow(_case: object) -> str:
        gate.wait(10)
        return "old"

    runner.ask("q", slow, seen.append)
    runner.ask("q", lambda _case: "new", seen.append)
    gate.set()
    qtbot.waitUntil(lambda: seen == ["new"])
    qtbot.wait(50)
    assert seen == ["new"]


def test_a_known_failure_comes_home(qtbot: QtBot, runner: Runner) -> None:
    def fail(_session: object) -> None:
        raise BadInputError("id_unknown")

    with qtbot.waitSignal(runner.failed, timeout=5000) as failed:
        runner.act(fail)
    assert failed.args[0].code == "id_unknown"


def test_after_closing_nothing_is_answered(qtbot: QtBot, runner: Runner) -> None:
    closed: list[object] = []
    runner.close(closed.append)
    qtbot.waitUntil(lambda: bool(closed))
    seen: list[object] = []
    runner.ask("q", lambda case: case.summary(), seen.append)
    qtbot.waitUntil(lambda: seen == [None])
