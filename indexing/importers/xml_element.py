# SPDX-License-Identifier: GPL-3.0-or-later
"""An element of XML with all that is in it, as a value of the kind that JSON has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from indexing.limits import MAX_JSON_DEPTH, MAX_JSON_ITEM_BYTES

_EACH = 60
"""What an element or attribute takes beside its text."""
_LEADING = ("href", "url", "src")
_BEYOND = 2
"""Levels beyond the limit that are kept: by them the item is known as too deep."""
_LISTED = "value"
"""Scrapy and others call each part of a list so."""


_NAMED = frozenset(
    "field column col str int long float double bool date arr property attribute".split()  # noqa: SIM905
)
"""Elements that MySQL, phpMyAdmin and Solr call so tell in ``name`` which column they are."""


class TooLargeError(Exception):
    """A tag is longer than anything that is read, or elements are nested deeper."""


@dataclass(slots=True)
class _Part:
    name: str
    attributes: Mapping[str, str]
    texts: list[str] = field(default_factory=list)
    parts: list[tuple[str, object]] = field(default_factory=list)


class Element:
    """One item while it is read; what is too large is forgotten at once, and says why."""

    def __init__(self, name: str, attributes: Mapping[str, str]) -> None:
        self.code = ""
        self._left = MAX_JSON_ITEM_BYTES
        self._skipped = 0
        self._open: list[_Part] = []
        self.start(name, attributes)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins within."""
        size = sum(map(len, attributes.values())) + _EACH * (1 + len(attributes))
        is_too_deep = len(self._open) > MAX_JSON_DEPTH + _BEYOND
        if self._skipped or is_too_deep or not self._is_room(size + len(name)):
            self._skipped += 1
        else:
            self._open.append(_Part(name, attributes))

    def add(self, text: str) -> None:
        """Text of the element that is open."""
        if not self._skipped and self._is_room(len(text) + _EACH):
            self._open[-1].texts.append(text)

    def end(self) -> None:
        """The innermost open element ends."""
        if self._skipped:
            self._skipped -= 1
            return
        part = self._open.pop()
        if named := column_named(part.name, part.attributes):
            part.name, part.attributes = named, {}
            if len(self._open) == 1:  # an item of such columns has only the name of its table
                self._open[0].attributes = {}
        value = _value(part)
        above = self._open[-1].parts
        above.append((part.name, value))
        if isinstance(value, str) and value not in part.attributes.values():
            above += [(f"{part.name}.{key}", told) for key, told in part.attributes.items()]

    def value(self) -> dict[str, object]:
        """The whole item."""
        part = self._open[0]
        found = _value(part, is_item=True)
        return found if isinstance(found, dict) else {part.name: found}

    def _is_room(self, size: int) -> bool:
        self._left -= size
        if self._left < 0:
            self.code = "cell_too_long"
        return not self.code


def column_named(element: str, attributes: Mapping[str, str]) -> str:
    """The column that an element of a general name stands for, else ''."""
    return attributes.get("name", "") if element.lower() in _NAMED else ""


def _value(part: _Part, *, is_item: bool = False) -> str | list[object] | dict[str, object]:
    """Text, or a list or object of what is within; an item keeps all of its attributes."""
    text = "".join(part.texts).strip()
    if not part.parts and not (is_item and part.attributes):
        if text or not part.attributes:
            return text
        leading = next((part.attributes[x] for x in _LEADING if x in part.attributes), None)
        return leading if leading is not None else dict(part.attributes)
    if not part.attributes and not text and {name for name, _ in part.parts} == {_LISTED}:
        return [value for _, value in part.parts]
    whole: dict[str, object] = dict(part.attributes)
    lists: dict[str, list[object]] = {}
    for name, value in [*part.parts, *([("text", text)] if text else [])]:
        if name in lists:
            lists[name].append(value)
        elif name in whole:
            whole[name] = lists[name] = [whole[name], value]
        else:
            whole[name] = value
    return whole
