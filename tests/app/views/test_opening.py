# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person finds when a case opens: one cluster to decide on, the keys at work at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import shiboken6
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.triage.suggestion_items import NewAnswer
from app.views import window_layout
from app.views.decide_page import DecidePage
from app.views.flow import Flow
from app.views.layouts import button
from app.views.main_window import MainWindow
from app.views.plain_text import label
from app.views.word_dialogs import NoteDialog
from tests.app.views import everything
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase
from tests.app.views.test_window import dialog

pytestmark = pytest.mark.window


def opened(qtbot: QtBot, window: MainWindow) -> DecidePage:
    page = window.case_view.pages.page("decide")
    assert isinstance(page, DecidePage)
    wait_for(qtbot, lambda: page.found is not None and page.suggestions.cards)
    return page


def type_key(window: MainWindow, key: str) -> None:
    """Where the focus is, as a person types; a case that opens has put it somewhere useful."""
    QTest.keySequence(QApplication.focusWidget() or window, QKeySequence(key))


def test_a_case_opens_on_the_first_cluster_with_the_keys_at_the_queue(
    qtbot: QtBot, fresh: MainWindow
) -> None:
    page = opened(qtbot, fresh)
    assert fresh.case_view.pages.current == "decide"
    assert page.isVisible()
    assert page.cluster == fresh.case_view.clusters.current == 1
    assert fresh.case_view.clusters.list.hasFocus()


def test_a_case_is_triaged_without_leaving_the_page(
    qtbot: QtBot, fresh: MainWindow, case: FakeCase
) -> None:
    page = opened(qtbot, fresh)
    given: list[NewAnswer] = []
    page.answered.connect(given.append)
    type_key(fresh, "Shift+J")
    wait_for(qtbot, lambda: page.found is not None and page.found.cluster == 2)
    type_key(fresh, "Shift+K")
    wait_for(qtbot, lambda: page.found is not None and page.found.cluster == 1)
    wait_for(qtbot, lambda: page.suggestions.cards)
    everything.quiet(qtbot, fresh)  # an answer to a card that was pushed out of sight is no answer
    type_key(fresh, "G")
    type_key(fresh, "A")
    wait_for(qtbot, lambda: given)
    assert (given[0].item.target, given[0].answer) == ("A1", "accepted")
    type_key(fresh, "N")
    form = dialog(qtbot, NoteDialog)
    QTest.keyClicks(form.text, "the same shop for years")
    form._try()
    wait_for(qtbot, lambda: case.notes)
    assert case.notes[0].target == "C1"
    fresh.activateWindow()
    wait_for(qtbot, lambda: QApplication.activeWindow() is fresh)
    type_key(fresh, "3")
    wait_for(qtbot, lambda: case.statuses == {1: "done"})
    wait_for(qtbot, lambda: page.found is not None and page.found.cluster == 2)
    assert fresh.case_view.pages.current == "decide"


def test_keys_stay_acts_when_what_had_the_focus_goes(
    qtbot: QtBot, fresh: MainWindow, case: FakeCase
) -> None:
    page = opened(qtbot, fresh)
    type_key(fresh, "P")
    wait_for(qtbot, page.pictures.tiles[0].hasFocus)
    type_key(fresh, "Shift+J")
    wait_for(qtbot, lambda: page.found is not None and page.found.cluster == 2)
    assert page.area.hasFocus()
    wait_for(qtbot, lambda: page.suggestions.cards)
    for key in ("G", "Shift+K", "4"):
        type_key(fresh, key)
    wait_for(qtbot, lambda: case.statuses == {1: "set_aside"})
    assert fresh.case_view.clusters.filter.text() == ""


def test_the_page_is_read_on_from_the_queue(qtbot: QtBot, fresh: MainWindow) -> None:
    page = opened(qtbot, fresh)
    bar = page.area.verticalScrollBar()
    queue = fresh.case_view.clusters
    wait_for(qtbot, lambda: bar.maximum() > 0)
    type_key(fresh, "Space")
    there = bar.value()
    assert there > 0
    assert queue.list.hasFocus()
    page.area.setFocus()
    type_key(fresh, "Space")
    assert bar.value() > there or there == bar.maximum()
    for _turn in range(9):
        type_key(fresh, "Shift+Space")
    assert bar.value() == 0
    queue.list.setFocus()
    type_key(fresh, "End")
    wait_for(qtbot, lambda: queue.current == 2)
    type_key(fresh, "Home")
    wait_for(qtbot, lambda: queue.current == 1)


def test_the_page_ends_with_what_it_holds(qtbot: QtBot, fresh: MainWindow) -> None:
    page = opened(qtbot, fresh)
    fresh.resize(1100, 700)
    inner = page._inner

    def fits() -> bool:
        return inner.height() == max(
            inner.heightForWidth(inner.width()), page.area.viewport().height()
        )

    wait_for(qtbot, fits)
    assert inner.height() > page.area.viewport().height()


def test_where_nothing_is_suggested_the_key_shows_what_says_so(
    qtbot: QtBot, fresh: MainWindow
) -> None:
    page = opened(qtbot, fresh)
    everything.quiet(qtbot, fresh)
    page.suggestions.cards, page.pictures.tiles = [], []
    for section, key in ((page.suggestions, "G"), (page.pictures, "P")):
        page.area.verticalScrollBar().setValue(0)
        with qtbot.waitSignal(section.reached) as shown:
            type_key(fresh, key)
        assert shown.args == [section]
        assert not section.visibleRegion().isEmpty()


def test_from_the_filter_enter_goes_to_what_it_found(
    qtbot: QtBot, fresh: MainWindow, case: FakeCase
) -> None:
    queue = fresh.case_view.clusters
    type_key(fresh, "Ctrl+F")
    QTest.keyClicks(queue.filter, "packers")
    type_key(fresh, "Return")
    assert queue.list.hasFocus()
    wait_for(qtbot, lambda: queue.expression == "packers" and not queue._typing.isActive())
    type_key(fresh, "2")
    wait_for(qtbot, lambda: case.statuses == {1: "looking"})


def test_a_cluster_that_the_filter_left_is_not_the_end_of_the_queue(
    qtbot: QtBot, fresh: MainWindow, case: FakeCase
) -> None:
    page, queue = opened(qtbot, fresh), fresh.case_view.clusters
    queue.filter.setText("nothing here")
    wait_for(qtbot, lambda: queue._pages.currentIndex() == 2)
    page.setFocus()
    type_key(fresh, "3")
    wait_for(qtbot, lambda: case.statuses == {1: "done"})
    type_key(fresh, "F3")
    wait_for(qtbot, lambda: fresh.case_view.ads.status.currentText() == "done")
    assert queue._pages.currentIndex() == 2


def test_the_page_looked_at_last_opens_again(qtbot: QtBot, window: MainWindow) -> None:
    window_layout.remember(window, "ads")
    window.comfort.restore_layout()
    window.open_path(Path("/nowhere/Spring.faisceau"), "correct horse")
    wait_for(qtbot, lambda: window.case_view.detail.ad is not None)
    assert window.case_view.pages.current == "ads"
    assert window.case_view.clusters.list.hasFocus()


@pytest.mark.parametrize("ads", [0, 12])
def test_before_there_are_clusters_the_next_step_has_the_focus(
    qtbot: QtBot, window: MainWindow, case: FakeCase, ads: int
) -> None:
    case.ads, case.is_compared = ads, False
    wanted: list[str] = []
    empty = window.case_view.empty
    empty.import_wanted.connect(lambda: wanted.append("import"))
    empty.index_wanted.connect(lambda: wanted.append("index"))
    window.open_path(Path("/nowhere/Spring.faisceau"), "correct horse")
    wait_for(qtbot, empty.isVisible)
    at = empty._index if ads else empty._import
    wait_for(qtbot, at.hasFocus)
    for key in ("Shift+J", "3", "G", "A", "P", "F3", "F2"):
        type_key(window, key)
    assert not case.statuses
    assert QApplication.activeModalWidget() is None


def test_what_flows_can_be_taken_out_and_is_kept_by_nobody_else(qtbot: QtBot) -> None:
    home = QWidget()
    qtbot.addWidget(home)
    words, act, more = label("some words"), button("act"), button("more")
    flow = Flow(words, act)
    flow.addWidget(more)
    home.setLayout(flow)
    home.show()
    # an item that Qt makes is mixed up with an earlier one whose address it has
    items = [flow.itemAt(place) for place in range(flow.count())]
    assert all(one and shiboken6.createdByPython(one) for one in items)
    del items
    flow.removeWidget(act)
    assert flow.count() == 2
    more.deleteLater()
    wait_for(qtbot, lambda: flow.count() == 1)
    assert flow.heightForWidth(60) >= words.sizeHint().height()


def test_what_flows_is_as_high_as_it_has_become(qtbot: QtBot) -> None:
    home = QWidget()
    qtbot.addWidget(home)
    words = label("short", wrap=True)
    flow = Flow(words)
    home.setLayout(flow)
    home.show()
    low, narrow = flow.heightForWidth(200), flow.minimumSize().width()
    words.setText("many words that need several lines " * 8 + "x" * 40)
    assert flow.heightForWidth(200) > low
    assert flow.minimumSize().width() > narrow
