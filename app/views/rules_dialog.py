# SPDX-License-Identifier: GPL-3.0-or-later
"""About the suggestions: how common they are here, and how often people find each rule right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from app.i18n import _, number
from app.tasks.runner import Runner
from app.triage.items import Changed
from app.triage.rules_overview import RuleItem, RulesOverview
from app.triage.session import Questions
from app.views.layouts import button, column, frame, row
from app.views.plain_text import label, tip

_RULE = Qt.ItemDataRole.UserRole


class RulesDialog(QDialog):
    """Lists the rules; asks for switching, switches none."""

    switched = Signal(str, bool)
    undo_wanted = Signal()

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._items: dict[str, RuleItem] = {}
        self.setWindowTitle(_("About the suggestions"))
        self.setModal(True)
        self.resize(980, 660)
        self._told = label("", wrap=True, name=_("How common suggestions are here"))
        self._statement = label("", look="muted", wrap=True)
        self._book = label("", look="small")
        title = row(label(_("About the suggestions"), look="title"), None, self._book)
        head = column(title, self._told, self._statement, gap=6)
        head.setContentsMargins(18, 14, 18, 10)
        self.list = self._table()
        self._why = label("", wrap=True, name=_("About this rule"))
        self._why.setMinimumHeight(3 * self._why.fontMetrics().lineSpacing())
        self._why.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.switch = button(_("Switch this rule off"), self._ask_switch)
        tip(self.switch, _("What people decided stays; it can be undone"))
        acts = row(self.switch, None, button(_("Close"), self.accept))
        foot = frame("foot", column(self._why, acts, gap=8, margin=14))
        inside = column(frame("head", head), self.list, foot, gap=0)
        inside.setStretch(1, 1)
        self.setLayout(inside)
        QShortcut(QKeySequence.StandardKey.Undo, self).activated.connect(self.undo_wanted)
        self._show_rule()
        self.reload()

    def _table(self) -> QTreeWidget:
        made = QTreeWidget()
        heads = [_("Rule"), _("Points to"), _("Hits"), _("Decided"), _("Right"), _("State")]
        made.setHeaderLabels(heads)
        made.setAccessibleName(_("Rules"))
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setAllColumnsShowFocus(True)
        header = made.header()
        header.setStretchLastSection(False)
        for place in range(len(heads)):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        made.currentItemChanged.connect(self._show_rule)
        return made

    def reload(self) -> None:
        """Read the figures again and stay at the same rule."""
        self._runner.ask("rules", _rules_of, self._arrived)

    def take(self, changed: Changed) -> None:
        """Read again after any act: undo may have switched a rule."""
        if changed.sentence or changed.everything:
            self.reload()

    def _arrived(self, found: RulesOverview | None) -> None:
        if found is None:
            return
        current = self.list.currentItem()
        stay = current.data(0, _RULE) if current is not None else None
        self._told.setText("\n".join(found.sentences))
        self._statement.setText(found.statement)
        self._book.setText(_("Codebook {name}").format(name=found.codebook))
        self._items = {item.rule: item for item in found.rules}
        self.list.clear()
        for item in found.rules:
            entry = _entry(item)
            self.list.addTopLevelItem(entry)
            if item.rule == stay:
                self.list.setCurrentItem(entry)
        first = self.list.topLevelItem(0)
        if self.list.currentItem() is None and first is not None:
            self.list.setCurrentItem(first)
        self._show_rule()

    def _current(self) -> RuleItem | None:
        entry = self.list.currentItem()
        return None if entry is None else self._items.get(str(entry.data(0, _RULE)))

    def _show_rule(self, *_entries: object) -> None:
        item = self._current()
        self._why.setText("" if item is None else "\n".join(_lines(item)))
        self.switch.setEnabled(item is not None and item.state != "entry_off")
        off = item is not None and item.state == "off"
        self.switch.setText(_("Switch this rule on") if off else _("Switch this rule off"))

    def _ask_switch(self) -> None:
        item = self._current()
        if item is not None:
            self.switched.emit(item.rule, item.state == "off")


def _rules_of(case: Questions) -> RulesOverview:
    return case.rules()


def _entry(item: RuleItem) -> QTreeWidgetItem:
    decided = item.accepted + item.rejected
    cells = [
        item.rule, f"{item.indicator}  {item.label}", number(item.hits), number(decided),
        right_words(item), state_word(item),
    ]  # fmt: skip
    made = QTreeWidgetItem(cells)
    made.setData(0, _RULE, item.rule)
    for place in (2, 3, 4):
        made.setTextAlignment(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


def right_words(item: RuleItem) -> str:
    """How often people found a rule right, with its interval; a dash where nobody decided."""
    if item.right is None or item.low is None or item.high is None:
        return "–"
    parts = [number(100 * value, 0) for value in (item.right, item.low, item.high)]
    return _("{right} % ({low} to {high})").format(right=parts[0], low=parts[1], high=parts[2])


def state_word(item: RuleItem) -> str:
    """Whether a rule suggests, in a word or two."""
    if item.proposal:
        return _("on; better off?")
    words = {"on": _("on"), "off": _("off"), "entry_off": _("entry is off")}
    return words[item.state]


def _lines(item: RuleItem) -> list[str]:
    told = [_("Base rate: {sentence}").format(sentence=item.common)] if item.common else []
    decided = item.accepted + item.rejected
    if decided:
        words = _(
            "People accepted {accepted} and rejected {rejected} of its hits; {undecided} are open. "
            "They chose what to decide on, so this speaks of the hits they looked at."
        )
        told.append(
            words.format(
                accepted=number(item.accepted),
                rejected=number(item.rejected),
                undecided=number(item.undecided),
            )
        )
    elif item.state == "on":
        told.append(_("Nobody has decided on a hit of this rule yet."))
    if item.state == "entry_off":
        told.append(_("The codebook does not let rules point to this entry."))
    return [*told, item.proposal] if item.proposal else told
