# SPDX-License-Identifier: GPL-3.0-or-later
"""A small codebook in memory for the window's editor."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.triage.codebook_items import CodebookView, Entry, TrialHit, TrialPage, UpgradeView
from app.triage.items import Changed
from indexing.errors import BadInputError
from indexing.suggest.codebook import Indicator, Protocol
from tests.indexing.suggest.books import FEE_EN, FEE_FR, HOURS, book, indicator

PAGES = 5


@dataclass
class FakeBook:
    """What was switched, added and asked."""

    off: set[str] = field(default_factory=set)
    added: list[tuple[str, Entry]] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    drafts: dict[str, Entry] = field(default_factory=dict)

    def view(self, canary: str) -> CodebookView:
        def entry(name: str) -> Indicator:
            label = {"en": f"Entry {name}{canary}"}
            on = name not in self.off
            return replace(indicator(name), suggested=on, label=label, group=name[:3])

        rules = [one for one in (FEE_EN, FEE_FR, HOURS) if one["id"] not in self.off]
        off = tuple(one for one in (FEE_EN, FEE_FR, HOURS) if one["id"] in self.off)
        made = book(*rules, FEE_01=entry("FEE-01"), LAB_01=entry("LAB-01"))
        groups = {"FEE": {"en": "Fees" + canary}, "LAB": {"en": "Work" + canary}}
        steps = ({"en": "Stop viewing." + canary}, {"en": "Refer by the unit's route."})
        minor = Protocol("possible_minor", {"en": "Possible minor"}, steps)
        made = replace(made, groups=groups, protocols={"possible_minor": minor})
        return CodebookView(made, off, frozenset(self.drafts), drafts=self.drafts)

    def try_rule(self, rule: Entry, after: int) -> TrialPage:
        if rule.get("pattern") == "(":
            raise _refused(str(rule["id"]), "readable_pattern")
        self.pages.append(after)
        read = 100 if after < 100 * PAGES else 0
        hit = TrialHit(after + 1, "Found: “fee”.", ())
        return TrialPage(read, (hit,) if read else (), after + read, 100 * PAGES)

    def compare(self, path: str) -> UpgradeView:
        if path.endswith("broken.yaml"):
            raise _refused("codebook", "quoted_words")
        return UpgradeView(path, "small 2.0.0", ("FEE-01: other words only.",), not path)

    def put(self, part: str, entry: Entry) -> Changed:
        if entry.get("label") == "Origin of the person":
            raise _refused(str(entry["id"]), "not_excluded")
        self.added.append((part, entry))
        return Changed(f"Added {entry['id']}", everything=True)


def _refused(place: str, demand: str) -> BadInputError:
    detail = {"demand": demand, "found": "x"}
    return BadInputError("codebook_refused", place=place, detail=detail)
