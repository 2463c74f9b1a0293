# SPDX-License-Identifier: GPL-3.0-or-later
"""Mark-up in every field, over every page, dialog, tooltip and message: it opens nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app import settings
from app.triage.items import Changed, NewTag, RecentCase, Target
from app.triage.queue_items import ViewItem
from app.views import plain_text, problems
from app.views.main_window import MainWindow
from indexing.errors import BadInputError
from tests.app.views import canary, everything
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase, FakeDoors

pytestmark = pytest.mark.window
HIGH = 900


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return canary.picture(tmp_path)


@pytest.fixture
def case(file: Path) -> FakeCase:
    made = FakeCase(canary=canary.words(file))
    made.queue.views[1] = ViewItem(1, "mine" + made.canary, "words" + made.canary, "size")
    return made


def seen(window: MainWindow) -> list[str]:
    """What is wrong with the windows that are shown now."""
    found = []
    for top in QApplication.topLevelWidgets():
        if top.isVisible():
            found += canary.sinks(top)
            top.grab()
            large = [one for one in top.findChildren(QLabel) if one.sizeHint().height() > HIGH]
            found += [f"a picture in {one.text()[:60]}" for one in large]
    return found


def test_the_watch_sees_a_label_that_obeys(qtbot: QtBot, file: Path) -> None:
    with canary.opens(file) as opened:
        obeying = QLabel(canary.words(file))
        qtbot.addWidget(obeying)
        assert obeying.sizeHint().height() > HIGH
        assert canary.sinks(obeying) == ["rich words in QLabel "]
    assert opened


def test_pages(qtbot: QtBot, desk: MainWindow, case: FakeCase, file: Path) -> None:
    view = desk.case_view
    with canary.opens(file) as opened:
        for key in view.page_keys():
            view.show_page(key)
            everything.quiet(qtbot, desk)
            assert seen(desk) == [], key
        view.show_page("ads")
        for place in range(view.detail.tabs.count()):
            view.detail.tabs.setCurrentIndex(place)
            everything.quiet(qtbot, desk)
            assert seen(desk) == []
        desk.acts.changed.emit(Changed("Kept" + case.canary, everything=True))
        desk.actions_by_key["facets"].trigger()
        desk.toggle_history()
        view.clusters.filter.setText("words" + case.canary)
        everything.quiet(qtbot, desk)
        assert seen(desk) == []
        view.clusters.filter.setText("sit:" + case.canary)
        wait_for(qtbot, view.clusters.head.hint.isVisible)
        view.clusters.show_found([(1, "why" + case.canary)], "about" + case.canary)
        everything.quiet(qtbot, desk)
        view.clusters.views.showMenu()
        assert seen(desk) == []
        view.clusters.views.menu().close()
    assert not opened


def test_tags_notes_and_the_history(
    qtbot: QtBot, desk: MainWindow, case: FakeCase, file: Path
) -> None:
    with canary.opens(file) as opened:
        target = Target(ad=1)
        session = FakeDoors(case).open("", "correct horse")
        session.add_note(target, "note")
        session.add_tag(NewTag(target, "FEE-01" + case.canary, "present", "low", case.canary))
        desk.toggle_history()
        for key in desk.case_view.page_keys():
            desk.case_view.show_page(key)
            desk.acts.changed.emit(Changed("", (1,), clusters=True))
            everything.quiet(qtbot, desk)
            assert seen(desk) == [], key
        detail = desk.case_view.detail
        desk.case_view.show_page("ads")
        detail.tabs.setCurrentWidget(detail.tags)
        everything.quiet(qtbot, desk)
        assert any("<img src=" in one.text() for one in detail.tags.findChildren(QLabel))
        assert seen(desk) == []
        desk.actions_by_key["undo"].trigger()
        everything.quiet(qtbot, desk)
        assert case.canary in desk.statusBar().currentMessage()
        assert seen(desk) == []
    assert not opened


def test_dialogs(qtbot: QtBot, desk: MainWindow, case: FakeCase, file: Path) -> None:
    shown = 0
    with canary.opens(file) as opened:
        for name in everything.DIALOGS:
            with everything.opened(qtbot, desk, name) as form:
                assert seen(desk) == [], name
                texts = [one.text() for one in form.findChildren(QLabel)]
                shown += any("<img src=" in one for one in texts)
    assert not opened
    assert shown >= 9, "the words did not reach the dialogs: nothing was tested"


def test_a_search_by_mark_up(qtbot: QtBot, desk: MainWindow, case: FakeCase, file: Path) -> None:
    with canary.opens(file) as opened:
        desk.actions_by_key["search"].trigger()
        panel = desk.features.searching.panel
        assert panel is not None
        panel.search_for("words", "packers" + case.canary)
        wait_for(qtbot, lambda: panel.hit() is not None)
        assert "<img src=" in panel.hit().why  # type: ignore[union-attr]
        everything.quiet(qtbot, desk)
        assert seen(desk) == []
        desk.features.close_all()
    assert not opened


def test_what_goes_wrong_is_told_with_its_words(
    qtbot: QtBot, window: MainWindow, case: FakeCase, file: Path
) -> None:
    with canary.opens(file) as opened:
        detail = {"id": case.canary, "file": case.canary, "name": case.canary}
        for code in ("id_unknown", "bad_filter", "file_missing"):
            problems.tell(window, BadInputError(code, path=Path(case.canary), detail=detail))
        problems.tell(window, ValueError(case.canary))
        plain_text.warn(window, "title" + case.canary, "text" + case.canary, "more" + case.canary)
        qtbot.wait(30)
        assert seen(window) == []
        for box in QApplication.topLevelWidgets():
            if box is not window and box.isVisible():
                box.close()
    assert not opened


def test_the_start_page(qtbot: QtBot, window: MainWindow, case: FakeCase, file: Path) -> None:
    path = "/nowhere/x" + case.canary.replace("/", "|")
    recent = [RecentCase(path, "name" + case.canary, True)]
    settings.put("recent_cases", [path])
    with canary.opens(file) as opened:
        window.start.show_cases(recent)
        qtbot.wait(30)
        assert seen(window) == []
    assert not opened
