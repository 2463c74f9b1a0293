# SPDX-License-Identifier: GPL-3.0-or-later
"""Protection in the window: the question before, the lists, the answers, all by key as well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app.views.main_window import MainWindow
from app.views.protection_dialog import ProtectForm, ProtectionDialog
from app.views.sealed_form import SealedForm
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase
from tests.app.views.test_keyboard import walk_to

pytestmark = pytest.mark.window
Form = TypeVar("Form", bound=QDialog)


@pytest.fixture(autouse=True)
def _nothing_left_open(desk: MainWindow) -> Iterator[None]:
    yield
    desk.features.protecting.close_all()


def shown(qtbot: QtBot, desk: MainWindow, kind: type[Form]) -> Form:
    def found() -> Form | None:
        return next((one for one in desk.findChildren(kind) if one.isVisible()), None)

    wait_for(qtbot, found)
    dialog = found()
    assert dialog is not None
    return dialog


def asked(qtbot: QtBot, desk: MainWindow) -> ProtectForm:
    QTest.keyClick(desk.case_view.ads.list, Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    return shown(qtbot, desk, ProtectForm)


def listed(qtbot: QtBot, desk: MainWindow) -> ProtectionDialog:
    desk.actions_by_key["protection"].trigger()
    dialog = shown(qtbot, desk, ProtectionDialog)
    wait_for(qtbot, lambda: dialog.asked.topLevelItemCount() == 3)
    return dialog


def test_a_possible_minor_is_the_first_choice(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    form = asked(qtbot, desk)
    QTest.keyClick(form, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: case.log)
    assert case.log == ["protect A1: possible_minor"]
    wait_for(qtbot, lambda: 1 in case.purged)


@pytest.mark.parametrize("protocol", ["protect_migrants", "urgent"])
def test_other_protocols(qtbot: QtBot, desk: MainWindow, case: FakeCase, protocol: str) -> None:
    form = asked(qtbot, desk)
    form.choose(protocol)
    form.go.click()
    wait_for(qtbot, lambda: case.log)
    assert case.log == [f"protect A1: {protocol}"]


def test_leaving_the_question_does_nothing(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    QTest.keyClick(asked(qtbot, desk), Qt.Key.Key_Escape)
    assert case.log == []


def test_what_is_asked_is_answered(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    dialog = listed(qtbot, desk)
    buttons = (dialog.seal, dialog.lift, *dialog.answers)
    assert [one.isEnabled() for one in buttons] == [False] * 5
    expected = {
        0: ([True, True, False, False, False], dialog.seal, "protect A2: possible_minor"),
        1: ([False, False, True, True, True], dialog.answers[0], "urgent A3: refer_now"),
        2: ([False, False, True, True, True], dialog.answers[2], "urgent A4: cannot_tell"),
    }
    for place, (enabled, act, logged) in expected.items():
        case.log.clear()
        wait_for(qtbot, lambda: dialog.asked.topLevelItemCount() == 3)
        row = dialog.asked.topLevelItem(place)
        assert row is not None
        dialog.asked.setCurrentItem(row)
        assert [one.isEnabled() for one in buttons] == enabled
        act.click()
        wait_for(qtbot, lambda: case.log)
        assert case.log == [logged]


def test_sealed_items_show_the_record_alone(qtbot: QtBot, desk: MainWindow) -> None:
    dialog = listed(qtbot, desk)
    (row,) = [dialog.sealed.topLevelItem(n) for n in range(dialog.sealed.topLevelItemCount())]
    assert row is not None
    assert [row.text(n) for n in range(3)] == ["P1", "A9", "sealed; a second person is to read it"]
    assert "Desk" in dialog._told.text()
    assert dialog.tabs.tabText(0).endswith("(2 open)")


def test_sealed_items_are_not_answered_here(qtbot: QtBot, desk: MainWindow) -> None:
    dialog = listed(qtbot, desk)
    row = dialog.asked.topLevelItem(1)
    assert row is not None
    dialog.asked.setCurrentItem(row)
    assert dialog.answers[0].isEnabled()
    dialog.tabs.setCurrentWidget(dialog.sealed)
    assert not any(one.isEnabled() for one in (dialog.seal, dialog.lift, *dialog.answers))


def test_a_sealed_ad_is_read_and_decided_by_its_role(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    dialog = listed(qtbot, desk)
    dialog.tabs.setCurrentWidget(dialog.sealed)
    assert not dialog.open_sealed.isEnabled()
    dialog.sealed.setFocus()
    QTest.keyClick(dialog.sealed, Qt.Key.Key_Home)
    QTest.keyClick(walk_to(dialog, dialog.open_sealed), Qt.Key.Key_Space)
    form = shown(qtbot, desk, SealedForm)
    assert not form.read.isEnabled()
    assert not form.go.isEnabled()
    QTest.keyClicks(form.passphrase, "grey goose")
    assert form.passphrase.displayText() != "grey goose"
    QTest.keyClick(walk_to(form, form.read), Qt.Key.Key_Space)
    wait_for(qtbot, lambda: form._problem.text())
    assert form.passphrase.text() == ""
    QTest.keyClicks(form.passphrase, "grey geese")
    QTest.keyClick(walk_to(form, form.read), Qt.Key.Key_Space)
    wait_for(qtbot, lambda: "A quiet room" in form.text.toPlainText())
    assert "<b>Room</b>" in form.text.toPlainText()
    assert form.passphrase.text() == ""  # what is done next asks for it again
    QTest.keyClicks(walk_to(form, form.passphrase), "grey geese")
    button = form._choices.button(1)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert form.go.isEnabled()
    assert not form.reference.isEnabled()
    order = form._choices.button(3)
    order.setFocus()
    QTest.keyClick(order, Qt.Key.Key_Space)
    assert not form.go.isEnabled()  # without a reference
    QTest.keyClicks(walk_to(form, form.reference), "Order 7")
    QTest.keyClick(walk_to(form, form.go), Qt.Key.Key_Space)
    wait_for(qtbot, lambda: len(case.log) == 2)
    assert case.log == ["read P1 as Desk", "delete P1 Order 7"]
    wait_for(qtbot, lambda: not desk.features.protecting._forms)


def test_locking_takes_what_was_read_off_the_screen(qtbot: QtBot, desk: MainWindow) -> None:
    dialog = listed(qtbot, desk)
    dialog.tabs.setCurrentWidget(dialog.sealed)
    QTest.keyClick(dialog.sealed, Qt.Key.Key_Home)
    dialog.open_sealed.click()
    form = shown(qtbot, desk, SealedForm)
    form.show_texts([("Title", "Room")])
    desk.features.protecting.close_all()
    assert form.text.toPlainText() == ""


def sealed_form(qtbot: QtBot, desk: MainWindow) -> SealedForm:
    dialog = listed(qtbot, desk)
    dialog.tabs.setCurrentWidget(dialog.sealed)
    QTest.keyClick(dialog.sealed, Qt.Key.Key_Home)
    dialog.open_sealed.click()
    return shown(qtbot, desk, SealedForm)


def test_what_is_sealed_is_not_copied_out_of_its_form(qtbot: QtBot, desk: MainWindow) -> None:
    clipboard = QApplication.clipboard()
    clipboard.setText("as before")
    form = sealed_form(qtbot, desk)
    form.show_texts([("Title", "Room by the harbour")])
    for key in (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_Insert):
        QTest.keyClick(form.text, key, Qt.KeyboardModifier.ControlModifier)
    form.text.copy()
    assert form.text.textCursor().hasSelection()
    assert "harbour" not in clipboard.text()
    assert form.text.createMimeDataFromSelection().formats() == []


def test_texts_that_come_after_the_form_was_closed_are_not_kept(
    qtbot: QtBot, desk: MainWindow
) -> None:
    form = sealed_form(qtbot, desk)
    form.passphrase.setText("grey geese")
    form.read.click()
    form.reject()
    form.show_texts([("Title", "Room by the harbour")])
    assert form.text.toPlainText() == ""
    assert form.passphrase.text() == ""
