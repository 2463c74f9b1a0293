# SPDX-License-Identifier: GPL-3.0-or-later
"""A WhatsApp chat exported as text (``_chat.txt``, ``WhatsApp Chat with ….txt``).

A message begins with a time in the form of the file's first one and goes on until the next such
line. Lines that the program wrote (encryption, joined, left, deleted) are no rows and are counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from indexing.importers import byte_stream, encodings
from indexing.importers.base import RawRow
from indexing.importers.chat_notes import notes_of
from indexing.importers.json_values import row_of
from indexing.importers.source import Note
from indexing.importers.telegram_message import named
from indexing.importers.whatsapp_headers import DayOrder, Header, day_of, header_of
from indexing.importers.whatsapp_text import parts_of
from indexing.importers.whatsapp_words import bare, is_deleted, is_notice
from indexing.limits import MAX_CELL_CHARACTERS
from indexing.records import Rejected

if TYPE_CHECKING:
    from pathlib import Path

    from indexing.importers.origin import Origin

SITE = "WhatsApp"
_COLUMNS = (
    *("site", "chat", "date", "date.raw", "date_order", "from", "text", "images", "file"),
    *("omitted", "note", "title", "url", "contacts"),
)
"""The last three stay empty, and keep a guess by values from filling them with the chat's name."""
_SENDER = re.compile(r"(?P<name>[^\n]{1,100}?)\s?:(?:\s|$)")
_CHAT = re.compile(
    r".*\bwhatsapp\b(?:.*?\s(?:with|avec|con|mit|com|met|med|z)\s|.*? - )"
    r"(?P<name>.+?)(?:\s*\(\d+\))?(?:\.txt|\.zip)?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Message:
    """A message while its lines come in; over the limit only its length is kept."""

    header: Header
    lines: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, line: str) -> None:
        self.size += len(line) + 1
        if self.size <= MAX_CELL_CHARACTERS:
            self.lines.append(line)
        else:
            self.lines.clear()


class WhatsAppReader:
    """The messages of one chat; places count them from 1, also those that are no rows."""

    columns: tuple[str, ...] = _COLUMNS

    def __init__(self, origin: Origin, encoding: str | None) -> None:
        self.origin, self.path = origin, origin.path
        self.encoding = encodings.named(encoding) if encoding else encodings.detect(origin)
        self.skipped: dict[str, int] = {}
        """Of the newest ``rows``: ``system_line`` and ``deleted_message``, how many of each."""
        self._stream: byte_stream.ByteStream | None = None
        self._chat = chat_name(self.path)
        self._form: tuple[object, ...] | None = None
        self._others = 0
        """Lines of the newest reading that begin like messages of another form."""
        self._order = self._find_order()

    @property
    def notes(self) -> Sequence[Note]:
        """What was passed over in the newest ``rows``, and whether days could be read."""
        unknown = () if self._order or self._form is None else (Note("date_order_unknown"),)
        others = (Note("other_form", {"n": self._others}),) if self._others else ()
        return (*notes_of(self.skipped), *unknown, *others)

    def position(self) -> int:
        """Bytes of the file read so far by the newest ``rows``."""
        return 0 if self._stream is None else self._stream.position()

    def rows(self) -> Iterator[RawRow | Rejected]:
        """One row a message that a person sent."""
        self.skipped = {}
        for number, message in enumerate(self._messages(), start=1):
            place = f"message {number}"
            if isinstance(message, Rejected):
                yield Rejected(place, message.code, message.detail)
            elif (row := self._row(place, message)) is not None:
                yield row

    def _lines(self) -> Iterator[tuple[str, Header | None]]:
        """Lines without their ends, each with its header if it begins a message."""
        self._stream = stream = byte_stream.ByteStream(self.origin)
        self._others = 0
        with byte_stream.text(stream, self.encoding, "\n") as source:
            is_start = True
            while line := source.readline(byte_stream.CHUNK):
                header = header_of(line) if is_start else None
                if header is not None and self._form is None:
                    self._form = header.form
                fits = header is not None and header.form == self._form
                if header is not None and not fits and _SENDER.match(line[header.end :]):
                    self._others += 1
                yield line, header if fits else None
                is_start = line.endswith("\n")

    def _find_order(self) -> str:
        order = DayOrder()
        for _, header in self._lines():
            if header is not None:
                order.see(header)
        return order.found()

    def _messages(self) -> Iterator[_Message | Rejected]:
        message: _Message | None = None
        is_before = False
        for line, header in self._lines():
            if header is not None:
                if message is not None:
                    yield message
                message = _Message(header)
                message.add(line[header.end :])
            elif message is not None:
                message.add(line)
            elif bare(line) and not is_before:
                is_before = True  # told once, not for each of its lines
                yield Rejected("", "not_a_message", {})
        stream = self._stream
        if stream is not None and stream.cut:
            yield Rejected("", "file_cut", {})  # half a message is no ad
        elif message is not None:
            yield message

    def _row(self, place: str, message: _Message) -> RawRow | Rejected | None:
        if message.size > MAX_CELL_CHARACTERS:
            return Rejected(place, "cell_too_long", {"limit": MAX_CELL_CHARACTERS})
        whole = "".join(message.lines).replace("\r\n", "\n").rstrip("\r\n")
        sender = _SENDER.match(whole)
        if sender is None or is_notice(sender["name"], whole[sender.end() :]):
            self._count("system_line")
            return None
        text = whole[sender.end() :]
        if is_deleted(text):
            self._count("deleted_message")
            return None
        parts = parts_of(text)
        cells = {
            "site": SITE,
            "chat": self._chat,
            **self._time(message.header),
            "from": bare(sender["name"]),
            "text": parts.text,
            "images": [named(name) for name in parts.pictures],
            "file": "\n".join(parts.files),
            "omitted": parts.omitted,
            "note": parts.note,
        }
        return row_of(place, {name: value for name, value in cells.items() if value})

    def _time(self, header: Header) -> dict[str, object]:
        """Day and time of the phone, without zone; the source's own text where that is unsure."""
        day = day_of(header, self._order) if self._order else None
        if day is None or not header.clock:
            return {"date": header.when, "date_order": self._order or "unknown"}
        date = f"{day.isoformat()}T{header.clock}"
        return {"date": date, "date.raw": header.when, "date_order": self._order}

    def _count(self, code: str) -> None:
        self.skipped[code] = self.skipped.get(code, 0) + 1


def chat_name(path: Path) -> str:
    """The name of the chat as the names of its file or folder tell it, or empty text."""
    names = (path.name, path.parent.name) if path.name.startswith("_chat") else (path.name,)
    found = (_CHAT.fullmatch(bare(name)) for name in names)
    return next((match["name"] for match in found if match), "")
