# SPDX-License-Identifier: GPL-3.0-or-later
"""What no entry may name and no rule may match: traits of persons, and scores on them.

The lists stand in ``resources/codebooks/excluded-traits.yaml`` and hold for every codebook. They
know neither slang, nor deliberate misspelling, nor languages beyond the three of the program.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from indexing import plain_yaml
from indexing.normalise import fold_text
from indexing.suggest import patterns

FILE = Path(__file__).parents[2] / "resources" / "codebooks" / "excluded-traits.yaml"
_TOKEN = re.compile(r"[^\W_]+\*?")
_LITERALS = re.compile(r"[^\W\d_]{3,}")
_SECONDS = 1.0
_COMPARE = {
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
    "==": lambda a, b: a == b,
}


@dataclass(frozen=True, slots=True)
class Class:
    """One excluded class: words that name it, as tokens, and texts no pattern may match."""

    id: str
    labels: bool
    rules: bool
    terms: tuple[tuple[str, ...], ...]
    probes: tuple[str, ...]


@cache
def _document() -> Any:
    return plain_yaml.load(FILE.read_bytes())


@cache
def _places() -> frozenset[str]:
    return frozenset(_listed(_document()["places"]))


@cache
def classes() -> tuple[Class, ...]:
    """The excluded classes, read once."""
    return tuple(
        Class(
            one["id"],
            "label" in one["applies_to"],
            "rule" in one["applies_to"],
            tuple(_tokens(term) for term in _listed(one.get("terms", ""))),
            tuple(_listed(one.get("probes", ""))),
        )
        for one in _document()["classes"]
    )


def named_in(label: str) -> str | None:
    """The excluded class that a label names, or None."""
    words = _tokens(label)
    return next((one.id for one in classes() if one.labels and _holds(words, one)), None)


def matched_by(rule: Mapping[str, Any]) -> tuple[str, str] | None:
    """The excluded class that a rule would match or hang on, and the word that says so."""
    for term in _terms(rule):
        words = _tokens(term)
        for one in classes():
            if one.rules and _holds(words, one):
                return one.id, term
    return _of_pattern(rule) if rule["kind"] == "regex" else None


def _of_pattern(rule: Mapping[str, Any]) -> tuple[str, str] | None:
    pattern = patterns.compile_pattern(rule["pattern"])
    for one in classes():
        if not one.rules:
            continue
        for term in one.terms:
            text = " ".join(term).replace("*", "")
            if patterns.matches(pattern, f" {text} ", seconds=_SECONDS):
                return one.id, text
        for probe in one.probes:
            found = patterns.matches(
                pattern, fold_text(probe), value=rule.get("value", ""), seconds=_SECONDS
            )
            if any(_compares(rule, match.value) for match in found):
                return one.id, probe
    return None


def _compares(rule: Mapping[str, Any], value: str) -> bool:
    compare = rule.get("compare")
    if not compare or "value" not in compare:
        return True
    return value.isdecimal() and bool(_COMPARE[compare["op"]](int(value), compare["value"]))


def _terms(rule: Mapping[str, Any]) -> Iterator[str]:
    for group in rule.get("all_of", ()):
        yield from group["any_of"]
    yield from rule.get("none_of", ())
    yield from rule.get("none_of_context", ())
    if rule["kind"] == "regex":  # words written out in the pattern, escapes such as \b left out
        yield from _LITERALS.findall(re.sub(r"\\.", " ", rule["pattern"]))


def _holds(words: Sequence[str], one: Class) -> bool:
    """Whether the words hold a term of a class, or may (a prefix that a term begins with)."""
    return any(
        len(words) - at >= len(term)
        and all(_meets(word, part) for word, part in zip(words[at:], term, strict=False))
        for at, word in enumerate(words)
        for term in _beginning_with(one.id, word)
    )


def _beginning_with(name: str, word: str) -> Sequence[tuple[str, ...]]:
    index = _index(name)
    if word.endswith("*"):
        return [term for terms in index.values() for term in terms if _meets(word, term[0])]
    stems = (f"{word[:end]}*" for end in range(2, len(word) + 1))
    return [term for key in (word, *stems) for term in index.get(key, ()) if _meets(word, term[0])]


@cache
def _index(name: str) -> Mapping[str, Sequence[tuple[str, ...]]]:
    """The terms of a class by their first word, as written with or without ``*``."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for term in next(one.terms for one in classes() if one.id == name):
        found.setdefault(term[0], []).append(term)
    return found


def _meets(word: str, part: str) -> bool:
    stem, wanted = word.rstrip("*"), part.rstrip("*")
    if word in _places():
        return False
    if part.endswith("*") and stem.startswith(wanted):
        return True
    return wanted.startswith(stem) if word.endswith("*") else stem == wanted


def _listed(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _tokens(text: str) -> tuple[str, ...]:
    parted = unicodedata.normalize("NFD", fold_text(text))
    return tuple(_TOKEN.findall("".join(c for c in parted if not unicodedata.combining(c))))
