# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds a cluster together, by kind of evidence: its strongest and its weakest link."""

from __future__ import annotations

from dataclasses import dataclass

from indexing.cluster.strength import strength
from indexing.records import CandidatePair, Reason, ReasonKind
from indexing.store import cluster_facts
from indexing.store.case import Case

Example = tuple[CandidatePair, Reason]


@dataclass(slots=True)
class Hold:
    """Links of one kind inside a cluster; examples join, unless none of the kind does."""

    kind: ReasonKind
    links: int = 0
    shown_only: int = 0
    strongest: Example | None = None
    weakest: Example | None = None

    def add(self, link: CandidatePair, reason: Reason) -> None:
        """Count one more link; the first of equals stays the example."""
        self.links += 1
        self.shown_only += not reason.joins
        if self.strongest is None or _high(reason) > _high(self.strongest[1]):
            self.strongest = link, reason
        if self.weakest is None or _low(reason) < _low(self.weakest[1]):
            self.weakest = link, reason


def _high(reason: Reason) -> tuple[bool, int]:
    return reason.joins, strength(reason)


def _low(reason: Reason) -> tuple[bool, int]:
    # what joins says more of the cluster than what is only shown, at either end
    return not reason.joins, strength(reason)


def holds(case: Case, cluster: int) -> list[Hold]:
    """The kinds of evidence inside a cluster, those with most links first."""
    found: dict[ReasonKind, Hold] = {}
    for link in cluster_facts.links(case, cluster):
        for reason in link.reasons:
            found.setdefault(reason.kind, Hold(reason.kind)).add(link, reason)
    return sorted(found.values(), key=_most_first)


def _most_first(hold: Hold) -> tuple[int, str]:
    return -hold.links, hold.kind
