# SPDX-License-Identifier: GPL-3.0-or-later
"""From one case to another: the one that is open stays until the other is there."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.tasks.jobs import Command
from app.triage.items import NewCase
from app.views.case_forms import NewCaseDialog, UnlockDialog
from app.views.main_window import MainWindow
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase, FakeDoors, FakeSession
from tests.app.views.test_window import CONTROL, back, dialog, press

pytestmark = pytest.mark.window
OTHER = "/nowhere/Autumn.faisceau"


def is_open(desk: MainWindow, name: str) -> bool:
    return desk.pages.currentWidget() is desk.case_view and name in desk.windowTitle()


def fill(form: NewCaseDialog) -> None:
    for field in (form.purpose, form.basis, form.responsible):
        field.setText("words")
    form.name.setText("Autumn")
    for field in (form.first, form.second):
        field.setText("long enough words")


def unlock(form: UnlockDialog, secret: str) -> None:
    form.secret.setText(secret)
    form._try()


def test_who_cancels_a_new_case_keeps_the_one_that_is_open(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    press(qtbot, desk, Qt.Key.Key_N, CONTROL)
    form = dialog(qtbot, NewCaseDialog)
    QTest.keyClick(form, Qt.Key.Key_Escape)
    wait_for(qtbot, lambda: not form.isVisible())
    assert is_open(desk, "Spring")
    back(qtbot, desk)
    desk.case_view.clusters.foot.advance.setChecked(False)
    press(qtbot, desk, Qt.Key.Key_3)
    wait_for(qtbot, lambda: case.statuses == {1: "done"})


def test_a_case_that_cannot_be_made_takes_no_other_away(
    qtbot: QtBot, desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: FakeDoors, _case: NewCase, _passphrase: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FakeDoors, "create", full)
    desk.cases.ask_new()
    form = dialog(qtbot, NewCaseDialog)
    fill(form)
    form._try()
    wait_for(qtbot, form._problem.isVisible)
    form.reject()
    assert is_open(desk, "Spring")


def test_who_does_not_know_the_passphrase_keeps_the_case_that_is_open(
    qtbot: QtBot, desk: MainWindow
) -> None:
    desk.cases.ask_unlock(OTHER)
    form = dialog(qtbot, UnlockDialog)
    unlock(form, "not the words")
    wait_for(qtbot, form._problem.isVisible)
    form.reject()
    assert is_open(desk, "Spring")


def test_the_other_case_comes_in_its_place(qtbot: QtBot, desk: MainWindow) -> None:
    before = desk.runner._session
    closed: list[bool] = []
    desk.cases.closed.connect(lambda: closed.append(True))
    desk.cases.ask_unlock(OTHER)
    unlock(dialog(qtbot, UnlockDialog), "correct horse")
    wait_for(qtbot, lambda: is_open(desk, "Autumn"))
    assert closed == [True]
    assert isinstance(before, FakeSession)
    assert before.closed
    assert desk.runner._session is not before
    wait_for(qtbot, lambda: desk.case_view.ads.current is not None)


def test_a_new_case_comes_in_its_place_once_its_key_is_written_down(
    qtbot: QtBot, desk: MainWindow
) -> None:
    desk.cases.ask_new()
    form = dialog(qtbot, NewCaseDialog)
    fill(form)
    form._try()
    wait_for(qtbot, lambda: hasattr(form, "written"))
    assert form.isVisible()
    wait_for(qtbot, lambda: desk.cases._path.endswith("Autumn.faisceau"))
    assert desk.pages.currentWidget() is desk.start
    form.written.setChecked(True)
    form._leave()
    wait_for(qtbot, lambda: is_open(desk, "Autumn"))


def test_the_case_that_is_open_is_not_opened_again(qtbot: QtBot, desk: MainWindow) -> None:
    desk.cases.ask_unlock("/nowhere/else/../Spring.faisceau")
    assert "open already" in desk.statusBar().currentMessage()
    assert is_open(desk, "Spring")


def test_who_gives_up_while_a_case_unlocks_gets_no_other(
    qtbot: QtBot, desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, opened = threading.Event(), list[FakeSession]()
    real = FakeDoors.open

    def slow(self: FakeDoors, path: str, secret: str, *, recovery: bool = False) -> FakeSession:
        gate.wait(10)
        opened.append(real(self, path, secret, recovery=recovery))
        return opened[0]

    monkeypatch.setattr(FakeDoors, "open", slow)
    desk.cases.ask_unlock(OTHER)
    form = dialog(qtbot, UnlockDialog)
    unlock(form, "correct horse")
    form.reject()
    gate.set()
    wait_for(qtbot, lambda: opened and opened[0].closed)
    assert is_open(desk, "Spring")


def test_the_other_case_opens_when_the_work_on_the_first_is_gone(
    qtbot: QtBot, desk: MainWindow
) -> None:
    desk.line.add(Command("Long work", ("index", "slow")))
    wait_for(qtbot, lambda: desk.line.busy)
    desk.cases.ask_unlock(OTHER)
    form = dialog(qtbot, UnlockDialog)
    assert desk.line.busy, "nothing is stopped for a question"
    unlock(form, "correct horse")
    wait_for(qtbot, lambda: is_open(desk, "Autumn"))
    assert not desk.line.busy
