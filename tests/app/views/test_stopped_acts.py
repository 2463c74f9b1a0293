# SPDX-License-Identifier: GPL-3.0-or-later
"""An act that the disk stops between two of its steps: told, and the page shows what stands."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.triage.items import Changed
from app.views.main_window import MainWindow
from indexing.errors import BadInputError
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeSession

pytestmark = pytest.mark.window
ACTS: dict[str, Callable[[MainWindow], object]] = {
    "purge_ad": lambda desk: desk.acts._purge_reason(1, "a request"),
    "protect": lambda desk: desk.acts.protect("possible_minor", 1),
    "answer_protocol": lambda desk: desk.acts.answer_protocol("possible_minor", 1, "cleared"),
}


@pytest.mark.parametrize("name", ACTS)
def test_what_is_shown_is_read_again(
    qtbot: QtBot, desk: MainWindow, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def stopped(session: FakeSession, *_words: object) -> Changed:
        raise BadInputError("disk_full", path="/media/key/one.faisceau")

    monkeypatch.setattr(FakeSession, name, stopped)
    told: list[Changed] = []
    desk.acts.changed.connect(told.append)
    ACTS[name](desk)
    wait_for(qtbot, lambda: told)
    assert told == [Changed(everything=True)]
    (box,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, QMessageBox)]
    assert "/media/key/one.faisceau" in box.text()
    assert "Make room" in box.text()
    box.close()
