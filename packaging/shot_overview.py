# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the overview: the whole case, one cluster, and the places of one contact."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from camera import settle, until

if TYPE_CHECKING:
    from app.views.main_window import MainWindow
    from app.views.overview_page import OverviewPage

_CLUSTER = 7


class OverviewShots:
    """The page on the window's case."""

    def __init__(self, window: MainWindow, save: Callable[[object, str], None]) -> None:
        self.window = window
        self.save = save

    def take(self) -> None:
        """Every picture; the window is left at the page of ads."""
        view = self.window.case_view
        view.show_page("overview")
        page: OverviewPage = view.pages.page("overview")  # type: ignore[assignment]
        page.scope.setCurrentIndex(2)
        page.scope.activated.emit(2)
        until(lambda: len(page.graph.item.nodes) > 1 and len(page.map.places) > 1)
        settle(400)
        self.save(self.window, "overview")
        view.go_to_cluster(_CLUSTER)
        page.scope.setCurrentIndex(0)
        page.scope.activated.emit(0)
        until(lambda: page.graph.item.center.startswith("C"))
        until(lambda: any(node.kind == "phone" for node in page.graph.item.nodes))
        page.choose_node(next(n.key for n in page.graph.item.nodes if n.kind == "phone"))
        page.tabs.setCurrentWidget(page.movement)
        settle(900)
        self.save(self.window, "overview-movement")
        page.let_go()
        view.show_page("ads")
        settle()
