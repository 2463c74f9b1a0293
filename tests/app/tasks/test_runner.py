# SPDX-License-Identifier: GPL-3.0-or-later
"""Threads: acts in order on one thread, questions on another, stale answers dropped."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from app.tasks.runner import Runner, Turn, ignore
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


class Asker(QObject):
    """Stands for a dialog that asks something and is closed before the answer is there."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[object] = []

    def arrived(self, *answer: object) -> None:
        self.seen.append(answer)


@pytest.mark.parametrize("wrap", [lambda method: method, lambda method: partial(method, "of it")])
def test_an_answer_to_a_closed_window_is_dropped(
    qtbot: QtBot, runner: Runner, wrap: Callable[[Callable[..., None]], Callable[..., None]]
) -> None:
    gate = threading.Event()
    asker, other = Asker(), Asker()

    def slow(_case: object) -> str:
        gate.wait(10)
        return "late"

    runner.ask("closed", slow, wrap(asker.arrived))
    runner.ask("open", slow, wrap(other.arrived))
    delete(asker)
    gate.set()
    qtbot.waitUntil(lambda: bool(other.seen))
    assert not asker.seen


def test_rows_in_sight_come_first_and_what_can_wait_last(qtbot: QtBot, runner: Runner) -> None:
    gate = threading.Event()
    came: list[str] = []

    def said(name: str) -> Callable[[object], str]:
        return lambda _case: name

    runner.ask("held", lambda _case: gate.wait(10), ignore)
    for name, turn in (("late", Turn.LATE), ("next", Turn.NEXT), ("rows", Turn.FIRST)):
        runner.ask(name, said(name), came.append, turn=turn)
    gate.set()
    qtbot.waitUntil(lambda: len(came) == 3)
    assert came == ["rows", "next", "late"]


def test_between_two_answers_the_window_has_its_turn(qtbot: QtBot, runner: Runner) -> None:
    """All answers lie ready; a timer of the window comes between each two of them."""
    told: list[str] = []
    ticking = QTimer()
    ticking.timeout.connect(lambda: told.append("-"))
    for name in "abc":
        runner.ask(name, lambda _case, name=name: name, told.append)  # type: ignore[misc]
    runner._reading.waitForDone()
    ticking.start()
    qtbot.waitUntil(lambda: "c" in told)
    ticking.stop()
    between = "".join(told).strip("-").split("-")
    assert [part for part in between if part] == ["a", "b", "c"]


def test_after_the_end_no_answer_comes_and_no_work_begins(qtbot: QtBot, runner: Runner) -> None:
    """An answer that asks anew would run on without its window."""
    seen: list[str] = []

    def again(_answer: object) -> None:
        seen.append("answered")
        runner.act(lambda _session: seen.append("worked"), again)

    for _time in range(20):
        runner.act(lambda _session: None, again)
        runner.ask("q", lambda _case: None, again)
    runner.stop()
    runner.act(lambda _session: seen.append("worked"))
    qtbot.wait(20)
    runner._acting.waitForDone()
    assert seen == []


def test_what_was_asked_before_a_case_was_locked_is_not_answered(
    qtbot: QtBot, runner: Runner
) -> None:
    seen: list[str] = []
    runner.ask("q", lambda _case: "of the case", seen.append)
    runner.forget()
    runner.ask("other", lambda _case: "asked since", seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == ["asked since"]
