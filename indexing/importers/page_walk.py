# SPDX-License-Identifier: GPL-3.0-or-later
"""One walk over the pieces of a page: its visible text in lines, regions, links and pictures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from indexing.importers.html_tokens import PieceCount, Token, attributes, resolved, tokens
from indexing.importers.page_images import background_refs, image_refs, late_background_refs
from indexing.importers.page_marks import mark_of
from indexing.limits import (
    MAX_FRAME_DEPTH,
    MAX_PAGE_ADDRESS,
    MAX_PAGE_DATA_CHARACTERS,
    MAX_PAGE_FRAMES,
)

_UNSEEN = frozenset(("noscript", "template", "svg"))
_SHADOW = re.compile(r"(?<![\w-])shadow(?:root)?(?:mode)?\s*=", re.IGNORECASE)
"""A template that is no pattern: what an element of the page shows in its own frame of tags."""
_BLOCK_NAMES = (
    "address article aside blockquote body br button caption center dd details dialog dir div dl dt"
    " fieldset figcaption figure footer form frame h1 h2 h3 h4 h5 h6 header hr html legend li main"
    " menu nav ol option p pre section select summary table tbody tfoot thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_OUT_OF_SVG = _BLOCKS | {"span", "b", "i", "a", "img"}
_REGIONS = frozenset(("main", "article", "nav", "header", "footer", "aside", "select"))
_ROLES = {
    "main": "main",
    "navigation": "nav",
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "aside",
}
OF_OTHERS = "others"
"""The role of a part that tells of other ads, or what others said of this one."""
FRAME = "frame"
"""The role of a page that is written into a frame of this one."""
_MAY_BE_OF_OTHERS = frozenset(("div", "section", "aside", "ul", "ol"))
_CALLED_OF_OTHERS = re.compile(
    r"(?:similar|related|recommendations|suggestions|comments|reviews|similaires|commentaires"
    r"|similares|relacionad[oa]s|comentarios|(?:other|more|recommended|suggested|annonces|autres"
    r"|anuncios|otros)[-_](?:ads|adverts|listings|offers|items|annonces|offres|anuncios|ofertas"
    r"|similaires|similares))(?![-_](?:open|clos|enabl|disabl|allow|o[nf]f?\b))(?:[-_][\w-]*)?",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"similar|related|recommend|suggest|comment|coment|review|relacionad|ads|advert|listings"
    r"|offers|items|annonces|offres|anuncios|ofertas",
    re.IGNORECASE,
)
_ONE_LINE = str.maketrans("\t\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029", " " * 11)
CONTACT_LINK = re.compile(
    r"\s*(?:tel:|sms:|mailto:|callto:|whatsapp:|viber:|tg:|(?:https?:)?//(?:www\.)?"
    r"(?:wa\.me|t\.me|telegram\.me|api\.whatsapp\.com|web\.whatsapp\.com|signal\.me)/)",
    re.IGNORECASE,
)
_LARGE = re.compile(r"\.(?:jpe?g|png|webp|gif)(?:\?|$)", re.IGNORECASE)
_MAX_OPEN_REGIONS = 200
_MAX_KEPT = 2_000
"""Links, dates, headings and declarations of one page, each."""
_MAX_IMAGES = 20_000


@dataclass(slots=True)
class Region:
    """A part of the page that says what it is for: pieces ``start`` up to ``stop``."""

    role: str
    tag: str
    start: int
    stop: int = -1
    nested: int = 0
    url: str = ""
    """Of a page in a frame: the address that it gives itself."""


@dataclass(frozen=True, slots=True)
class Named:
    """Text found at a piece of the page."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class NamedImage:
    """A picture named at a piece of the page, with its other names."""

    at: int
    refs: tuple[str, ...]


@dataclass(slots=True)
class WalkedPage:
    """What the walk found, in the order of the page."""

    pieces: list[str] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    images: list[NamedImage] = field(default_factory=list)
    contacts: list[Named] = field(default_factory=list)
    headings: list[Named] = field(default_factory=list)
    times: list[Named] = field(default_factory=list)
    frames: list[Named] = field(default_factory=list)
    metas: dict[str, str] = field(default_factory=dict)
    data: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    title: str = ""
    language: str = ""
    base: str = ""
    canonical: str = ""


def walk(markup: str) -> WalkedPage:
    """Everything that is read of a page.

    Raises:
        TooManyPiecesError: the page has more tags and texts than are read.
    """
    walker = _Walker()
    walker.feed(markup, 0)
    walker.close_regions(0)
    return walker.page


class _Walker:
    def __init__(self) -> None:
        self.page = WalkedPage()
        self._unseen = ""
        self._unseen_depth = 0
        self._preformatted = 0
        self._heading = -1
        self._open: list[Region] = []
        self._open_tags = Counter[str]()
        self._raw_attributes: dict[str, str] = {}
        self._sources: list[str] = []
        self._large = ""
        self._is_blank = False
        self._frames = 0
        self._count = PieceCount()
        self._data_characters = 0
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {
            "img": self._image,
            "source": self._source,
            "a": self._link,
            "meta": self._meta,
            "link": self._related,
            "time": self._time,
            "html": self._html,
            "base": self._base,
            "video": self._video,
            "iframe": self._frame,
            "frame": self._frame,
            "script": self._script,
            "h1": self._heading_start,
            "pre": self._pre,
        }

    def feed(self, markup: str, frames: int) -> None:
        """Walk over a page, or over one that is written into another."""
        self._frames = frames
        for token in tokens(markup, self._count):
            if self._unseen and not self._seen_again(token):
                if self._is_blank and self._unseen == "noscript" and token.name == "img":
                    self._image(attributes(token.rest))  # what a script would put there
                continue
            if token.kind == "text":
                self._text(token.rest)
            elif token.kind == "start":
                self._start(token)
            elif token.kind == "end":
                self._end(token.name)
            elif token.kind == "raw":
                self._raw(token)
            elif len(self.page.comments) < _MAX_KEPT and len(token.rest) < 10_000:
                self.page.comments.append(token.rest)

    def close_regions(self, depth: int) -> None:
        """End every open region beyond that many."""
        for region in self._open[depth:]:
            region.stop = len(self.page.pieces)
            self._open_tags[region.tag] -= 1
        del self._open[depth:]

    def _seen_again(self, token: Token) -> bool:
        """Follow an element that nobody sees; true for a token that must lie outside it."""
        if token.kind == "start" and token.name == self._unseen:
            self._unseen_depth += not token.rest.rstrip().endswith("/")
        elif token.kind == "end" and token.name == self._unseen:
            self._unseen_depth -= 1
            if self._unseen_depth == 0:
                self._unseen = ""
        elif self._unseen == "svg" and token.kind == "start" and token.name in _OUT_OF_SVG:
            self._unseen = ""  # a drawing that is never closed hides nothing of the page
            return True
        return False

    def _text(self, text: str) -> None:
        text = text.replace("\0", "")
        self._is_blank = self._is_blank and not text.strip()
        self.page.pieces.append(text if self._preformatted else text.translate(_ONE_LINE))

    def _break(self) -> None:
        if self.page.pieces and self.page.pieces[-1] != "\n":
            self.page.pieces.append("\n")

    def _here(self) -> int:
        """A piece without text for what is no text, so that it lies in one region only."""
        self.page.pieces.append("")
        return len(self.page.pieces) - 1

    def _start(self, token: Token) -> None:
        name = token.name
        if name in _UNSEEN and not (name == "template" and _SHADOW.search(token.rest)):
            if not (name == "svg" and token.rest.rstrip().endswith("/")):
                self._unseen, self._unseen_depth = name, 1
            return
        if name in _BLOCKS:
            self._break()
        elif name in ("td", "th"):
            self.page.pieces.append("\t")
        self._region_start(token)
        if name in self._starts:
            self._starts[name](attributes(token.rest))
        if "data-cfemail" in token.rest:
            self._covered(attributes(token.rest).get("data-cfemail", ""))
        if "url(" in token.rest or "--sf-img-" in token.rest:
            self._add_image(background_refs(attributes(token.rest).get("style", "")))
        if "data-b" in token.rest:
            self._add_image(late_background_refs(attributes(token.rest)))

    def _end(self, name: str) -> None:
        if name == "h1" and self._heading >= 0:
            text = "".join(self.page.pieces[self._heading :][:100])
            _keep(self.page.headings, Named(self._heading, " ".join(text.split())))
            self._heading = -1
        elif name == "pre":
            self._preformatted = max(0, self._preformatted - 1)
        elif name == "picture":
            self._sources = []
        elif name == "a":
            self._large = ""
        if name in _BLOCKS:
            self._break()
        self._region_end(name)

    def _region_start(self, token: Token) -> None:
        role = token.name if token.name in _REGIONS else ""
        if "role" in token.rest:
            role = _ROLES.get(attributes(token.rest).get("role", "").strip().lower(), role)
        if token.name in _MAY_BE_OF_OTHERS and _OTHERS.search(token.rest):
            found = attributes(token.rest)
            names = f"{found.get('class', '')} {found.get('id', '')}".split()
            role = OF_OTHERS if any(map(_CALLED_OF_OTHERS.fullmatch, names)) else role
        if role and len(self._open) < _MAX_OPEN_REGIONS and len(self.page.regions) < 50_000:
            region = Region(role, token.name, len(self.page.pieces), nested=1)
            self._open.append(region)
            self._open_tags[token.name] += 1
            self.page.regions.append(region)
        elif self._open and self._open[-1].tag == token.name:
            self._open[-1].nested += 1

    def _region_end(self, name: str) -> None:
        if self._open and self._open[-1].tag == name:
            self._open[-1].nested -= 1
            if self._open[-1].nested <= 0:
                self.close_regions(len(self._open) - 1)
        elif self._open_tags[name] and name in _REGIONS:  # what was left open within ends with it
            for depth in range(len(self._open) - 1, -1, -1):
                if self._open[depth].tag == name:
                    self.close_regions(depth)
                    return

    def _raw(self, token: Token) -> None:
        if token.name == "title":
            self.page.title = self.page.title or resolved(token.rest).replace("\0", "").strip()
        elif token.name in ("textarea", "xmp"):
            self._break()
            self.page.pieces.append(resolved(token.rest).replace("\0", ""))
            self._break()
        elif token.name == "style" and "data:faisceau-" in token.rest:
            _keep(self.page.styles, token.rest)
        elif token.name == "script" and "ld+json" in self._raw_attributes.get("type", "").lower():
            self._data(token.rest)

    def _script(self, found: dict[str, str]) -> None:
        self._raw_attributes = found

    def _heading_start(self, _: dict[str, str]) -> None:
        self._heading = self._here()

    def _pre(self, _: dict[str, str]) -> None:
        self._preformatted += 1

    def _data(self, script: str) -> None:
        is_full = len(self.page.data) >= _MAX_KEPT
        if not is_full and self._data_characters + len(script) <= MAX_PAGE_DATA_CHARACTERS:
            self.page.data.append(script)
            self._data_characters += len(script)

    def _image(self, found: dict[str, str]) -> None:
        alt = found.get("alt", "")
        if 0 < len(alt) <= 8 and not alt.isascii() and not any(map(str.isalpha, alt)):
            self.page.pieces.append(alt)  # a sign of the text that is drawn as a picture
        if len(self.page.images) >= _MAX_IMAGES:
            return  # so that the names of no further one are looked at
        refs = image_refs(found, linked=self._large, sources=self._sources)
        waits = found.get("src", "").lstrip().startswith("data:")
        self._is_blank = waits and all(ref.startswith("data:") for ref in refs)
        self._add_image(refs)
        self._sources = []

    def _add_image(self, refs: tuple[str, ...]) -> None:
        if refs and len(self.page.images) < _MAX_IMAGES:
            self.page.images.append(NamedImage(self._here(), refs))

    def _source(self, found: dict[str, str]) -> None:
        is_full = len(self.page.images) >= _MAX_IMAGES
        is_set = "srcset" in found or "data-srcset" in found
        if is_set and len(self._sources) < 100 and not is_full:
            self._sources += image_refs(found)

    def _video(self, found: dict[str, str]) -> None:
        self._add_image(image_refs({"src": found.get("poster", "")}))

    def _link(self, found: dict[str, str]) -> None:
        href = found.get("href", "")
        if len(href) <= MAX_PAGE_ADDRESS and CONTACT_LINK.match(href):
            _keep(self.page.contacts, Named(self._here(), href.strip()))
        self._large = href if _LARGE.search(href[:MAX_PAGE_ADDRESS]) else ""

    def _covered(self, code: str) -> None:
        """An e-mail address that a host wrote so that only a script reads it: xor with a byte."""
        try:
            first, *others = bytes.fromhex(code[:1000])
            address = bytes(first ^ other for other in others).decode("utf-8")
        except ValueError:
            return
        if "@" in address:
            _keep(self.page.contacts, Named(self._here(), f"mailto:{address}"))

    def _meta(self, found: dict[str, str]) -> None:
        name = found.get("property") or found.get("name") or found.get("itemprop") or ""
        content = found.get("content", "").replace("\0", "").strip()
        if name and content and len(self.page.metas) < _MAX_KEPT:
            self.page.metas.setdefault(name.strip().lower(), content)

    def _related(self, found: dict[str, str]) -> None:
        if "canonical" in found.get("rel", "").lower().split() and not self.page.canonical:
            self.page.canonical = found.get("href", "").strip()

    def _time(self, found: dict[str, str]) -> None:
        if moment := found.get("datetime", "").strip()[:100]:
            _keep(self.page.times, Named(self._here(), moment))

    def _html(self, found: dict[str, str]) -> None:
        self.page.language = self.page.language or found.get("lang", found.get("xml:lang", ""))

    def _base(self, found: dict[str, str]) -> None:
        self.page.base = self.page.base or found.get("href", "").strip()

    def _frame(self, found: dict[str, str]) -> None:
        inner, frames = found.get("srcdoc", ""), self._frames
        if inner and frames < MAX_FRAME_DEPTH:
            self._break()
            page, region = self.page, Region(FRAME, "iframe", len(self.page.pieces))
            page.regions.append(region)
            own = page.canonical, page.metas, page.base
            lists = ("data", "comments", "headings", "times", "regions")
            ends = {name: len(getattr(page, name)) for name in lists}
            page.canonical, page.metas = "", {}
            self.feed(inner, frames + 1)
            url = mark_of(page.comments[ends["comments"] :]).url
            region.url = url or page.canonical or page.metas.get("og:url", "")
            # what it declares, and calls its main part, is said of the frame and not of the page
            page.canonical, page.metas, page.base = own
            for name, end in ends.items():
                del getattr(page, name)[end:]
            self._frames, self._unseen = frames, ""
            region.stop = len(page.pieces)
            self._break()
        ref = "" if inner else found.get("src", "").strip()
        if ref and len(ref) <= MAX_PAGE_ADDRESS and len(self.page.frames) < MAX_PAGE_FRAMES:
            self.page.frames.append(Named(self._here(), ref))


def _keep(entries: list[Any], entry: object) -> None:
    if len(entries) < _MAX_KEPT:
        entries.append(entry)
