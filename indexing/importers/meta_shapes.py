# SPDX-License-Identifier: GPL-3.0-or-later
"""Posts, comments and messages of Facebook's and Instagram's JSON downloads as rows.

Which keys an entry has says what it is. Names of people stand in columns of their own (``from``,
``tags``, ``owner``); reactions, and what a camera or a connection noted of a picture, are not read.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from indexing.importers.json_values import text_of
from indexing.importers.telegram_message import named
from indexing.limits import MAX_COMPARED_CHARACTERS

COLUMNS = (
    *("site", "chat", "thread_path", "date", "from", "text", "contacts", "photos", "file"),
    *("place", "activity", "title", "url"),
)
"""Columns that are always told. ``activity`` is the line that the network itself wrote above a
post; posts have no title of their own, and the last two stay empty unless an entry has them."""
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp")
_SERVICE = frozenset(("Call", "Subscribe", "Unsubscribe"))
_FILE_KEYS = ("videos", "audio_files", "files", "gifs")
_COMMENT = ("comment", "coment", "komment")
"""How the word for a comment begins in most languages of Latin letters."""
Cells = dict[str, object]


@dataclass(slots=True)
class Thread:
    """What a file of messages says of their conversation, before or after them."""

    title: str = ""
    thread_path: str = ""


def skip_code(untrusted: Mapping[str, object]) -> str:
    """Why an entry is no ad: ``deleted_message``, ``service_message``, or empty text."""
    if untrusted.get("is_unsent") is True or untrusted.get("isUnsent") is True:
        return "deleted_message"
    kind = untrusted.get("type")
    return "service_message" if isinstance(kind, str) and kind in _SERVICE else ""


def cells_of(untrusted: Mapping[str, object], thread: Thread) -> Cells:
    """The columns of one entry; of an unknown kind, its own keys."""
    if "sender_name" in untrusted or "senderName" in untrusted or "timestamp_ms" in untrusted:
        cells = _message(untrusted, thread)
    elif "string_map_data" in untrusted:
        cells = _map_of_strings(untrusted)
    elif "media" in untrusted or ("uri" in untrusted and "creation_timestamp" in untrusted):
        cells = _gallery(untrusted)
    elif "data" in untrusted or "attachments" in untrusted:
        cells = _post(untrusted)
    else:
        date = _first(untrusted, "timestamp", "created_timestamp", "creation_timestamp")
        others = {name: value for name, value in untrusted.items() if name != "seller"}
        cells = {"date": date, "from": untrusted.get("seller"), **others}
    return {name: value for name, value in cells.items() if value not in (None, "", [], {})}


def _message(untrusted: Mapping[str, object], thread: Thread) -> Cells:
    share = next(_dicts([untrusted.get("share")]), {})
    media = [*_uris(untrusted.get("photos")), *_uris(untrusted.get("media"))]
    others = [uri for key in _FILE_KEYS for uri in _uris(untrusted.get(key))]
    stickers = _uris([untrusted.get("sticker")])  # pictures of the network's own, not of the ad
    return {
        "chat": thread.title,
        "thread_path": thread.thread_path,
        "date": _first(untrusted, "timestamp_ms", "timestamp"),
        "from": _first(untrusted, "sender_name", "senderName"),
        "text": _first(untrusted, "content", "text"),
        "contacts": [x for x in (share.get("link"),) if isinstance(x, str)],
        "share_text": share.get("share_text"),
        "type": untrusted.get("type"),
        **_files([*media, *others], beside=stickers),
    }


def _post(untrusted: Mapping[str, object]) -> Cells:
    """A post or a comment of Facebook: its words are spread over ``data`` and ``attachments``."""
    data = list(_dicts(untrusted.get("data")))
    comment = next(_inner(data, "comment"), {})
    groups = _dicts(untrusted.get("attachments"))
    pieces = [piece for group in groups for piece in _dicts(group.get("data"))]
    media, links = list(_inner(pieces, "media")), list(_inner(pieces, "external_context"))
    place = next(_inner(pieces, "place"), {})
    words = [*(x.get("post") for x in data), comment.get("comment")]
    return {
        "site": "Facebook",
        "chat": comment.get("group"),
        "date": _first(untrusted, "timestamp") or _first(comment, "timestamp"),
        "from": comment.get("author"),
        "text": _joined([*words, *(x.get("description") for x in media)]),
        "contacts": [x["url"] for x in links if isinstance(x.get("url"), str)],
        "link_name": _joined([x.get("name") for x in links]),
        "place": _joined([place.get("name"), place.get("address")]),
        "activity": untrusted.get("title"),
        "tags": [text_of(x.get("name")) for x in _dicts(untrusted.get("tags"))],
        **_files(_uris(media)),
    }


def _gallery(untrusted: Mapping[str, object]) -> Cells:
    """A post or story of Instagram: pictures with one caption."""
    media = list(_dicts(untrusted.get("media"))) or [dict(untrusted)]
    dates = [_first(x, "creation_timestamp") for x in (untrusted, *media)]
    return {
        "site": "Instagram",
        "date": next((date for date in dates if date), ""),
        "text": _joined([untrusted.get("title"), *(x.get("title") for x in media)]),
        **_files(_uris(media)),
    }


def _map_of_strings(untrusted: Mapping[str, object]) -> Cells:
    """A comment of Instagram: words under names in the language of the account."""
    cells: Cells = {"site": "Instagram", "activity": untrusted.get("title")}
    cells.update(_files(_uris(untrusted.get("media_list_data"))))
    entries = untrusted.get("string_map_data")
    for name, entry in entries.items() if isinstance(entries, dict) else ():
        if not isinstance(entry, dict):
            continue
        words = _first(entry, "value", "href")
        if entry.get("timestamp"):
            named_date = free_name(f"{name}.timestamp", cells) if "date" in cells else "date"
            cells[named_date] = text_of(entry["timestamp"])
        is_comment = str(name).casefold().startswith(_COMMENT)
        if words:
            cells[free_name("text" if is_comment else str(name), cells)] = words
    return cells


def free_name(name: str, taken: Container[str]) -> str:
    """A column's name, or a name below it (``text.2``) where it is taken already.

    What a person leaves out or masks by the name goes with those below it.
    """
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}.{number}"
    return free


def _first(untrusted: Mapping[str, object], *names: str) -> str:
    texts = (text_of(untrusted.get(name)) for name in names)
    return next((text for text in texts if text), "")


def _joined(values: list[object]) -> str:
    """Texts in their order, without those that another one already holds whole."""
    kept: dict[str, None] = {}
    size, left = 0, MAX_COMPARED_CHARACTERS
    for text in map(text_of, values):
        if not text.strip() or text in kept:
            continue
        left -= size + 20 * len(kept)
        if left > 0 and any(text in other for other in kept):
            continue
        kept[text] = None
        size += len(text)
    return "\n\n".join(kept)


def _dicts(value: object) -> Iterator[dict[str, object]]:
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, dict):
            yield entry


def _inner(entries: Iterable[Mapping[str, object]], key: str) -> Iterator[dict[str, object]]:
    return _dicts([entry.get(key) for entry in entries])


def _uris(value: object) -> list[str]:
    """Addresses of files within the download."""
    uris = [str(x["uri"]) for x in _dicts(value) if isinstance(x.get("uri"), str)]
    return [uri.removeprefix("./") for uri in uris if uri.strip()]


def _files(uris: list[str], *, beside: Iterable[str] = ()) -> Cells:
    pictures = [uri for uri in uris if uri.lower().endswith(_PICTURES)]
    others = [uri for uri in uris if not uri.lower().endswith(_PICTURES)]
    photos = [named(uri) for uri in dict.fromkeys(pictures)]
    return {"photos": photos, "file": [*others, *beside]}
