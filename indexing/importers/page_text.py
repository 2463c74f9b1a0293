# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page says: text, title, date, price, links of contact, names of pictures. Never shown.

Markup is data here: it is not rendered, no script runs and nothing that it names is fetched.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin, urlsplit

from indexing.importers.page_bytes import LIFTED, LiftedPage, Part, lifted
from indexing.importers.page_data import declared
from indexing.importers.page_facts import metas_of_this_page, of_this_page
from indexing.importers.page_images import names_of_shared, shared_images, usable
from indexing.importers.page_marks import mark_of
from indexing.importers.page_walk import FRAME, OF_OTHERS, Region, WalkedPage, walk
from indexing.limits import MAX_IMAGES_PER_AD, MAX_PAGE_ADDRESS, MAX_PAGE_NAMES

LEAST_TEXT = 40
"""Characters from which on a text counts as the text of a page."""
_SHARED_LINK = re.compile(
    r"//(?:www\.)?(?:t\.me|telegram\.me)/share\b|wa\.me/?\?|^tg:(?://)?msg_url\b|^viber:(?://)?forward\b"
    r"|(?:^whatsapp:(?://)?|//(?:api|web)\.whatsapp\.com/)send/?(?![^#]*[?&]phone=)",
    re.IGNORECASE,
)
"""Of a button that sends the page to somebody, so that it is nobody's contact."""
_OTHER_ADS = re.compile(
    r"\W*(?:similar|related|(?:other|more) (?:ads|listings|offers)|you (?:may|might)"
    r"|(?:annonces|offres) similaires|(?:d.)?autres (?:annonces|offres)|vous aimerez"
    r"|(?:anuncios|ofertas) (?:similares|relacionad)|(?:otros|más) anuncios|también)",
    re.IGNORECASE,
)
"""Words over ads that are others'."""
_FIRST_PIECES = 20
_DATES = ("article:published_time", "datepublished", "dateposted", "date", "dc.date", "pubdate")
_HOST = re.compile(r"(?:https?:)?//[^/]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageImage:
    """A picture of a page by all its names, the best first.

    ``untrusted_refs`` are the names as they came, ``untrusted_urls`` the same made absolute (as
    they came where the page has no address). ``read`` gives the bytes of a picture written into
    the page itself, and ``is_preview`` tells that it may be a small one that stands for another.
    """

    untrusted_refs: tuple[str, ...]
    untrusted_urls: tuple[str, ...]
    read: Callable[[int], bytes | None] | None = field(default=None, compare=False, repr=False)
    is_preview: bool = False


@dataclass(frozen=True, slots=True)
class PageFrame:
    """A frame in a file of its own: its name as it came, and the same made absolute.

    ``is_in`` tells whether it stands in what the page is about.
    """

    untrusted_ref: str
    untrusted_url: str
    is_in: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    ``text`` is what the page is about, ``around`` the rest of its visible text (menus, footer):
    together they hold all of it. ``images`` are in the order of the page. ``url`` is the address
    that the program that saved it noted, else the one that the page gives for itself. ``notes``
    are further texts by name.
    """

    title: str = ""
    text: str = ""
    around: str = ""
    language: str = ""
    url: str = ""
    encoding: str = "utf-8"
    ad_id: str = ""
    published_at: str = ""
    captured_at: str = ""
    price: str = ""
    place: str = ""
    author: str = ""
    contacts: tuple[str, ...] = ()
    contacts_around: tuple[str, ...] = ()
    images: tuple[PageImage, ...] = ()
    images_around: int = 0
    frames: tuple[PageFrame, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)


def read_page(
    data: bytes,
    *,
    url: str = "",
    charset: str | None = None,
    encoding: str | None = None,
    part: Part | None = None,
) -> Page:
    """Read a page.

    Args:
        data: its bytes, at most ``MAX_SAVED_PAGE_BYTES`` of them (the caller checks).
        url: the address it was captured from, where that is known; names are resolved against it.
        charset: the encoding that its carrier names (HTTP or MIME header), or None.
        encoding: the codec to read it with, whatever it declares; None to find out.
        part: gives the bytes of ``data`` from one number up to another when a picture written into
            the page is read; without it these pictures are held in memory.

    Raises:
        TooManyPiecesError: the page has more tags and texts than are read.
        PageTooLargeError: its markup without pictures is larger than is read.
    """
    source = lifted(data, charset=charset, encoding=encoding, part=part)
    walked = walk(source.markup)
    mark = mark_of(walked.comments)
    own = mark.url or _own_url(walked)
    base = _base(url, own, walked.base)
    names = [walked.title, *(heading.text for heading in walked.headings)]
    facts = of_this_page(declared(walked.data), names, url or mark.url)
    walked.metas = dict(metas_of_this_page(walked.metas, names, url or mark.url))
    inside = _inside(walked, site_of(url or own))
    text, around = _texts(walked, inside)
    described = facts.get("description") or walked.metas.get("og:description", "")
    notes = {
        "page_title": walked.title,
        "description_of_page": described,
        "saved_as_written": mark.saved,
    }
    if len(text) < LEAST_TEXT and _folded(described) not in _folded(text):
        text = "\n".join(part for part in (text, described) if part)
    images, left_out = _images(walked, inside, source, base, facts.get("image", ""))
    contacts = [(inside(link.at), contact_of(link.text)) for link in walked.contacts]
    title = _title(walked, facts, inside)
    if walked.title == title:
        del notes["page_title"]
    return Page(
        title=title,
        text=text,
        around=around,
        language=walked.language.strip()[:40],
        url=own,
        encoding=source.encoding,
        ad_id=facts.get("id", ""),
        captured_at=mark.captured_at,
        published_at=_published(walked, facts, inside),
        price=facts.get("price") or _meta_price(walked.metas),
        place=facts.get("place", ""),
        author=facts.get("author") or walked.metas.get("author", ""),
        contacts=tuple(dict.fromkeys(x for is_in, x in contacts if is_in and x)),
        contacts_around=tuple(dict.fromkeys(x for is_in, x in contacts if not is_in and x)),
        images=images,
        images_around=left_out,
        frames=_frames(walked, inside, base),
        notes={name: note for name, note in notes.items() if note and note not in text},
    )


def _own_url(walked: WalkedPage) -> str:
    url = walked.canonical or walked.metas.get("og:url", "")
    is_address = url.lower().startswith(("http://", "https://"))
    return url if is_address and len(url) <= MAX_PAGE_ADDRESS else ""


def _base(url: str, own: str, untrusted_base: str) -> str:
    """What names are resolved against; what is longer than an address may be counts as none.

    Every name of a picture is joined to it, so that its length is paid for again with each.
    """
    page = url if url and len(url) <= MAX_PAGE_ADDRESS else own
    base = _joined(page, untrusted_base) if untrusted_base else page
    return base if len(base) <= MAX_PAGE_ADDRESS else page


def _joined(base: str, ref: str) -> str:
    try:
        return urljoin(base, ref)
    except ValueError:
        return ref


def site_of(untrusted_url: str) -> str:
    """The host of an address, without ``www.``; empty where there is none."""
    try:
        host = urlsplit(untrusted_url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _inside(walked: WalkedPage, site: str) -> Callable[[int], bool]:
    """Tells of a piece whether it is of what the page is about.

    That is the one region that the page calls its main part, where it holds enough text and the
    heading if there is one; else everything outside menus, the page's header and its footer.
    Frames of another site, or of none that they tell, are not of it, unless there is nothing else.
    """
    main = _main(walked)
    headings = [heading.at for heading in walked.headings]  # in the order of the page
    framed = "".join(
        piece
        for region in walked.regions
        if region.role == FRAME
        for piece in walked.pieces[region.start : region.stop]
    )
    is_shell = len("".join(walked.pieces).strip()) - len(framed.strip()) < LEAST_TEXT
    away = [
        region
        for region in walked.regions
        if _is_around(region, walked, headings, main)
        or (_is_foreign(region, site) and not is_shell)
    ]
    marks = bytearray(len(walked.pieces) + 1)
    if main is None:
        marks = bytearray(b"\1") * (len(walked.pieces) + 1)
    else:
        marks[main.start : main.stop] = b"\1" * (main.stop - main.start)
    last = 0
    for region in away:
        start = max(last, region.start)
        if region.stop > start:  # regions within regions are marked once
            marks[start : region.stop] = bytes(region.stop - start)
            last = region.stop
    return lambda at: bool(marks[at])


def _main(walked: WalkedPage) -> Region | None:
    for role in ("main", "article"):
        regions = [region for region in walked.regions if region.role == role]
        outer = _outermost(regions)
        if len(outer) == 1 and _holds_the_ad(outer[0], walked):
            return outer[0]
        if regions:
            return None
    return None


def _outermost(regions: list[Region]) -> list[Region]:
    found: list[Region] = []
    for region in regions:  # in the order of their starts
        if not found or region.start >= found[-1].stop:
            found.append(region)
    return found


def _holds_the_ad(region: Region, walked: WalkedPage) -> bool:
    headed = not walked.headings or any(
        region.start <= heading.at < region.stop for heading in walked.headings
    )
    size = sum(len(piece.strip()) for piece in walked.pieces[region.start : region.stop])
    return headed and size >= LEAST_TEXT


def _is_foreign(region: Region, site: str) -> bool:
    return region.role == FRAME and not (site and site_of(region.url) == site)


def _is_around(
    region: Region, walked: WalkedPage, headings: list[int], main: Region | None
) -> bool:
    if region.role in ("nav", "select"):
        return True
    first = bisect_left(headings, region.start)
    is_headed = first < len(headings) and headings[first] < region.stop
    if region.role == OF_OTHERS:  # what holds a heading, or most of a page, is the ad all the same
        is_most = 2 * (region.stop - region.start) > len(walked.pieces)
        return not is_headed and (bool(headings) or not is_most)
    if region.role == "aside":
        start = "".join(walked.pieces[region.start : region.stop][:_FIRST_PIECES])
        return not is_headed and _OTHER_ADS.match(start[:200]) is not None
    if region.role not in ("header", "footer"):
        return False
    if main is not None and main.start <= region.start < main.stop:
        return False  # the head or foot of the ad itself
    return not is_headed


def _texts(walked: WalkedPage, inside: Callable[[int], bool]) -> tuple[str, str]:
    own: list[str] = []
    around: list[str] = []
    for at, piece in enumerate(walked.pieces):
        (own if inside(at) else around).append(piece)
        if piece == "\n":
            (around if inside(at) else own).append(piece)
    return _lines(own), _lines(around)


def _lines(pieces: list[str]) -> str:
    """Lines without space around them; empty ones are left out."""
    lines = (" ".join(line.split()) for line in "".join(pieces).splitlines())
    return "\n".join(line for line in lines if line)


def _frames(walked: WalkedPage, inside: Callable[[int], bool], base: str) -> tuple[PageFrame, ...]:
    return tuple(PageFrame(x.text, _joined(base, x.text), inside(x.at)) for x in walked.frames)


def _folded(text: str) -> str:
    return "".join(text.casefold().split())


def _title(walked: WalkedPage, facts: Mapping[str, str], inside: Callable[[int], bool]) -> str:
    """The heading if there is one and it is part of what the page calls itself; else that name.

    Headings around the ad (a site's name over its menu) do not count where the ad has its own.
    """
    shared = walked.metas.get("og:title", "")
    names = _folded(shared + walked.title)
    named = [heading for heading in walked.headings if heading.text]
    own = [heading.text for heading in named if inside(heading.at)]
    headings = own or [heading.text for heading in named]
    if len(set(headings)) == 1 and (_folded(headings[0]) in names or not names):
        return headings[0]
    title = shared or facts.get("name", "") or walked.title or "".join(headings[:1])
    return " ".join(title.split())


def _published(walked: WalkedPage, facts: Mapping[str, str], inside: Callable[[int], bool]) -> str:
    if date := facts.get("date"):
        return date
    if date := next((walked.metas[key] for key in _DATES if key in walked.metas), ""):
        return date[:100]
    moments = {moment.text for moment in walked.times if inside(moment.at)}
    return moments.pop() if len(moments) == 1 else ""  # of several no one says which it is


def _meta_price(metas: Mapping[str, str]) -> str:
    for kind in ("product:price", "og:price", "price"):
        amount = metas.get(f"{kind}:amount") or (metas.get("price", "") if kind == "price" else "")
        currency = metas.get(f"{kind}:currency") or metas.get("pricecurrency", "")
        if amount:
            return f"{amount} {currency}".strip()
    return ""


def contact_of(href: str) -> str:
    """A link of contact as it would be written: a number, an e-mail address, or the link."""
    scheme, _, rest = href.partition(":")
    if scheme.lower() in ("tel", "sms", "callto"):
        return (
            unquote(rest.split("?")[0].split(";")[0]).removeprefix("//").replace("\0", "").strip()
        )
    if scheme.lower() == "mailto":
        return unquote(rest.split("?")[0]).replace("\0", "").strip()
    return "" if _SHARED_LINK.search(href) else href.replace("\0", "")


def _images(
    walked: WalkedPage, inside: Callable[[int], bool], source: LiftedPage, base: str, first: str
) -> tuple[tuple[PageImage, ...], int]:
    """Pictures of what the page is about; all that are not in menus when it has none there."""
    shared = shared_images(walked.styles)
    named = [(x.at, tuple(names_of_shared(x.refs, shared))) for x in walked.images]
    own = [refs for at, refs in named if refs and inside(at)]
    chosen = list(own) or [refs for _, refs in named if refs]
    left_out = len([refs for _, refs in named if refs]) - len(chosen)
    fronts = (walked.metas.get("og:image", ""), first)
    for ref in filter(None, map(usable, fronts)):
        path = _HOST.sub("", ref, count=1)
        same = (n for n, refs in enumerate(chosen) if not base and path in refs)
        if (place := next(same, None)) is None:
            chosen.append((ref,))
        else:  # the page does not know its own host, which this tells
            chosen[place] += (ref,)
    taken: set[str] = set()
    urls: dict[str, str] = {}
    images: list[PageImage] = []
    for refs in chosen:
        if len(images) >= MAX_IMAGES_PER_AD or len(urls) >= MAX_PAGE_NAMES:
            break
        for ref in refs:
            if ref not in urls:
                urls[ref] = ref if ref.startswith("data:") else _joined(base, ref)
        by_url = {urls[ref]: ref for ref in refs}
        free = {url: ref for url, ref in by_url.items() if url not in taken}
        if free:  # many share a blank that waits for a script
            kept = tuple(free.values())
            images.append(_image(kept, tuple(free), source))
        taken.update(free)
    return tuple(images), left_out


def _image(refs: tuple[str, ...], urls: tuple[str, ...], source: LiftedPage) -> PageImage:
    numbers = [int(found[1]) for ref in refs if (found := LIFTED.fullmatch(ref))]
    if not numbers:
        return PageImage(refs, urls)
    is_preview = len(refs) > 1 and source.is_preview(numbers[0])
    return PageImage(refs, urls, source.reader(numbers[0]), is_preview)
