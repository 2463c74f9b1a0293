# SPDX-License-Identifier: GPL-3.0-or-later
"""Which suggestion a decision answers, and what it showed when the person decided.

A suggestion may be gone after the next run, a decision is not: so what was shown, covered as it
was shown, is kept with the decision.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.triage import suggestions
from app.triage.documents import Document
from app.triage.targets import parse_target
from indexing.errors import BadInputError
from indexing.store import clusters
from indexing.store import suggestions as stored
from indexing.store.case import Case
from indexing.store.marks import Origin, Target
from indexing.suggest.codebook import Codebook

_MOST_MEMBERS = 50
_KEPT = ("spans", "values", "thresholds", "base_rate", "group_by", "key")


def origin(case: Case, book: Codebook, target: Target, indicator: str, rule: str = "") -> Origin:
    """The suggestion that a decision on an indicator answers.

    Without a rule it is the only one of that indicator on the ad or cluster, if there is one.

    Raises:
        BadInputError: ``rule_unknown``: no such rule of that indicator in the codebook, and it
            suggests nothing here.
    """
    wanted = rule.strip().casefold()
    found = {
        str(one["rule"]): one
        for one in _suggested(case, book, target, indicator)
        if one["indicator"] == indicator and wanted in ("", str(one["rule"]).casefold())
    }
    if len(found) == 1:
        return _origin(next(iter(found.values())))
    if not wanted:
        return Origin()
    for one in book.rules:
        if str(one["id"]).casefold() == wanted and one["indicator"] == indicator:
            return Origin(str(one["id"]), int(one["version"]))
    raise BadInputError("rule_unknown", detail={"rule": rule[:40], "indicator": indicator})


def _suggested(case: Case, book: Codebook, target: Target, indicator: str) -> Iterator[Document]:
    """Suggestions on the ad or the cluster that a target belongs to."""
    if target.cluster is None:
        yield from suggestions.of_ad(case, book, target.ad or 0)
        return
    for ad in clusters.members(case, target.cluster)[:_MOST_MEMBERS]:
        rows = stored.of_ad(case, ad)  # telling one counts through the case: only where it may fit
        if any(row.kind != stored.AD and row.indicator == indicator for row in rows):
            told = suggestions.of_ad(case, book, ad)
            fitting = [one for one in told if _cluster(one) == target.cluster]
            yield from fitting
            if fitting:
                return


def _cluster(found: Document) -> int | None:
    return parse_target(str(found["target"])).cluster


def _origin(found: Document) -> Origin:
    shown = found["evidence"]
    evidence = {"sentence": found["sentence"]}
    if isinstance(shown, dict):
        evidence |= {name: shown[name] for name in _KEPT if name in shown}
    return Origin(str(found["rule"]), int(str(found["rule_version"])), evidence)
