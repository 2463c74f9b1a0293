# SPDX-License-Identifier: GPL-3.0-or-later
"""A picture whose showing cannot be written into the log is hidden again, and that is told."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.triage.items import Changed
from app.views.compare_dialog import CompareDialog
from app.views.main_window import MainWindow
from indexing.errors import BadInputError
from tests.app.views import everything
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeSession

pytestmark = pytest.mark.window


@pytest.fixture(autouse=True)
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(session: FakeSession, ad: int, sha256: str) -> Changed:
        raise BadInputError("disk_full", path="/media/key/one.faisceau")

    monkeypatch.setattr(FakeSession, "opened_picture", stopped)


def boxes() -> list[QMessageBox]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox)]


def hear(qtbot: QtBot, desk: MainWindow) -> str:
    """What is told first; every box is closed."""
    wait_for(qtbot, boxes)
    everything.quiet(qtbot, desk)
    told = boxes()[0].text()
    for box in boxes():
        box.close()
    wait_for(qtbot, lambda: not boxes())
    return told


def test_of_an_ad(qtbot: QtBot, desk: MainWindow) -> None:
    detail = desk.case_view.detail
    detail.tabs.setCurrentWidget(detail.pictures)
    tile = detail.pictures._tiles[0]
    tile.open()
    assert "Make room" in hear(qtbot, desk)
    assert not tile.is_open
    assert tile._face.pixmap().isNull()


def test_of_the_grid(qtbot: QtBot, desk: MainWindow) -> None:
    desk.actions_by_key["picture_grid"].trigger()
    made = desk.features.picturing.dialog
    assert made is not None
    wait_for(qtbot, lambda: made.grid.current is not None)
    made.grid.toggle()
    assert "Make room" in hear(qtbot, desk)
    assert not made.grid._shown


def test_of_a_comparison(qtbot: QtBot, desk: MainWindow) -> None:
    with everything.opened(qtbot, desk, "compare") as form:
        assert isinstance(form, CompareDialog)
        form.pictures.show_both()
        assert "Make room" in hear(qtbot, desk)
        assert form.pictures.overlay._left.isNull()
        assert form.pictures.overlay._right.isNull()
        assert form.pictures.show_button.text() == "Show both pictures"
