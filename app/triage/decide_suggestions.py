# SPDX-License-Identifier: GPL-3.0-or-later
"""What rules suggest in a cluster: one group a rule, shown by one ad of it at a time.

Nothing is added up or weighed: a group says in how many of the ads its rule found something, and
an answer is about the ad that was looked at, never about those that were not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.triage import base_rates, codebook, second_mode, suggestion_cards, suggestions
from app.triage.base_rates import BaseRate
from app.triage.decide_items import MOST_LISTED, DecideSuggestions, SuggestionGroup
from app.triage.second_mode import Mode
from app.triage.suggestion_items import SuggestionItem
from indexing.pipeline.suggesting import rules_today
from indexing.store import cluster_facts, clusters, marks
from indexing.store.case import Case
from indexing.suggest.codebook import Codebook

Found = Mapping[str, list[int]]


def read(
    case: Case,
    cluster: int,
    mode: Mode,
    *,
    clear: bool = False,
    wanted: Mapping[str, int] | None = None,
) -> DecideSuggestions:
    """What rules suggest in a cluster, in the order of the codebook.

    Args:
        case: open.
        cluster: whose ads.
        mode: a second reader sees nothing of ads that they have not coded.
        clear: shows contacts; the caller has had that logged.
        wanted: the ad to show a rule by; without, the first one not answered by who is at work.

    Raises:
        BadInputError: ``id_unknown``.
    """
    size = len(clusters.members(case, cluster))
    book = codebook.of_case(case)
    rates = suggestions.rates_today(case, book)
    found, hidden = _found(case, cluster, book, mode)
    answered = _answered(case, cluster)
    told: list[SuggestionGroup] = []
    if not mode.is_second:
        whole = suggestion_cards.of_cluster(case, cluster, rates=rates)
        told += [SuggestionGroup(item) for item in whole]
    for rule, members in found.items():
        said = answered.get(rule, set())
        ad = _shown(members, said, (wanted or {}).get(rule))
        item = _item(case, ad, rule, clear=clear, rates=rates)
        if item is not None:
            done = len(said.intersection(members))
            told.append(SuggestionGroup(item, ad, tuple(members[:MOST_LISTED]), len(members), done))
    places = {name: place for place, name in enumerate(book.indicators)}
    told.sort(key=lambda one: (places.get(one.item.indicator, len(places)), one.item.rule))
    return DecideSuggestions(size, tuple(told), hidden)


def indicators(case: Case, cluster: int, mode: Mode) -> int:
    """How many different indicators rules point to in the ads of a cluster, or in it as a whole."""
    book = codebook.of_case(case)
    found, _hidden = _found(case, cluster, book, mode)
    of_rule = {rule.id: rule.indicator for rule in rules_today(book).rules}
    told = {of_rule[rule] for rule in found}
    if not mode.is_second:
        uncounted = dict.fromkeys(of_rule, BaseRate(0, 0, base_rates.GROUPS))
        whole = suggestions.of_cluster(case, book, cluster, rates=uncounted)
        told |= {str(one["indicator"]) for one in whole}
    return len(told)


def _found(case: Case, cluster: int, book: Codebook, mode: Mode) -> tuple[Found, bool]:
    """The ads of each rule that speaks today; and whether some are hidden from a second reader."""
    versions = {rule.id: rule.version for rule in rules_today(book).rules}
    stored = cluster_facts.suggested(case, cluster)
    found = {
        rule: members
        for (rule, version), members in stored.items()
        if versions.get(rule) == version
    }
    if not mode.is_second:
        return found, False
    coded = second_mode.coded(case)
    seen = {rule: [ad for ad in members if ad in coded] for rule, members in found.items()}
    return {rule: members for rule, members in seen.items() if members}, True


def _answered(case: Case, cluster: int) -> dict[str, set[int]]:
    """The ads of which who is at work answered a rule."""
    found: dict[str, set[int]] = {}
    for row in marks.of_cluster(case, cluster):
        mark = row.mark
        if mark.by == case.actor and mark.origin.rule and mark.target.ad is not None:
            found.setdefault(mark.origin.rule, set()).add(mark.target.ad)
    return found


def _shown(members: Sequence[int], said: set[int], wanted: int | None) -> int:
    if wanted in members:
        return int(wanted or members[0])
    return next((ad for ad in members if ad not in said), members[0])


def _item(
    case: Case, ad: int, rule: str, *, clear: bool, rates: Mapping[str, BaseRate]
) -> SuggestionItem | None:
    items = suggestion_cards.of_ad(case, ad, clear=clear, rates=rates)
    found = next((one for one in items if one.rule == rule and not one.gone and not one.ads), None)
    return None if found is None else replace(found, ads=())
