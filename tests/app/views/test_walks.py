# SPDX-License-Identifier: GPL-3.0-or-later
"""Every view and dialog, walked through: names, Tab order, words that fit, both directions."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app import bootstrap, i18n, paths, settings
from app.views.layouts import column
from app.views.main_window import MainWindow
from app.views.plain_text import label
from tests.app.views import everything, looking
from tests.app.views.conftest import wait_for

pytestmark = pytest.mark.window
LANGUAGES = ("en", "fr", "es", i18n.PSEUDO_RTL)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    settings.put("language", request.param)
    yield str(request.param)
    settings.put("language", "en")
    bootstrap.application()


def _views(qtbot: QtBot, desk: MainWindow) -> Iterator[str]:
    """The window in each of its states."""
    for page in desk.case_view.page_keys():
        desk.case_view.show_page(page)
        everything.quiet(qtbot, desk)
        yield f"page {page}"
    desk.case_view.show_page("ads")
    tabs = desk.case_view.detail.tabs
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
        everything.quiet(qtbot, desk)
        yield f"tab {place}"
    if settings.get("font_percent") == 100:  # larger, a window of 1440 pixels has no room for it
        desk.toggle_history()
        everything.quiet(qtbot, desk)
        yield "history"
        desk.toggle_history()


def _looked_at(root: QWidget) -> list[str]:
    return [*looking.nameless(root), *looking.cut(root), *looking.on_each_other(root)]


def _wrong_for_long(qtbot: QtBot, root: QWidget) -> list[str]:
    """What a second look finds as well: cards filled in turns are laid out a turn later."""
    for pause in (0, 100, 1_000):
        qtbot.wait(pause)
        found = _looked_at(root)
        if not found:
            break
    return found


def _walk(qtbot: QtBot, desk: MainWindow) -> list[str]:
    found = []
    for view in _views(qtbot, desk):
        found += [f"{view}: {one}" for one in _wrong_for_long(qtbot, desk)]
    for name in everything.DIALOGS:
        with everything.opened(qtbot, desk, name) as form:
            found += [f"{name}: {one}" for one in _wrong_for_long(qtbot, form)]
    return sorted(set(found))


@pytest.mark.parametrize("percent", [100, 150])
def test_every_window_in_every_language_and_direction(
    qtbot: QtBot, language: str, desk: MainWindow, percent: int
) -> None:
    rtl = QApplication.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert rtl == (language == i18n.PSEUDO_RTL)
    desk.resize(1440, 900)
    desk.comfort.resize_words(percent - 100)
    found = _walk(qtbot, desk)
    desk.comfort.resize_words(0)
    assert "\n".join(found) == ""


def test_tab_comes_to_every_control_of_every_dialog(qtbot: QtBot, desk: MainWindow) -> None:
    found = []
    for name in everything.DIALOGS:
        with everything.opened(qtbot, desk, name) as form:
            found += [f"{name}: {one}" for one in looking.tab_order(form)]
    assert "\n".join(found) == ""


def test_no_dialog_is_forgotten(qtbot: QtBot, desk: MainWindow) -> None:
    """Each class of dialog is opened by a line of ``everything``."""
    met: set[str] = set()
    for name in everything.DIALOGS:
        with everything.opened(qtbot, desk, name) as form:
            met |= {kind.__name__ for kind in type(form).__mro__ if issubclass(kind, QDialog)}
    made = set()
    for file in (paths.ROOT / "app" / "views").glob("*.py"):
        text = file.read_text(encoding="utf-8")
        made |= set(re.findall(r"^class (\w+)\((?:QDialog|CodeForm)\)", text, re.MULTILINE))
    assert made - met == set()


def test_the_start_page_and_the_empty_case(qtbot: QtBot, language: str, window: MainWindow) -> None:
    window.resize(1440, 900)
    qtbot.wait(50)
    assert "\n".join(_looked_at(window)) == ""
    wait_for(qtbot, looking.focus_is_there)


def test_what_is_wrong_is_seen(qtbot: QtBot) -> None:
    """The eyes of this file see a planted fault of each kind."""
    wrong = QWidget()
    qtbot.addWidget(wrong)
    inside = column(QLineEdit(), label("many words that do not fit into the room they have"))
    wrong.setLayout(inside)
    wrong.setFixedWidth(60)
    wrong.show()
    qtbot.wait(20)
    wrong.findChildren(QLabel)[0].setGeometry(0, 0, 60, 40)
    found = " ".join(_looked_at(wrong))
    for kind in ("no name", "cut by", "on each other"):
        assert kind in found, found
