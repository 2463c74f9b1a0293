# SPDX-License-Identifier: GPL-3.0-or-later
"""Hiding, pauses, locking, size of words, all acts by word, a picture stopped: by keyboard."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from app import settings
from app.triage import sitting
from app.triage.items import Changed
from app.triage.sitting import Counts
from app.views.main_window import MainWindow
from app.views.palette import Palette
from app.views.protection_dialog import ProtectForm
from app.views.wellbeing_dialog import SittingDialog
from app.views.word_dialogs import NoteDialog
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase
from tests.app.views.test_window import CONTROL, back, dialog, press

pytestmark = pytest.mark.window
SHIFT = Qt.KeyboardModifier.ShiftModifier


def colours_of(window: QWidget) -> int:
    """How many colours a picture of a window has, but for the words that say how to go on."""
    image = window.grab().toImage()
    across, down = range(0, image.width(), 7), range(0, image.height(), 7)
    middle = range(image.height() // 2 - 60, image.height() // 2 + 90)
    return len({image.pixel(x, y) for x in across for y in down if y not in middle})


def cell(tree: QTreeWidget, column: int) -> str:
    """Words of the first line."""
    item = tree.topLevelItem(0)
    return item.text(column) if item is not None else ""


def is_hidden(desk: MainWindow) -> bool:
    return desk.comfort.quick_hide.is_hidden


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that the clock of the watch is ahead."""
    ahead = [0.0]
    now = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: now() + ahead[0])
    return ahead


def test_one_key_blanks_window_dialog_and_title(qtbot: QtBot, desk: MainWindow) -> None:
    wait_for(qtbot, lambda: desk.windowTitle() != "Faisceau")
    before = desk.windowTitle()
    press(qtbot, desk, Qt.Key.Key_N)
    form = dialog(qtbot, NoteDialog)
    QTest.keyClicks(form.text, "half a thought")
    assert colours_of(desk) > 3
    QTest.keyClick(form.text, Qt.Key.Key_F12)
    assert is_hidden(desk)
    for shown in (desk, form):
        assert colours_of(shown) == 1, shown
        assert shown.windowTitle() == "Faisceau"
    QTest.keyClicks(form.text, "lost")
    desk.setWindowTitle("told while hidden")
    assert desk.windowTitle() == "Faisceau"
    QTest.keyClick(form, Qt.Key.Key_F12)
    assert form.text.toPlainText() == "half a thought"
    assert desk.windowTitle() == "told while hidden"
    assert before != "Faisceau"
    assert colours_of(desk) > 3
    form.reject()


def test_escape_and_a_click_bring_it_back(qtbot: QtBot, desk: MainWindow) -> None:
    press(qtbot, desk, Qt.Key.Key_F12)
    hide = desk.comfort.quick_hide
    QTest.mouseClick(desk.case_view, Qt.MouseButton.LeftButton, pos=QPoint(300, 300))
    assert is_hidden(desk)
    blank = hide._blanks[0]
    assert not blank.back.isVisible()
    QTest.keyClick(desk, Qt.Key.Key_Escape)
    assert blank.back.isVisible()
    QTest.mouseClick(blank.back, Qt.MouseButton.LeftButton)
    assert not is_hidden(desk)


def test_what_opens_while_hidden_is_blank_too(qtbot: QtBot, desk: MainWindow) -> None:
    press(qtbot, desk, Qt.Key.Key_F12)
    desk.actions_by_key["keys"].trigger()
    wait_for(qtbot, lambda: QApplication.activeModalWidget() is not None)
    came = QApplication.activeModalWidget()
    assert came is not None
    assert colours_of(came) == 1
    assert came.windowTitle() == "Faisceau"
    press(qtbot, desk, Qt.Key.Key_F12)
    assert colours_of(came) > 1
    came.close()


def test_hidden_for_the_time_of_the_lock_the_case_is_locked(
    qtbot: QtBot, desk: MainWindow, later: list[float]
) -> None:
    press(qtbot, desk, Qt.Key.Key_F12)
    later[0] = 14 * 60
    press(qtbot, desk, Qt.Key.Key_A)  # a key while hidden shows nobody
    later[0] = 15 * 60 + 1
    desk.comfort.auto_lock.tick()
    assert desk.pages.currentWidget() is desk.start
    assert is_hidden(desk)
    press(qtbot, desk, Qt.Key.Key_F12)


def test_the_lock_warns_and_a_movement_stops_it(
    qtbot: QtBot, desk: MainWindow, later: list[float]
) -> None:
    lock = desk.comfort.auto_lock
    later[0] = 14 * 60 + 35
    lock.tick()
    assert lock.bar.isVisible()
    left = [int(one) for one in lock.bar.words.text().split() if one.isdigit()]
    assert 1 < left[0] <= 25
    QTest.mouseMove(desk.case_view, QPoint(40, 40))
    qtbot.wait(20)
    lock.tick()
    assert not lock.bar.isVisible()
    later[0] += 15 * 60 + 1
    desk.comfort.auto_lock.tick()
    assert desk.pages.currentWidget() is desk.start


def test_locked_unattended_no_dialog_of_the_case_stays(
    qtbot: QtBot, desk: MainWindow, later: list[float]
) -> None:
    press(qtbot, desk, Qt.Key.Key_N)
    form = dialog(qtbot, NoteDialog)
    later[0] = 16 * 60
    desk.comfort.auto_lock.tick()
    assert not form.isVisible()
    assert desk.pages.currentWidget() is desk.start


def test_an_act_that_ends_after_the_lock_says_nothing_of_the_case(
    qtbot: QtBot, desk: MainWindow
) -> None:
    gate, over = threading.Event(), list[object]()

    def slow(_session: object) -> Changed:
        gate.wait(10)
        return Changed("Tagged A1: FEE-01 Recruitment fee", everything=True)

    desk.runner.act(slow, desk.acts.changed.emit)
    desk.cases.lock()
    gate.set()
    desk.runner.free(lambda: None, over.append)
    wait_for(qtbot, lambda: over)
    assert desk.pages.currentWidget() is desk.start
    assert desk.statusBar().currentMessage() == ""


def test_auto_lock_is_off_at_zero(desk: MainWindow, later: list[float]) -> None:
    settings.put("auto_lock_minutes", 0)
    later[0] = 100_000
    desk.comfort.auto_lock.tick()
    assert desk.pages.currentWidget() is desk.case_view


def test_work_goes_on_over_the_lock_and_holds_the_case(
    qtbot: QtBot, desk: MainWindow, monkeypatch: pytest.MonkeyPatch, later: list[float]
) -> None:
    from app.tasks.jobs import Command

    desk.line.add(Command("Long work", ("index", "slow")))
    wait_for(qtbot, lambda: desk.line.busy)
    later[0] = 16 * 60
    desk.comfort.auto_lock.tick()
    assert desk.pages.currentWidget() is desk.start
    assert desk.line.busy
    desk.open_path(Path("/nowhere/Spring.faisceau"), "correct horse")
    wait_for(qtbot, lambda: QApplication.activeModalWidget() is not None)
    box = QApplication.activeModalWidget()
    assert box is not None
    box.close()
    assert desk.runner._session is not None
    desk.line.cancel()
    wait_for(qtbot, lambda: desk.runner._session is None)


def test_counts_and_a_pause_that_blocks_nothing(qtbot: QtBot, desk: MainWindow) -> None:
    settings.put("pause_minutes", 2)
    mind = desk.comfort.wellbeing
    press(qtbot, desk, Qt.Key.Key_P)
    wait_for(qtbot, lambda: mind.sitting.seen.pictures == 1)
    press(qtbot, desk, Qt.Key.Key_J)
    wait_for(qtbot, lambda: mind.sitting.seen.ads == 2)
    mind.minute()
    assert not mind.bar.isVisible()
    mind.minute()
    assert mind.bar.isVisible()
    assert QApplication.activeModalWidget() is None
    assert "2 minutes" in mind.bar.words.text()
    assert sitting.days() == {next(iter(sitting.days())): Counts(1, 2, 2)}
    press(qtbot, desk, Qt.Key.Key_W, CONTROL | SHIFT)
    form = dialog(qtbot, SittingDialog)
    assert cell(form.days, 1) == "1"
    QTest.mouseClick(form.forget, Qt.MouseButton.LeftButton)
    assert sitting.days() == {}
    form.reject()


def test_nothing_of_the_counts_goes_into_the_case(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    for _minute in range(60):
        desk.comfort.wellbeing.minute()
    press(qtbot, desk, Qt.Key.Key_J)
    wait_for(qtbot, lambda: desk.comfort.wellbeing.sitting.seen.ads == 2)
    assert case.log == []
    assert case.done == []


def test_a_pause_can_wait(qtbot: QtBot, desk: MainWindow) -> None:
    settings.put("pause_minutes", 3)
    mind = desk.comfort.wellbeing
    for _minute in range(3):
        mind.minute()
    assert mind.bar.isVisible()
    mind._snooze()
    assert not mind.bar.isVisible()
    for _minute in range(9):
        mind.minute()
    assert not mind.bar.isVisible()
    mind.minute()
    assert mind.bar.isVisible()


def test_a_picture_is_stopped_and_the_protocol_begun(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    press(qtbot, desk, Qt.Key.Key_P)
    wait_for(qtbot, lambda: "picture A1" in case.log)
    press(qtbot, desk, Qt.Key.Key_F9)
    form = dialog(qtbot, ProtectForm)
    wait_for(qtbot, lambda: "stop A1" in case.log)
    assert any(
        "stop viewing" in one.text().casefold() for one in form.findChildren(type(form.told))
    )
    QTest.keyClick(form, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: "protect A1: possible_minor" in case.log)


def test_all_acts_by_word_with_a_slip_of_the_finger(qtbot: QtBot, desk: MainWindow) -> None:
    press(qtbot, desk, Qt.Key.Key_K, CONTROL)
    form = dialog(qtbot, Palette)
    QTest.keyClicks(form.search, "wriet not")
    assert (cell(form.list, 0), cell(form.list, 2)) == ("Write a note…", "N")
    QTest.keyClick(form.search, Qt.Key.Key_Return)
    note = dialog(qtbot, NoteDialog)
    note.reject()
    back(qtbot, desk)
    press(qtbot, desk, Qt.Key.Key_K, CONTROL)
    form = dialog(qtbot, Palette)
    assert cell(form.list, 0) == "Write a note…"
    form.reject()


def test_an_act_that_is_not_possible_says_so(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_K, CONTROL)
    form = dialog(qtbot, Palette)
    QTest.keyClicks(form.search, "write a note")
    assert "not possible now" in cell(form.list, 1)
    QTest.keyClick(form.search, Qt.Key.Key_Return)
    assert form.isVisible()
    QTest.keyClicks(form.search, " xyzzy")
    assert form.list.topLevelItemCount() == 0
    form.reject()


def test_words_grow_with_their_cards_and_shrink_back(qtbot: QtBot, desk: MainWindow) -> None:
    size = QApplication.font().pointSizeF()
    card = desk.case_view.clusters.list.rowHeight(0)
    settings.put("font_percent", 140)
    press(qtbot, desk, Qt.Key.Key_Plus, CONTROL)
    assert settings.get("font_percent") == 150
    assert QApplication.font().pointSizeF() == pytest.approx(size * 1.5)
    assert desk.case_view.clusters.list.rowHeight(0) == pytest.approx(card * 1.5, abs=1)
    assert desk.case_view.detail.text.document().defaultFont().pointSizeF() > size * 1.5
    press(qtbot, desk, Qt.Key.Key_Minus, CONTROL)
    assert settings.get("font_percent") == 140
    press(qtbot, desk, Qt.Key.Key_0, CONTROL)
    assert QApplication.font().pointSizeF() == pytest.approx(size)
    settings.put("font_percent", 195)
    press(qtbot, desk, Qt.Key.Key_Plus, CONTROL)
    assert settings.get("font_percent") == 200
    desk.comfort.resize_words(0)
