# SPDX-License-Identifier: GPL-3.0-or-later
"""The window as a person set it: settings, layout, keys, colours; a second window."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import settings
from app.views import theme, window_layout
from app.views.main_window import MainWindow
from app.views.settings_dialog import SettingsDialog
from app.views.shortcuts import declared
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase
from tests.app.views.test_comfort import is_hidden
from tests.app.views.test_window import CONTROL, back, dialog, press

pytestmark = pytest.mark.window
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_settings_are_put_and_in_force(qtbot: QtBot, desk: MainWindow) -> None:
    press(qtbot, desk, Qt.Key.Key_Comma, CONTROL)
    form = dialog(qtbot, SettingsDialog)
    form.choices["theme"].setCurrentIndex(form.choices["theme"].findData("dark"))
    form.choices["quick_hide_key"].setCurrentIndex(form.choices["quick_hide_key"].findData("F11"))
    form.numbers["auto_lock_minutes"].setValue(0)
    form.switches["auto_advance"].setChecked(False)
    QTest.keyClick(form, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: theme.current().name == "dark")
    assert settings.get("auto_lock_minutes") == 0
    assert settings.get("auto_advance") is False
    press(qtbot, desk, Qt.Key.Key_F12)
    assert not is_hidden(desk)
    press(qtbot, desk, Qt.Key.Key_F11)
    assert is_hidden(desk)
    press(qtbot, desk, Qt.Key.Key_F11)
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
