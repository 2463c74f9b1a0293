# SPDX-License-Identifier: GPL-3.0-or-later
"""Readings, acts on many, ads moved and steps through the history, by keyboard."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.triage.bulk_items import BulkAct, BulkScope
from app.triage.reading_items import NewReading
from app.views.bulk_dialog import BulkDialog
from app.views.main_window import MainWindow
from app.views.reading_dialog import ReadingDialog
from app.views.readings_strip import ReadingsStrip
from app.views.regroup_forms import MoveForm, SplitForm
from app.views.turn_dialog import TurnDialog
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase

pytestmark = pytest.mark.window
Kind = TypeVar("Kind", bound=QDialog)


@pytest.fixture(autouse=True)
def _nothing_left_open(desk: MainWindow) -> Iterator[None]:
    yield
    desk.features.close_all()


def opened(qtbot: QtBot, desk: MainWindow, kind: type[Kind]) -> Kind:
    def found() -> Kind | None:
        return next((one for one in desk.findChildren(kind) if one.isVisible()), None)

    wait_for(qtbot, found)
    dialog = found()
    assert dialog is not None
    return dialog


def box(dialog: ReadingDialog) -> QLineEdit:
    found = dialog.new.lineEdit()
    assert found is not None
    return found


def is_gone(dialog: QDialog) -> bool:
    return not isValid(dialog) or not dialog.isVisible()


def press(desk: MainWindow, key: Qt.Key, with_: Qt.KeyboardModifier | None = None) -> None:
    modifiers = with_ or Qt.KeyboardModifier.NoModifier
    QTest.keyClick(desk.case_view.ads.list, key, modifiers)


def weighed(qtbot: QtBot, desk: MainWindow) -> ReadingDialog:
    press(desk, Qt.Key.Key_Y)
    dialog = opened(qtbot, desk, ReadingDialog)
    wait_for(qtbot, lambda: dialog.cards)
    return dialog


def test_a_reading_is_put_beside_the_others(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    dialog = weighed(qtbot, desk)
    QTest.keyClicks(box(dialog), "Benign")
    QTest.keyClick(box(dialog), Qt.Key.Key_Return)
    wait_for(qtbot, lambda: "benign" in dialog.cards)
    card = dialog.cards["benign"]
    wait_for(qtbot, card.standing.hasFocus)
    QTest.keyClicks(card.fields["for"], "A2 one shop")
    QTest.keyClick(card.fields["for"], Qt.Key.Key_Return)
    QTest.keyClicks(card.fields["against"], "prices differ")
    QTest.keyClick(card.fields["against"], Qt.Key.Key_Return)
    card.standing.setCurrentIndex(2)
    card.standing.activated.emit(2)
    wait_for(qtbot, lambda: len(case.readings.said) == 4)
    assert case.readings.said == [
        NewReading(1, "benign", "open"),
        NewReading(1, "benign", speaks_for=("A2 one shop",)),
        NewReading(1, "benign", speaks_against=("prices differ",)),
        NewReading(1, "benign", "held"),
    ]
    assert not any(one.text() for one in card.fields.values())


def test_own_words_a_note_and_taking_a_reading_away(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    dialog = weighed(qtbot, desk)
    QTest.keyClicks(box(dialog), "Two shops")
    QTest.keyClick(box(dialog), Qt.Key.Key_Return)
    wait_for(qtbot, lambda: "Two shops" in dialog.cards)
    card = dialog.cards["Two shops"]
    card.note.setFocus()
    QTest.keyClicks(card.note, "seen")
    QTest.keyClick(card.note, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: case.readings.said[-1] == NewReading(1, "Two shops", note="seen"))
    QTest.keyClick(card.away, Qt.Key.Key_Space)
    wait_for(qtbot, lambda: "Two shops" not in dialog.cards)
    assert case.readings.said[-1].standing == "withdrawn"


def test_the_strip_stands_on_the_page_of_the_cluster(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    press(desk, Qt.Key.Key_F2)
    wait_for(qtbot, lambda: desk.findChildren(ReadingsStrip))
    (strip,) = desk.findChildren(ReadingsStrip)
    wait_for(qtbot, lambda: strip.buttons)
    QTest.keyClick(strip.buttons[0], Qt.Key.Key_Space)
    dialog = opened(qtbot, desk, ReadingDialog)
    wait_for(qtbot, lambda: "scam" in dialog.cards)
    wait_for(qtbot, dialog.cards["scam"].standing.hasFocus)


def test_one_act_on_everything_that_is_listed(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    press(desk, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    dialog = opened(qtbot, desk, BulkDialog)
    wait_for(qtbot, dialog.go.isEnabled)
    assert "7" in dialog.counts.text()
    assert "2 are so already" in dialog.left_out.text()
    dialog.on[-1].setChecked(True)
    wait_for(qtbot, dialog.go.isEnabled)
    QTest.keyClick(dialog.go, Qt.Key.Key_Space)
    wait_for(qtbot, lambda: case.readings.done)
    assert case.readings.done == [(BulkAct("status", "done"), BulkScope())]
    wait_for(qtbot, lambda: is_gone(dialog))


def test_over_a_hundred_the_number_is_typed(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    case.readings.changes = 156_241
    press(desk, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    dialog = opened(qtbot, desk, BulkDialog)
    dialog.fields.kind.setCurrentIndex(1)
    dialog.fields.reading.setCurrentText("Two shops")
    dialog.fields.standing.setCurrentIndex(1)
    wait_for(qtbot, dialog.confirm.isVisible)
    assert not dialog.go.isEnabled()
    QTest.keyClicks(dialog.confirm, "156")
    assert not dialog.go.isEnabled()
    QTest.keyClicks(dialog.confirm, " 241")
    assert dialog.go.isEnabled()
    dialog.go.click()
    wait_for(qtbot, lambda: case.readings.done)
    assert case.readings.done[0][0] == BulkAct("reading", "Two shops", "leaning")


def test_stopped_half_way_nothing_is_done(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    case.readings.changes = 50_000_000
    press(desk, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    dialog = opened(qtbot, desk, BulkDialog)
    wait_for(qtbot, dialog.confirm.isVisible)
    QTest.keyClicks(dialog.confirm, "50000000")
    dialog.go.click()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    wait_for(qtbot, lambda: is_gone(dialog))
    assert case.readings.done == []


def test_selected_ads_move_to_another_cluster(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    press(desk, Qt.Key.Key_X, Qt.KeyboardModifier.ShiftModifier)
    form = opened(qtbot, desk, MoveForm)
    assert not form.go.isEnabled()
    QTest.keyClicks(form.to, "C1")
    assert not form.go.isEnabled()  # it is in that one
    form.to.clear()
    QTest.keyClicks(form.to, "c2")
    QTest.keyClicks(form.note, "other hall")
    form.go.click()
    wait_for(qtbot, lambda: case.log)
    assert case.log[-1] == "move A1 from C1 to C2: other hall"


def select(desk: MainWindow, rows: list[int]) -> None:
    ads = desk.case_view.ads.list
    ads.clearSelection()
    how = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in rows:
        ads.selectionModel().select(ads.model().index(row, 0), how)


def test_ads_are_dragged_onto_a_cluster_or_below_all(qtbot: QtBot, desk: MainWindow) -> None:
    dragging, queue = desk.features.desk.dragging, desk.case_view.clusters.list
    select(desk, [0, 1])
    dragging._dragged = (1, (1, 2))
    rows = {queue.rows.id_at(row): row for row in range(queue.rows.rowCount())}
    at = queue.visualRect(queue.rows.index(rows[2], 0)).center()
    assert dragging.place(at) == 2
    assert dragging.place(queue.visualRect(queue.rows.index(rows[1], 0)).center()) is None
    dragging.drop(2)
    form = opened(qtbot, desk, MoveForm)
    assert form.to.text() == "C2"
    form.reject()
    assert dragging.place(QPoint(10, queue.viewport().height() - 5)) == 0
    dragging.drop(0)
    opened(qtbot, desk, SplitForm).reject()
    dragging._dragged = None
    assert dragging.place(at) is None


def test_back_to_an_act_of_the_history(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    press(desk, Qt.Key.Key_2)
    press(desk, Qt.Key.Key_3)
    press(desk, Qt.Key.Key_4)
    wait_for(qtbot, lambda: len(case.done) == 3)
    desk.toggle_history()
    dock = desk.history
    wait_for(qtbot, lambda: dock.list.count() == 3)
    rows = [dock.list.item(row).text() for row in range(3)]
    first = next(row for row, text in enumerate(rows) if "looking" in text)
    dock.list.setCurrentRow(first)
    if first == 0:  # listed oldest first by the fake
        pytest.fail("the newest act stands first")
    assert dock.turn.isEnabled()
    QTest.keyClick(dock.turn, Qt.Key.Key_Space)
    dialog = opened(qtbot, desk, TurnDialog)
    assert dialog.list.count() == 2
    assert "A9" in dialog.stays.text()
    QTest.keyClick(dialog.go, Qt.Key.Key_Space)
    wait_for(qtbot, lambda: case.readings.turned)
    assert [item.undone for item in case.done] == [False, True, True]


def test_markup_is_shown_in_all_of_it_and_every_control_has_a_name(
    qtbot: QtBot, desk: MainWindow, case: FakeCase, tmp_path: Path
) -> None:
    file = tmp_path / "canary.png"
    image = QImage(1346, 964, QImage.Format.Format_RGB32)
    image.fill(0)
    image.save(str(file))
    case.canary = f" <img src='{file}'>"
    read: list[str] = []

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and "canary" in str(arguments[0]):
            read.append(str(arguments[0]))

    sys.addaudithook(hook)
    dialogs: list[QDialog] = [weighed(qtbot, desk)]
    desk.features.desk.weighing.show(1)
    desk.features.desk.bulk.show(desk.case_view.clusters.scope(), (), whole=True)
    bulk = opened(qtbot, desk, BulkDialog)
    wait_for(qtbot, bulk.go.isEnabled)
    desk.features.desk.ask_turn(0)
    dialogs += [bulk, opened(qtbot, desk, TurnDialog)]
    for dialog in dialogs:
        labels = dialog.findChildren(QLabel)
        assert not [one for one in labels if one.sizeHint().height() > 900]
        for field in (*dialog.findChildren(QLineEdit), *dialog.findChildren(QComboBox)):
            assert field.accessibleName(), field
        for act in dialog.findChildren(QAbstractButton):
            assert act.accessibleName() or act.text()
    shown = "".join(one.text() for one in dialogs[0].findChildren(QLabel))
    assert case.canary in shown
    assert case.canary in bulk.sample.text()
    assert not read
