# SPDX-License-Identifier: GPL-3.0-or-later
"""A rule of the unit, of any kind, tried on the case before it is saved."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.i18n import _, ngettext, number
from app.tasks.runner import Runner
from app.triage.codebook_items import CodebookView, Entry, TrialPage
from app.triage.session import Questions
from app.views import rule_kinds
from app.views.code_forms import CodeForm, choice
from app.views.layouts import button, column, frame, row
from app.views.plain_text import label, tip

MOST_SHOWN = 100
TRIAL_SIZES = (500, 2_000, 20_000)


class RuleForm(CodeForm):
    """A rule for one entry; a trial reads page by page, so that it can be stopped."""

    ad_wanted = Signal(int)
    places: ClassVar[Mapping[str, str]] = {
        "id": "id", "own_id": "id", "unique_id": "id", "lang": "lang",
        "all_of": "words", "any_of": "words", "not_excluded": "words", "words": "words",
        "none_of": "without", "none_of_context": "without", "near": "near",
        "window_tokens": "near", "pattern": "pattern", "quick_pattern": "pattern",
        "readable_pattern": "pattern", "explain": "explain", "known_placeholder": "explain",
        "value": "value", "known_value": "value", "compare": "compare", "op": "compare",
        "known_parameter": "compare",
        "entity_types": "given", "steps_any": "read", "group_by": "statistic",
        "statistic": "statistic", "threshold": "threshold", "number": "threshold",
        "window_days": "days", "max_threshold": "most",
    }  # fmt: skip

    needed = ("id", "explain")

    def __init__(
        self,
        runner: Runner,
        found: CodebookView,
        indicator: str,
        parent: QWidget | None = None,
        changed: Entry | None = None,
    ) -> None:
        title = _("Add a rule to {indicator}") if changed is None else _("Change {name}")
        name = changed["id"] if changed else ""
        super().__init__(title.format(indicator=indicator, name=name), parent)
        self._runner = runner
        self._indicator = indicator
        self._after = self._read = self._hits = 0
        self._running = False
        self.ids = {str(rule["id"]) for rule in (*found.book.rules, *found.off)}
        self.add("id", _("Short name"), QLineEdit(self._free_id()))
        self.add("kind", _("How it reads"), choice(rule_kinds.kinds()))
        self._add_fields(found)
        kind = self.fields["kind"]
        if isinstance(kind, QComboBox):
            kind.currentIndexChanged.connect(self._kind_chosen)
        if changed is not None:
            self.show_values(rule_kinds.values(changed))
            kind.setEnabled(False)
        self.below.addWidget(self._trial())
        self._kind_chosen()
        self.fields[rule_kinds.FIELDS[self.text("kind")][1]].setFocus()

    def _free_id(self) -> str:
        first = f"R-{self._indicator}-own"
        others = (f"{first}-{n}" for n in itertools.count(2))
        return next(one for one in itertools.chain([first], others) if one not in self.ids)

    def _add_fields(self, found: CodebookView) -> None:
        spoken = {one: one.upper() for one in ("en", "fr", "es", *found.book.languages)}
        self.add("lang", _("Language of the ads"), choice({**spoken, "*": _("any language")}))
        self.add("words", _("Words, a line for each that must be there"), QPlainTextEdit())
        self.add("near", _("Within so many words of each other (2 to 100)"), QLineEdit())
        self.add("pattern", _("Pattern"), QLineEdit())
        self.add("value", _("Named part of the pattern that is a number"), QLineEdit())
        self.add("compare", _("Only where this number is"), QLineEdit())
        self.add("without", _("Not with these words"), QLineEdit())
        self.add("given", _("What the ad gives"), choice(rule_kinds.given()))
        self.add("read", _("How it had to be read"), choice(rule_kinds.ways_of_reading()))
        self.add("validity", _("How sure it is"), choice(rule_kinds.validities()))
        self.add("group_by", _("The ads share"), choice(rule_kinds.shared()))
        self.add("statistic", _("What is counted"), choice(rule_kinds.statistics()))
        self.add("threshold", _("At least"), QLineEdit())
        self.add("days", _("Within so many days"), QLineEdit())
        self.add("most", _("At most; above, it is common property"), QLineEdit())
        self.add("explain", _("Sentence"), QLineEdit())
        separated = _("Separated by commas; a star stands for any ending")
        self._hint("words", _("deposit, fee*, registration fee"), separated)
        self._hint("without", _("no deposit, free of charge"), separated)
        self._hint("pattern", r"(?P<hours>\d{2}) hours", _("Of Python; slow ones are refused"))
        self._hint("value", "hours", _("By the name that the pattern gives it"))
        limits = ", ".join(found.book.parameters) or "max_hours_day"
        self._hint("compare", "> 60", _("A number, or a number of the case: {names}").format(
            names=limits))  # fmt: skip

    def _hint(self, name: str, words: str, more: str) -> None:
        field = self.fields[name]
        if isinstance(field, QLineEdit | QPlainTextEdit):
            field.setPlaceholderText(words)
        tip(field, more)

    def _kind_chosen(self, *_place: object) -> None:
        kind = self.text("kind")
        for names in rule_kinds.FIELDS.values():
            for name in names:
                self.offer(name, name in rule_kinds.FIELDS[kind])
        self.many.setEnabled(kind != "cluster")  # a count is over all ads at once
        sentences = rule_kinds.sentences()
        explain = self.fields["explain"]
        if isinstance(explain, QLineEdit) and explain.text() in ("", *sentences.values()):
            explain.setText(sentences[kind])

    def _trial(self) -> QWidget:
        sizes = {str(n): _("on {n} ads").format(n=number(n)) for n in TRIAL_SIZES}
        self.many = choice(sizes)
        self.many.setAccessibleName(_("How many ads to try it on"))
        self.many.setProperty("look", "small")
        self.run = button(_("Try it"), self.start, look="small")
        tip(self.run, _("Nothing is saved: see first what it would point to"))
        self.stop = button(_("Stop"), self.cancel, look="small")
        self.stop.setEnabled(False)
        self._told = label("", look="small", wrap=True, name=_("What the trial found"))
        self.found = QTreeWidget()
        self.found.setHeaderLabels([_("Ad"), _("What it would say")])
        self.found.setAccessibleName(_("What the trial found"))
        self.found.setRootIsDecorated(False)
        self.found.setFixedHeight(150)
        self.found.header().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.found.itemActivated.connect(self._go)
        acts = row(self.run, self.many, self.stop, self._told, gap=6)
        acts.setStretch(3, 1)
        return frame("foot", column(acts, self.found, margin=14))

    def document(self) -> dict[str, Any]:
        """The rule in the shape of the format."""
        found = {**rule_kinds.head(self.text), "indicator": self._indicator, "version": 1}
        found |= rule_kinds.parts(self.text("kind"), self.text)
        return dict(rule_kinds.taken(found))

    def start(self) -> None:
        """Try the rule from the first ad on."""
        self.clear_problems()
        self.found.clear()
        self._after = self._read = self._hits = 0
        self._running = True
        self._next()

    def cancel(self) -> None:
        """Stop after the ads that are being read."""
        self._running = False
        self._tell(stopped=True)

    def reject(self) -> None:
        """Close; a trial under way ends with its page."""
        self._running = False
        super().reject()

    def _next(self) -> None:
        self.stop.setEnabled(True)
        rule, after = self.document(), self._after

        def question(case: Questions) -> TrialPage:
            return case.try_rule(rule, after)

        self._runner.ask("trial", question, self._arrived, self._failed)

    def _failed(self, error: Exception) -> None:
        self._running = False
        self._tell(stopped=True)
        self._told.setText("")
        self.refuse(error)

    def _arrived(self, page: TrialPage | None) -> None:
        if page is None or not self._running:
            return
        for hit in page.hits:
            self._hits += 1
            if self._hits <= MOST_SHOWN:
                item = QTreeWidgetItem([f"A{hit.ad}", hit.sentence])
                self.found.addTopLevelItem(item)
        self._read += page.read
        self._after = page.last
        self._running = page.read > 0 and self._read < int(str(self.many.currentData()))
        self._tell(stopped=not self._running)
        if self._running:
            self._next()

    def _tell(self, *, stopped: bool) -> None:
        self.stop.setEnabled(not stopped)
        words = ngettext(
            "Hits: {hits}, in {n} ad read", "Hits: {hits}, in {n} ads read", self._read
        )
        told = words.format(hits=number(self._hits), n=number(self._read))
        self._told.setText(told if stopped else f"{told}…")

    def _go(self, item: QTreeWidgetItem) -> None:
        self.ad_wanted.emit(int(item.text(0)[1:]))
