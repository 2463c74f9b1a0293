# SPDX-License-Identifier: GPL-3.0-or-later
"""Middle: the ads of one cluster, and the judgement on two of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QWidget

from app.i18n import _, ngettext, number
from app.models.lists import ad_model
from app.tasks.runner import Runner
from app.triage import statuses
from app.triage.session import Questions
from app.views.card_list import CardList
from app.views.cards import AdCard
from app.views.flow import Flow
from app.views.layouts import button, column, frame, row
from app.views.plain_text import label, tip

_MOST_COMPARED = 8
_MOST_SPLIT = 20_000
"""Selected ads that can be set apart at once."""


class AdPane(QFrame):
    """The list with same / not the same / unsure below it."""

    chosen = Signal(int)
    judged = Signal(int, int, str)
    compare_wanted = Signal(int, int)
    compare_all_wanted = Signal(object)
    """Three ads or more side by side; the one looked at is the reference."""
    chain_wanted = Signal(int, int)
    split_wanted = Signal(int, object)
    status_wanted = Signal(int, str)
    drag_wanted = Signal(int, object)
    move_wanted = Signal(int, object)

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "pane")
        self._runner = runner
        self.model = ad_model(runner, self)
        self.list = CardList(AdCard(), self.model, _("Ads of the cluster"), self)
        self.list.setSelectionMode(CardList.SelectionMode.ExtendedSelection)
        self.list.stepped.connect(self._step)
        self.list.dragged.connect(self._drag)
        self.list.selectionModel().selectionChanged.connect(self._selection_changed)
        self._title = label(_("Ads"), look="heading")
        self._count = label("", look="small")
        self.status = QComboBox()
        self.status.setProperty("look", "small")
        self.status.setAccessibleName(_("Status of the cluster"))
        for status in statuses.STATUSES:
            self.status.addItem(statuses.word(status), status)
        self.status.activated.connect(self._status_chosen)
        tip(self.status, _("How far you are with this cluster (keys 1 to 4)"))
        top = row(self._title, self._count, None, self.status, margin=12)
        top.setContentsMargins(12, 8, 12, 8)
        head = frame("head", top)
        self._hint = label("", look="small", wrap=True)
        self._same = self._verdict(_("Same"), "same", "S")
        self._not = self._verdict(_("Not the same"), "not-same", "D")
        self._unsure = self._verdict(_("Unsure"), "unsure", "F")
        verdicts = Flow(self._same, self._not, self._unsure, gap=4)
        self._compare = button(_("Compare"), self.compare, look="small")
        tip(self._compare, _("The selected ads side by side, up to eight (key C)"))
        self._chain = button(_("How connected?"), self.chain, look="small")
        tip(self._chain, _("The strongest chain of evidence between the two (key W)"))
        self._split = button(_("Split off…"), self.split, look="small")
        tip(self._split, _("Set the selected ads apart from the others (key X)"))
        self._move = self._move_button()
        looks = Flow(self._compare, self._chain, self._split, self._move, gap=4)
        foot = frame("foot", column(self._hint, verdicts, looks, gap=6, margin=8))
        self.setLayout(column(head, self.list, foot, gap=0))
        self._cluster: int | None = None
        self._wanted: int | None = None
        self._kept: list[int] = []
        self._place = 0
        self._selection_changed()

    def _move_button(self) -> QWidget:
        made = button(_("Move…"), self.move_ads, look="small")
        words = _("Put the selected ads into another cluster (key {key}), or drag them there")
        tip(made, words.format(key="Shift+X"))
        return made

    def _verdict(self, words: str, judgement: str, key: str) -> QWidget:
        made = button(words, partial(self.judge, judgement), look="small")
        tip(made, _("{words} (key {key})").format(words=words, key=key))
        return made

    def show_cluster(self, cluster: int | None, ad: int | None = None) -> None:
        """List the ads of a cluster and go to one of them."""
        same = cluster == self._cluster
        self._kept = self.list.selected_ids(3) if same else []
        self._place = max(self.list.currentIndex().row(), 0) if same else 0
        self._cluster, self._wanted = cluster, ad
        self.read_status()
        self.status.setVisible(cluster is not None)
        if cluster is None:
            self.model.show([])
            self._count.setText("")
            return

        def question(case: Questions) -> list[int]:
            return case.ad_ids(cluster)

        self._runner.ask("ad_ids", question, self._arrived)

    def reload(self) -> None:
        """Read the list again and stay at the same ad."""
        self.show_cluster(self._cluster, self.current)

    def _arrived(self, ids: list[int] | None) -> None:
        ids = ids or []
        self.model.show(ids)
        self._title.setText(_("Ads of {cluster}").format(cluster=f"C{self._cluster}"))
        self._count.setText(ngettext("{n} ad", "{n} ads", len(ids)).format(n=number(len(ids))))
        # when the ad looked at left the cluster: the other selected one, else its neighbour
        places = [self.model.row_of(ad) for ad in (self._wanted, *self._kept) if ad is not None]
        near = min(self._place, len(ids) - 1)
        self.list.go(next((place for place in places if place >= 0), near))
        self.list.choose([self.model.row_of(ad) for ad in self._kept])

    def read_status(self) -> None:
        """Say how far people are with the cluster, also with one that the queue does not list."""
        cluster = self._cluster
        if cluster is None:
            return

        def question(case: Questions) -> str:
            return "".join(one.status for one in case.clusters([cluster]))

        self._runner.ask("status", question, self._show_status)

    def _show_status(self, status: str | None) -> None:
        self.status.setCurrentIndex(max(self.status.findData(status), 0))

    def _status_chosen(self, _place: int) -> None:
        self.set_status(str(self.status.currentData()))

    def set_status(self, status: str) -> None:
        """Ask for a status of the cluster looked at."""
        if self._cluster is not None:
            self.status_wanted.emit(self._cluster, status)

    def _step(self, place: int) -> None:
        self.chosen.emit(self.model.id_at(place))

    @property
    def cluster(self) -> int | None:
        """The cluster whose ads are listed."""
        return self._cluster

    @property
    def current(self) -> int | None:
        """The ad looked at."""
        place = self.list.currentIndex().row()
        return self.model.id_at(place) if place >= 0 else None

    def go_to(self, ad: int) -> bool:
        """Go to an ad of this cluster; False when it is not in it."""
        place = self.model.row_of(ad)
        self.list.go(place)
        return place >= 0

    def _selection_changed(self, *_parts: object) -> None:
        two = len(self.list.selected(3)) == 2
        chosen = len(self.list.selected(_MOST_SPLIT))
        self._split.setEnabled(0 < chosen < self.model.rowCount())
        self._move.setEnabled(chosen > 0)
        for act in (self._same, self._not, self._unsure, self._chain):
            act.setEnabled(two)
        self._compare.setEnabled(1 < len(self.list.selected(_MOST_COMPARED + 1)) <= _MOST_COMPARED)
        self._hint.setText(
            _("Do the two selected ads belong together?")
            if two
            else _(
                "Select two ads (Ctrl+click or Shift+arrow) to say whether they belong together."
            )
        )

    def judge(self, judgement: str) -> None:
        """Say whether the two selected ads belong together."""
        ids = self.list.selected_ids(3)
        if len(ids) == 2:
            self.judged.emit(min(ids), max(ids), judgement)

    def split(self) -> None:
        """Ask to set the selected ads apart; some, and not all of the cluster."""
        ids = self.list.selected_ids(_MOST_SPLIT)
        if self._cluster is not None and 0 < len(ids) < self.model.rowCount():
            self.split_wanted.emit(self._cluster, ids)

    def _chosen(self) -> tuple[int, ...]:
        return tuple(self.list.selected_ids(_MOST_SPLIT))

    def move_ads(self) -> None:
        """Ask into which cluster the selected ads are to go."""
        if self._cluster is not None and self._chosen():
            self.move_wanted.emit(self._cluster, self._chosen())

    def _drag(self) -> None:
        if self._cluster is not None and self._chosen():
            self.drag_wanted.emit(self._cluster, self._chosen())

    def compare(self) -> None:
        """Ask for the selected ads side by side."""
        ids = self.list.selected_ids(_MOST_COMPARED + 1)
        if len(ids) == 2:
            self.compare_wanted.emit(*ids)
        elif 2 < len(ids) <= _MOST_COMPARED:
            self.compare_all_wanted.emit(sorted(ids, key=self._reference_first))

    def _reference_first(self, ad: int) -> tuple[bool, int]:
        return ad != self.current, self.model.row_of(ad)

    def chain(self) -> None:
        """Ask how the two selected ads are connected."""
        ids = self.list.selected_ids(3)
        if len(ids) == 2:
            self.chain_wanted.emit(*ids)
