# SPDX-License-Identifier: GPL-3.0-or-later
"""How common a hit of a rule is in a case: beside every suggestion, so that it is not overrated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.i18n import _, ngettext, number
from indexing.store import suggestions
from indexing.store.case import Case
from indexing.suggest.rules import ClusterRule, EntityRule, Rule

ADS, SPEAKING, MENTIONING, GROUPS = "ads", "ads_in_its_language", "ads_that_give_one", "groups"


@dataclass(frozen=True, slots=True)
class BaseRate:
    """``hits`` of ``of`` things; ``scope`` says of what. Only what a rule can read is counted."""

    hits: int
    of: int
    scope: str

    @property
    def share(self) -> float | None:
        """The hits as a share, or None where there is nothing to compare with."""
        return self.hits / self.of if self.of else None


def of_rules(case: Case, rules: Sequence[Rule]) -> dict[str, BaseRate]:
    """The base rate of each rule in a case, as counted by the last index run."""
    bases = suggestions.bases(case)
    nothing = suggestions.Base(0, 0)
    return {
        rule.id: BaseRate(
            bases.get(rule.id, nothing).hits, bases.get(rule.id, nothing).of, _scope(rule)
        )
        for rule in rules
    }


def _scope(rule: Rule) -> str:
    if isinstance(rule, ClusterRule):
        return GROUPS
    if isinstance(rule, EntityRule):
        return MENTIONING
    return SPEAKING if rule.languages else ADS


def document(base: BaseRate) -> dict[str, object]:
    """A base rate as JSON values, and as a sentence."""
    share = base.share
    return {
        "hits": base.hits,
        "of": base.of,
        "share": None if share is None else round(share, 6),
        "scope": base.scope,
        "sentence": sentence(base),
    }


def sentence(base: BaseRate) -> str:
    """How common it is here, in words."""
    if base.share is None:
        return _("How common this is here is not known.")
    told = {
        ADS: ngettext(
            "{hits} of {of} ad here, {share} %.", "{hits} of {of} ads here, {share} %.", base.of
        ),
        SPEAKING: ngettext(
            "{hits} of {of} ad here that is in its language, {share} %.",
            "{hits} of {of} ads here that are in its language, {share} %.",
            base.of,
        ),
        MENTIONING: ngettext(
            "{hits} of {of} ad here that gives one, {share} %.",
            "{hits} of {of} ads here that give one, {share} %.",
            base.of,
        ),
        GROUPS: ngettext(
            "{hits} of {of} group of ads here whose count is known, {share} %.",
            "{hits} of {of} groups of ads here whose count is known, {share} %.",
            base.of,
        ),
    }
    return told[base.scope].format(
        hits=number(base.hits), of=number(base.of), share=per_cent(base.share)
    )


def per_cent(share: float) -> str:
    """A share in per cent, with as many digits as tell a small one from none."""
    value = 100 * share
    digits = 0 if value >= 10 else 1 if value >= 0.1 else 3
    return number(value, digits)
