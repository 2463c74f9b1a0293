# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of JSON sources as flat rows, and cell values as text, with nothing lost."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import count

from indexing.importers.base import RawRow
from indexing.importers.byte_stream import UNREADABLE
from indexing.limits import MAX_CELL_CHARACTERS, MAX_COLUMN_CHARACTERS, MAX_COLUMNS, MAX_JSON_DEPTH
from indexing.records import Rejected

_TOO_DEEP = "[\u2026]"


class _NameTooLongError(ValueError):
    """The name of a column is longer than the limit; holds its beginning."""


def row_of(place: str, value: object) -> RawRow | Rejected:
    """A parsed JSON value as a row: nested objects become dotted columns, lists stay lists."""
    if _depth(value) > MAX_JSON_DEPTH:  # also of a list: a reject is kept as text
        return Rejected(place, "json_too_deep", {"limit": MAX_JSON_DEPTH})
    if not isinstance(value, dict):
        return Rejected(place, "not_an_object", {"found": type(value).__name__})
    columns = _columns(value)
    if columns > MAX_COLUMNS:  # before their names are written out
        return Rejected(place, "too_many_columns", {"columns": columns, "limit": MAX_COLUMNS})
    try:
        cells: dict[str, object] = {}
        for name, cell in _flat(value, ""):
            cells[_free(name, cells)] = cell
    except _NameTooLongError as error:
        return _bad_cell(place, "cell_too_long", str(error))
    is_empty = True
    for name, cell in cells.items():
        text = text_of(cell)
        if code := _bad_code(name) or _bad_code(text):
            return _bad_cell(place, code, name)
        is_empty = is_empty and not text.strip()
    return Rejected(place, "row_empty", {}) if is_empty else RawRow(place, cells)


def _bad_cell(place: str, code: str, name: str) -> Rejected:
    return Rejected(place, code, {"column": name[:100].encode("utf-8", "replace").decode()})


def text_of(value: object) -> str:
    """A cell as text: paragraphs of a list on lines, whole floats without their ``.0``."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, list):
        return _list_text(value)
    if isinstance(value, dict):
        return json_text(value)
    return str(value)


def json_text(value: object) -> str:
    """A list or object as JSON text, numbers written as they came."""
    try:
        return json.dumps(value, ensure_ascii=False, default=_plain)
    except RecursionError:
        return _TOO_DEEP


def _list_text(values: list[object]) -> str:
    if all(isinstance(value, str) for value in values):
        return "\n".join(str(value) for value in values)
    pieces = [_piece(value) for value in values]
    if pieces and all(piece is not None for piece in pieces):
        return "".join(str(piece) for piece in pieces)
    if all(not isinstance(value, dict | list) for value in values):
        return "\n".join(text_of(value) for value in values)
    return json_text(values)


def _piece(value: object) -> str | None:
    """A run of a Telegram message: text, or an object that holds a type and text."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and "type" in value and isinstance(value.get("text"), str):
        return str(value["text"])
    return None


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return (
            int(value)
            if value == value.to_integral_value() and abs(value) < 10**16
            else float(value)
        )
    return str(value)


def _flat(value: Mapping[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    for untrusted_key, inner in value.items():
        if len(prefix) + len(untrusted_key) > MAX_COLUMN_CHARACTERS:
            raise _NameTooLongError((prefix + untrusted_key[:100])[:100])
        name = f"{prefix}{untrusted_key}"
        if _is_extended(inner):
            yield name, _extended(inner)
        elif isinstance(inner, dict):
            yield from _flat(inner, f"{name}.")
        else:
            yield name, inner


def _free(name: str, taken: Mapping[str, object]) -> str:
    """The name, or one beside it where ``a.b`` stands next to the ``b`` of an ``a``."""
    if name not in taken:
        return name
    return next(x for x in (f"{name} ({n})" for n in count(2)) if x not in taken)


def _columns(value: Mapping[str, object]) -> int:
    """How many columns an object becomes."""
    return sum(
        _columns(inner) if isinstance(inner, dict) and not _is_extended(inner) else 1
        for inner in value.values()
    )


def _is_extended(value: object) -> bool:
    """Is it one of MongoDB's values: ``{"$date": …}``, ``{"$oid": …}``, ``{"$numberLong": …}``?"""
    return isinstance(value, dict) and len(value) == 1 and next(iter(value)).startswith("$")


def _extended(value: object) -> str:
    while isinstance(value, dict) and _is_extended(value):
        value = next(iter(value.values()))
    return text_of(value)


def _depth(value: object) -> int:
    """Nesting depth, without recursion because the value is not to be trusted."""
    deepest, layer = 0, [value]
    while layer and deepest <= MAX_JSON_DEPTH:
        deepest += 1
        inner: list[object] = []
        for item in layer:
            if isinstance(item, dict):
                inner.extend(x for x in item.values() if isinstance(x, dict | list))
            elif isinstance(item, list):
                inner.extend(x for x in item if isinstance(x, dict | list))
        layer = inner
    return deepest


def _bad_code(text: str) -> str:
    if len(text) > MAX_CELL_CHARACTERS:
        return "cell_too_long"
    if "\0" in text:
        return "row_nul"
    if text.isascii():
        return ""
    if UNREADABLE in text:
        return "row_encoding"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair, as JSON escapes can hold it
        return "row_encoding"
    return ""
