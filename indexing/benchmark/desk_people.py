# SPDX-License-Identifier: GPL-3.0-or-later
"""What rules suggest and people decided in a large generated case."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from indexing.benchmark.desk_ads import RELAY_VALUE
from indexing.pipeline.suggesting import rules_today
from indexing.records import Judgement, ReasonKind, Ruling, Stamp
from indexing.store import ads, clusters, judgements, marks, rulings, suggestions
from indexing.store.case import Case
from indexing.store.clusters import ClusterStatus
from indexing.store.marks import Mark, MarkStatus, Target
from indexing.store.suggestions import Base, SuggestionRow
from indexing.suggest.codebook import Codebook
from indexing.suggest.rules import fingerprint

STATUSES, TAGS, NOTES, JUDGEMENTS = 200, 150, 1_000, 4_000
"""One decision for so many ads of the case."""
_OF_ADS = "R-OBF-01-phone"
_OF_GROUPS = "R-TPC-04-contacts"
_GROUPS = 500
_PAGE = 5_000
_PEOPLE = ("First analyst", "Second analyst")


def suggest(
    case: Case,
    book: Codebook,
    spelled: Mapping[int, tuple[int, int]],
    groups: Mapping[int, Sequence[int]],
) -> None:
    """Suggestions on ads whose number is spelled out, and on the largest text groups."""
    rules = {rule.id: rule for rule in rules_today(book).rules}
    texts = rules_today(book).texts
    stamp = Stamp("suggest", "+".join(sorted(fingerprint(rule) for rule in texts)))
    numbers, rule = ads.ids(case), rules[_OF_ADS]
    for begin in range(0, len(numbers), _PAGE):
        found: dict[int, list[SuggestionRow]] = {ad: [] for ad in numbers[begin : begin + _PAGE]}
        for ad in found:
            if ad in spelled:
                row = SuggestionRow(
                    rule.id, rule.version, rule.indicator, suggestions.AD, str(ad), (ad,),
                    spans=(("body", *spelled[ad], 0),),
                    values={"types": ["phone"], "steps": ["words"]},
                )  # fmt: skip
                found[ad].append(row)
        suggestions.replace_of_ads(case, found, [], stamp)
    grouped = rules[_OF_GROUPS]
    largest = sorted(groups.values(), key=len, reverse=True)[: min(_GROUPS, len(groups) // 10)]
    told = [
        SuggestionRow(
            grouped.id, grouped.version, grouped.indicator, "text_cluster", f"text:{some[0]}",
            tuple(some),
            values={"statistic": "separate_contacts", "value": 3.0, "first": "", "last": ""},
            thresholds={"op": ">=", "limit": 2.0},
        )
        for some in largest
    ]  # fmt: skip
    bases = {rule.id: Base(len(numbers), len(spelled)), grouped.id: Base(len(groups), len(told))}
    suggestions.replace_of_groups(case, told, bases, "drawn")


def decide(case: Case, book: Codebook | None, seed: int) -> None:
    """Statuses, tags, notes and judgements by chance, each one operation as in the window."""
    rng = random.Random(f"desk/people/{seed}")
    size = ads.count(case)
    numbers, all_clusters = ads.ids(case), clusters.ids(case)
    with case.transaction():
        for place in _some(rng, len(all_clusters), size // STATUSES):
            status = rng.choice([one for one in ClusterStatus if one != ClusterStatus.WAITING])
            clusters.set_status(case, all_clusters[place], status, by=rng.choice(_PEOPLE))
        if book is not None:
            for place in _some(rng, size, size // TAGS):
                marks.add(case, _tag(numbers[place], book, rng))
        for place in _some(rng, size, size // NOTES):
            target = Target(numbers[place])
            marks.note(case, target, "Seen again, ask for the source.", by=rng.choice(_PEOPLE))
        for place in _some(rng, size - 1, size // JUDGEMENTS):
            both = numbers[place], numbers[place + 1]
            judgements.decide(case, *both, Judgement.NOT_SAME, by=rng.choice(_PEOPLE))
        relay = (ReasonKind.PHONE, RELAY_VALUE)
        if rulings.carriers(case, relay):
            rulings.rule(case, relay, Ruling.HELD, by=_PEOPLE[0])


def _some(rng: random.Random, of: int, number: int) -> list[int]:
    """So many places by chance, one at least where there is any."""
    return rng.sample(range(of), min(of, max(1, number)))


def _tag(ad: int, book: Codebook, rng: random.Random) -> Mark:
    indicator = book.indicators[
        rng.choice([one for one in book.indicators if not one.startswith("MIN")])
    ]
    return Mark(
        Target(ad),
        indicator.id,
        rng.choice((MarkStatus.ADDED, MarkStatus.ADDED, MarkStatus.UNSURE, MarkStatus.REJECTED)),
        by=rng.choice(_PEOPLE),
        codebook=book.id,
        codebook_version=book.version,
        codebook_sha256=book.sha256,
        indicator_version=indicator.version,
    )
