# SPDX-License-Identifier: GPL-3.0-or-later
"""The queue by keyboard: filter, facets, orders, views, going on by itself, empty states."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.triage.expressions import Term
from app.views.cluster_pane import ClusterPane
from app.views.filter_box import FilterHelp
from app.views.main_window import MainWindow
from app.views.saved_views import ViewNameDialog
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase
from tests.app.views.test_window import dialog, press

pytestmark = pytest.mark.window
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def pane(qtbot: QtBot, desk: MainWindow) -> ClusterPane:
    found = desk.case_view.clusters
    wait_for(qtbot, lambda: found.model.row(0) is not None)
    found.list.setFocus()
    return found


def key(pane: ClusterPane, pressed: Qt.Key) -> None:
    QTest.keyClick(pane.window(), pressed, CTRL_SHIFT)


def place(pane: ClusterPane) -> str:
    return pane.head.place.text()


def test_the_next_cluster_comes_by_itself_until_the_queue_is_done(
    qtbot: QtBot, desk: MainWindow, pane: ClusterPane, case: FakeCase
) -> None:
    assert place(pane) == "1 of 2"
    press(qtbot, desk, Qt.Key.Key_3)
    wait_for(qtbot, lambda: pane.current == 2)
    assert place(pane) == "2 of 2 · 1 done"
    press(qtbot, desk, Qt.Key.Key_4)
    wait_for(qtbot, lambda: pane.done.isVisible())
    assert pane.done.counts.text() == "2 clusters · 1 set aside · 1 done"
    assert case.statuses == {1: "done", 2: "set_aside"}
    assert pane.done.again.hasFocus()
    QTest.keyClick(pane.done.again, Qt.Key.Key_Space)
    wait_for(qtbot, lambda: pane.current == 1 and pane.list.isVisible())
    pane.foot.advance.setChecked(False)
    press(qtbot, desk, Qt.Key.Key_1)
    press(qtbot, desk, Qt.Key.Key_3)
    wait_for(qtbot, lambda: case.statuses[1] == "done")
    wait_for(qtbot, lambda: place(pane).startswith("1 of 2"))
    assert pane.current == 1


def test_a_row_that_knows_the_new_status_first_does_not_hold_the_queue_up(
    qtbot: QtBot, pane: ClusterPane, case: FakeCase
) -> None:
    wait_for(qtbot, lambda: pane._status == "todo")
    case.statuses[1] = "done"
    pane.model.refresh()
    wait_for(qtbot, lambda: (row := pane.model.row(0)) and row.status == "done")
    pane.reload()
    wait_for(qtbot, lambda: pane.current == 2)


def test_a_list_that_shrinks_goes_on_in_the_old_order(
    qtbot: QtBot, desk: MainWindow, pane: ClusterPane
) -> None:
    QTest.keyClicks(pane.filter, "status:todo")
    wait_for(qtbot, lambda: desk.case_view.clusters.scope().filter == "status:todo")
    wait_for(qtbot, lambda: len(pane._ids) == 2 and not pane._dimming.isActive())
    pane.list.setFocus()
    press(qtbot, desk, Qt.Key.Key_3)
    wait_for(qtbot, lambda: pane.current == 2 and len(pane._ids) == 1)
    press(qtbot, desk, Qt.Key.Key_3)
    wait_for(qtbot, lambda: pane.done.isVisible())
    assert pane.done.clear.isVisible()
    assert not pane.done.again.isVisible()
    QTest.keyClick(pane.done.clear, Qt.Key.Key_Space)
    wait_for(qtbot, lambda: len(pane._ids) == 2 and pane.list.isVisible())


def test_three_states_of_nothing(qtbot: QtBot, pane: ClusterPane, case: FakeCase) -> None:
    pane._dim()
    assert _is_dim(pane)
    assert place(pane) == "Reading…"
    QTest.keyClicks(pane.filter, "nothing")
    wait_for(qtbot, lambda: pane._pages.currentIndex() == 2)
    assert not _is_dim(pane)
    key(pane, Qt.Key.Key_X)
    wait_for(qtbot, lambda: pane._pages.currentIndex() == 0)
    case.ads = 0
    pane.reload()
    wait_for(qtbot, lambda: pane._pages.currentIndex() == 1)


def test_a_mistyped_key_is_said_and_the_list_stays(qtbot: QtBot, pane: ClusterPane) -> None:
    QTest.keyClicks(pane.filter, "sit:x")
    wait_for(qtbot, lambda: pane.head.hint.isVisible())
    assert "“sit”" in pane.head.hint.text()
    assert "site:" in pane.head.hint.text()
    assert pane.list.isVisible()
    assert not pane.list.card.is_dimmed
    QTest.keyClick(pane.filter, Qt.Key.Key_Escape)
    assert pane.filter.text() == ""
    wait_for(qtbot, lambda: not pane.head.hint.isVisible())


def test_facets_by_keyboard(qtbot: QtBot, pane: ClusterPane) -> None:
    key(pane, Qt.Key.Key_L)
    wait_for(qtbot, lambda: pane.facets.topLevelItemCount() == 2)
    assert pane.facets.hasFocus()
    site = pane.facets.topLevelItem(1)
    assert site is not None
    assert _shown(pane)[-1] == "showing 3 of 1,204"
    pane.facets.setCurrentItem(site)
    QTest.keyClick(pane.facets, Qt.Key.Key_Down)
    QTest.keyClick(pane.facets, Qt.Key.Key_Return)
    assert pane.filter.text() == "site:=board0.example"
    wait_for(qtbot, lambda: _checked(pane) == ["board0.example"])
    here = pane.facets.currentItem()
    assert here is not None
    assert here.text(0) == "board0.example"
    QTest.keyClicks(pane.facets, "-")
    assert pane.filter.text() == "-site:=board0.example"
    wait_for(qtbot, lambda: "not board0.example" in _shown(pane))
    QTest.keyClicks(pane.facets, "-")
    assert pane.filter.text() == ""
    key(pane, Qt.Key.Key_L)
    assert not pane.facets.isVisible()
    assert pane.list.hasFocus()


def _is_dim(pane: ClusterPane) -> bool:
    return pane.list.card.is_dimmed


def _is_whole(pane: ClusterPane) -> bool:
    return pane.is_everything


def _items(pane: ClusterPane) -> list[tuple[str, Qt.CheckState]]:
    found = []
    for row in range(pane.facets.topLevelItemCount()):
        head = pane.facets.topLevelItem(row)
        assert head is not None
        children = [head.child(n) for n in range(head.childCount())]
        found += [(one.text(0), one.checkState(0)) for one in children if one is not None]
    return found


def _checked(pane: ClusterPane) -> list[str]:
    return [words for words, state in _items(pane) if state == Qt.CheckState.Checked]


def _shown(pane: ClusterPane) -> list[str]:
    return [words for words, _state in _items(pane)]


def test_a_term_that_stays(qtbot: QtBot, pane: ClusterPane) -> None:
    pane.filter.setText("status:todo lamp")
    key(pane, Qt.Key.Key_F)
    assert pane.filter.text() == ""
    assert pane.scope().filter == "status:todo lamp"
    pane.filter.setText("site:x")
    assert pane.scope().filter == "status:todo lamp site:x"
    pane.filter.setText("C1")
    assert pane.scope().filter == "C1"
    pane.head.pinned.unpinned.emit("lamp")
    pane.filter.clear()
    assert pane.scope().filter == "status:todo"
    pane.clear_filter()
    assert pane.scope().filter == ""
    wait_for(qtbot, lambda: len(pane._ids) == 2)


def test_orders_say_why_and_the_cluster_stays(qtbot: QtBot, pane: ClusterPane) -> None:
    first = pane.model.row(0)
    assert first is not None
    assert (first.cluster, first.why) == (1, "why size")
    pane.head.orders.setFocus()
    QTest.keyClick(pane.head.orders, Qt.Key.Key_Down)
    wait_for(qtbot, lambda: list(pane._ids) == [2, 1])
    assert pane.current == 1
    assert place(pane) == "2 of 2"
    wait_for(qtbot, lambda: pane.model.row(0) is not None)
    row = pane.model.row(0)
    assert row is not None
    assert row.why == f"why {pane.order}"
    assert pane.scope().order == pane.order != "size"


def test_views_are_kept_shown_and_removed(
    qtbot: QtBot, desk: MainWindow, pane: ClusterPane, case: FakeCase
) -> None:
    pane.filter.setText("lamp")
    pane.head.choose_order("places")
    key(pane, Qt.Key.Key_S)
    form = dialog(qtbot, ViewNameDialog)
    assert isinstance(form, ViewNameDialog)
    form.name.selectAll()
    QTest.keyClicks(form.name, "Lamps & more")
    QTest.keyClick(form.name, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: [one.name for one in pane.views.views] == ["Lamps & more"])
    (view,) = pane.views.views
    assert (view.filter, view.order) == ("lamp", "places")
    pane.filter.setText("sofa")
    pane.head.choose_order("size")
    pane.views._fill()
    pane.views._menu.actions()[0].trigger()
    assert (pane.filter.text(), pane.order) == ("lamp", "places")
    pane.views.remove_wanted.emit(view)
    wait_for(qtbot, lambda: not pane.views.views)
    pane.views._fill()
    assert not pane.views._menu.actions()[0].isEnabled()


def test_a_fixed_list_and_back(qtbot: QtBot, pane: ClusterPane) -> None:
    pane.show_found([(2, "says lamp")], "lamp")
    wait_for(qtbot, lambda: pane.model.row(0) is not None)
    row = pane.model.row(0)
    assert row is not None
    assert (row.cluster, row.why) == (2, "says lamp")
    assert pane.head.found.isVisible()
    assert pane.scope().clusters == (2,)
    assert pane.current == 2
    key(pane, Qt.Key.Key_B)
    wait_for(qtbot, lambda: list(pane._ids) == [1, 2])
    assert not pane.head.found.isVisible()
    assert pane.current == 2
    assert pane.scope().clusters == ()


def test_everything_is_the_filter_and_not_rows(qtbot: QtBot, pane: ClusterPane) -> None:
    assert not _is_whole(pane)
    QTest.keyClick(pane.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert _is_whole(pane)
    assert place(pane) == "all 2 are selected"
    assert pane.scope().count == 2
    QTest.keyClick(pane.list, Qt.Key.Key_Down)
    assert not _is_whole(pane)


def test_a_cluster_is_looked_at_after_a_while(
    qtbot: QtBot, pane: ClusterPane, case: FakeCase
) -> None:
    queue = case.queue
    wait_for(qtbot, lambda: any(step == 2 for step, _looks in queue.warmed))  # all columns once
    pane._dwelling.setInterval(1)
    QTest.keyClick(pane.list, Qt.Key.Key_Down)
    wait_for(qtbot, lambda: 2 in queue.looked)
    wait_for(qtbot, lambda: queue.warmed[-1] == (0, len(queue.looked)))


def test_the_box_completes_keys_and_values(qtbot: QtBot, pane: ClusterPane) -> None:
    box = pane.filter
    box.setFocus()
    QTest.keyClicks(box, "lamp st")
    assert box.offered() == ["status:"]
    box.complete("status:")
    assert box.text() == "lamp status:"
    box.know({"site": ["=board.example", "=two words"], "status": ["todo"]})
    assert box.offered() == ["status:todo"]
    box.complete("status:todo")
    assert box.text() == "lamp status:todo "
    QTest.keyClicks(box, "-site:wo")
    assert box.offered() == ['-site:"=two words"']
    box.complete('-site:"=two words"')
    assert box.text() == 'lamp status:todo -site:"=two words" '
    box._list.hide()


def test_the_language_is_told_behind_a_button(qtbot: QtBot, desk: MainWindow) -> None:
    desk.case_view.clusters.head._show_help()
    sheet = dialog(qtbot, FilterHelp)
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    wait_for(qtbot, lambda: QApplication.activeModalWidget() is None)


def test_words_from_a_page_are_added_once(pane: ClusterPane) -> None:
    pane.filter.setText("lamp")
    pane.add_term("site:x")
    pane.add_term("site:x")
    assert pane.filter.text() == "lamp site:x"
    pane.terms.toggle(Term("site", "x"))
    assert pane.filter.text() == "lamp"
