# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions and acts of coding over the case in memory; a part of ``fake`` in a file of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.triage.agreement_items import AgreementView
from app.triage.codebook_items import CodebookView, Entry, TrialPage, UpgradeView
from app.triage.items import Changed, HistoryItem
from app.triage.rules_overview import RulesOverview
from app.triage.suggestion_items import NewAnswer, SuggestionItem

if TYPE_CHECKING:
    from tests.app.views.fake import FakeCase


class FakeCodingSession:
    """Suggestions, rules, codebook and agreement."""

    case: FakeCase

    def text_of(self, ad: int) -> str:
        raise LookupError(ad)

    def _did(self, sentence: str, ads: tuple[int, ...] = ()) -> Changed:
        item = HistoryItem(len(self.case.done), "2026-11-22T00:00", "me", sentence, False, "A1")
        self.case.done.append(item)
        return Changed(sentence, ads)

    def suggestions(self, ad: int, *, unmasked: bool = False) -> list[SuggestionItem]:
        if self.case.agreement.hides(ad):
            return []
        return self.case.coding.items(ad, self.text_of(ad), self.case.canary)

    def cluster_suggestions(self, cluster: int) -> list[SuggestionItem]:
        return self.case.coding.of_cluster(cluster, self.case.canary)

    def answer(self, new: NewAnswer) -> Changed:
        told = self.case.coding.answer(new)
        return self._did(told.sentence, told.ads)

    def rules(self) -> RulesOverview:
        return self.case.coding.rules(self.case.canary)

    def agreement(self) -> AgreementView:
        return self.case.agreement.view(self.case.canary)

    def be_second(self, on: bool) -> Changed:
        self.case.agreement.is_second = on
        return Changed("second reader" if on else "all shown", everything=True)

    def is_second(self) -> bool:
        return self.case.agreement.is_second

    def go_through(self, ad: int) -> Changed:
        self.case.agreement.done.add(ad)
        return self._did(f"went through A{ad}", (ad,))

    def draw(self, random: int, flagged: int) -> Changed:
        self.case.agreement.drawn = (random, flagged)
        return self._did(f"drew {random} {flagged}")

    def codebook(self) -> CodebookView:
        return self.case.book.view(self.case.canary)

    def try_rule(self, rule: Entry, after: int) -> TrialPage:
        return self.case.book.try_rule(rule, after)

    def compare_codebook(self, path: str) -> UpgradeView:
        return self.case.book.compare(path)

    def put_code(self, part: str, entry: Entry) -> Changed:
        self._did(f"put {part}")
        return self.case.book.put(part, entry)

    def use_codebook(self, path: str) -> Changed:
        self.case.book.used.append(path)
        return self._did(f"used {path}")

    def export_codebook(self, path: str) -> Changed:
        return self._did(f"exported {path}")

    def import_codebook(self, path: str, out: str) -> Changed:
        return self._did(f"imported {path} {out}")

    def switch(self, name: str, *, on: bool) -> Changed:
        self.case.coding.off ^= {name}
        self.case.book.off ^= {name}
        return replace(self._did(f"{name} {'on' if on else 'off'}"), everything=True)
