# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens the pictures of what is listed, and hands on what is asked of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.tasks.runner import Runner
from app.triage.items import Changed
from app.triage.queue_items import Scope
from app.views.acts import Acts
from app.views.picture_grid_dialog import PictureGridDialog


class Picturing(QObject):
    """One window of pictures at a time; it stays open beside the desk."""

    ad_wanted = Signal(int)

    def __init__(self, runner: Runner, acts: Acts, window: QWidget) -> None:
        super().__init__(window)
        self._runner = runner
        self._acts = acts
        self._window = window
        self.dialog: PictureGridDialog | None = None
        acts.changed.connect(self._take)

    def show_scope(self, scope: Scope) -> None:
        """The pictures of everything that is listed."""
        self.close_all()
        dialog = PictureGridDialog(self._runner, scope, self._window)
        dialog.opened.connect(self._acts.opened_picture)
        dialog.ad_wanted.connect(self.ad_wanted)
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.show()

    def _closed(self, _result: int) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.forget()
            dialog.deleteLater()

    def _take(self, changed: Changed) -> None:
        if self.dialog is None:
            return
        if changed.everything:
            self.dialog.reload()
        elif changed.ads:
            self.dialog.grid.look_again()

    def stop(self, sha256: str) -> None:
        """Put a picture out of sight."""
        if self.dialog is not None:
            self.dialog.grid.stop(sha256)

    def hide_pictures(self) -> None:
        """Hide what is shown."""
        if self.dialog is not None:
            self.dialog.grid.hide_all()

    def close_all(self) -> None:
        """Leave nothing of a closed case on screen."""
        if self.dialog is not None:
            self.dialog.close()
