# SPDX-License-Identifier: GPL-3.0-or-later
"""What rules suggest in the case in memory, and what people answered."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.triage.items import Changed
from app.triage.rules_overview import RuleItem, RulesOverview
from app.triage.suggestion_items import AnswerItem, EvidenceItem, NewAnswer, SuggestionItem

FOUND = "Transport is arranged"
TITLE = "Packers"


@dataclass
class FakeCoding:
    """Answers by target, indicator and rule."""

    answers: dict[tuple[str, str, str], list[AnswerItem]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    off: set[str] = field(default_factory=set)

    def items(self, ad: int, body: str, canary: str) -> list[SuggestionItem]:
        start = body.index(FOUND)
        places = (
            EvidenceItem("body", "text", start, start + len(FOUND), FOUND + canary),
            EvidenceItem("title", "title", 0, len(TITLE), TITLE),
        )
        return [
            self._item(f"A{ad}:{start}-{start + len(FOUND)}", "JOB-02", "R-JOB", places, canary),
            replace(self._item(f"A{ad}", "CTX-03", "R-CTX", (), canary), strength="mitigating"),
        ]

    def of_cluster(self, cluster: int, canary: str) -> list[SuggestionItem]:
        return [replace(self._item(f"C{cluster}", "TPC-04", "R-TPC", (), canary), ads=(1, 3))]

    def _item(
        self,
        target: str,
        indicator: str,
        rule: str,
        places: tuple[EvidenceItem, ...],
        canary: str,
    ) -> SuggestionItem:
        return SuggestionItem(
            target, indicator, rule, f"Label {indicator}" + canary, "A rule found this." + canary,
            "It may be quite ordinary." + canary, strength="weak", grade="E2",
            grade_note="A note." + canary, base_rate="7 of 2,000 ads here, 0.4 %." + canary,
            sources=("A study: p. 5" + canary,), evidence=places,
            safeguards=("Ask first." + canary,),
            answers=tuple(self.answers.get((target, indicator, rule), ())),
        )  # fmt: skip

    def rules(self, canary: str) -> RulesOverview:
        return RulesOverview(
            "small 1.0.0" + canary, "A reason to look closer." + canary,
            ("7 of 2,000 ads here have a suggestion of their own, 0.4 %." + canary,),
            tuple(
                RuleItem(
                    name, 1, indicator, "Label" + canary, "7 of 2,000 ads here." + canary,
                    hits=40, accepted=2, rejected=38, undecided=1, right=0.05, low=0.01, high=0.17,
                    state="off" if name in self.off else "on",
                    proposal="" if name in self.off else "Proposal: switch it off." + canary,
                )
                for name, indicator in (("R-CTX", "CTX-03"), ("R-JOB", "JOB-02"))
            ),
        )  # fmt: skip

    def answer(self, new: NewAnswer) -> Changed:
        self.asked.append(f"{new.item.indicator} {new.answer}")
        said = self.answers.setdefault(new.item.key, [])
        said[:] = [one for one in said if not one.mine]
        if new.answer != "withdrawn":
            said.append(AnswerItem(len(self.asked), new.answer, "me", "2026-11-22T00:00", "", True))
        target = new.item.target
        ads = (int(target[1:].split(":")[0]),) if target.startswith("A") else (1, 2, 3, 4)
        return Changed(f"{new.answer}: {new.item.indicator}", ads)
