# SPDX-License-Identifier: GPL-3.0-or-later
"""A small screen: every window opens within it, and its words are not cut there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from app import bootstrap, i18n, settings
from app.triage.items import Changed, RecentCase
from app.views import fitting
from app.views.main_window import MainWindow
from tests.app.views import everything, looking
from tests.app.views.conftest import LAPTOP, wait_for
from tests.app.views.fake import FakeCase

pytestmark = pytest.mark.window
ROOM = fitting.room


@pytest.fixture(params=["en", "fr", "es", i18n.PSEUDO_RTL])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    settings.put("language", request.param)
    yield str(request.param)
    settings.put("language", "en")
    bootstrap.application()


def test_no_dialog_opens_larger_than_the_screen(
    qtbot: QtBot, desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "room", ROOM)
    most = desk.screen().availableSize()
    desk.features.comparing.compare(1, 2)
    wait_for(qtbot, lambda: QApplication.activeModalWidget() is not None)
    (form,) = everything.shown_dialogs(desk)
    assert form.height() < most.height() < 820  # its width cannot be as small as this screen's
    assert fitting.room(form).height() == form.height()
    everything.close_all(desk)


def test_every_dialog_fits_a_small_screen(
    qtbot: QtBot, language: str, desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(everything, "heighten", _leave)
    found = []
    for name in everything.DIALOGS:
        with everything.opened(qtbot, desk, name) as form:
            size = form.size()
            if size.boundedTo(LAPTOP.size()) != size:
                found.append(f"{name}: {size.width()} x {size.height()}")
    assert "\n".join(found) == ""


def _leave(_form: QDialog) -> None:
    """Leave a dialog as high as it opened."""


def test_the_window_stays_within_a_small_screen(
    qtbot: QtBot, language: str, desk: MainWindow
) -> None:
    desk.resize(LAPTOP.size())
    everything.quiet(qtbot, desk)
    found = []
    for page in (*desk.case_view.page_keys(), "ads"):
        desk.case_view.show_page(page)
        everything.quiet(qtbot, desk)
        if desk.size() != LAPTOP.size():
            found.append(f"{page}: {desk.width()} x {desk.height()}")
    desk.toggle_history()
    everything.quiet(qtbot, desk)
    if desk.size() != LAPTOP.size():
        found.append(f"history: {desk.width()} x {desk.height()}")
    desk.toggle_history()
    assert "\n".join(found) == ""


def test_every_act_of_the_tool_bar_is_seen_on_a_small_screen(
    qtbot: QtBot, language: str, desk: MainWindow
) -> None:
    desk.resize(LAPTOP.size())
    desk._about.setText("2,000 ads · keep until 2027-11-22 · second reader")
    desk.bar.settle()
    everything.quiet(qtbot, desk)
    buttons = [desk.bar.widgetForAction(desk.actions_by_key[key]) for key in ("keys", "undo")]
    for one in buttons:
        assert isinstance(one, QToolButton)
        assert one.isVisible()
        assert one.toolTip()
    desk.resize(1900, 688)
    everything.quiet(qtbot, desk)
    for one in buttons:
        assert isinstance(one, QToolButton)
        assert one.width() > one.height()  # with its words


def words_shown(desk: MainWindow) -> dict[str, bool]:
    """Of each act of the tool bar, whether its words are seen."""
    found = {}
    for key, action in desk.actions_by_key.items():
        one = desk.bar.widgetForAction(action)
        if isinstance(one, QToolButton):
            assert one.isVisible(), key
            found[key] = one.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    return found


def test_the_acts_of_the_tool_bar_stand_closer_before_words_go(
    qtbot: QtBot, language: str, desk: MainWindow
) -> None:
    desk._about.setText("2 000 annonces · à conserver jusqu’au 2027-11-23")
    for width in (1366, 1600, 1366):
        desk.resize(width, 688)
        desk.bar.settle()
        everything.quiet(qtbot, desk)
        assert all(words_shown(desk).values()), (width, words_shown(desk))
    desk.resize(1240, 688)
    desk._about.setText("2 000 annonces · à conserver jusqu’au 2027-11-23 · second lecteur")
    desk.bar.settle()
    everything.quiet(qtbot, desk)
    shown = words_shown(desk)
    assert shown["undo"] == shown["redo"]
    assert desk.bar.sizeHint().width() <= desk.bar.width()


def test_a_long_name_of_a_case_leaves_room_for_the_acts(
    qtbot: QtBot, language: str, desk: MainWindow, case: FakeCase
) -> None:
    case.canary = " of rooms and desks" * 10
    desk.resize(LAPTOP.size())
    desk.take(Changed(everything=True))
    everything.quiet(qtbot, desk)
    assert case.canary in desk.windowTitle()
    assert case.canary in desk._name.toolTip()
    assert words_shown(desk)["import"]
    assert desk._name.sizeHint().width() <= desk._name.width()


def test_every_tab_of_an_ad_stays_in_sight_beside_the_first_case(
    qtbot: QtBot, language: str, desk: MainWindow
) -> None:
    desk.resize(LAPTOP.size())
    desk.first_case.show()
    everything.quiet(qtbot, desk)
    tabs = desk.case_view.detail.tabs
    bar = tabs.tabBar()
    for place in range(tabs.count()):
        tabs.name_tab(place, f"{tabs.tabText(place).partition(' (')[0]} (12)")
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
        everything.quiet(qtbot, desk)
        seen = [bar.rect().contains(bar.tabRect(n)) for n in range(tabs.count())]
        assert all(seen), seen
        assert all(bar.tabRect(n).width() > 40 for n in range(tabs.count()))
        assert "(12)" in bar.tabToolTip(place)
    desk.first_case.hide()
    desk.resize(1900, 688)
    everything.quiet(qtbot, desk)
    assert not tabs._is_close


def test_long_names_on_the_start_page_are_read_whole(
    qtbot: QtBot, language: str, window: MainWindow
) -> None:
    names = (
        "rooms-and-desks_" * 14,
        "many words of a name " * 12,
        "\u0645\u0643\u062a\u0628 " * 60,
    )
    purpose = "looked-at-for-" * 60
    cases = [RecentCase(f"/{'folder/' * 60}{n}", n, True, purpose, "2027-11-01") for n in names]
    window.resize(LAPTOP.size())
    window.start.show_cases(cases)
    everything.quiet(qtbot, window)
    assert looking.cut(window) == []
    shown = [one for one in window.start.findChildren(QLabel) if len(one.text()) > 200]
    assert len(shown) >= 2 * len(names)
    for one in shown:
        longest = max(one.text().replace("\u200b", " ").split(), key=len)
        assert one.fontMetrics().horizontalAdvance(longest) <= one.width()


def test_the_order_of_the_queue_is_read_whole(
    qtbot: QtBot, language: str, desk: MainWindow
) -> None:
    desk.resize(LAPTOP.size())
    everything.quiet(qtbot, desk)
    box = desk.case_view.clusters.head.orders
    widest = max(box.fontMetrics().horizontalAdvance(box.itemText(n)) for n in range(box.count()))
    assert widest < box.width() - 46  # its frame and its arrow
    box.showPopup()
    qtbot.wait(20)
    view = box.view()
    last = view.visualRect(box.model().index(box.count() - 1, 0))
    seen = view.viewport()
    assert last.bottom() <= seen.height()
    assert widest < seen.width()
    box.hidePopup()


def test_what_is_wrong_with_a_filter_is_read_whole(
    qtbot: QtBot, language: str, desk: MainWindow
) -> None:
    desk.resize(LAPTOP.size())
    head = desk.case_view.clusters.head
    words = "The status “wrong” is not known. Use one of todo, looking, done, set_aside. " * 2
    head.tell_problem(words, "The filter language is told under the question mark.")
    everything.quiet(qtbot, desk)
    assert head.hint.isVisible()
    assert looking.cut(desk) == []
    head.tell_problem(f"Not understood at: site:{'averylongname' * 6}", "")
    everything.quiet(qtbot, desk)
    room = QRect(0, 0, head.hint.width(), 10_000)
    metrics = head.hint.fontMetrics()
    told = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), head.hint.text())
    assert told.width() <= head.hint.width()
    assert looking.cut(desk) == []
