# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of rules as a form asks for them: from its fields to the format, and back.

A form knows less than the format. What it could not write back as it stood is changed as a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.i18n import _
from app.messages.kinds import kind_word, step_word

Text = Callable[[str], str]
"""What a field says, by its name."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "lexicon": ("lang", "words", "near", "without"),
    "regex": ("lang", "pattern", "value", "compare", "without"),
    "entity": ("given", "read", "validity"),
    "cluster": ("group_by", "statistic", "threshold", "days", "most"),
}
"""The fields of each kind, beside those that all have."""
_COMPARED = re.compile(r"(>=|<=|==|>|<)\s*(\S+)")
_ABOUT_IT = ("version", "expires")
"""What is not a part of what a rule says."""


def kinds() -> dict[str, str]:
    """How a rule reads, by kind."""
    return {
        "lexicon": _("words"),
        "regex": _("pattern"),
        "entity": _("contacts and prices"),
        "cluster": _("counts over groups"),
    }


def sentences() -> dict[str, str]:
    """A sentence of each kind to begin with."""
    return {
        "lexicon": _("Found: {words}."),
        "regex": _("Found: {words}."),
        "entity": _("The ad gives this {kind}: {value}."),
        "cluster": _("{ads} ads share {key}: {value} counted, the limit is {threshold}."),
    }


def given() -> dict[str, str]:
    """What an ad may give, by its kind."""
    return {one: kind_word(one) for one in _GIVEN}


def ways_of_reading() -> dict[str, str]:
    """How a contact may have had to be read; '' is any way."""
    return {"": _("in any way"), **{one: step_word(one) for one in _STEPS}}


def validities() -> dict[str, str]:
    """How sure it is that it is one; '' is either."""
    return {"": _("sure or not"), "valid": _("only if it is one for sure")}


def shared() -> dict[str, str]:
    """What the ads of a group share."""
    return {
        "contact": _("a contact"),
        "payment": _("a bank account or wallet"),
        "image": _("a picture"),
        "text_cluster": _("a text"),
        "circuit": _("a circuit of five places"),
    }


def statistics() -> dict[str, str]:
    """What is counted over a group."""
    return {
        "authors": _("different authors"),
        "separate_contacts": _("contacts that no ad gives together"),
        "places": _("different places"),
        "sites": _("different sites"),
        "ads_per_day": _("ads a day"),
        "synchronous_posts": _("times that contacts posted within ten minutes"),
        "circuits": _("contacts that go the whole circuit"),
    }


def parts(kind: str, text: Text) -> dict[str, Any]:
    """What the fields of a kind say, in the shape of the format; empty parts included."""
    return _PARTS[kind](text)


def values(rule: Mapping[str, Any]) -> dict[str, str]:
    """What the fields show of a rule."""
    found = {name: str(rule.get(name, "")) for name in ("id", "kind", "lang", "explain")}
    return found | _VALUES[str(rule["kind"])](rule)


def fits(rule: Mapping[str, Any]) -> bool:
    """Whether a form would write a rule back as it stands."""
    told = values(rule)
    again = {"indicator": rule["indicator"], **head(lambda name: told.get(name, ""))}
    again = taken({**again, **parts(told["kind"], lambda name: told.get(name, ""))})
    return bool(again == {name: one for name, one in rule.items() if name not in _ABOUT_IT})


def head(text: Text) -> dict[str, str]:
    """What all rules have."""
    return {name: text(name) for name in ("id", "kind", "explain")}


def taken(value: Any) -> Any:
    """A document without its empty texts, lists and parts."""
    if isinstance(value, dict):
        kept = {key: taken(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one not in ("", [], {}, None)}
    if isinstance(value, list):
        return [one for one in map(taken, value) if one not in ("", [], {}, None)]
    return value


def _lexicon(text: Text) -> dict[str, Any]:
    return {
        "lang": text("lang"),
        "unit": "sentence",
        "all_of": [{"any_of": _terms(line)} for line in text("words").splitlines()],
        "none_of": _terms(text("without")),
        "near": {"window_tokens": _number(text("near"))},
    }


def _of_lexicon(rule: Mapping[str, Any]) -> dict[str, str]:
    return {
        "words": "\n".join(_line(one["any_of"]) for one in rule["all_of"]),
        "near": str(rule.get("near", {}).get("window_tokens", "")),
        "without": _line(rule.get("none_of", ())),
    }


def _pattern(text: Text) -> dict[str, Any]:
    match = _COMPARED.fullmatch(text("compare"))
    limit = "" if match is None else _number(match[2])
    compare: dict[str, Any] = {"op": text("compare")} if match is None else {"op": match[1]}
    if match is not None:
        compare |= {"param" if isinstance(limit, str) else "value": limit}
    return {
        "lang": text("lang"),
        "pattern": text("pattern"),
        "value": text("value"),
        "compare": compare,
        "none_of_context": _terms(text("without")),
    }


def _of_pattern(rule: Mapping[str, Any]) -> dict[str, str]:
    told = rule.get("compare", {})
    limit = told.get("param", told.get("value", ""))
    return {
        "pattern": str(rule["pattern"]),
        "value": str(rule.get("value", "")),
        "compare": f"{told.get('op', '')} {limit}".strip(),
        "without": _line(rule.get("none_of_context", ())),
    }


def _entity(text: Text) -> dict[str, Any]:
    return {
        "entity_types": [text("given")],
        "steps_any": [text("read")],
        "validity": text("validity"),
    }


def _of_entity(rule: Mapping[str, Any]) -> dict[str, str]:
    return {
        "given": _line(rule["entity_types"]),
        "read": _line(rule.get("steps_any", ())),
        "validity": str(rule.get("validity", "")),
    }


def _cluster(text: Text) -> dict[str, Any]:
    return {
        "group_by": text("group_by"),
        "statistic": text("statistic"),
        "threshold": _number(text("threshold")),
        "window_days": _number(text("days")),
        "max_threshold": _number(text("most")),
    }


def _of_cluster(rule: Mapping[str, Any]) -> dict[str, str]:
    return {
        "group_by": str(rule["group_by"]),
        "statistic": str(rule["statistic"]),
        "threshold": str(rule["threshold"]),
        "days": str(rule.get("window_days", "")),
        "most": str(rule.get("max_threshold", "")),
    }


def _terms(line: str) -> list[str]:
    return [one.strip() for one in line.split(",") if one.strip()]


def _line(terms: Sequence[str]) -> str:
    return ", ".join(map(str, terms))


def _number(text: str) -> int | float | str:
    """A number as it is written; what is none is left for the codebook to refuse."""
    if text.isdecimal():
        return int(text)
    return float(text) if re.fullmatch(r"\d+\.\d+", text) else text


_GIVEN = ("phone", "email", "handle", "url", "wallet", "iban", "price", "date")
_STEPS = ("words", "symbols", "spacing", "lookalike", "script_digits")
_PARTS: Mapping[str, Callable[[Text], dict[str, Any]]] = {
    "lexicon": _lexicon,
    "regex": _pattern,
    "entity": _entity,
    "cluster": _cluster,
}
_VALUES: Mapping[str, Callable[[Mapping[str, Any]], dict[str, str]]] = {
    "lexicon": _of_lexicon,
    "regex": _of_pattern,
    "entity": _of_entity,
    "cluster": _of_cluster,
}
