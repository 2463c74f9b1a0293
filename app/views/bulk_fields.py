# SPDX-License-Identifier: GPL-3.0-or-later
"""What is to be done to many: a status, a reading, a tag or a note, each with its fields."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from app.i18n import _, in_language
from app.triage import statuses
from app.triage.bulk_items import NOTE, READING, STATUS, TAG, BulkAct
from app.triage.reading_items import STANDINGS
from app.triage.reading_words import reading_label, standing_word
from app.views.layouts import column, row
from app.views.plain_text import label
from indexing.suggest.codebook import Codebook

_COMMON = ("benign", "spam", "scam")
_MOST_LETTERS = 120
_HIDES = "possible_minor"


class BulkFields(QWidget):
    """The act as it is written down; ``changed`` when any part of it is another."""

    changed = Signal()

    def __init__(self, book: Codebook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = _choice(_("What to do"))
        for kind, words in (
            (STATUS, _("Status")), (READING, _("Reading")), (TAG, _("Tag")), (NOTE, _("Note")),
        ):  # fmt: skip
            self.kind.addItem(words, kind)
        self.status = _choice(_("Status"), ((one, statuses.word(one)) for one in _statuses()))
        self.reading = _choice(_("Reading"), ((one, reading_label(one)) for one in _COMMON))
        self.reading.setEditable(True)
        self.reading.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        written = QLineEdit()
        written.setAccessibleName(_("Reading"))
        written.setMaxLength(_MOST_LETTERS)
        self.reading.setLineEdit(written)
        self.reading.setCurrentIndex(0)
        self.standing = _choice(
            _("Standing"), ((one, standing_word(one)) for one in (*STANDINGS, "withdrawn"))
        )
        self.indicator = _choice(_("Indicator"), _indicators(book))
        self.indicator.setEditable(True)
        searched = QLineEdit()
        searched.setAccessibleName(_("Indicator"))
        self.indicator.setLineEdit(searched)
        self.indicator.setCurrentIndex(0)
        self.indicator.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        found = QCompleter(self.indicator.model(), self)
        found.setFilterMode(Qt.MatchFlag.MatchContains)
        found.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.indicator.setCompleter(found)
        self.said = _choice(_("Status of the tag"), _tag_statuses())
        self.confidence = _choice(
            _("Confidence"), (("low", _("Low")), ("medium", _("Medium")), ("high", _("High")))
        )
        self.note = QPlainTextEdit()
        self.note.setAccessibleName(_("Note"))
        self.note.setTabChangesFocus(True)
        self.note.setMaximumHeight(74)
        self._pages = self._page_of()
        head = row(label(_("What to do"), look="caps"), self.kind, None)
        self.setLayout(column(head, *self._pages))
        self._listen()
        self._show_page(0)

    def _page_of(self) -> list[QWidget]:
        parts = (
            row(self.status, None),
            row(self.reading, self.standing, None),
            column(row(self.indicator, None), row(self.said, self.confidence, None)),
            column(self.note),
        )
        pages = []
        for part in parts:
            page = QWidget()
            page.setLayout(part)
            pages.append(page)
        return pages

    def _show_page(self, wanted: int) -> None:
        for place, page in enumerate(self._pages):
            page.setVisible(place == wanted)

    def _listen(self) -> None:
        self.kind.currentIndexChanged.connect(self._show_page)
        for one in (self.kind, self.status, self.standing, self.said, self.confidence):
            one.currentIndexChanged.connect(self._changed)
        for box in (self.reading, self.indicator):
            box.currentTextChanged.connect(self._changed)
        self.note.textChanged.connect(self._changed)

    def _changed(self, *_values: object) -> None:
        self.changed.emit()

    def act(self) -> BulkAct | None:
        """The act, or None while it is not whole."""
        kind = str(self.kind.currentData())
        if kind == STATUS:
            return BulkAct(STATUS, str(self.status.currentData()))
        if kind == NOTE:
            words = self.note.toPlainText().strip()
            return BulkAct(NOTE, words) if words else None
        box = self.reading if kind == READING else self.indicator
        words = box.currentText().strip()
        place = box.findText(words)
        if kind == READING:
            reading = str(box.itemData(place)) if place >= 0 else words
            return BulkAct(READING, reading, str(self.standing.currentData())) if reading else None
        if place < 0:
            return None
        how, sure = str(self.said.currentData()), str(self.confidence.currentData())
        return BulkAct(TAG, str(box.itemData(place)), how, sure)


def _choice(name: str, items: object = ()) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    for key, words in items:  # type: ignore[attr-defined]
        made.addItem(words, key)
    return made


def _statuses() -> tuple[str, ...]:
    return tuple(sorted(statuses.STATUSES, key=lambda one: one != "done"))


def _indicators(book: Codebook) -> list[tuple[str, str]]:
    return [
        (one.id, f"{one.id}  {in_language(one.label)}")
        for one in book.indicators.values()
        if _HIDES not in one.protocols and one.strength != "not_supported"
    ]


def _tag_statuses() -> list[tuple[str, str]]:
    return [
        ("added", _("it is there")),
        ("rejected", _("it is not there")),
        ("unsure", _("unsure")),
        ("withdrawn", _("withdraw what I said")),
    ]
