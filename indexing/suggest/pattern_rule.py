# SPDX-License-Identifier: GPL-3.0-or-later
"""Pattern rules: a regular expression on the folded text, with a number held against a limit."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from indexing.normalise import raw_span
from indexing.suggest import patterns
from indexing.suggest.hits import MAX_PLACES, Document, Hit, Span
from indexing.suggest.lexicon import NOT, Lexicon
from indexing.suggest.patterns import PatternTooSlowError
from indexing.suggest.read_text import ReadText, speaks
from indexing.suggest.rules import PatternRule

if TYPE_CHECKING:
    import regex

RULE_SECONDS = 2.0
"""Time of one rule in one ad; then the rule is cut off there, which is reported."""
_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u202f.,'’](?=\d{3}(?!\d))")


class Contrary:
    """Sentences that a word of ``none_of`` takes out, for each pattern rule of an ad.

    Looked for when a pattern matched at all, and then in one pass for all rules.
    """

    def __init__(self, lexicon: Lexicon, texts: Sequence[ReadText]) -> None:
        self._lexicon = lexicon
        self._texts = texts
        self._found: dict[int, dict[int, set[int]]] = {}

    def sentences(self, rule: int, text: int) -> set[int]:
        """Numbers of the sentences of a text that a rule may not point to."""
        if text not in self._found:
            read = self._texts[text]
            self._found[text] = {
                number: {read.sentence_of_word(match.first) for match in matches}
                for number, matches in self._lexicon.matches(read).items()
            }
        return self._found[text].get(rule, set())


def contrary_of(rules: Sequence[PatternRule]) -> Lexicon:
    """The terms that cancel, of pattern rules."""
    return Lexicon([[(NOT, rule.none_of)] for rule in rules])


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> regex.Pattern[str]:
    return patterns.compile_pattern(pattern)


def find(
    rule: PatternRule,
    document: Document,
    texts: Sequence[ReadText],
    contrary: Callable[[int], set[int]],
    *,
    seconds: float,
) -> Hit | None:
    """The hit of a rule in an ad, with all its places.

    ``contrary`` gives the sentences of a text that are taken out.

    Raises:
        PatternTooSlowError: the time of the rule in this ad is up.
    """
    spans: list[Span] = []
    values: list[float] = []
    until = time.perf_counter() + seconds
    for place, text in enumerate(texts):
        left = until - time.perf_counter()
        if left <= 0:
            raise PatternTooSlowError("pattern_slow", detail={"seconds": seconds})
        folded = text.folded.text
        found = patterns.matches(_compiled(rule.pattern), folded, value=rule.value, seconds=left)
        for match in found:
            value = number(match.value) if rule.value else None
            if not _counts(rule, value):
                continue
            start, end = raw_span(text.folded, match.start, match.end)
            if not speaks(rule.languages, text.languages_at(start, document.language)):
                continue
            if rule.none_of and text.sentence_at(start) in contrary(place):
                continue
            if len(spans) == MAX_PLACES:
                break
            spans.append(Span(text.field, start, end, len(spans)))
            values += [] if value is None else [value]
    if not spans:
        return None
    told = rule.compare
    limit: dict[str, object] = {} if told is None else {"op": told.op, "limit": told.limit}
    return Hit(
        kind="ad",
        key=str(document.ad),
        ads=(document.ad,),
        indicator=rule.indicator,
        rule=rule.id,
        rule_version=rule.version,
        spans=tuple(spans),
        values={"numbers": values} if values else {},
        thresholds=limit,
    )


def number(written: str) -> float | None:
    """A number as people write it (``1 200,50``), or None."""
    text = _THOUSANDS.sub("", written.strip()).replace(",", ".")
    try:
        return float(text)
    except ValueError:
        return None


def _counts(rule: PatternRule, value: float | None) -> bool:
    if rule.compare is None:
        return True
    return value is not None and rule.compare.holds(value)
