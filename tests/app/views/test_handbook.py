# SPDX-License-Identifier: GPL-3.0-or-later
"""The handbook and the first case, by keyboard; the documents hold the same handbook."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import paths
from app.triage.reading_items import NewReading
from app.views.first_case import FirstCase
from app.views.handbook import HandbookDialog
from app.views.main_window import MainWindow
from app.views.own_text import OwnText
from tests.app.views import everything
from tests.app.views.conftest import wait_for

pytestmark = pytest.mark.window


def test_chapters_are_turned_by_keyboard(qtbot: QtBot) -> None:
    form = HandbookDialog()
    qtbot.addWidget(form)
    form.open_at(0)
    form.show()
    first = form.text.toPlainText()
    QTest.keyClick(form.list, Qt.Key.Key_Down)
    assert form.text.toPlainText() != first
    assert form.text.toPlainText().startswith(form.list.item(1).text())


def test_words_are_found_in_the_chapter_that_has_them(qtbot: QtBot) -> None:
    form = HandbookDialog()
    qtbot.addWidget(form)
    form.show()
    QTest.keyClicks(form.box, "bundle that anyone")
    shown = [i for i in range(form.list.count()) if not form.list.isRowHidden(i)]
    assert shown == [1]
    assert form.text.textCursor().selectedText() == "bundle that anyone"
    form.box.setText("no such words as these")
    assert all(form.list.isRowHidden(i) for i in range(form.list.count()))


def test_the_page_looked_at_chooses_the_chapter(qtbot: QtBot, desk: MainWindow) -> None:
    desk.case_view.show_page("ads")
    QTest.keyClick(desk, Qt.Key.Key_F1)
    form = desk.handbook.dialog
    assert form is not None
    assert form.list.currentRow() == 3
    form.reject()


def test_no_file_but_its_own_pictures_is_opened(qtbot: QtBot, tmp_path: Path) -> None:
    outside = tmp_path / "outside.png"
    picture = QImage(900, 900, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.red)
    assert picture.save(str(outside))
    text = OwnText(paths.PICTURES, "x")
    qtbot.addWidget(text)
    for name in (str(outside), f"file://{outside}", "../../outside.png", "//server/share/x.png"):
        text.show_markdown(f"![x]({name})")
        assert text.document().size().height() < 200, name
        assert text.loadResource(2, QUrl(name)).width() == 1
    assert text.loadResource(2, QUrl("case-light-en.png")).width() > 100


def test_steps_are_ticked_off_by_their_acts(qtbot: QtBot) -> None:
    guide = FirstCase()
    qtbot.addWidget(guide)
    guide.show()
    assert guide.left() == 10
    guide.did("next_cluster")
    guide.did("next_cluster")
    assert guide.left() == 9
    guide.list.setCurrentRow(1)
    QTest.keyClick(guide.list, Qt.Key.Key_Space)
    assert guide.left() == 8
    for step in guide._steps:
        guide.did(step.acts[0])
    assert guide.left() == 0


def test_an_act_of_the_window_ticks_its_step(desk: MainWindow) -> None:
    desk.actions_by_key["first_case"].trigger()
    assert desk.first_case.isVisible()
    desk.actions_by_key["next_cluster"].trigger()
    assert desk.first_case.left() == 9
    desk.first_case.hide()


def _ticked(window: MainWindow) -> list[int]:
    steps = window.first_case.list
    done = Qt.CheckState.Checked
    return [n + 1 for n in range(steps.count()) if steps.item(n).checkState() == done]


def test_a_key_that_did_nothing_ticks_nothing(qtbot: QtBot, desk: MainWindow) -> None:
    desk.first_case.show()
    everything.quiet(qtbot, desk)
    keys = ("previous_cluster", "compare", "next_suggestion", "readings", "undo")
    for key in keys:  # one ad is chosen, nothing to go back to, nothing done yet
        desk.actions_by_key[key].trigger()
        everything.quiet(qtbot, desk)
        everything.close_all(desk)
    desk.case_view.forget()
    desk.actions_by_key["bridges"].trigger()
    assert _ticked(desk) == []
    desk.first_case.hide()


def test_each_step_is_ticked_once_it_was_done(qtbot: QtBot, desk: MainWindow) -> None:
    desk.first_case.show()
    everything.quiet(qtbot, desk)
    view, act = desk.case_view, desk.actions_by_key
    QTest.keyClick(view.clusters.list, Qt.Key.Key_Down)
    wait_for(qtbot, lambda: _ticked(desk) == [1])
    act["previous_cluster"].trigger()
    everything.quiet(qtbot, desk)
    act["page_decide"].trigger()
    place = view.pages.bar.tabRect(1).center()
    QTest.mouseClick(view.pages.bar, Qt.MouseButton.LeftButton, pos=place)
    assert _ticked(desk) == [1, 2, 3]
    wait_for(qtbot, lambda: view.ads.model.rowCount() > 1)
    view.ads.list.choose([0, 1])
    act["compare"].trigger()
    assert _ticked(desk) == [1, 2, 3, 4]
    act["bridges"].trigger()
    everything.close_all(desk)
    assert _ticked(desk)[-1] == 5
    for key in ("next_suggestion", "answer_rejected"):
        everything.quiet(qtbot, desk)
        act[key].trigger()
    desk.acts.say_reading(NewReading(1, "benign", "leaning"))
    desk.acts.set_status(1, "looking")
    everything.quiet(qtbot, desk)
    assert _ticked(desk)[-2:] == [6, 7]
    desk.acts.set_status(1, "done")
    everything.quiet(qtbot, desk)
    act["undo"].trigger()
    act["page_overview"].trigger()
    wait_for(qtbot, lambda: desk.first_case.left() == 0)
    desk.first_case.hide()


def test_the_documents_hold_the_same_handbook() -> None:
    words = [sys.executable, str(paths.ROOT / "packaging" / "handbook.py"), "--check"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"run packaging/handbook.py: {done.stdout}{done.stderr}"
