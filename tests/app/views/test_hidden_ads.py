# SPDX-License-Identifier: GPL-3.0-or-later
"""An ad is read only where it is seen: no key acts on one that another page hides."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.views.main_window import MainWindow
from tests.app.views import everything
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase

pytestmark = pytest.mark.window


def ad_shown(desk: MainWindow) -> int | None:
    ad = desk.case_view.detail.ad
    return None if ad is None else ad.ad


@pytest.mark.parametrize("page", ["decide", "overview"])
def test_no_ad_is_read_behind_another_page(qtbot: QtBot, desk: MainWindow, page: str) -> None:
    view = desk.case_view
    view.show_page(page)
    QTest.keyClick(view.clusters.list, Qt.Key.Key_Down)
    wait_for(qtbot, lambda: view.ads.cluster == 2 and view.ads.current is not None)
    everything.quiet(qtbot, desk)
    assert ad_shown(desk) is None
    view.show_page("ads")
    wait_for(qtbot, lambda: ad_shown(desk) is not None)
    assert ad_shown(desk) == view.ads.current


def test_a_key_on_the_overview_seals_no_ad_that_is_not_seen(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    view = desk.case_view
    view.show_page("overview")
    QTest.keyClick(view.clusters.list, Qt.Key.Key_Down)
    everything.quiet(qtbot, desk)
    for key in ("protect", "purge", "tag", "note", "pictures"):
        desk.actions_by_key[key].trigger()
    everything.quiet(qtbot, desk)
    assert everything.shown_dialogs(desk) == []
    assert case.done == []


def test_the_page_comes_back_to_the_ad_that_was_looked_at(qtbot: QtBot, desk: MainWindow) -> None:
    view = desk.case_view
    QTest.keyClick(view.ads.list, Qt.Key.Key_Down)
    wait_for(qtbot, lambda: ad_shown(desk) == view.ads.current)
    looked_at = view.ads.current
    view.show_page("decide")
    everything.quiet(qtbot, desk)
    view.show_page("ads")
    everything.quiet(qtbot, desk)
    assert ad_shown(desk) == looked_at
