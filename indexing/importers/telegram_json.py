# SPDX-License-Identifier: GPL-3.0-or-later
"""Telegram Desktop's ``result.json``: one chat or all of them, message by message.

Only messages are read. The rest of a full export (contacts, sessions, the account's own profile)
is data of the person who exported and of bystanders, and stays outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import ijson

from indexing.importers import byte_stream, encodings
from indexing.importers.albums import Message, joined
from indexing.importers.base import RawRow
from indexing.importers.chat_notes import notes_of
from indexing.importers.json_events import BROKEN, Event, TooManyParts, value_of
from indexing.importers.json_values import text_of
from indexing.importers.telegram_message import COLUMNS, Chat, message_of
from indexing.limits import MAX_JSON_PARTS
from indexing.records import Rejected

if TYPE_CHECKING:
    from indexing.importers.origin import Origin
    from indexing.importers.source import Note

_SAMPLE_ROWS = 200
_CHAT = re.compile(r"(?:(?:left_)?chats\.list\.item)?")
_MESSAGE = re.compile(r"(?:(?:left_)?chats\.list\.item\.)?messages\.item")
_HEAD = re.compile(r"(?:(?:left_)?chats\.list\.item\.)?(name|type|id)")


class TelegramJsonReader:
    """The messages of an export; places count all of them from 1, also those that are no rows."""

    def __init__(self, origin: Origin, encoding: str | None) -> None:
        self.origin, self.path = origin, origin.path
        self.encoding = (
            encodings.named(encoding) if encoding else encodings.detect(origin, is_json=True)
        )
        self.skipped: dict[str, int] = {}
        """Messages of the newest ``rows`` that are no rows: ``service_message``, ``album_part``."""
        self._stream: byte_stream.ByteStream | None = None
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
        """One row a message, an album as one; where the document breaks, one reject ends it."""
        self.skipped = {}
        return joined(self._messages(), self.skipped)

    def _messages(self) -> Iterator[Message | Rejected | None]:
        number = 0
        try:
            for chat, value in self._values():
                number += 1
                yield self._message(f"message {number}", chat, value)
        except byte_stream.StringTooLongError:
            yield Rejected(f"message {number + 1}", "cell_too_long", {})
        except BROKEN as error:
            is_cut = re.search("premature EOF|[Ii]ncomplete JSON", str(error)) is not None
            yield Rejected(f"message {number + 1}", "json_cut" if is_cut else "json_broken", {})

    def _values(self) -> Iterator[tuple[Chat, object]]:
        """Every message with its chat, whose name an export tells before them."""
        chat = Chat()
        self._stream = stream = byte_stream.ByteStream(self.origin)
        with byte_stream.text(stream, self.encoding, "") as source:
            events: Iterator[Event] = ijson.parse(byte_stream.Utf8Bytes(source))
            for event in events:
                prefix, kind, value = event
                if kind == "start_map" and _CHAT.fullmatch(prefix):
                    chat = Chat()
                elif _MESSAGE.fullmatch(prefix) and not kind.startswith("end_"):
                    yield chat, value_of(event, events)
                elif kind in ("string", "number") and (head := _HEAD.fullmatch(prefix)):
                    setattr(chat, head[1], text_of(value)[:1000])

    def _message(self, place: str, chat: Chat, value: object) -> Message | Rejected | None:
        if isinstance(value, TooManyParts):
            detail = {"limit": MAX_JSON_PARTS, "columns": MAX_JSON_PARTS}
            return Rejected(place, "too_many_columns", detail)
        if not isinstance(value, dict):
            return Rejected(place, "not_an_object", {"found": type(value).__name__})
        if not value:
            return Rejected(place, "row_empty", {})
        if value.get("type") == "service":
            self.skipped["service_message"] = self.skipped.get("service_message", 0) + 1
            return None
        return message_of(place, value, chat)
