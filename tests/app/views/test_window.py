# SPDX-License-Identifier: GPL-3.0-or-later
"""Working in the window by keyboard: make a case, import, tag, undo, unmask, judge, lock."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from app.triage import masking
from app.views.bundle_dialog import BundleDialog
from app.views.case_forms import NewCaseDialog, UnlockDialog
from app.views.import_dialog import ImportDialog
from app.views.main_window import MainWindow
from app.views.shortcuts import declared
from app.views.tag_dialog import TagDialog
from app.views.word_dialogs import NoteDialog, ReasonDialog, ShortcutSheet
from tests.app.views.conftest import wait_for
from tests.app.views.fake import PHONE, FakeCase

pytestmark = pytest.mark.window
D = TypeVar("D", bound=QDialog)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    target = QApplication.focusWidget() or window
    QTest.keyClick(target, key, held)


def dialog(qtbot: QtBot, kind: type[D]) -> D:
    wait_for(qtbot, lambda: isinstance(QApplication.activeModalWidget(), kind))
    found = QApplication.activeModalWidget()
    assert isinstance(found, kind)
    return found


def back(qtbot: QtBot, window: MainWindow) -> None:
    """Offscreen, a closed dialog leaves no window active."""
    window.activateWindow()
    wait_for(qtbot, lambda: QApplication.activeWindow() is window)
    window.case_view.ads.list.setFocus()


def words_of(window: MainWindow) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel))


def test_a_new_case_shows_its_recovery_key_once(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_N, CONTROL)
    form = dialog(qtbot, NewCaseDialog)
    for field, words in ((form.name, "Spring"), (form.purpose, "p"), (form.basis, "b")):
        QTest.keyClicks(field, words)
    QTest.keyClicks(form.first, "long enough words")
    QTest.keyClicks(form.second, "long enough other")
    form._try()
    assert "Responsible" in form._problem.text()
    QTest.keyClicks(form.responsible, "me")
    form._try()
    assert "differ" in form._problem.text()
    form.second.setText("long enough words")
    form._try()
    wait_for(qtbot, lambda: hasattr(form, "written"))
    assert not form.first.text()
    assert not form.leave.isEnabled()
    QTest.keyClick(form.written, Qt.Key.Key_Space)
    QTest.mouseClick(form.leave, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: window.case_view.ads.current is not None)
    assert "Spring" in window.windowTitle()


def test_a_wrong_passphrase_is_told_and_the_form_stays(qtbot: QtBot, window: MainWindow) -> None:
    window.cases.ask_unlock("/nowhere/Spring.faisceau")
    form = dialog(qtbot, UnlockDialog)
    QTest.keyClicks(form.secret, "wrong")
    QTest.keyClick(form.secret, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: form._problem.text())
    form.secret.clear()
    QTest.keyClicks(form.secret, "correct horse")
    QTest.keyClick(form.secret, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: window.case_view.ads.current is not None)


def test_import_previews_in_a_child_and_then_imports(
    qtbot: QtBot, desk: MainWindow, tmp_path: Path
) -> None:
    source = tmp_path / "ads.csv"
    source.write_text("titre,texte\n", encoding="utf-8")
    press(qtbot, desk, Qt.Key.Key_I, CONTROL)
    form = dialog(qtbot, ImportDialog)
    form.program = list(desk.line._program)
    QTest.keyClicks(form.files, str(source))
    wait_for(qtbot, lambda: form.go.isEnabled())
    shown = form.rows.item(0, 1)
    assert shown is not None
    assert PHONE not in shown.text()
    assert "row 3" in form._rejects.text()
    with qtbot.waitSignals([desk.line.ended, desk.line.ended, desk.line.idle], timeout=20_000):
        QTest.mouseClick(form.go, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: "2 clusters" in desk.statusBar().currentMessage())


def test_a_tag_is_set_listed_and_undone_by_keyboard(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    press(qtbot, desk, Qt.Key.Key_T)
    form = dialog(qtbot, TagDialog)
    QTest.keyClicks(form.search, "FEE-01")
    assert form._innocent.text()
    QTest.mouseClick(form._go, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: desk.case_view.detail.ad and desk.case_view.detail.ad.tags)
    back(qtbot, desk)
    press(qtbot, desk, Qt.Key.Key_F8)
    wait_for(qtbot, lambda: desk.history.list.count() == 1)
    press(qtbot, desk, Qt.Key.Key_Z, CONTROL)
    wait_for(qtbot, lambda: desk.case_view.detail.ad and not desk.case_view.detail.ad.tags)
    press(qtbot, desk, Qt.Key.Key_Z, CONTROL | SHIFT)
    wait_for(qtbot, lambda: "Done again" in desk.statusBar().currentMessage())
    assert [item.undone for item in case.done] == [False]


def test_a_selected_span_is_what_is_tagged(qtbot: QtBot, desk: MainWindow) -> None:
    text = desk.case_view.detail.text
    cursor = text.textCursor()
    cursor.setPosition(10)
    cursor.setPosition(17, cursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)
    target = desk.case_view.detail.target()
    assert target is not None
    assert target.label == "A1:10-17"


def test_a_note_is_written(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    press(qtbot, desk, Qt.Key.Key_N)
    form = dialog(qtbot, NoteDialog)
    QTest.keyClicks(form.text, "Ask the labour inspectorate")
    form._try()
    wait_for(qtbot, lambda: case.notes)


def test_contacts_stay_covered_until_a_reason_is_logged(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    detail = desk.case_view.detail
    assert PHONE not in detail.text.toPlainText() + words_of(desk)
    assert masking.BULLET in detail.text.toPlainText()
    press(qtbot, desk, Qt.Key.Key_U)
    form = dialog(qtbot, ReasonDialog)
    assert not form.go.isEnabled()
    form.choice.setCurrentIndex(form.choice.count() - 1)
    assert not form.go.isEnabled(), "Other needs words"
    QTest.keyClicks(form.text, "court order")
    form._try()
    wait_for(qtbot, lambda: PHONE in detail.text.toPlainText())
    assert case.log == ["unmask A1: Other: court order"]
    desk.case_view.ads.list.step(1)
    wait_for(qtbot, lambda: detail.ad and detail.ad.ad == 2)
    assert PHONE not in detail.text.toPlainText()


def test_pictures_are_hidden_until_asked_for_and_counted(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    pictures = desk.case_view.detail.pictures
    assert not case.asked_pictures
    assert all(tile._face.pixmap().isNull() for tile in pictures._tiles)
    press(qtbot, desk, Qt.Key.Key_P)
    wait_for(qtbot, lambda: not pictures._tiles[0]._face.pixmap().isNull())
    assert pictures.seen == 1
    wait_for(qtbot, lambda: "picture A1" in case.log)


def test_two_selected_ads_are_judged(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    press(qtbot, desk, Qt.Key.Key_S)
    press(qtbot, desk, Qt.Key.Key_Down, SHIFT)
    press(qtbot, desk, Qt.Key.Key_D)
    wait_for(qtbot, lambda: case.done)
    assert [item.sentence for item in case.done] == ["A1 and A2: not-same"]


def test_a_reason_is_judged_where_it_is_read(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    page = desk.case_view.detail.reasons
    verdicts = {b.text(): b for b in page.findChildren(QPushButton)}
    QTest.mouseClick(verdicts["Not the same"], Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: case.done)
    assert case.done[0].sentence == "A1 and A2: not-same"


def test_the_status_of_a_cluster_is_set_by_key_and_by_mouse(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    status = desk.case_view.ads.status
    desk.case_view.clusters.foot.advance.setChecked(False)
    press(qtbot, desk, Qt.Key.Key_3)
    wait_for(qtbot, lambda: status.currentText() == "done")
    status.setCurrentIndex(1)
    status.activated.emit(1)
    wait_for(qtbot, lambda: case.statuses == {1: "looking"})
    wait_for(qtbot, lambda: status.currentText() == "being looked at")


def test_countries_and_languages_of_a_case_are_checked(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    form = NewCaseDialog(tmp_path, window)
    qtbot.addWidget(form)
    for line in (form.name, form.purpose, form.basis, form.responsible):
        line.setText("words")
    for line in (form.first, form.second):
        line.setText("long enough words")
    form.countries.setText("fr, uk; Deutschland, nowhere")
    form._try()
    assert "nowhere" in form._problem.text()
    form.countries.setText("fr, uk; Deutschland")
    form.languages.setText("FR ar")
    with qtbot.waitSignal(form.create_wanted) as made:
        form._try()
    assert made.args is not None
    assert made.args[0].countries == ("FR", "GB", "DE")
    assert made.args[0].languages == ("fr", "ar")


def test_a_country_is_completed_from_its_name(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    form = NewCaseDialog(tmp_path, window)
    qtbot.addWidget(form)
    form.show()
    QTest.keyClicks(form.countries, "BE, portug")
    wait_for(qtbot, form.countries._list.isVisible)
    QTest.keyClick(form.countries, Qt.Key.Key_Return)
    assert form.countries.text() == "BE, PT, "
    assert form.countries.codes() == ("BE", "PT")


def test_the_whole_path_of_a_new_case_is_told(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    form = NewCaseDialog(Path("/nowhere"), window)
    qtbot.addWidget(form)
    form.show()
    form.name.setText("Spring: 1")
    for typed, folder in (("cases", tmp_path / "cases"), ("~/cases", Path.home() / "cases")):
        form.where.setText(typed)
        path = str(folder / "Spring- 1.faisceau")
        assert path in form.place.text().replace("\u200b", "")
        assert form._case().path == path
    assert form.place.isVisible()
    form.where.setText("")
    assert not form.place.text()
    form.reject()


def test_another_case_begins_with_the_first_order(qtbot: QtBot, desk: MainWindow) -> None:
    orders = desk.case_view.clusters.head.orders
    desk.case_view.clusters.head.choose_order("last")
    desk.cases.lock()
    desk.open_path(Path("/nowhere/Autumn.faisceau"), "correct horse")
    wait_for(qtbot, lambda: desk.case_view.ads.current is not None)
    assert orders.currentIndex() == 0
    assert desk.case_view.clusters.order == "size"


def test_the_note_says_how_it_is_saved(qtbot: QtBot, desk: MainWindow) -> None:
    press(qtbot, desk, Qt.Key.Key_N)
    form = dialog(qtbot, NoteDialog)
    told = [one.text() for one in form.findChildren(QLabel) if one.isVisible()]
    assert any("Ctrl+Enter" in words for words in told)
    form.reject()


def test_an_ad_is_purged_only_after_consent(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    desk.actions_by_key["purge"].trigger()
    form = dialog(qtbot, ReasonDialog)
    form.choice.setCurrentIndex(1)
    assert not form.go.isEnabled()
    form.sure.setChecked(True)
    QTest.mouseClick(form.go, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: case.purged == {1})
    wait_for(qtbot, lambda: desk.case_view.ads.model.rowCount() == 3)


def test_locking_leaves_nothing_on_screen(qtbot: QtBot, desk: MainWindow) -> None:
    press(qtbot, desk, Qt.Key.Key_L, CONTROL)
    assert desk.pages.currentWidget() is desk.start
    assert not desk.case_view.detail.text.toPlainText()
    assert not desk.cases._key_hex
    assert not desk.actions_by_key["tag"].isEnabled()


def test_the_bundle_form_refuses_a_taken_folder(
    qtbot: QtBot, desk: MainWindow, tmp_path: Path
) -> None:
    press(qtbot, desk, Qt.Key.Key_E, CONTROL)
    form = dialog(qtbot, BundleDialog)
    form.folder.setText(str(tmp_path))
    assert not form.go.isEnabled()
    form.folder.setText(str(tmp_path / "new"))
    assert form.go.isEnabled()
    form.reject()


def test_every_act_with_a_key_stands_on_the_sheet(qtbot: QtBot, desk: MainWindow) -> None:
    desk.actions_by_key["keys"].trigger()
    sheet = dialog(qtbot, ShortcutSheet)
    shown = {label.text() for label in sheet.findChildren(QLabel)}
    keys = [act for act in declared() if act.shortcut]
    assert {act.text.rstrip("…") for act in keys} <= shown
    assert len({act.shortcut for act in keys}) == len(keys)
    sheet.accept()


def test_a_failing_job_is_told_with_its_remedy(qtbot: QtBot, desk: MainWindow) -> None:
    from app.tasks.jobs import Command

    with qtbot.waitSignal(desk.line.idle, timeout=20_000):
        desk.line.add(Command("Importing", ("import", "fail")))
    box = QApplication.activeModalWidget()
    assert isinstance(box, QMessageBox)
    assert "No file." in box.text()
    assert "Choose another." in box.text()
    box.close()


def test_the_three_empty_lists_say_different_things(qtbot: QtBot, desk: MainWindow) -> None:
    press(qtbot, desk, Qt.Key.Key_F, CONTROL)
    QTest.keyClicks(desk.case_view.clusters.filter, "nothing here")
    wait_for(qtbot, lambda: desk.case_view.clusters._pages.currentIndex() == 2)


def test_a_case_without_ads_says_where_to_begin(
    qtbot: QtBot, window: MainWindow, case: FakeCase
) -> None:
    case.ads = 0
    window.open_path(Path("/nowhere/Spring.faisceau"), "correct horse")
    empty = window.case_view.empty
    wait_for(qtbot, empty.isVisible)
    assert "no ads yet" in empty._title.text()
    empty.show_counts(12)
    assert empty._index.isVisible()
    assert not empty._import.isVisible()
