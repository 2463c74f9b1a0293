# SPDX-License-Identifier: GPL-3.0-or-later
"""Hiding, pauses, locking, size of words, all acts by word, a picture stopped: by keyboard."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from app import settings
from app.triage import sitting
from app.triage.sitting import Counts
from app.views import theme, window_layout
from app.views.main_window import MainWindow
from app.views.palette import Palette
from app.views.protection_dialog import ProtectForm
from app.views.settings_dialog import SettingsDialog
from app.views.shortcuts import declared
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


def test_settings_are_put_and_in_force(qtbot: QtBot, desk: MainWindow) -> None:
    press(qtbot, desk, Qt.Key.Key_Comma, CONTROL)
    form = dialog(qtbot, SettingsDialog)
    form.choices["theme"].setCurrentIndex(form.choices["theme"].findData("dark"))
    form.choices["quick_hide_key"].setCurrentIndex(form.choices["quick_hide_key"].findData("F7"))
    form.numbers["auto_lock_minutes"].setValue(0)
    form.switches["auto_advance"].setChecked(False)
    QTest.keyClick(form, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: theme.current().name == "dark")
    assert settings.get("auto_lock_minutes") == 0
    assert settings.get("auto_advance") is False
    press(qtbot, desk, Qt.Key.Key_F12)
    assert not is_hidden(desk)
    press(qtbot, desk, Qt.Key.Key_F7)
    assert is_hidden(desk)
    press(qtbot, desk, Qt.Key.Key_F7)
    settings.put("theme", "light")
    desk.restyle()


def test_the_layout_comes_back(qtbot: QtBot, desk: MainWindow) -> None:
    desk.resize(900, 760)
    desk.case_view.split.setSizes([500, 880])
    window_layout.remember(desk)
    window_layout.restore(desk)  # now as large as the screen of the tests allows
    qtbot.wait(50)
    window_layout.remember(desk)
    width, sizes = desk.width(), desk.case_view.split.sizes()
    desk.resize(1440, 900)
    desk.case_view.split.setSizes([300, 1100])
    qtbot.wait(50)
    assert desk.width() != width
    assert window_layout.restore(desk)
    qtbot.wait(50)
    assert (desk.width(), desk.case_view.split.sizes()) == (width, sizes)
    assert "Spring" not in json.dumps(settings.get("window_layout"))


def test_page_and_history_come_back_with_a_case(
    qtbot: QtBot, window: MainWindow, case: FakeCase
) -> None:
    window.history.show()
    window_layout.remember(window, "ads")
    window.history.hide()
    window.comfort.restore_layout()
    assert not window.history.isVisible()
    window.open_path(Path("/nowhere/Spring.faisceau"), "correct horse")
    wait_for(qtbot, lambda: window.history.isVisible())
    assert window.case_view.pages.current == "ads"


def test_a_screen_that_is_gone_does_not_lose_the_window(desk: MainWindow) -> None:
    desk.move(9000, 9000)
    window_layout.remember(desk)
    window_layout.restore(desk)
    assert desk.screen().availableGeometry().intersects(desk.frameGeometry())


def test_a_layout_that_cannot_be_read_is_left_alone(desk: MainWindow) -> None:
    for wrong in ("", "{", "[]", '{"version":1,"splitters":{"CaseView-0":["x",1]},"place":3}'):
        settings.put("window_layout", wrong)
        window_layout.restore(desk)
        assert desk.isVisible()


def test_another_command_changed_the_case(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    told: list[str] = []
    desk.comfort.case_watch.changed.connect(lambda changed: told.append(changed.sentence))
    desk.comfort.case_watch.look()
    wait_for(qtbot, lambda: desk.comfort.case_watch._known == 1)
    case.version = 2
    case.ads = 7
    desk.comfort.case_watch.look()
    wait_for(qtbot, lambda: told)
    assert "Another command" in desk.statusBar().currentMessage()


def test_a_new_window_is_a_process_of_its_own(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.tasks import windows

    started: list[tuple[str, ...]] = []

    def start(program: tuple[str, ...] = ()) -> bool:
        started.append(program)
        return True

    monkeypatch.setattr(windows, "start", start)
    press(qtbot, window, Qt.Key.Key_N, CONTROL | SHIFT)
    assert len(started) == 1


def test_every_declared_key_acts(qtbot: QtBot, desk: MainWindow) -> None:
    pressed: list[str] = []
    desk.comfort.watch.stop()  # keys that work everywhere are shortcuts of the window as well
    for key, action in desk.actions_by_key.items():
        action.triggered.disconnect()
        action.triggered.connect(partial(_note, pressed, key))
    wanted = [act for act in declared() if act.shortcut]
    assert len(wanted) > 40
    for act in wanted:
        back(qtbot, desk)
        QTest.keySequence(desk.case_view.ads.list, QKeySequence(act.shortcut))
        assert pressed[-1:] == [act.key], act.shortcut
    assert len(pressed) == len(wanted)


def _note(pressed: list[str], key: str, _checked: bool = False) -> None:
    pressed.append(key)


def test_no_act_has_a_key_that_may_hide() -> None:
    taken = {act.shortcut for act in declared() if act.key != "quick_hide"}
    assert not taken & set(settings.HIDE_KEYS)


@pytest.mark.parametrize("colours", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_words_on_every_ground_can_be_read(colours: theme.Theme) -> None:
    named = asdict(colours)
    grounds = ("window", "base", "raised", "hover", "tint", "warn_tint")
    for ground in grounds:
        for words in ("text", "muted"):
            assert theme.contrast(named[words], named[ground]) >= 4.5, (words, ground)
    for ground in grounds[:5]:
        assert theme.contrast(named["link"], named[ground]) >= 4.5, ground
    for ground in ("window", "base", "raised"):
        assert theme.contrast(named["danger_text"], named[ground]) >= 4.5, ground
    for ground in ("only_left", "only_right"):
        assert theme.contrast(named["text"], named[ground]) >= 4.5, ground
    for ground in ("accent", "accent_hover"):
        assert theme.contrast(named["on_accent"], named[ground]) >= 4.5, ground
