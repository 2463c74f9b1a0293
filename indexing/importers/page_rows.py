# SPDX-License-Identifier: GPL-3.0-or-later
"""A page as one row, with its pictures looked up where its carrier keeps them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from indexing.importers.base import RawRow
from indexing.importers.byte_stream import UNREADABLE
from indexing.importers.page_text import Page, PageImage
from indexing.limits import MAX_TEXT_CHARACTERS
from indexing.records import ImageRef, Rejected

Find = Callable[[PageImage], ImageRef | None]
"""Looks a picture of a page up: in a folder, among the parts of a message, in an archive."""

_MAX_NAME = 1_000
_SPACE = re.compile(r"\s")
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


def nothing_beside(image: PageImage) -> ImageRef | None:
    """For a page whose pictures are nowhere but in itself."""
    return None


def row_of_page(
    place: str,
    page: Page,
    *,
    url: str = "",
    captured_at: str = "",
    find: Find = nothing_beside,
    more: Mapping[str, str] | None = None,
) -> RawRow | Rejected:
    """The one row of a page; columns that would be empty are left out.

    Args:
        place: its place, ``page NAME`` or ``record 7``.
        page: what was read of it.
        url: the address it was captured from; where empty, the one the page gives for itself.
        captured_at: when, ISO 8601; where empty, what the saving program wrote into the page.
        find: looks up pictures that are not written into the page itself.
        more: further columns; ``id`` goes before the number that the page gives its ad.

    Returns:
        The row, or ``page_empty`` for a page with neither words nor a picture.
    """
    pictures: dict[str, ImageRef] = {}
    missing: list[str] = []
    for image in page.images:
        name = _shown(image)
        written_in = ImageRef(name, read=image.read) if image.read else None
        first = find(image) if written_in is None or image.is_preview else None
        found = first or written_in
        if found is not None:  # one file may be named by its path and by its address on the site
            pictures.setdefault(found.path or found.untrusted_name, found)
        else:
            # one address, also where its page wrote spaces into it
            missing.append(_SPACE.sub(lambda space: quote(space[0]), name))
    cells: dict[str, object] = {
        "id": page.ad_id,
        "url": url or page.url,
        "title": page.title,
        "text": page.text,
        "posted_at": page.published_at,
        "captured_at": captured_at or page.captured_at,
        "place": page.place,
        "price": page.price,
        "author": page.author,
        "contacts": list(page.contacts),
        "image_urls": missing,
        "language_of_page": page.language,
        **page.notes,
        "rest_of_page": page.around[:MAX_TEXT_CHARACTERS],
        "contacts_in_rest": "\n".join(page.contacts_around),
        "pictures_in_rest": str(page.images_around or ""),
    }
    if more and more.get("id") and page.ad_id:
        cells["number_on_page"] = page.ad_id
    cells.update({name: text for name, text in (more or {}).items() if text})
    if not (page.title or page.text or page.around or pictures):
        return Rejected(place, "page_empty", {})
    kept = {name: _clean(cell) for name, cell in cells.items() if cell}
    return RawRow(place, kept, tuple(pictures.values()))


def _clean(cell: object) -> object:
    """Text without zero characters and lone halves of letters, which no case can keep."""
    if isinstance(cell, list):
        return [_clean(entry) for entry in cell]
    text = str(cell).replace("\0", "").replace(UNREADABLE, "\ufffd")
    return text.encode("utf-8", "replace").decode("utf-8")


def _shown(image: PageImage) -> str:
    """The name to keep for a person to see; ``data:`` and a number for one within the page."""
    names = (x for x in (*image.untrusted_urls, *image.untrusted_refs) if x[:5] != "data:")
    return next(names, image.untrusted_refs[0].replace("data:faisceau-", "data:"))[:_MAX_NAME]


def inner_names(untrusted_ref: str) -> tuple[str, ...]:
    """Paths below the folder of a page that a relative name can mean, the likeliest first.

    Empty for an address, for an absolute path and for one that leads out of the folder.
    """
    ref = untrusted_ref.strip()
    if _ADDRESS.match(ref):
        return ()
    plain = re.split(r"[?#]", ref, maxsplit=1)[0]
    names = (_inner(name) for name in (unquote(plain), plain, unquote(ref), ref))
    return tuple(dict.fromkeys(name for name in names if name))


def _inner(untrusted_path: str) -> str:
    path = untrusted_path.replace("\\", "/")
    if path.startswith(("/", "~")) or len(path) > _MAX_NAME or "\0" in path:
        return ""
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if ".." in parts or any(":" in part for part in parts):
        return ""
    return "/".join(parts)


def files_below(folder: Path) -> Find:
    """Finds pictures as files of a folder; links that lead out of it are not followed."""
    root = folder.resolve()

    def find(image: PageImage) -> ImageRef | None:
        for ref, url in zip(image.untrusted_refs, image.untrusted_urls, strict=True):
            for name in inner_names(ref):
                if path := path_below(root, name):
                    return ImageRef(_shown(PageImage((ref,), (url,))), str(path))
        return None

    return find


def path_below(root: Path, name: str) -> Path | None:
    """The file of a name below a resolved folder, None where there is none or it leads out."""
    try:
        path = (root / name).resolve(strict=True)
        return path if path.is_relative_to(root) and path.is_file() else None
    except (OSError, ValueError, RuntimeError):
        return None
