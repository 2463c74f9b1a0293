# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter language: ``cluster:>5 site:example tag:FEE-01 from:2026-01-01 "exact words" -other``.

Terms are joined by *and*; one key given twice means any of its values.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

from app.triage.statuses import STATUSES
from indexing.errors import BadInputError
from indexing.store.ids import parse_ad, parse_cluster
from indexing.store.search import Filter

_TERM = re.compile(r'-?(?:[a-z]{2,7}:)?"[^"]*"?|\S+', re.IGNORECASE)
_KEY = re.compile(r"(cluster|ad|site|tag|lang|from|to|has|no):(.*)", re.IGNORECASE | re.DOTALL)
_MOST_TERMS = 100
Wanted = dict[str, Any]


def parse_filter(expression: str) -> Filter | None:
    """The filter of an expression; None for an empty one.

    Raises:
        BadInputError: ``filter_unreadable`` with the term that is not understood.
    """
    terms = _TERM.findall(expression)
    if not terms:
        return None
    if len(terms) > _MOST_TERMS:
        raise _unreadable(terms[_MOST_TERMS])
    wanted: Wanted = {}
    for term in terms:
        _read(term, wanted)
    lists = {key: tuple(value) for key, value in wanted.items() if isinstance(value, list)}
    return Filter(**{**wanted, **lists})


def split_status(expression: str) -> tuple[str, str]:
    """The expression without its ``status:done``, and that status or ''.

    Raises:
        BadInputError: ``filter_unreadable`` when no cluster can have that status.
    """
    rest, status = [], ""
    for term in _TERM.findall(expression):
        if term.lower().startswith("status:"):
            status = term.partition(":")[2].lower()
            if status not in STATUSES:
                raise _unreadable(term)
        else:
            rest.append(term)
    return " ".join(rest), status


def _read(term: str, wanted: Wanted) -> None:
    found = _KEY.fullmatch(term)
    if found:
        key, value = found[1].lower(), found[2].strip('"')
        if not value:
            raise _unreadable(term)
        _READERS[key](value, wanted, term)
        return
    excluded = term.startswith("-") and len(term) > 1
    bare = term[1:] if excluded else term
    if excluded:
        wanted.setdefault("without", []).append(bare.strip('"'))
    elif bare.startswith('"'):
        wanted.setdefault("phrases", []).append(bare.strip('"'))
    else:
        wanted.setdefault("words", []).append(bare)


def _cluster(value: str, wanted: Wanted, term: str) -> None:
    if value.startswith(">"):
        if not re.fullmatch(r"[0-9]{1,12}", value[1:]):
            raise _unreadable(term)
        wanted["cluster_size_over"] = int(value[1:])
    else:
        wanted["cluster"] = parse_cluster(value)


def _ad(value: str, wanted: Wanted, _term: str) -> None:
    wanted.setdefault("ids", []).append(parse_ad(value))


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


def _image(present: bool) -> Callable[[str, Wanted, str], None]:
    def read(value: str, wanted: Wanted, term: str) -> None:
        if value.lower() not in ("image", "picture", "photo"):
            raise _unreadable(term)
        wanted["has_image"] = present

    return read


_READERS: dict[str, Callable[[str, Wanted, str], None]] = {
    "cluster": _cluster,
    "ad": _ad,
    "site": _each("sites", str.lower),
    "tag": _each("tags", str.upper),
    "lang": _each("languages", str.lower),
    "from": _day("posted_from"),
    "to": _day("posted_to"),
    "has": _image(True),
    "no": _image(False),
}


def _unreadable(term: str) -> BadInputError:
    return BadInputError("filter_unreadable", detail={"term": term[:80]})
