# SPDX-License-Identifier: GPL-3.0-or-later
"""The codebook by keyboard alone: found, switched, added to, tried, compared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.triage.codebook_items import Entry
from app.views.code_forms import CodeForm, EntryForm
from app.views.codebook_dialog import CodebookDialog
from app.views.codebook_exchange import ExchangeDialog
from app.views.main_window import MainWindow
from app.views.rule_form import RuleForm
from tests.app.views.conftest import wait_for
from tests.app.views.fake import FakeCase
from tests.app.views.fake_codebook import PAGES
from tests.app.views.test_keyboard import act, focused, leave, walk_to
from tests.app.views.test_window import dialog, press

pytestmark = pytest.mark.window


@pytest.fixture(autouse=True)
def _nothing_left_open(desk: MainWindow) -> Iterator[None]:
    yield
    desk.features.coding.close_all()


@pytest.fixture
def form(qtbot: QtBot, desk: MainWindow) -> CodebookDialog:
    """The codebook, read, with its first entry shown."""
    press(qtbot, desk, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    found = dialog(qtbot, CodebookDialog)
    wait_for(qtbot, lambda: found.entry() is not None)
    return found


def shown(form: QWidget) -> list[str]:
    return [one.text() for one in form.findChildren(QLabel) if one.isVisibleTo(form)]


def wrong(form: CodeForm, name: str) -> str:
    one = form._wrong[name]
    return "" if one.isHidden() else one.text()


def test_an_entry_is_found_and_told_with_its_innocent_reading(
    qtbot: QtBot, form: CodebookDialog
) -> None:
    assert focused(form) is form.search
    QTest.keyClicks(form.search, "lab-01")
    entry = form.entry()
    assert entry is not None
    assert entry.id == "LAB-01"
    wait_for(qtbot, lambda: "Entry LAB-01." in shown(form))
    wait_for(qtbot, lambda: "Innocent reading" in shown(form))
    leave(qtbot, form)


def test_entries_and_rules_are_switched_and_undone(
    qtbot: QtBot, form: CodebookDialog, case: FakeCase
) -> None:
    act(qtbot, form, "Switch rule off")
    wait_for(qtbot, lambda: case.book.off == {"R-FEE-01-en"})
    wait_for(qtbot, lambda: form.rules.topLevelItemCount() == 2)
    act(qtbot, form, "Switch entry off")
    wait_for(qtbot, lambda: "FEE-01" in case.book.off)
    wait_for(qtbot, lambda: form.switch_entry.text() == "Switch entry on")
    QTest.keyClick(form, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, lambda: case.done[-1].undone)


def entry_form(qtbot: QtBot, form: CodebookDialog) -> EntryForm:
    act(qtbot, form, "Add an entry…")
    return dialog(qtbot, EntryForm)


FILLED = {
    "id": "uni-01", "label": "Keys are paid for", "definition": "Keys cost money.",
    "innocent": "Deposits that are given back.", "note": "Seen by the unit.",
    "citation": "Report of the unit, 2026", "locator": "p. 2",
}  # fmt: skip


def fill(made: CodeForm, values: dict[str, str]) -> None:
    for name, value in values.items():
        field = walk_to(made, made.fields[name])
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, value)


def test_what_is_missing_is_said_at_each_field(
    qtbot: QtBot, form: CodebookDialog, case: FakeCase
) -> None:
    made = entry_form(qtbot, form)
    fill(made, {"id": "UNI-01"})
    QTest.keyClick(walk_to(made, "Save"), Qt.Key.Key_Space)
    assert not wrong(made, "id")
    for name in ("label", "definition", "innocent", "note", "locator"):
        assert wrong(made, name) == "This is needed."
        assert made.fields[name].accessibleDescription() == "This is needed."
    assert focused(made) is made.fields["label"]
    assert not case.book.added


def test_a_refusal_of_the_codebook_is_said_at_its_field(
    qtbot: QtBot, form: CodebookDialog, case: FakeCase
) -> None:
    made = entry_form(qtbot, form)
    fill(made, FILLED | {"label": "Origin of the person"})
    QTest.keyClick(walk_to(made, "Save"), Qt.Key.Key_Space)
    wait_for(qtbot, lambda: wrong(made, "label"))
    assert "neither a trait of persons" in wrong(made, "label")
    assert made.isVisible()
    fill(made, {"label": "Keys are paid for"})
    QTest.keyClick(walk_to(made, "Save"), Qt.Key.Key_Space)
    wait_for(qtbot, lambda: case.book.added)
    part, entry = case.book.added[0]
    assert (part, entry["id"], entry["sources"]) == (
        "indicators", "UNI-01", [{"ref": "UNI-01-OWN", "locator": "p. 2"}],
    )  # fmt: skip
    assert entry["references"] == {"UNI-01-OWN": "Report of the unit, 2026"}
    wait_for(qtbot, lambda: QApplication.activeModalWidget() is form)


def rule_form(qtbot: QtBot, form: CodebookDialog) -> RuleForm:
    act(qtbot, form, "Add a rule…")
    return dialog(qtbot, RuleForm)


def test_a_rule_is_tried_before_it_is_saved(
    qtbot: QtBot, form: CodebookDialog, case: FakeCase
) -> None:
    made = rule_form(qtbot, form)
    fill(made, {"words": "deposit, fee*", "near": "8", "without": "no fee"})
    act(qtbot, made, "Try it")
    wait_for(qtbot, lambda: made.found.topLevelItemCount() == PAGES)
    assert case.book.pages == [0, 100, 200, 300, 400]
    assert made._told.text() == "Hits: 5, in 500 ads read"
    assert not case.book.added
    QTest.keyClick(walk_to(made, "Save"), Qt.Key.Key_Space)
    wait_for(qtbot, lambda: case.book.added)
    _part, rule = case.book.added[0]
    assert rule == {
        "id": "R-FEE-01-own", "indicator": "FEE-01", "version": 1, "kind": "lexicon",
        "lang": "en", "explain": "Found: {words}.", "unit": "sentence",
        "all_of": [{"any_of": ["deposit", "fee*"]}], "none_of": ["no fee"],
        "near": {"window_tokens": 8},
    }  # fmt: skip


def test_a_trial_is_stopped(qtbot: QtBot, form: CodebookDialog, case: FakeCase) -> None:
    made = rule_form(qtbot, form)
    fill(made, {"words": "deposit"})
    made.start()
    made.cancel()
    qtbot.wait(200)
    assert case.book.pages == [0]
    assert not made.stop.isEnabled()
    assert made.found.topLevelItemCount() == 0


def test_a_hit_of_a_trial_is_gone_to(qtbot: QtBot, desk: MainWindow, form: CodebookDialog) -> None:
    made = rule_form(qtbot, form)
    fill(made, {"words": "deposit"})
    act(qtbot, made, "Try it")
    wait_for(qtbot, lambda: made.found.topLevelItemCount() == PAGES)
    wanted: list[int] = []
    made.ad_wanted.connect(wanted.append)
    walk_to(made, made.found)
    QTest.keyClick(made.found, Qt.Key.Key_Down)
    QTest.keyClick(made.found, Qt.Key.Key_Return)
    assert wanted in ([1], [101])


def test_a_pattern_that_cannot_be_read_is_said_at_the_pattern(
    qtbot: QtBot, form: CodebookDialog
) -> None:
    made = rule_form(qtbot, form)
    kind = walk_to(made, made.fields["kind"])
    QTest.keyClick(kind, Qt.Key.Key_Down)
    assert made.fields["pattern"].isEnabled()
    assert not made.fields["words"].isEnabled()
    fill(made, {"pattern": "("})
    act(qtbot, made, "Try it")
    wait_for(qtbot, lambda: wrong(made, "pattern"))


def test_another_codebook_is_taken_after_its_difference_was_shown(
    qtbot: QtBot, form: CodebookDialog, case: FakeCase
) -> None:
    act(qtbot, form, "Other codebooks…")
    made = dialog(qtbot, ExchangeDialog)
    assert focused(made) is made.shipped
    QTest.keyClick(made.shipped, Qt.Key.Key_Space)
    wait_for(qtbot, lambda: "already" in made._told.text())
    assert not made.use.isEnabled()
    made.compare_file("/nowhere/broken.yaml")
    wait_for(qtbot, lambda: "quotation marks" in made._told.text())
    made.compare_file("/nowhere/new.yaml")
    wait_for(qtbot, lambda: made.changes.count() == 1)
    QTest.keyClick(walk_to(made, made.use), Qt.Key.Key_Space)
    wait_for(qtbot, lambda: case.book.used == ["/nowhere/new.yaml"])
    wait_for(qtbot, lambda: QApplication.activeModalWidget() is not made)


def test_locking_closes_the_codebook(desk: MainWindow, form: CodebookDialog) -> None:
    desk.case_closed()
    assert desk.features.coding.codebook is None


def choose(made: CodeForm, name: str, key: str) -> None:
    """Go to a choice and step down to one of its options."""
    field = walk_to(made, made.fields[name])
    QTest.keyClick(field, Qt.Key.Key_Home)
    for _step in range(20):
        if made.text(name) == key:
            return
        QTest.keyClick(field, Qt.Key.Key_Down)
    raise AssertionError(key)


def saved(qtbot: QtBot, made: CodeForm, case: FakeCase) -> Entry:
    QTest.keyClick(walk_to(made, "Save"), Qt.Key.Key_Space)
    wait_for(qtbot, lambda: case.book.added)
    return case.book.added[-1][1]


def test_a_pattern_is_held_against_a_number(
    qtbot: QtBot, form: CodebookDialog, case: FakeCase
) -> None:
    made = rule_form(qtbot, form)
    choose(made, "kind", "regex")
    fill(made, {"pattern": r"(?P<days>\d+) days", "value": "days", "compare": "> max_days"})
    rule = saved(qtbot, made, case)
    assert rule["compare"] == {"op": ">", "param": "max_days"}
    assert (rule["value"], rule["lang"]) == ("days", "en")
    assert "all_of" not in rule


def test_contacts_and_counts_are_rules_too(
    qtbot: QtBot, form: CodebookDialog, case: FakeCase
) -> None:
    made = rule_form(qtbot, form)
    choose(made, "kind", "entity")
    assert made.fields["given"].isVisibleTo(made)
    assert not made.fields["words"].isVisibleTo(made)
    choose(made, "given", "handle")
    choose(made, "read", "lookalike")
    rule = saved(qtbot, made, case)
    assert rule == {
        "id": "R-FEE-01-own", "indicator": "FEE-01", "version": 1, "kind": "entity",
        "explain": "The ad gives this {kind}: {value}.", "entity_types": ["handle"],
        "steps_any": ["lookalike"],
    }  # fmt: skip
    wait_for(qtbot, lambda: QApplication.activeModalWidget() is form)
    made = rule_form(qtbot, form)
    choose(made, "kind", "cluster")
    choose(made, "statistic", "places")
    fill(made, {"threshold": "4", "days": "7"})
    rule = saved(qtbot, made, case)
    wait_for(qtbot, lambda: len(case.book.added) == 2)
    rule = case.book.added[-1][1]
    assert (rule["group_by"], rule["statistic"], rule["threshold"], rule["window_days"]) == (
        "contact", "places", 4, 7,
    )  # fmt: skip
    assert "lang" not in rule


def test_a_name_that_is_taken_is_no_new_rule(
    qtbot: QtBot, form: CodebookDialog, case: FakeCase
) -> None:
    made = rule_form(qtbot, form)
    fill(made, {"id": "R-FEE-01-en", "words": "deposit"})
    QTest.keyClick(walk_to(made, "Save"), Qt.Key.Key_Space)
    assert wrong(made, "id")
    assert not case.book.added


OWN_ENTRY = {
    "id": "FEE-01", "version": 1, "group": "FEE", "label": "Keys", "definition": "Keys cost.",
    "strength": "weak", "evidence": {"grade": "E4", "note": "Seen."},
    "sources": [{"ref": "FEE-01-OWN", "locator": "p. 2"}], "false_positives": "Deposits.",
    "evidence_types": ["text_span"], "suggest": {"mode": "lexicon", "default": "off"},
}  # fmt: skip
OWN_RULE = {
    "id": "R-FEE-01-en", "indicator": "FEE-01", "version": 3, "kind": "lexicon", "lang": "en",
    "explain": "Found: {words}.", "unit": "sentence", "all_of": [{"any_of": ["deposit"]}],
}  # fmt: skip


def test_what_is_the_units_own_is_changed_in_its_place(
    qtbot: QtBot, form: CodebookDialog, case: FakeCase
) -> None:
    assert not form.change_rule.isEnabled()  # shipped
    case.book.drafts = {"FEE-01": OWN_ENTRY, "R-FEE-01-en": OWN_RULE}
    form.reload()
    wait_for(qtbot, form.change_rule.isEnabled)
    act(qtbot, form, "Change rule…")
    rule = dialog(qtbot, RuleForm)
    assert rule.text("words") == "deposit"
    assert not rule.fields["id"].isEnabled()
    fill(rule, {"words": "deposit, bond"})
    told = saved(qtbot, rule, case)
    assert told == {**OWN_RULE, "version": 1, "all_of": [{"any_of": ["deposit", "bond"]}]}
    wait_for(qtbot, lambda: QApplication.activeModalWidget() is form)
    wait_for(qtbot, form.change_entry.isEnabled)
    act(qtbot, form, "Change entry…")
    entry = dialog(qtbot, EntryForm)
    assert not entry.checked("suggested")
    fill(entry, {"label": "Keys are paid for"})
    saved(qtbot, entry, case)
    wait_for(qtbot, lambda: len(case.book.added) == 2)
    part, told = case.book.added[-1]
    assert (part, told["label"], told["suggest"]["default"]) == (
        "indicators", "Keys are paid for", "off",
    )  # fmt: skip


def test_what_a_form_cannot_write_back_is_not_offered(
    qtbot: QtBot, form: CodebookDialog, case: FakeCase
) -> None:
    case.book.drafts = {
        "FEE-01": OWN_ENTRY | {"protocols": ["possible_minor"]},
        "R-FEE-01-en": OWN_RULE | {"unit": "ad"},
    }
    form.reload()
    wait_for(qtbot, lambda: form.found and form.found.drafts)
    assert not form.change_rule.isEnabled()
    assert not form.change_entry.isEnabled()
