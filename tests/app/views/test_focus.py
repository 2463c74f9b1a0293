# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the next key goes: to what the person looks at, not to what they came from."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.views.case_forms import NewCaseDialog
from app.views.main_window import MainWindow
from tests.app.views import everything
from tests.app.views.conftest import wait_for

pytestmark = pytest.mark.window


def press(window: MainWindow, *keys: str) -> None:
    """Press keys wherever the focus is."""
    for key in keys:
        window.activateWindow()
        at: QWidget = QApplication.focusWidget() or window
        QTest.keySequence(at, QKeySequence(key))


@pytest.mark.parametrize("keys", [("F3",), ("J",), ("K",), ("F3", "J")])
def test_after_going_to_the_ads_keys_select_ads(
    qtbot: QtBot, fresh: MainWindow, keys: tuple[str, ...]
) -> None:
    view = fresh.case_view
    if keys[0] != "F3":
        view.show_page("ads")
    view.clusters.list.setFocus()
    everything.quiet(qtbot, fresh)
    press(fresh, *keys)
    assert view.ads.list.hasFocus()
    before = len(view.ads.list.selected_ids())
    press(fresh, "Shift+Down")
    assert len(view.ads.list.selected_ids()) == before + 1
    assert view.clusters.selected() == []


def test_leaving_the_ads_leads_back_to_the_queue(qtbot: QtBot, fresh: MainWindow) -> None:
    fresh.case_view.clusters.list.setFocus()
    press(fresh, "F3")
    press(fresh, "F2")
    everything.quiet(qtbot, fresh)
    assert fresh.case_view.clusters.list.hasFocus()


def test_keys_stay_where_a_person_reads(qtbot: QtBot, desk: MainWindow) -> None:
    desk.case_view.detail.text.setFocus()
    press(desk, "J")
    assert desk.case_view.detail.text.hasFocus()


@pytest.mark.parametrize("filtered", ["site:example", "nothing-matches-this"])
def test_clearing_the_filter_leads_back_to_the_queue(
    qtbot: QtBot, fresh: MainWindow, filtered: str
) -> None:
    queue = fresh.case_view.clusters
    queue.filter.setFocus()
    QTest.keyClicks(queue.filter, filtered)
    qtbot.wait(250)
    everything.quiet(qtbot, fresh)
    press(fresh, "Ctrl+Shift+X")
    qtbot.wait(250)
    everything.quiet(qtbot, fresh)
    assert queue.filter.text() == ""
    assert queue.list.isVisible()
    assert queue.list.hasFocus()


def test_letters_choose_in_the_box_of_orders(qtbot: QtBot, fresh: MainWindow) -> None:
    acted: list[str] = []
    for action in fresh.actions_by_key.values():
        action.triggered.connect(lambda _checked=False, one=action: acted.append(one.text()))
    box = fresh.case_view.clusters.head.orders
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_N)
    assert box.currentData() == "new"
    QTest.keyClick(box, Qt.Key.Key_B)
    QTest.keyClick(box, Qt.Key.Key_1)
    box.showPopup()
    QTest.keyClick(box.view(), Qt.Key.Key_P)
    QTest.keyClick(box.view(), Qt.Key.Key_Escape)
    assert acted == []
    QTest.keyClick(box, Qt.Key.Key_F3)
    assert len(acted) == 1


def test_enter_opens_the_case_once_the_key_is_written_down(qtbot: QtBot) -> None:
    form = NewCaseDialog(Path("/nowhere"))
    qtbot.addWidget(form)
    form.show()
    form._go.setEnabled(False)
    form.show_key("AAAA-BBBB")
    done: list[bool] = []
    form.done_with_key.connect(lambda: done.append(True))
    QTest.keyClick(form.written, Qt.Key.Key_Return)
    assert done == []
    QTest.keyClick(form.written, Qt.Key.Key_Space)
    QTest.keyClick(form.written, Qt.Key.Key_Return)
    assert done == [True]
    wait_for(qtbot, lambda: not form.isVisible())
