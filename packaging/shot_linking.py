# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the views of linking: templates, comparisons, chains, bridges, hubs, regrouping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from camera import settle, until

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

    from app.views.bridge_dialog import BridgeDialog
    from app.views.main_window import MainWindow
    from app.views.template_dialog import TemplateDialog


@dataclass(frozen=True, slots=True)
class Subjects:
    """What of a case is shown; as it stands, ads and clusters of the demo."""

    compared: tuple[int, int] = (4, 16)
    """Near texts, one number and near pictures."""
    chained: tuple[int, int] = (143, 184)
    """Joined by a number, a text and a picture, one after the other."""
    apart: tuple[int, int] = (1690, 360)
    """Alike and not joined."""
    bridged: int = 132
    """A cluster of which each part hangs on one thing."""
    whole: int = 7
    """A cluster without a weak connection."""


@dataclass(frozen=True, slots=True)
class Linking:
    """Opens each view over a window with an open case; ``save`` takes a widget and a name."""

    window: MainWindow
    save: Callable[[object, str], None]
    subjects: Subjects = Subjects()

    def template(self) -> None:
        """The template of the largest cluster that has one with several slots."""
        view, templates = self.window.case_view, self.window.features.templates
        for place in range(12):
            view.clusters.list.go(place)
            templates.show_cluster(view.clusters.current)
            dialog = templates.dialog
            if dialog is None:
                continue
            until(partial(_has_template, dialog))
            found = dialog.found
            if found is not None and found.templates and len(found.templates[0].slots) > 2:
                dialog.choose_slot(2)
                until(partial(dialog.rows.row, 0))
                self.save(dialog, "template")
                break
        templates.close_all()

    def comparison(self, *, whole: bool) -> None:
        """Two ads side by side, and their pictures laid over each other."""
        from app.views.compare_dialog import CompareDialog

        form = CompareDialog(self.window.runner, self.subjects.compared, self.window)
        form.show()
        until(lambda: form.found is not None)
        form.texts.step_on()
        settle(300)
        self.save(form, "compare")
        form.tabs.setCurrentWidget(form.pictures)
        settle()
        if whole:
            self.save(form, "compare-pictures-hidden")
        form.pictures.show_both()
        settle(500)
        for place, mode in enumerate(("beside", "blend", "swipe", "difference")):
            form.pictures.modes.setCurrentIndex(place)
            form.pictures.modes.activated.emit(place)
            settle()
            if whole:
                self.save(form, f"compare-pictures-{mode}")
        _leave(form)

    def chains(self) -> None:
        """How two ads are connected, and two that nothing joins."""
        from app.views.chain_dialog import ChainDialog

        for pair, name in ((self.subjects.chained, "chain"), (self.subjects.apart, "chain-apart")):
            dialog = ChainDialog(self.window.runner, *pair, self.window)
            self._show(dialog, name)

    def regrouping(self) -> None:
        """Hubs, bridges, and the questions before clusters are split or merged."""
        from app.views.hub_dialog import HubDialog
        from app.views.regroup_forms import MergeForm, SplitForm

        runner, view = self.window.runner, self.window.case_view
        hubs = HubDialog(runner, self.window)
        hubs.show()
        settle(400)
        self._show(hubs, "hubs")
        for cluster, name in ((self.subjects.bridged, "bridges"), (self.subjects.whole, "whole")):
            self._show(self._bridges(cluster), name)
        cluster = view.clusters.current or 1
        ads = [view.ads.model.id_at(row) for row in range(min(3, view.ads.model.rowCount()))]
        self._show(SplitForm(cluster, ads, self.window), "split")
        other = view.clusters.model.id_at(min(5, view.clusters.model.rowCount() - 1))
        self._show(MergeForm(cluster, [other], self.window), "merge")

    def _bridges(self, cluster: int) -> BridgeDialog:
        from app.views.bridge_dialog import BridgeDialog

        made = BridgeDialog(self.window.runner, cluster, self.window)
        made.show()
        settle(800)
        return made

    def _show(self, dialog: QDialog, name: str) -> None:
        dialog.show()
        settle(400)
        self.save(dialog, name)
        _leave(dialog)


def _leave(dialog: QDialog) -> None:
    dialog.reject()
    dialog.deleteLater()
    settle(50)


def _has_template(dialog: TemplateDialog) -> bool:
    return dialog.found is not None
