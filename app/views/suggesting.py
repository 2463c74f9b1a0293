# SPDX-License-Identifier: GPL-3.0-or-later
"""Suggestions beside the window: those on a cluster as a whole."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QWidget

from app.i18n import _
from app.tasks.runner import Runner
from app.triage.items import Changed
from app.triage.session import Questions
from app.triage.suggestion_items import SuggestionItem
from app.views.acts import Acts
from app.views.layouts import button, column, frame, row
from app.views.plain_text import label
from app.views.rules_dialog import RulesDialog
from app.views.suggestions_page import SuggestionsPage

KEYS = {"A": "accepted", "I": "innocent", "R": "rejected", "Q": "unsure"}


class ClusterSuggestions(QDialog):
    """Stays open beside the window; asks for answers and ads, changes nothing."""

    undo_wanted = Signal()

    def __init__(self, runner: Runner, cluster: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.cluster = cluster
        named = _("Suggestions on {cluster}").format(cluster=f"C{cluster}")
        self.setWindowTitle(named)
        self.resize(640, 640)
        told = _(
            "Rules counted over ads that share something. A suggestion is a reason to look "
            "closer: it proves nothing about anybody."
        )
        head = column(label(named, look="title"), label(told, look="muted", wrap=True), gap=6)
        head.setContentsMargins(18, 14, 18, 10)
        self.page = SuggestionsPage(named)
        foot = frame("foot", row(None, button(_("Close"), self.accept), margin=14))
        inside = column(frame("head", head), self.page, foot, gap=0)
        inside.setStretch(1, 1)
        self.setLayout(inside)
        QShortcut(QKeySequence.StandardKey.Undo, self).activated.connect(self.undo_wanted)
        QShortcut(QKeySequence("G"), self).activated.connect(self.page.step)
        for key, answer in KEYS.items():
            QShortcut(QKeySequence(key), self).activated.connect(partial(self.page.answer, answer))
        self.page.wait()
        self.page.setFocus()
        self.reload()

    def reload(self) -> None:
        """Read the suggestions again."""
        cluster = self.cluster

        def question(case: Questions) -> list[SuggestionItem]:
            return case.cluster_suggestions(cluster)

        self._runner.ask(f"suggestions C{cluster}", question, self._arrived, self._none_came)

    def _none_came(self, error: Exception) -> None:
        self.page.no_answer()
        self._runner.failed.emit(error)

    def _arrived(self, items: list[SuggestionItem] | None) -> None:
        self.page.show_items(items or [], self.cluster)


class Suggesting(QObject):
    """Opens the dialogs and hands their wishes to the acts."""

    ad_wanted = Signal(int)

    def __init__(self, runner: Runner, acts: Acts, window: QWidget) -> None:
        super().__init__(window)
        self._runner = runner
        self._acts = acts
        self._window = window
        self.dialog: ClusterSuggestions | None = None
        self.rules: RulesDialog | None = None
        acts.changed.connect(self._take)

    def show_cluster(self, cluster: int | None) -> None:
        """Show what rules suggest on a cluster as a whole."""
        if cluster is None:
            return
        self.close_all()
        made = ClusterSuggestions(self._runner, cluster, self._window)
        made.page.answered.connect(self._acts.answer)
        made.page.ad_wanted.connect(self.ad_wanted)
        made.undo_wanted.connect(self._acts.undo)
        made.finished.connect(self._gone)
        self.dialog = made
        made.show()

    def show_rules(self) -> None:
        """Show how common suggestions are, and how often people find each rule right."""
        made = RulesDialog(self._runner, self._window)
        made.switched.connect(self._acts.switch)
        made.undo_wanted.connect(self._acts.undo)
        made.finished.connect(self._rules_gone)
        self.rules = made
        made.open()

    def _rules_gone(self, _result: int) -> None:
        if self.rules is not None:
            self.rules.deleteLater()
            self.rules = None

    def _gone(self, _result: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _take(self, changed: Changed) -> None:
        if self.dialog is not None and (changed.sentence or changed.everything):
            self.dialog.reload()
        if self.rules is not None:
            self.rules.take(changed)

    def close_all(self) -> None:
        """Leave nothing of a closed case on screen."""
        for dialog in (self.dialog, self.rules):
            if dialog is not None:
                dialog.reject()
