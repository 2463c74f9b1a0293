# SPDX-License-Identifier: GPL-3.0-or-later
"""The search panel by keyboard: every way of asking, to the ad and to the queue, and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.triage.searching_items import MODES, SearchAnswer, SearchHit, answer_of
from app.views.main_window import MainWindow
from app.views.search_panel import SearchPanel
from tests.app.views import looking
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase

pytestmark = pytest.mark.window


@pytest.fixture(autouse=True)
def _nothing_left_open(desk: MainWindow) -> Iterator[None]:
    yield
    desk.features.close_all()


def panel_of(desk: MainWindow) -> SearchPanel:
    panel = desk.features.searching.panel
    assert panel is not None
    return panel


def asked(qtbot: QtBot, desk: MainWindow, typed: str) -> SearchPanel:
    QTest.keyClick(desk.case_view.ads.list, Qt.Key.Key_F7)
    panel = panel_of(desk)
    QTest.keyClicks(panel.entry, typed)
    QTest.keyClick(panel.entry, Qt.Key.Key_Return)
    return panel


def test_words_are_searched_and_a_hit_leads_to_its_ad(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    panel = asked(qtbot, desk, "packers")
    wait_for(qtbot, lambda: panel.rows.rowCount() == 2)
    hit = panel.hit()
    assert hit is not None
    assert hit.why == "<b>words packers</b>"
    assert panel.notes.text() == "Not all."
    assert case.log == ["searched by words: 2"]
    assert panel.list.hasFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: desk.case_view.detail.ad and desk.case_view.detail.ad.ad == 3)


def test_every_way_is_a_key_away_and_keeps_its_words(qtbot: QtBot, desk: MainWindow) -> None:
    panel = asked(qtbot, desk, "one")
    wait_for(qtbot, lambda: panel.rows.rowCount() == 2)
    for place, mode in enumerate(MODES):
        QTest.keyClick(
            panel.focusWidget(),
            Qt.Key(Qt.Key.Key_1 + place),
            Qt.KeyboardModifier.AltModifier,
        )
        assert panel.mode == mode
        assert panel.calm.text()
        assert panel.choose.isVisible() == (mode == "picture")
    panel.set_mode("words")
    assert panel.entry.text() == "one"
    panel.only.setText("lang:fr")
    QTest.keyClick(panel.only, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: panel.hit() is not None)
    assert "words one lang:fr" in (panel.hit() or SearchHit(0, "")).why


def test_a_second_reader_searches_among_what_they_set_themselves(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    panel = asked(qtbot, desk, "one")
    wait_for(qtbot, lambda: panel.hit() is not None)
    panel.only.setFocus()
    QTest.keyClicks(panel.only, "tag:FEE-01")
    QTest.keyClick(panel.only, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: said(panel) == "<b>words one tag:FEE-01</b>")
    desk.acts.be_second(on=True)  # what stands there was found for somebody who sees more
    wait_for(qtbot, lambda: said(panel) == "<b>words one tag:FEE-01 (own)</b>")
    panel.only.setFocus()
    QTest.keyClick(panel.only, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: panel.hit() is None)
    wait_for(qtbot, lambda: said(panel) == "<b>words one tag:FEE-01 (own)</b>")
    desk.acts.be_second(on=False)
    wait_for(qtbot, lambda: said(panel) == "<b>words one tag:FEE-01</b>")


def said(panel: SearchPanel) -> str:
    hit = panel.hit()
    return "" if hit is None else hit.why


def test_more_like_an_ad_and_show_as_queue(qtbot: QtBot, desk: MainWindow) -> None:
    QTest.keyClick(desk.case_view.ads.list, Qt.Key.Key_L)
    wait_for(qtbot, lambda: desk.features.searching.panel is not None)
    panel = panel_of(desk)
    wait_for(qtbot, lambda: panel.rows.rowCount() == 2)
    assert panel.mode == "like"
    assert panel.entry.text() == "A1"
    panel.more.click()
    wait_for(qtbot, lambda: panel.entry.text() == "A2" and panel.rows.rowCount() == 2)
    panel.queue.click()
    queue = desk.case_view.clusters
    assert queue.scope().clusters == (2, 3)
    wait_for(qtbot, lambda: queue.model.row(0) is not None)
    row = queue.model.row(0)
    assert row is not None
    assert row.why == "<b>like A2</b>"
    queue.reload(by_act=False)
    wait_for(qtbot, lambda: queue.scope().clusters != (2, 3))


def test_nothing_found_and_a_problem_are_told(qtbot: QtBot, desk: MainWindow) -> None:
    panel = asked(qtbot, desk, "nothing")
    wait_for(qtbot, lambda: "Nothing was found" in panel.calm.text())
    panel.search_for("meaning", "bad")
    wait_for(qtbot, lambda: panel.calm.text() == "Broken.\n\nMend it.")
    assert not panel.queue.isEnabled()


def test_a_child_that_dies_is_told_and_replaced(qtbot: QtBot, desk: MainWindow) -> None:
    panel = asked(qtbot, desk, "die")
    wait_for(qtbot, lambda: "stopped before" in panel.calm.text())
    assert desk.features.searching.child.process_id == 0
    panel.search_for("words", "again")
    wait_for(qtbot, lambda: panel.rows.rowCount() == 2)


def test_a_newer_question_takes_the_place_of_one_that_waits(qtbot: QtBot, desk: MainWindow) -> None:
    panel = asked(qtbot, desk, "one")
    for typed in ("two", "three", "four"):
        panel.search_for("words", typed)
    wait_for(qtbot, lambda: panel.hit() is not None)
    assert "words four" in (panel.hit() or SearchHit(0, "")).why


def test_closing_the_case_ends_the_child_and_forgets(qtbot: QtBot, desk: MainWindow) -> None:
    panel = asked(qtbot, desk, "packers")
    wait_for(qtbot, lambda: panel.rows.rowCount() == 2)
    child = desk.features.searching.child
    assert child.process_id
    desk.cases.lock()
    wait_for(qtbot, lambda: desk.features.searching.panel is None)
    assert child.process_id == 0
    assert not child.is_open
    assert panel.rows.rowCount() == 0
    assert panel.entry.text() == ""


def drop(target: QWidget, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    how = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(5, 5).toPoint(), *how)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), *how))


@pytest.mark.parametrize("on_panel", [False, True])
def test_a_dropped_picture_is_searched_for(
    qtbot: QtBot, desk: MainWindow, tmp_path: Path, on_panel: bool
) -> None:
    file = tmp_path / "a picture.png"
    if on_panel:
        desk.features.searching.show()
    drop(panel_of(desk) if on_panel else desk, file)
    panel = panel_of(desk)
    wait_for(qtbot, lambda: panel.rows.rowCount() == 2)
    assert panel.mode == "picture"
    assert panel.entry.text() == str(file)


def test_an_answer_comes_back_as_it_was_written() -> None:
    answer = SearchAnswer((SearchHit(1, "why", "t", "s", "d", "fr", None),), ("n",), "", "")
    assert answer_of(answer.document()) == answer
    with pytest.raises(ValueError, match="answer"):
        answer_of({"hits": [[]]})


@pytest.mark.parametrize("percent", [100, 150])
def test_every_control_has_a_name_words_that_fit_and_is_reached(
    qtbot: QtBot, desk: MainWindow, percent: int
) -> None:
    desk.comfort.resize_words(percent - 100)
    panel = asked(qtbot, desk, "packers")
    wait_for(qtbot, lambda: panel.rows.rowCount() == 2)
    found = []
    for mode in MODES:
        panel.set_mode(mode)
        qtbot.wait(30)  # bold words need their place first
        found += [*looking.nameless(panel), *looking.cut(panel), *looking.on_each_other(panel)]
    found += looking.tab_order(panel)
    desk.comfort.resize_words(0)
    assert "\n".join(sorted(set(found))) == ""
