# SPDX-License-Identifier: GPL-3.0-or-later
"""The codebook of the case: every entry with its source and innocent reading, and its rules."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLineEdit,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.i18n import _, in_language
from app.messages.grades import grade_words, strength_words
from app.tasks.runner import Runner
from app.triage.codebook_items import CodebookView, Entry
from app.triage.items import Changed
from app.triage.session import codebook_of
from app.views.code_forms import entry_fits
from app.views.facts import Page
from app.views.flow import Flow
from app.views.layouts import button, column, frame, row
from app.views.plain_text import label, selectable, tip
from app.views.rule_kinds import fits as rule_fits
from app.views.rule_kinds import kinds
from indexing.suggest.codebook import Indicator

_ID = Qt.ItemDataRole.UserRole


class CodebookDialog(QDialog):
    """Lists entries and rules; asks for changes, makes none."""

    switched = Signal(str, bool)
    entry_wanted = Signal(object)
    rule_wanted = Signal(object, str)
    change_wanted = Signal(object, object)
    """The codebook, and the entry or rule of the unit's own that is to be changed."""
    exchange_wanted = Signal()
    undo_wanted = Signal()

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.found: CodebookView | None = None
        self.setWindowTitle(_("Codebook"))
        self.setModal(True)
        self.resize(1080, 720)
        self._name = label(_("Reading…"), look="small")
        self._statement = label("", look="muted", wrap=True)
        head = column(row(label(_("Codebook"), look="title"), None, self._name), self._statement)
        head.setContentsMargins(18, 14, 18, 10)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search indicators"))
        self.search.setAccessibleName(_("Search indicators"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.tree = _tree(_("Indicators by group"), ())
        self.tree.setIndentation(12)
        self.tree.currentItemChanged.connect(self._show_entry)
        self.page = Page(_("Entry"))
        self.rules = _tree(_("Rules of this entry"), (_("Rule"), _("How it reads"), _("State")))
        self.rules.setMaximumHeight(150)
        self.rules.currentItemChanged.connect(self._enable)
        inside = column(frame("head", head), self._middle(), self._foot(), gap=0)
        inside.setStretch(1, 1)
        self.setLayout(inside)
        QShortcut(QKeySequence.StandardKey.Undo, self).activated.connect(self.undo_wanted)
        self.search.setFocus()
        self._enable()
        self.reload()

    def _middle(self) -> QSplitter:
        left = QWidget()
        left.setLayout(column(self.search, self.tree, margin=12))
        self.switch_entry = button("", self._switch_entry, look="small")
        tip(self.switch_entry, _("Whether rules may point to this entry; people always may"))
        self.switch_rule = button("", self._switch_rule, look="small")
        self.add_rule = button(_("Add a rule…"), self._add_rule, look="small")
        self.change_entry = button(_("Change entry…"), self._change_entry, look="small")
        self.change_rule = button(_("Change rule…"), self._change_rule, look="small")
        own = _("What is shipped is not changed here: switch it off, and add your own")
        for one in (self.change_entry, self.change_rule):
            tip(one, own)
        acts = Flow(
            self.switch_entry, self.switch_rule, self.add_rule, self.change_rule, self.change_entry
        )
        below = column(label(_("Rules of this entry"), look="caps"), self.rules, acts, margin=12)
        right = QWidget()
        both = column(self.page, frame("foot", below), gap=0)
        both.setStretch(0, 1)
        right.setLayout(both)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(right)
        split.setSizes([430, 650])
        split.setChildrenCollapsible(False)
        return split

    def _foot(self) -> QWidget:
        self.add_entry = button(_("Add an entry…"), self._add_entry)
        self.exchange = button(_("Other codebooks…"), self.exchange_wanted.emit)
        tip(self.exchange, _("Go over to another version or file, export, import"))
        close = button(_("Close"), self.accept)
        return frame("foot", row(self.add_entry, self.exchange, None, close, margin=14))

    def reload(self) -> None:
        """Read the codebook again and stay at the same entry."""
        self._runner.ask("codebook", codebook_of, self._arrived)

    def take(self, changed: Changed) -> None:
        """Read again after any act: undo may have changed the codebook."""
        if changed.sentence or changed.everything:
            self.reload()

    def _arrived(self, found: CodebookView | None) -> None:
        if found is None:
            return
        current = self._id_of(self.tree)
        self.found = found
        self._name.setText(f"{found.book.id} {found.book.version}")
        self._statement.setText(in_language(found.book.statement))
        self.add_entry.setEnabled(found.editable)
        self._fill_tree(found)
        self._narrow(self.search.text())
        self._go_to(current)

    def _fill_tree(self, found: CodebookView) -> None:
        self.tree.clear()
        for group, told in found.book.groups.items():
            head = QTreeWidgetItem([in_language(told)])
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = head.font(0)
            font.setBold(True)
            head.setFont(0, font)
            for entry in found.book.indicators.values():
                if entry.group == group:
                    head.addChild(_entry_item(entry, own=entry.id in found.own))
            if head.childCount():
                self.tree.addTopLevelItem(head)
        self.tree.expandAll()

    def _go_to(self, wanted: str) -> None:
        places = self.tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive)
        entries = [item for item in places if item.data(0, _ID) and not item.isHidden()]
        same = [item for item in entries if item.data(0, _ID) == wanted]
        for item in (same or entries)[:1]:
            self.tree.setCurrentItem(item)
        self._show_entry()

    def _narrow(self, typed: str) -> None:
        wanted = typed.casefold().split()
        for place in range(self.tree.topLevelItemCount()):
            head = self.tree.topLevelItem(place)
            if head is None:
                continue
            left = 0
            for child in filter(None, (head.child(n) for n in range(head.childCount()))):
                fits = all(word in child.text(0).casefold() for word in wanted)
                child.setHidden(not fits)
                left += fits
            head.setHidden(not left)
        current = self.tree.currentItem()
        if wanted and (current is None or current.isHidden()):
            self._go_to("")

    def entry(self) -> Indicator | None:
        """The entry looked at."""
        name = self._id_of(self.tree)
        return None if self.found is None else self.found.book.indicators.get(name)

    def _id_of(self, tree: QTreeWidget) -> str:
        item = tree.currentItem()
        return "" if item is None else str(item.data(0, _ID) or "")

    def _show_entry(self, *_items: object) -> None:
        entry = self.entry()
        if self.found is None or entry is None:
            return
        self.page.fill(_facts(self.found, entry), "")
        self.rules.clear()
        for rule in (*self.found.book.rules, *self.found.off):
            if rule["indicator"] == entry.id:
                self.rules.addTopLevelItem(self._rule_item(rule))
        first = self.rules.topLevelItem(0)
        if first is not None:
            self.rules.setCurrentItem(first)
        self._enable()

    def _rule_item(self, rule: Entry) -> QTreeWidgetItem:
        made = QTreeWidgetItem([str(rule["id"]), kind_words(rule), self._state(rule)])
        made.setData(0, _ID, rule["id"])
        return made

    def _is_off(self, rule: Entry) -> bool:
        return self.found is not None and (rule in self.found.off or "expires" in rule)

    def _state(self, rule: Entry) -> str:
        own = self.found is not None and rule["id"] in self.found.own
        state = _("off") if self._is_off(rule) else _("on")
        return f"{state} · {_('own')}" if own else state

    def _rule(self) -> Entry | None:
        name = self._id_of(self.rules)
        everything = (*self.found.book.rules, *self.found.off) if self.found else ()
        return next((rule for rule in everything if rule["id"] == name), None)

    def _enable(self, *_items: object) -> None:
        entry, rule = self.entry(), self._rule()
        editable = self.found is not None and self.found.editable
        contradicted = entry is not None and entry.grade == "E0"
        suggested = entry is not None and entry.suggested
        self.switch_entry.setText(_("Switch entry off") if suggested else _("Switch entry on"))
        self.switch_entry.setEnabled(editable and entry is not None and not contradicted)
        off = rule is not None and self._is_off(rule)
        self.switch_rule.setText(_("Switch rule on") if off else _("Switch rule off"))
        self.switch_rule.setEnabled(editable and rule is not None)
        self.add_rule.setEnabled(editable and entry is not None and not contradicted)
        self.change_entry.setEnabled(editable and self._draft(self.tree) is not None)
        self.change_rule.setEnabled(editable and self._draft(self.rules) is not None)

    def _draft(self, tree: QTreeWidget) -> Entry | None:
        """What is chosen as it stands in the unit's file, if a form can write it back."""
        draft = None if self.found is None else self.found.drafts.get(self._id_of(tree))
        if draft is None or self.found is None:
            return None
        whole = rule_fits(draft) if "kind" in draft else entry_fits(
            draft, self.found.book.references
        )  # fmt: skip
        return draft if whole else None

    def _change_entry(self) -> None:
        self.change_wanted.emit(self.found, self._draft(self.tree))

    def _change_rule(self) -> None:
        self.change_wanted.emit(self.found, self._draft(self.rules))

    def _switch_entry(self) -> None:
        entry = self.entry()
        if entry is not None:
            self.switched.emit(entry.id, not entry.suggested)

    def _switch_rule(self) -> None:
        rule = self._rule()
        if rule is not None:
            self.switched.emit(str(rule["id"]), self._is_off(rule))

    def _add_entry(self) -> None:
        if self.found is not None:
            self.entry_wanted.emit(self.found)

    def _add_rule(self) -> None:
        entry = self.entry()
        if self.found is not None and entry is not None:
            self.rule_wanted.emit(self.found, entry.id)


def _entry_item(entry: Indicator, *, own: bool) -> QTreeWidgetItem:
    marks = [] if entry.suggested else [_("off")]
    marks += [_("own")] if own else []
    told = f"  ({', '.join(marks)})" if marks else ""
    made = QTreeWidgetItem([f"{entry.id}  {in_language(entry.label)}{told}"])
    made.setData(0, _ID, entry.id)
    return made


def _facts(found: CodebookView, entry: Indicator) -> list[QWidget]:
    grade = f"{grade_words(entry.grade)} · {strength_words(entry.strength)}"
    parts: list[QWidget] = [
        label(f"{entry.id}  {in_language(entry.label)}", look="heading", wrap=True),
        label(in_language(entry.definition), wrap=True),
        _boxed(_("Innocent reading"), in_language(entry.innocent_reading)),
        label(grade, look="small", wrap=True),
        label(in_language(entry.grade_note), look="small", wrap=True),
    ]
    if not entry.suggested and entry.suggest_reason:
        parts.append(_boxed(_("Why rules do not point to it"), in_language(entry.suggest_reason)))
    told = [in_language(one) for one in entry.safeguards]
    told += [in_language(found.book.protocols[one].title) for one in entry.protocols]
    if told:
        parts.append(_boxed(_("Safeguards"), "\n".join(told)))
    sources = [
        f"{found.book.references.get(name, name)}: {locator}" for name, locator in entry.sources
    ]
    parts.append(selectable(label("\n".join(sources), look="small", wrap=True, name=_("Sources"))))
    return parts


def _boxed(head: str, told: str) -> QWidget:
    inside = column(label(head, look="caps"), label(told, wrap=True), gap=3, margin=10)
    return frame("well", inside)


def kind_words(rule: Entry) -> str:
    """How a rule reads, in a word or two."""
    words = kinds()
    spoken = str(rule.get("lang", "")).strip("*")
    return " · ".join(part for part in (words[str(rule["kind"])], spoken.upper()) if part)


def _tree(name: str, heads: tuple[str, ...]) -> QTreeWidget:
    made = QTreeWidget()
    made.setAccessibleName(name)
    made.setProperty("look", "framed")
    made.setRootIsDecorated(False)
    made.setAllColumnsShowFocus(True)
    made.setHeaderHidden(not heads)
    if heads:
        made.setHeaderLabels(list(heads))
        header = made.header()
        header.setStretchLastSection(False)
        for place in range(len(heads)):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    return made
