# SPDX-License-Identifier: GPL-3.0-or-later
"""Telegram Desktop's HTML export: ``messages.html`` and, in its folder, the pages that follow it.

What the pages do not say (ids of senders and of the chat, links behind names) is not guessed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING

from indexing.errors import BadInputError
from indexing.importers import byte_stream, encodings
from indexing.importers.albums import Message, joined
from indexing.importers.base import RawRow
from indexing.importers.chat_notes import notes_of
from indexing.importers.html_tokens import TooManyPiecesError
from indexing.importers.origin import FileOrigin
from indexing.importers.source import Note
from indexing.importers.telegram_message import SITE, named
from indexing.importers.telegram_page import PageMessage, PageWalk
from indexing.limits import MAX_PAGE_MARKUP_BYTES, MAX_PAGE_PIECES
from indexing.records import Rejected

if TYPE_CHECKING:
    from indexing.importers.origin import Origin

_COLUMNS = (
    *("id", "site", "chat", "date", "date.raw", "from", "text", "contacts", "photo", "file"),
    *("media_type", "media_title", "media_description", "media_status", "forwarded_from"),
    *("reply_to_message_id", "signature", "album", "title", "url"),
)
"""The last two stay empty, and keep a guess by values from filling them with the chat's name."""
_FIRST = "messages.html"
_DATE = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)(?: UTC([+-]\d\d:\d\d))?")
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp")
_FILMS = ("video_file", "animated", "photo")


class TelegramHtmlReader:
    """The messages of a chat; places count them over all pages, also those that are no rows."""

    columns: tuple[str, ...] = _COLUMNS

    def __init__(self, origin: Origin, encoding: str | None) -> None:
        self.origin, self.path = origin, origin.path
        self.encoding = encodings.named(encoding) if encoding else encodings.detect(origin)
        self.skipped: dict[str, int] = {}
        """Messages of the newest ``rows`` that are no rows: ``service_message``, ``album_part``."""
        self.pages = (origin, *_followers(origin))
        """Every page that is read, the one opened first."""
        self.size = sum(page.size() for page in self.pages)
        if origin.size() > MAX_PAGE_MARKUP_BYTES:
            detail = {"limit": MAX_PAGE_MARKUP_BYTES}
            raise BadInputError("page_too_large", path=origin.path, detail=detail)
        self._read = 0
        self._followed: dict[str, str] = {}

    @property
    def notes(self) -> Sequence[Note]:
        """What was passed over in the newest ``rows``, and which pages were read with this one."""
        files = ", ".join(f"{name} sha256 {digest}" for name, digest in self._followed.items())
        followed = (Note("pages_followed", {"n": len(self._followed), "files": files}),)
        return (*notes_of(self.skipped), *(followed if self._followed else ()))

    def position(self) -> int:
        """Bytes of all pages read so far by the newest ``rows``."""
        return self._read

    def rows(self) -> Iterator[RawRow | Rejected]:
        """One row a message, an album as one; a page that cannot be read is one reject."""
        self.skipped, self._followed, self._read = {}, {}, 0
        return joined(self._messages(), self.skipped)

    def _messages(self) -> Iterator[Message | Rejected | None]:
        numbers = count(1)
        sender = ""
        for page in self.pages:
            markup = self._markup(page)
            if isinstance(markup, Rejected):
                yield markup
                continue
            walk = PageWalk(markup)
            try:
                for message in walk.messages():
                    sender = message.text("from") or (sender if message.is_joined else "")
                    yield self._message(f"message {next(numbers)}", message, walk.chat, sender)
            except TooManyPiecesError:
                yield Rejected(
                    f"page {page.name}", "page_too_many_tags", {"limit": MAX_PAGE_PIECES}
                )

    def _markup(self, page: Origin) -> str | Rejected:
        place = f"page {page.name}"
        pieces: list[bytes] = []
        left = MAX_PAGE_MARKUP_BYTES + 1
        try:
            for chunk in byte_stream.chunks(page):
                pieces.append(chunk[:left])
                left -= len(pieces[-1])
                if left == 0:
                    return Rejected(place, "page_too_large", {"limit": MAX_PAGE_MARKUP_BYTES})
            self._read += page.size()
        except (OSError, BadInputError):
            return Rejected(place, "file_unreadable", {})
        data = b"".join(pieces)
        if page is not self.origin:
            self._followed[page.name] = hashlib.sha256(data).hexdigest()
        return data.decode(self.encoding, "faisceau-mark")

    def _message(
        self, place: str, message: PageMessage, chat: str, sender: str
    ) -> Message | Rejected | None:
        if not message.is_whole:
            return Rejected(place, "file_cut", {})
        if message.is_service:
            self.skipped["service_message"] = self.skipped.get("service_message", 0) + 1
            return None
        cells: dict[str, object] = {
            "id": f"{chat}/{message.number}" if chat else message.number,
            "site": SITE,
            "chat": chat,
            "date": _iso(message.date),
            "date.raw": message.date if _iso(message.date) != message.date else "",
            "from": sender,
            "text": message.text("text"),
            "contacts": _hidden(message),
            "photo": [named(name) for name in _pictures(message)],
            "file": list(message.files),
            "media_type": message.media if message.media != "photo" else "",
            "forwarded_from": message.text("forwarded_from"),
            "reply_to_message_id": message.reply_to,
            "signature": message.text("signature"),
        }
        for name in ("media_title", "media_description", "media_status"):
            cells[name] = message.text(name)
        kept = {name: value for name, value in cells.items() if value}
        is_part = message.date and ("photo" in kept or message.media in _FILMS)
        shared = (chat, message.date, sender, message.text("forwarded_from"), message.reply_to)
        return Message(place, kept, shared if is_part else ())


def _iso(untrusted_date: str) -> str:
    """``03.08.2023 14:05:11 UTC+02:00`` as ISO 8601 text, else as it came."""
    found = _DATE.fullmatch(untrusted_date.strip())
    if not found:
        return untrusted_date
    day, month, year, clock, zone = found.groups()
    return f"{year}-{month}-{day}T{clock}{zone or ''}"


def _hidden(message: PageMessage) -> list[str]:
    """Targets of links that the text does not show, and the number of a shared card."""
    targets = [
        href
        for href, shown in message.links
        if not href.lower().startswith("javascript:")
        and not (
            shown.strip() and href.rstrip("/").casefold().endswith(shown.strip("/ ").casefold())
        )
    ]
    if message.media == "contact" and (phone := message.text("media_status")):
        targets.append(phone)
    return list(dict.fromkeys(targets))


def _pictures(message: PageMessage) -> list[str]:
    """Pictures by name; one that was left out of the export by the words that say so."""
    names = list(message.pictures)
    if message.media == "photo" and not names and (why := message.text("media_description")):
        names.append(why)
    if message.media == "file":
        names += [name for name in message.files if name.lower().endswith(_PICTURES)]
    return names


def _followers(origin: Origin) -> Iterator[FileOrigin]:
    """``messages2.html`` and so on beside ``messages.html``; a part of an archive has none."""
    if not isinstance(origin, FileOrigin) or origin.name.lower() != _FIRST:
        return
    folder = origin.path.resolve().parent
    for number in count(2):
        path = folder / f"messages{number}.html"
        if not path.is_file() or not path.resolve().is_relative_to(folder):
            return
        yield FileOrigin(path)
