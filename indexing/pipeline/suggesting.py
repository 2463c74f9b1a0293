# SPDX-License-Identifier: GPL-3.0-or-later
"""Stage ``suggest``: rules of the codebook are held against ads, and over groups of ads.

An ad is read once under a set of rules; it is read again when its texts or mentions were, or when
a rule came or changed. Counts over groups hang on all ads and are made anew. Decisions of people
are neither read nor written here.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Sequence
from functools import cache, partial

from indexing.engine.base import Engine
from indexing.extract import language
from indexing.limits import REGEX_TEXT_CHARACTERS
from indexing.pipeline.group_counts import Groups
from indexing.progress import Progress, Steps
from indexing.records import Mention, MentionKind, Stamp
from indexing.store import ads, further_texts, rule_inputs, suggestions
from indexing.store.case import Case
from indexing.store.further import FurtherText
from indexing.store.suggestions import Base, SuggestionRow
from indexing.suggest import cluster_rule
from indexing.suggest.codebook import Codebook
from indexing.suggest.hits import Document, Hit, Reading, Text
from indexing.suggest.reading import read_documents
from indexing.suggest.rule_parsing import rule_set
from indexing.suggest.rules import EntityRule, Rule, RuleSet, fingerprint

STAGE = "suggest"
_COUNTING = "suggest_groups"
BATCH = 500
"""Ads that are read, and saved, at a time."""
MOST_CHARACTERS = 4_000_000
"""Characters of texts in one batch: a few very long ads are a batch of their own."""
_KIND = "suggest"
_BETWEEN = "+"


_parsed: list[tuple[Codebook, RuleSet]] = []
"""The codebook that was asked for last, with its rules: every ad that is shown asks for it."""


def rules_today(book: Codebook, today: datetime.date | None = None) -> RuleSet:
    """The rules of a codebook that speak today: of entries that are suggested, not expired."""
    day = today or datetime.datetime.now(datetime.UTC).date()
    if not _parsed or _parsed[0][0] is not book:
        _parsed[:] = [(book, rule_set(book))]
    return _parsed[0][1].on(day)


def suggest(case: Case, engine: Engine, book: Codebook) -> Steps[int]:
    """Hold the rules against what is new; returns how many ads were read."""
    rules = rules_today(book)
    suggestions.keep_rules(case, [rule.id for rule in rules.rules])
    stamp = _settled(case, rules)
    total = suggestions.count_todo(case, stamp)
    done = 0
    for readings in _readings(case, engine, rules, stamp):
        found = {one.ad: [_row(hit) for hit in one.hits] for one in readings}
        cut = [(one.ad, rule) for one in readings for rule in one.cut]
        with case.transaction():
            suggestions.replace_of_ads(case, found, cut, stamp)
        done += len(readings)
        yield Progress(STAGE, min(done, total), total)
    yield from _count(case, rules, anew=done > 0)
    return done


def _count(case: Case, rules: RuleSet, *, anew: bool) -> Steps[None]:
    """Count over groups, and how common hits are, if anything changed: one ad may change all."""
    prints = sorted(fingerprint(rule) for rule in rules.rules)
    state = json.dumps([prints, rule_inputs.grouping_state(case)])
    if state == suggestions.counted_state(case) and not anew:
        return
    found: list[SuggestionRow] = []
    bases: dict[str, Base] = {}
    groups = Groups(case) if rules.clusters else None
    for number, rule in enumerate(rules.clusters, start=1):
        if groups is not None:
            told = cluster_rule.find(rule, groups.of(rule))
            found += map(_row, told.hits)
            bases[rule.id] = Base(told.groups, len({hit.key for hit in told.hits}))
        yield Progress(_COUNTING, number, len(rules.clusters))
    with case.transaction():
        suggestions.replace_of_groups(case, found, bases | _bases(case, rules.texts), state)


def _bases(case: Case, rules: Sequence[Rule]) -> dict[str, Base]:
    """Of how many ads a text rule could know, and in how many it found something."""
    hits = suggestions.ads_by_rule(case)
    speaking = cache(partial(suggestions.ads_speaking, case))
    mentioning = cache(partial(suggestions.ads_mentioning, case))
    read = suggestions.ads_read(case)
    bases = {}
    for rule in rules:
        of = read
        if isinstance(rule, EntityRule):
            of = mentioning(rule.entity_types)
        elif rule.languages:
            of = speaking(rule.languages)
        bases[rule.id] = Base(of, hits.get(rule.id, 0))
    return bases


def waiting(case: Case, book: Codebook) -> int:
    """How many ads the rules of today have not read; an index run reads them."""
    prints = set(_prints(rules_today(book)))
    read = sum(n for version, n in suggestions.read_under(case).items() if _covers(version, prints))
    return max(0, ads.count(case) - read)


def _settled(case: Case, rules: RuleSet) -> Stamp:
    """The stamp of these rules; ads that were read under all of them need not be read again."""
    prints = _prints(rules)
    stamp = Stamp(_KIND, _BETWEEN.join(prints))
    before = list(suggestions.read_under(case))
    # fewer rules than before: what the others found is forgotten already
    if before not in ([], [stamp.version]) and all(_covers(one, set(prints)) for one in before):
        suggestions.restamp(case, stamp)
    return stamp


def _prints(rules: RuleSet) -> list[str]:
    return sorted(fingerprint(rule) for rule in rules.texts)


def _covers(version: str, prints: set[str]) -> bool:
    return prints <= set(version.split(_BETWEEN))


def _readings(case: Case, engine: Engine, rules: RuleSet, stamp: Stamp) -> Iterator[list[Reading]]:
    wanted = {
        kind for rule in rules.texts if isinstance(rule, EntityRule) for kind in rule.entity_types
    }
    wanted.add(MentionKind.LANGUAGE)

    def work() -> Iterator[tuple[RuleSet, list[Document]]]:
        batch: list[Document] = []
        size = 0
        for page in suggestions.todo(case, stamp):
            for document in documents(case, page, wanted):
                batch.append(document)
                size += sum(len(text.raw) for text in document.texts)
                if len(batch) >= BATCH or size >= MOST_CHARACTERS:
                    yield rules, batch
                    batch, size = [], 0
        if batch:
            yield rules, batch

    yield from engine.map(read_documents, work())


def documents(case: Case, wanted: Sequence[int], kinds: set[str]) -> Iterator[Document]:
    """Ads as text rules read them: title, body, captures, and texts in pictures."""
    mentions = rule_inputs.mentions_of(case, wanted, kinds)
    with_further = rule_inputs.ads_with_further(case, wanted)
    for row in ads.get_many(case, wanted):
        told = mentions.get(row.ad, [])
        spoken = [one for one in told if one.kind is MentionKind.LANGUAGE]
        texts = [_text("title", row.title, spoken), _text("body", row.body, spoken)]
        if row.ad in with_further:
            further = further_texts.of_ad(case, row.ad)
            texts += [_text(one.field, one.text, _whole(one)) for one in further]
        yield Document(
            ad=row.ad,
            language=row.language,
            texts=tuple(text for text in texts if text.raw),
            mentions=tuple(one for one in told if one.kind is not MentionKind.LANGUAGE),
        )


def _text(field: str, raw: str, spoken: Sequence[Mention]) -> Text:
    parts = tuple((one.start, one.end, one.value) for one in spoken if one.field == field)
    return Text(field, raw[:REGEX_TEXT_CHARACTERS], parts)


def _whole(one: FurtherText) -> list[Mention]:
    """The language of a further text, where it says enough by itself; it may not be the ad's."""
    tongue = language.detect(one.text)
    if tongue == language.UNKNOWN:
        return []
    return [Mention(MentionKind.LANGUAGE, tongue, "", one.field, 0, len(one.text))]


def _row(hit: Hit) -> SuggestionRow:
    return SuggestionRow(
        rule=hit.rule,
        rule_version=hit.rule_version,
        indicator=hit.indicator,
        kind=hit.kind,
        key=hit.key,
        ads=hit.ads,
        spans=tuple((one.field, one.start, one.end, one.place) for one in hit.spans),
        values=hit.values,
        thresholds=hit.thresholds,
    )
