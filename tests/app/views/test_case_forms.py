# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of a new case: what it offers is taken when asked for, what it refuses is seen whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.views import fitting
from app.views.case_forms import NewCaseDialog, UnlockDialog
from app.views.main_window import MainWindow
from tests.app.views.conftest import LAPTOP, wait_for

pytestmark = pytest.mark.window
LONG = "There is something at this place that is not a case, so that nothing is made there. " * 3


@pytest.fixture
def form(qtbot: QtBot, window: MainWindow) -> NewCaseDialog:
    made = NewCaseDialog(Path("/nowhere"), window)
    qtbot.addWidget(made)
    made.open()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.countries.setFocus()
    wait_for(qtbot, made.countries.hasFocus)
    return made


def typed(words: str) -> None:
    """Type as a person does: into what hears the keys."""
    for letter in words:
        QTest.keyClicks(heard(), letter)


def press(key: Qt.Key) -> None:
    QTest.keyClick(heard(), key)


def heard() -> QWidget:
    found = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert found is not None
    return found


def attempts(form: NewCaseDialog) -> list[str]:
    """What the form said each time that it was to make the case."""
    told: list[str] = []
    form._go.clicked.connect(lambda: told.append(form._problem.text()))
    return told


@pytest.mark.parametrize("words", ["a", "zz", "united", "of"])
def test_return_takes_no_country_that_was_not_asked_for(form: NewCaseDialog, words: str) -> None:
    told = attempts(form)
    typed(words)
    press(Qt.Key.Key_Return)
    assert (form.countries.text(), told) == (words, [])
    press(Qt.Key.Key_Return)
    assert form.countries.text() == words
    assert len(told) == 1


@pytest.mark.parametrize(
    ("words", "code"), [("fr", "FR"), ("germ", "DE"), ("uk", "GB"), ("Niger", "NE")]
)
def test_return_takes_what_can_only_be_meant(form: NewCaseDialog, words: str, code: str) -> None:
    typed(words)
    assert form.countries._list.chosen == code
    assert code in form.countries.accessibleDescription()
    press(Qt.Key.Key_Return)
    assert form.countries.text() == f"{code}, "


def test_arrows_mark_and_escape_gives_up_the_list_alone(form: NewCaseDialog) -> None:
    typed("united")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        press(key)
    marked = form.countries._list.chosen
    press(Qt.Key.Key_Escape)
    assert form.isVisible()
    assert form.countries.text() == "united"
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    assert form.countries.text() == f"{marked}, "


def test_tab_takes_what_is_marked_and_goes_on(form: NewCaseDialog) -> None:
    typed("fr, germ")
    press(Qt.Key.Key_Tab)
    assert form.countries.text() == "FR, DE"
    assert form.languages.hasFocus()


def test_a_click_on_the_list_takes_what_it_says(qtbot: QtBot, form: NewCaseDialog) -> None:
    typed("united")
    shown = form.countries._list
    place = shown.visualItemRect(shown.item(1)).center()
    code = str(shown.item(1).data(Qt.ItemDataRole.UserRole))
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert form.countries.text() == f"{code}, "
    assert form.countries.hasFocus()
    assert not shown.isVisible()


def test_the_first_click_beside_the_list_does_what_it_does(form: NewCaseDialog) -> None:
    typed("fr")
    assert form.countries._list.isVisible()
    assert QApplication.activePopupWidget() is None, "it would take the next click for itself"
    (cancel,) = (one for one in form.findChildren(QPushButton) if one.text() == "Cancel")
    pressed(cancel)
    assert not form.countries._list.isVisible()
    pressed(cancel, QEvent.Type.MouseButtonRelease)
    assert not form.isVisible()


def pressed(button: QWidget, kind: QEvent.Type = QEvent.Type.MouseButtonPress) -> None:
    """A mouse where the system says it is, as no function of the tests tells it."""
    inside = button.rect().center()
    held = Qt.MouseButton.LeftButton
    local, outer = QPointF(inside), QPointF(button.mapToGlobal(inside))
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(button, QMouseEvent(kind, local, outer, held, held, none))


def test_the_list_stays_in_the_form(qtbot: QtBot, form: NewCaseDialog) -> None:
    form.resize(form.width(), 420)
    for field in (form.countries, form.languages):
        field.setFocus()
        form._fields.ensureWidgetVisible(field)
        typed("a")
        assert field._list.isVisible()
        assert form.rect().contains(field._list.geometry())
        top = field.mapTo(form, QPoint(0, 0)).y()
        assert not field._list.geometry().contains(QPoint(field._list.x() + 2, top + 5))


def test_the_error_is_seen_whole_on_a_small_screen(
    qtbot: QtBot, form: NewCaseDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "room", lambda _window: LAPTOP)
    form.resize(form.width(), form.sizeHint().height())
    fitting.fit(form)
    form.tell(LONG)
    qtbot.wait(30)
    problem, foot = form._problem, form._go
    assert form.height() <= LAPTOP.height()
    assert problem.height() >= problem.heightForWidth(problem.width())
    assert form.rect().contains(foot.mapTo(form, foot.rect().bottomRight()))
    assert form.countries.visibleRegion().boundingRect().height() == form.countries.height()


def test_an_error_goes_when_it_was_mended(form: NewCaseDialog) -> None:
    form._try()
    assert "Name" in form._problem.text()
    form.purpose.setText("rooms to let")
    assert form._problem.isVisible(), "the name is missing still"
    form.name.setText("Spring")
    assert not form._problem.isVisible()
    form.tell(LONG)
    form.name.setText("Spring 2")
    assert not form._problem.isVisible()


def test_a_case_that_is_being_made_is_not_called_off(form: NewCaseDialog) -> None:
    for line in (form.name, form.purpose, form.basis, form.responsible):
        line.setText("words")
    for line in (form.first, form.second):
        line.setText("long enough words")
    form._try()
    form.reject()
    assert form.isVisible(), "its recovery key is shown once, and is about to come"
    form.tell("There is no room on this disk.")
    form.reject()
    assert not form.isVisible()


def test_a_wrong_passphrase_is_held_against_nobody_who_types(qtbot: QtBot) -> None:
    form = UnlockDialog("Spring")
    qtbot.addWidget(form)
    form.show()
    form.tell("This passphrase does not open it.")
    QTest.keyClicks(form.secret, "x")
    assert not form._problem.isVisible()
