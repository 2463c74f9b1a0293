# SPDX-License-Identifier: GPL-3.0-or-later
"""Left: the clusters, with a filter."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedWidget, QWidget

from app.i18n import _, ngettext, number
from app.models.lists import cluster_model
from app.tasks.runner import Runner
from app.triage.session import Questions
from app.views import problems
from app.views.card_list import CardList
from app.views.cards import ClusterCard
from app.views.flow import Flow
from app.views.layouts import button, column, frame, row
from app.views.plain_text import label, tip

_WAIT_MS = 150
_MOST_SELECTED = 20


class ClusterPane(QFrame):
    """Filter box over the list; three different empty states."""

    chosen = Signal(int)
    status_known = Signal(str)
    import_wanted = Signal()
    template_wanted = Signal()
    merge_wanted = Signal()
    bridges_wanted = Signal()
    suggestions_wanted = Signal()

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "pane")
        self._runner = runner
        self.model = cluster_model(runner, self)
        self.list = CardList(ClusterCard(), self.model, _("Clusters"), self)
        self.list.stepped.connect(self._step)
        self.model.dataChanged.connect(self._tell_status)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("Filter: words, site:…, status:todo, C12, A34"))
        self.filter.setAccessibleName(_("Filter clusters"))
        self.filter.setClearButtonEnabled(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT_MS)
        self._timer.timeout.connect(self.reload)
        self.filter.textChanged.connect(self._timer.start)
        self._count = label("", look="small", name=_("Number of clusters"))
        top = row(label(_("Clusters"), look="heading"), None, self._count)
        head = frame("head", column(top, self.filter, gap=8, margin=12))
        self._pages = QStackedWidget()
        template = button(_("Template…"), self.template_wanted.emit, look="small")
        tip(template, _("What the ads of this cluster share, and what varies (key Shift+C)"))
        merge = button(_("Merge…"), self.merge_wanted.emit, look="small")
        tip(merge, _("Make this cluster and others one (key M)"))
        weakest = button(_("Bridges…"), self.bridges_wanted.emit, look="small")
        tip(weakest, _("The weakest connections that hold this cluster together (key B)"))
        rules = button(_("Suggestions…"), self.suggestions_wanted.emit, look="small")
        tip(rules, _("What rules suggest on this cluster as a whole (key Shift+G)"))
        foot = frame("foot", Flow(template, weakest, merge, rules, margin=12))
        listed = QWidget()
        listed.setLayout(column(self.list, foot, gap=0))
        self._pages.addWidget(listed)
        self._pages.addWidget(self._nothing_yet())
        self._pages.addWidget(self._no_match())
        self.setLayout(column(head, self._pages, gap=0))
        self._current: int | None = None

    def _nothing_yet(self) -> QWidget:
        words = _("No ads yet. Import a table, JSON or spreadsheet of ads to begin.")
        return _empty(words, button(_("Import ads…"), self.import_wanted.emit, look="main"))

    def _no_match(self) -> QWidget:
        words = _("No cluster matches this filter.")
        return _empty(words, button(_("Clear the filter"), self.filter.clear))

    def reload(self) -> None:
        """Read the list again and stay at the same cluster."""
        words = self.filter.text().strip()
        self._count.setText(_("Reading…"))

        def question(case: Questions) -> list[int]:
            return case.cluster_ids(words)

        self._runner.ask("cluster_ids", question, self._arrived, self._not_understood)

    def _not_understood(self, error: Exception) -> None:
        # said beside the box, not in a box of its own: the person is still typing
        self._count.setText(problems.words(error)[0])

    def _arrived(self, ids: list[int] | None) -> None:
        ids = ids or []
        self.model.show(ids)
        self._count.setText(
            ngettext("{n} cluster", "{n} clusters", len(ids)).format(n=number(len(ids)))
        )
        empty = 2 if self.filter.text().strip() else 1
        self._pages.setCurrentIndex(0 if ids else empty)
        stay = -1 if self._current is None else self.model.row_of(self._current)
        self.list.go(max(stay, 0))

    def _step(self, place: int) -> None:
        cluster = self.model.id_at(place)
        self._current = cluster
        self.chosen.emit(cluster)
        self._tell_status()

    def _tell_status(self, *_places: object) -> None:
        place = self.list.currentIndex().row()
        item = self.model.row(place) if place >= 0 else None
        if item is not None:
            self.status_known.emit(item.status)

    def selected(self) -> list[int]:
        """The clusters selected besides the one looked at."""
        ids = self.list.selected_ids(_MOST_SELECTED)
        return [cluster for cluster in ids if cluster != self._current]

    @property
    def current(self) -> int | None:
        """The cluster looked at."""
        return self._current

    def forget(self) -> None:
        """Show nothing (the case was closed)."""
        self._current = None
        self.filter.clear()
        self._timer.stop()
        self.model.show([])


def _empty(words: str, act: QWidget) -> QWidget:
    page = QWidget()
    page.setLayout(
        column(None, label(words, look="muted", wrap=True), row(act, None), None, margin=24)
    )
    return page
