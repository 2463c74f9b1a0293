# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the search panel: words, meaning, more like an ad, a picture, nothing found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camera import ROOT, settle, until

if TYPE_CHECKING:
    from app.triage.searching_items import Mode
    from app.views.main_window import MainWindow

PICTURE = ROOT / "resources" / "demo" / "market-one-images" / "m1_0002_0.jpg"


@dataclass(frozen=True, slots=True)
class Searching:
    """Asks in the panel over a window with an open case; ``save`` takes a widget and a name."""

    window: MainWindow
    save: Callable[[object, str], None]

    def all(self, *, whole: bool) -> None:
        """Every way of searching; only the first two unless ``whole``."""
        self._one("meaning", "a job picking fruit outdoors", "search-meaning")
        self._one("words", "комната", "search-words")
        if whole:
            self._one("like", "A12", "search-like")
            self._one("picture", str(PICTURE), "search-picture")
            self._one("contact", "nobody@example.org", "search-nothing")
            self._one("picture", str(ROOT / "README.md"), "search-problem")
        self.window.features.searching.close_all()

    def _one(self, mode: Mode, value: str, name: str) -> None:
        searching = self.window.features.searching
        searching.show()
        panel = searching.panel
        if panel is None:
            return
        panel.set_mode(mode)
        settle()
        if mode == "meaning":
            self.save(panel, "search-empty")
        panel.search_for(mode, value)
        waits = panel.calm.text()
        until(lambda: panel.rows.rowCount() or panel.calm.text() != waits, seconds=120)
        self.save(panel, name)
