# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions and acts of coding over the store: suggestions, rules, the codebook.

A part of ``case_session``, in a file of its own; imports are as late as the pipeline they need.
"""

from __future__ import annotations

import secrets

from app.i18n import _
from app.triage.agreement_items import AgreementView
from app.triage.codebook_items import CodebookView, Entry, TrialPage, UpgradeView
from app.triage.items import Changed
from app.triage.rules_overview import RulesOverview
from app.triage.second_mode import Mode, in_sight, suggested
from app.triage.suggestion_items import NewAnswer, SuggestionItem
from indexing.store.case import Case


class CodingSession:
    """Questions and acts on one connection of one thread."""

    def __init__(self, case: Case, mode: Mode | None = None) -> None:
        self._case = case
        self._mode = mode or Mode()

    def is_second(self) -> bool:
        """Whether the person at work is the second reader."""
        return self._mode.is_second

    def suggestions(self, ad: int, *, unmasked: bool = False) -> list[SuggestionItem]:
        """What rules suggest on an ad or a group that it is in, with what people answered."""
        from app.triage import suggestion_cards

        if not in_sight(self._case, ad, self._mode):
            return []
        found = suggestion_cards.of_ad(self._case, ad, clear=unmasked)
        return suggested(self._case, found, ad, self._mode)

    def cluster_suggestions(self, cluster: int) -> list[SuggestionItem]:
        """What rules suggest on a cluster as a whole, with what people answered."""
        from app.triage import suggestion_cards

        if self._mode.is_second:
            return []
        return suggestion_cards.of_cluster(self._case, cluster)

    def agreement(self) -> AgreementView:
        """How far people agree, and the newest draw."""
        from app.triage import second_reader

        return second_reader.view(self._case, self._mode)

    def be_second(self, on: bool) -> Changed:
        """Hide what others said, and what rules suggest, until the person has coded; or show it."""
        self._mode.is_second = on
        words = _("You are the second reader: what others set is hidden until you have coded.")
        return Changed(words if on else _("What others set is shown again."), everything=True)

    def go_through(self, ad: int) -> Changed:
        """Say that the person at work went through an ad."""
        from app.triage import second_reader

        return second_reader.go_through(self._case, ad, self._mode)

    def draw(self, random: int, flagged: int) -> Changed:
        """Draw ads for two people to code apart from each other."""
        from app.triage import second_reader

        return second_reader.draw(self._case, random, flagged, secrets.randbelow(2**31))

    def answer(self, new: NewAnswer) -> Changed:
        """Keep what a person says of a suggestion."""
        from app.triage import suggestion_cards

        return suggestion_cards.answer(self._case, new)

    def rules(self) -> RulesOverview:
        """What the rules find, how common that is, and how often people find them right."""
        from app.triage import rule_figures

        return rule_figures.read(self._case, by=self._case.actor if self._mode.is_second else "")

    def switch(self, name: str, *, on: bool) -> Changed:
        """Let a rule or an entry of the codebook suggest, or not."""
        from app.triage import codebook_editing

        return codebook_editing.switch(self._case, name, on=on)

    def codebook(self) -> CodebookView:
        """The codebook in force, and what of it is the unit's own."""
        from app.triage import codebook_session

        return codebook_session.view(self._case)

    def try_rule(self, rule: Entry, after: int) -> TrialPage:
        """What a rule would find in the next ads after an id; nothing is kept."""
        from app.triage import rule_trial

        return rule_trial.page(self._case, rule, after)

    def compare_codebook(self, path: str) -> UpgradeView:
        """What changes when the case goes over to a codebook file; '' is the shipped one."""
        from app.triage import codebook_session

        return codebook_session.compare(self._case, path)

    def put_code(self, part: str, entry: Entry) -> Changed:
        """Add an entry (``indicators``) or a rule (``rules``) to the unit's own codebook."""
        from app.triage import codebook_editing

        return codebook_editing.put(self._case, part, entry)

    def use_codebook(self, path: str) -> Changed:
        """Let the case go over to a codebook file; '' is the shipped one."""
        from app.triage import codebook_session

        return codebook_session.use(self._case, path)

    def export_codebook(self, path: str) -> Changed:
        """Write the codebook for other coding programs (.qdc)."""
        from app.triage import codebook_session

        return codebook_session.export(self._case, path)

    def import_codebook(self, path: str, out: str) -> Changed:
        """Read a codebook of another coding program (.qdc), and write what is new as a draft."""
        from app.triage import codebook_session

        return codebook_session.bring(self._case, path, out)
