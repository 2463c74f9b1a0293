# SPDX-License-Identifier: GPL-3.0-or-later
"""The overview by keyboard as a person would: one selection for time, places and links."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import bootstrap, settings
from app.tasks.runner import Runner
from app.triage.items import Changed
from app.triage.outlines import outlines
from app.triage.overview_items import Wanted
from app.views.drawn import next_in_direction
from app.views.main_window import MainWindow
from app.views.overview_page import OverviewPage
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase, FakeSession
from tests.app.views.fake_overview import COVERED, PHONE_KEY

pytestmark = pytest.mark.window


@pytest.fixture
def page(qtbot: QtBot, case: FakeCase) -> Iterator[OverviewPage]:
    bootstrap.application()
    runner = Runner()
    opened: list[object] = []
    runner.open(lambda: FakeSession(case), opened.append, opened.append)
    wait_for(qtbot, lambda: opened)
    made = OverviewPage(runner)
    qtbot.addWidget(made)
    made.resize(1000, 800)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.show_scope("")
    made.show_cluster(1)
    wait_for(qtbot, lambda: made.graph.item.nodes and made.places.list.count())
    yield made
    made.close()
    runner.stop()


def _asked(case: FakeCase) -> Wanted:
    return case.overview_asked[-1] if case.overview_asked else Wanted()


def plain(words: str) -> str:
    """Words without the signs that keep their order in a right-to-left layout."""
    return "".join(c for c in words if c not in "\u2066\u2068\u2069")


def _chips(page: OverviewPage) -> list[str]:
    found = [one for one in page.findChildren(QPushButton) if one.isVisible()]
    return [plain(one.text()) for one in found if "✕" in one.text()]


def _press(qtbot: QtBot, widget: QWidget, *keys: Qt.Key) -> None:
    widget.setFocus()
    for key in keys:
        QTest.keyClick(widget, key)


def test_a_stretch_of_days_by_keys(qtbot: QtBot, page: OverviewPage, case: FakeCase) -> None:
    view = page.timeline
    assert plain(view.told()) == "2026-03-03: 2 ads"
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert plain(view.accessibleDescription()) == "2026-03-03 to 2026-03-05: 6 ads"
    QTest.keyClick(view, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: _asked(case).days == ("2026-03-03", "2026-03-05"))
    wait_for(qtbot, lambda: _chips(page) == ["2026-03-03 to 2026-03-05  ✕"])
    QTest.keyClick(view, Qt.Key.Key_Escape)
    wait_for(qtbot, lambda: _asked(case).days == ("", ""))


def test_days_are_brushed(qtbot: QtBot, page: OverviewPage, case: FakeCase) -> None:
    view = page.timeline
    middles = [QPoint(int(sum(view._edges(n)) / 2), 40) for n in range(3)]
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=middles[1])
    QTest.mouseMove(view, middles[2])
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=middles[2])
    wait_for(qtbot, lambda: _asked(case).days[1] == "2026-03-05" or _asked(case).days[0])


def test_time_runs_as_people_read(qtbot: QtBot, page: OverviewPage) -> None:
    first = page.timeline._edges(0)[0]
    page.timeline.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert page.timeline._edges(0)[0] > page.timeline._edges(2)[0]
    assert first < page.timeline.width() / 2
    here = page.timeline.here
    _press(qtbot, page.timeline, Qt.Key.Key_Left)
    assert page.timeline.here == here + 1


def test_a_place_by_keys(qtbot: QtBot, page: OverviewPage, case: FakeCase) -> None:
    view = page.map
    assert plain(view.told()).startswith("Lyon (FR): 4 ads")
    _press(qtbot, view, Qt.Key.Key_Up)
    assert "Other towns are called so too: Lille (FR)" in plain(view.accessibleDescription())
    _press(qtbot, view, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: _asked(case).cell == "203:12")
    _press(qtbot, view, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_0)
    _press(qtbot, view, Qt.Key.Key_Escape)
    wait_for(qtbot, lambda: _asked(case).cell == "")


def test_the_map_is_never_mirrored(page: OverviewPage) -> None:
    lyon, west = page.map.spot(45.75, 4.75), page.map.spot(47.25, -1.5)
    page.map.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert page.map.spot(45.75, 4.75) == lyon
    assert west.x() < lyon.x()


def test_a_place_of_the_list_and_ads_without_one(
    qtbot: QtBot, page: OverviewPage, case: FakeCase
) -> None:
    told = [plain(page.places.list.item(n).text()) for n in range(page.places.list.count())]
    assert told[0].startswith("Lyon (FR): 4 ads")
    assert told[-1] == "Nowhere, FR: 1 ad, not in the list of towns"
    page.places.list.setCurrentRow(0)
    _press(qtbot, page.places.list, Qt.Key.Key_Return)
    wait_for(qtbot, lambda: _asked(case).cell == "183:19")
    QTest.mouseClick(page._which, Qt.MouseButton.LeftButton)
    wait_for(qtbot, lambda: "old mill" in page.places.list.item(0).text())
    page.places.list.setCurrentRow(1)
    with qtbot.waitSignal(page.ad_wanted) as led:
        _press(qtbot, page.places.list, Qt.Key.Key_Return)
    assert led.args == [3]


def test_links_by_keys(qtbot: QtBot, page: OverviewPage, case: FakeCase) -> None:
    view = page.graph
    assert view.current is not None
    assert view.current.key == "C1"
    _press(qtbot, view, Qt.Key.Key_Right)
    assert view.current.key == PHONE_KEY
    assert page.links.key() == PHONE_KEY
    assert "4 ads of C1 give this contact." in view.accessibleDescription()
    assert COVERED in view.accessibleDescription()
    _press(qtbot, view, Qt.Key.Key_Space)
    wait_for(qtbot, lambda: _asked(case).node == PHONE_KEY)
    wait_for(qtbot, lambda: page.movement.list.count() == 2)
    assert plain(page.movement.list.item(1).text()) == "2026-03-05: → Lille (FR) (1 ad)"
    assert page.map._legs == (((45.75, 4.75), (50.75, 3.0)),)
    _press(qtbot, view, Qt.Key.Key_Left)
    assert view.current.key == "C1"
    _press(qtbot, view, Qt.Key.Key_Plus)
    wait_for(qtbot, lambda: any(n.key == "HPICTURE1" for n in view.item.nodes))
    _press(qtbot, view, Qt.Key.Key_Right, Qt.Key.Key_Right)
    with qtbot.waitSignal(page.cluster_wanted) as told:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert told.args == [2]


def test_the_list_of_links_has_the_same_keys(
    qtbot: QtBot, page: OverviewPage, case: FakeCase
) -> None:
    page.tabs.setCurrentIndex(1)
    page.links.setFocus()
    QTest.keyClick(page.links, Qt.Key.Key_Down)
    assert page.graph.current is not None
    assert page.graph.current.key == PHONE_KEY
    QTest.keyClick(page.links, Qt.Key.Key_Space)
    wait_for(qtbot, lambda: _asked(case).node == PHONE_KEY)
    QTest.keyClick(page.links, Qt.Key.Key_Escape)
    wait_for(qtbot, lambda: _asked(case).node == "")


def test_what_is_chosen_goes_into_the_filter(qtbot: QtBot, page: OverviewPage) -> None:
    page.choose_cell("183:19")
    into = next(one for one in page.findChildren(QPushButton) if "filter" in one.text())
    with qtbot.waitSignal(page.filter_wanted) as told:
        QTest.mouseClick(into, Qt.MouseButton.LeftButton)
    assert told.args == ['place:"=Lyon, FR"']


def test_scopes(qtbot: QtBot, page: OverviewPage, case: FakeCase) -> None:
    page.show_scope("site:board")
    page.scope.setFocus()
    QTest.keyClick(page.scope, Qt.Key.Key_Down)
    page.scope.activated.emit(page.scope.currentIndex())
    wait_for(qtbot, lambda: _asked(case).expression == "site:board")
    page.show_scope("site:other")
    wait_for(qtbot, lambda: _asked(case).expression == "site:other")
    page.show_cluster(2)
    assert page.wanted.scope == "filter"
    page.scope.setCurrentIndex(2)
    page.scope.activated.emit(2)
    wait_for(qtbot, lambda: _asked(case) == Wanted())


def test_an_act_is_seen(qtbot: QtBot, page: OverviewPage, case: FakeCase) -> None:
    case.overview_asked.clear()
    page.take(Changed(ads=(1,)))
    assert case.overview_asked == []
    page.take(Changed(clusters=True))
    wait_for(qtbot, lambda: case.overview_asked)


def test_nothing_stays_of_a_closed_case(page: OverviewPage) -> None:
    page.choose_node(PHONE_KEY)
    page.forget()
    words = [one.text() for one in page.findChildren(QLabel)]
    words += [
        one.item(n).text() for one in page.findChildren(QListWidget) for n in range(one.count())
    ]
    words += [page.graph.told(), page.map.told(), page.timeline.told()]
    assert not [one for one in words if "Lyon" in one or "42" in one or "C1" in one]


def test_everything_is_named(page: OverviewPage) -> None:
    for widget in page.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            face = QAccessible.queryAccessibleInterface(widget)
            assert face.text(QAccessible.Text.Name), widget


def test_the_page_of_the_window(qtbot: QtBot, desk: MainWindow) -> None:
    QTest.keyClick(desk, Qt.Key.Key_F4)
    page = desk.case_view.pages.page("overview")
    assert isinstance(page, OverviewPage)
    wait_for(qtbot, lambda: page.graph.item.nodes)
    assert page.isVisible()
    page.filter_wanted.emit('place:"=Lyon, FR"')
    assert 'place:"=Lyon, FR"' in desk.case_view.clusters.filter.text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_painted_in_both_themes(page: OverviewPage, theme: str) -> None:
    settings.put("theme", theme)
    page.restyle()
    picture = page.grab().toImage()
    assert len({picture.pixel(x, y) for x in range(0, 1000, 9) for y in range(0, 800, 9)}) > 8


def test_outlines_are_whole_and_cut_at_the_date_line() -> None:
    found = outlines()
    names = {one.name for one in found.coarse} & {one.name for one in found.fine}
    assert {"France", "Russia", "Fiji", "Brazil"} <= names
    for one in (*found.coarse, *found.fine):
        assert -180 <= one.box[0] <= one.box[2] <= 180
        xs = one.points[::2]
        jumps = [abs(a - b) for a, b in pairwise(xs)]
        assert max(jumps) < 180
    france = [one for one in found.fine if one.name == "France"]
    assert any(one.box[0] < 2.35 < one.box[2] for one in france)


def test_the_nearest_point_that_way() -> None:
    spots = [QPointF(0, 0), QPointF(5, 1), QPointF(9, 0), QPointF(-3, 0), QPointF(0, 7)]
    assert next_in_direction(spots, 0, (1, 0)) == 1
    assert next_in_direction(spots, 0, (-1, 0)) == 3
    assert next_in_direction(spots, 0, (0, 1)) == 4
    assert next_in_direction(spots, 0, (0, -1)) == 0
    assert next_in_direction(spots, -1, (1, 0)) == 0


def test_mark_up_of_an_ad_is_shown_letter_by_letter(
    qtbot: QtBot, page: OverviewPage, case: FakeCase
) -> None:
    case.canary = "<img src='file:///nowhere.png'>"
    page.take(Changed(everything=True))
    wait_for(qtbot, lambda: case.canary in page.places.list.item(0).text())
    wait_for(qtbot, lambda: case.canary in page._why.text())
    page.choose_cell("183:19")
    wait_for(qtbot, lambda: any(case.canary in chip for chip in _chips(page)))
    labels = page.findChildren(QLabel)
    assert all(one.textFormat() == Qt.TextFormat.PlainText for one in labels)
    assert case.canary in page.timeline.item.groups[0]
    assert page.map.toolTip() == page.graph.toolTip() == ""
