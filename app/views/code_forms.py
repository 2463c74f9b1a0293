# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms for a unit's own entries and rules; what the codebook refuses is said at the field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _, in_language
from app.messages.codebook_demands import told_demand
from app.messages.grades import grade_words, strength_words
from app.triage.codebook_items import CodebookView
from app.views import problems
from app.views.layouts import button, column, row
from app.views.plain_text import label
from indexing.errors import KnownError

Field = QLineEdit | QPlainTextEdit | QComboBox | QCheckBox
_TALL = 64
_NAMES = 170


class CodeForm(QDialog):
    """Named fields, each with room for what is wrong with it."""

    wanted = Signal(object)
    places: ClassVar[Mapping[str, str]] = {}
    """Field of the form by demand, or by the last part of the place that a refusal names."""
    needed: ClassVar[tuple[str, ...]] = ()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.resize(720, 700)
        self.fields: dict[str, Field] = {}
        self._wrong: dict[str, QLabel] = {}
        self._form = QFormLayout()
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form.setVerticalSpacing(8)
        self._form.setContentsMargins(18, 6, 18, 12)
        inside = QWidget()
        inside.setLayout(self._form)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setAccessibleName(title)
        head = column(label(title, look="title"))
        head.setContentsMargins(18, 14, 18, 6)
        self._problem = label("", look="problem", wrap=True, name=_("Problem"))
        self._problem.setContentsMargins(18, 0, 18, 0)
        self.save = button(_("Save"), self._send, look="main")
        self.acts = row(None, button(_("Cancel"), self.reject), self.save, margin=14)
        self.below: QVBoxLayout = column(gap=0)
        whole = column(head, area, self.below, self._problem, self.acts, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def add(self, name: str, words: str, field: Field) -> None:
        """Add a field below the others."""
        field.setAccessibleName(words)
        if isinstance(field, QPlainTextEdit):
            field.setTabChangesFocus(True)
            field.setFixedHeight(_TALL)
        self.fields[name] = field
        self._wrong[name] = label("", look="problem", wrap=True)
        self._wrong[name].hide()
        box = QWidget()
        box.setLayout(column(field, self._wrong[name], gap=2))
        shown = label("" if isinstance(field, QCheckBox) else words, wrap=True)
        shown.setFixedWidth(_NAMES)
        self._form.addRow(shown, box)

    def text(self, name: str) -> str:
        """What a field says: the words of a line, the key of a choice."""
        field = self.fields[name]
        if isinstance(field, QComboBox):
            return str(field.currentData())
        if isinstance(field, QPlainTextEdit):
            return field.toPlainText().strip()
        return "" if isinstance(field, QCheckBox) else field.text().strip()

    def checked(self, name: str) -> bool:
        """Whether a box is ticked."""
        field = self.fields[name]
        return isinstance(field, QCheckBox) and field.isChecked()

    def document(self) -> dict[str, Any]:
        """What is filled in, in the shape of the format; empty parts are left out."""
        return {}

    def _send(self) -> None:
        self.clear_problems()
        missing = [name for name in self.needed if not self.text(name)]
        for name in missing:
            self._say(name, _("This is needed."))
        if missing:
            self.fields[missing[0]].setFocus()
        else:
            self.wanted.emit(self.document())

    def _say(self, name: str, words: str) -> None:
        self._wrong[name].setText(words)
        self._wrong[name].show()
        self.fields[name].setAccessibleDescription(words)

    def clear_problems(self) -> None:
        """Take away what was said to be wrong."""
        self._problem.setText("")
        for name, one in self._wrong.items():
            one.hide()
            self.fields[name].setAccessibleDescription("")

    def refuse(self, error: Exception) -> None:
        """Say what the codebook refuses, at the field where it stands."""
        code = error.code if isinstance(error, KnownError) else ""
        if not isinstance(error, KnownError) or code != "codebook_refused":
            self._problem.setText("\n".join(problems.words(error)[:2]))
            return
        demand = str(error.detail.get("demand", ""))
        told = _("This is needed.")
        if demand != "required":
            told = _("Wanted: {demand}.").format(demand=told_demand(demand))
        name = self._field_of(demand, str(error.place), str(error.detail.get("found", "")))
        if not name:
            self._problem.setText(f"{error.place}: {told} {error.detail.get('found', '')}")
            return
        self._say(name, told)
        self.fields[name].setFocus()

    def _field_of(self, demand: str, place: str, found: str) -> str:
        if demand in self.places:
            return self.places[demand]
        parts = [part.strip(" ()") for part in place.replace("(", "/").split("/")]
        for part in reversed(parts):
            if part in self.places:
                return self.places[part]
        # the schema names a part that is missing in quotation marks
        return next((name for part, name in self.places.items() if f"'{part}'" in found), "")


def choice(options: Mapping[str, str]) -> QComboBox:
    """A choice of keys by their words."""
    made = QComboBox()
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(12)
    for key, words in options.items():
        made.addItem(words, key)
    return made


def taken(value: Any) -> Any:
    """A document without its empty texts, lists and parts."""
    if isinstance(value, dict):
        kept = {key: taken(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one not in ("", [], {}, None)}
    if isinstance(value, list):
        return [one for one in map(taken, value) if one not in ("", [], {}, None)]
    return value


class EntryForm(CodeForm):
    """An entry of the unit: nothing is taken without a source, a grade and an innocent reading."""

    places: ClassVar[Mapping[str, str]] = {
        "id": "id", "own_id": "id", "unique_id": "id", "pattern": "id",
        "group": "group", "known_group": "group", "label": "label", "not_excluded": "label",
        "definition": "definition", "false_positives": "innocent", "innocent_reading": "innocent",
        "strength": "strength", "evidence": "note", "note": "note", "sources": "citation",
        "ref": "citation", "known_source": "citation", "locator": "locator",
        "safeguards": "safeguard",
    }  # fmt: skip

    needed = ("id", "label", "definition", "innocent", "note", "locator")

    def __init__(self, found: CodebookView, parent: QWidget | None = None) -> None:
        super().__init__(_("Add an entry"), parent)
        book = found.book
        groups = {name: in_language(words) for name, words in book.groups.items()}
        self.add("id", _("Short name, as UNI-01"), QLineEdit())
        self.add("group", _("Group"), choice(groups))
        self.add("label", _("Label"), QLineEdit())
        self.add("definition", _("Definition"), QPlainTextEdit())
        self.add("innocent", _("Innocent reading"), QPlainTextEdit())
        strengths = ("weak", "medium", "strong", "mitigating")
        self.add("strength", _("Strength"), choice({one: strength_words(one) for one in strengths}))
        grades = {one: grade_words(one) for one in ("E4", "E3", "E2", "E1")}
        self.add("grade", _("Grade of evidence"), choice(grades))
        self.add("note", _("Why this grade"), QPlainTextEdit())
        sources = {name: f"{name}: {text[:70]}" for name, text in book.references.items()}
        self.add("source", _("Source"), choice({"": _("Your own, written below"), **sources}))
        self.add("citation", _("Source of your own"), QLineEdit())
        self.add("locator", _("Place in the source"), QLineEdit())
        self.add("safeguard", _("Before you act"), QLineEdit())
        self.add("suggested", "", QCheckBox(_("Rules may point to it")))
        self.fields["suggested"].setAccessibleName(_("Rules may point to it"))
        box = self.fields["suggested"]
        if isinstance(box, QCheckBox):
            box.setChecked(True)
        self.fields["id"].setFocus()

    def document(self) -> dict[str, Any]:
        """The entry in the shape of the format."""
        name = self.text("id").upper()
        own = "" if self.text("source") else f"{name}-OWN"
        found: dict[str, Any] = taken(
            {
                "id": name,
                "group": self.text("group"),
                "label": self.text("label"),
                "definition": self.text("definition"),
                "strength": self.text("strength"),
                "evidence": {"grade": self.text("grade"), "note": self.text("note")},
                "sources": [{"ref": self.text("source") or own, "locator": self.text("locator")}],
                "false_positives": self.text("innocent"),
                "safeguards": [self.text("safeguard")],
                "references": {own: self.text("citation")} if own else {},
            }
        )
        suggest = {"mode": "lexicon", "default": "on" if self.checked("suggested") else "off"}
        return {**found, "version": 1, "evidence_types": ["text_span"], "suggest": suggest}
