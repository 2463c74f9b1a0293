# SPDX-License-Identifier: GPL-3.0-or-later
"""The open case: clusters, ads, one ad; each pane decides by itself what to read again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QWidget

from app.tasks.runner import Runner
from app.triage.items import CaseSummary, Changed, Target
from app.views.ad_pane import AdPane
from app.views.cluster_pane import ClusterPane
from app.views.detail_pane import DetailPane
from app.views.empty_case import EmptyCase
from app.views.layouts import column


class CaseView(QWidget):
    """Three panes side by side."""

    judged = Signal(int, int, str)
    compare_wanted = Signal(int, int)
    chain_wanted = Signal(int, int)
    split_wanted = Signal(int, object)
    status_wanted = Signal(int, str)

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.clusters = ClusterPane(runner)
        self.ads = AdPane(runner)
        self.detail = DetailPane(runner)
        self.clusters.chosen.connect(self._cluster_chosen)
        self.ads.chosen.connect(self.detail.show_ad)
        self.clusters.status_known.connect(self.ads.show_status)
        self.ads.judged.connect(self.judged)
        self.ads.status_wanted.connect(self.status_wanted)
        self.detail.reasons.judged.connect(self.judged)
        self.detail.reasons.compare_wanted.connect(self.compare_wanted)
        self.ads.compare_wanted.connect(self.compare_wanted)
        self.ads.chain_wanted.connect(self.chain_wanted)
        self.ads.split_wanted.connect(self.split_wanted)
        self.detail.reasons.ad_wanted.connect(self.go_to_ad)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        for pane, width in ((self.clusters, 250), (self.ads, 250), (self.detail, 430)):
            pane.setMinimumWidth(width)
            self.split.addWidget(pane)
        self.split.setChildrenCollapsible(False)
        self.split.setSizes([350, 370, 660])
        for place, stretch in enumerate((2, 2, 5)):
            self.split.setStretchFactor(place, stretch)
        self.empty = EmptyCase()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.split)
        self._pages.addWidget(self.empty)
        self.setLayout(column(self._pages))

    def _cluster_chosen(self, cluster: int) -> None:
        wanted = self.ads.current if self.detail.ad and self.detail.ad.cluster == cluster else None
        self.ads.show_cluster(cluster, wanted)

    def open(self) -> None:
        """Read the case just opened."""
        self.clusters.reload()
        self.clusters.list.setFocus()

    def show_counts(self, case: CaseSummary) -> None:
        """Three panes once there are clusters, before that one page that says what to do."""
        self.empty.show_counts(case.ads)
        self._pages.setCurrentIndex(0 if case.clusters else 1)

    def forget(self) -> None:
        """Show nothing any more."""
        self.clusters.forget()
        self.ads.show_cluster(None)
        self.detail.forget()

    def take(self, changed: Changed) -> None:
        """Read again what an act changed."""
        if changed.everything or changed.clusters:
            self.clusters.reload()
        if changed.everything:
            self.ads.reload()
        elif changed.ads:
            self.ads.model.refresh()
        ad = self.detail.ad
        if ad is not None and (changed.everything or ad.ad in changed.ads):
            self.detail.reload()

    def go_to_ad(self, ad: int) -> None:
        """Go to an ad of the cluster looked at; else find its cluster by the filter."""
        if not self.ads.go_to(ad):
            self.clusters.filter.setText(f"A{ad}")

    def go_to_target(self, target: str) -> None:
        """Go to what an entry of the history was about."""
        name = target.split(":", 1)[0]
        if name.startswith("A") and name[1:].isdigit():
            self.go_to_ad(int(name[1:]))
        elif name.startswith("C") and name[1:].isdigit():
            place = self.clusters.model.row_of(int(name[1:]))
            self.clusters.list.go(place)

    def cluster_target(self) -> Target | None:
        """The cluster looked at."""
        current = self.clusters.current
        return None if current is None else Target(cluster=current)

    def next_pane(self) -> None:
        """Focus the next pane."""
        homes: tuple[QWidget, ...] = (
            self.clusters.list, self.ads.list, self.detail.text, self.detail.tabs
        )  # fmt: skip
        focused = QApplication.focusWidget()
        here = next((i for i, h in enumerate(homes) if focused and _inside(h, focused)), -1)
        homes[(here + 1) % len(homes)].setFocus(Qt.FocusReason.ShortcutFocusReason)


def _inside(home: QWidget, widget: QWidget) -> bool:
    return home is widget or home.isAncestorOf(widget)
