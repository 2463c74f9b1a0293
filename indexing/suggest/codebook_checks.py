# SPDX-License-Identifier: GPL-3.0-or-later
"""What a codebook is refused for beyond its schema: each demand has a name and a place."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from string import Formatter
from typing import Any

from indexing.suggest import excluded_traits, patterns
from indexing.suggest.codebook import PLACEHOLDERS

Book = dict[str, Any]
Problem = tuple[str, str, str]
"""Place, demand, and what was found."""

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys, and what turns the words after it around."""
_LEAST_READING = 5
"""Letters below which an innocent reading says nothing."""
_ENTRY_WORDS = ("label", "definition", "false_positives")


def plain(value: Any) -> Any:
    """The document with dates as text, and without characters that a terminal obeys.

    Raises ValueError on what YAML turned into something else.

    Unquoted ``on`` and ``no`` are truth values to YAML 1.1, as keys too, and ``.nan`` a number.
    """
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise ValueError(f"{key!r}")  # noqa: TRY004 - a value of the file, no bug
        return {_OBEYED.sub("", key): plain(one) for key, one in value.items()}
    if isinstance(value, str):
        return _OBEYED.sub("", value)
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        raise ValueError(f"{value!r}")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def problems(book: Book, known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """What is wrong with a document that its schema accepts.

    Args:
        book: the document.
        known: ids of the codebook that it extends, by kind (``groups``, ``indicators``, ``rules``,
            ``references``, ``protocols``, ``parameters``); empty without one.
    """
    checks: tuple[Callable[[Book, Mapping[str, frozenset[str]]], Iterable[Problem]], ...] = (
        _shape, _ids, _languages, _readings, _names, _switches, _sentences, _patterns, _excluded,
    )  # fmt: skip
    for check in checks:
        yield from check(book, known)


def _shape(book: Book, _known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    extends = "extends" in book["codebook"]
    for part in ("groups", "indicators"):
        if not extends and not book.get(part):
            yield part, "required", part
    if not extends and "switch" in book:
        yield "switch", "extends_needed", "switch"


def _ids(book: Book, known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    for part in ("groups", "indicators", "rules", "parameters", "excluded"):
        seen: set[str] = set()
        for entry in book.get(part, ()):
            name = str(entry["id"])
            if name in seen:
                yield name, "unique_id", name
            if name in known.get(part, ()):
                yield name, "own_id", name  # the meaning of an id is never changed
            seen.add(name)


def _languages(book: Book, _known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    declared = book["codebook"]["languages"]
    for place, words in _words(book):
        if isinstance(words, str):
            missing = declared[1:]
        else:
            missing = [one for one in declared if one not in words]
        if missing:
            yield place, "language_missing", ", ".join(missing)


def _words(book: Book) -> Iterator[tuple[str, Any]]:
    """Every text for people, and its place."""
    yield from _head_words(book["codebook"])
    for part in ("groups", "parameters", "rules", "excluded"):
        for entry in book.get(part, ()):
            for key in ("label", "note", "explain", "what", "why"):
                if key in entry:
                    yield f"{entry['id']}/{key}", entry[key]
    for entry in book.get("indicators", ()):
        yield from _entry_words(entry)
    for name, protocol in book.get("protocols", {}).items():
        yield f"{name}/title", protocol["title"]
        yield from ((f"{name}/steps", step) for step in protocol["steps"])


def _head_words(head: Book) -> Iterator[tuple[str, Any]]:
    yield from ((f"codebook/{key}", head[key]) for key in ("title", "statement") if key in head)
    if "combination" in head:
        yield "codebook/combination", head["combination"]["rule"]
        for one in head["combination"].get("dimensions", ()):
            yield f"codebook/combination/{one['id']}", one["label"]
    for scale, values in head.get("scales", {}).items():
        if isinstance(values, dict):
            yield from ((f"codebook/scales/{scale}/{key}", one) for key, one in values.items())


def _entry_words(entry: Book) -> Iterator[tuple[str, Any]]:
    name = entry["id"]
    yield from ((f"{name}/{key}", entry[key]) for key in _ENTRY_WORDS)
    yield f"{name}/evidence", entry["evidence"]["note"]
    if "reason" in entry["suggest"]:
        yield f"{name}/suggest", entry["suggest"]["reason"]
    yield from ((f"{name}/safeguards", one) for one in entry.get("safeguards", ()))


def _readings(book: Book, _known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    for entry in book.get("indicators", ()):
        given = entry["false_positives"]
        for text in (given,) if isinstance(given, str) else given.values():
            if sum(map(str.isalpha, text)) < _LEAST_READING:
                yield entry["id"], "innocent_reading", text


def _names(book: Book, known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """Groups, indicators, sources, protocols and parameters that are spoken of exist."""
    have = {part: known.get(part, frozenset()) | _given(book, part) for part in _PARTS}
    for entry in book.get("indicators", ()):
        name = entry["id"]
        yield from _unknown(name, "known_group", [entry["group"]], have["groups"])
        yield from _unknown(name, "known_source", _refs(entry["sources"]), have["references"])
        yield from _unknown(name, "known_protocol", entry.get("protocols", ()), have["protocols"])
        yield from _unknown(
            name, "known_indicator", [entry.get("replaced_by", name)], have["indicators"]
        )
    for rule in book.get("rules", ()):
        name = rule["id"]
        yield from _unknown(name, "known_indicator", [rule["indicator"]], have["indicators"])
        protocols = [rule["protocol"]] if "protocol" in rule else []
        yield from _unknown(name, "known_protocol", protocols, have["protocols"])
        wanted = rule.get("compare", {}).get("param")
        yield from _unknown(name, "known_parameter", [wanted] if wanted else [], have["parameters"])
    for one in book["codebook"].get("combination", {}).get("dimensions", ()):
        yield from _unknown(one["id"], "known_indicator", one["indicators"], have["indicators"])
    for one in book.get("parameters", ()):
        yield from _unknown(one["id"], "known_source", _refs([one["source"]]), have["references"])
    for one in book.get("excluded", ()):
        yield from _unknown(one["id"], "known_source", one.get("sources", ()), have["references"])


_PARTS = ("groups", "indicators", "rules", "references", "protocols", "parameters")


def _given(book: Book, part: str) -> frozenset[str]:
    entries = book.get(part, ())
    return frozenset(entries if isinstance(entries, dict) else (one["id"] for one in entries))


def _refs(sources: Iterable[Mapping[str, str]]) -> list[str]:
    return [one["ref"] for one in sources]


def _unknown(
    place: str, demand: str, wanted: Iterable[str], have: frozenset[str]
) -> Iterator[Problem]:
    yield from ((place, demand, one) for one in wanted if one not in have)


def _switches(book: Book, known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    have = known.get("indicators", frozenset()) | known.get("rules", frozenset())
    for name, word in book.get("switch", {}).items():
        yield from _unknown("switch", "known_entry", [name], have)
        if word == "on" and name in known.get("contradicted", ()):
            yield name, "not_contradicted", name


def _excluded(book: Book, known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    given_up = set(known.get("excluded_indicators", ()))
    for one in book.get("excluded", ()):
        given_up.update(one.get("indicators", ()))
    for entry in book.get("indicators", ()):
        if entry["id"] in given_up:
            yield entry["id"], "not_excluded", entry["id"]
        labels = entry["label"]
        for text in (labels,) if isinstance(labels, str) else labels.values():
            found = excluded_traits.named_in(text)
            if found:
                yield entry["id"], "not_excluded", f"{found}: {text}"
    for rule in book.get("rules", ()):
        try:
            caught = excluded_traits.matched_by(rule)
        except (ValueError, patterns.PatternTooSlowError):
            continue  # told by _patterns
        if caught:
            yield rule["id"], "not_excluded", f"{caught[0]}: {caught[1]}"


def _sentences(book: Book, _known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    for rule in book.get("rules", ()):
        given = rule["explain"]
        for text in (given,) if isinstance(given, str) else given.values():
            found = _not_given(text, PLACEHOLDERS[rule["kind"]])
            if found is not None:
                yield rule["id"], "known_placeholder", found


def _not_given(text: str, given: frozenset[str]) -> str | None:
    try:
        fields = list(Formatter().parse(text))
    except ValueError:
        return text
    for _literal, name, spec, conversion in fields:
        if name is not None and (name not in given or spec or conversion):
            return name or "{}"
    return None


def _patterns(book: Book, _known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    for rule in book.get("rules", ()):
        if rule["kind"] != "regex":
            continue
        name, value = rule["id"], rule.get("value")
        try:
            groups = patterns.compile_pattern(rule["pattern"]).groupindex
        except ValueError as error:
            yield name, "readable_pattern", str(error)
            continue
        if (value and value not in groups) or ("compare" in rule and not value):
            yield name, "known_value", str(value)
        slow = patterns.slow_text(rule["pattern"])
        if slow is not None:
            yield name, "quick_pattern", slow
