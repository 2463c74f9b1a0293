# SPDX-License-Identifier: GPL-3.0-or-later
"""The grid of pictures, by keyboard: hidden, shown while held, kept, and from there to the ad."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.models.picture_rows import mosaic
from app.views.main_window import MainWindow
from app.views.picture_grid_dialog import PictureGridDialog
from tests.app.views.conftest import wait_for
from tests.app.views.fake import PICTURE, FakeCase
from tests.app.views.fake_pictures import MANY


@pytest.fixture
def form(qtbot: QtBot, desk: MainWindow) -> PictureGridDialog:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(desk.case_view.clusters.list, Qt.Key.Key_G, keys)
    made = desk.features.picturing.dialog
    assert made is not None
    wait_for(qtbot, lambda: made.grid.current is not None)
    return made


def test_everything_is_hidden_at_first(
    qtbot: QtBot, form: PictureGridDialog, case: FakeCase
) -> None:
    assert str(MANY) in form._count.text()
    wait_for(qtbot, lambda: form.grid.mosaics.of(1) is not None)
    assert not form.grid._shown
    assert not [line for line in case.log if "picture" in line]


def test_a_mosaic_is_eight_by_six_greys() -> None:
    made = mosaic(PICTURE)
    assert (made.width(), made.height()) == (8, 6)
    assert made.isGrayscale()
    assert mosaic(b"").isNull()
    assert mosaic(b"no picture").isNull()


def test_space_shows_while_it_is_down(
    qtbot: QtBot, desk: MainWindow, form: PictureGridDialog
) -> None:
    seen = desk.case_view.detail.pictures.seen
    QTest.keyPress(form.grid, Qt.Key.Key_Space)
    wait_for(qtbot, lambda: not (form.grid.shown(1) or QImage()).isNull())
    assert (form.grid.shown(1) or QImage()).isGrayscale()
    QTest.keyRelease(form.grid, Qt.Key.Key_Space)
    assert form.grid.shown(1) is None
    assert desk.case_view.detail.pictures.seen == seen + 1


def test_each_picture_that_is_shown_is_logged(
    qtbot: QtBot, form: PictureGridDialog, case: FakeCase
) -> None:
    for _n in range(2):
        QTest.keyClick(form.grid, Qt.Key.Key_P)
        QTest.keyClick(form.grid, Qt.Key.Key_Right)
    wait_for(qtbot, lambda: len(case.log) == 2)
    assert case.log == ["picture A2", "picture A3"]
    assert set(form.grid._shown) == {1, 2}
    assert "2" in form._opened.text()


def test_escape_hides_first_and_closes_then(qtbot: QtBot, form: PictureGridDialog) -> None:
    QTest.keyClick(form.grid, Qt.Key.Key_P)
    QTest.keyClick(form.grid, Qt.Key.Key_Escape)
    assert not form.grid._shown
    assert form.isVisible()
    QTest.keyClick(form.grid, Qt.Key.Key_Escape)
    assert not form.isVisible()


def test_what_leaves_the_sight_is_dropped(qtbot: QtBot, form: PictureGridDialog) -> None:
    QTest.keyClick(form.grid, Qt.Key.Key_P)
    assert form.grid._shown
    QTest.keyClick(form.grid, Qt.Key.Key_End)
    wait_for(qtbot, lambda: form.grid.current is not None)
    assert form.grid.current == form.grid.rows.row(MANY - 1)
    assert not form.grid._shown


def test_what_cannot_be_shown_is_not(qtbot: QtBot, form: PictureGridDialog, case: FakeCase) -> None:
    for _n in range(4):
        QTest.keyClick(form.grid, Qt.Key.Key_Right)
    assert form.grid.current is not None
    assert form.grid.current.status == "rejected"
    QTest.keyClick(form.grid, Qt.Key.Key_P)
    QTest.keyClick(form.grid, Qt.Key.Key_Space)
    assert not form.grid._shown
    assert not case.log
    assert not form._show.isEnabled()


def test_arrows_run_over_the_ends_of_rows(qtbot: QtBot, form: PictureGridDialog) -> None:
    columns = form.grid.rows.columns
    assert columns > 1
    for _n in range(columns):
        QTest.keyClick(form.grid, Qt.Key.Key_Right)
    assert form.grid.currentIndex().row() == 1
    QTest.keyClick(form.grid, Qt.Key.Key_Left)
    assert form.grid.rows.number_of(form.grid.currentIndex()) == columns - 1


def test_enter_goes_to_the_ad(qtbot: QtBot, desk: MainWindow, form: PictureGridDialog) -> None:
    QTest.keyClick(form.grid, Qt.Key.Key_Right)
    QTest.keyClick(form.grid, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: desk.case_view.detail.ad and desk.case_view.detail.ad.ad == 3)
    assert form.isVisible()


def test_the_same_picture_stays_when_the_window_is_made_narrow(
    qtbot: QtBot, form: PictureGridDialog
) -> None:
    for _n in range(7):
        QTest.keyClick(form.grid, Qt.Key.Key_Right)
    form.resize(500, 700)
    wait_for(qtbot, lambda: form.grid.rows.columns < 4)
    assert form.grid.current is not None
    assert form.grid.current.place == 8


def test_an_empty_list_says_what_to_do(qtbot: QtBot, desk: MainWindow) -> None:
    desk.case_view.clusters.filter.setText("nothing")
    desk.actions_by_key["picture_grid"].trigger()
    form = desk.features.picturing.dialog
    assert form is not None
    wait_for(qtbot, lambda: "Clear the filter" in form._empty.text())
    assert not form._go.isEnabled()


def test_nothing_stays_when_the_case_is_locked(
    qtbot: QtBot, desk: MainWindow, form: PictureGridDialog
) -> None:
    QTest.keyClick(form.grid, Qt.Key.Key_P)
    desk.actions_by_key["lock"].trigger()
    wait_for(qtbot, lambda: desk.features.picturing.dialog is None)


def test_few_mosaics_are_kept_and_stale_ones_not_made(
    qtbot: QtBot, form: PictureGridDialog, case: FakeCase
) -> None:
    wait_for(qtbot, lambda: form.grid.mosaics.of(1) is not None)
    before = len(case.asked_pictures)
    bar = form.grid.verticalScrollBar()
    for part in range(1, 21):
        bar.setValue(bar.maximum() * part // 20)
    wait_for(qtbot, lambda: form.grid.mosaics.of(MANY - 1) is not None)
    first, last = form.grid.in_sight()
    assert last == MANY - 1
    assert len(case.asked_pictures) - before < 4 * (last - first)
