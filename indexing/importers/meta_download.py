# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON downloads of Facebook and Instagram: posts, comments, messages.

They write each byte of UTF-8 as a character of its own. ``ftfy.fix_encoding`` undoes that and
nothing else; the text as it came stays beside the mended one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import ijson

from indexing.importers import byte_stream, encodings
from indexing.importers.base import RawRow
from indexing.importers.chat_notes import notes_of
from indexing.importers.json_events import BROKEN, Event, TooManyParts, value_of
from indexing.importers.json_values import row_of, text_of
from indexing.importers.meta_shapes import COLUMNS, Thread, cells_of, free_name, skip_code
from indexing.importers.origin import FileOrigin
from indexing.limits import MAX_IMAGES_PER_AD, MAX_JSON_PARTS
from indexing.records import ImageRef, Rejected

if TYPE_CHECKING:
    from indexing.importers.origin import Origin
    from indexing.importers.source import Note

_SAMPLE_ROWS = 200
_NO_ENTRIES = frozenset(("participants", "magic_words"))
_HEAD = {"title": "title", "thread_path": "thread_path", "threadName": "title"}
_FOLDERS = frozenset(
    (
        *("your_facebook_activity", "your_instagram_activity", "messages", "posts", "media"),
        *("photos_and_videos", "comments_and_reactions", "comments", "groups", "stories"),
        *("content", "archived_stories", "facebook_marketplace", "profile", "reels"),
    )
)
"""Folders at the top of a download. Pictures are looked for below these only, so that no entry
can name another file of the computer."""
_MAX_LEVELS = 8
_IN_LIST = (["start_array"], ["start_map", "start_array"])


class MetaReader:
    """The entries of one file; places are items in their order, from 1."""

    def __init__(self, origin: Origin, encoding: str | None) -> None:
        self.origin, self.path = origin, origin.path
        self.encoding = (
            encodings.named(encoding) if encoding else encodings.detect(origin, is_json=True)
        )
        self.skipped: dict[str, int] = {}
        """Of the newest ``rows``: ``deleted_message`` and ``service_message``, how many of each."""
        self._stream: byte_stream.ByteStream | None = None
        self._roots = _roots(origin)
        self._thread = self._find_thread()
        sample = (row for row in islice(self.rows(), _SAMPLE_ROWS) if isinstance(row, RawRow))
        seen = [name for row in sample for name in row.cells]
        self.columns = tuple(dict.fromkeys((*COLUMNS, *seen)))

    @property
    def notes(self) -> Sequence[Note]:
        """How many messages of the newest ``rows`` are no rows, by reason."""
        return notes_of(self.skipped)

    def position(self) -> int:
        """Bytes of the file read so far by the newest ``rows``."""
        return 0 if self._stream is None else self._stream.position()

    def rows(self) -> Iterator[RawRow | Rejected]:
        """One row an entry; where the document breaks, one reject ends it."""
        self.skipped = {}
        number = 0
        try:
            for value in self._values():
                number += 1
                row = self._row(f"item {number}", value)
                if row is not None:
                    yield row
        except byte_stream.StringTooLongError:
            yield Rejected(f"item {number + 1}", "cell_too_long", {})
        except BROKEN as error:
            is_cut = re.search("premature EOF|[Ii]ncomplete JSON", str(error)) is not None
            yield Rejected(f"item {number + 1}", "json_cut" if is_cut else "json_broken", {})

    def _events(self) -> Iterator[Event]:
        self._stream = stream = byte_stream.ByteStream(self.origin)
        with byte_stream.text(stream, self.encoding, "") as source:
            yield from ijson.parse(byte_stream.Utf8Bytes(source))

    def _values(self) -> Iterator[object]:
        """Items of the list that the document is, or of the lists in the object that it is.

        What is open is told by its events: a key with a dot looks like two keys in the path.
        """
        events = self._events()
        opened: list[str] = []
        key: object = None
        for event in events:
            _, kind, value = event
            if kind.startswith("end_"):
                opened.pop()
            elif kind == "map_key":
                key = value if len(opened) == 1 else key
            elif (
                opened in _IN_LIST
                and key not in _NO_ENTRIES
                and (kind == "start_map" or key in (None, "messages"))
            ):
                yield value_of(event, events)
            elif kind.startswith("start_"):
                opened.append(kind)

    def _find_thread(self) -> Thread:
        """What stands behind the messages as well: their conversation's name and folder."""
        thread = Thread()
        try:
            for prefix, kind, value in self._events():
                if kind == "string" and prefix in _HEAD:
                    setattr(thread, _HEAD[prefix], text_of(value)[:1000])
        except BROKEN:
            pass  # rows() meets the same place and reports it
        return thread

    def _row(self, place: str, value: object) -> RawRow | Rejected | None:
        if isinstance(value, TooManyParts):
            detail = {"limit": MAX_JSON_PARTS, "columns": MAX_JSON_PARTS}
            return Rejected(place, "too_many_columns", detail)
        if not isinstance(value, dict):
            return Rejected(place, "not_an_object", {"found": type(value).__name__})
        if code := skip_code(value):
            self.skipped[code] = self.skipped.get(code, 0) + 1
            return None
        flat = row_of(place, cells_of(value, self._thread))  # letters within objects count too
        row = row_of(place, mended(dict(flat.cells))) if isinstance(flat, RawRow) else flat
        return self._with_pictures(row) if isinstance(row, RawRow) else row

    def _with_pictures(self, row: RawRow) -> RawRow:
        """The row with pictures found below the top of the download; the others stay names."""
        names = row.cells.get("photos")
        if not isinstance(names, list) or not self._roots:
            return row
        found: list[ImageRef] = []
        left: list[object] = []
        for name in names[:MAX_IMAGES_PER_AD]:
            untrusted = str(name["path"] if isinstance(name, dict) else name)
            path = self._find(untrusted)
            if path is None:
                left.append(name)
            else:
                found.append(ImageRef(untrusted, path))
        cells = {**row.cells, "photos": left} if found else row.cells
        return replace(row, cells=cells, pictures=tuple(found))

    def _find(self, untrusted_uri: str) -> str | None:
        parts = untrusted_uri.split("/")
        if parts[0] not in _FOLDERS or ".." in parts or len(untrusted_uri) > 1000:
            return None
        for root in self._roots:
            try:
                real = (root / untrusted_uri).resolve(strict=True)
                if real.is_relative_to(root / parts[0]) and real.is_file():
                    return str(real)
            except (OSError, ValueError, RuntimeError):
                continue
        return None


def mended(cells: dict[str, object]) -> dict[str, object]:
    """Cells with their letters put right, each changed one followed by its raw text."""
    import ftfy

    whole: dict[str, object] = {}
    for name, value in cells.items():
        key = name if name.isascii() else ftfy.fix_encoding(name)
        better: object = value
        if isinstance(value, str) and not value.isascii():
            better = ftfy.fix_encoding(value)
        elif isinstance(value, list) and name != "photos":
            better = [ftfy.fix_encoding(x) if isinstance(x, str) else x for x in value]
        key = free_name(key, whole)  # two names can be one when they are put right
        whole[key] = better
        if better != value:
            whole[free_name(f"{key}.raw", whole)] = value  # dropped and masked with its column
    return whole


def _roots(origin: Origin) -> tuple[Path, ...]:
    """Folders above the file that can be the top of its download, nearest first."""
    if not isinstance(origin, FileOrigin):
        return ()
    try:
        above = origin.path.resolve().parents
    except (OSError, RuntimeError):
        return ()
    levels = range(min(_MAX_LEVELS, len(above) - 1))
    return tuple(above[level + 1] for level in levels if above[level].name in _FOLDERS)
