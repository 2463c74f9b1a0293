# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of a MIME message by where they stand in it; each is decoded when it is asked for.

The standard parser would hold every part of a message at once and has to read all of it again for
each picture. Here only the heads of the parts are parsed, and by its older, forgiving rules: the
newer ones end in a ``RecursionError`` at a header of five hundred brackets.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser

from indexing.importers.page_bytes import from_base64
from indexing.limits import MAX_MIME_DEPTH, MAX_MIME_HEADER_BYTES, MAX_MIME_PARTS

_HEADS = BytesHeaderParser()
_HEAD_END = re.compile(rb"\r?\n[ \t]*\r?\n")
_LIKE_DELIMITER = re.compile(rb"^--([^\s-][^\r\n]*)\r?$", re.MULTILINE)
_MAX_BOUNDARY = 199


@dataclass(frozen=True, slots=True)
class MimePart:
    """One part that is no container: its head, and where its still encoded body stands."""

    head: Message
    start: int
    stop: int

    @property
    def kind(self) -> str:
        """Its type, ``text/html``."""
        return self.head.get_content_type()

    def decoded(self, data: bytes, limit: int) -> bytes:
        """At most ``limit`` bytes of its content; what is damaged is read as far as it goes.

        Args:
            data: the bytes from ``start`` on, up to ``stop`` or fewer.
            limit: how many bytes of content are wanted.
        """
        coding = header(self.head, "Content-Transfer-Encoding").lower()
        if coding == "base64":
            return from_base64(data, limit) or b""
        if coding == "quoted-printable":
            try:
                return quopri.decodestring(data)[:limit]
            except binascii.Error:
                return data[:limit]
        return data[:limit]


def header(head: Message, name: str) -> str:
    """A header as text, its encoded words resolved; empty where there is none."""
    raw = str(head.get(name, ""))[:MAX_MIME_HEADER_BYTES]
    text = " ".join(raw.split())
    if "=?" not in text or len(text) > 10_000:
        return text
    try:
        words = decode_header(text)
        return "".join(
            word if isinstance(word, str) else word.decode(codec or "ascii", "replace")
            for word, codec in words
        )
    except (HeaderParseError, LookupError, ValueError):
        return text


def parameter(head: Message, name: str) -> str:
    """A parameter of the type of a part, in the one form that programs write; else empty."""
    pattern = rf";\s*+{name}\s*+=\s*+(?:\"([^\"]*+)\"|([^\s;\"]++))"
    found = re.search(pattern, header(head, "Content-Type"), re.IGNORECASE)
    return (found[1] or found[2] or "").rstrip() if found else ""


def head_of(data: bytes, start: int, stop: int) -> tuple[Message, int]:
    """The head that starts there and where the body begins behind it."""
    if data[start : start + 2] == b"\r\n" or data[start : start + 1] == b"\n":
        return Message(), start + (2 if data[start : start + 1] == b"\r" else 1)
    end = _HEAD_END.search(data, start, min(stop, start + MAX_MIME_HEADER_BYTES))
    body = end.end() if end else min(stop, start + MAX_MIME_HEADER_BYTES)
    return _HEADS.parsebytes(data[start : end.start() if end else body] + b"\n\n"), body


def parts(data: bytes) -> Iterator[MimePart]:
    """Parts of a message in their order, those of containers within it too.

    A container whose end is missing reaches to the end; one that does not name its boundary is
    read by the first line that looks like one.
    """
    waiting = [(0, len(data), 0)]
    seen = 0
    while waiting and seen < MAX_MIME_PARTS:
        start, stop, depth = waiting.pop()
        seen += 1
        head, body = head_of(data, start, stop)
        inner = _inner(data, head, body, stop) if depth < MAX_MIME_DEPTH else []
        if inner:
            waiting += [(first, last, depth + 1) for first, last in reversed(inner)]
        elif head.get_content_maintype() != "multipart":
            yield MimePart(head, body, stop)


def _inner(data: bytes, head: Message, start: int, stop: int) -> list[tuple[int, int]]:
    """Where the parts of a container stand; empty for what is no container."""
    if head.get_content_maintype() != "multipart":
        return []
    boundary = parameter(head, "boundary").encode("ascii", "replace")[:200]
    if not boundary or data.find(b"--" + boundary, start, stop) < 0:
        boundary = _guessed(data, start, min(stop, start + 100_000))
        if not boundary:
            return []
    pattern = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
    spans: list[tuple[int, int]] = []
    opened = -1
    for delimiter in pattern.finditer(data, start, stop):
        if opened >= 0:
            spans.append((opened, _without_break(data, delimiter.start())))
        opened = -1 if delimiter[1] else delimiter.end()
        if len(spans) >= MAX_MIME_PARTS:
            return spans
    if opened >= 0:
        spans.append((opened, stop))
    return spans


def _guessed(data: bytes, start: int, stop: int) -> bytes:
    """The boundary of the first line that looks like a delimiter, or nothing."""
    lines = (line[1].rstrip(b" \t") for line in _LIKE_DELIMITER.finditer(data, start, stop))
    return next((name for name in lines if len(name) <= _MAX_BOUNDARY), b"")


def _without_break(data: bytes, stop: int) -> int:
    """The line break before a delimiter belongs to the delimiter."""
    if data[stop - 2 : stop] == b"\r\n":
        return stop - 2
    return stop - 1 if data[stop - 1 : stop] == b"\n" else stop
