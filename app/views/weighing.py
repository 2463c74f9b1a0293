# SPDX-License-Identifier: GPL-3.0-or-later
"""How a person weighs readings of a cluster: the strip on its page, and the dialog."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.tasks.runner import Runner
from app.triage.items import Changed
from app.views.acts import Acts
from app.views.open_dialogs import OpenDialogs
from app.views.reading_dialog import ReadingDialog
from app.views.readings_strip import ReadingsStrip


class Weighing(QObject):
    """Opens the dialog and hands its wishes to the acts."""

    ad_wanted = Signal(int)

    def __init__(self, runner: Runner, acts: Acts, window: QWidget) -> None:
        super().__init__(window)
        self._runner = runner
        self._acts = acts
        self._window = window
        self._open = OpenDialogs[ReadingDialog]()
        self._strips: list[ReadingsStrip] = []
        acts.changed.connect(self._take)

    def put_strip(self, place: QVBoxLayout) -> ReadingsStrip:
        """Put the strip of readings into a page on one cluster."""
        strip = ReadingsStrip(self._runner)
        strip.dialog_wanted.connect(self.show)
        self._strips.append(strip)
        place.addWidget(strip)
        return strip

    def show_cluster(self, cluster: int | None) -> None:
        """Show the readings of a cluster wherever they stand in a page."""
        for strip in self._strips:
            strip.show_cluster(cluster)

    def show(self, cluster: int | None, reading: str = "") -> None:
        """Show the readings of a cluster side by side."""
        if cluster is None:
            return
        dialog = ReadingDialog(self._runner, cluster, reading, self._window)
        dialog.said.connect(self._acts.say_reading)
        dialog.undo_wanted.connect(self._acts.undo)
        dialog.ad_wanted.connect(self.ad_wanted)
        self._open.show(dialog)

    def _take(self, changed: Changed) -> None:
        for dialog in self._open:
            dialog.take(changed)
        if changed.clusters or changed.everything:
            for strip in self._strips:
                strip.reload()

    def close_all(self) -> None:
        """Leave nothing of a closed case on screen."""
        self._open.close_all()
        for strip in self._strips:
            strip.show_cluster(None)
