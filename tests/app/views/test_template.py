# SPDX-License-Identifier: GPL-3.0-or-later
"""The template window: one text with chips, the values of a slot, ads against slots."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.triage.template_items import OneTemplate, PartItem
from app.triage.template_text import compose
from app.views.main_window import MainWindow
from app.views.template_dialog import TemplateDialog
from app.views.template_text import values_told
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase

pytestmark = pytest.mark.window


def opened(qtbot: QtBot, desk: MainWindow) -> TemplateDialog:
    desk.actions_by_key["template"].trigger()
    form = desk.features.templates.dialog
    assert form is not None
    wait_for(qtbot, lambda: form.found is not None)
    return form


def test_the_text_shows_slots_with_number_and_values(qtbot: QtBot, desk: MainWindow) -> None:
    form = opened(qtbot, desk)
    text = form.text.toPlainText()
    assert "Packers wanted in \u2068[1 · 2]\u2069 near the ring road," in text
    assert form.values.item(0).text() == "\u20682 ads\u2069 – \u2068Lille\u2069"
    form.choose_slot(2)
    assert form.values.count() == 3
    assert form.values.item(2).text() == "and 3 more"
    place = text.index("[2")
    assert (form.text.slot_at(place), form.text.slot_at(0)) == (2, 0)
    cursor = form.text.textCursor()
    cursor.setPosition(place + 1)
    assert cursor.charFormat().fontUnderline()


def test_every_ad_stands_in_the_table_and_a_click_opens_it(qtbot: QtBot, desk: MainWindow) -> None:
    form = opened(qtbot, desk)
    rows = form.rows
    assert rows.rowCount() == 4
    wait_for(qtbot, lambda: rows.row(0) is not None)
    cells = [rows.data(rows.index(0, column)) for column in range(rows.columnCount())]
    assert cells == ["A1", "1", "Lille", "•••• 42", "soon", "2"]
    assert rows.data(rows.index(3, 1)) == "none: odd one out"
    form.table.clicked.emit(rows.index(2, 3))
    wait_for(qtbot, lambda: desk.case_view.detail.ad and desk.case_view.detail.ad.ad == 3)
    assert form.slots.currentRow() == 1


def test_the_odd_one_out_is_named(qtbot: QtBot, desk: MainWindow) -> None:
    form = opened(qtbot, desk)
    wait_for(qtbot, lambda: any(one.text() == "A4" and one.isVisible() for one in buttons(form)))


def buttons(form: TemplateDialog) -> list[QPushButton]:
    return form.findChildren(QPushButton)


def test_nothing_in_common_is_said(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    case.bare = True
    form = opened(qtbot, desk)
    wait_for(qtbot, lambda: "share no common text" in form._nothing.text())
    assert form._pages.currentIndex() == 1


def test_the_window_closes_with_the_case(qtbot: QtBot, desk: MainWindow) -> None:
    opened(qtbot, desk)
    desk.actions_by_key["lock"].trigger()
    wait_for(qtbot, lambda: desk.features.templates.dialog is None)


def test_the_pane_has_a_button(qtbot: QtBot, desk: MainWindow) -> None:
    found = desk.case_view.clusters.findChildren(QPushButton)
    button = next(one for one in found if one.text() == "Template…")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert desk.features.templates.dialog is not None


class TestMarkUp:
    """Words of ads that look like mark-up are shown letter by letter."""

    @pytest.fixture
    def case(self) -> FakeCase:
        return FakeCase(canary=" <b>bold</b>")

    def test_it_is_shown(self, qtbot: QtBot, desk: MainWindow) -> None:
        form = opened(qtbot, desk)
        assert "<b>bold</b>" in form.text.toPlainText()
        assert form.values.item(0).text() == "\u20682 ads\u2069 – \u2068Lille <b>bold</b>\u2069"
        told = form.text.told_at(form.text.toPlainText().index("[1"))
        assert "&lt;b&gt;bold" in told
        assert "<b>" not in told
        assert form.text.told_at(0) == ""


def test_places_of_chips_count_as_text_widgets_do() -> None:
    parts = (PartItem("👍a"), PartItem("", 1, (("x", 2),), 2, 2), PartItem("b\r\n"),
             PartItem("", 2, (), 9, 9))  # fmt: skip
    text, spots = compose(OneTemplate(3, parts))
    units = text.encode("utf-16-le")
    told = [units[2 * one.start : 2 * one.end].decode("utf-16-le") for one in spots]
    assert told == ["[1\u00a0·\u00a02]", "[2\u00a0·\u00a09]"]
    assert text.startswith("👍a \u2068[1")


def test_values_are_told_with_their_ads() -> None:
    part = PartItem("", 1, (("two\nlines", 3), ("x" * 90, 1)), 7, 9)
    assert values_told(part).split("\n") == [
        "3 ads – \u2068two lines\u2069", "1 ad – \u2068" + "x" * 60 + "…\u2069", "and 5 more",
    ]  # fmt: skip
