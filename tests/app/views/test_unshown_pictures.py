# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture that cannot be read: a calm word in its place wherever it is asked for, no dialog."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.models.picture_rows import GridModel
from app.views.compare_dialog import CompareDialog
from app.views.main_window import MainWindow
from app.views.picture_grid_dialog import PictureGridDialog
from app.views.picture_tile import Tile
from app.views.stop_report import StopReport
from indexing.errors import BadInputError, CaseDamagedError
from tests.app.views import everything
from tests.app.views.conftest import wait_for
from tests.app.views.fake import PICTURE, FakeSession

LOST = "Its file is missing from the case folder."
REASONS = [
    (CaseDamagedError("blob_missing", path="/c/blobs/a"), LOST),
    (CaseDamagedError("blob_damaged", path="/c/blobs/a"), "Its file in the case folder is damaged"),
    (OSError(5, "Input/output error"), "The disk could not be read."),
    (BadInputError("image_broken"), "It could not be decoded safely"),
    (None, "There is no small picture of it."),
]
Unreadable = tuple[Callable[[], None], str]


def fail(patch: pytest.MonkeyPatch, error: Exception | None) -> None:
    def thumbnail(session: FakeSession, sha256: str) -> bytes:
        if error is None:
            return b""
        raise error

    patch.setattr(FakeSession, "thumbnail", thumbnail)


def no_dialog() -> bool:
    return not any(isinstance(one, QMessageBox) for one in QApplication.topLevelWidgets())


def told(tile: Tile) -> str:
    return " ".join(one.text() for one in tile.findChildren(QLabel))


@pytest.fixture(params=REASONS)
def unreadable(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Unreadable:
    """What makes every picture unreadable, and the words that tell why."""
    error, words = request.param
    return partial(fail, monkeypatch, error), words


def test_a_picture_of_an_ad(qtbot: QtBot, desk: MainWindow, unreadable: Unreadable) -> None:
    begin, words = unreadable
    begin()
    detail = desk.case_view.detail
    detail.tabs.setCurrentWidget(detail.pictures)
    tile = detail.pictures._tiles[0]
    tile.open()
    wait_for(qtbot, lambda: words in told(tile))
    assert tile._face.pixmap().isNull()
    assert no_dialog()


def grid_of(qtbot: QtBot, desk: MainWindow) -> PictureGridDialog:
    desk.actions_by_key["picture_grid"].trigger()
    made = desk.features.picturing.dialog
    assert made is not None
    wait_for(qtbot, lambda: made.grid.current is not None)
    everything.quiet(qtbot, desk)
    return made


def test_the_grid(qtbot: QtBot, desk: MainWindow, unreadable: Unreadable) -> None:
    begin, words = unreadable
    begin()
    grid = grid_of(qtbot, desk).grid
    assert no_dialog()
    item = grid.current
    assert item is not None
    QTest.keyClick(grid, Qt.Key.Key_P)
    wait_for(qtbot, lambda: words in grid.unshown(item.place))
    assert (image := grid.shown(item.place)) is not None
    assert image.isNull()
    assert not grid.grab().isNull()
    assert no_dialog()


def test_one_lost_picture_takes_no_other_mosaic_along(
    qtbot: QtBot, desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost: list[str] = []

    def thumbnail(session: FakeSession, sha256: str) -> bytes:
        if not lost or sha256 == lost[0]:
            lost[:] = [sha256]
            raise CaseDamagedError("blob_missing")
        return PICTURE

    monkeypatch.setattr(FakeSession, "thumbnail", thumbnail)
    grid = grid_of(qtbot, desk).grid
    rows: GridModel = grid.rows
    first = next(item for item in map(rows.row, range(8)) if item and item.sha256 != lost[0])
    wait_for(qtbot, lambda: grid.mosaics.of(first.place) is not None)
    assert not (grid.mosaics.of(first.place) or pytest.fail("none")).isNull()
    assert no_dialog()


@pytest.fixture
def beside(qtbot: QtBot, desk: MainWindow) -> Iterator[CompareDialog]:
    with everything.opened(qtbot, desk, "compare") as form:
        assert isinstance(form, CompareDialog)
        yield form


def test_two_pictures_laid_over_each_other(
    qtbot: QtBot, beside: CompareDialog, unreadable: Unreadable
) -> None:
    begin, words = unreadable
    pictures = beside.pictures
    pictures.show_both()
    wait_for(qtbot, lambda: not pictures.overlay._right.isNull())
    begin()
    pictures._tint.click()  # asks for both again: what was seen must not stay
    wait_for(qtbot, lambda: pictures.overlay._left.isNull() and pictures.overlay._right.isNull())
    assert words in pictures.overlay.empty
    assert words in pictures._told.text()
    for mode in range(pictures.modes.count()):
        pictures.modes.setCurrentIndex(mode)
        pictures._mode_chosen()
        assert not pictures.overlay.grab().isNull()
    assert no_dialog()


def test_a_picture_hidden_before_it_came_stays_hidden(
    qtbot: QtBot, desk: MainWindow, beside: CompareDialog
) -> None:
    pictures = beside.pictures
    pictures.show_both()
    pictures._forget()
    pictures._show()
    everything.quiet(qtbot, desk)
    assert pictures.overlay._left.isNull()
    assert pictures.show_button.text() == "Show both pictures"


def test_the_grid_may_be_closed_before_its_mosaics_came(
    qtbot: QtBot, desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go_on = threading.Event(), threading.Event()

    def thumbnail(session: FakeSession, sha256: str) -> bytes:
        asked.set()
        go_on.wait(10)
        return PICTURE

    monkeypatch.setattr(FakeSession, "thumbnail", thumbnail)
    desk.actions_by_key["picture_grid"].trigger()
    wait_for(qtbot, asked.is_set)
    form = desk.features.picturing.dialog
    assert form is not None
    form.reject()
    wait_for(qtbot, lambda: not isValid(form))
    go_on.set()
    everything.quiet(qtbot, desk)  # an answer that nobody takes is no failure


def test_a_stopped_picture_stays_out_of_sight_where_nobody_looked_yet(
    qtbot: QtBot, desk: MainWindow
) -> None:
    page = desk.case_view.detail.pictures
    assert not page._tiles
    sha256 = page._waiting[0][1].sha256
    (report,) = desk.findChildren(StopReport)
    report.stopped.emit(sha256)
    desk.case_view.detail.tabs.setCurrentWidget(page)
    assert not page._tiles[0].showable
    assert "Out of your sight" in told(page._tiles[0])


def test_the_key_of_pictures_leads_to_one_that_was_not_made_yet(
    qtbot: QtBot, desk: MainWindow
) -> None:
    page = desk.case_view.detail.pictures
    assert not page._tiles
    desk.actions_by_key["pictures"].trigger()
    assert page._tiles[0].is_open
    assert QApplication.focusWidget() is page._tiles[0]
