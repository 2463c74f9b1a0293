# SPDX-License-Identifier: GPL-3.0-or-later
"""How a person draws clusters anew: split, merge, the weakest connections, shared things."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.tasks.runner import Runner
from app.triage.items import Changed
from app.views.acts import Acts
from app.views.bridge_dialog import BridgeDialog
from app.views.hub_dialog import HubDialog
from app.views.open_dialogs import OpenDialogs
from app.views.regroup_forms import MergeForm, MoveForm, SplitForm


class Regrouping(QObject):
    """Opens the dialogs and hands their wishes to the acts."""

    compare_wanted = Signal(int, int)
    bridges_shown = Signal()

    def __init__(self, runner: Runner, acts: Acts, window: QWidget) -> None:
        super().__init__(window)
        self._runner = runner
        self._acts = acts
        self._window = window
        self._open = OpenDialogs[BridgeDialog | HubDialog]()
        acts.changed.connect(self._take)

    def split(self, cluster: int, ads: Sequence[int]) -> None:
        """Ask, then set these ads apart from the others of the cluster."""
        form = SplitForm(cluster, ads, self._window)
        form.wanted.connect(partial(self._acts.split, cluster, tuple(ads)))
        self._ask(form)

    def move(self, cluster: int, ads: Sequence[int], to: int | None = None) -> None:
        """Ask, then put these ads into another cluster."""
        form = MoveForm(cluster, ads, to, self._window)

        def wanted(chosen: int, note: str) -> None:
            self._acts.move((cluster, chosen), tuple(ads), note)

        form.wanted.connect(wanted)
        self._ask(form)

    def merge(self, cluster: int | None, others: Sequence[int]) -> None:
        """Ask with which clusters this one is to be merged."""
        if cluster is None:
            return
        form = MergeForm(cluster, [one for one in others if one != cluster], self._window)
        form.wanted.connect(self._acts.merge)
        self._ask(form)

    def show_bridges(self, cluster: int | None) -> None:
        """Show the weakest connections of a cluster."""
        if cluster is None:
            return
        dialog = BridgeDialog(self._runner, cluster, self._window)
        dialog.split_wanted.connect(self._split_here)
        dialog.merge_wanted.connect(partial(self._acts.merge, note=""))
        dialog.judged.connect(self._acts.judge)
        dialog.ruled.connect(self._acts.rule)
        dialog.compare_wanted.connect(self.compare_wanted)
        self._keep(dialog)
        self.bridges_shown.emit()

    def _split_here(self, cluster: int, side: Sequence[int]) -> None:
        self._acts.split(cluster, side, "")

    def show_hubs(self) -> None:
        """Show what many ads share."""
        dialog = HubDialog(self._runner, self._window)
        dialog.ruled.connect(self._acts.rule)
        self._keep(dialog)

    def _keep(self, dialog: BridgeDialog | HubDialog) -> None:
        dialog.undo_wanted.connect(self._acts.undo)
        self._open.show(dialog)

    def _ask(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, changed: Changed) -> None:
        for dialog in self._open:
            dialog.take(changed)

    def close_all(self) -> None:
        """Leave nothing of a closed case on screen."""
        self._open.close_all()
