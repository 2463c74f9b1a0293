# SPDX-License-Identifier: GPL-3.0-or-later
"""One message of Telegram's JSON as a row: its text flat, its times, pictures and hidden links.

Names and ids of people stand in columns of their own (``from``, ``from_id``, ``forwarded_from``,
``via_bot`` ...), so that a mapping can drop or mask them. Who reacted is never read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indexing.importers.albums import Album, Message
from indexing.importers.json_values import text_of

SITE = "Telegram"
COLUMNS = (
    *("id", "site", "chat", "chat_id", "chat_type", "date", "date_local", "from", "from_id"),
    *("text", "contacts", "photo", "file", "title", "url"),
)
"""Columns that are always told, so that pictures late in a long chat are mapped too.

No message has a title or an address: these two are empty, and keep a guess by values from taking
the name of the chat for a title.
"""
_READ = frozenset(
    (
        *("id", "type", "date", "date_unixtime", "from", "from_id", "text", "photo", "file"),
        *("thumbnail", "title"),
    )
)
_LEFT_OUT = frozenset(("text_entities", "reactions"))
"""The first says the text again; the second names people who only looked on."""
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp")
_FILMS = ("video_file", "animation")
_SEPARATORS = re.compile(r"[,;|\r\n]")
_SAME = ("from_id", "from", "forwarded_from", "reply_to_message_id", "via_bot")


@dataclass(slots=True)
class Chat:
    """What an export says of the chat that its messages stand in."""

    name: str = ""
    type: str = ""
    id: str = ""


def message_of(place: str, untrusted: Mapping[str, object], chat: Chat) -> Message:
    """The row of one message."""
    unixtime, local = text_of(untrusted.get("date_unixtime")), text_of(untrusted.get("date"))
    number = text_of(untrusted.get("id"))
    text = text_in(untrusted.get("text")) or text_in(untrusted.get("text_entities"))
    pictures = _pictures(untrusted)
    rest = {x: y for x, y in untrusted.items() if x not in _READ and x not in _LEFT_OUT}
    own: dict[str, object] = {
        "id": f"{chat.id}/{number}" if chat.id and number else number,
        "site": SITE,
        "chat": chat.name,
        "chat_id": chat.id,
        "chat_type": chat.type,
        "date": unixtime or local,
        "date_local": local if unixtime else "",
        "from": untrusted.get("from"),
        "from_id": untrusted.get("from_id"),
        "text": text,
        "contacts": list(dict.fromkeys(_contacts(untrusted))),
        "photo": pictures,
        "file": untrusted.get("file"),
        "media_title": untrusted.get("title"),
    }
    cells = rest | {name: value for name, value in own.items() if value not in (None, "", [])}
    return Message(place, cells, _album(untrusted, chat, bool(pictures)))


def text_in(value: object) -> str:
    """The text of a message: one string, or runs of strings and ``{type, text}`` in a list."""
    if isinstance(value, list):
        return "".join(text_in(run) for run in value if isinstance(run, str | dict))
    if isinstance(value, dict):
        return text_in(value["text"]) if isinstance(value.get("text"), str) else text_of(value)
    return text_of(value)


def _album(untrusted: Mapping[str, object], chat: Chat, has_pictures: bool) -> Album:
    when = text_of(untrusted.get("date_unixtime")) or text_of(untrusted.get("date"))
    if not when or not (has_pictures or untrusted.get("media_type") in _FILMS):
        return ()
    return (chat.id, chat.name, when, *(text_of(untrusted.get(name)) for name in _SAME))


def _pictures(untrusted: Mapping[str, object]) -> list[object]:
    """Photos, pictures sent as files and stills of films; the reason where they were left out."""
    photo, file = untrusted.get("photo"), untrusted.get("file")
    names = [photo]
    kind = untrusted.get("media_type")
    if kind is None and isinstance(file, str) and file.lower().endswith(_PICTURES):
        names.append(file)
    if kind in _FILMS:
        names.append(untrusted.get("thumbnail"))
    return [named(name) for name in names if isinstance(name, str) and name.strip()]


def named(untrusted_name: str) -> object:
    """The name of one picture, in a form that is not taken for several."""
    return {"path": untrusted_name} if _SEPARATORS.search(untrusted_name) else untrusted_name


def _contacts(untrusted: Mapping[str, object]) -> Iterator[str]:
    """Targets of links that the text does not show, of buttons, and the number of a shared card."""
    runs = untrusted.get("text")
    if not isinstance(runs, list):
        runs = untrusted.get("text_entities")
    for run in runs if isinstance(runs, list) else ():
        href = run.get("href") if isinstance(run, dict) else None
        if isinstance(href, str) and href.strip() and href != run.get("text"):
            yield href
    rows = untrusted.get("inline_bot_buttons")
    for button in (x for row in _list(rows) for x in _list(row) if isinstance(x, dict)):
        data = button.get("data")
        if button.get("type") == "url" and isinstance(data, str) and data.strip():
            yield data
    card = untrusted.get("contact_information")
    if isinstance(card, dict) and (phone := text_of(card.get("phone_number")).strip()):
        yield phone


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
