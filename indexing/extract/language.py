# SPDX-License-Identifier: GPL-3.0-or-later
"""The language of an ad, or "?" where a text is too short or the detector is not sure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

UNKNOWN = "?"
_READ = 2_000
"""Characters read: more do not change the answer."""
_NOISE = re.compile(r"\S{0,200}(?:://|@)\S{0,200}|[\d_]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MIN_WORDS = 3
_MIN_LETTERS_UNSPACED = 12
_HIGH, _LEAD = 0.5, 0.004
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


@lru_cache(maxsize=1)
def _detector() -> Any:
    from eld import LanguageDetector

    return LanguageDetector()


def detect(text: str) -> str:
    """ISO 639-1 code of the language, or ``?``."""
    plain = _NOISE.sub(" ", text[:_READ].encode("utf-8", "ignore").decode("utf-8"))
    words = _WORD.findall(plain)
    if len(words) < _MIN_WORDS and len(_UNSPACED.findall(plain)) < _MIN_LETTERS_UNSPACED:
        return UNKNOWN
    found = _detector().detect(plain)
    if not found.language or not (found.is_reliable() or _is_clear(found)):
        return UNKNOWN
    return str(found.language)


def _is_clear(found: Any) -> bool:
    """A high score with a small lead: near relatives, as Russian beside Bulgarian."""
    scores = list(found.scores().values())
    return scores[0] >= _HIGH and (len(scores) < 2 or scores[0] - scores[1] >= _LEAD)


_SENTENCE = re.compile(r"[^\n.!?…。؟]{12,1000}[\n.!?…。؟]*")
_MOST_SENTENCES = 40
_SURE_WORDS = 5
_LANGUAGE_WORDS = 6
_NEAR_FIRST = 0.45
"""Score of the second language as a share of the first, in texts of two languages; measured."""
_RELATIVES = tuple(
    frozenset(names.split())
    for names in (
        "ru bg uk be mk sr",
        "es pt gl ca",
        "no da sv nb",
        "cs sk",
        "hr sr bs sl",
        "nl af",
    )
)


def spans(text: str) -> list[tuple[int, int, str]]:
    """Places and languages of the parts of a text in several languages; none for one language.

    Told by sentence: neighbours in one language are one part, and a sentence that is short or not
    sure is left out. A language counts from six sure words on, and not beside a near relative that
    says more.
    """
    if not _may_be_mixed(text):
        return []
    parts: list[tuple[int, int, str]] = []
    weight: dict[str, int] = {}
    for sentence in islice(_SENTENCE.finditer(text[:_READ]), _MOST_SENTENCES):
        words = len(_WORD.findall(_NOISE.sub(" ", sentence.group())))
        tongue = detect(sentence.group()) if words >= _SURE_WORDS else UNKNOWN
        if tongue == UNKNOWN:
            continue
        weight[tongue] = weight.get(tongue, 0) + words
        start = sentence.start() + len(sentence.group()) - len(sentence.group().lstrip())
        end = sentence.start() + len(sentence.group().rstrip())
        if parts and parts[-1][2] == tongue:
            parts[-1] = (parts[-1][0], end, tongue)
        else:
            parts.append((start, end, tongue))
    sure = _sure(weight)
    return [part for part in parts if part[2] in sure] if len(sure) > 1 else []


def _may_be_mixed(text: str) -> bool:
    """Whether a second language comes near the first; most texts are settled by this alone."""
    plain = _NOISE.sub(" ", text[:_READ].encode("utf-8", "ignore").decode("utf-8"))
    if len(_WORD.findall(plain)) < 2 * _SURE_WORDS:
        return False
    scores = list(_detector().detect(plain).scores().values())
    return len(scores) > 1 and bool(scores[1] >= _NEAR_FIRST * scores[0])


def _sure(weight: Mapping[str, int]) -> set[str]:
    told = {tongue for tongue, words in weight.items() if words >= _LANGUAGE_WORDS}
    return {
        tongue
        for tongue in told
        if not any(
            {tongue, other} <= family and weight[other] > weight[tongue]
            for other in told - {tongue}
            for family in _RELATIVES
        )
    }
