# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns of rules: searched under a time limit, and refused when hostile texts make them slow.

``re`` cannot be stopped once it searches; ``regex`` stops at a timeout. Whether a pattern is slow
is measured, on texts that repeat each of its own repeated parts and then fail: a check of its shape
alone refuses harmless patterns (``(?:[0-9]+ )+``) and passes harmful ones (``(a|a)*b``).
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from re import _parser  # type: ignore[attr-defined]  # the only reader of patterns there is
from typing import TYPE_CHECKING, Any

from indexing.errors import KnownError
from indexing.limits import MAX_PATTERN_PARTS, PATTERN_TRIAL_CHARACTERS, PATTERN_TRIAL_SECONDS

if TYPE_CHECKING:
    import regex

_FAILS = ("\x00", "!", "")
"""What follows the repeated part, so that a match that nearly succeeded has to be given up."""
_MOST_TRIALS = 120
_LONGEST_SAMPLE = 200
"""Repeats within repeats would fill the memory."""
_SAMPLES = {"CATEGORY_DIGIT": "1", "CATEGORY_WORD": "a", "CATEGORY_SPACE": " "}


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern matched, in characters of the text searched, and its named value."""

    start: int
    end: int
    value: str


class PatternTooSlowError(KnownError):
    """A search did not end within its time."""


def compile_pattern(pattern: str) -> regex.Pattern[str]:
    """A pattern, ready to search.

    Raises:
        ValueError: not in the syntax of Python's ``re``, to which rules are held.
    """
    import regex

    try:
        re.compile(pattern)
        if _written_out(_parser.parse(pattern)) > MAX_PATTERN_PARTS:
            raise ValueError("repeats within repeats")
        return regex.compile(pattern, regex.VERSION0 | regex.IGNORECASE)
    except (re.error, regex.error, RecursionError, OverflowError) as error:
        raise ValueError(str(error)) from error


def _written_out(tree: Any) -> int:
    """Parts of a pattern when its counted repeats are written out, as ``regex`` does."""
    return sum(_parts(str(kind), value) for kind, value in tree)


def _parts(kind: str, value: Any) -> int:
    if kind == "BRANCH":
        return sum(map(_written_out, value[1]))
    if kind == "SUBPATTERN":
        return _written_out(value[-1])
    if kind == "ATOMIC_GROUP":
        return _written_out(value)
    if kind in {"ASSERT", "ASSERT_NOT"}:
        return _written_out(value[1])
    if kind == "GROUPREF_EXISTS":
        return sum(map(_written_out, filter(None, value[1:])))
    if kind.endswith("_REPEAT"):
        least, most, inner = value
        times = int(least) if most == _parser.MAXREPEAT else int(most)
        return max(1, times) * max(1, _written_out(inner))
    return 1


def matches(
    pattern: regex.Pattern[str], text: str, *, value: str = "", seconds: float
) -> list[Match]:
    """Every match, in order; ``value`` names the group whose text is wanted.

    Raises:
        PatternTooSlowError: ``pattern_slow``; the search was stopped after ``seconds``.
    """
    try:
        return [
            Match(found.start(), found.end(), (found[value] or "") if value else "")
            for found in pattern.finditer(text, timeout=seconds)
            if found.end() > found.start()
        ]
    except TimeoutError as error:
        raise PatternTooSlowError("pattern_slow", detail={"seconds": seconds}) from error


def slow_text(pattern: str) -> str | None:
    """The beginning of a text on which the pattern is slow, or None.

    The trial texts grow; processor time is counted, so that a busy machine refuses nothing. What
    grows with the square of the text passes (``[0-9]+ kg`` does): the time limit of each search
    stops it. What grows with the cube or faster is refused.
    """
    compiled = compile_pattern(pattern)
    trials = list(dict.fromkeys(_pumps(pattern)))[:_MOST_TRIALS]
    for length in PATTERN_TRIAL_CHARACTERS:
        for prefix, pump, end in trials:
            text = prefix + pump * (length // len(pump)) + end
            before = time.thread_time()
            try:
                matches(compiled, text, seconds=4 * PATTERN_TRIAL_SECONDS)
            except PatternTooSlowError:
                return text[:40]
            if time.thread_time() - before > PATTERN_TRIAL_SECONDS:
                return text[:40]
    return None


def _pumps(pattern: str) -> Iterator[tuple[str, str, str]]:
    """What comes before a repeated part, the part, and an end that makes the search fail."""
    tree = _parser.parse(pattern)
    found: list[tuple[str, str]] = []
    whole = _sample(tree, "", found)
    found += [("", one) for one in ("a", "1", " ", "a ", "1 ", "a1", whole or "a")]
    for prefix, pump in found:
        # the whole sample last: a search that misses a word it needs gives up before it is slow
        for end in (*_FAILS, f"\x00{whole}"):
            yield prefix, pump, end
            yield "", prefix + pump, end


def _sample(tree: Any, before: str, found: list[tuple[str, str]]) -> str:
    """A text that the tree matches, roughly; notes each repeated part and what stands before."""
    text = ""
    for kind, value in tree:
        text += _sample_one(str(kind), value, before + text, found)[:_LONGEST_SAMPLE]
    return text[:_LONGEST_SAMPLE]


def _sample_one(kind: str, value: Any, before: str, found: list[tuple[str, str]]) -> str:
    if kind in {"LITERAL", "NOT_LITERAL"}:
        return chr(value) if kind == "LITERAL" else ("a" if value != ord("a") else "b")
    if kind == "ANY":
        return "a"
    if kind == "IN":
        return _member(value)
    if kind == "BRANCH":
        samples = [_sample(one, before, found) for one in value[1]]
        found += [(before, one) for one in samples if one]
        return samples[0]
    if kind == "SUBPATTERN":
        return _sample(value[-1], before, found)
    if kind == "ATOMIC_GROUP":
        return _sample(value, before, found)
    if kind.endswith("_REPEAT"):
        least, most, inner = value
        one = _sample(inner, before, found)
        if one and most > 1:
            found.append((before, one))
        return one * max(1, min(int(least), 20))
    return ""  # places, looks around and references stand for no text


def _member(items: Any) -> str:
    for kind, value in items:
        name = str(kind)
        if name == "LITERAL":
            return chr(value)
        if name == "RANGE":
            return chr(value[0])
        if name == "CATEGORY":
            return _SAMPLES.get(str(value), "-")
    return "~"
