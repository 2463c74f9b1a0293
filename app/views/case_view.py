# SPDX-License-Identifier: GPL-3.0-or-later
"""The open case: the queue of clusters, and beside it pages on the one that is chosen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QWidget

from app.i18n import _
from app.tasks.runner import Runner
from app.triage.items import CaseSummary, Changed, Target
from app.views.ads_page import AdsPage
from app.views.case_pages import CasePages, Page
from app.views.cluster_pane import ClusterPane
from app.views.decide_page import DecidePage
from app.views.empty_case import EmptyCase
from app.views.layouts import column
from app.views.overview_page import OverviewPage


class CaseView(QWidget):
    """One selection for the queue and all pages."""

    judged = Signal(int, int, str)
    compare_wanted = Signal(int, int)
    compare_all_wanted = Signal(object)
    chain_wanted = Signal(int, int)
    split_wanted = Signal(int, object)
    status_wanted = Signal(int, str)

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.clusters = ClusterPane(runner)
        self._ads_page = AdsPage(runner)
        self.ads = self._ads_page.ads
        self.detail = self._ads_page.detail
        self.pages = CasePages()
        self.pages.made.connect(self._page_made)
        self.pages.add("decide", _("Decide"), "F2", partial(DecidePage, runner))
        self.pages.add("ads", _("Ads"), "F3", lambda: self._ads_page)
        self.pages.add("overview", _("Overview"), "F4", partial(OverviewPage, runner))
        self.pages.begin_with("decide")
        self.clusters.chosen.connect(self._cluster_chosen)
        self.clusters.list.read_on.connect(self.pages.read_on)
        self._pass_on()
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.clusters.setMinimumWidth(250)
        self.split.addWidget(self.clusters)
        self.split.addWidget(self.pages)
        self.split.setChildrenCollapsible(False)
        self.split.setSizes([350, 1030])
        self.split.setStretchFactor(0, 2)
        self.split.setStretchFactor(1, 7)
        self.empty = EmptyCase()
        self._homes = QStackedWidget()
        self._homes.addWidget(self.split)
        self._homes.addWidget(self.empty)
        self.setLayout(column(self._homes))

    def _pass_on(self) -> None:
        self.ads.judged.connect(self.judged)
        self.ads.status_wanted.connect(self.status_wanted)
        self.ads.compare_wanted.connect(self.compare_wanted)
        self.ads.compare_all_wanted.connect(self.compare_all_wanted)
        self.ads.chain_wanted.connect(self.chain_wanted)
        self.ads.split_wanted.connect(self.split_wanted)
        self.detail.reasons.judged.connect(self.judged)
        self.detail.reasons.compare_wanted.connect(self.compare_wanted)
        self.detail.reasons.ad_wanted.connect(self.go_to_ad)

    def _page_made(self, _key: str, page: Page) -> None:
        page.ad_wanted.connect(self.go_to_ad)
        page.cluster_wanted.connect(self.go_to_cluster)
        page.filter_wanted.connect(self.clusters.add_term)

    def _cluster_chosen(self, cluster: int) -> None:
        self._ads_page.choose(cluster)
        self.pages.show_scope(self.clusters.expression)
        self.pages.show_cluster(cluster)

    def open(self) -> None:
        """Read the case just opened."""
        self.pages.show_page(self.pages.current)
        self.clusters.reload()
        self.clusters.list.setFocus()

    def show_counts(self, case: CaseSummary) -> None:
        """Queue and pages once there are clusters, before that one page that says what to do."""
        self.empty.show_counts(case.ads)
        self._homes.setCurrentIndex(0 if case.clusters else 1)

    def forget(self) -> None:
        """Show nothing any more."""
        self.clusters.forget()
        self._ads_page.forget()
        self.pages.forget()

    def take(self, changed: Changed) -> None:
        """Read again what an act changed."""
        if changed.everything or changed.clusters:
            self.clusters.reload(by_act=not changed.everything)
        self._ads_page.read_again(changed)
        self.pages.take(changed)

    def restyle(self) -> None:
        """Paint again in other colours."""
        self.pages.restyle()

    def show_page(self, key: str) -> None:
        """Look at a page."""
        self.pages.show_page(key)

    def page_keys(self) -> tuple[str, ...]:
        """Keys of the pages, in order."""
        return self.pages.keys()

    def go_to_ad(self, ad: int) -> None:
        """Go to an ad of the cluster looked at; else find its cluster by the filter."""
        self.pages.show_page("ads")
        if not self.ads.go_to(ad):
            self.clusters.filter.setText(f"A{ad}")

    def go_to_cluster(self, cluster: int) -> None:
        """Go to a cluster of the queue; else find it by the filter."""
        place = self.clusters.model.row_of(cluster)
        if place >= 0:
            self.clusters.list.go(place)
        else:
            self.clusters.filter.setText(f"C{cluster}")

    def go_to_target(self, target: str) -> None:
        """Go to what an entry of the history was about."""
        name = target.split(":", 1)[0]
        if name.startswith("A") and name[1:].isdigit():
            self.go_to_ad(int(name[1:]))
        elif name.startswith("C") and name[1:].isdigit():
            self.go_to_cluster(int(name[1:]))

    def cluster_target(self) -> Target | None:
        """The cluster looked at."""
        current = self.clusters.current
        return None if current is None else Target(cluster=current)

    def step_ad(self, by: int) -> None:
        """Go some ads on; keys that came from the queue speak of ads from now on."""
        self.ads.list.step(by)
        if self._is_in_queue():
            self.ads.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_page_by_key(self, key: str) -> None:
        """Look at a page; where it lists ads, the next keys are meant for its list, else not."""
        if key != "ads" and self.ads.list.hasFocus():
            self.clusters.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.show_page(key)
        if key == "ads" and self._is_in_queue():
            self.ads.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _is_in_queue(self) -> bool:
        focused = QApplication.focusWidget()
        lists_ads = self.pages.current == "ads"
        return lists_ads and focused is not None and _inside(self.clusters, focused)

    def next_pane(self) -> None:
        """Focus the next pane."""
        homes: tuple[QWidget, ...] = (
            self.clusters.list, self.ads.list, self.detail.text, self.detail.tabs
        )  # fmt: skip
        if self.pages.current != "ads":
            homes = self.clusters.list, self.pages.page(self.pages.current)
        focused = QApplication.focusWidget()
        here = next((i for i, h in enumerate(homes) if focused and _inside(h, focused)), -1)
        homes[(here + 1) % len(homes)].setFocus(Qt.FocusReason.ShortcutFocusReason)


def _inside(home: QWidget, widget: QWidget) -> bool:
    return home is widget or home.isAncestorOf(widget)
