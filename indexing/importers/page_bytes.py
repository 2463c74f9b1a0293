# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes of a page as text: pictures written into it are lifted out first, then it is decoded.

A page with its photographs inside is nearly all photographs: without them it is small, and each of
them is read from its place in the page when it is asked for.
"""

from __future__ import annotations

import base64
import codecs
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from indexing.importers import encodings
from indexing.importers.origin import PartOrigin
from indexing.limits import MAX_PAGE_MARKUP_BYTES

Part = Callable[[int, int], bytes]
"""Gives the bytes of a page from the first number up to the second."""


class PageTooLargeError(ValueError):
    """The markup of a page is larger than is read."""


LIFTED = re.compile(r"data:faisceau-(\d{1,9})")
_DATA_URI = re.compile(
    rb"data:image/[^,\"'\s<>]{1,200},(?=[A-Za-z0-9+/%])([A-Za-z0-9+/=%_\r\n-]{300,}+)",
    re.IGNORECASE,
)
_META = re.compile(rb"<meta\s[^>]{0,500}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
_XML = re.compile(rb"^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})", re.I)
_MAX_PREVIEW = 2_800
"""Characters of base64: some 2,100 bytes."""
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))
# the web reads these names as the Windows code pages that hold them
_AS_WINDOWS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030"}


@dataclass(frozen=True, slots=True)
class LiftedPage:
    """A page without the pictures written into it.

    ``spans`` tells where the base64 of each picture stands in the page; in ``markup`` the text
    ``data:faisceau-3`` stands for the fourth. ``part`` gives the bytes of a span.
    """

    markup: str
    encoding: str
    spans: tuple[tuple[int, int], ...]
    part: Part

    def is_preview(self, number: int) -> bool:
        """Whether a picture is so small that pages show it, blurred, until the real one is there.

        Such previews have sides of 10 to 60 pixels, in JPEG or WebP some 200 to 2,000 bytes.
        """
        return 0 <= number < len(self.spans) and (
            self.spans[number][1] - self.spans[number][0] <= _MAX_PREVIEW
        )

    def reader(self, number: int) -> Callable[[int], bytes | None] | None:
        """Reads the picture of that number, or None where the page has no such picture."""
        if not 0 <= number < len(self.spans):
            return None
        start, stop = self.spans[number]
        part = self.part
        return lambda limit: from_base64(part(start, min(stop, start + 2 * limit + 1000)), limit)


def lifted(
    data: bytes,
    *,
    charset: str | None = None,
    encoding: str | None = None,
    part: Part | None = None,
) -> LiftedPage:
    """The page as text.

    Args:
        data: the whole page.
        charset: the encoding its carrier names (a header), or None.
        encoding: the codec to use, whatever the page declares; None to find out.
        part: reads a piece of ``data`` again; without it the pictures are held in memory.

    Raises:
        PageTooLargeError: more than ``MAX_PAGE_MARKUP_BYTES`` remain without the pictures.
    """
    if data.startswith(_WIDE) or (encoding or "").startswith(("utf-16", "utf-32")):
        data = data.decode(encoding or "utf-16", "replace").encode("utf-8", "replace")
        encoding, part = "utf-8", None
    matches = list(_DATA_URI.finditer(data))
    spans = tuple(match.span(1) for match in matches)
    pieces: list[bytes] = []
    last = 0
    for number, match in enumerate(matches):
        pieces += [data[last : match.start()], b"data:faisceau-%d" % number]
        last = match.end()
    bare = b"".join([*pieces, data[last:]])
    if len(bare) > MAX_PAGE_MARKUP_BYTES:
        raise PageTooLargeError
    codec = encoding or encoding_of(bare, charset)
    return LiftedPage(bare.decode(codec, "replace"), codec, spans, part or _held(data, spans))


def _held(data: bytes, spans: tuple[tuple[int, int], ...]) -> Part:
    kept = {start: data[start:stop] for start, stop in spans}
    return lambda start, stop: kept[start][: stop - start]


def from_base64(untrusted_text: bytes, limit: int) -> bytes | None:
    """At most ``limit`` bytes of base64 that may be cut, wrapped or percent-encoded."""
    bare = unquote_to_bytes(untrusted_text) if b"%" in untrusted_text else untrusted_text
    bare = bare.replace(b"-", b"+").replace(b"_", b"/").translate(None, _NOT_BASE64)
    bare = bare[: 4 * (limit // 3 + 1)]
    whole = len(bare) - (len(bare) % 4 == 1)
    data = base64.b64decode(bare[:whole] + b"=" * (-whole % 4))
    return data[:limit] or None


def encoding_of(data: bytes, charset: str | None) -> str:
    """The encoding of a page: its mark, strict UTF-8, what is declared, then what it looks like.

    Strict UTF-8 goes before the declaration: programs that save pages write UTF-8 and often leave
    the old declaration in them, and other text is hardly ever UTF-8 by chance.
    """
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    known = _codec(charset or "") or declared(data)
    if known.startswith(("utf-16", "utf-32")) and charset is None:
        known = "utf-8"  # a declaration that could be read as ASCII is wrong in this
    if _is_escaped(known) or _is_utf8(data):
        return known if _is_escaped(known) else "utf-8"
    if known and (known != "utf-8" or _is_mostly_utf8(data)):
        return known
    return encodings.detect(PartOrigin(Path("page"), lambda: io.BytesIO(data), len(data)))


def declared(data: bytes) -> str:
    """The encoding that a page says it has, empty where it says none that there is."""
    found = _META.search(data[:8192]) or _XML.match(data[:8192])
    return _codec(found[1].decode("ascii")) if found else ""


def _codec(untrusted_name: str) -> str:
    """The codec of a declared name, empty for one that is no encoding of text."""
    try:
        info = codecs.lookup(untrusted_name.strip().strip("\"'"))
        "".encode(info.name)
    except (LookupError, ValueError):
        return ""
    if info.name in ("idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7"):
        return ""
    return _AS_WINDOWS.get(info.name, info.name)


def _is_escaped(codec: str) -> bool:
    """Whether a text of this codec is ASCII bytes that mean other letters."""
    return codec.startswith(("iso2022", "hz", "utf-16", "utf-32"))


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether no more than half of what is not ASCII is damage."""
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    return len(text) - len(text.encode("ascii", "ignore")) >= 2 * damaged


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
