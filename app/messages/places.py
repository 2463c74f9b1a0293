# SPDX-License-Identifier: GPL-3.0-or-later
"""Places in a file in the person's words: ``row 12`` and the like."""

from __future__ import annotations

import re

from app.i18n import _

_PLACE = re.compile(r"(?:sheet (?P<sheet>.+) )?(?P<kind>row|line|item) (?P<n>\d+)", re.DOTALL)


def told_place(place: str) -> str:
    """The place of a row, line or entry; what is none of these stays as it is."""
    found = _PLACE.fullmatch(place)
    if not found:
        return place
    if found["sheet"] is not None:
        return _("sheet {name} row {n}").format(name=found["sheet"], n=found["n"])
    words = {"row": _("row {n}"), "line": _("line {n}"), "item": _("item {n}")}
    return words[found["kind"]].format(n=found["n"])
