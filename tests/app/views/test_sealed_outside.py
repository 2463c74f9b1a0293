# SPDX-License-Identifier: GPL-3.0-or-later
"""What was sealed beside the window, or stopped, stays in no dialog that was open before."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.triage.compared import ChainTold
from app.triage.items import AdItem, Changed
from app.views.chain_dialog import ChainDialog
from app.views.compare_dialog import CompareDialog
from app.views.decide_page import DecidePage
from app.views.main_window import MainWindow
from app.views.picture_grid_dialog import PictureGridDialog
from app.views.picture_tile import Tile
from app.views.search_panel import dropped_file
from indexing.errors import BadInputError
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase, FakeSession

OUTSIDE = Changed("Another command changed this case.", everything=True)


@pytest.fixture
def grid(qtbot: QtBot, desk: MainWindow) -> PictureGridDialog:
    desk.actions_by_key["picture_grid"].trigger()
    made = desk.features.picturing.dialog
    assert made is not None
    wait_for(qtbot, lambda: made.grid.current is not None and made.grid.mosaics.of(1) is not None)
    QTest.keyClick(made.grid, Qt.Key.Key_P)
    wait_for(qtbot, lambda: not (made.grid.shown(1) or QImage()).isNull())
    return made


def outside(desk: MainWindow) -> None:
    desk.comfort.case_watch.changed.emit(OUTSIDE)


def gone(*_ads: object, **_how: object) -> None:
    raise BadInputError("id_unknown")


def test_pictures_that_are_shown_are_hidden_and_read_again(
    qtbot: QtBot, desk: MainWindow, grid: PictureGridDialog
) -> None:
    outside(desk)
    wait_for(qtbot, lambda: grid.grid.shown(1) is None)


def test_a_picture_of_the_grid_is_stopped_at_once(
    qtbot: QtBot, desk: MainWindow, case: FakeCase, grid: PictureGridDialog
) -> None:
    QTest.keyClick(grid.grid, Qt.Key.Key_F9)
    assert grid.grid.shown(1) is None
    coarse = grid.grid.mosaics.of(1)
    assert coarse is not None
    assert coarse.isNull()
    wait_for(qtbot, lambda: "stop A2" in case.log)
    item = grid.grid.rows.row(0)
    assert item is not None
    grid.grid.open_picture(item)
    assert grid.grid.shown(1) is None
    assert not grid._show.isEnabled()


def test_hits_of_a_search_that_are_gone_leave_the_panel(
    qtbot: QtBot, desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.features.searching.search("words", "packers")
    panel = desk.features.searching.panel
    assert panel is not None
    wait_for(qtbot, lambda: panel.rows.rowCount() == 2)
    ads = FakeSession.ads

    def only_three(session: FakeSession, ids: Sequence[int]) -> list[AdItem]:
        return ads(session, [ad for ad in ids if ad == 3])

    monkeypatch.setattr(FakeSession, "ads", only_three)
    outside(desk)
    wait_for(qtbot, lambda: panel.rows.rowCount() == 1)
    hit = panel.rows.row(0)
    assert hit is not None
    assert hit.ad == 3
    desk.features.close_all()


def compared(qtbot: QtBot, desk: MainWindow) -> CompareDialog:
    """Two ads side by side, their pictures asked for."""
    desk.features.comparing.compare(1, 2)
    form = next(iter(desk.features.comparing._open))
    assert isinstance(form, CompareDialog)
    wait_for(qtbot, lambda: form.found is not None)
    form.pictures.show_both()
    return form


def test_a_comparison_keeps_nothing_of_an_ad_that_is_gone(
    qtbot: QtBot, desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = compared(qtbot, desk)
    wait_for(qtbot, lambda: form.pictures._pictures)
    monkeypatch.setattr(FakeSession, "compare", gone)
    outside(desk)
    wait_for(qtbot, lambda: "no longer" in form._where.text())
    assert form.texts.left.toPlainText().strip() == ""
    assert form.texts.right.toPlainText().strip() == ""
    assert not form.pictures._pictures
    assert form.found is None
    form.reject()


def test_a_chain_is_read_again(
    qtbot: QtBot, desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.features.comparing.chain(1, 2)
    form = next(iter(desk.features.comparing._open))
    assert isinstance(form, ChainDialog)
    wait_for(qtbot, lambda: "step" in form._told.text())

    def apart(_session: FakeSession, a: int, b: int) -> ChainTold:
        return ChainTold(a, b, (), "Nothing joins them.")

    monkeypatch.setattr(FakeSession, "chain", apart)
    outside(desk)
    wait_for(qtbot, lambda: form._told.text() == "Nothing joins them.")
    form.reject()


def held_back(_session: FakeSession, _sha256: str) -> bytes:
    return b""


def asked_about(desk: MainWindow) -> None:
    """An ad of it stands in the list of a protocol now."""
    desk.acts.changed.emit(Changed("Asked.", (1, 2, 3)))


def test_a_picture_that_is_shown_is_gone_when_its_ad_is_asked_about(
    qtbot: QtBot, desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = desk.case_view
    view.show_page("ads")
    view.detail.tabs.setCurrentWidget(view.detail.pictures)
    view.detail.pictures.open_next()
    wait_for(qtbot, lambda: pictures_shown(desk))
    monkeypatch.setattr(FakeSession, "thumbnail", held_back)
    asked_about(desk)
    wait_for(qtbot, lambda: not pictures_shown(desk))


def test_a_picture_of_a_cluster_is_gone_when_its_ad_is_asked_about(
    qtbot: QtBot, desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.case_view.show_page("decide")
    page = desk.case_view.pages.page("decide")
    assert isinstance(page, DecidePage)
    wait_for(qtbot, lambda: page.pictures.tiles)
    page.pictures.open_next()
    wait_for(qtbot, lambda: pictures_shown(desk))
    monkeypatch.setattr(FakeSession, "thumbnail", held_back)
    asked_about(desk)
    wait_for(qtbot, lambda: not pictures_shown(desk))


def pictures_shown(desk: MainWindow) -> list[Tile]:
    return [one for one in desk.findChildren(Tile) if not one._face.pixmap().isNull()]


def test_a_picture_of_the_grid_is_gone_when_its_ad_is_asked_about(
    qtbot: QtBot, desk: MainWindow, grid: PictureGridDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeSession, "thumbnail", held_back)
    asked_about(desk)
    wait_for(qtbot, lambda: grid.grid.shown(1) is None)
    assert (grid.grid.mosaics.of(1) or QImage()).isNull()


def test_a_compared_picture_is_gone_when_its_ad_is_asked_about(
    qtbot: QtBot, desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = compared(qtbot, desk)
    wait_for(qtbot, lambda: any(not one.isNull() for one in form.pictures._pictures.values()))
    monkeypatch.setattr(FakeSession, "thumbnail", held_back)
    asked_about(desk)
    wait_for(qtbot, lambda: all(one.isNull() for one in form.pictures._pictures.values()))
    form.reject()


@pytest.mark.parametrize(
    "address",
    ["file://host.example/share/a.png", "https://host.example/a.png", "//host.example/a.png"],
)
def test_a_file_of_another_computer_is_not_taken(address: str) -> None:
    data = QMimeData()
    data.setUrls([QUrl(address)])
    how = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    assert dropped_file(QDropEvent(QPointF(5, 5), *how)) == ""
