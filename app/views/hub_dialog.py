# SPDX-License-Identifier: GPL-3.0-or-later
"""What many ads share: why it joins nothing, and a person's word on it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.i18n import _, number
from app.messages.kinds import kind_word
from app.tasks.runner import Runner
from app.triage.items import Changed
from app.triage.regroup_items import HubItem
from app.triage.session import Questions
from app.views.layouts import button, column, frame, row
from app.views.left_out import first_of
from app.views.plain_text import label, tip

MOST_SHOWN = 500
_KEY = Qt.ItemDataRole.UserRole
_SHA_SHOWN = 12


class HubDialog(QDialog):
    """Lists the hubs; asks for rulings, makes none."""

    ruled = Signal(str, str)
    undo_wanted = Signal()

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._items: dict[str, HubItem] = {}
        self.setWindowTitle(_("Shared by many"))
        self.setModal(True)
        self.resize(940, 640)
        title = label(_("Shared by many"), look="title")
        told = _(
            "Many unrelated ads carry these, so they join nothing by themselves: a number of the "
            "site, an agency, a stock photo. You may know better."
        )
        self._count = label(_("Reading…"), look="small")
        head = column(row(title, None, self._count), label(told, look="muted", wrap=True), gap=6)
        head.setContentsMargins(18, 14, 18, 10)
        self.list = self._table()
        nothing = QWidget()
        calm = _("Nothing here: no number, address or picture is shared so widely in this case.")
        nothing.setLayout(column(None, row(None, label(calm, look="muted"), None), None))
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(nothing)
        self._why = label("", wrap=True, name=_("Why"))
        self._why.setMinimumHeight(3 * self._why.fontMetrics().lineSpacing())
        self._why.setAlignment(Qt.AlignmentFlag.AlignTop)
        foot = frame("foot", column(self._why, self._acts(), gap=8, margin=14))
        parts = column(frame("head", head), self._pages, foot, gap=0)
        parts.setStretch(1, 1)
        self.setLayout(parts)
        QShortcut(QKeySequence.StandardKey.Undo, self).activated.connect(self.undo_wanted)
        self.reload()

    def _table(self) -> QTreeWidget:
        made = QTreeWidget()
        made.setHeaderLabels([_("Kind"), _("What"), _("Ads"), _("Groups of texts"), _("Your word")])
        made.setAccessibleName(_("Shared by many"))
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setAllColumnsShowFocus(True)
        header = made.header()
        header.setStretchLastSection(False)
        for place in range(5):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        made.currentItemChanged.connect(self._show_why)
        return made

    def _acts(self) -> QWidget:
        words = {
            "joins": (
                _("One advertiser's: let it join"),
                _("It joins its ads, whatever is counted"),
            ),
            "held": (_("Common property: let it join nothing"), _("It joins nothing from now on")),
            "none": (_("Let the machine decide"), _("Take your word on it back")),
        }
        self.acts: dict[str, QPushButton] = {}
        for ruling, (text, more) in words.items():
            made = button(text, partial(self._rule, ruling))
            tip(made, more)
            self.acts[ruling] = made
        across = QWidget()
        across.setLayout(row(*self.acts.values(), None, button(_("Close"), self.accept)))
        return across

    def reload(self) -> None:
        """Read the list again and stay at the same thing."""

        def question(case: Questions) -> list[HubItem]:
            return case.hubs()

        self._runner.ask("hubs", question, self._arrived)

    def take(self, changed: Changed) -> None:
        """Read again after any act: undo may have changed a ruling."""
        if changed.sentence or changed.everything:
            self.reload()

    def _arrived(self, items: Sequence[HubItem] | None) -> None:
        if items is None:
            return
        current = self.list.currentItem()
        stay = current.data(0, _KEY) if current is not None else None
        self._items = {item.key: item for item in items}
        self.list.clear()
        for item in items[:MOST_SHOWN]:
            entry = _entry(item)
            self.list.addTopLevelItem(entry)
            if item.key == stay:
                self.list.setCurrentItem(entry)
        first = self.list.topLevelItem(0)
        if self.list.currentItem() is None and first is not None:
            self.list.setCurrentItem(first)
        n = len(items)
        self._count.setText(first_of(MOST_SHOWN, n) if n > MOST_SHOWN else number(n))
        self._pages.setCurrentIndex(0 if items else 1)
        self._show_why()

    def _current(self) -> HubItem | None:
        entry = self.list.currentItem()
        return None if entry is None else self._items.get(str(entry.data(0, _KEY)))

    def _show_why(self, *_entries: object) -> None:
        item = self._current()
        told = [] if item is None else [item.sentence]
        if item is not None and item.note:
            told.append(_("Note: {note}").format(note=item.note))
        self._why.setText("\n".join(told))
        for ruling, act in self.acts.items():
            act.setEnabled(item is not None and item.ruling != ruling)

    def _rule(self, ruling: str) -> None:
        item = self._current()
        if item is not None:
            self.ruled.emit(item.key, ruling)


def _entry(item: HubItem) -> QTreeWidgetItem:
    shown = item.shown[:_SHA_SHOWN] if item.kind == "same_image" else item.shown
    groups = number(item.groups) if item.groups else "–"
    shown = f"\u2066{shown}\u2069"  # a covered number reads from the left in any layout
    cells = [kind_word(item.kind), shown, number(item.ads), groups, ruling_word(item.ruling)]
    made = QTreeWidgetItem(cells)
    made.setData(0, _KEY, item.key)
    for place in (2, 3):
        made.setTextAlignment(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


def ruling_word(ruling: str) -> str:
    """A ruling in a word or two."""
    return {"joins": _("joins"), "held": _("joins nothing")}.get(ruling, "")
