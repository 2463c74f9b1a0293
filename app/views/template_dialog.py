# SPDX-License-Identifier: GPL-3.0-or-later
"""What the ads of a cluster share: one coloured text, its slots, and every ad against them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QLabel,
    QListWidget,
    QSplitter,
    QStackedWidget,
    QTableView,
    QWidget,
)

from app.i18n import _, ngettext, number
from app.models.template_rows import TemplateRows
from app.tasks.runner import Runner
from app.triage.session import Questions
from app.triage.template_items import OneTemplate, TemplateItem
from app.triage.template_text import chip, isolated
from app.views.layouts import button, clear, column, frame, row
from app.views.plain_text import label
from app.views.template_text import TemplateText, slot_colour
from indexing.errors import BadInputError

_ODD_NAMED = 12
_CELL_WIDTH = 150
_VALUE_CHARACTERS = 80


class TemplateDialog(QDialog):
    """Stays open beside the window; asks for ads, changes nothing."""

    ad_wanted = Signal(int)

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.resize(1180, 780)
        self._runner = runner
        self._cluster = 0
        self.found: TemplateItem | None = None
        self._title = label("", look="title")
        self._about = label("", look="small", wrap=True)
        self.which = QComboBox()
        self.which.setProperty("look", "small")
        self.which.setAccessibleName(_("Template"))
        self.which.activated.connect(self._show_one)
        self.text = TemplateText()
        self.slots = _list(_("Slots"))
        self.values = _list(_("Values of the slot"))
        self._values_title = label("", look="caps")
        self.rows = TemplateRows(runner, self)
        self.table = self._table()
        self._nothing = label("", look="muted", wrap=True, name=_("No template"))
        self._odd = row(gap=4)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._full())
        self._pages.addWidget(_page(self._nothing))
        self.setLayout(column(self._head(), self._pages, gap=0))
        self.text.slot_chosen.connect(self.choose_slot)
        self.slots.currentRowChanged.connect(self._slot_row)

    def _head(self) -> QWidget:
        top = row(self._title, label(_("Contacts covered"), look="chip"), None, self.which, gap=10)
        head = column(top, self._about, self._odd, gap=4)
        head.setContentsMargins(18, 12, 14, 10)
        return frame("head", head)

    def _full(self) -> QWidget:
        inside = column(self.text)
        inside.setContentsMargins(18, 12, 10, 4)
        reading = frame("pane", inside)
        slots = label(_("Slots"), look="caps")
        lists = column(slots, self.slots, self._values_title, self.values, gap=6, margin=10)
        side = QWidget()
        side.setLayout(lists)
        upper = QSplitter(Qt.Orientation.Horizontal)
        upper.addWidget(reading)
        upper.addWidget(side)
        upper.setSizes([780, 400])
        self.split = QSplitter(Qt.Orientation.Vertical)
        for part in (upper, self.table):
            self.split.addWidget(part)
        self.split.setSizes([440, 300])
        for one in (upper, self.split):
            one.setChildrenCollapsible(False)
        return self.split

    def _table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.rows)
        table.setAccessibleName(_("Ads and what they have in each slot"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setDefaultSectionSize(_CELL_WIDTH)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setMaximumSectionSize(_CELL_WIDTH * 2)
        table.horizontalHeader().setResizeContentsPrecision(0)  # what is in sight is enough
        self.rows.dataChanged.connect(table.resizeColumnsToContents)
        table.clicked.connect(self._row_clicked)
        table.activated.connect(self._row_wanted)
        return table

    def show_cluster(self, cluster: int) -> None:
        """Read the template of a cluster and show it."""
        self._cluster, self.found = cluster, None
        self.setWindowTitle(_("Template of {cluster}").format(cluster=f"C{cluster}"))
        self._title.setText(_("Template of {cluster}").format(cluster=f"C{cluster}"))
        self._about.setText("")
        self._say_nothing(_("Reading…"))

        def question(case: Questions) -> tuple[TemplateItem, list[int]]:
            return case.template(cluster), case.ad_ids(cluster)

        self._runner.ask("template", question, self._arrived, self._not_there)

    def _not_there(self, error: Exception) -> None:
        if isinstance(error, BadInputError) and error.code == "id_unknown":
            self._say_nothing(_("This cluster has no ads any more."))
        else:
            self._runner.failed.emit(error)

    def _arrived(self, answer: tuple[TemplateItem, list[int]] | None) -> None:
        if answer is None:
            return
        self.found, self._ids = answer
        self._about.setText(_about(self.found))
        self._name_odd(self.found)
        self.which.clear()
        for place, one in enumerate(self.found.templates, start=1):
            count = ngettext("{n} ad", "{n} ads", one.ads).format(n=number(one.ads))
            self.which.addItem(
                _("Template {n} of {total}: {ads}").format(
                    n=place, total=len(self.found.templates), ads=count
                )
            )
        self.which.setVisible(len(self.found.templates) > 1)
        if self.found.templates:
            self._pages.setCurrentIndex(0)
            self._show_one(0)
            if self.focusWidget() is not self.table:
                self.slots.setFocus()
        else:
            self._say_nothing(_without(self.found))

    def _say_nothing(self, words: str) -> None:
        self.which.hide()
        clear(self._odd)
        self._nothing.setText(words)
        self._pages.setCurrentIndex(1)

    def _name_odd(self, found: TemplateItem) -> None:
        clear(self._odd)
        if not found.odd or not found.templates:
            return
        self._odd.addWidget(label(_("Odd ones out:"), look="small"))
        for ad in found.odd[:_ODD_NAMED]:
            go = button(f"A{ad}", partial(self.ad_wanted.emit, ad), look="quiet")
            go.setAccessibleName(_("Go to {ad}").format(ad=f"A{ad}"))
            self._odd.addWidget(go)
        more = found.odd_ads - min(len(found.odd), _ODD_NAMED)
        if more > 0:
            self._odd.addWidget(label(_("and {n} more").format(n=number(more)), look="small"))
        self._odd.addStretch(1)

    def _one(self) -> OneTemplate | None:
        place = max(self.which.currentIndex(), 0)
        told = self.found.templates if self.found else ()
        return told[place] if place < len(told) else None

    def _show_one(self, place: int) -> None:
        self.which.setCurrentIndex(place)
        one = self._one()
        if one is None:
            return
        self.text.show_template(one)
        self.slots.clear()
        for part in one.slots:
            first = isolated(part.values[0][0][:_VALUE_CHARACTERS]) if part.values else ""
            self.slots.addItem(f"{isolated(chip(part))}  {first}")
            self.slots.item(self.slots.count() - 1).setBackground(slot_colour(part.slot))
        if not one.slots:
            self.slots.addItem(_("No slots: these ads are equal word by word."))
        self.rows.show_template(self._cluster, self._ids, place, len(one.slots))
        self.slots.setCurrentRow(0)

    def choose_slot(self, slot: int) -> None:
        """Show the values of a slot."""
        self.slots.setCurrentRow(slot - 1)

    def _slot_row(self, place: int) -> None:
        self.values.clear()
        self._values_title.setText("")
        one = self._one()
        if one is None or not 0 <= place < len(one.slots):
            return
        part = one.slots[place]
        self._values_title.setText(
            ngettext("[{slot}] {n} value", "[{slot}] {n} values", part.distinct).format(
                slot=part.slot, n=number(part.distinct)
            )
        )
        for value, ads in part.values:
            count = ngettext("{n} ad", "{n} ads", ads).format(n=number(ads))
            self.values.addItem(f"{isolated(count)} – {isolated(value[:_VALUE_CHARACTERS])}")
        if part.distinct > len(part.values):
            more = number(part.distinct - len(part.values))
            self.values.addItem(_("and {n} more").format(n=more))
        self.text.choose(part.slot)

    def _row_clicked(self, index: QModelIndex) -> None:
        slot = self.rows.slot_of(index.column())
        if slot:
            self.choose_slot(slot)
        self._row_wanted(index)

    def _row_wanted(self, index: QModelIndex) -> None:
        self.ad_wanted.emit(self.rows.id_at(index.row()))

    def reload(self) -> None:
        """Read the template again."""
        if self._cluster and self.isVisible():
            self.show_cluster(self._cluster)


class Templates(QObject):
    """The one template window of a case."""

    ad_wanted = Signal(int)

    def __init__(self, runner: Runner, window: QWidget) -> None:
        super().__init__(window)
        self._runner = runner
        self._window = window
        self.dialog: TemplateDialog | None = None

    def show_cluster(self, cluster: int | None) -> None:
        """Open the window for a cluster, or turn the open one to it."""
        if cluster is None:
            return
        if self.dialog is None:
            self.dialog = TemplateDialog(self._runner, self._window)
            self.dialog.ad_wanted.connect(self.ad_wanted)
        self.dialog.show_cluster(cluster)
        self.dialog.show()
        self.dialog.raise_()

    def reload(self) -> None:
        """Read the open template again, after clusters or colours changed."""
        if self.dialog is not None:
            self.dialog.reload()

    def close_all(self) -> None:
        """Show nothing of the case any more."""
        if self.dialog is not None:
            self.dialog.close()
            self.dialog.deleteLater()
            self.dialog = None


def _about(found: TemplateItem) -> str:
    parts = [ngettext("{n} ad", "{n} ads", found.ads).format(n=number(found.ads))]
    slots = found.templates[0].slots if found.templates else ()
    if slots:
        words = _("{chip} is a slot, where words vary: its number · how many different ones")
        parts.append(words.format(chip=isolated(chip(slots[0]))))
    if found.read < found.ads:
        parts.append(_("made from {n} of them").format(n=number(found.read)))
    return " · ".join(parts)


def _without(found: TemplateItem) -> str:
    if found.ads < 2:
        return _("A single ad has no template: there is nothing to lay it on.")
    return _(
        "These ads share no common text: something else joins them, such as a contact, a picture "
        "or a person's word. An ad's tab “Why together” says what."
    )


def _list(name: str) -> QListWidget:
    made = QListWidget()
    made.setProperty("look", "framed")
    made.setAccessibleName(name)
    made.setUniformItemSizes(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made


def _page(words: QLabel) -> QWidget:
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    page = QWidget()
    page.setLayout(column(None, words, None, margin=40))
    return page
