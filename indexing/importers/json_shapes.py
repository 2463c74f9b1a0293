# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents that hold ads without a list of objects: named by their ids, or as a table lies.

``{"17": {…}, "18": {…}}`` is what databases export; ``{"title": {"0": …}, "url": {"0": …}}`` and
``{"columns": […], "data": [[…]]}`` are what pandas writes; ``[["title", …], ["Room", …]]`` is how
spreadsheets on the web give their rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ijson.common import ObjectBuilder

from indexing.importers.base import unique_names
from indexing.importers.field_names import field_of, names_fields

_EVENTS = 20_000
"""So much of a document is looked at to know its shape."""
_KEPT = 200
_DEPTH = 3
_LOOKED_AT = 20
_TELLING = frozenset(("title", "body", "url", "source_id"))


@dataclass(slots=True)
class Beginning:
    """The beginning of a document, built while its events pass by."""

    _builder: ObjectBuilder = field(default_factory=ObjectBuilder)
    _left: int = _EVENTS

    def see(self, event: str, value: object) -> None:
        """Take one more event; those far from the beginning change nothing."""
        if self._left > 0:
            self._builder.event(event, value[:_KEPT] if isinstance(value, str) else value)
            self._left -= 1

    @property
    def is_over(self) -> bool:
        """Whether nothing more is taken."""
        return self._left <= 0

    def first(self) -> object:
        """The first item of a list; None for what is none."""
        whole = getattr(self._builder, "value", None)
        return whole[0] if isinstance(whole, list) and whole else None

    def shape(self) -> tuple[str, str, int]:
        """The shape, the path to it, and how many ads were seen.

        It is ``named``, ``columns``, ``split`` or ``rows``; '' for none of them.
        """
        level = [("", getattr(self._builder, "value", None))]
        for _ in range(_DEPTH):
            inner: list[tuple[str, object]] = []
            for path, value in level:
                if isinstance(value, list) and _is_table(value):
                    return "rows", path, len(value) - 1
                if not isinstance(value, dict):
                    continue
                if _is_split(value):
                    return "split", path, len(value["data"])
                parts = [x for x in value.values() if isinstance(x, dict) and x]
                if len(parts) == len(value) and len(parts) > 1 and _are_alike(parts):
                    if _names_fields(value) and not _names_fields(parts[0]):
                        return "columns", path, len(parts[0])
                    if _names_fields(parts[0]):
                        return "named", path, len(parts)
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
    return list(_split_rows(whole) if shape == "split" else _column_rows(whole))


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


def _is_split(value: Mapping[str, object]) -> bool:
    names, data = value.get("columns"), value.get("data")
    if not isinstance(names, list) or not isinstance(data, list) or not data:
        return False
    is_table = all(isinstance(x, str) for x in names) and len(names) > 1
    return is_table and isinstance(data[0], list) and len(data[0]) == len(names)


def _is_table(value: list[object]) -> bool:
    """Whether a list holds lists, the first of them names of an ad's parts."""
    header, *rows = value[: _LOOKED_AT + 1] or [None]
    if not isinstance(header, list) or not rows or not all(isinstance(x, str) for x in header):
        return False
    return all(isinstance(row, list) for row in rows) and names_fields(header)


def _are_alike(parts: list[dict[str, object]]) -> bool:
    """Whether objects have at least half of their names in common; the last may be cut."""
    first, *others = [set(part) for part in parts[:_LOOKED_AT]]
    whole = others[:-1] or others
    return all(2 * len(first & names) >= max(len(first), len(names)) for names in whole)


def _names_fields(value: Mapping[str, object]) -> bool:
    """Whether an object names several fields of an ad."""
    fields = {found[0] for name in list(value)[:200] if (found := field_of(name))}
    return len(fields) > 1 and bool(fields & _TELLING)
