# SPDX-License-Identifier: GPL-3.0-or-later
"""Web addresses, also without scheme or defanged, and the phones and handles that links carry."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import unquote

from indexing.extract.claims import MAX_CANDIDATES, Page
from indexing.extract.domains import BRACKETED_DOT, ENDINGS, IDEOGRAPHIC_STOP, WORD_ENDINGS
from indexing.normalise import raw_span

_DOT = rf"(?:\.|{BRACKETED_DOT})"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = rf"{_LABEL}(?:{_DOT}{_LABEL}){{1,6}}"
_TAIL = r"(?::\d{2,5})?(?:[/?#][^\s<>\"\x01«»“”]{0,2000})?"
_SCHEME = r"h[tx*]{2}ps?\s?(?:\[:\]|\(:\)|:)\s?(?://|\\\\|/{1,3})\s?"
_URL = re.compile(
    rf"(?P<scheme>{_SCHEME})?(?<![\w@.\-])(?P<host>{_HOST})(?P<tail>{_TAIL})(?![\w@])"
)
_SCHEMED = re.compile(rf"(?P<scheme>{_SCHEME})(?P<host>{_HOST})(?P<tail>{_TAIL})")
_BARE = re.compile(rf"(?<![\w@.\-])(?P<host>{_HOST})(?P<tail>{_TAIL})(?![\w@])")
_PHONE_LINK = re.compile(
    r"(?:tel|sms|callto|whatsapp|viber):(?://)?[a-z/]{0,12}(?:\?(?:phone|number)=)?"
    r"(?P<digits>(?:\+|%2b|00)?(?:[\d().\-]|%20){7,24})"
)
_MOST_LINK_NUMBERS = 8
_DIGIT_DOT = re.compile(r"[\d.]+")
_DEFANGED_DOT = re.compile(BRACKETED_DOT)
_TRAILING = ".,;:!?'*_~…)]}>،؛؟。、！？’"
_NEXT_LINK = re.compile(r"[,;|]+\s?(?:h[tx*]{2}ps?:|www\.)")
_FOREIGN_STOP = re.compile(
    r"[\u3001\u3002\uff0c\uff1b\uff01\uff1f\uff08\uff09\u300a-\u3011\u060c\u061b\u061f]"
    r"|[,;:!](?=[\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7a3])"
)
"""Punctuation of scripts without spaces: what follows is no part of a link."""
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Link:
    """A link as read: host in lower case, the rest as posted."""

    start: int
    end: int
    host: str
    rest: str

    @property
    def value(self) -> str:
        """Canonical address: no scheme, no ``www.``, no fragment, no final slash."""
        return self.host + self.rest.split("#", 1)[0].rstrip("/")


def find(page: Page, *, has_scheme: bool) -> Iterator[Link]:
    """Web addresses of the page: those that say so by a scheme, or the others."""
    text = page.text.replace(IDEOGRAPHIC_STOP, ".")
    if has_scheme and "/" not in text and "\\" not in text:
        return
    pattern = _SCHEMED if has_scheme else _BARE
    place = 0
    for _ in range(MAX_CANDIDATES):
        match = pattern.search(text, place)
        if match is None:
            return
        link = _link(page, match)
        place = match.end() if link is None else link.end  # another may follow where it was cut
        if link is not None and page.is_free(link.start, link.end):
            yield link


def phone_links(page: Page) -> Iterator[tuple[int, int, str]]:
    """``tel:`` and like links with their digits, ``+`` first where the link has it."""
    if ":" not in page.text:
        return
    for match in islice(_PHONE_LINK.finditer(page.text), MAX_CANDIDATES):
        digits = unquote(match["digits"])
        yield match.start(), match.end(), digits


def canonical(untrusted_url: str) -> str:
    """Canonical form of an address given on its own; empty when it is none."""
    match = _URL.match(untrusted_url.strip()[:2100].lower())
    if match is None:
        return ""
    rest = untrusted_url.strip()[match.start("tail") : match.end("tail")]
    return Link(0, 0, _host(match["host"]), rest).value


def _host(written: str) -> str:
    host = _DEFANGED_DOT.sub(".", written).replace(" ", "")
    return host.removeprefix("www.")


def _link(page: Page, match: re.Match[str]) -> Link | None:
    start, end = match.span()
    tail = _cut_tail(page, match)
    while tail and tail[-1] in _TRAILING:
        opening = _PAIRS.get(tail[-1])
        if opening and tail.count(opening) >= tail.count(tail[-1]):
            break
        tail = tail[:-1]
    end = match.start("tail") + len(tail)
    host = _host(match["host"])
    if "scheme" not in match.groupdict():
        written = page.raw_slice(*match.span("host"))
        cut = 0 if tail else _next_sentence(written)
        if cut:
            host, end = host[:-cut], end - cut
        elif not tail and _begins_sentence(written):
            return None
        if not _is_named(host, match["host"], tail):
            return None
    rest = page.raw_slice(match.start("tail"), end) if tail else ""
    return Link(start, end, host, rest)


def _cut_tail(page: Page, match: re.Match[str]) -> str:
    """The tail up to where another link or a sentence in another script begins."""
    begin, end = match.span("tail")
    tail = match["tail"]
    if not tail.isascii() or not page.raw.isascii():
        low, high = raw_span(page.folded, begin, end) if tail else (0, 0)
        stop = _FOREIGN_STOP.search(page.raw, low, high)
        if stop:
            tail = tail[: max(0, bisect_left(page.folded.offsets, stop.start()) - begin)]
    further = _NEXT_LINK.search(tail)
    return tail[: further.start()] if further else tail


def _next_sentence(written: str) -> int:
    """Letters of a sentence that lost its space after a name: ``example.com.Call``."""
    labels = written.split(".")
    word = labels[-1]
    is_word = word.istitle() and word.lower() not in ENDINGS
    return len(word) + 1 if is_word and len(labels) > 2 and labels[-2] in ENDINGS else 0


def _begins_sentence(written: str) -> bool:
    """Whether the ending of two letters is the first word after a full stop: ``camera.Ro``."""
    labels = written.split(".")
    ending = labels[-1]
    return len(labels) == 2 and len(ending) == 2 and ending.istitle() and not labels[0].isupper()


def _is_named(host: str, written: str, tail: str) -> bool:
    """Whether a name without scheme is an address and not two words with a full stop."""
    labels = host.split(".")
    if _DIGIT_DOT.fullmatch(host) or labels[-1] not in ENDINGS:
        return False
    if written.startswith("www") or tail.startswith("/"):
        return True
    if labels[-1] in WORD_ENDINGS:
        if all(len(label) == 1 for label in labels[:-1]):
            return False
        return len(labels) > 2 or any(c.isdigit() for c in labels[0])
    return len(labels[0]) > 1 or len(labels) > 2


_PHONE_HOSTS = frozenset(
    {"wa.me", "api.whatsapp.com", "web.whatsapp.com", "t.me", "viber.click", "signal.me"}
)
_PHONE_PATH = re.compile(
    r"(?:\D*[?&]phone=|/(?:#p/)?)(?:\+|%2b)?(?P<digits>\d(?:(?:%20|[ \-.])?\d){7,14})(?!\d)"
)


def phone_in(link: Link) -> str:
    """Digits of the phone that a chat link opens, or an empty string."""
    if link.host not in _PHONE_HOSTS:
        return ""
    match = _PHONE_PATH.match(link.rest.lower())
    return re.sub(r"%20|\D", "", match["digits"]) if match else ""


_URL_NUMBER = re.compile(
    r"(?<![a-z0-9.])(?:\+|%2b)?\(?\d(?:(?:[-.()_ ]|%20|%28|%29){0,2}\d){6,16}(?![a-z0-9])"
)
_DIALS = re.compile(
    r"(?:tel|phone|fone|call|mobile|cell|whatsapp|number|numero|num|contact|sms)\W*\Z"
)
_COUNTS = re.compile(
    r"(?<![a-z])(?:ads?|items?|id|ids|p|photos?|pics?|img|images?|products?|ref|listings?|posts?|ts?|time"
    r"|date|files?|view|threads?|annonces?|anuncios?|articles?|offers?|order|ll|q|v|page|node"
    r"|user|profile|status|session|sid|uid|cat)[/=_-]\Z"
)
_CLOCK = re.compile(r"1[4-9]\d{8}(?:\d{3})?|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d*")


@dataclass(frozen=True, slots=True)
class LinkNumber:
    """Digits within a link that may be a number to call; ``start`` and ``end`` are the page's."""

    start: int
    end: int
    digits: str
    is_told: bool
    """The link itself says so: ``?tel=``."""


def numbers_in(page: Page, link: Link) -> Iterator[LinkNumber]:
    """Digits in path and query that are no clock and no number of an advertisement."""
    begin = page.text.find("/", link.start + 9, link.end)
    begin = link.start if begin < 0 else begin
    text = page.text[begin : link.end]
    for match in islice(_URL_NUMBER.finditer(text), _MOST_LINK_NUMBERS):
        digits = re.sub(r"%2[089]|[^\d+]", "", match.group().replace("%2b", "+"))
        before = text[: match.start()]
        is_told = _DIALS.search(before) is not None
        if match.group().count(".") == 1:  # a place on the map, a price, a version
            continue
        is_solid = match.group().lstrip("+").isdigit()
        if _CLOCK.fullmatch(digits) or (is_solid and _COUNTS.search(before)):
            continue
        yield LinkNumber(begin + match.start(), begin + match.end(), digits, is_told)
