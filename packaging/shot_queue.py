# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the queue: facets, the filter and its help, a fixed list, the end, empty states."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from camera import settle, until

if TYPE_CHECKING:
    from app.views.main_window import MainWindow


class QueueShots:
    """Each method takes one state of the queue and leaves it as it was."""

    def __init__(self, window: MainWindow, save: Callable[[object, str], None]) -> None:
        self._window = window
        self._pane = window.case_view.clusters
        self._save = save

    def take(self) -> None:
        """All states."""
        self._facets()
        self._orders()
        self._filter()
        self._found()
        self._end()
        self._help()

    def _search(self, words: str) -> None:
        self._pane.filter.setText(words)
        settle(300)
        until(lambda: not self._pane._dimming.isActive() and not self._pane.list.card.is_dimmed)  # noqa: SLF001

    def _facets(self) -> None:
        self._pane.show_facets(True)
        until(lambda: self._pane.facets.topLevelItemCount())
        self._search("status:todo -lang:ru")
        self._pane.terms.pin()
        self._search("site:market")
        self._save(self._window, "queue-facets")
        self._pane.clear_filter()
        self._pane.clear_filter()
        self._pane.show_facets(False)
        settle(500)

    def _orders(self) -> None:
        for order in ("indicators", "places"):
            self._pane.head.choose_order(order)
            self._pane.head.order_chosen.emit()
            settle(200)
            until(lambda: not self._pane.list.card.is_dimmed)
            until(lambda: self._pane.model.row(max(0, self._pane._row)) is not None)  # noqa: SLF001
            self._save(self._pane, f"queue-{order}")
        self._pane.head.choose_order("size")
        self._pane.head.order_chosen.emit()
        settle(500)

    def _filter(self) -> None:
        self._search("sit:market")
        self._save(self._pane, "queue-unknown-key")
        self._search("month:1999-01")
        self._save(self._pane, "queue-no-match")
        self._search("")

    def _found(self) -> None:
        ids = [self._pane.model.id_at(row) for row in range(3)]
        self._pane.show_found([(one, "says “piano lesson”") for one in ids], "“piano lesson”")
        settle(500)
        self._save(self._pane, "queue-found")
        self._pane.back_to_queue()
        settle(500)

    def _end(self) -> None:
        answer = self._pane._last  # noqa: SLF001 - what the last question brought
        if answer is not None:
            self._pane._show_done(answer)  # noqa: SLF001
            settle()
            self._save(self._pane, "queue-done")
            self._pane.done.again.click()
            settle()

    def _help(self) -> None:
        from app.views.filter_box import FilterHelp

        sheet = FilterHelp(self._window)
        sheet.open()
        settle()
        self._save(sheet, "queue-help")
        sheet.accept()
        sheet.deleteLater()
