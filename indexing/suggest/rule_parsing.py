# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of a codebook file, checked: what a rule cannot mean is refused before it is applied."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from string import Formatter
from typing import Any, TypedDict

from indexing.errors import BadInputError
from indexing.records import MentionKind
from indexing.suggest import patterns
from indexing.suggest.codebook import PLACEHOLDERS, Codebook, Indicator
from indexing.suggest.lexicon import term_words
from indexing.suggest.rules import (
    ClusterRule,
    Comparison,
    EntityRule,
    LexiconRule,
    PatternRule,
    Rule,
    RuleSet,
    Threshold,
)

_SHARED = frozenset({"contact", "payment", "image", "text_cluster"})
STATISTICS: Mapping[str, frozenset[str]] = {
    "authors": _SHARED,
    "separate_contacts": _SHARED - {"contact"},
    "sites": _SHARED,
    "places": _SHARED,
    "ads_per_day": _SHARED,
    "synchronous_posts": frozenset({"image", "text_cluster"}),
    "circuits": frozenset({"circuit"}),
    "pay": frozenset({"ad"}),
}
"""The closed list of statistics, and what the ads may share that they are counted over."""
WITHIN = ("case", "site_and_month", "site_and_unit")
LEAST_PREFIX = 3
"""Letters before ``*``: a shorter beginning is half the dictionary."""
MOST_GROUPS, MOST_TERMS, MOST_WINDOW, MOST_PATTERN = 5, 500, 100, 2_000
_OPERATORS = frozenset({">=", ">", "<", "<=", "==", "in"})
_STEPS = frozenset({"words", "symbols", "lookalike", "spacing", "script_digits", "relative"})
_CONTRADICTED = "E0"
_LANGUAGE = re.compile(r"[a-z]{2,3}")
Entry = Mapping[str, Any]
Limits = Mapping[str, float | None]
"""Numbers of the case by name; None is not known."""


class _Head(TypedDict):
    id: str
    indicator: str
    version: int
    explain: Mapping[str, str]
    languages: tuple[str, ...]
    expires: str
    protocol: str
    told: str


def rule_set(book: Codebook) -> RuleSet:
    """The rules of a codebook whose entries are suggested.

    Raises:
        BadInputError: ``codebook_refused``; the place is the rule, the detail tells the demand.
    """
    limits = {name: one.default for name, one in book.parameters.items()}
    rules: list[Rule] = []
    for entry in book.rules:
        indicator = book.indicators.get(str(entry.get("indicator")))
        if indicator is None or not _speaks(indicator):
            continue
        parse = _PARSERS.get(str(entry.get("kind")))
        if parse is None:
            raise refused(entry, "known_kind", entry.get("kind"))
        rules.append(parse(entry, limits))
    return RuleSet(tuple(sorted(rules, key=lambda rule: rule.id)))


def _speaks(indicator: Indicator) -> bool:
    """Whether rules may point to an entry: switched on, in use, and not contradicted."""
    return indicator.suggested and not indicator.retired_in and indicator.grade != _CONTRADICTED


def refused(entry: Entry, demand: str, found: object) -> BadInputError:
    """The error that tells which rule does not meet which demand."""
    detail = {"demand": demand, "found": str(found)[:200]}
    rule = str(entry.get("id", "?"))[:80]
    return BadInputError("codebook_refused", path="codebook", place=rule, detail=detail)


def _mapping(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}


def _head(entry: Entry) -> _Head:
    return {
        "id": str(entry["id"]),
        "indicator": str(entry["indicator"]),
        "version": int(entry["version"]),
        "explain": _explain(entry),
        "languages": _languages(entry),
        "expires": _expires(entry),
        "protocol": str(entry.get("protocol", "")),
        "told": json.dumps(entry, sort_keys=True, ensure_ascii=True, default=str),
    }


def _explain(entry: Entry) -> Mapping[str, str]:
    explain = entry["explain"]
    sentences = {"en": explain} if isinstance(explain, str) else dict(_mapping(explain))
    allowed = PLACEHOLDERS[entry["kind"]]
    for sentence in sentences.values():
        try:
            names = {name for _text, name, _spec, _as in Formatter().parse(str(sentence))}
        except ValueError as error:
            raise refused(entry, "placeholders", sentence) from error
        wrong = names - allowed - {None}
        if wrong:
            raise refused(entry, "placeholders", ", ".join(map(str, wrong)))
    if not sentences:
        raise refused(entry, "explain", explain)
    return {str(tongue): str(sentence) for tongue, sentence in sentences.items()}


def _languages(entry: Entry) -> tuple[str, ...]:
    told = entry.get("languages") or entry.get("lang") or ()
    names = (told,) if isinstance(told, str) else tuple(map(str, told))
    found = tuple(name for name in names if name != "*")
    for name in found:
        if not _LANGUAGE.fullmatch(name):
            raise refused(entry, "language", name)
    return found


def _expires(entry: Entry) -> str:
    told = entry.get("expires")
    if told is None:
        return ""
    try:
        return datetime.date.fromisoformat(str(told)).isoformat()
    except ValueError as error:
        raise refused(entry, "date", told) from error


def _terms(entry: Entry, untrusted_terms: Any) -> tuple[str, ...]:
    if not isinstance(untrusted_terms, Sequence) or isinstance(untrusted_terms, str):
        raise refused(entry, "terms", untrusted_terms)
    if len(untrusted_terms) > MOST_TERMS:
        raise refused(entry, "fewer_terms", len(untrusted_terms))
    terms = tuple(map(str, untrusted_terms))
    for term in terms:
        words = term_words(term)
        short = any(word.is_beginning and len(word.plain) < LEAST_PREFIX for word in words)
        if not words or short:
            raise refused(entry, "terms", term)
    return terms


def _lexicon(entry: Entry, _limits: Limits) -> Rule:
    groups = entry["all_of"]
    if not isinstance(groups, list) or not 0 < len(groups) <= MOST_GROUPS:
        raise refused(entry, "all_of", groups)
    all_of = tuple(_terms(entry, _mapping(group).get("any_of")) for group in groups)
    window = _mapping(entry.get("near", {})).get("window_tokens")
    if window is not None and not (isinstance(window, int) and 0 < window <= MOST_WINDOW):
        raise refused(entry, "window_tokens", window)
    unit = entry.get("unit", "sentence")
    if unit not in ("sentence", "ad"):
        raise refused(entry, "unit", unit)
    if not all(all_of) or not _languages(entry):
        raise refused(entry, "terms" if not all(all_of) else "language", entry["all_of"])
    none_of = _terms(entry, entry.get("none_of", []))
    return LexiconRule(**_head(entry), unit=unit, all_of=all_of, none_of=none_of, window=window)


def _pattern(entry: Entry, limits: Limits) -> Rule:
    pattern = str(entry["pattern"])
    if len(pattern) > MOST_PATTERN:
        raise refused(entry, "shorter_pattern", len(pattern))
    try:
        groups = patterns.compile_pattern(pattern).groupindex
    except ValueError as error:
        raise refused(entry, "pattern", error) from error
    value = str(entry.get("value", ""))
    if value and value not in groups:
        raise refused(entry, "value", value)
    compare = _comparison(entry, limits)
    if compare is not None and not value:
        raise refused(entry, "value", value)
    none_of = _terms(entry, entry.get("none_of_context", entry.get("none_of", [])))
    return PatternRule(
        **_head(entry), pattern=pattern, value=value, compare=compare, none_of=none_of
    )


def _comparison(entry: Entry, limits: Limits) -> Comparison | None:
    told = _mapping(entry.get("compare"))
    if not told:
        return None
    if told.get("op") not in _OPERATORS:
        raise refused(entry, "op", told.get("op"))
    name = str(told.get("param", ""))
    if name and name not in limits:
        raise refused(entry, "known_parameter", name)
    if name:
        return Comparison(str(told["op"]), limits[name], name)
    value = told.get("value")
    if told["op"] == "in" and isinstance(value, list):
        return Comparison("in", tuple(_number(entry, one) for one in value))
    return Comparison(str(told["op"]), _number(entry, value))


def _number(entry: Entry, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise refused(entry, "number", value)
    return float(value)


def _entity(entry: Entry, _limits: Limits) -> Rule:
    types = _known(entry, "entity_types", [kind.value for kind in MentionKind])
    steps = _known(entry, "steps_any", _STEPS)
    validity = str(entry.get("validity", ""))
    if validity not in ("", "valid", "possible"):
        raise refused(entry, "validity", validity)
    if not types:
        raise refused(entry, "entity_types", entry.get("entity_types"))
    return EntityRule(**_head(entry), entity_types=types, steps_any=steps, validity=validity)


def _known(entry: Entry, name: str, known: Iterable[str]) -> tuple[str, ...]:
    told = entry.get(name, [])
    names = tuple(map(str, [told] if isinstance(told, str) else told))
    if not set(names) <= set(known):
        raise refused(entry, name, ", ".join(names))
    return names


def _cluster(entry: Entry, _limits: Limits) -> Rule:
    statistic, group_by = str(entry["statistic"]), str(entry["group_by"])
    if statistic not in STATISTICS:
        raise refused(entry, "known_statistic", statistic)
    if group_by not in STATISTICS[statistic]:
        raise refused(entry, "group_by", group_by)
    window = entry.get("window_days")
    if window is not None and not (isinstance(window, int) and window > 0):
        raise refused(entry, "window_days", window)
    return ClusterRule(
        **_head(entry),
        group_by=group_by,
        statistic=statistic,
        threshold=_threshold(entry),
        window_days=window,
        entity_types=_known(entry, "entity_types", [kind.value for kind in MentionKind]),
        min_ads=int(_number(entry, entry.get("min_ads", 1 if group_by == "ad" else 2))),
    )


def _threshold(entry: Entry) -> Threshold:
    told, most = entry["threshold"], entry.get("max_threshold")
    highest = None if most is None else _number(entry, most)
    if not isinstance(told, Mapping):
        return Threshold(number=_number(entry, told), most=highest)
    quantile = _number(entry, told.get("quantile"))
    within = str(told.get("within", "case"))
    if not 0 < quantile < 1:
        raise refused(entry, "quantile", quantile)
    if within not in WITHIN:
        raise refused(entry, "within", within)
    return Threshold(
        quantile=quantile,
        within=within,
        min_groups=int(_number(entry, told.get("min_groups", Threshold().min_groups))),
        least=_number(entry, told.get("least", 0)),
        most=highest,
    )


_PARSERS: Mapping[str, Callable[[Entry, Limits], Rule]] = {
    "lexicon": _lexicon,
    "regex": _pattern,
    "entity": _entity,
    "cluster": _cluster,
}
