# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages on a page of Telegram Desktop's HTML export, read piece by piece without a tree.

The export has fixed marks: ``div.message`` with ``div.from_name``, ``div.date``, ``div.text`` and
links to files. Which of them encloses a text says what the text is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from indexing.importers.html_tokens import Token, attributes, tokens
from indexing.limits import MAX_IMAGES_PER_AD

_NESTED = ("div", "span", "a")
_MAX_OPEN = 60
_MAX_CLASSES = 300
_MAX_NAMES = 20
"""Deeper elements and longer lists of classes than any export has are not followed."""
_ROLES = {
    "text": "text",
    "from_name": "from",
    "signature": "signature",
    "title": "media_title",
    "description": "media_description",
    "status": "media_status",
    "question": "media_title",
    "answer": "media_description",
}
_FILMS = frozenset(("video_file_wrap", "animated_wrap"))
_SILENT = frozenset(("userpic", "userpic_wrap", "reactions", "date", "reply_to", "fill"))
_BUTTON = "bot_button"
_MEANT = frozenset((*_ROLES, *_FILMS, *_SILENT, "forwarded", "page_header", _BUTTON))
"""Classes that say something of all that they enclose."""


@dataclass(slots=True)
class PageMessage:
    """One message as the page has it."""

    number: str
    is_service: bool
    is_joined: bool
    """Without a name of its own: from the sender of the message before."""
    date: str = ""
    texts: dict[str, list[str]] = field(default_factory=dict)
    """Pieces of text by what they are: ``text``, ``from``, ``forwarded_from`` …"""
    links: list[tuple[str, str]] = field(default_factory=list)
    """Targets of links in the text or on buttons, each with the words that show it."""
    pictures: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    reply_to: str = ""
    media: str = ""
    """The kind of a file, as its class says: ``photo``, ``video_file`` …"""
    is_whole: bool = False

    def text(self, role: str) -> str:
        """All text of one kind, without the line ends that the export sets around it."""
        return "".join(self.texts.get(role, ())).strip(" \t\r\n")


@dataclass(slots=True)
class _Open:
    """An element that is open."""

    tag: str
    around: frozenset[str]
    """What has a meaning of its own classes and of those around it, up to its message."""
    href: str = ""


class PageWalk:
    """Goes over one page; ``chat`` is known once its header is passed."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._open: list[_Open] = []
        self._base = 0
        self._chat: list[str] = []
        self._message: PageMessage | None = None

    @property
    def chat(self) -> str:
        """The name of the chat."""
        return "".join(self._chat).strip()[:1000]

    def messages(self) -> Iterator[PageMessage]:
        """Every message; the last is not whole where the page ends within it.

        Raises:
            TooManyPiecesError: the page has more pieces than are read.
        """
        for token in tokens(self._markup):
            if token.kind == "start":
                yield from self._start(token)
            elif token.kind == "end":
                yield from self._end(token.name)
            elif token.kind == "text":
                self._text(token.rest)
        if self._message is not None:
            yield self._message

    def _start(self, token: Token) -> Iterator[PageMessage]:
        if token.name == "br":
            self._text("\n", is_break=True)
            return
        if token.name not in (*_NESTED, "img"):
            return
        given = attributes(token.rest)
        classes = frozenset(given.get("class", "")[:_MAX_CLASSES].split()[:_MAX_NAMES])
        if token.name == "div" and "message" in classes and "id" in given:
            if self._message is not None:
                self._message.is_whole = True  # damaged markup: the next one begins all the same
                yield self._message
            self._begin(given["id"].removeprefix("message"), classes)
            around = _meant(classes)
        else:
            around = _meant(classes) | self._around()
        if self._message is not None:
            self._note(self._message, token.name, classes, around, given)
        if token.name in _NESTED and len(self._open) < _MAX_OPEN:
            self._open.append(_Open(token.name, around, given.get("href", "")))

    def _begin(self, number: str, classes: frozenset[str]) -> None:
        self._base = len(self._open)
        self._message = PageMessage(number[:100], "service" in classes, "joined" in classes)

    def _end(self, tag: str) -> Iterator[PageMessage]:
        if tag not in _NESTED:
            return
        last = len(self._open) - 1
        while last >= 0 and self._open[last].tag != tag:
            last -= 1
        if last < 0:
            return
        del self._open[last:]
        if self._message is not None and len(self._open) <= self._base:
            self._message.is_whole = True
            message, self._message = self._message, None
            yield message

    def _around(self) -> frozenset[str]:
        return self._open[-1].around if self._open else frozenset()

    def _text(self, text: str, *, is_break: bool = False) -> None:
        if not is_break and not text.strip("\r\n"):
            return
        around = self._around()
        if self._message is None:
            if not is_break and {"page_header", "text"} <= around:
                self._chat.append(text)
            return
        role = _role(around)
        if not role:
            return
        self._message.texts.setdefault(role, []).append(text)
        link = self._open[-1]  # the message itself is open
        if role == "text" and link.tag == "a" and link.href and not is_break:
            self._message.links.append((link.href, text))

    def _note(
        self,
        message: PageMessage,
        tag: str,
        classes: frozenset[str],
        around: frozenset[str],
        given: dict[str, str],
    ) -> None:
        """Take what stands in the attributes of an element: time, files, what is answered."""
        if "date" in classes and "forwarded" not in around and not message.date:
            message.date = given.get("title", "")
        kind = next((x[6:] for x in classes if x.startswith("media_") and x != "media_wrap"), "")
        message.media = message.media or kind
        href = given.get("href", "")
        if tag == "a" and "reply_to" in around and href.startswith("#go_to_message"):
            message.reply_to = href.removeprefix("#go_to_message")
        elif tag == "a" and href and not href.startswith("#"):
            self._file(message, classes, around, href)
        elif tag == "img" and around & _FILMS and "src" in given:
            _add(message.pictures, given["src"])  # the still of a film

    def _file(
        self, message: PageMessage, classes: frozenset[str], around: frozenset[str], href: str
    ) -> None:
        if "photo_wrap" in classes or "media_photo" in classes:
            message.media = "photo"
            _add(message.pictures, href)
        elif wrap := next((x for x in classes if x.endswith("_wrap") and x != "media_wrap"), ""):
            message.media = wrap.removesuffix("_wrap")
            _add(message.files, href)
        elif "media" in classes:
            _add(message.files, href)
        elif _BUTTON in around:
            message.links.append((href, ""))


def _meant(classes: frozenset[str]) -> frozenset[str]:
    is_button = any(name.startswith(_BUTTON) for name in classes)
    return classes & _MEANT | (frozenset((_BUTTON,)) if is_button else frozenset())


def _role(around: frozenset[str]) -> str:
    """What a text is, by the classes of all that encloses it within its message."""
    if around & _SILENT:
        return ""
    if "from_name" in around and "forwarded" in around:
        return "forwarded_from"
    return next((role for name, role in _ROLES.items() if name in around), "")


def _add(names: list[str], untrusted_name: str) -> None:
    if len(names) < MAX_IMAGES_PER_AD and untrusted_name not in names:
        names.append(untrusted_name)
