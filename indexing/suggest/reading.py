# SPDX-License-Identifier: GPL-3.0-or-later
"""All text rules held against some ads: pure, so that it runs on any engine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from indexing.suggest import entity_rule, lexicon, pattern_rule
from indexing.suggest.hits import Document, Hit, Reading
from indexing.suggest.pattern_rule import RULE_SECONDS, Contrary
from indexing.suggest.patterns import PatternTooSlowError
from indexing.suggest.read_text import ReadText
from indexing.suggest.rules import EntityRule, LexiconRule, PatternRule, Rule, RuleSet, fingerprint


class Reader:
    """Text rules made ready to be held against ads."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._lexicons = [rule for rule in rules if isinstance(rule, LexiconRule)]
        self._terms = lexicon.lexicon_of(self._lexicons)
        self._patterns = [rule for rule in rules if isinstance(rule, PatternRule)]
        self._contrary = pattern_rule.contrary_of(self._patterns)
        self._entities = [rule for rule in rules if isinstance(rule, EntityRule)]

    def read(self, document: Document) -> Reading:
        """What the rules find in an ad. A rule that is cut off finds nothing and is named."""
        texts = [ReadText(text) for text in document.texts if text.raw]
        hits: list[Hit] = list(lexicon.find(self._terms, self._lexicons, document, texts))
        cut = []
        contrary = Contrary(self._contrary, texts)
        for number, rule in enumerate(self._patterns):
            taken_out = partial(contrary.sentences, number)
            try:
                found = pattern_rule.find(rule, document, texts, taken_out, seconds=RULE_SECONDS)
            except PatternTooSlowError:
                cut.append(rule.id)
            else:
                hits += [] if found is None else [found]
        for entity in self._entities:
            hit = entity_rule.find(entity, document)
            hits += [] if hit is None else [hit]
        hits.sort(key=lambda hit: hit.rule)
        return Reading(document.ad, tuple(hits), tuple(cut))


_readers: dict[str, Reader] = {}


def read_documents(work: tuple[RuleSet, Sequence[Document]]) -> list[Reading]:
    """What the text rules of a set find in each of these ads."""
    rules, documents = work
    reader = _reader(rules)
    return [reader.read(document) for document in documents]


def _reader(rules: RuleSet) -> Reader:
    """The rules made ready, kept for the next batch."""
    stamp = ",".join(fingerprint(rule) for rule in rules.texts)
    if stamp not in _readers:
        _readers.clear()
        _readers[stamp] = Reader(rules.texts)
    return _readers[stamp]
