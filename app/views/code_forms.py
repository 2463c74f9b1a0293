# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms for a unit's own entries and rules; what the codebook refuses is said at the field."""

from __future__ import annotations

from collections.abc import Container, Mapping
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
from app.triage.codebook_items import CodebookView, Entry
from app.views import problems
from app.views.layouts import button, column, row
from app.views.plain_text import label
from app.views.rule_kinds import Text, taken
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
    ids: Container[str] = ()
    """Ids that are there already: a new one is another."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setModal(True)
        self.resize(720, 700)
        self.fields: dict[str, Field] = {}
        self._wrong: dict[str, QLabel] = {}
        self._boxes: dict[str, QWidget] = {}
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
        self._boxes[name] = box
        shown = label("" if isinstance(field, QCheckBox) else words, wrap=True)
        shown.setFixedWidth(_NAMES)
        self._form.addRow(shown, box)

    def offer(self, name: str, wanted: bool) -> None:
        """Show a field, or take it away where it says nothing."""
        self.fields[name].setEnabled(wanted)
        self._form.setRowVisible(self._boxes[name], wanted)

    def show_values(self, values: Mapping[str, str]) -> None:
        """Fill fields in, to change what is there already; its id stays."""
        for name, value in values.items():
            field = self.fields[name]
            if isinstance(field, QComboBox):
                if field.findData(value) < 0:
                    field.addItem(value, value)
                field.setCurrentIndex(field.findData(value))
            elif isinstance(field, QPlainTextEdit):
                field.setPlainText(value)
            elif isinstance(field, QLineEdit):
                field.setText(value)
        self.fields["id"].setEnabled(False)
        self.ids = ()

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
        elif self.document()["id"] in self.ids:
            self._say("id", _("Wanted: {demand}.").format(demand=told_demand("unique_id")))
            self.fields["id"].setFocus()
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
        parts = [part.strip(" ()") for part in place.replace("(", "/").split("/")]
        for part in (*reversed(parts), demand):
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

    def __init__(
        self, found: CodebookView, parent: QWidget | None = None, changed: Entry | None = None
    ) -> None:
        title = _("Add an entry") if changed is None else _("Change {name}")
        super().__init__(title.format(name=changed["id"] if changed else ""), parent)
        book = found.book
        self.ids = book.indicators.keys()
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
            box.setChecked(changed is None or changed["suggest"]["default"] == "on")
        self.fields["id"].setFocus()
        if changed is not None:
            self.show_values(_values(changed, book.references))
            self.fields["label"].setFocus()

    def document(self) -> dict[str, Any]:
        """The entry in the shape of the format."""
        return {**_document(self.text, on=self.checked("suggested")), "version": 1}


def entry_fits(entry: Entry, references: Mapping[str, str]) -> bool:
    """Whether the form would write an entry back as it stands."""
    if not all(isinstance(entry[name], str) for name in ("label", "definition", "false_positives")):
        return False  # written in several languages
    told = _values(entry, references)
    again = _document(lambda name: told.get(name, ""), on=entry["suggest"]["default"] == "on")
    again.pop("references", None)
    return bool(again == {name: one for name, one in entry.items() if name != "version"})


def _values(entry: Entry, references: Mapping[str, str]) -> dict[str, str]:
    source = entry["sources"][0]
    own = source["ref"] == f"{entry['id']}-OWN"
    return {
        **{name: str(entry[name]) for name in ("id", "group", "label", "definition", "strength")},
        "innocent": str(entry["false_positives"]),
        "grade": str(entry["evidence"]["grade"]),
        "note": str(entry["evidence"]["note"]),
        "source": "" if own else str(source["ref"]),
        "citation": references.get(source["ref"], "") if own else "",
        "locator": str(source["locator"]),
        "safeguard": str(next(iter(entry.get("safeguards", ())), "")),
    }


def _document(text: Text, *, on: bool) -> dict[str, Any]:
    name = text("id").upper()
    own = "" if text("source") else f"{name}-OWN"
    found: dict[str, Any] = taken(
        {
            "id": name,
            "group": text("group"),
            "label": text("label"),
            "definition": text("definition"),
            "strength": text("strength"),
            "evidence": {"grade": text("grade"), "note": text("note")},
            "sources": [{"ref": text("source") or own, "locator": text("locator")}],
            "false_positives": text("innocent"),
            "safeguards": [text("safeguard")],
            "references": {own: text("citation")} if own else {},
        }
    )
    suggest = {"mode": "lexicon", "default": "on" if on else "off"}
    return {**found, "evidence_types": ["text_span"], "suggest": suggest}
