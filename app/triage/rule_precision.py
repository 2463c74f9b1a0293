# SPDX-License-Identifier: GPL-3.0-or-later
"""How often people find that a rule was right, and which rules they may want to switch off.

Only what people decided counts, and they choose what they decide on: the figures speak of hits
that were looked at. Nothing is switched off here; a person reads the proposal and does it, or not.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import NormalDist

from app.triage import coding
from app.triage.targets import target_text
from indexing.store import marks, suggestions
from indexing.store.case import Case
from indexing.store.marks import MarkRow, MarkStatus
from indexing.suggest.codebook import Codebook

DECISIONS = 30
"""Hits that have to be decided before anything is proposed."""
LEAST_PRECISION = 0.25
"""Precision below which a rule is proposed for switching off: more than three false alarms for
each right hit. A convention that a unit changes, not a finding."""
LEVEL = 0.95

Rule = tuple[str, int]
"""Id and version: a rule that was changed starts anew."""
Verdicts = Mapping[Rule, Mapping[str, bool | None]]
"""Of each rule what people say of its hits, by ad or cluster; None where they are unsure or
divided."""


@dataclass(frozen=True, slots=True)
class Precision:
    """What people said of the hits of one version of a rule.

    ``hits`` stand in the case now. Of those that people looked at, ``accepted`` and ``rejected``
    are decided, ``undecided`` are not: people are unsure or divided. ``current``: the rule stands
    in the codebook in this version.
    """

    rule: str
    version: int
    indicator: str
    current: bool
    hits: int
    accepted: int
    rejected: int
    undecided: int

    @property
    def decided(self) -> int:
        """Hits that people accepted or rejected."""
        return self.accepted + self.rejected

    @property
    def precision(self) -> float | None:
        """Share of the decided hits that people accepted."""
        return self.accepted / self.decided if self.decided else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval of the precision."""
        return wilson(self.accepted, self.decided) if self.decided else None

    def is_poor(self, *, least: float = LEAST_PRECISION, decisions: int = DECISIONS) -> bool:
        """Whether switching it off is to be proposed."""
        precision = self.precision
        return (
            self.current
            and precision is not None
            and self.decided >= decisions
            and precision < least
        )


def wilson(successes: int, trials: int, *, level: float = LEVEL) -> tuple[float, float]:
    """The score interval of a share.

    E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of
    the American Statistical Association 22 (1927) 209-212. It keeps its level for few trials and
    for shares near 0 or 1, where the usual interval leaves [0, 1].
    """
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = successes / trials
    middle = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    whole = 1 + z * z / trials
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def read(case: Case, book: Codebook, *, by: str = "") -> list[Precision]:
    """Every rule of the codebook, with hits, or decided on; with ``by`` only what they said."""
    rows = [row for row in marks.said(case) if by in ("", row.mark.by)]
    hits, said = suggestions.hits_by_rule(case), verdicts(rows)
    indicators = {
        (row.mark.origin.rule, row.mark.origin.rule_version): row.mark.indicator for row in rows
    }
    indicators |= {rule: indicator for rule, (indicator, _count) in hits.items()}
    known = {(str(one["id"]), int(one["version"])): str(one["indicator"]) for one in book.rules}
    indicators |= known
    found = []
    for rule in sorted(known.keys() | said.keys() | hits.keys()):
        counts = Counter(said.get(rule, {}).values())
        _indicator, count = hits.get(rule, ("", 0))
        found.append(
            Precision(
                *rule, indicators[rule], rule in known, count,
                accepted=counts[True], rejected=counts[False], undecided=counts[None],
            )
        )  # fmt: skip
    return found


def verdicts(rows: Iterable[MarkRow]) -> Verdicts:
    """What people say of the hits of each rule, from all that stands, oldest first.

    What a person says later in answer to the same rule, or to none, counts for what they said
    before. Several people on one hit are one verdict: that of most of them.
    """
    latest: dict[Rule, dict[tuple[str, str, str], MarkRow]] = {}
    for row in rows:
        mark = row.mark
        key = (coding.thing(row), mark.by, target_text(mark.target))
        answered = [(mark.origin.rule, mark.origin.rule_version)]
        if not mark.origin.rule:
            answered = [
                rule
                for rule, said in latest.items()
                if key in said and said[key].mark.indicator == mark.indicator
            ]
        for rule in answered:
            latest.setdefault(rule, {})[key] = row
    return {rule: found for rule, said in latest.items() if (found := _of_hits(said))}


def _of_hits(said: Mapping[tuple[str, str, str], MarkRow]) -> dict[str, bool | None]:
    statuses: dict[str, dict[str, set[MarkStatus]]] = {}
    for (thing, by, _target), row in said.items():
        if row.mark.status is not MarkStatus.WITHDRAWN:
            statuses.setdefault(thing, {}).setdefault(by, set()).add(row.mark.status)
    return {thing: _majority(map(_word, people.values())) for thing, people in statuses.items()}


def _word(statuses: set[MarkStatus]) -> bool | None:
    """What one person says of a hit with several places: right if one place is."""
    if statuses & set(coding.PRESENT):
        return True
    return None if MarkStatus.UNSURE in statuses else False


def _majority(words: Iterable[bool | None]) -> bool | None:
    counts = Counter(words)
    if counts[True] == counts[False]:
        return None
    return counts[True] > counts[False]
