# SPDX-License-Identifier: GPL-3.0-or-later
"""Places in a file in the person's words: ``row 12`` and the like."""

from __future__ import annotations

import re

from app.i18n import _
from app.messages.labels import labelled

_PLACE = re.compile(
    r"(?:(?P<member>.+?): )?(?:sheet (?P<sheet>.+) )?"
    r"(?P<kind>row|line|item|record|message|member) (?P<n>\d+)",
    re.DOTALL,
)
_PAGE = re.compile(r"page (?P<name>.+)", re.DOTALL)


def is_inside(place: str) -> bool:
    """Whether it is a place in a file, rather than a whole file of a ZIP or folder."""
    return bool(_PAGE.fullmatch(place) or _PLACE.fullmatch(place))


def told_place(place: str) -> str:
    """The place of a row, record or page, with the file that it stands in before it."""
    if found := _PAGE.fullmatch(place):
        return _("page {name}").format(name=found["name"])
    found = _PLACE.fullmatch(place)
    if not found:
        return place
    inner = _inner(found["kind"], found["n"], found["sheet"])
    return labelled(found["member"], inner) if found["member"] else inner


def _inner(kind: str, number: str, sheet: str | None) -> str:
    if sheet is not None:
        return _("sheet {name} row {n}").format(name=sheet, n=number)
    words = {
        "row": _("row {n}"),
        "line": _("line {n}"),
        "item": _("item {n}"),
        "record": _("record {n}"),
        "message": _("message {n}"),
        "member": _("part {n}"),
    }
    return words[kind].format(n=number)
