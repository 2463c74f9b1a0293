# SPDX-License-Identifier: GPL-3.0-or-later
"""Lexicon rules: terms near each other in one sentence, unless a word there says the contrary.

All rules are looked for in one pass over the words of a text, by the first word of each term.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from indexing.normalise import fold_text
from indexing.suggest.hits import MAX_PLACES, Document, Hit, Span
from indexing.suggest.read_text import UNKNOWN, ReadText, plain, speaks, words_of
from indexing.suggest.rules import LexiconRule

NOT = -1
"""Group of the terms that cancel."""
_MOST_KNOWN = 50_000
_MOST_MATCHES = 24
"""Matches of one group in one sentence that are looked at."""


class Word(NamedTuple):
    """A word of a term.

    Without accents; with them where it was written so; and whether longer words may begin so.
    """

    plain: str
    accented: str = ""
    is_beginning: bool = False


class Term(NamedTuple):
    """A term of a group of a rule."""

    rule: int
    group: int
    words: tuple[Word, ...]


class Match(NamedTuple):
    """Words ``first`` up to ``after`` of a text are a term of a group."""

    group: int
    first: int
    after: int


class Lexicon:
    """The terms of many rules, by the first word of each."""

    def __init__(self, rules: Sequence[Iterable[tuple[int, Sequence[str]]]]) -> None:
        """Take the groups of each rule: their numbers, and their terms."""
        self._exact: dict[str, list[Term]] = {}
        self._beginnings: dict[str, list[Term]] = {}
        self._known: dict[str, tuple[Term, ...]] = {}
        for number, groups in enumerate(rules):
            for group, terms in groups:
                for term in terms:
                    self._add(Term(number, group, term_words(term)))
        self._lengths = sorted({len(start) for start in self._beginnings})

    def _add(self, term: Term) -> None:
        first = term.words[0]
        table = self._beginnings if first.is_beginning else self._exact
        table.setdefault(first.plain, []).append(term)

    def matches(self, text: ReadText) -> dict[int, list[Match]]:
        """Where terms stand, by rule."""
        found: dict[int, list[Match]] = {}
        known = self._known
        for place, word in enumerate(text.plain):
            terms = known.get(word)
            if terms is None:
                terms = self._terms_from(word)
            for term in terms:
                if stands(term.words, text, place):
                    match = Match(term.group, place, place + len(term.words))
                    found.setdefault(term.rule, []).append(match)
        return found

    def _terms_from(self, word: str) -> tuple[Term, ...]:
        terms = list(self._exact.get(word, ()))
        for length in self._lengths:
            if length <= len(word):
                terms += self._beginnings.get(word[:length], ())
        if len(self._known) >= _MOST_KNOWN:  # a text of random words may not fill the memory
            self._known.clear()
        self._known[word] = tuple(terms)
        return self._known[word]


@dataclass(frozen=True, slots=True)
class _Found:
    """Places of one rule in a text, and whether the language there is known."""

    places: tuple[tuple[Match, ...], ...]
    is_told: bool


@lru_cache(maxsize=8192)
def term_words(term: str) -> tuple[Word, ...]:
    """A term in words; one that ``*`` follows stands for all that begin so."""
    found: list[Word] = []
    for part in fold_text(term).split():
        words = [Word(plain(word), word if word != plain(word) else "") for word in words_of(part)]
        if part.endswith("*") and words:
            words[-1] = words[-1]._replace(is_beginning=True)
        found += words
    return tuple(found)


def stands(term: Sequence[Word], text: ReadText, place: int) -> bool:
    """Whether a term stands at a word of a text.

    Accents that a term is written with count, unless the whole text is written without any.
    """
    if place + len(term) > len(text.words):
        return False
    for at, wanted in enumerate(term, start=place):
        word, length = text.plain[at], len(wanted.plain)
        if not (word.startswith(wanted.plain) if wanted.is_beginning else word == wanted.plain):
            return False
        if wanted.accented and text.has_accents and text.words[at][:length] != wanted.accented:
            return False
    return True


def lexicon_of(rules: Sequence[LexiconRule]) -> Lexicon:
    """The terms of lexicon rules, those that cancel as group ``NOT``."""
    return Lexicon([[*enumerate(rule.all_of), (NOT, rule.none_of)] for rule in rules])


def find(
    lexicon: Lexicon, rules: Sequence[LexiconRule], document: Document, texts: Sequence[ReadText]
) -> Iterator[Hit]:
    """Hits of the rules in an ad, one for each rule, with all its places."""
    spans: dict[int, list[Span]] = {}
    told: dict[int, bool] = {}
    for text in texts:
        for number, matches in lexicon.matches(text).items():
            rule = rules[number]
            if len({match.group for match in matches} - {NOT}) < len(rule.all_of):
                continue
            found = _places(rule, matches, text, document.language)
            told[number] = told.get(number, True) and found.is_told
            _keep(spans.setdefault(number, []), found, text)
    for number, kept in sorted(spans.items()):
        if kept:
            rule = rules[number]
            values = {} if told[number] else {"language": UNKNOWN}
            yield Hit(
                kind="ad",
                key=str(document.ad),
                ads=(document.ad,),
                indicator=rule.indicator,
                rule=rule.id,
                rule_version=rule.version,
                spans=tuple(kept),
                values=values,
                thresholds={} if rule.window is None else {"words": rule.window},
            )


def _keep(kept: list[Span], found: _Found, text: ReadText) -> None:
    for place in found.places:
        at = kept[-1].place + 1 if kept else 0
        if at < MAX_PLACES:
            kept += [Span(text.field, *text.raw_place(one.first, one.after), at) for one in place]


def _places(rule: LexiconRule, matches: Sequence[Match], text: ReadText, language: str) -> _Found:
    sentences: dict[int, list[Match]] = {}
    for match in matches:
        sentences.setdefault(text.sentence_of_word(match.first), []).append(match)
    # a word that says the contrary takes its whole sentence out
    standing = {
        number: found
        for number, found in sentences.items()
        if not any(one.group == NOT for one in found)
    }
    units = list(standing.values())
    if rule.unit == "ad":
        units = [[one for found in units for one in found]]
    places: list[tuple[Match, ...]] = []
    is_told = True
    for unit in units:
        chosen = _nearest(rule, unit) if len(places) < MAX_PLACES else []
        if not chosen:
            continue
        spoken = text.languages_at(text.raw_place(*chosen[0][1:])[0], language)
        if speaks(rule.languages, spoken):
            places.append(tuple(sorted(chosen, key=lambda one: one.first)))
            is_told = is_told and bool(spoken)
    return _Found(tuple(places), is_told)


def _nearest(rule: LexiconRule, unit: Sequence[Match]) -> list[Match]:
    """One term of each group, as close together as found, or []; no word serves twice."""
    groups = [_longest(unit, group) for group in range(len(rule.all_of))]
    best: list[Match] = []
    for first in groups[0]:
        chosen = [first]
        for others in groups[1:]:
            free = [one for one in others if not any(_overlap(one, taken) for taken in chosen)]
            if not free:
                break
            chosen.append(min(free, key=lambda one: _width([*chosen, one])))
        if len(chosen) == len(groups) and (not best or _width(chosen) < _width(best)):
            best = chosen
    return best if rule.window is None or (best and _width(best) <= rule.window) else []


def _longest(unit: Sequence[Match], group: int) -> list[Match]:
    """The matches of a group that are no part of a longer one: a processing fee is one term."""
    kept: list[Match] = []
    for one in sorted(unit, key=lambda match: (match.first, -match.after)):
        if one.group == group and not (kept and one.after <= kept[-1].after):
            kept.append(one)
            if len(kept) == _MOST_MATCHES:
                break
    return kept


def _overlap(one: Match, other: Match) -> bool:
    return one.first < other.after and other.first < one.after


def _width(chosen: Sequence[Match]) -> int:
    """Words from the first of the first match to the last of the last."""
    return max(one.after for one in chosen) - min(one.first for one in chosen)
