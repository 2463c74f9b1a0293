# SPDX-License-Identifier: GPL-3.0-or-later
"""Locking while work goes on waits for nothing; hiding closes the dialog that chooses files."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, Qt, QThreadPool, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from app.tasks.jobs import Command
from app.views import file_choice
from app.views.main_window import MainWindow
from tests.app.views.conftest import wait_for
from tests.app.views.test_window import CONTROL, press

pytestmark = pytest.mark.window
CHOICES: tuple[Callable[[MainWindow], object], ...] = (
    lambda desk: file_choice.file_to_read(desk, "t", "*"),
    lambda desk: file_choice.files_to_read(desk, "t", "*"),
    lambda desk: file_choice.file_to_write(desk, "t", "x", "*"),
    lambda desk: file_choice.folder(desk, "t"),
)
VIEWS = Path(file_choice.__file__).parent


def test_lock_waits_for_no_work(
    qtbot: QtBot, desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[str] = []
    window = threading.get_ident()

    def wait(*_for: object) -> bool:
        if threading.get_ident() == window:
            waited.append("waited")
        return True

    desk.line.add(Command("Long work", ("index", "slow")))
    wait_for(qtbot, lambda: desk.line.busy)
    with monkeypatch.context() as patched:
        patched.setattr(QProcess, "waitForFinished", wait)
        patched.setattr(QThreadPool, "waitForDone", wait)
        press(qtbot, desk, Qt.Key.Key_L, CONTROL)
        assert desk.pages.currentWidget() is desk.start
        assert waited == []
    wait_for(qtbot, lambda: not desk.line.busy)
    wait_for(qtbot, lambda: desk.runner._session is None)


def test_a_slow_question_holds_no_lock_up(qtbot: QtBot, desk: MainWindow) -> None:
    gate, seen = threading.Event(), list[object]()

    def slow(_case: object) -> str:
        gate.wait(10)
        return "of the case"

    desk.runner.ask("slow", slow, seen.append)
    desk.runner.ask("next", slow, seen.append)
    desk.cases.lock()
    assert not gate.is_set()
    assert desk.pages.currentWidget() is desk.start
    gate.set()
    wait_for(qtbot, lambda: desk.runner._session is None)
    assert desk.runner._reader is None
    assert seen == []


@pytest.mark.parametrize("choose", CHOICES)
def test_a_choice_of_files_ends_when_all_is_hidden(
    qtbot: QtBot, desk: MainWindow, choose: Callable[[MainWindow], object]
) -> None:
    own: list[bool] = []

    def hide() -> None:
        (form,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog))
        own.append(form.testOption(QFileDialog.Option.DontUseNativeDialog))
        QTest.keyClick(form, Qt.Key.Key_F12)
        own.append(form.isVisible())

    QTimer.singleShot(50, hide)
    assert not choose(desk)
    assert own == [True, False]
    assert desk.comfort.quick_hide.is_hidden
    press(qtbot, desk, Qt.Key.Key_F12)
    assert not desk.comfort.quick_hide.is_hidden


def test_files_are_chosen_in_no_other_way() -> None:
    makers = {"file_choice.py", "quick_hide.py"}
    found = [one.name for one in VIEWS.glob("*.py") if "QFileDialog" in one.read_text("utf-8")]
    assert sorted(found) == sorted(makers)
