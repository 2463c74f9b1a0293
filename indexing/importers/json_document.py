# SPDX-License-Identifier: GPL-3.0-or-later
"""One JSON document: an array of ads, or an object that holds the array somewhere; streamed.

A program that was told to append writes a second document behind the first: all are read as one.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import ijson
from ijson.common import ObjectBuilder

from indexing.errors import BadInputError
from indexing.importers import byte_stream, encodings, json_choice
from indexing.importers.base import RawRow, raw_text
from indexing.importers.field_names import field_of
from indexing.importers.json_events import Event
from indexing.importers.json_shapes import Beginning, is_dump, rows_of, with_name
from indexing.importers.json_values import json_text, row_of
from indexing.limits import (
    MAX_JSON_ARRAYS,
    MAX_JSON_DEPTH,
    MAX_JSON_ITEM_BYTES,
    MAX_JSON_PASSED_BYTES,
    MAX_JSON_PASSED_PARTS,
    MAX_JSON_WHOLE_CHARACTERS,
    MAX_JSON_WHOLE_OBJECTS,
    MAX_JSON_WHOLE_VALUES,
)
from indexing.records import Rejected

if TYPE_CHECKING:
    from indexing.importers.origin import Origin

_SAMPLE_ROWS = 200
_PIECES = MAX_JSON_WHOLE_CHARACTERS // byte_stream.CHUNK + 1
_TOO_LONG, _END = object(), object()
_BROKEN = (ijson.JSONError, ValueError, ArithmeticError, UnicodeError)


class JsonDocumentReader:
    """A file with one JSON document; places are items of the array, from 1."""

    def __init__(self, origin: Origin, encoding: str | None) -> None:
        self.origin, self.path = origin, origin.path
        self.encoding = (
            encodings.named(encoding) if encoding else encodings.detect(origin, is_json=True)
        )
        self._stream: byte_stream.ByteStream | None = None
        self._whole: list[object] | None = None
        self._endless = 0
        """The item behind which nothing is read, once that is known."""
        self._shape = ""
        """``named`` where ads stand under their ids instead of in a list; see ``json_shapes``."""
        self._prefix = self._find_array()
        sample = list(islice(self.rows(), _SAMPLE_ROWS))
        if len(sample) == 1 and isinstance(sample[0], Rejected) and self._whole is None:
            self._read_whole(sample[0])
            sample = list(islice(self.rows(), _SAMPLE_ROWS))
        self.is_one_ad = len(sample) == 1 and isinstance(sample[0], RawRow)
        rows = (row for row in sample if isinstance(row, RawRow))
        self.columns = tuple(dict.fromkeys(name for row in rows for name in row.cells))

    def position(self) -> int:
        """Bytes of the file read so far by the newest ``rows``."""
        return 0 if self._stream is None else self._stream.position()

    def rows(self) -> Iterator[RawRow | Rejected]:
        """One row an item; where the document breaks, one reject ends it."""
        if self._whole is not None:
            for number, value in enumerate(self._whole, start=1):
                yield _row(f"item {number}", value)
            return
        if self._prefix not in ("", "item") and not self._shape and self._may_be_long():
            # before the first item of an inner list anything may stand: only events tell it apart
            yield from self._past_long_items(0, build_from=0)
            return
        number = 0
        try:
            with self._open() as text:
                pieces = byte_stream.Utf8Bytes(text)
                pieces.most = MAX_JSON_ITEM_BYTES if self._prefix in ("", "item") else 0
                values = self._items(pieces)
                while number + 1 != self._endless:
                    value = next(values, _END)
                    if value is _END:
                        return
                    number += 1
                    pieces.since, pieces.most = 0, MAX_JSON_ITEM_BYTES
                    yield _row(f"item {number}", value)
        except byte_stream.StringTooLongError:
            if self._prefix and not self._shape:
                yield from self._past_long_items(number, build_from=number + 1)
                return
            self._endless = number + 1
        except _BROKEN as error:
            yield _broken(f"item {number + 1}", error)
            return
        yield Rejected(f"item {self._endless}", "cell_too_long", {})

    def _items(self, pieces: byte_stream.Utf8Bytes) -> Iterator[object]:
        """The ads as parsed values, of all documents in the file."""
        if self._shape == "named":
            named = ijson.kvitems(pieces, self._prefix, multiple_values=True)
            return (with_name(name, value) for name, value in named)
        return iter(ijson.items(pieces, self._prefix, multiple_values=True))

    def _may_be_long(self) -> bool:
        """Whether an item may be over the limit: the file is, or is packed."""
        with self.origin.open() as raw:
            packed = raw.read(2) == byte_stream.GZIP_MAGIC
        return packed or self.origin.size() > MAX_JSON_ITEM_BYTES

    def _past_long_items(self, done: int, *, build_from: int) -> Iterator[RawRow | Rejected]:
        """The items after so many; one that is too long is rejected and the next one read.

        Part by part, which takes several times as long as whole items do: only from where it must.
        Items before ``build_from`` are only passed over: they are done, or known to be too long.
        """
        number = 0
        try:
            with self._open() as text:
                pieces = byte_stream.Utf8Bytes(text)
                events = ijson.parse(pieces, multiple_values=True)
                for first in events:
                    if first[0] != self._prefix:
                        continue
                    if number + 1 == self._endless:
                        break
                    most = MAX_JSON_PASSED_PARTS if number >= done else sys.maxsize
                    build = number >= build_from
                    value = _bounded(first, events, pieces, build=build, most=most)
                    number += 1
                    if value is _TOO_LONG and number > done:
                        limit = {"limit": MAX_JSON_ITEM_BYTES}
                        yield Rejected(f"item {number}", "item_too_long", limit)
                    elif number > done:
                        yield _row(f"item {number}", value)
        except byte_stream.StringTooLongError:
            self._endless = number + 1
        except _BROKEN as error:
            yield _broken(f"item {number + 1}", error)
        if number + 1 == self._endless:
            yield Rejected(f"item {number + 1}", "cell_too_long", {})

    def _open(self) -> io.TextIOWrapper:
        self._stream = byte_stream.ByteStream(self.origin)
        return byte_stream.text(self._stream, self.encoding, "")

    def _find_array(self) -> str:
        """Where the ads are: the array of objects with the most items, else the document."""
        counts: dict[str, int] = {}
        arrays: list[str] = []
        said: set[str] = set()
        beginning, documents = Beginning(), 0
        try:
            with self._open() as text:
                parsed = ijson.parse(byte_stream.Utf8Bytes(text), multiple_values=True)
                events = beginning.watched(parsed)
                for number, (prefix, event, value) in enumerate(events):
                    documents += event == "start_map" and prefix == "" and not arrays
                    if number == 0 and event == "start_array":
                        return self._of_list(events, beginning)
                    if event == "start_array":  # here an empty prefix is that of the key ""
                        arrays.append(prefix)
                    elif event == "end_array":
                        arrays.pop()
                    elif event == "start_map" and len(arrays) == 1:
                        is_item = prefix == (f"{arrays[0]}.item" if arrays[0] else "item")
                        if is_item and (prefix in counts or len(counts) < MAX_JSON_ARRAYS):
                            counts[prefix] = counts.get(prefix, 0) + 1
                    elif event == "string" and value and "." not in prefix:
                        said.update(str(x) for x in (field_of(prefix) or ())[:1])
        except _BROKEN:
            pass  # rows() meets the same place and reports it
        if documents > 1:
            best = max(counts, key=lambda prefix: counts[prefix], default="")
            return "" if {"title", "body"} & said else best
        return self._chosen(counts, beginning)

    def _of_list(self, events: Iterator[Event], beginning: Beginning) -> str:
        """The same where the document is a list: of lists, or of tables, it may hold more."""
        depth = 0
        with contextlib.suppress(*_BROKEN):  # rows() meets the same place and reports it
            for _, event, _ in events:
                depth += event.startswith("start_") - event.startswith("end_")
                is_settled = depth <= 0 and not isinstance(beginning.first(), list)
                if is_settled or beginning.is_over:
                    break
        if is_dump(beginning.first()):
            return "item.data.item"
        shape, path, _ = beginning.shape()
        if shape == "rows":
            self._take(shape, path)
        return "item"

    def _chosen(self, counts: dict[str, int], beginning: Beginning) -> str:
        counts.pop("schema.fields.item", None)  # what pandas says of its columns
        best = json_choice.best_list(counts, beginning.whole)
        shape, path, seen = beginning.shape()
        is_inner = shape == "named" and json_choice.is_one_ad(path, beginning.whole, seen)
        if shape and not is_inner and counts.get(best, 0) <= 2 * seen and self._take(shape, path):
            return path
        is_one = best and json_choice.is_one_ad(best, beginning.whole, counts[best])
        return "" if is_one else best

    def _take(self, shape: str, path: str) -> bool:
        """Read ads that stand in no list; False where the document is too large to be turned."""
        if shape == "named":
            self._shape = shape
            return True
        content = self._content()
        if content is None:
            return False
        try:
            whole = json.loads(content, parse_constant=_missing)
        except (ValueError, RecursionError):
            return False
        self._whole = rows_of(shape, path, whole)
        return bool(self._whole)

    def _content(self) -> str | None:
        """The whole document, for Python's own parser; None where it is too much for that."""
        if self.origin.size() > MAX_JSON_WHOLE_CHARACTERS:
            return None
        with self._open() as text:
            # piece by piece: asked for all, the stream takes that much memory for any file
            content = "".join(islice(iter(partial(text.read, byte_stream.CHUNK), ""), _PIECES))
        if len(content) > MAX_JSON_WHOLE_CHARACTERS or _has_too_many_parts(content):
            return None
        return byte_stream.whole_letters(content.lstrip("\ufeff"))

    def _read_whole(self, reject: Rejected) -> None:
        """Read what Python programs write and the strict parser refuses: NaN and Infinity."""
        if reject.code not in ("json_broken", "json_cut"):
            return
        error = BadInputError("json_broken", path=self.path, place=reject.place)
        content = self._content()
        if content is None:
            raise error
        try:
            value = json.loads(content, parse_constant=_missing)
        except json.JSONDecodeError as broken:
            place = f"line {broken.lineno}"
            detail = {"character": broken.colno}
            raise BadInputError(
                "json_broken", path=self.path, place=place, detail=detail
            ) from broken
        except (ValueError, RecursionError) as broken:
            raise error from broken
        self._whole = _largest_array(value)


def _broken(place: str, error: Exception) -> Rejected:
    if re.search("premature EOF|[Ii]ncomplete JSON", str(error)):
        return Rejected(place, "json_cut", {})
    return Rejected(place, "json_broken", {})


def _bounded(
    first: Event, events: Iterator[Event], pieces: byte_stream.Utf8Bytes, *, build: bool, most: int
) -> object:
    """The item that begins with ``first``; ``_TOO_LONG`` for one that is over the limit.

    Unless told to ``build`` it, an item is only passed over, for at most so many parts.

    Raises:
        StringTooLongError: it does not even end where that would be bearable.
    """
    builder = ObjectBuilder() if build else None
    pieces.since, pieces.most = 0, MAX_JSON_PASSED_BYTES
    depth = passed = 0
    event: Event | None = first
    while event is not None:
        _, kind, value = event
        if pieces.since > MAX_JSON_ITEM_BYTES:
            builder = None
        passed += builder is None
        if passed > most:
            raise byte_stream.StringTooLongError
        if builder is not None:
            builder.event(kind, value)
        depth += kind.startswith("start_") - kind.startswith("end_")
        if depth == 0:
            break
        event = next(events, None)
    pieces.since, pieces.most = 0, 0
    return _TOO_LONG if builder is None else builder.value


def _row(place: str, value: object) -> RawRow | Rejected:
    row = row_of(place, value)
    if isinstance(row, Rejected) and row.code != "json_too_deep":
        return replace(row, raw=raw_text([json_text(value)]))
    return row


def _has_too_many_parts(content: str) -> bool:
    """Whether a document would fill the memory: a short list takes thirty times its text."""
    objects = content.count("{") + content.count("[")
    return objects > MAX_JSON_WHOLE_OBJECTS or content.count(",") > MAX_JSON_WHOLE_VALUES


def _missing(_: str) -> None:
    """NaN and Infinity stand for a missing value."""


def _largest_array(value: object) -> list[object]:
    if isinstance(value, list):
        return value
    found: list[list[object]] = []
    layer = [value]
    for _ in range(MAX_JSON_DEPTH):
        inner = [x for item in layer if isinstance(item, dict) for x in item.values()]
        found += [x for x in inner if isinstance(x, list) and any(isinstance(y, dict) for y in x)]
        layer = inner
    return max(found, key=len, default=[value])
