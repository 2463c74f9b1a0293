# SPDX-License-Identifier: GPL-3.0-or-later
"""Split, merge, bridges and shared things in the window, by mouse and by key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.views.bridge_dialog import BridgeDialog
from app.views.hub_dialog import HubDialog
from app.views.main_window import MainWindow
from app.views.regroup_forms import MergeForm, SplitForm
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase

pytestmark = pytest.mark.window
Dialog = BridgeDialog | HubDialog | MergeForm | SplitForm


@pytest.fixture(autouse=True)
def _nothing_left_open(desk: MainWindow) -> Iterator[None]:
    yield
    desk.features.regrouping.close_all()


def open_dialog(qtbot: QtBot, desk: MainWindow, kind: type[Dialog]) -> Dialog:
    def found() -> Dialog | None:
        return next((one for one in desk.findChildren(kind) if one.isVisible()), None)

    wait_for(qtbot, found)
    dialog = found()
    assert dialog is not None
    return dialog


def select(desk: MainWindow, rows: list[int]) -> None:
    ads = desk.case_view.ads.list
    ads.clearSelection()
    how = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in rows:
        ads.selectionModel().select(ads.model().index(row, 0), how)


def press(qtbot: QtBot, desk: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(desk.case_view.ads.list, key)


def test_selected_ads_are_split_off(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    select(desk, [1, 2])
    press(qtbot, desk, Qt.Key.Key_X)
    form = open_dialog(qtbot, desk, SplitForm)
    assert isinstance(form, SplitForm)
    form.note.setText("two halls")
    form.go.click()
    wait_for(qtbot, lambda: case.log)
    assert case.log == ["split C1: [2, 3] two halls"]


def test_not_all_and_not_none_can_be_split_off(qtbot: QtBot, desk: MainWindow) -> None:
    act = desk.case_view.ads._split
    select(desk, [])
    assert not act.isEnabled()
    select(desk, [0])
    assert act.isEnabled()
    select(desk, [0, 1, 2, 3])
    assert not act.isEnabled()
    press(qtbot, desk, Qt.Key.Key_X)
    assert not desk.findChildren(SplitForm)


def test_clusters_are_merged(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    press(qtbot, desk, Qt.Key.Key_M)
    form = open_dialog(qtbot, desk, MergeForm)
    assert isinstance(form, MergeForm)
    assert not form.go.isEnabled()
    form.others.setText("c2, C40, C1")
    assert form.chosen() == [1, 2, 40]
    form.go.click()
    wait_for(qtbot, lambda: case.log)
    assert case.log == ["merge [1, 2, 40]"]


def test_bridges_are_shown_and_acted_on(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    press(qtbot, desk, Qt.Key.Key_B)
    dialog = open_dialog(qtbot, desk, BridgeDialog)
    assert isinstance(dialog, BridgeDialog)
    wait_for(qtbot, lambda: dialog.list.count() == 3)
    click(qtbot, dialog, "Not the same: split here")
    wait_for(qtbot, lambda: case.log == ["split C1: [1]"])
    wait_for(qtbot, lambda: dialog.list.count() == 3)
    click(qtbot, dialog, "Same")
    wait_for(qtbot, lambda: case.judged == {(1, 2): "same"})
    dialog.list.setCurrentRow(1)
    click(qtbot, dialog, "Common property: let it join nothing")
    wait_for(qtbot, lambda: case.rulings == {"HPHONEKEY": "held"})
    dialog.list.setCurrentRow(2)
    click(qtbot, dialog, "Same: merge the two clusters")
    wait_for(qtbot, lambda: case.log[-1] == "merge [1, 2]")


def click(qtbot: QtBot, dialog: BridgeDialog, words: str) -> None:
    def found() -> list[QPushButton]:
        made = dialog.findChildren(QPushButton)
        return [one for one in made if one.isVisible() and one.text() == words]

    wait_for(qtbot, found)
    found()[0].click()


def test_nothing_is_weak(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    case.bare = True
    press(qtbot, desk, Qt.Key.Key_B)
    dialog = open_dialog(qtbot, desk, BridgeDialog)
    assert isinstance(dialog, BridgeDialog)
    wait_for(qtbot, lambda: dialog._pages.currentIndex() == 1)


def test_a_shared_thing_is_ruled_on_and_undone(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    press(qtbot, desk, Qt.Key.Key_H)
    dialog = open_dialog(qtbot, desk, HubDialog)
    assert isinstance(dialog, HubDialog)
    wait_for(qtbot, lambda: dialog.list.topLevelItemCount() == 2)
    assert not dialog.acts["none"].isEnabled()
    dialog.acts["joins"].click()
    wait_for(qtbot, lambda: case.rulings == {"HONE": "joins"})
    wait_for(qtbot, lambda: not dialog.acts["joins"].isEnabled())
    first = dialog.list.topLevelItem(0)
    assert first is not None
    assert first.text(4) == "joins"
    dialog.undo_wanted.emit()
    wait_for(qtbot, lambda: case.done[-1].undone)


def test_nothing_is_shared_by_many(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    case.bare = True
    press(qtbot, desk, Qt.Key.Key_H)
    dialog = open_dialog(qtbot, desk, HubDialog)
    assert isinstance(dialog, HubDialog)
    wait_for(qtbot, lambda: dialog._pages.currentIndex() == 1)
    assert not any(act.isEnabled() for act in dialog.acts.values())


def test_a_locked_case_leaves_no_dialog(qtbot: QtBot, desk: MainWindow) -> None:
    press(qtbot, desk, Qt.Key.Key_H)
    open_dialog(qtbot, desk, HubDialog)
    desk.case_closed()
    wait_for(qtbot, lambda: not any(one.isVisible() for one in desk.findChildren(HubDialog)))
