# SPDX-License-Identifier: GPL-3.0-or-later
"""The head of a record of a web archive: its own headers and those of the answer within it.

The grammar is read by warcio, which takes WARC and ARC headers of all versions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warcio.statusandheaders import StatusAndHeaders

PARSE_ERRORS = (EOFError, ValueError, AttributeError, LookupError, TypeError)
"""What warcio raises, and what is raised here, for headers that are none."""


class Lines(Protocol):
    """Lines of a stream, counted."""

    taken: int
    is_head: bool

    def readline(self, most: int | None = None) -> bytes:
        """The next line, at most so many bytes of it."""


@dataclass(frozen=True, slots=True)
class Head:
    """What is told of a record before its block."""

    kind: str
    headers: Mapping[str, str]
    """Those of the record by their names in small letters; of several alike the first."""
    status: str | None
    """The code of the HTTP answer, None where the block is not one."""
    http: Mapping[str, str]
    length: int
    """Bytes of the block behind the HTTP headers."""


class HeadParser:
    """Reads heads from lines."""

    def __init__(self) -> None:
        from warcio.recordloader import ArcWarcRecordLoader

        self._loader = ArcWarcRecordLoader(verify_http=False, arc2warc=True)

    def parse(self, lines: Lines) -> Head:
        """The head of the record that begins here; one of ``PARSE_ERRORS`` where none does."""
        from warcio.statusandheaders import StatusAndHeadersParserException as NotParsed

        try:
            headers, described = self._loader.warc_parser.parse(lines), 0
        except NotParsed as error:
            headers = _arc_headers(self._loader, lines, error.statusline)
            headers.remove_header("WARC-Record-ID")  # made up by the parser
            described = headers.total_len  # the two lines that describe an ARC file
        known = _first_of_each(headers)
        length = int(known["content-length"]) - described
        uri = known.get("warc-target-uri", "")
        uri = uri.removeprefix("<").removesuffix(">").replace(" ", "%20")
        known["warc-target-uri"] = uri
        kind = known.get("warc-type", "")
        if length < 0 or (kind in ("response", "resource") and not uri):
            raise ValueError
        http, lines.is_head = None, False
        before = lines.taken
        if length and kind in ("response", "revisit") and _is_http(uri):
            http = self._loader.http_parser.parse(_Limited(lines, length))
        left = length - (lines.taken - before)
        if http is None:
            return Head(kind, known, None, {}, left)
        return Head(kind, known, str(http.get_statuscode()), _first_of_each(http), left)


class _Limited:
    """Lines of a block that ends after so many bytes."""

    def __init__(self, lines: Lines, length: int) -> None:
        self._lines, self._end = lines, lines.taken + length

    def readline(self) -> bytes:
        """The next line, or what the block still holds of it."""
        left = self._end - self._lines.taken
        return self._lines.readline(left) if left > 0 else b""


def _arc_headers(loader: Any, lines: Lines, first: str) -> StatusAndHeaders:
    from warcio.statusandheaders import StatusAndHeadersParserException as NotParsed

    try:
        return loader.arc_parser.parse(lines, first)
    except NotParsed as error:
        raise ValueError from error


def _is_http(uri: str) -> bool:
    return uri.lower().startswith(("http:", "https:"))


def _first_of_each(headers: StatusAndHeaders) -> dict[str, str]:
    """Headers to be looked up by name: a head may have as many as fit into it."""
    known: dict[str, str] = {}
    for name, value in headers.headers:
        known.setdefault(name.lower(), value)
    return known
