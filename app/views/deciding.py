# SPDX-License-Identifier: GPL-3.0-or-later
"""Joins the page on one cluster to the acts; asks for the reason before contacts are shown."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.tasks.runner import Runner
from app.triage.items import Changed
from app.triage.session import Session
from app.views.acts import Acts
from app.views.decide_page import DecidePage
from app.views.word_dialogs import unmask_dialog


class Deciding(QObject):
    """Hands what the page asks for to the acts; one for each page that is made."""

    def __init__(self, runner: Runner, acts: Acts, window: QWidget) -> None:
        super().__init__(window)
        self._runner = runner
        self._acts = acts
        self._window = window

    def join(self, page: DecidePage) -> None:
        """Answer what a page asks for."""
        page.tag_wanted.connect(self._acts.tag)
        page.note_wanted.connect(self._acts.note)
        page.status_wanted.connect(self._acts.set_status)
        page.answered.connect(self._acts.answer)
        page.withdraw_wanted.connect(self._acts.withdraw)
        page.picture_opened.connect(self._acts.opened_picture)
        page.unmask_wanted.connect(partial(self._ask_reason, page))

    def _ask_reason(self, page: DecidePage, cluster: int) -> None:
        ask = unmask_dialog(f"C{cluster}", self._window)
        ask.given.connect(partial(self._unmask, page, cluster))
        ask.finished.connect(ask.deleteLater)
        ask.open()

    def _unmask(self, page: DecidePage, cluster: int, reason: str) -> None:
        def work(session: Session) -> Changed:
            return session.unmask_cluster(cluster, reason)

        def done(changed: Changed | None) -> None:
            if changed is not None:
                self._acts.changed.emit(changed)
                page.was_unmasked(cluster)

        self._runner.act(work, done)
