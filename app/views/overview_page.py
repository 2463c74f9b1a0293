# SPDX-License-Identifier: GPL-3.0-or-later
"""Time, places and links of one cluster, of what the queue's filter matches, or of the whole case.

What is chosen in one of the three narrows the other two, and can be put into the queue's box. Each
asks by itself, so that the first answer is seen first; nothing is fetched from anywhere.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTabWidget, QWidget

from app.i18n import _, ngettext, number
from app.tasks.runner import Runner
from app.triage.items import Changed
from app.triage.overview_items import (
    GraphItem,
    GraphWanted,
    MapItem,
    MovementItem,
    ScopeName,
    Split,
    TimelineItem,
    UnplacedItem,
    Wanted,
)
from app.triage.template_text import isolated
from app.views import theme
from app.views.case_pages import Page
from app.views.layouts import button, clear, column, frame, row
from app.views.overview_asking import Asking
from app.views.overview_graph import GraphView
from app.views.overview_lists import Legend, LinkList, PlaceList
from app.views.overview_map import MapView
from app.views.overview_movement import MovementList
from app.views.overview_parts import box, part, splitter
from app.views.overview_timeline import TimelineView
from app.views.plain_text import label
from indexing.errors import BadInputError, KnownError

_LEAST_LISTED = 100
"""Pixels of the lists below the map, where the screen is low; the person can cut them anew."""
_SPLITS: tuple[Split, ...] = ("site", "lang", "")


class OverviewPage(Page):
    """Three views with one selection; asks the case, changes nothing."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.ask = Asking(runner, self)
        self.wanted = Wanted(scope="cluster")
        self._center = ""
        self._opened: tuple[str, ...] = ()
        self._cluster: int | None = None
        self._expression = ""
        self._labels: dict[str, str] = {}
        self._asked_outlines = False
        self.timeline = TimelineView()
        self.map = MapView()
        self.graph = GraphView()
        self.places = PlaceList()
        self.links = LinkList()
        self.movement = MovementList()
        self.scope = box(_("What is looked at"))
        self.split = box(_("Colours of the bars"))
        self._ads = label("", look="small")
        self._chips = row(gap=6)
        self._legend = Legend()
        self._undated = label("", look="small")
        self._unnamed = label("", look="small")
        self._which = button(_("Which?"), self._show_unplaced, look="quiet")
        self._why = label("", look="small", wrap=True, name=_("What the lines say"))
        self._problem = label("", look="problem", wrap=True)
        self._build()
        self._join()

    def _build(self) -> None:
        for words, split in ((_("by site"), 0), (_("by language"), 1), (_("all together"), 2)):
            self.split.addItem(words, _SPLITS[split])
        self._which.setAccessibleName(_("Which ads name no place?"))
        head = row(self.scope, self._ads, None, self._chips, gap=10)
        head.setContentsMargins(14, 8, 14, 8)
        self._problem.hide()
        title = row(label(_("Time"), look="caps"), self.split, self._legend, self._undated, gap=10)
        title.setStretch(2, 1)
        time = part(title, self.timeline)
        title = row(label(_("Places"), look="caps"), self._unnamed, self._which, None, gap=8)
        places = part(title, self.map)
        hint = label(_("Space chooses, Enter puts in the middle, + opens out"), look="small")
        links = part(row(label(_("Links"), look="caps"), hint, None, gap=8), self.graph)
        middle = splitter(Qt.Orientation.Horizontal, (places, links), (1, 1))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(_("Map and links"))
        self.tabs.setDocumentMode(True)
        self.tabs.setMinimumHeight(theme.scaled(_LEAST_LISTED))
        self.tabs.addTab(self.places, _("Places"))
        self.tabs.addTab(self._links_page(), _("Links"))
        self.tabs.addTab(self.movement, _("In order of time"))
        whole = splitter(Qt.Orientation.Vertical, (time, middle, self.tabs), (3, 8, 5))
        inside = column(frame("head", head), self._problem, whole, gap=0)
        inside.setStretch(2, 1)
        self.setLayout(inside)

    def _links_page(self) -> QWidget:
        page = QWidget()
        inside = column(self.links, self._why, gap=4, margin=6)
        inside.setStretch(0, 1)
        page.setLayout(inside)
        return page

    def _join(self) -> None:
        ask = self.ask
        ask.timeline_came.connect(self._timeline_came)
        ask.map_came.connect(self._map_came)
        ask.graph_came.connect(self._graph_came)
        ask.movement_came.connect(self._movement_came)
        ask.unplaced_came.connect(self._unplaced_came)
        ask.terms_came.connect(self.filter_wanted)
        ask.outlines_came.connect(self.map.show_outlines)
        ask.failed.connect(self._failed)
        self.scope.activated.connect(self._scope_chosen)
        self.split.activated.connect(self._ask_timeline)
        self.timeline.days_chosen.connect(self.choose_days)
        self.map.cell_chosen.connect(self.choose_cell)
        self.places.cell_chosen.connect(self.choose_cell)
        self.places.ad_wanted.connect(self.ad_wanted)
        self.movement.cell_wanted.connect(self.map.go_to)
        self.graph.node_chosen.connect(self.choose_node)
        self.graph.node_opened.connect(self.open_node)
        self.graph.more_wanted.connect(self.open_out)
        self.graph.moved.connect(self._node_spoken_of)
        self.links.spoken_of.connect(self._node_spoken_of)
        self.links.node_chosen.connect(self.choose_node)
        self.links.node_opened.connect(self.open_node)
        self.links.more_wanted.connect(self.open_out)

    # what is looked at

    def show_cluster(self, cluster: int | None) -> None:
        """Look at a cluster, where one cluster is looked at."""
        changed = cluster != self._cluster
        self._cluster = cluster
        self._fill_scope()
        if self.wanted.scope == "cluster" and (changed or self.wanted.cluster != (cluster or 0)):
            self._look(Wanted(scope="cluster", cluster=cluster or 0))
        elif self.timeline.item.bins == () and not self._labels:
            self._ask_all()

    def show_scope(self, expression: str) -> None:
        """Know what the queue's box holds."""
        self._expression = expression
        self._fill_scope()
        if self.wanted.scope == "filter" and self.wanted.expression != expression:
            self._look(Wanted(scope="filter", expression=expression))

    def take(self, changed: Changed) -> None:
        """Read again what an act changed."""
        if changed.everything or changed.clusters:
            self._ask_all()

    def forget(self) -> None:
        """Show nothing of a closed case any more."""
        self.wanted, self._cluster, self._expression = Wanted(scope="cluster"), None, ""
        self._center, self._opened, self._labels = "", (), {}
        nothing = TimelineItem("day", (), "", ("",), 0)
        self.timeline.show_item(nothing, ("", ""), "")
        self._legend.show_item(nothing)
        self.map.forget()
        self.graph.show_item(GraphItem("", (), (), ""), "", "")
        self.places.show_item(MapItem((), 0, 0, (), has_countries=True), "")
        self.links.show_item(GraphItem("", (), (), ""), "")
        self.movement.show_item(None)
        for told in (self._ads, self._undated, self._unnamed, self._why):
            told.setText("")
        self._which.hide()
        clear(self._chips)
        self._fill_scope()

    def restyle(self) -> None:
        """Paint again in other colours."""
        self.map.restyle()
        for view in (self.timeline, self.graph, self._legend):
            view.update()

    def _fill_scope(self) -> None:
        cluster = _("Cluster {cluster}").format(cluster=f"C{self._cluster}")
        words: dict[ScopeName, str] = {
            "cluster": cluster if self._cluster else _("The chosen cluster"),
            "filter": _("What the filter matches"),
            "case": _("The whole case"),
        }
        self.scope.clear()
        for name, told in words.items():
            self.scope.addItem(told, name)
        self.scope.setCurrentIndex(list(words).index(self.wanted.scope))

    def _scope_chosen(self) -> None:
        name: ScopeName = self.scope.currentData()
        wanted = {
            "cluster": Wanted(scope="cluster", cluster=self._cluster or 0),
            "filter": Wanted(scope="filter", expression=self._expression),
            "case": Wanted(),
        }
        self._look(wanted[name])

    def _look(self, wanted: Wanted) -> None:
        self.wanted, self._opened = wanted, ()
        self._center = f"C{wanted.cluster}" if wanted.scope == "cluster" and wanted.cluster else ""
        self._ask_all()

    # one selection

    def choose_days(self, first: str, last: str) -> None:
        """Narrow places and links to some days."""
        self._narrow(replace(self.wanted, days=(first, last)))

    def choose_cell(self, cell: str) -> None:
        """Narrow time and links to a place; '' lets go."""
        self._narrow(replace(self.wanted, cell=cell))

    def choose_node(self, node: str) -> None:
        """Narrow time and places to a contact, a picture or a cluster; '' lets go."""
        self._narrow(replace(self.wanted, node=node))

    def let_go(self) -> None:
        """Choose nothing."""
        self._narrow(replace(self.wanted, days=("", ""), cell="", node=""))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's word
        """Escape, where the view itself has nothing chosen, lets go of everything."""
        if event.key() == Qt.Key.Key_Escape and self._chosen():
            self.let_go()
        else:
            super().keyPressEvent(event)

    def open_node(self, node: str) -> None:
        """Put a node in the middle of the links; a cluster is looked at in the queue too."""
        self._center, self._opened = node, ()
        self._ask_graph()
        if node.startswith("C"):
            self.cluster_wanted.emit(int(node[1:]))

    def open_out(self, node: str) -> None:
        """Show what is around a node; of a group, what belongs to it."""
        self._opened = tuple(dict.fromkeys((*self._opened, node.removeprefix("+"))))
        self._ask_graph()

    def _narrow(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._ask_all()

    def put_into_filter(self) -> None:
        """Write what is chosen into the queue's box."""
        self.ask.terms(self.wanted)

    # asking

    def _ask_all(self) -> None:
        self._show_chips()
        if not self._asked_outlines:
            self._asked_outlines = True
            self.ask.outlines()
        if self.wanted.scope == "cluster" and not self.wanted.cluster:
            return
        self._ask_timeline()
        self.ask.places(self.wanted)
        self._ask_graph()
        self.ask.movement(self.wanted)

    def _ask_timeline(self) -> None:
        self.ask.timeline(self.wanted, self.split.currentData())

    def _ask_graph(self) -> None:
        kept = {} if self.graph.item.center != self._center else self._stood()
        shown = GraphWanted(self._center, self._opened, kept if self._opened else {})
        self.ask.graph(self.wanted, shown)

    def _stood(self) -> dict[str, tuple[float, float]]:
        return {node.key: node.place for node in self.graph.item.nodes}

    def _failed(self, error: Exception) -> None:
        if isinstance(error, BadInputError) and error.code.startswith(("filter_", "id_")):
            words = _("The filter of the queue cannot be read; choose another part of the case.")
            self._problem.setText(words)
            self._problem.show()
        elif isinstance(error, KnownError):
            self._runner.failed.emit(error)

    # answers

    def _timeline_came(self, item: TimelineItem) -> None:
        self._problem.hide()
        empty = _("No ad here has a day.") if item.undated else _("No ads here.")
        self.timeline.show_item(item, self.wanted.days, empty)
        words = ngettext("{n} ad without a day", "{n} ads without a day", item.undated)
        self._undated.setText(words.format(n=number(item.undated)) if item.undated else "")
        self._legend.show_item(item)

    def _map_came(self, item: MapItem) -> None:
        for place in item.places:
            self._labels[place.cell] = place.label
        ads = ngettext("{n} ad", "{n} ads", item.ads).format(n=number(item.ads))
        self._ads.setText(ads)
        words = ngettext("{n} ad names no place", "{n} ads name no place", item.unnamed)
        self._unnamed.setText(words.format(n=number(item.unnamed)) if item.unnamed else "")
        self._which.setVisible(item.unnamed > 0)
        self.map.show_places(item.places, self.wanted.cell, _without_places(item))
        self.places.show_item(item, self.wanted.cell)
        self._show_chips()

    def _graph_came(self, item: GraphItem) -> None:
        for node in item.nodes:
            self._labels[node.key] = node.label
        self._labels.setdefault("", "")
        empty = _("Nothing here gives a contact or shows a picture that is known.")
        self.graph.show_item(item, self.wanted.node, empty)
        self.links.show_item(item, self.wanted.node)
        current = self.graph.current
        self._node_spoken_of(current.key if current else "")

    def _movement_came(self, item: MovementItem | None) -> None:
        self.movement.show_item(item)
        self.map.show_legs(self.movement.legs())

    def _node_spoken_of(self, key: str) -> None:
        self.graph.go_to(key)
        self.links.go_to(key)
        told = [self.graph.told_node(self.graph.here, most=6), self.graph.item.told]
        self._why.setText(" ".join(filter(None, told)))

    # what is chosen, as chips

    def _show_chips(self) -> None:
        clear(self._chips)
        chosen = self._chosen()
        for words, undo in chosen:
            made = button(f"{words}  ✕", undo, look="small")
            made.setAccessibleName(_("Let go of {what}").format(what=words))
            self._chips.addWidget(made)
        if chosen:
            into = button(_("Put into the filter"), self.put_into_filter, look="small")
            self._chips.addWidget(into)

    def _chosen(self) -> list[tuple[str, partial[None]]]:
        found = []
        first, last = self.wanted.days
        if first or last:
            days = [isolated(day) for day in (first, last)]
            words = _("{first} to {last}").format(first=days[0], last=days[1])
            words = days[0] if first == last else words
            found.append((words, partial(self.choose_days, "", "")))
        if self.wanted.cell:
            words = self._labels.get(self.wanted.cell, _("a place"))
            found.append((words, partial(self.choose_cell, "")))
        if self.wanted.node:
            words = self._labels.get(self.wanted.node, self.wanted.node)
            found.append((words, partial(self.choose_node, "")))
        return found

    def _show_unplaced(self) -> None:
        self.ask.unplaced(self.wanted)

    def _unplaced_came(self, item: UnplacedItem) -> None:
        self.places.show_unplaced(item)
        self.tabs.setCurrentWidget(self.places)


def _without_places(item: MapItem) -> str:
    if not item.has_countries:
        return _(
            "This case names no countries, so no towns were read. Name them when you make a case: "
            "half of all everyday words are also the name of some town."
        )
    if not item.ads:
        return _("No ads here.")
    return _("No ad here names a town after a word like “in” or “near”.")
