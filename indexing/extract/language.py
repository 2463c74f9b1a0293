# SPDX-License-Identifier: GPL-3.0-or-later
"""The language of an ad, or "?" where a text is too short or the detector is not sure."""

from __future__ import annotations

import re
from functools import lru_cache
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
