# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter language: ``cluster:>5 site:example tag:FEE-01 from:2026-01-01 "exact words" -other``.

Terms are joined by *and*; one key given twice means any of its values; ``-`` before a term excludes
it. ``filter_keys`` tells each key in words.
"""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from app.triage.statuses import STATUSES
from indexing.errors import BadInputError
from indexing.store.ids import parse_ad, parse_cluster
from indexing.store.queue_filter import NEWS, Filter

_TERM = re.compile(r'-?(?:[a-z_]{2,14}:)?"[^"]*"?|[^\s"]+', re.IGNORECASE)
_KEYED = re.compile(r"(-?)([a-z_]{2,14}):(?!//)(.*)", re.IGNORECASE | re.DOTALL)
_BARE_ID = re.compile(r"\s*[AaCc][0-9]+\s*")
_CONTACT = re.compile(r"[Aa]([0-9]{1,15})\.([1-9][0-9]{0,2})")
_PLAIN = re.compile(r'[^\s"]+')
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_PICTURE = ("image", "picture", "photo")
_MOST_TERMS = 100
Wanted = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Term:
    """One term: words without a key, or a key and its value.

    ``is_phrase``: the words were in quotes and must stand side by side.
    """

    key: str
    value: str
    excluded: bool = False
    is_phrase: bool = False


def read_terms(expression: str) -> list[Term]:
    """The terms of an expression, in order.

    Raises:
        BadInputError: ``filter_unreadable``, ``filter_key_unknown`` with the term.
    """
    found = [_read_term(term) for term in _TERM.findall(expression) if term.strip('-"')]
    if len(found) > _MOST_TERMS:
        raise _unreadable(write_term(found[_MOST_TERMS]))
    return found


def write_term(term: Term) -> str:
    """A term as a person would type it; read back it is the same."""
    value = term.value.replace('"', " ")
    minus = "-" if term.excluded else ""
    if term.key:
        return (
            f"{minus}{term.key}:{value}"
            if _PLAIN.fullmatch(value)
            else (f'{minus}{term.key}:"{value}"')
        )
    return f'{minus}"{value}"' if term.is_phrase else f"{minus}{value}"


def write_terms(terms: Iterable[Term]) -> str:
    """Terms as one expression."""
    return " ".join(map(write_term, terms))


def parse_filter(expression: str) -> Filter | None:
    """The filter of an expression; None for an empty one.

    Raises:
        BadInputError: ``filter_unreadable`` with the term that is not understood,
            ``filter_key_unknown`` with the key and those that are near to it, ``id_unknown``.
    """
    terms = read_terms(expression)
    if not terms:
        return None
    wanted: Wanted = {}
    nots = []
    for term in terms:
        if term.excluded and term.key:
            nots.append(_filter(_read(replace(term, excluded=False), {})))
        else:
            _read(term, wanted)
    return replace(_filter(wanted), nots=tuple(nots))


def parse_chosen(expression: str) -> Filter | None:
    """Like ``parse_filter``; ``A12`` or ``C7`` alone means just that ad or cluster."""
    if not is_bare_id(expression):
        return parse_filter(expression)
    if expression.strip()[0] in "Cc":
        return Filter(cluster=parse_cluster(expression))
    return Filter(ids=(parse_ad(expression),))


def is_bare_id(expression: str) -> bool:
    """Whether an expression is the id of an ad or a cluster and nothing else."""
    return bool(_BARE_ID.fullmatch(expression))


def _read_term(raw: str) -> Term:
    keyed = _KEYED.fullmatch(raw)
    if keyed:
        key, value = keyed[2].lower(), keyed[3].strip('"')
        if key not in _READERS:
            near = difflib.get_close_matches(key, KEYS, n=3, cutoff=0.5) or KEYS
            detail = {"key": key, "term": raw[:80], "near": " ".join(f"{one}:" for one in near)}
            raise BadInputError("filter_key_unknown", detail=detail)
        if not value:
            raise _unreadable(raw)
        return Term(key, value, excluded=bool(keyed[1]))
    excluded = raw.startswith("-") and len(raw) > 1
    bare = raw[1:] if excluded else raw
    return Term("", bare.strip('"') if '"' in bare[:1] else bare, excluded, bare[:1] == '"')


def _filter(wanted: Wanted) -> Filter:
    lists = {key: tuple(value) for key, value in wanted.items() if isinstance(value, list)}
    return Filter(**{**wanted, **lists})


def _read(term: Term, wanted: Wanted) -> Wanted:
    if term.key:
        _READERS[term.key](term.value, wanted, write_term(term))
    elif term.excluded:
        wanted.setdefault("without", []).append(term.value)
    else:
        wanted.setdefault("phrases" if term.is_phrase else "words", []).append(term.value)
    return wanted


def _cluster(value: str, wanted: Wanted, term: str) -> None:
    if value.startswith(">"):
        if not re.fullmatch(r"[0-9]{1,12}", value[1:]):
            raise _unreadable(term)
        wanted["cluster_size_over"] = int(value[1:])
    else:
        wanted["cluster"] = parse_cluster(value)


def _ad(value: str, wanted: Wanted, _term: str) -> None:
    wanted.setdefault("ids", []).append(parse_ad(value))


def _contact(value: str, wanted: Wanted, term: str) -> None:
    found = _CONTACT.fullmatch(value)
    if not found:
        raise _unreadable(term)
    wanted.setdefault("contacts", []).append((int(found[1]), int(found[2])))


def _day(name: str) -> Callable[[str, Wanted, str], None]:
    def read(value: str, wanted: Wanted, term: str) -> None:
        try:
            wanted[name] = datetime.date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise _unreadable(term) from error

    return read


def _each(name: str, change: Callable[[str], str]) -> Callable[[str, Wanted, str], None]:
    def read(value: str, wanted: Wanted, _term: str) -> None:
        wanted.setdefault(name, []).append(change(value))

    return read


def _one_of(name: str, words: Iterable[str]) -> Callable[[str, Wanted, str], None]:
    known = {word.replace("_", "-"): word for word in words}

    def read(value: str, wanted: Wanted, term: str) -> None:
        word = known.get(value.lower().replace("_", "-"))
        if word is None:
            raise _unreadable(term)
        wanted.setdefault(name, []).append(word)

    return read


def _month(value: str, wanted: Wanted, term: str) -> None:
    if not _MONTH.fullmatch(value):
        raise _unreadable(term)
    wanted.setdefault("months", []).append(value)


def _image(present: bool) -> Callable[[str, Wanted, str], None]:
    def read(value: str, wanted: Wanted, term: str) -> None:
        if value.lower() not in _PICTURE:
            raise _unreadable(term)
        wanted["has_image"] = present

    return read


def _name(value: str) -> str:
    return value if value.startswith("=") else value.lower()


_READERS: dict[str, Callable[[str, Wanted, str], None]] = {
    "site": _each("sites", _name),
    "place": _each("places", _name),
    "lang": _each("languages", str.lower),
    "from": _day("posted_from"),
    "to": _day("posted_to"),
    "month": _month,
    "status": _one_of("statuses", STATUSES),
    "new": _one_of("news", NEWS),
    "tag": _each("tags", str.upper),
    "indicator": _each("indicators", str.upper),
    "reading": _each("readings", str),
    "has": _image(True),
    "no": _image(False),
    "source": _each("sources", _name),
    "format": _each("formats", str.lower),
    "cluster": _cluster,
    "ad": _ad,
    "contact": _contact,
}
KEYS = tuple(_READERS)
"""Every key of the language, in the order in which it is told."""


def _unreadable(term: str) -> BadInputError:
    return BadInputError("filter_unreadable", detail={"term": term[:80]})
