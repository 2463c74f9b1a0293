# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens comparisons and chains over the window, and hands what they ask for to the acts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.tasks.runner import Runner
from app.triage.items import Changed
from app.triage.session import Session
from app.views.acts import Acts
from app.views.chain_dialog import ChainDialog
from app.views.compare_dialog import CompareDialog
from app.views.open_dialogs import OpenDialogs
from app.views.word_dialogs import unmask_dialog


class Comparing(QObject):
    """Dialogs of some ads; one may stand over the other."""

    ad_wanted = Signal(int)
    compared = Signal()
    """Ads stand side by side."""

    def __init__(self, runner: Runner, acts: Acts, window: QWidget) -> None:
        super().__init__(window)
        self._runner = runner
        self._acts = acts
        self._window = window
        self._open = OpenDialogs[QDialog]()
        acts.changed.connect(self._take)

    def compare(self, a: int, b: int) -> None:
        """Two ads side by side."""
        self.compare_all([a, b])

    def compare_all(self, ads: Sequence[int]) -> None:
        """Ads side by side, two at a time; the first is the reference."""
        dialog = CompareDialog(self._runner, ads, self._above())
        dialog.judged.connect(self._acts.judge)
        dialog.unmask_wanted.connect(partial(self._ask_unmask, dialog))
        dialog.chain_wanted.connect(self.chain)
        dialog.ad_wanted.connect(self._go)
        dialog.pictures.opened.connect(self._acts.opened_picture)
        self._acts.changed.connect(dialog.take)
        self._open.show(dialog)
        self.compared.emit()

    def chain(self, a: int, b: int) -> None:
        """How two ads are connected."""
        dialog = ChainDialog(self._runner, a, b, self._above())
        dialog.compare_wanted.connect(self.compare)
        dialog.ad_wanted.connect(self._go)
        self._open.show(dialog)

    def _take(self, changed: Changed) -> None:
        """A chain may lead over an ad that was sealed a moment ago: it is asked for again."""
        for dialog in self._open:
            if changed.everything and isinstance(dialog, ChainDialog):
                dialog.reload()

    def close_all(self) -> None:
        """Nothing of the case stays on screen."""
        self._open.close_all()

    def _above(self) -> QWidget:
        return next(iter(self._open), self._window)

    def _go(self, ad: int) -> None:
        self.close_all()
        self.ad_wanted.emit(ad)

    def stop(self, sha256: str) -> None:
        """Put a picture out of sight wherever it is compared."""
        for dialog in self._open:
            if isinstance(dialog, CompareDialog):
                dialog.pictures.stop(sha256)

    def hide_pictures(self) -> None:
        """Hide what is shown of pictures wherever they are compared."""
        for dialog in self._open:
            if isinstance(dialog, CompareDialog):
                dialog.pictures.hide_both()

    def _ask_unmask(self, dialog: CompareDialog, ads: Sequence[int]) -> None:
        ask = unmask_dialog(", ".join(f"A{ad}" for ad in ads), dialog)
        ask.given.connect(partial(self._unmask, dialog, ads))
        ask.finished.connect(ask.deleteLater)
        ask.open()

    def _unmask(self, dialog: CompareDialog, ads: Sequence[int], reason: str) -> None:
        def work(session: Session) -> Changed:
            return [session.unmask(ad, reason) for ad in ads][-1]

        def done(changed: Changed | None) -> None:
            if changed is not None and dialog in self._open:
                self._acts.changed.emit(changed)
                dialog.was_unmasked()

        self._runner.act(work, done)
