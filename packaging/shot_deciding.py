# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the page on one cluster, and of more than two ads compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camera import settle, until

if TYPE_CHECKING:
    from app.views.decide_page import DecidePage
    from app.views.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Chosen:
    """Clusters and ads of the demo, each for what it shows."""

    template: int = 7
    pictures: int = 51
    suggestions: int = 146
    alone: int = 881
    several: tuple[int, ...] = (4, 16, 7, 13)


@dataclass(frozen=True, slots=True)
class Deciding:
    """Goes through the page over a window with an open case; ``save`` takes a widget and a name."""

    window: MainWindow
    save: Callable[[object, str], None]
    chosen: Chosen = Chosen()

    def page(self) -> None:
        """A template, pictures, suggestions and an ad alone."""
        view = self.window.case_view
        view.show_page("decide")
        page: DecidePage = view.pages.page("decide")  # type: ignore[assignment]
        chosen = self.chosen
        self._show(page, chosen.template)
        self.save(self.window, "decide")
        strip = page.timeline.strip
        page.area.ensureWidgetVisible(page.reasons)
        strip.setFocus()
        settle()
        self.save(page, "decide-timeline")
        self._show(page, chosen.pictures)
        page.pictures.open_next()
        settle(500)
        self.save(page, "decide-pictures")
        self._show(page, chosen.suggestions)
        page.suggestions.step()
        settle()
        self.save(page, "decide-suggestions")
        self._show(page, chosen.alone)
        self.save(page, "decide-alone")
        view.show_page("ads")

    def _show(self, page: DecidePage, cluster: int) -> None:
        page.show_cluster(cluster)
        until(lambda: page.found is not None and page.reasons.is_filled)
        settle(300)

    def comparison(self) -> None:
        """Four ads, the first of them the reference."""
        from app.views.compare_dialog import CompareDialog

        form = CompareDialog(self.window.runner, self.chosen.several, self.window)
        form.show()
        until(lambda: form.found is not None)
        settle(300)
        self.save(form, "compare-several")
        form.reject()
        form.deleteLater()
        settle(100)
