# SPDX-License-Identifier: GPL-3.0-or-later
"""Albums of a chat: pictures sent together come as messages of their own and are one again.

An export does not say which messages were one album. Messages that follow each other, come from
one sender in one second and each carry a picture or film are taken for one, with at most one text
and at most ten parts, as the program that sends them allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexing.importers.base import RawRow
from indexing.importers.json_values import row_of
from indexing.records import Rejected

_MAX_PARTS = 10
Album = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a row, and what it shares with the others of its album (() when in none)."""

    place: str
    cells: dict[str, object]
    album: Album = ()

    @property
    def has_text(self) -> bool:
        """Whether it is the one message of its album that can hold a text."""
        return bool(self.cells.get("text"))


def joined(
    messages: Iterable[Message | Rejected | None], skipped: dict[str, int]
) -> Iterator[RawRow | Rejected]:
    """Rows of messages, albums as one row: that with the text, or the first, with all pictures.

    Args:
        messages: messages in their order; None stands for one that is no row.
        skipped: told under ``album_part`` how many messages went into another one's row.
    """
    parts: list[Message] = []
    for message in messages:
        if isinstance(message, Message) and _fits(parts, message):
            parts.append(message)
            continue
        if parts:
            yield _row(parts, skipped)
        parts = [message] if isinstance(message, Message) else []
        if isinstance(message, Rejected):
            yield message
    if parts:
        yield _row(parts, skipped)


def _fits(parts: list[Message], message: Message) -> bool:
    if not parts or not message.album or parts[0].album != message.album:
        return False
    texts = sum(part.has_text for part in parts) + message.has_text
    return len(parts) < _MAX_PARTS and texts <= 1


def _row(parts: list[Message], skipped: dict[str, int]) -> RawRow | Rejected:
    if len(parts) == 1:
        return row_of(parts[0].place, parts[0].cells)
    main = next((part for part in parts if part.has_text), parts[0])
    cells = dict(main.cells)
    for name in ("photo", "file"):
        values = [part.cells.get(name, []) for part in parts]
        cells[name] = [x for one in values for x in (one if isinstance(one, list) else [one])]
    cells["album"] = [str(part.cells.get("id", "")) for part in parts]
    skipped["album_part"] = skipped.get("album_part", 0) + len(parts) - 1
    return row_of(main.place, cells)
