# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of the views of coding: suggestions, rules, codebook, agreement, second reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from camera import settle, until

if TYPE_CHECKING:
    from app.triage.items import Changed
    from app.triage.session import Questions, Session
    from app.views.main_window import MainWindow


@dataclass(frozen=True, slots=True)
class Coding:
    """Opens each view over a window with an open case; ``save`` takes a widget and a name."""

    window: MainWindow
    save: Callable[[object, str], None]

    def suggestions(self) -> None:
        """The first ad of the case with a suggestion, and the place where it stands."""
        found: list[int] = []
        self.window.runner.ask("first_suggested", _first_suggested, found.append)
        until(lambda: found)
        detail = self.window.case_view.detail
        self.window.case_view.go_to_ad(found[0])
        until(lambda: detail.ad is not None and detail.ad.ad == found[0])
        until(lambda: detail.suggestions.cards)
        detail.next_suggestion()
        settle()
        self.save(self.window, "suggestions")
        detail.suggestions.answer("innocent")
        settle(600)
        self.save(detail, "suggestion-answered")
        self.window.acts.undo()
        self.window.case_view.clusters.filter.clear()
        settle(600)

    def rules(self) -> None:
        """How common suggestions are, and how often people find each rule right."""
        self.window.features.suggesting.show_rules()
        dialog = self.window.features.suggesting.rules
        if dialog is not None:
            until(dialog.list.topLevelItemCount)
            self.save(dialog, "rules")
        self.window.features.suggesting.close_all()

    def codebook(self, *, whole: bool) -> None:
        """An entry with its rules; in one look the forms too."""
        coding = self.window.features.coding
        coding.show_codebook()
        dialog = coding.codebook
        if dialog is None:
            raise LookupError("codebook")
        until(lambda: dialog.entry() is not None)
        dialog.search.setText("FEE-01")
        settle()
        self.save(dialog, "codebook")
        if whole:
            for text, name in ((dialog.add_entry, "entry"), (dialog.add_rule, "rule"),
                               (dialog.exchange, "codebooks")):  # fmt: skip
                text.click()
                settle()
                self.save(coding.form, name)
                if coding.form is not None:
                    coding.form.reject()
        coding.close_all()

    def agreement(self) -> None:
        """Figures of two people, a draw, and what a second reader sees."""
        self.window.features.coding.show_agreement()
        dialog = self.window.features.coding.agreement
        if dialog is None:
            raise LookupError("agreement")
        until(lambda: dialog.found is not None)
        self.save(dialog, "agreement")
        self.window.features.coding.close_all()
        self._second(on=True)
        detail = self.window.case_view.detail
        detail.tabs.setCurrentWidget(detail.tags)
        settle(600)
        self.save(self.window, "second-reader")
        self._second(on=False)

    def _second(self, *, on: bool) -> None:
        def work(session: Session) -> Changed:
            return session.be_second(on)

        self.window.runner.act(work, self.window.take)
        settle(800)


def _first_suggested(case: Questions) -> int:
    for cluster in case.cluster_ids(""):
        for ad in case.ad_ids(cluster):
            if any(one.evidence for one in case.suggestions(ad)):
                return ad
    raise LookupError("no suggestion")
