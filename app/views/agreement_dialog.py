# SPDX-License-Identifier: GPL-3.0-or-later
"""How far people agree, what they disagree on, and the ads drawn for two people to code."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QSpinBox,
    QSplitter,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from app.i18n import _, ngettext, number
from app.tasks.runner import Runner
from app.triage.agreement_items import AgreementItem, AgreementView, FigureItem
from app.triage.items import Changed
from app.triage.session import Questions
from app.views.layouts import button, column, frame, row
from app.views.plain_text import label, tip

_KEY = Qt.ItemDataRole.UserRole
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class AgreementDialog(QDialog):
    """Stays open beside the window; asks for ads and draws, makes none."""

    target_wanted = Signal(str)
    draw_wanted = Signal(int, int)

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.found: AgreementView | None = None
        self.setWindowTitle(_("Agreement"))
        self.resize(1040, 720)
        self._how = label(_("Counting…"), look="muted", wrap=True, name=_("How to read it"))
        head = column(label(_("Agreement"), look="title"), self._how, gap=6)
        head.setContentsMargins(18, 14, 18, 10)
        self.table = _tree(
            _("Agreement by indicator"),
            (_("Indicator"), _("Coded twice"), _("Present"), _("Same code"),
             _("Same where present"), "kappa", "alpha", _("Interval")),
        )  # fmt: skip
        self.table.setRootIsDecorated(True)
        self.table.currentItemChanged.connect(self._show_indicator)
        self._notes = label("", wrap=True, name=_("What to know before believing the figures"))
        self.disputes = _tree(_("Disagreements"), (_("What"), _("Who says what")))
        self.disputes.itemActivated.connect(self._go)
        self.drawn = _tree(_("Ads of the draw"), (_("Place"), _("Ad"), _("You")))
        self.drawn.itemActivated.connect(self._go)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(_("Agreement"))
        self.tabs.addTab(self._figures(), _("Figures"))
        self.tabs.addTab(self._draw(), _("Draw"))
        foot = frame("foot", row(None, button(_("Close"), self.accept), margin=14))
        inside = column(frame("head", head), self.tabs, foot, gap=0)
        inside.setStretch(1, 1)
        self.setLayout(inside)
        self.table.setFocus()
        self.reload()

    def _figures(self) -> QWidget:
        below = QWidget()
        told = label(_("Disagreements to talk about (Enter opens the ad)"), look="caps")
        below.setLayout(column(self._notes, told, self.disputes, margin=12))
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(below)
        split.setSizes([300, 260])
        split.setChildrenCollapsible(False)
        return split

    def _draw(self) -> QWidget:
        self.random = _count(_("By chance"), 100)
        self.flagged = _count(_("Of those that rules point to"), 50)
        make = button(_("Draw ads"), self._ask_draw, look="small")
        tip(make, _("Two people code the same ads apart from each other"))
        self._told = label("", look="small", wrap=True, name=_("The draw"))
        asked = row(
            label(_("By chance")), self.random, 8, label(_("Of those that rules point to")),
            self.flagged, 8, make, None,
        )  # fmt: skip
        why = label(
            _(
                "Nobody sees why an ad was drawn. Switch on “Second reader” in the View menu to "
                "code without seeing what others set; say of each ad when you have gone through it."
            ),
            look="muted", wrap=True,
        )  # fmt: skip
        page = QWidget()
        page.setLayout(column(asked, why, self._told, self.drawn, margin=12))
        return page

    def reload(self) -> None:
        """Count again."""
        self._runner.ask("agreement", _agreement_of, self._arrived)

    def take(self, changed: Changed) -> None:
        """Count again after any act."""
        if changed.sentence or changed.everything:
            self.reload()

    def _arrived(self, found: AgreementView | None) -> None:
        if found is None:
            return
        self.found = found
        hidden = _("Figures are hidden while you are the second reader.")
        self._how.setText(hidden if found.is_hidden else found.how_to_read)
        current = self.table.currentItem()
        stay = "" if current is None else str(current.data(0, _KEY))
        self.table.clear()
        for item in found.indicators:
            entry = _indicator(item)
            self.table.addTopLevelItem(entry)
            if item.indicator == stay:
                self.table.setCurrentItem(entry)
        first = self.table.topLevelItem(0)
        if self.table.currentItem() is None and first is not None:
            self.table.setCurrentItem(first)
        self._show_indicator()
        self._show_draw(found)

    def _show_indicator(self, *_items: object) -> None:
        entry = self.table.currentItem()
        name = "" if entry is None else str(entry.data(0, _KEY))
        everything = self.found.indicators if self.found is not None else ()
        item = next((one for one in everything if one.indicator == name), None)
        nothing = _("Nobody has coded anything yet.") if not everything else ""
        self._notes.setText("\n".join(item.notes) if item is not None else nothing)
        self.disputes.clear()
        for dispute in item.disputes if item is not None else ():
            made = QTreeWidgetItem([dispute.thing, dispute.said])
            made.setData(0, _KEY, dispute.thing)
            self.disputes.addTopLevelItem(made)

    def _show_draw(self, found: AgreementView) -> None:
        self.drawn.clear()
        done = sum(one.done for one in found.drawn)
        words = ngettext(
            "Draw {draw}: you went through {done} of {n} ad.",
            "Draw {draw}: you went through {done} of {n} ads.",
            len(found.drawn),
        )
        told = words.format(draw=found.draw, done=number(done), n=number(len(found.drawn)))
        self._told.setText(told if found.draw else _("No ads were drawn yet."))
        for one in found.drawn:
            state = _("gone through") if one.done else _("to do")
            made = QTreeWidgetItem([number(one.place), f"A{one.ad}", state])
            made.setData(0, _KEY, f"A{one.ad}")
            self.drawn.addTopLevelItem(made)

    def _go(self, item: QTreeWidgetItem) -> None:
        self.target_wanted.emit(str(item.data(0, _KEY)))

    def _ask_draw(self) -> None:
        self.draw_wanted.emit(self.random.value(), self.flagged.value())


def _agreement_of(case: Questions) -> AgreementView:
    return case.agreement()


def _indicator(item: AgreementItem) -> QTreeWidgetItem:
    made = _line(item.figures[0], f"{item.indicator}  {item.label}", item.indicator)
    for part in item.figures[1:]:
        made.addChild(_line(part, _part(part.part), item.indicator))
    return made


def _line(found: FigureItem, name: str, key: str) -> QTreeWidgetItem:
    interval = "–" if found.low is None else f"{_decimal(found.low)} – {_decimal(found.high)}"
    figures = (found.prevalence, found.raw, found.positive, found.kappa, found.alpha)
    made = QTreeWidgetItem([name, number(found.n), *map(_decimal, figures), interval])
    made.setData(0, _KEY, key)
    for place in range(1, 8):
        made.setTextAlignment(place, _RIGHT)
    return made


def _part(part: str) -> str:
    words = {
        "blind": _("blind"),
        "assisted": _("suggestions seen"),
        "random": _("drawn by chance"),
        "flagged": _("flagged ads"),
    }
    return words[part]


def _decimal(value: float | None) -> str:
    return "–" if value is None else number(value, 3)


def _count(name: str, value: int) -> QSpinBox:
    made = QSpinBox()
    made.setRange(0, 100_000)
    made.setValue(value)
    made.setAccessibleName(name)
    return made


def _tree(name: str, heads: tuple[str, ...]) -> QTreeWidget:
    made = QTreeWidget()
    made.setHeaderLabels(list(heads))
    made.setAccessibleName(name)
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setAllColumnsShowFocus(True)
    header = made.header()
    header.setStretchLastSection(False)
    wide = len(heads) - 1 if len(heads) < 4 else 0
    for place in range(len(heads)):
        header.setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
    return made
