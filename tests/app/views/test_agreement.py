# SPDX-License-Identifier: GPL-3.0-or-later
"""Agreement, draws and the second reader by keyboard alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.views import main_window
from app.views.agreement_dialog import AgreementDialog
from app.views.main_window import MainWindow
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase
from tests.app.views.test_keyboard import focused, walk_to
from tests.app.views.test_window import back, press

pytestmark = pytest.mark.window
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def _nothing_left_open(desk: MainWindow) -> Iterator[None]:
    yield
    desk.features.coding.close_all()


@pytest.fixture
def form(qtbot: QtBot, desk: MainWindow) -> AgreementDialog:
    """The dialog, counted."""
    press(qtbot, desk, Qt.Key.Key_A, CONTROL | SHIFT)
    made = desk.features.coding.agreement
    assert made is not None
    wait_for(qtbot, lambda: made.found is not None)
    return made


def words(page: QWidget) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel))


def test_figures_stand_with_their_warning_and_their_parts(form: AgreementDialog) -> None:
    assert focused(form) is form.table
    first = form.table.topLevelItem(0)
    assert first is not None
    assert [first.text(n) for n in range(8)] == [
        "FEE-01  Entry FEE-01", "200", "0.010", "0.990", "0.500", "0.495", "0.496", "0.100 – 0.900",
    ]  # fmt: skip
    assert first.childCount() == 1
    assert "Nearly all say the same." in form._notes.text()
    assert form._how.text() == "How to read it."


def test_a_disagreement_opens_its_ad(qtbot: QtBot, desk: MainWindow, form: AgreementDialog) -> None:
    walk_to(form, form.disputes)
    QTest.keyClick(form.disputes, Qt.Key.Key_Home)
    QTest.keyClick(form.disputes, Qt.Key.Key_Return)
    detail = desk.case_view.detail
    wait_for(qtbot, lambda: detail.ad and detail.ad.ad == 3)


def test_ads_are_drawn_and_gone_through(
    qtbot: QtBot, desk: MainWindow, form: AgreementDialog, case: FakeCase
) -> None:
    form.tabs.setCurrentIndex(1)
    form.random.setFocus()
    QTest.keyClick(walk_to(form, "Draw ads"), Qt.Key.Key_Space)
    wait_for(qtbot, lambda: case.agreement.drawn == (100, 50))
    wait_for(qtbot, lambda: form.drawn.topLevelItemCount() == 2)
    walk_to(form, form.drawn)
    QTest.keyClick(form.drawn, Qt.Key.Key_Home)
    QTest.keyClick(form.drawn, Qt.Key.Key_Return)
    detail = desk.case_view.detail
    wait_for(qtbot, lambda: detail.ad and detail.ad.ad == 4)
    back(qtbot, desk)
    press(qtbot, desk, Qt.Key.Key_E)
    wait_for(qtbot, lambda: case.agreement.done == {4})
    wait_for(qtbot, lambda: "you went through 1 of 2 ads" in form._told.text())


def test_a_second_reader_sees_nothing_of_others_until_they_have_coded(
    qtbot: QtBot, desk: MainWindow, case: FakeCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    detail = desk.case_view.detail
    detail.tabs.setCurrentWidget(detail.suggestions)
    wait_for(qtbot, lambda: detail.suggestions.cards)
    press(qtbot, desk, Qt.Key.Key_2, CONTROL)
    wait_for(qtbot, lambda: detail.ad and detail.ad.is_hidden)
    wait_for(qtbot, lambda: not detail.suggestions.cards)
    detail.tabs.setCurrentWidget(detail.tags)
    assert "hidden until you have coded" in words(detail.tags)
    detail.tabs.setCurrentWidget(detail.suggestions)
    assert "hidden until you have coded" in words(detail.suggestions)
    wait_for(qtbot, lambda: desk.actions_by_key["second"].isChecked())
    assert "second reader" in desk._about.text()
    told: list[str] = []
    with monkeypatch.context() as inside:
        inside.setattr(main_window, "inform", lambda _on, _title, words: told.append(words))
        press(qtbot, desk, Qt.Key.Key_E, CONTROL)
    assert "what others set" in " ".join(told)
    press(qtbot, desk, Qt.Key.Key_A, CONTROL | SHIFT)
    form = desk.features.coding.agreement
    assert form is not None
    wait_for(qtbot, lambda: "hidden" in form._how.text())
    assert form.table.topLevelItemCount() == 0
    QTest.keyClick(form, Qt.Key.Key_Escape)
    back(qtbot, desk)
    press(qtbot, desk, Qt.Key.Key_E)
    wait_for(qtbot, lambda: detail.ad and not detail.ad.is_hidden)
    wait_for(qtbot, lambda: detail.suggestions.cards)
    press(qtbot, desk, Qt.Key.Key_2, CONTROL)
    wait_for(qtbot, lambda: not case.agreement.is_second)
