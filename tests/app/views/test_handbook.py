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
from app.views.first_case import FirstCase
from app.views.handbook import HandbookDialog
from app.views.main_window import MainWindow
from app.views.own_text import OwnText

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


def test_the_documents_hold_the_same_handbook() -> None:
    words = [sys.executable, str(paths.ROOT / "packaging" / "handbook.py"), "--check"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"run packaging/handbook.py: {done.stdout}{done.stderr}"
