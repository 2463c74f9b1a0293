# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents that hold ads without a list of objects: named by their ids, or as a table lies.

``{"17": {…}, "18": {…}}`` is what databases export; ``{"title": {"0": …}, "url": {"0": …}}`` and
``{"columns": […], "data": [[…]]}`` are what pandas writes, ``{"title": […], "url": […]}`` is what
small scrapers do; ``[["title", …], ["Room", …]]`` is how spreadsheets on the web give their rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from indexing.importers.base import unique_names
from indexing.importers.field_names import TELLING_FIELDS, field_of, names_fields
from indexing.importers.json_events import Event

_VALUES = 20_000
"""So many values of a document are kept to know its shape."""
_EVENTS = 1_000_000
"""Behind so many nothing is looked at any more: a document may have millions of names."""
_NAMES, _ITEMS = 400, 40
"""So many of one object, and of one list."""
_KEPT, _LONGEST_NAME = 200, 1_000
"""Characters of a text that are kept, and of a name beyond which nothing is."""
_DEPTH = 3
_LOOKED_AT = 20


class _Object(dict[str, object]):
    """The first members of an object, and how many it has."""

    told = 0


class _List(list[object]):
    """The first items of a list, and how many it has."""

    told = 0


@dataclass(slots=True)
class Beginning:
    """The beginning of a document, and of every list and object near its top."""

    whole: object = None
    _open: list[_Object | _List] = field(default_factory=list)
    _name: str = ""
    _left: int = _VALUES
    _passed: int = 0
    """How many lists and objects are open of which nothing is kept."""

    def watched(self, events: Iterator[Event]) -> Iterator[Event]:
        """The same events, of which the first are seen as they pass."""
        for event in islice(events, _EVENTS):
            self._see(event[1], event[2])
            yield event
        self._left = 0
        yield from events

    def _see(self, event: str, value: object) -> None:
        """Take one more event; a value beyond those kept is only counted."""
        if event.startswith("end_"):
            if self._passed:
                self._passed -= 1
            else:
                self._open.pop()
        elif self._passed:
            self._passed += event.startswith("start_")
        elif event == "map_key":
            self._name = str(value)
        else:
            self._take(event, value)

    def _take(self, event: str, value: object) -> None:
        above = self._open[-1] if self._open else None
        kept = value[:_KEPT] if isinstance(value, str) else value
        if event.startswith("start_"):
            kept = _Object() if event == "start_map" else _List()
        if above is None:
            is_full = self.whole is not None  # one more document
            self.whole = kept if self.whole is None else self.whole
        else:
            above.told += 1
            is_named = isinstance(above, _Object)
            is_full = len(above) >= (_NAMES if is_named else _ITEMS) or self._left <= 0
            is_full = is_full or (is_named and len(self._name) > _LONGEST_NAME)
            self._left -= not is_full
        if isinstance(kept, _Object | _List):
            if is_full:
                self._passed = 1
            else:
                self._open.append(kept)
        if is_full or above is None:
            return
        if isinstance(above, _Object):
            above[self._name] = kept
        else:
            above.append(kept)

    @property
    def is_over(self) -> bool:
        """Whether nothing more of a list is kept."""
        whole = self.whole
        return self._left <= 0 or (isinstance(whole, _List) and whole.told > _ITEMS)

    def first(self) -> object:
        """The first item of a list; None for what is none."""
        whole = self.whole
        return whole[0] if isinstance(whole, _List) and whole else None

    def shape(self) -> tuple[str, str, int]:
        """The shape, the path to it, and how many ads were seen.

        It is ``named``, ``columns``, ``split``, ``lists`` or ``rows``; '' for none of them.
        """
        level = [("", self.whole)]
        for _ in range(_DEPTH):
            inner: list[tuple[str, object]] = []
            for path, value in level:
                if isinstance(value, _List) and _is_table(value):
                    return "rows", path, value.told - 1
                if not isinstance(value, _Object):
                    continue
                if data := _split_data(value):
                    return "split", path, data.told
                if count := _count_of_lists(value):
                    return "lists", path, count
                parts = [x for x in value.values() if isinstance(x, _Object) and x]
                if len(parts) == len(value) and len(parts) > 1 and _are_alike(parts):
                    if _names_fields(value) and not _names_fields(parts[0]):
                        return "columns", path, parts[0].told
                    if _names_fields(parts[0]):
                        return "named", path, value.told
                start = f"{path}." if path else ""
                inner += [(f"{start}{name}", x) for name, x in value.items()]
            level = inner[:_LOOKED_AT]
        return "", "", 0


def is_dump(first_item: object) -> bool:
    """Whether a list begins as phpMyAdmin begins an export: its tables stand in it as items."""
    told = first_item if isinstance(first_item, dict) else {}
    return told.get("type") == "header" and "phpmyadmin" in str(told.get("comment", "")).lower()


def rows_of(shape: str, path: str, whole: object) -> list[object]:
    """The ads of a document that is written as a table, each as an object."""
    for name in path.split(".") if path else ():
        whole = whole.get(name) if isinstance(whole, dict) else None
    if isinstance(whole, list):
        return list(_table_rows(whole))
    if not isinstance(whole, dict):
        return []
    turned = {"split": _split_rows, "lists": _list_rows}.get(shape, _column_rows)
    return list(turned(whole))


def with_name(name: str, value: object) -> object:
    """An object with the name under which it stood as its number, if it has none itself."""
    if not isinstance(value, dict):
        return value
    is_free = not any((field_of(x) or ("",))[0] == "source_id" for x in value)
    return {"id" if is_free else "key": name, **value}


def _split_rows(whole: Mapping[str, object]) -> Iterator[object]:
    names, data = whole.get("columns"), whole.get("data")
    if isinstance(names, list) and isinstance(data, list):
        for row in data:
            cells = row if isinstance(row, list) else []
            yield dict(zip(map(str, names), cells, strict=False))


def _list_rows(whole: Mapping[str, object]) -> Iterator[object]:
    lists = {name: x for name, x in whole.items() if isinstance(x, list)}
    # who gives the list, and where from, is not the contact, author or place of each ad in it
    common = {name: x for name, x in whole.items() if name not in lists and not _is_of_one(name)}
    for cells in zip(*lists.values(), strict=False):
        yield {**common, **dict(zip(lists, cells, strict=True))}


def _is_of_one(name: str) -> bool:
    found = field_of(name)
    return found is not None and found[0] not in ("site", "captured_at")


def _table_rows(whole: list[object]) -> Iterator[object]:
    header, *rows = [row if isinstance(row, list) else [] for row in whole]
    beyond = max(map(len, rows), default=0) - len(header)
    names = unique_names([*map(str, header), *[""] * max(0, beyond)])
    for row in rows:
        yield dict(zip(names, row, strict=False))


def _column_rows(whole: Mapping[str, object]) -> Iterator[object]:
    rows: dict[object, dict[str, object]] = {}
    for name, cells in whole.items():
        if isinstance(cells, dict):
            for number, cell in cells.items():
                rows.setdefault(number, {})[name] = cell
    yield from rows.values()


def _split_data(value: _Object) -> _List | None:
    names, data = value.get("columns"), value.get("data")
    if not isinstance(names, _List) or not isinstance(data, _List) or not data:
        return None
    is_table = all(isinstance(x, str) for x in names) and len(names) > 1
    return data if is_table and isinstance(data[0], _List) and data[0].told == names.told else None


def _count_of_lists(value: _Object) -> int:
    """How many ads there are where each field is a list; 0 where lists belong to one ad."""
    lists = {name: x for name, x in value.items() if isinstance(x, _List)}
    texts = [x for name, x in lists.items() if (field_of(name) or ("",))[0] in ("title", "body")]
    counts = {x.told for x in lists.values()}
    if not texts or len(lists) < 2 or len(counts) > 1 or len(set(map(str, texts[0]))) < 2:
        return 0
    is_flat = not any(isinstance(cell, list | dict) for x in lists.values() for cell in x)
    return counts.pop() if is_flat and not any(isinstance(x, dict) for x in value.values()) else 0


def _is_table(value: list[object]) -> bool:
    """Whether a list holds lists, the first of them names of an ad's parts."""
    header, *rows = value[: _LOOKED_AT + 1] or [None]
    if not isinstance(header, list) or not rows or not all(isinstance(x, str) for x in header):
        return False
    return all(isinstance(row, list) for row in rows) and names_fields(header)


def _are_alike(parts: list[_Object]) -> bool:
    """Whether objects have at least half of their names in common; the last may be cut."""
    first, *others = [set(part) for part in parts[:_LOOKED_AT]]
    whole = others[:-1] or others
    return all(2 * len(first & names) >= max(len(first), len(names)) for names in whole)


def _names_fields(value: Mapping[str, object]) -> bool:
    """Whether an object names several fields of an ad."""
    fields = {found[0] for name in list(value)[:200] if (found := field_of(name))}
    return len(fields) > 1 and bool(fields & TELLING_FIELDS)
