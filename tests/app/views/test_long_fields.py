# SPDX-License-Identifier: GPL-3.0-or-later
"""What is longer than a screen is laid out in parts: no field of an ad stops the window."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.triage.compared import SharedThing
from app.triage.items import AdDetail, MentionItem, ReasonItem
from app.triage.template_items import OneTemplate, PartItem
from app.triage.text_parts import PART_CHARACTERS
from app.views import compare_reasons, facts, plain_text
from app.views.ad_text import AdText
from app.views.layouts import column
from app.views.template_text import TemplateText
from tests.app.views.fake import FakeCase, FakeDoors

pytestmark = pytest.mark.window
LONG = "\n".join(f"word{n} 06 39 98 00 01" for n in range(40_000))


@pytest.fixture
def text(qtbot: QtBot) -> AdText:
    made = AdText()
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    return made


def laid_out(text: AdText) -> int:
    return len(text.text.toPlainText())


def test_a_long_text_is_laid_out_in_parts_by_key(qtbot: QtBot, text: AdText) -> None:
    text.show_body(LONG, ())
    assert laid_out(text) <= PART_CHARACTERS
    assert text.after.isVisible()
    assert not text.before.isEnabled()
    first = text.text.toPlainText()
    text.after.setFocus()
    QTest.keyClick(text.after, Qt.Key.Key_Space)
    assert LONG.startswith(first + text.text.toPlainText()[:100])
    assert "of" in text.told.text()
    QTest.keyClick(text.before, Qt.Key.Key_Space)
    assert text.text.toPlainText() == first


def test_places_and_selections_are_those_of_the_whole_text(qtbot: QtBot, text: AdText) -> None:
    place = LONG.index("word30000 ")
    said = MentionItem("phone", "x", "body", place + 10, place + 24, "valid", ())
    text.show_body(LONG, [said])
    text.show_place(place, place + 9)
    assert laid_out(text) <= PART_CHARACTERS
    (marked,) = text.text.extraSelections()
    assert marked.cursor.selectedText() == "word30000"
    text.text.setTextCursor(marked.cursor)
    assert text.span() == (place, place + 9)
    text.show_body(LONG, [said])
    assert "word30000 " in text.text.toPlainText(), "read again, the part stays"


@pytest.mark.parametrize("wrap", [True, False])
@pytest.mark.parametrize("words", ["x" * 2_000_000, "\u0301" * 500_000, "line\n" * 400_000])
def test_a_label_makes_no_window_larger_than_a_screen(qtbot: QtBot, words: str, wrap: bool) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    made = plain_text.label("", wrap=wrap)
    made.setText(words)
    window.setLayout(column(made))
    assert len(made.text()) <= plain_text.MOST_CHARACTERS + 1
    assert window.sizeHint().width() < 1_100
    assert window.minimumSizeHint().width() < (400 if wrap else 1_100)


def test_a_short_text_has_no_parts(text: AdText) -> None:
    text.show_body("a short text", ())
    assert not text.after.isVisible()
    assert text.text.toPlainText() == "a short text"


def test_only_so_many_cards_and_lines_are_made(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    label = plain_text.label

    def counted(words: str = "", *, look: str = "", wrap: bool = False, name: str = "") -> QWidget:
        made.append(words)
        return label(words, look=look, wrap=wrap, name=name)

    monkeypatch.setattr(facts, "label", counted)
    said = MentionItem("phone", "x", "body", 0, 3, "valid", ())
    same = ReasonItem(2, "phone", "They share a contact.", "1 of 1")
    ad = AdDetail(1, 1, "t", "b", mentions=(said,) * 3_000, reasons=(same,) * 3_000)
    contacts, reasons = facts.ContactsPage("contacts"), facts.ReasonsPage("reasons")
    for page in (contacts, reasons):
        qtbot.addWidget(page)
        page.show()
        page.show_ad(ad)
    assert 0 < len(made) < 60


def test_a_long_table_of_fields_is_made_at_several_turns(qtbot: QtBot) -> None:
    fields = tuple((f"column {n}", "value") for n in range(100))
    page = facts.SourcePage("source")
    qtbot.addWidget(page)
    page.show()
    page.show_ad(replace(AdDetail(1, 1, "t", "b"), fields=fields))
    assert len(page._waiting) == 3
    qtbot.waitUntil(lambda: not page._waiting, timeout=15_000)


def test_many_chips_are_laid_out_together(qtbot: QtBot) -> None:
    parts = [PartItem("")] * 0
    for slot in range(1, 301):
        parts += [PartItem(" word "), PartItem("", slot, (("v", 2),), 2, 2)]
    text = TemplateText()
    qtbot.addWidget(text)
    changes: list[int] = []
    document: QTextDocument = text.document()
    document.contentsChange.connect(lambda *_what: changes.append(1))
    text.show_template(OneTemplate(2, tuple(parts)))
    shown = len(changes)
    text.choose(5)
    assert shown < 10
    assert len(changes) - shown < 5


def test_only_the_cards_of_a_comparison_that_are_shown_are_made(
    qtbot: QtBot, case: FakeCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    shared = compare_reasons._shared

    def counted(one: SharedThing) -> QWidget:
        made.append(one)
        return shared(one)

    monkeypatch.setattr(compare_reasons, "_shared", counted)
    thing = SharedThing("phone", "x", 2)
    page = compare_reasons.WhyPage("why")
    qtbot.addWidget(page)
    page.show()
    found = FakeDoors(case).open("", "correct horse").reader().compare(1, 2)
    page.show_comparison(replace(found, shared=(thing,) * 500))
    qtbot.waitUntil(lambda: not page._waiting, timeout=15_000)
    assert 0 < len(made) < 40
