# SPDX-License-Identifier: GPL-3.0-or-later
"""Decisions on more than one thing: readings, acts on many, ads moved, steps back in the history.

A part of ``features``, in a file of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.tasks.runner import Runner
from app.triage.past_items import TurnPreview
from app.triage.session import Questions
from app.views.acts import Acts
from app.views.bulk_acts import BulkActs
from app.views.case_view import CaseView
from app.views.decide_page import DecidePage
from app.views.dragging import Dragging
from app.views.regrouping import Regrouping
from app.views.turn_dialog import TurnDialog
from app.views.weighing import Weighing

_MOST_CHOSEN = 20_000


class Desk(QObject):
    """Joins its parts to the case view."""

    def __init__(self, runner: Runner, acts: Acts, view: CaseView, regrouping: Regrouping) -> None:
        super().__init__(view)
        self._runner = runner
        self._acts = acts
        self._view = view
        self._window: QWidget = view
        self.weighing = Weighing(runner, acts, view)
        self.bulk = BulkActs(runner, acts, view)
        self.dragging = Dragging(view.ads, view.clusters.list, self)
        self.dragging.move_wanted.connect(regrouping.move)
        self.dragging.split_wanted.connect(regrouping.split)
        view.ads.move_wanted.connect(regrouping.move)
        view.clusters.chosen.connect(self.weighing.show_cluster)
        view.pages.made.connect(self._page_made)
        self.weighing.ad_wanted.connect(view.go_to_ad)
        self._turning: TurnDialog | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What answers each act."""
        return {
            "readings": self._weigh,
            "bulk": self._apply_to_many,
            "move_ads": self._view.ads.move_ads,
        }

    def _page_made(self, _key: str, page: QWidget) -> None:
        if isinstance(page, DecidePage):
            self.weighing.put_strip(page.readings_place)
            self.weighing.show_cluster(self._view.clusters.current)

    def _weigh(self) -> None:
        self.weighing.show(self._view.clusters.current)

    def _apply_to_many(self) -> None:
        queue = self._view.clusters
        whole = queue.is_everything
        chosen = () if whole else tuple(queue.list.selected_ids(_MOST_CHOSEN))
        self.bulk.show(queue.scope(), chosen, whole=whole)

    def ask_turn(self, operation: int) -> None:
        """Show what going to an act of the history would change, and ask."""

        def question(case: Questions) -> TurnPreview:
            return case.preview_turn(operation)

        self._runner.ask("turn", question, self._show_turn)

    def _show_turn(self, found: TurnPreview | None) -> None:
        if found is None or self._turning is not None:
            return
        dialog = self._turning = TurnDialog(found, self._window)
        dialog.wanted.connect(self._acts.turn_to)
        dialog.finished.connect(partial(self._turned, dialog))
        dialog.open()

    def _turned(self, dialog: TurnDialog, _result: int) -> None:
        self._turning = None
        dialog.deleteLater()

    def close_all(self) -> None:
        """Leave nothing of a closed case on screen."""
        self.weighing.close_all()
        self.bulk.close_all()
        if self._turning is not None:
            self._turning.reject()
