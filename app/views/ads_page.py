# SPDX-License-Identifier: GPL-3.0-or-later
"""The ads of a cluster beside one of them.

The case view tells this page of every cluster, looked at or not, so that its ads can be gone to. An
ad is read only while the page shows: the keys that speak of an ad mean one that is seen.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QWidget

from app.tasks.runner import Runner
from app.triage.items import Changed
from app.views.ad_pane import AdPane
from app.views.case_pages import Page
from app.views.detail_pane import DetailPane
from app.views.layouts import column, scroll


class AdsPage(Page):
    """List and detail, side by side."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ads = AdPane(runner)
        self.detail = DetailPane(runner)
        self.ads.chosen.connect(self._show_ad)
        self.ads.list.read_on.connect(self.read_on)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        for pane, width in ((self.ads, 250), (self.detail, 430)):
            pane.setMinimumWidth(width)
            self.split.addWidget(pane)
        self.split.setChildrenCollapsible(False)
        self.split.setSizes([370, 660])
        self.split.setStretchFactor(0, 2)
        self.split.setStretchFactor(1, 5)
        self.setLayout(column(self.split))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's word
        """Read the ad that was chosen meanwhile."""
        super().showEvent(event)
        if self.detail.ad is None and self.ads.current is not None:
            self.detail.show_ad(self.ads.current)

    def _show_ad(self, ad: int | None) -> None:
        self.detail.show_ad(ad if self.isVisible() else None)

    def choose(self, cluster: int) -> None:
        """List a cluster; stay at the ad looked at when it is one of its ads."""
        seen = self.detail.ad
        is_its = cluster == self.ads.cluster or (seen is not None and seen.cluster == cluster)
        if not self.isVisible():
            self.detail.show_ad(None)
        self.ads.show_cluster(cluster, self.ads.current if is_its else None)

    def read_again(self, changed: Changed) -> None:
        """Read again what an act changed."""
        if changed.clusters:
            self.ads.read_status()
        if changed.everything:
            self.ads.reload()
        elif changed.ads:
            self.ads.model.refresh()
        ad = self.detail.ad
        if ad is not None and (changed.everything or ad.ad in changed.ads):
            self.detail.reload()

    def read_on(self, by: int) -> None:
        """Go on in the text of the ad by a screen, or back."""
        scroll(self.detail.text, by)

    def forget(self) -> None:
        """Show nothing of a closed case any more."""
        self.ads.show_cluster(None)
        self.detail.forget()

    def restyle(self) -> None:
        """Paint again in other colours."""
        self.detail.reload()
