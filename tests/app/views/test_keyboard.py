# SPDX-License-Identifier: GPL-3.0-or-later
"""Every view of linking by keyboard alone: opened, walked through, acted in and left."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.views.bridge_dialog import BridgeDialog
from app.views.chain_dialog import ChainDialog
from app.views.compare_dialog import CompareDialog
from app.views.hub_dialog import HubDialog
from app.views.main_window import MainWindow
from app.views.regroup_forms import MergeForm, SplitForm
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase
from tests.app.views.test_comparing import two
from tests.app.views.test_window import dialog, press

pytestmark = pytest.mark.window
MOST_STEPS = 30


@pytest.fixture(autouse=True)
def _nothing_left_open(desk: MainWindow) -> Iterator[None]:
    yield
    desk.features.regrouping.close_all()
    desk.features.comparing.close_all()
    desk.features.templates.close_all()


def focused(form: QWidget) -> QWidget:
    found = form.focusWidget()
    assert found is not None
    return found


def walk_to(form: QWidget, wanted: QWidget | str) -> QWidget:
    """Press Tab until a widget, or a button of these words, has the focus."""
    for _step in range(MOST_STEPS):
        here = focused(form)
        if here is wanted or (isinstance(here, QPushButton) and here.text() == wanted):
            return here
        QTest.keyClick(here, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not come to {wanted}")


def act(qtbot: QtBot, form: QWidget, words: str) -> None:
    def there() -> bool:
        made = form.findChildren(QPushButton)
        return any(one.isVisible() and one.text() == words for one in made)

    wait_for(qtbot, there)
    QTest.keyClick(walk_to(form, words), Qt.Key.Key_Space)


def leave(qtbot: QtBot, form: QDialog) -> None:
    QTest.keyClick(form, Qt.Key.Key_Escape)
    wait_for(qtbot, lambda: QApplication.activeModalWidget() is not form)


def test_template(qtbot: QtBot, desk: MainWindow) -> None:
    QTest.keyClick(desk.case_view.ads.list, Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    form = desk.features.templates.dialog
    assert form is not None
    wait_for(qtbot, lambda: form.slots.count() == 2)
    assert focused(form) is form.slots
    QTest.keyClick(form.slots, Qt.Key.Key_Down)
    assert form._values_title.text().startswith("[2]")
    wait_for(qtbot, lambda: form.rows.row(0) is not None)
    walk_to(form, form.table)
    for _row in range(2):
        QTest.keyClick(form.table, Qt.Key.Key_Down)
    QTest.keyClick(form.table, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: desk.case_view.detail.ad and desk.case_view.detail.ad.ad == 3)
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert not form.isVisible()


def test_compare(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    two(qtbot, desk)
    press(qtbot, desk, Qt.Key.Key_C)
    form = dialog(qtbot, CompareDialog)
    wait_for(qtbot, lambda: form.found is not None)
    act(qtbot, form, "Next change")
    assert form.texts.words_of_change() == ("1", "2")
    act(qtbot, form, "Not the same")
    wait_for(qtbot, lambda: case.judged.get((1, 2)) == "not-same")
    QTest.keyClick(form, Qt.Key.Key_P)
    assert form.tabs.currentWidget() is form.pictures
    wait_for(qtbot, lambda: not form.pictures.overlay._right.isNull())
    modes = walk_to(form, form.pictures.modes)
    for shown in (True, True, False):  # over each other, swipe, difference
        QTest.keyClick(modes, Qt.Key.Key_Down)
        assert form.pictures.slider.isVisible() == shown
    act(qtbot, form, "Hide both pictures")
    assert form.pictures.overlay._left.isNull()
    leave(qtbot, form)


def test_chain(qtbot: QtBot, desk: MainWindow) -> None:
    two(qtbot, desk)
    press(qtbot, desk, Qt.Key.Key_W)
    form = dialog(qtbot, ChainDialog)
    wait_for(qtbot, lambda: "2 steps" in form._told.text())
    act(qtbot, form, "Compare")
    beside = dialog(qtbot, CompareDialog)
    assert (beside.a, beside.b) == (1, 4)
    leave(qtbot, beside)
    leave(qtbot, form)


def test_bridges(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    press(qtbot, desk, Qt.Key.Key_B)
    form = dialog(qtbot, BridgeDialog)
    wait_for(qtbot, lambda: form.list.count() == 3)
    assert focused(form) is form.list
    QTest.keyClick(form.list, Qt.Key.Key_Down)
    act(qtbot, form, "Common property: let it join nothing")
    wait_for(qtbot, lambda: case.rulings == {"HPHONEKEY": "held"})
    form.reload()
    wait_for(qtbot, lambda: focused(form) is form.list)
    assert form.list.currentRow() == 1
    leave(qtbot, form)


def test_hubs(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    press(qtbot, desk, Qt.Key.Key_H)
    form = dialog(qtbot, HubDialog)
    wait_for(qtbot, lambda: form.list.topLevelItemCount() == 2)
    assert focused(form) is form.list
    QTest.keyClick(form.list, Qt.Key.Key_Down)
    act(qtbot, form, "Common property: let it join nothing")
    wait_for(qtbot, lambda: case.rulings == {"HTWO": "held"})
    QTest.keyClick(form, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, lambda: case.done[-1].undone)
    leave(qtbot, form)


def test_split(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    two(qtbot, desk)
    press(qtbot, desk, Qt.Key.Key_X)
    form = dialog(qtbot, SplitForm)
    QTest.keyClicks(focused(form), "two halls")
    QTest.keyClick(focused(form), Qt.Key.Key_Return)
    wait_for(qtbot, lambda: case.log == ["split C1: [1, 2] two halls"])


def test_merge(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    press(qtbot, desk, Qt.Key.Key_M)
    form = dialog(qtbot, MergeForm)
    QTest.keyClicks(focused(form), "c2, C40")
    QTest.keyClick(focused(form), Qt.Key.Key_Return)
    wait_for(qtbot, lambda: case.log == ["merge [1, 2, 40]"])


def test_a_key_that_is_held_down_goes_on_but_decides_once(desk: MainWindow) -> None:
    acts = desk.actions_by_key
    assert acts["next_cluster"].autoRepeat()
    assert acts["undo"].autoRepeat()
    for key in ("answer_accepted", "status_done", "same", "protect", "quick_hide"):
        assert not acts[key].autoRepeat(), key


class Greedy(QObject):
    """A box that wants every key for its text, as some systems have it."""

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's word
        if event.type() != QEvent.Type.ShortcutOverride:
            return False
        event.accept()
        return True


@pytest.mark.parametrize("key", ["Ctrl+E", "Ctrl+K"])
def test_keys_that_edit_a_line_on_some_systems_are_acts_in_the_filter_box(
    qtbot: QtBot, desk: MainWindow, key: str
) -> None:
    box = desk.case_view.clusters.filter
    greedy = Greedy(box)
    box.installEventFilter(greedy)
    box.setText("lamp")
    box.setFocus()
    box.setCursorPosition(0)
    QTest.keySequence(box, QKeySequence(key))
    wait_for(qtbot, lambda: QApplication.activeModalWidget() is not None)
    assert box.text() == "lamp"
    came = QApplication.activeModalWidget()
    assert came is not None
    QTest.keyClick(came, Qt.Key.Key_Escape)


def test_undo_in_the_filter_box_is_that_of_the_box(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    box = desk.case_view.clusters.filter
    box.setFocus()
    QTest.keyClicks(box, "lamp")
    QTest.keySequence(box, QKeySequence("Ctrl+Z"))
    assert box.text() != "lamp"
    assert case.done == []
