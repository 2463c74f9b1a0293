# SPDX-License-Identifier: GPL-3.0-or-later
"""The questions of the overview, each by itself, so that the first answer is seen first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, SignalInstance
from shiboken6 import isValid

from app.tasks.runner import Runner
from app.triage.outlines import Outlines, outlines
from app.triage.overview_items import (
    GraphItem,
    GraphWanted,
    MapItem,
    MovementItem,
    Split,
    TimelineItem,
    UnplacedItem,
    Wanted,
)
from app.triage.session import Questions

T = TypeVar("T")


class Asking(QObject):
    """Asks the case off the window's thread; an older answer to the same question is dropped."""

    timeline_came = Signal(object)
    map_came = Signal(object)
    graph_came = Signal(object)
    movement_came = Signal(object)
    """None where no contact and no cluster is chosen."""
    unplaced_came = Signal(object)
    terms_came = Signal(str)
    outlines_came = Signal(object)
    failed = Signal(object)

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner

    def timeline(self, wanted: Wanted, split: Split) -> None:
        """Ads over time."""

        def question(case: Questions) -> TimelineItem:
            return case.overview_timeline(wanted, split)

        self._ask("timeline", question, self.timeline_came)

    def places(self, wanted: Wanted) -> None:
        """Ads over places."""

        def question(case: Questions) -> MapItem:
            return case.overview_map(wanted)

        self._ask("map", question, self.map_came)

    def graph(self, wanted: Wanted, part: GraphWanted) -> None:
        """What clusters share."""

        def question(case: Questions) -> GraphItem:
            return case.overview_graph(wanted, part)

        self._ask("graph", question, self.graph_came)

    def movement(self, wanted: Wanted) -> None:
        """Places in order of time."""

        def question(case: Questions) -> tuple[MovementItem | None]:
            return (case.overview_movement(wanted),)

        self._runner.ask("overview movement", question, self._moved, self._failed)

    def _moved(self, answer: tuple[MovementItem | None] | None) -> None:
        if answer is not None:
            self.movement_came.emit(answer[0])

    def unplaced(self, wanted: Wanted) -> None:
        """Ads that name no place."""

        def question(case: Questions) -> UnplacedItem:
            return case.overview_unplaced(wanted)

        self._ask("unplaced", question, self.unplaced_came)

    def terms(self, wanted: Wanted) -> None:
        """What is chosen, in the filter language."""

        def question(case: Questions) -> str:
            return case.overview_terms(wanted)

        self._ask("terms", question, self.terms_came)

    def outlines(self) -> None:
        """Borders of countries."""

        def question(_case: Questions) -> Outlines:
            return outlines()

        self._ask("outlines", question, self.outlines_came)

    def _ask(self, key: str, question: Callable[[Questions], T], came: SignalInstance) -> None:
        def arrived(answer: T | None) -> None:
            if answer is not None and isValid(self):
                came.emit(answer)

        self._runner.ask(f"overview {key}", question, arrived, self._failed)

    def _failed(self, error: Exception) -> None:
        self.failed.emit(error)
