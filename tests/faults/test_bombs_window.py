# SPDX-License-Identifier: GPL-3.0-or-later
"""Files made to do harm, brought in through the window: it never stands still for .1 s.

Run by hand: ``pytest -m slow tests/faults/test_bombs_window.py -rP``. What is measured is the work
of the window's own thread between two ticks of a timer, so that a busy machine does not count.
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.triage.doors import CaseDoors
from app.triage.preview import Wanted
from app.views import work
from app.views.import_dialog import ImportDialog
from app.views.main_window import MainWindow
from tests.faults import bombs, road

pytestmark = [pytest.mark.slow, pytest.mark.window, pytest.mark.timeout(3_600)]
MOST_STALL = 0.1


class Pulse(QObject):
    """Ticks every 5 ms; keeps the most that the thread worked, and waited, between two ticks."""

    def __init__(self) -> None:
        super().__init__()
        self.worked = self.waited = 0.0
        self.ticks = 0
        self._before = time.thread_time(), time.monotonic()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(5)

    def _tick(self) -> None:
        now = time.thread_time(), time.monotonic()
        self.worked = max(self.worked, now[0] - self._before[0])
        self.waited = max(self.waited, now[1] - self._before[1])
        self.ticks += 1
        self._before = now

    def stop(self) -> None:
        self._timer.stop()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setenv("FAISCEAU_MODELS", str(road.ROOT / "no-models"))
    bootstrap.application()
    made = MainWindow(CaseDoors())
    qtbot.addWidget(made)
    made.show()
    case = road.new_case(tmp_path / "case.faisceau")
    made.open_path(case, road.PASSPHRASE)
    qtbot.waitUntil(made.case_view.isVisible, timeout=60_000)
    qtbot.wait(2_000)
    yield made
    made.line.stop()
    made.close()


def close_dialogs() -> None:
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.reject()


def brought(qtbot: QtBot, window: MainWindow, source: Path) -> tuple[bool, Pulse]:
    """Look at a file in the import dialog, then import it; was it told, and the pulse."""
    dialog = ImportDialog(window)
    qtbot.addWidget(dialog)
    dialog.show()
    ended: list[bool] = []
    window.line.ended.connect(lambda _command, outcome: ended.append(outcome.good))
    pulse = Pulse()
    dialog.files.setText(str(source))
    qtbot.waitUntil(lambda: dialog._job is not None, timeout=60_000)
    qtbot.waitUntil(lambda: dialog._job is None, timeout=600_000)
    told = dialog.go.isEnabled() or bool(dialog._state.text())
    dialog.reject()
    case, key = window.cases._path, window.cases._key_hex
    window.line.add(work.bring(case, key, [str(source)], Wanted()))
    qtbot.waitUntil(lambda: bool(ended), timeout=600_000)
    qtbot.wait(500)
    pulse.stop()
    close_dialogs()
    return told, pulse


def told_of(name: str, pulse: Pulse) -> None:
    print(  # noqa: T201
        f"{name}: {pulse.ticks} ticks, worked {1000 * pulse.worked:.0f} ms at most,"
        f" waited {1000 * pulse.waited:.0f} ms at most"
    )


@pytest.mark.parametrize("name", bombs.SOURCES)
def test_the_window_goes_on(qtbot: QtBot, window: MainWindow, tmp_path: Path, name: str) -> None:
    bombs.SOURCES[name](tmp_path / name)
    told, pulse = brought(qtbot, window, tmp_path / name)
    (tmp_path / name).unlink()
    told_of(name, pulse)
    assert told
    assert pulse.worked < MOST_STALL


def test_the_window_goes_on_with_pictures(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    with (tmp_path / "list.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "title", "description", "photos"))
        for n, (name, data) in enumerate(bombs.pictures().items()):
            (tmp_path / "images" / f"{n}.png").write_bytes(data)
            writer.writerow((n, name, f"A lamp of green glass, number {n}", f"{n}.png"))
    told, first = brought(qtbot, window, tmp_path / "list.csv")
    ended: list[bool] = []
    window.line.ended.connect(lambda _command, outcome: ended.append(outcome.good))
    pulse = Pulse()
    window.line.add(work.index(window.cases._path, window.cases._key_hex))
    qtbot.waitUntil(lambda: bool(ended), timeout=600_000)
    qtbot.wait(500)
    pulse.stop()
    close_dialogs()
    told_of("pictures", pulse)
    assert told
    assert ended == [True]
    assert max(first.worked, pulse.worked) < MOST_STALL
