# SPDX-License-Identifier: GPL-3.0-or-later
"""A window over a case in memory, offscreen; it is closed and its threads ended after each test."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.views import fitting
from app.views.main_window import MainWindow
from tests.app.views import everything
from tests.app.views.fake import FakeCase, FakeDoors

PROGRAM = (sys.executable, str(Path(__file__).with_name("fake_program.py")))

LAPTOP = QRect(0, 32, 1366, 688)
"""A screen of 1366 by 768, less a task bar and the frame of the window."""


@pytest.fixture
def case() -> FakeCase:
    return FakeCase()


@pytest.fixture
def window(qtbot: QtBot, case: FakeCase, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    # the screen of the tests is smaller than any that people have
    monkeypatch.setattr(fitting, "room", lambda _window: LAPTOP)
    bootstrap.application()
    made = MainWindow(FakeDoors(case), PROGRAM)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.close()


@pytest.fixture
def fresh(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """The window as it is when a case was just opened."""
    window.open_path(Path("/nowhere/Spring.faisceau"), "correct horse")
    wait_for(qtbot, lambda: window.case_view.ads.current is not None)
    return window


@pytest.fixture
def desk(qtbot: QtBot, fresh: MainWindow) -> MainWindow:
    """The window at the page of ads, the first ad shown."""
    fresh.case_view.show_page("ads")
    wait_for(qtbot, lambda: fresh.case_view.detail.ad is not None)
    everything.quiet(qtbot, fresh)  # an answer to a suggestion that is not there yet is no answer
    fresh.case_view.ads.list.setFocus()
    return fresh


def wait_for(qtbot: QtBot, happened: Callable[[], object]) -> None:
    def check() -> None:
        assert happened()

    qtbot.waitUntil(check, timeout=15_000)
