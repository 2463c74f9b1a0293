# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of a recorded HTTP answer without its transfer and content encodings, limited.

Many crawlers keep the headers and store the body already decoded: what is not encoded as its
header says is taken as it lies there.
"""

from __future__ import annotations

import re
import zlib

from indexing.limits import MAX_HTTP_CHUNKS, MAX_HTTP_ENCODINGS

_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)


class EncodingUnknownError(Exception):
    """A content encoding that is not read here; its name is the only argument."""


def decoded(body: bytes, transfer: str, content: str, most: int) -> bytes:
    """A body as the page was, at most ``most`` bytes of it.

    Args:
        body: the recorded bytes behind the headers.
        transfer: the ``Transfer-Encoding`` header.
        content: the ``Content-Encoding`` header, several encodings with commas.
        most: bytes that are wanted; no more are unpacked.

    Raises:
        EncodingUnknownError: the body is in an encoding that is not read here, or in too many.
    """
    names = [untrusted.strip().removeprefix("x-") for untrusted in content.lower().split(",")]
    names = [name for name in names if name not in ("", "identity", "none", "utf-8")]
    if len(names) > MAX_HTTP_ENCODINGS:
        raise EncodingUnknownError(", ".join(names)[:40])
    if "chunked" in transfer.lower():
        body = _joined(body)
    for name in reversed(names):
        if name == "gzip":
            body = _inflated(body, 16 + zlib.MAX_WBITS, most)
        elif name == "deflate":
            whole = _inflated(body, zlib.MAX_WBITS, most)
            body = _inflated(body, -zlib.MAX_WBITS, most) if whole is body else whole
        elif name == "br" and (whole := _of_brotli(body, most)):
            body = whole
        elif not _looks_plain(body):
            raise EncodingUnknownError(name[:40])
    return body[:most]


def _looks_plain(body: bytes) -> bool:
    """Whether bytes are markup or a picture already, whatever their header says."""
    start = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith((b"<", b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM"))


def _joined(body: bytes) -> bytes:
    """Chunks joined; the body itself where it is not in chunks."""
    whole = bytearray()
    place = count = 0
    while match := _SIZE.match(body, place):
        size = int(match[1], 16)
        if not size:
            return bytes(whole)
        count += 1
        if count > MAX_HTTP_CHUNKS:
            raise EncodingUnknownError("chunked")
        whole += body[match.end() : match.end() + size]
        place = match.end() + size
        place += 2 if body[place : place + 2] == b"\r\n" else 0
    return bytes(whole) if whole and place >= len(body) else body


def _inflated(body: bytes, wbits: int, most: int) -> bytes:
    """Unpacked as far as it goes; the body itself where it is not packed."""
    inflater = zlib.decompressobj(wbits)
    pieces: list[bytes] = []
    left, packed = most, body
    try:
        while left > 0 and not inflater.eof:
            data = inflater.decompress(packed, min(left, 1 << 20))
            packed = inflater.unconsumed_tail
            if not data and not packed:
                break
            pieces.append(data)
            left -= len(data)
    except zlib.error:
        return b"".join(pieces) or body
    return b"".join(pieces)


def _of_brotli(body: bytes, most: int) -> bytes:
    """Unpacked as far as it goes; nothing where it is not Brotli, or damaged from the start."""
    import brotli

    pieces: list[bytes] = []
    left, packed = most, body
    unpacker = brotli.Decompressor()
    try:
        while left > 0 and not unpacker.is_finished():
            data: bytes = unpacker.process(packed, output_buffer_limit=min(left, 1 << 20))
            packed = b""
            if not data and unpacker.can_accept_more_data():
                break  # the body was cut
            pieces.append(data)
            left -= len(data)
    except brotli.error:
        pass
    return b"".join(pieces)


def charset_of(untrusted_type: str) -> str | None:
    """The encoding that a ``Content-Type`` header names."""
    match = _CHARSET.search(untrusted_type[:1000])
    return match[1] if match else None
