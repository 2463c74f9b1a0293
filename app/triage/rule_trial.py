# SPDX-License-Identifier: GPL-3.0-or-later
"""A rule held against ads of the case before it is saved: nothing of it is kept."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from app.triage import codebook, suggestions
from app.triage.codebook_editing import preview, putting
from app.triage.codebook_items import Entry, TrialHit, TrialPage
from app.triage.suggestion_cards import evidence_items
from indexing.errors import BadInputError
from indexing.pipeline.group_counts import Groups
from indexing.pipeline.suggesting import documents
from indexing.store import ads
from indexing.store.case import Case
from indexing.store.suggestions import SuggestionRow
from indexing.suggest.cluster_rule import Found, find
from indexing.suggest.codebook import Codebook
from indexing.suggest.hits import Hit
from indexing.suggest.reading import Reader
from indexing.suggest.rule_parsing import rule_set
from indexing.suggest.rules import ClusterRule, EntityRule, Rule

PAGE = 100
"""Ads that are read at a time: between two pages a trial can be stopped."""
MOST_COUNTED = 20_000
"""Ads of a case in which counts are tried: a count cannot be stopped."""


def page(case: Case, untrusted_rule: Entry, after: int) -> TrialPage:
    """What a rule finds in the next ads after an id.

    Raises:
        BadInputError: ``codebook_refused``: the rule would not be taken; ``trial_of_groups``:
            its entry is contradicted, or it counts over groups in too many ads.
    """
    book, rule = _checked(case, untrusted_rule)
    everything = ads.ids(case)
    if isinstance(rule, ClusterRule):
        return _of_groups(case, book, rule, everything if after == 0 else [])
    wanted = [ad for ad in everything if ad > after][:PAGE]
    kinds = set(rule.entity_types) if isinstance(rule, EntityRule) else set()
    reader = Reader([rule])
    hits: list[TrialHit] = []
    cut = 0
    for document in documents(case, wanted, kinds | {"language"}):
        reading = reader.read(document)
        cut += len(reading.cut)
        hits += [_told(case, book, rule, hit) for hit in reading.hits]
    last = wanted[-1] if wanted else after
    return TrialPage(len(wanted), tuple(hits), last, len(everything), cut)


_checked_last: dict[str, tuple[Codebook, Rule]] = {}
"""The rule on trial: a trial asks page after page for the same one."""


def _checked(case: Case, untrusted_rule: Entry) -> tuple[Codebook, Rule]:
    told = json.dumps([codebook.of_case(case).sha256, untrusted_rule], default=str)
    if told not in _checked_last:
        found = _check(case, untrusted_rule)
        _checked_last.clear()
        _checked_last[told] = found
    return _checked_last[told]


def _check(case: Case, untrusted_rule: Entry) -> tuple[Codebook, Rule]:
    book, _data = preview(case, putting("rules", untrusted_rule))
    name = untrusted_rule.get("id")
    entry = book.indicators[str(untrusted_rule["indicator"])]
    only = tuple(rule for rule in book.rules if rule["id"] == name)
    suggested = {entry.id: replace(entry, suggested=True)}
    found = rule_set(replace(book, indicators=suggested, rules=only)).rules
    if not found:
        raise BadInputError("trial_of_groups", place=str(name))
    return book, found[0]


def _of_groups(case: Case, book: Codebook, rule: ClusterRule, read: list[int]) -> TrialPage:
    """What a count finds: it is over all ads at once, and over no more than so many."""
    if len(read) > MOST_COUNTED:
        raise BadInputError("trial_of_groups", place=rule.id)
    found = find(rule, Groups(case).of(rule)) if read else Found((), 0)
    hits = tuple(
        TrialHit(hit.ads[0], _sentence_of_group(case, book, rule, hit), ()) for hit in found.hits
    )
    return TrialPage(len(read), hits, read[-1] if read else 0, len(read))


def _sentence_of_group(case: Case, book: Codebook, rule: ClusterRule, hit: Hit) -> str:
    row = SuggestionRow(
        hit.rule, hit.rule_version, hit.indicator, hit.kind, hit.key, hit.ads, (),
        hit.values, hit.thresholds,
    )  # fmt: skip
    return str(suggestions.group_on_trial(case, book, rule, row)["sentence"])


def _told(case: Case, book: Codebook, rule: Rule, hit: Hit) -> TrialHit:
    spans = tuple((one.field, one.start, one.end, one.place) for one in hit.spans)
    row = SuggestionRow(
        hit.rule, hit.rule_version, hit.indicator, hit.kind, hit.key, hit.ads, spans,
        hit.values, hit.thresholds,
    )  # fmt: skip
    shown: Any = suggestions.on_trial(case, book, rule, row)
    return TrialHit(hit.ads[0], shown["sentence"], evidence_items(shown["evidence"]["spans"]))
