# SPDX-License-Identifier: GPL-3.0-or-later
"""Two ads side by side by keyboard: changes, judgement, unmasking, pictures, and the chain."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QTransform
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.triage.compared import PicturePair
from app.views import theme
from app.views.chain_dialog import ChainDialog
from app.views.compare_dialog import CompareDialog
from app.views.compare_overlay import _UNDO, MODES, Overlay, matched
from app.views.compare_strip import CompareStrip
from app.views.main_window import MainWindow
from app.views.word_dialogs import ReasonDialog
from tests.app.views.conftest import wait_for
from tests.app.views.fake import PHONE, FakeCase
from tests.app.views.test_window import back, dialog, press

pytestmark = pytest.mark.window
DIGITS = PHONE.replace(" ", "")


def two(qtbot: QtBot, desk: MainWindow) -> None:
    """Select the first two ads."""
    ads = desk.case_view.ads
    wait_for(qtbot, lambda: ads.model.rowCount() == 4)
    ads.list.go(0)
    ads.list.choose([0, 1])


def beside(qtbot: QtBot, desk: MainWindow) -> CompareDialog:
    two(qtbot, desk)
    press(qtbot, desk, Qt.Key.Key_C)
    form = dialog(qtbot, CompareDialog)
    wait_for(qtbot, lambda: form.found is not None)
    return form


def test_changes_are_marked_and_stepped_through(qtbot: QtBot, desk: MainWindow) -> None:
    form = beside(qtbot, desk)
    texts = form.texts
    assert "ring road 1" in texts.left.toPlainText()
    assert "ring road 2" in texts.right.toPlainText()
    QTest.keyClick(form, Qt.Key.Key_F7)
    assert texts.words_of_change() == ("1", "2")
    assert texts._place.text() == "Change 1 of 1"
    cursor = texts.left.textCursor()
    cursor.setPosition(cursor.position() + 1)
    style = cursor.charFormat()
    assert style.underlineStyle() == style.UnderlineStyle.SingleUnderline
    assert style.background().color().name() == theme.current().only_left
    assert texts.left.changed_lines()
    form.accept()


def test_a_judgement_is_given_and_taken_back_right_there(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    form = beside(qtbot, desk)
    QTest.keyClick(form, Qt.Key.Key_D)
    wait_for(qtbot, lambda: case.judged.get((1, 2)) == "not-same")
    wait_for(qtbot, lambda: form._said.text() == "you said: not the same")
    assert not form.verdicts["not-same"].isVisible()
    QTest.mouseClick(form.verdicts["none"], Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: case.judged[1, 2] == "none")
    wait_for(qtbot, lambda: not form._said.isVisible())
    form.accept()


def shown(form: CompareDialog) -> str:
    parts = [form.texts.left.toPlainText(), form.texts.right.toPlainText()]
    return "\n".join([*parts, *(label.text() for label in form.findChildren(QLabel))])


def test_contacts_stay_covered_until_a_reason_is_given(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    form = beside(qtbot, desk)
    assert DIGITS not in "".join(filter(str.isdecimal, shown(form)))
    QTest.keyClick(form, Qt.Key.Key_U)
    ask = dialog(qtbot, ReasonDialog)
    ask.given.emit("a case conference")
    ask.accept()
    wait_for(qtbot, lambda: PHONE in shown(form))
    assert case.log == ["unmask A1: a case conference", "unmask A2: a case conference"]
    assert not form.unmask_button.isEnabled()
    form.accept()
    back(qtbot, desk)
    again = beside(qtbot, desk)
    assert PHONE not in shown(again)
    again.accept()


def test_pictures_are_hidden_until_asked_for_and_counted(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    form = beside(qtbot, desk)
    pictures = form.pictures
    assert not case.asked_pictures
    assert pictures.overlay._left.isNull()
    QTest.keyClick(form, Qt.Key.Key_P)
    wait_for(qtbot, lambda: not pictures.overlay._left.isNull())
    assert not pictures.overlay._right.isNull()
    wait_for(qtbot, lambda: {"picture A1", "picture A2"} <= set(case.log))
    assert desk.case_view.detail.pictures.seen == 2
    for place, mode in enumerate(MODES):
        pictures.modes.setCurrentIndex(place)
        pictures._mode_chosen()
        assert pictures.overlay.mode == mode
        assert pictures.slider.isVisible() == (mode in ("blend", "swipe"))
        assert not pictures.overlay.grab().isNull()
    QTest.mouseClick(pictures.show_button, Qt.MouseButton.LeftButton)
    assert pictures.overlay._left.isNull()
    assert pictures.show_button.text() == "Show both pictures"
    form.accept()


def test_a_reason_row_opens_the_comparison(qtbot: QtBot, desk: MainWindow) -> None:
    acts = [
        act
        for act in desk.case_view.detail.reasons.findChildren(QPushButton)
        if act.text() == "Compare"
    ]
    QTest.mouseClick(acts[0], Qt.MouseButton.LeftButton)
    form = dialog(qtbot, CompareDialog)
    assert {form.a, form.b} == {1, 2}
    form.reject()


def test_the_steps_of_a_chain_open_the_comparison_over_it(qtbot: QtBot, desk: MainWindow) -> None:
    two(qtbot, desk)
    press(qtbot, desk, Qt.Key.Key_W)
    chain = dialog(qtbot, ChainDialog)
    wait_for(qtbot, lambda: "2 steps" in chain._told.text())
    acts = [act for act in chain.findChildren(QPushButton) if act.text() == "Compare"]
    assert len(acts) == 2
    QTest.mouseClick(acts[1], Qt.MouseButton.LeftButton)
    form = dialog(qtbot, CompareDialog)
    assert (form.a, form.b) == (4, 2)
    form.reject()
    wait_for(qtbot, lambda: QApplication.activeModalWidget() is chain)
    chain.reject()


def test_locking_leaves_nothing_of_the_case_on_screen(qtbot: QtBot, desk: MainWindow) -> None:
    form = beside(qtbot, desk)
    desk.features.comparing.chain(1, 2)
    desk.cases.lock()
    wait_for(qtbot, lambda: QApplication.activeModalWidget() is None)
    assert not form.isVisible()


def test_ads_without_text_reason_or_picture(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    case.bare = True
    form = beside(qtbot, desk)
    told = shown(form)
    assert "Neither ad has a text." in told
    assert "Neither ad names a picture." in told
    assert "No link of their own" in told
    assert not form.texts.after.isEnabled()
    QTest.keyClick(form, Qt.Key.Key_F7)
    QTest.keyClick(form, Qt.Key.Key_P)
    form.why.chain_wanted.emit()
    chain = dialog(qtbot, ChainDialog)
    wait_for(qtbot, lambda: "Nothing joins" in chain._told.text())
    chain.reject()
    form.reject()


def test_long_and_right_to_left_texts_are_shown(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    words = "غرفة للإيجار قرب المحطة 450 يورو. "
    case.bodies = {1: words * 3000, 2: words * 1500 + "مع شرفة " + words * 1500}
    form = beside(qtbot, desk)
    texts = form.texts
    assert len(texts.left.toPlainText()) < 5_000
    assert "not shown" in texts.left.toPlainText()
    texts.step_on()
    assert "شرفة" in texts.right.toPlainText()
    assert texts.words_of_change()[0] == "[ ]"
    texts.left.verticalScrollBar().setValue(40)
    texts.right.verticalScrollBar().setValue(10)
    form.reject()


def test_markup_is_shown_letter_by_letter(
    qtbot: QtBot, desk: MainWindow, case: FakeCase, tmp_path: Path
) -> None:
    case.canary = f" <img src='{tmp_path}/x.png'>"
    form = beside(qtbot, desk)
    assert shown(form).count(case.canary) >= 6
    form.pictures.show_both()
    assert case.canary in form.pictures.matches.itemText(0)
    form.reject()


@pytest.mark.parametrize("variant", ["upright", *_UNDO])
@pytest.mark.parametrize("inverted", [False, True])
def test_a_changed_picture_is_undone(qtbot: QtBot, variant: str, inverted: bool) -> None:
    left = QImage(6, 4, QImage.Format.Format_RGB32)
    left.fill(0xFFFFFF)
    left.setPixel(1, 0, 0xFF102030)
    forward = _UNDO[variant].inverted()[0] if variant in _UNDO else None
    right = left.transformed(forward) if forward is not None else left.copy()
    if inverted:
        right.invertPixels()
    pair = PicturePair("a", "b", "", variant, inverted)
    first, second = matched(left, right, pair)
    assert first == second.convertToFormat(first.format())


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_turn_found_by_details_is_undone(qtbot: QtBot, mirrored: bool) -> None:
    left = QImage(6, 4, QImage.Format.Format_RGB32)
    left.fill(0xFFFFFF)
    left.setPixel(1, 0, 0xFF102030)
    right = left.transformed(QTransform().rotate(90))
    variant = "mirrored" if mirrored else "upright"
    if mirrored:
        right = right.transformed(QTransform().scale(-1, 1))
    first, second = matched(left, right, PicturePair("a", "b", "", variant, degrees=91.5))
    assert first == second.convertToFormat(first.format())


def test_a_panel_is_cut_out_before_it_is_laid_over(qtbot: QtBot) -> None:
    whole = QImage(100, 60, QImage.Format.Format_RGB32)
    whole.fill(0x000000)
    panel = whole.copy(0, 0, 50, 30)
    panel.fill(0x00FF00)
    for x in range(50, 100):
        for y in range(30, 60):
            whole.setPixel(x, y, 0xFF00FF00)
    pair = PicturePair("a", "b", "", right_box=(500, 500, 1000, 1000))
    _first, second = matched(panel, whole, pair)
    assert (second.width(), second.height()) == (50, 30)
    assert second.pixelColor(0, 0).green() == 255
    overlay = Overlay()
    qtbot.addWidget(overlay)
    overlay.resize(120, 80)
    overlay.show_pair(panel, whole, pair)
    overlay.choose("beside")
    assert overlay.grab().toImage().pixelColor(100, 48).green() > 200
    overlay.choose("difference")
    assert overlay.grab().toImage().pixelColor(60, 40).green() < 10


def several(qtbot: QtBot, desk: MainWindow) -> CompareDialog:
    desk.features.comparing.compare_all([1, 2, 3, 4])
    form = dialog(qtbot, CompareDialog)
    wait_for(qtbot, lambda: form.found is not None)
    return form


def test_more_than_two_selected_ads_are_compared_by_key(qtbot: QtBot, desk: MainWindow) -> None:
    ads = desk.case_view.ads
    wait_for(qtbot, lambda: ads.model.rowCount() == 4)
    ads.list.go(2)
    ads.list.choose([0, 2, 3])
    press(qtbot, desk, Qt.Key.Key_C)
    form = dialog(qtbot, CompareDialog)
    assert form.strip.ads == (3, 1, 4)
    form.reject()


def pair(form: CompareDialog) -> tuple[int, int] | None:
    return None if form.found is None else (form.found.left.ad, form.found.right.ad)


def test_a_reference_stays_while_the_others_come_in_turn(qtbot: QtBot, desk: MainWindow) -> None:
    form = several(qtbot, desk)
    assert form.strip.isVisible()
    assert pair(form) == (1, 2)
    QTest.keyClick(form, Qt.Key.Key_J)
    wait_for(qtbot, lambda: pair(form) == (1, 3))
    assert "ring road 3" in form.texts.right.toPlainText()
    assert form._title.text() == "A1 – A3"
    QTest.keyClick(form, Qt.Key.Key_K)
    QTest.keyClick(form, Qt.Key.Key_K)
    wait_for(qtbot, lambda: pair(form) == (1, 4))
    QTest.keyClick(form, Qt.Key.Key_R)
    wait_for(qtbot, lambda: pair(form) == (4, 1))
    QTest.keyClick(form, Qt.Key.Key_J)
    wait_for(qtbot, lambda: pair(form) == (4, 2))
    assert not [b for b in form.strip.findChildren(QPushButton) if not b.accessibleName()]
    form.reject()


def test_a_judgement_and_a_reason_are_about_the_ads_shown(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    form = several(qtbot, desk)
    QTest.keyClick(form, Qt.Key.Key_J)
    wait_for(qtbot, lambda: pair(form) == (1, 3))
    QTest.keyClick(form, Qt.Key.Key_S)
    wait_for(qtbot, lambda: case.judged == {(1, 3): "same"})
    QTest.keyClick(form, Qt.Key.Key_U)
    ask = dialog(qtbot, ReasonDialog)
    ask.given.emit("a review")
    ask.accept()
    wait_for(qtbot, lambda: PHONE in shown(form))
    assert case.log == [f"unmask A{ad}: a review" for ad in (1, 2, 3, 4)]
    form.reject()


def test_pictures_blink_in_one_place_and_come_grey(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    form = beside(qtbot, desk)
    QTest.keyClick(form, Qt.Key.Key_X)
    pictures = form.pictures
    assert pictures.overlay.mode == "blink"
    assert not case.asked_pictures
    QTest.keyClick(form, Qt.Key.Key_P)
    wait_for(qtbot, lambda: not pictures.overlay._left.isNull())
    assert pictures.overlay._left.allGray()
    assert pictures._front.text() == "A1"
    QTest.keyClick(form, Qt.Key.Key_X)
    assert pictures._front.text() == "A2"
    assert not pictures.overlay.grab().isNull()
    pictures._tint.click()
    wait_for(qtbot, lambda: not pictures.overlay._left.allGray())
    form.reject()


def test_where_no_link_is_the_path_of_evidence_is_told(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    form = beside(qtbot, desk)
    form._ask_path()
    wait_for(qtbot, lambda: "2. A4 – A2: Same phone." in shown(form))
    form.reject()


def test_no_more_than_eight_are_compared_and_none_twice(qtbot: QtBot) -> None:
    strip = CompareStrip([3, 1, 3, *range(10, 30)])
    qtbot.addWidget(strip)
    assert strip.ads == (3, 1, *range(10, 16))
