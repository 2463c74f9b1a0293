# SPDX-License-Identifier: GPL-3.0-or-later
"""Suggestions by keyboard alone: gone to, seen where they stand, answered, taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.triage.suggestion_items import SuggestionItem
from app.views.detail_pane import DetailPane
from app.views.main_window import MainWindow
from app.views.rules_dialog import RulesDialog
from app.views.suggesting import ClusterSuggestions
from app.views.suggestion_card import SuggestionCard
from indexing.errors import KnownError
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase
from tests.app.views.fake_suggestions import FOUND, TITLE
from tests.app.views.test_keyboard import act, leave, walk_to
from tests.app.views.test_window import dialog, press

pytestmark = pytest.mark.window


@pytest.fixture(autouse=True)
def _nothing_left_open(desk: MainWindow) -> Iterator[None]:
    yield
    desk.features.suggesting.close_all()


@pytest.fixture
def detail(qtbot: QtBot, desk: MainWindow) -> DetailPane:
    """The pane of the first ad, its suggestions looked at."""
    found = desk.case_view.detail
    found.tabs.setCurrentWidget(found.suggestions)
    wait_for(qtbot, lambda: len(found.suggestions.cards) == 2)
    return found


def tab(detail: DetailPane) -> str:
    return detail.tabs.tabText(detail.tabs.indexOf(detail.suggestions))


def words(card: QWidget) -> list[str]:
    return [one.text() for one in card.findChildren(QLabel)]


def here(detail: DetailPane) -> SuggestionCard:
    assert detail.suggestions.current is not None
    return detail.suggestions.current


def off(detail: DetailPane) -> list[str]:
    """Words that are set off in the text."""
    return [one.cursor.selectedText() for one in detail.text.extraSelections()]


def test_a_card_tells_all_that_a_person_needs_to_doubt_it(detail: DetailPane) -> None:
    told = words(detail.suggestions.cards[0])
    for wanted in (
        "JOB-02", "Label JOB-02", "A rule found this.", "It may be quite ordinary.",
        "Base rate: 7 of 2,000 ads here, 0.4 %.", "Source: A study: p. 5", "Ask first.",
    ):  # fmt: skip
        assert wanted in told
    assert any("E2" in one for one in told)


def test_the_innocent_reading_weighs_as_much_as_the_finding(detail: DetailPane) -> None:
    card = detail.suggestions.cards[0]
    found, innocent = (
        next(one for one in card.findChildren(QLabel) if one.text() == text)
        for text in ("A rule found this.", "It may be quite ordinary.")
    )
    for one in (found, innocent):
        home = one.parentWidget()
        assert home is not None
        assert home.property("look") == "well"
        assert not one.property("look")
    assert found.font() == innocent.font()


def test_mitigating_entries_look_like_all_others(detail: DetailPane) -> None:
    one, other = detail.suggestions.cards
    texts = [[b.text() for b in card.findChildren(QPushButton)][-4:] for card in (one, other)]
    assert texts[0] == texts[1]
    assert one.property("look") == other.property("look")


def test_no_list_tells_how_many_suggestions_there_are(desk: MainWindow, detail: DetailPane) -> None:
    assert tab(detail) == "Suggestions (2)"
    for model in (desk.case_view.ads.model, desk.case_view.clusters.model):
        item = model.row(0)
        assert item is not None
        assert not [name for name in dir(item) if "suggest" in name]


def test_g_goes_to_a_suggestion_and_shows_where_it_stands(
    qtbot: QtBot, desk: MainWindow, detail: DetailPane
) -> None:
    press(qtbot, desk, Qt.Key.Key_G)
    assert detail.tabs.currentWidget() is detail.suggestions
    assert here(detail).item.indicator == "JOB-02"
    assert here(detail).hasFocus()
    assert off(detail) == [FOUND]
    press(qtbot, desk, Qt.Key.Key_G)
    assert here(detail).item.indicator == "CTX-03"
    press(qtbot, desk, Qt.Key.Key_G)
    assert here(detail).item.indicator == "JOB-02"


def test_the_words_of_a_title_are_set_off_there(
    qtbot: QtBot, desk: MainWindow, detail: DetailPane
) -> None:
    press(qtbot, desk, Qt.Key.Key_G)
    QTest.keyClick(here(detail), Qt.Key.Key_Tab)
    act(qtbot, desk, f"“\u2068{TITLE}\u2069”")
    assert detail._title.selectedText() == TITLE


@pytest.mark.parametrize(
    ("key", "answer"),
    [("A", "accepted"), ("I", "innocent"), ("R", "rejected"), ("Q", "unsure")],
)
def test_an_answer_by_key_is_kept_shown_and_undone(
    qtbot: QtBot, desk: MainWindow, detail: DetailPane, case: FakeCase, key: str, answer: str
) -> None:
    press(qtbot, desk, Qt.Key.Key_G)
    press(qtbot, desk, getattr(Qt.Key, f"Key_{key}"))
    wait_for(qtbot, lambda: detail.suggestions.cards[0].item.answers)
    assert case.coding.asked == [f"JOB-02 {answer}"]
    assert tab(detail) == "Suggestions (2)"
    assert here(detail).item.indicator == "JOB-02"
    assert off(detail) == [FOUND]
    assert any(one.startswith(answer.split()[0][:6]) for one in words(here(detail)))
    assert case.done[-1].sentence == f"{answer}: JOB-02"


def test_a_key_answers_nothing_that_is_out_of_sight(
    qtbot: QtBot, desk: MainWindow, detail: DetailPane, case: FakeCase
) -> None:
    press(qtbot, desk, Qt.Key.Key_A)
    assert detail.tabs.currentWidget() is detail.suggestions
    assert here(detail).item.indicator == "JOB-02"
    detail.tabs.setCurrentWidget(detail.tags)
    press(qtbot, desk, Qt.Key.Key_A)
    assert not case.coding.asked
    detail.tabs.setCurrentWidget(detail.suggestions)
    bar = detail.suggestions.verticalScrollBar()
    detail.suggestions.go_to(detail.suggestions.cards[0])
    bar.setValue(bar.maximum())
    assert here(detail).visibleRegion().isEmpty()
    press(qtbot, desk, Qt.Key.Key_A)
    assert not case.coding.asked


def test_keys_speak_of_the_card_that_has_the_focus(
    qtbot: QtBot, desk: MainWindow, detail: DetailPane, case: FakeCase
) -> None:
    press(qtbot, desk, Qt.Key.Key_G)
    last = detail.suggestions.cards[1].findChildren(QPushButton)[-1]
    last.setFocus(Qt.FocusReason.BacktabFocusReason)
    assert here(detail) is detail.suggestions.cards[1]
    detail.suggestions.ensureWidgetVisible(last)
    press(qtbot, desk, Qt.Key.Key_R)
    wait_for(qtbot, lambda: case.coding.asked == ["CTX-03 rejected"])


def test_a_word_is_taken_back_by_keyboard(
    qtbot: QtBot, desk: MainWindow, detail: DetailPane, case: FakeCase
) -> None:
    press(qtbot, desk, Qt.Key.Key_G)
    press(qtbot, desk, Qt.Key.Key_A)
    wait_for(qtbot, lambda: detail.suggestions.cards[0].item.mine)
    act(qtbot, desk, "Take my word back")
    wait_for(qtbot, lambda: case.coding.asked[-1] == "JOB-02 withdrawn")
    wait_for(qtbot, lambda: not detail.suggestions.cards[0].item.mine)


def test_who_asks_before_the_answer_is_there_gets_the_first_card(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    page = desk.case_view.detail.suggestions
    page.wait()
    press(qtbot, desk, Qt.Key.Key_G)
    press(qtbot, desk, Qt.Key.Key_A)
    assert words(page) == ["Reading…"]
    desk.case_view.detail.reload()
    wait_for(qtbot, lambda: page.current)
    assert page.current is page.cards[0]
    assert case.coding.asked == []  # nothing is answered that nobody saw


def test_where_no_answer_comes_nobody_is_left_waiting(
    qtbot: QtBot,
    desk: MainWindow,
    detail: DetailPane,
    case: FakeCase,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_what: object) -> list[SuggestionItem]:
        raise KnownError("case_key")

    told: list[Exception] = []
    runner = desk.case_view.detail._runner
    runner.failed.disconnect()
    runner.failed.connect(told.append)
    with monkeypatch.context() as faults:
        faults.setattr(case.coding, "items", broken)
        detail.reload()
        wait_for(qtbot, lambda: told)
        assert len(detail.suggestions.cards) == 2  # the last answer stays
        detail.suggestions.wait()
        press(qtbot, desk, Qt.Key.Key_G)
        detail.reload()
        wait_for(qtbot, lambda: words(detail.suggestions) == ["The suggestions could not be read."])
    detail.reload()
    wait_for(qtbot, lambda: detail.suggestions.cards)
    assert detail.suggestions.current is None  # asked for long ago


def test_who_went_on_meanwhile_is_not_brought_back(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    page, box = desk.case_view.detail.suggestions, desk.case_view.clusters.filter
    page.wait()
    press(qtbot, desk, Qt.Key.Key_G)
    box.setFocus()
    desk.case_view.detail.reload()
    wait_for(qtbot, lambda: page.cards)
    press(qtbot, desk, Qt.Key.Key_A)
    assert box.text().lower() == "a"
    assert case.coding.asked == []


def test_a_closed_case_leaves_no_card_to_be_made(qtbot: QtBot, desk: MainWindow) -> None:
    detail = desk.case_view.detail
    for place in range(detail.tabs.count()):
        detail.tabs.setCurrentIndex(place)
    desk.case_closed()
    qtbot.wait(20)
    for page in detail._pages():
        assert not page._waiting
        assert "Label" not in " ".join(words(page))
        assert not [one for one in page.findChildren(QPushButton) if one.isVisible()]


def test_cards_are_made_when_somebody_looks(qtbot: QtBot, desk: MainWindow) -> None:
    detail = desk.case_view.detail
    wait_for(qtbot, lambda: tab(detail) == "Suggestions (2)")
    assert detail.suggestions.cards == []
    assert words(detail.contacts) == []
    detail.tabs.setCurrentWidget(detail.contacts)
    assert words(detail.contacts)
    detail.tabs.setCurrentWidget(detail.suggestions)
    assert len(detail.suggestions.cards) == 2


def test_undo_takes_an_answer_back(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    press(qtbot, desk, Qt.Key.Key_G)
    page = desk.case_view.detail.suggestions
    wait_for(qtbot, lambda: page.current)
    press(qtbot, desk, Qt.Key.Key_A)
    wait_for(qtbot, lambda: case.done)
    press(qtbot, desk, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, lambda: case.done[-1].undone)


def test_suggestions_on_a_cluster(qtbot: QtBot, desk: MainWindow, case: FakeCase) -> None:
    press(qtbot, desk, Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
    form = desk.features.suggesting.dialog
    assert isinstance(form, ClusterSuggestions)
    wait_for(qtbot, lambda: len(form.page.cards) == 1)
    QTest.keyClick(form, Qt.Key.Key_G)
    QTest.keyClick(form, Qt.Key.Key_I)
    wait_for(qtbot, lambda: case.coding.asked == ["TPC-04 innocent"])
    wait_for(qtbot, lambda: form.page.cards[0].item.mine)
    act(qtbot, form, "A3")
    shown = desk.case_view.detail
    wait_for(qtbot, lambda: shown.ad and shown.ad.ad == 3)
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert desk.features.suggesting.dialog is None


def test_locking_leaves_no_suggestion_on_screen(
    qtbot: QtBot, desk: MainWindow, detail: DetailPane
) -> None:
    desk.features.suggesting.show_cluster(1)
    desk.case_closed()
    assert desk.features.suggesting.dialog is None
    assert not detail.suggestions.cards


def test_a_poor_rule_is_switched_off_by_keyboard_and_undone(
    qtbot: QtBot, desk: MainWindow, case: FakeCase
) -> None:
    press(qtbot, desk, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    form = dialog(qtbot, RulesDialog)
    wait_for(qtbot, lambda: form.list.topLevelItemCount() == 2)
    assert "7 of 2,000" in form._told.text()
    walk_to(form, form.list)
    QTest.keyClick(form.list, Qt.Key.Key_Down)
    assert "Proposal" in form._why.text()
    act(qtbot, form, "Switch this rule off")
    wait_for(qtbot, lambda: case.coding.off == {"R-JOB"})
    wait_for(qtbot, lambda: form.switch.text() == "Switch this rule on")
    current = form.list.currentItem()
    assert current is not None
    assert current.text(0) == "R-JOB"
    QTest.keyClick(form, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, lambda: case.done[-1].undone)
    leave(qtbot, form)
