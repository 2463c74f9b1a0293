# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of decisions on more than one thing: readings, acts on many, drag, the history."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from camera import settle, until

from app.triage.reading_items import NewReading

if TYPE_CHECKING:
    from app.views.main_window import MainWindow


class DeskShots:
    """Each method takes one view and leaves the window as it was."""

    def __init__(self, window: MainWindow, save: Callable[[object, str], None]) -> None:
        self._window = window
        self._desk = window.features.desk
        self._save = save

    def take(self) -> None:
        """All of them."""
        self._readings()
        self._many()
        self._drag()
        self._history()

    def _readings(self) -> None:
        cluster = self._window.case_view.clusters.current or 0
        told = (
            NewReading(cluster, "benign", "leaning", "", ("one seller, years of the same words",)),
            NewReading(cluster, "scam", "open", "", (), ("the number was answered by a shop",)),
        )
        for one in told:
            self._window.acts.say_reading(one)
        settle(600)
        self._desk.weighing.show(cluster)
        (dialog,) = self._desk.weighing._open  # noqa: SLF001
        until(lambda: len(dialog.cards) > 1)
        settle(200)
        self._save(dialog, "readings")
        self._desk.weighing.close_all()
        settle(200)

    def _many(self) -> None:
        queue = self._window.case_view.clusters
        self._desk.bulk.show(queue.scope(), (), whole=True)
        until(lambda: self._desk.bulk._dialog is not None)  # noqa: SLF001
        dialog = self._desk.bulk._dialog  # noqa: SLF001
        until(lambda: bool(dialog and dialog.sample.text()))
        self._save(dialog, "many")
        self._desk.bulk.close_all()
        settle(200)

    def _drag(self) -> None:
        view, dragging = self._window.case_view, self._desk.dragging
        view.show_page("ads")
        until(lambda: view.ads.model.rowCount() > 1)
        dragging._show(0)  # noqa: SLF001
        self._save(self._window, "drag")
        dragging.mark.hide()

    def _history(self) -> None:
        self._window.toggle_history()
        until(lambda: self._window.history.list.count() > 1)
        self._window.history.list.setCurrentRow(1)
        self._save(self._window, "history-back")
        self._window.toggle_history()
        for _ in range(2):
            self._window.acts.undo()
        settle(400)
