# SPDX-License-Identifier: GPL-3.0-or-later
"""What a web archive holds, found in one pass: its pages, and where each picture lies.

Only hashes of addresses and digests are kept, so that the memory grows by some two hundred bytes
a picture, however long addresses are.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, insort
from dataclasses import dataclass, field
from math import ceil, log2
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urldefrag, urljoin, urlsplit, urlunsplit

from indexing.importers.binary_starts import is_picture
from indexing.importers.web_records import Archive, Fault, Record
from indexing.limits import MAX_REDIRECTS, MAX_WEB_CAPTURES

if TYPE_CHECKING:
    from indexing.importers.web_records import Address

_T = TypeVar("_T")

_KEY_BYTES = 12
_TIME_CHARACTERS = 40
_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_PICTURE_NAME = re.compile(r"\.(?:jpe?g|png|webp|gif|bmp)$", re.IGNORECASE)
_REDIRECTS = ("301", "302", "303", "307", "308")
_MARKUP = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head)", re.IGNORECASE)
_SAFE = "%/:=&?~#+!$,;'@()*[]|"


@dataclass(frozen=True, slots=True)
class Place:
    """A record of one of the files that an archive consists of."""

    file: int
    at: Address


@dataclass(frozen=True, slots=True)
class Page:
    """A record that is a row: where it lies, and whose block holds its content."""

    file: int
    number: int
    at: Address
    refers: bytes = b""
    """For a page captured again without its content: the key of the digest that has it."""


@dataclass(slots=True)
class WebIndex:
    """The pages of an archive in order, its faults between them, and its pictures by address."""

    rows: list[Page | tuple[int, Fault]] = field(default_factory=list)
    contents: dict[bytes, Place] = field(default_factory=dict)
    pages: set[Place] = field(default_factory=set)
    """Where the contents of pages lie."""
    captures: dict[bytes, list[tuple[float, Place | bytes]]] = field(default_factory=dict)
    found: dict[bytes, list[tuple[float, Place]]] = field(default_factory=dict)
    hops: dict[bytes, tuple[bytes, ...]] = field(default_factory=dict)
    seen: int = 0

    def add(self, number: int, archive: Archive) -> None:
        """Walk one file of the archive."""
        for found in archive.records():
            if isinstance(found, Fault):
                self.rows.append((number, found))
                continue
            self.seen += 1
            if found.kind in ("response", "resource", "revisit"):
                self._take(number, found)

    def picture(self, uri: str, moment: float) -> Place | None:
        """Where the picture of an address lies; of several captures the one nearest in time.

        To be asked when all files were walked.

        Args:
            uri: an absolute address.
            moment: the time of the page's capture, in ``seconds``.
        """
        keys = [_key(form) for form in _forms(uri)]
        for _ in range(MAX_REDIRECTS + 1):
            if found := next((x for key in keys if (x := self._nearest(key, moment))), None):
                return found
            keys = [target for key in keys for target in self.hops.get(key, ())][:4]
        return None

    def content(self, page: Page) -> Place | None:
        """Where the content of a page lies."""
        return self.contents.get(page.refers) if page.refers else Place(page.file, page.at)

    def _nearest(self, key: bytes, moment: float) -> Place | None:
        captures = self.found.get(key)
        if captures is None:
            if key not in self.captures:
                return None
            captures = [
                (captured, place)
                for captured, at in self.captures.pop(key)
                if (place := self.contents.get(at) if isinstance(at, bytes) else at) is not None
            ]
            self.found[key] = captures
        return nearest(captures, moment)

    def _take(self, file: int, record: Record) -> None:
        uri = record.header("WARC-Target-URI")
        status = "200" if record.status is None else record.status
        if status in _REDIRECTS and (target := record.http_header("Location").strip()):
            self._redirect(uri, target)
            return
        digest = record.header("WARC-Payload-Digest")
        is_page, is_picture = is_markup(record), _is_picture(record, uri)
        if record.kind == "revisit":
            if status in ("200", "304"):
                self._again(file, record, digest)
            return
        if status != "200" or not (is_page or is_picture):
            return
        place = Place(file, record.at)
        if digest:
            self.contents.setdefault(_key(digest), place)
        if record_id := record.header("WARC-Record-ID"):
            self.contents.setdefault(_key(record_id), place)
        self.contents.setdefault(_key(_moment(uri, record.header("WARC-Date"))), place)
        if is_page:
            self.pages.add(place)
            self.rows.append(Page(file, record.number, record.at))
        else:
            self._capture(uri, record.header("WARC-Date"), place)

    def _again(self, file: int, record: Record, digest: str) -> None:
        """The same content met again: a page is a row of its own, a picture a capture."""
        target = record.header("WARC-Refers-To-Target-URI").strip("<>")
        moment = _moment(target, record.header("WARC-Refers-To-Date"))
        keys = [_key(text) for text in (record.header("WARC-Refers-To"), digest, moment) if text]
        default = _key(digest) if digest else keys[-1]
        key = next((key for key in keys if key in self.contents), default)
        uri = record.header("WARC-Target-URI")
        # a server that says "not modified" seldom says of what type the content was
        is_untyped = not record.http_header("Content-Type").strip()
        if is_markup(record) or (is_untyped and self.contents.get(key) in self.pages):
            self.rows.append(Page(file, record.number, record.at, key))
        else:
            self._capture(uri, record.header("WARC-Date"), key)

    def _capture(self, uri: str, when: str, place: Place | bytes) -> None:
        captures = self.captures.setdefault(_key(_plain(uri)), [])
        add_spread(captures, seconds(when), place, MAX_WEB_CAPTURES)

    def _redirect(self, uri: str, target: str) -> None:
        try:
            target = urljoin(uri, target)
        except ValueError:
            return
        self.hops.setdefault(_key(_plain(uri)), tuple(_key(form) for form in _forms(target)))


def _type_of(record: Record) -> str:
    is_answer = bool(record.status or record.http)
    return record.http_header("Content-Type") if is_answer else record.header("Content-Type")


def is_markup(record: Record) -> bool:
    """Whether a record holds a page: by its type, else by its first bytes."""
    untrusted = _type_of(record)
    kind = untrusted.split(";")[0].strip().lower()
    if kind in _PAGE_TYPES and not is_picture(record.start):
        return True
    plain = kind in ("", "text/plain", "unknown", "application/octet-stream", "no-type")
    return plain and _MARKUP.match(record.start) is not None


def _is_picture(record: Record, uri: str) -> bool:
    untrusted = _type_of(record)
    kind = untrusted.strip().lower()
    if kind.startswith("image/"):
        return not kind.startswith("image/svg")
    if is_picture(record.start):
        return True  # some servers call everything a page, or nothing
    return not kind.startswith("text/") and bool(_PICTURE_NAME.search(urlsplit_path(uri)))


def urlsplit_path(untrusted_uri: str) -> str:
    """The path of an address, empty where it cannot be one."""
    try:
        return urlsplit(untrusted_uri).path
    except ValueError:
        return ""


def _forms(uri: str) -> tuple[str, ...]:
    """The address and the one of the other scheme, which pages mix up."""
    plain = _plain(uri)
    if plain.startswith("https:"):
        return plain, f"http:{plain[6:]}"
    return (plain, f"https:{plain[5:]}") if plain.startswith("http:") else (plain,)


def _plain(untrusted_uri: str) -> str:
    """An address in one form: no fragment, host in small letters, odd signs in per cents."""
    try:
        parts = urlsplit(urldefrag(untrusted_uri.strip())[0])
        plain = urlunsplit(
            (parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, "")
        )
        return quote(plain, safe=_SAFE)
    except (ValueError, UnicodeError):
        return untrusted_uri


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=_KEY_BYTES).digest()


def _moment(uri: str, when: str) -> str:
    return f"{uri} {when[:19]}"


def seconds(when: str) -> float:
    """Roughly the seconds of a time; only distances are compared."""
    numbers = [int(x) for x in re.findall(r"\d{1,4}", when[:_TIME_CHARACTERS])[:6]]
    weights = (31_557_600, 2_629_800, 86_400, 3600, 60, 1)
    return float(sum(n * w for n, w in zip(numbers, weights, strict=False)))


def add_spread(entries: list[tuple[float, _T]], moment: float, value: _T, most: int) -> None:
    """Add to what is held in order of time; where it is full, those close together are thinned."""
    if len(entries) >= most:
        span = entries[-1][0] - entries[0][0]
        # powers of two, so that what is thinned again keeps even distances
        apart = 2.0 ** ceil(log2(2 * span / most)) if span else 1.0
        kept: dict[float, tuple[float, _T]] = {}
        for entry in entries:
            kept.setdefault(entry[0] // apart, entry)
        entries[:] = kept.values()
    insort(entries, (moment, value), key=itemgetter(0))


def nearest(entries: list[tuple[float, _T]], moment: float) -> _T | None:
    """What lies nearest in time; of several at one time the one that came first."""
    at = bisect_left(entries, moment, key=itemgetter(0))
    before = bisect_left(entries, entries[at - 1][0], key=itemgetter(0)) if at else at
    around = [entries[place] for place in (before, at) if place < len(entries)]
    return min(around, key=lambda entry: abs(entry[0] - moment))[1] if around else None
