# SPDX-License-Identifier: GPL-3.0-or-later
"""Twenty clusters of the demo, triaged in the real window with the keyboard alone, and undone.

Run by hand: ``pytest -m slow tests/app/views/test_triage_by_key.py``. The keys are those of the
handbook's first chapters; what they are typed into is whatever has the focus.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from app import bootstrap
from app.__main__ import main
from app.triage.doors import CaseDoors
from app.triage.queue_items import Asked
from app.views.compare_dialog import CompareDialog
from app.views.decide_page import DecidePage
from app.views.main_window import MainWindow
from app.views.reading_dialog import ReadingDialog
from app.views.word_dialogs import NoteDialog
from tests.app.views.conftest import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.window, pytest.mark.timeout(1_800)]
WANTED = 20


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("made") / "demo.faisceau"
    words = ["demo", "--case", str(place), "--no-window", "--json", "--progress", "none"]
    assert main(words) == 0
    return place


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made, tmp_path / "demo.faisceau")


class Person:
    """Hands on the keyboard, eyes on the page; knows nothing but what is shown."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window
        self.queue = window.case_view.clusters
        page = window.case_view.pages.page("decide")
        assert isinstance(page, DecidePage)
        self.page = page

    def _at(self) -> QWidget:
        form = QApplication.activeModalWidget()
        if form is None:  # offscreen, a closed dialog leaves no window active
            self.window.activateWindow()
            wait_for(self.qtbot, lambda: QApplication.activeWindow() is self.window)
            wait_for(self.qtbot, lambda: QApplication.focusWidget() is not None)
        at = form.focusWidget() if form is not None else QApplication.focusWidget()
        assert at is not None
        return at

    def press(self, *keys: str) -> None:
        for key in keys:
            QTest.keySequence(self._at(), QKeySequence(key))
            self.qtbot.wait(20)

    def types(self, words: str) -> None:
        QTest.keyClicks(self._at(), words)

    def reads(self) -> None:
        """Wait until the cluster that the queue is at is on the page."""
        wait_for(self.qtbot, lambda: self.page.found is not None)
        wait_for(self.qtbot, lambda: self.page.found.cluster == self.queue.current)  # type: ignore[union-attr]
        self.rests()

    def rests(self) -> None:
        """Wait until nothing is asked; threads that are waited for by Qt would lose the case."""
        runner, still = self.window.runner, 0
        while still < 3:
            self.qtbot.wait(15)
            busy = runner._reading.activeThreadCount() + runner._acting.activeThreadCount()
            still = 0 if busy else still + 1

    def sees(self, kind: type[QDialog]) -> None:
        wait_for(self.qtbot, lambda: isinstance(QApplication.activeModalWidget(), kind))

    def leaves(self) -> None:
        self.press("Escape")
        wait_for(self.qtbot, lambda: QApplication.activeModalWidget() is None)


@pytest.fixture
def person(qtbot: QtBot, place: Path) -> Iterator[Person]:
    bootstrap.application()
    window = MainWindow(CaseDoors())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.open_path(place, "demo")
    wait_for(qtbot, lambda: window.case_view.clusters.current is not None)
    yield Person(qtbot, window)
    window.close()


def order_by_indicators(person: Person) -> None:
    person.press("Ctrl+F", "Tab", "Tab", "Tab")
    while person.queue.order != "indicators":
        person.press("Down")
    wait_for(person.qtbot, lambda: person.queue.model._order == "indicators")
    person.rests()
    person.press("F6", "Home")
    wait_for(person.qtbot, lambda: person.queue.list.currentIndex().row() == 0)
    assert person.queue.list.hasFocus()


def triage(person: Person, number: int) -> None:
    """Read, look, weigh, compare, write, decide."""
    person.reads()
    person.press("Space", "Space", "Shift+Space", "P", "G")
    wait_for(person.qtbot, lambda: person.page.suggestions.current is not None)
    person.rests()
    person.press("R" if number % 3 else "A")
    wait_for(person.qtbot, lambda: _told(person).startswith(("Rejected", "Accepted")))
    person.reads()
    person.press("C")
    person.sees(CompareDialog)
    person.leaves()
    person.press("Y")
    person.sees(ReadingDialog)
    person.types("benign")
    person.press("Return")
    wait_for(person.qtbot, lambda: "Benign" in _told(person))
    person.leaves()
    person.press("N")
    person.sees(NoteDialog)
    person.types("two shops & one owner")
    person.press("Ctrl+Return")
    wait_for(person.qtbot, lambda: "note" in _told(person).lower())
    here = person.queue.current
    person.press("4" if number % 5 == 4 else "3")
    wait_for(person.qtbot, lambda: person.queue.current != here)


def _told(person: Person) -> str:
    return person.window.statusBar().currentMessage()


def counts(place: Path) -> tuple[int, int, int, int]:
    """Clusters done and set aside; acts that stand and that were undone."""
    session = CaseDoors().open(str(place), "demo")
    try:
        past = session.history()
        closed = [len(session.queue(Asked(f"status:{one}")).ids) for one in ("done", "set_aside")]
        undone = sum(one.undone for one in past)
    finally:
        session.close()
    return closed[0], closed[1], len(past) - undone, undone


def test_twenty_clusters_are_triaged_by_key_and_all_is_undone(
    qtbot: QtBot, person: Person, place: Path
) -> None:
    order_by_indicators(person)
    wanted = [person.queue.model.id_at(row) for row in range(WANTED)]
    seen: list[int | None] = []
    for number in range(WANTED):
        seen.append(person.queue.current)
        triage(person, number)
    assert seen == wanted, "an answer carried the person off"
    assert person.queue.filter.text() == ""
    assert person.window.case_view.pages.current == "decide"
    acts = WANTED * 4
    for _act in range(acts):
        person.press("Ctrl+Z")
        wait_for(qtbot, lambda: _told(person).startswith("Undone"))
        person.rests()
    person.window.close()
    assert counts(place) == (0, 0, 0, acts)
