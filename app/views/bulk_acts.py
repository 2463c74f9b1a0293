# SPDX-License-Identifier: GPL-3.0-or-later
"""One act on many clusters or ads: opens the dialog, hands it to the acts, tells how far it is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from app.i18n import ngettext, number
from app.tasks.runner import Runner
from app.triage.bulk_items import BulkAct, BulkScope
from app.triage.codebook_items import CodebookView
from app.triage.items import Changed
from app.triage.queue_items import Scope
from app.triage.session import Session, codebook_of
from app.views import problems
from app.views.acts import Acts
from app.views.bulk_dialog import BulkDialog


class BulkActs(QObject):
    """The work runs in batches on the acting thread; the window stays usable meanwhile."""

    _stepped = Signal(int, int)

    def __init__(self, runner: Runner, acts: Acts, window: QWidget) -> None:
        super().__init__(window)
        self._runner = runner
        self._acts = acts
        self._window = window
        self._dialog: BulkDialog | None = None
        self._stopped = False
        self._stepped.connect(self._show_step)

    def show(self, scope: Scope, chosen: tuple[int, ...], *, whole: bool) -> None:
        """Ask what to do to everything that is listed, or to the clusters that are selected."""
        if not scope.count:
            return
        everything = BulkScope(scope.filter, scope.clusters)
        words = ngettext(
            "the {n} cluster that is listed", "all {n} clusters that are listed", scope.count
        )
        offered = [(words.format(n=number(scope.count)), everything)]
        if len(chosen) > 1 and not whole:
            words = ngettext("the selected cluster", "the {n} selected clusters", len(chosen))
            offered.insert(0, (words.format(n=number(len(chosen))), BulkScope("", chosen)))
        self._runner.ask("bulk", codebook_of, partial(self._open, offered))

    def _open(self, offered: list[tuple[str, BulkScope]], found: CodebookView | None) -> None:
        if found is None or self._dialog is not None:
            return
        dialog = self._dialog = BulkDialog(self._runner, found, offered, self._window)
        dialog.wanted.connect(self._do)
        dialog.stop_wanted.connect(self._stop)
        dialog.finished.connect(self._closed)
        dialog.open()

    def _do(self, act: BulkAct, scope: BulkScope, expected: int) -> None:
        self._stopped = False

        def work(session: Session) -> Changed:
            return session.apply_bulk(act, scope, expected, self._step)

        self._runner.act(work, self._done, self._failed)

    def _step(self, done: int, total: int) -> bool:
        # on the acting thread: a signal brings it home
        self._stepped.emit(done, total)
        return not self._stopped

    @Slot(int, int)
    def _show_step(self, done: int, total: int) -> None:
        if self._dialog is not None:
            self._dialog.show_step(done, total)

    def _stop(self) -> None:
        self._stopped = True

    def _done(self, changed: Changed | None) -> None:
        if self._dialog is not None:
            self._dialog.finish()
        if changed is not None:
            self._acts.changed.emit(changed)

    def _failed(self, error: Exception) -> None:
        if self._dialog is not None:
            self._dialog.finish()
        problems.tell(self._window, error)

    def _closed(self, _result: int) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def close_all(self) -> None:
        """Leave nothing of a closed case on screen; what is at work stops, and nothing is kept."""
        self._stopped = True
        if self._dialog is not None:
            self._dialog.finish()
