# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts of facets, asked for as they are seen: those that are open come first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.tasks.runner import Runner, Turn, ignore
from app.triage.queue_items import FacetItem
from app.triage.queue_words import FACETS
from app.triage.session import Questions
from app.views.facet_tree import FacetTree
from app.views.filter_box import FilterBox
from app.views.queue_terms import QueueTerms

_AFTER_MS = 60
"""The rows that are looked at are asked for first."""
_WARM_MS = 800
"""When the first list stands, what facets count is read before anybody asks."""


class FacetCounts(QObject):
    """Keeps the tree and the words that the box may offer up to date."""

    failed = Signal(object)

    def __init__(self, runner: Runner, tree: FacetTree, box: FilterBox, terms: QueueTerms) -> None:
        super().__init__(tree)
        self._runner = runner
        self._tree = tree
        self._box = box
        self._terms = terms
        self._held: dict[str, FacetItem] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_MS)
        self._timer.timeout.connect(self._ask)
        self._is_warm = False
        self._warming = QTimer(self)
        self._warming.setSingleShot(True)
        self._warming.setInterval(_WARM_MS)
        self._warming.timeout.connect(partial(self._warm, 0))

    def count(self) -> None:
        """Count again soon, where somebody sees it."""
        if not self._is_warm:
            self._is_warm = True
            self._warming.start()
        if self._tree.isVisible() or self._box.hasFocus():
            self._timer.start()

    def forget(self) -> None:
        """Show nothing of a closed case."""
        self._timer.stop()
        self._warming.stop()
        self._is_warm = False
        self._held.clear()
        self._tree.clear()
        self._box.know({})

    def _ask(self) -> None:
        first = tuple(key for key in FACETS if key in self._tree.open_keys)
        if first:
            question = _question(self._terms.expression, first)
            self._runner.ask("facets", question, self._counted, self.failed.emit)
        rest = [key for key in FACETS if key not in first]
        for key in rest:  # one by one, so that rows and lists do not wait for all of them
            question = _question(self._terms.expression, (key,))
            then = self._counted if key == rest[-1] else self._hold
            self._runner.ask(f"facets_rest:{key}", question, then, self.failed.emit, turn=Turn.LATE)

    def _warm(self, step: int) -> None:
        def question(case: Questions) -> bool:
            return case.warm(step)

        def read(is_more: bool | None) -> None:
            if is_more and self._is_warm:
                self._warm(step + 1)

        # a step takes a few tenths of a second: what a person asks meanwhile goes before the next
        self._runner.ask("warm", question, read, ignore, turn=Turn.LATE)

    def _hold(self, found: Sequence[FacetItem] | None) -> None:
        self._held.update({facet.key: facet for facet in found or ()})

    def _counted(self, found: Sequence[FacetItem] | None) -> None:
        self._hold(found)
        shown = [self._held[key] for key in FACETS if key in self._held]
        values: dict[str, list[str]] = {}
        for facet in shown:
            for one in facet.values:
                values.setdefault(one.key, []).append(one.value)
        self._box.know(values)
        self._tree.show_facets(shown, self._terms.read())


def _question(expression: str, keys: Sequence[str]) -> Callable[[Questions], list[FacetItem]]:
    def question(case: Questions) -> list[FacetItem]:
        return case.facets(expression, keys)

    return question
