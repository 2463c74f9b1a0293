# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames that a program saved beside a page, in files of their own, read with the page.

A frame of the page's own site belongs to what the page is about; one of another site (a map, a
notice about cookies) would make pages look alike that only share it, and is kept with the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from indexing.importers.html_tokens import TooManyPiecesError
from indexing.importers.member_kinds import is_frame
from indexing.importers.page_bytes import PageTooLargeError
from indexing.importers.page_rows import Find, files_below, inner_names, path_below
from indexing.importers.page_text import LEAST_TEXT, Page, PageFrame, PageImage, read_page, site_of
from indexing.limits import MAX_FRAME_BYTES, MAX_FRAME_DEPTH, MAX_IMAGES_PER_AD, MAX_PAGE_FRAMES


@dataclass(frozen=True, slots=True)
class FrameFile:
    """A frame as it was found: ``key`` names its file, ``find`` and ``beside`` what it names."""

    key: str
    data: bytes
    find: Find
    beside: Beside
    url: str = ""
    charset: str | None = None


Beside = Callable[[PageFrame, int], FrameFile | None]
"""Looks a frame up and gives its file, cut behind so many bytes and one."""


Opened = Callable[[str, int], tuple[bytes, Find] | None]


def without_frames(frame: PageFrame, limit: int) -> FrameFile | None:
    """For a page that has no files of frames."""
    return None


def files_of_page(stem: str, folder: str, opened: Opened) -> Beside:
    """Frames in the folder of files that a browser saved beside a page (``Room_files``).

    Args:
        stem: path of the page without its suffix.
        folder: path of the folder of the file that names the frames.
        opened: gives the beginning of the file at a path, and what looks up its pictures.
    """

    def beside(frame: PageFrame, limit: int) -> FrameFile | None:
        for name in inner_names(frame.untrusted_ref):
            path = f"{folder}/{name}" if folder else name
            if is_frame(path, (stem,)) and (file := opened(path, limit + 1)):
                below = files_of_page(stem, path.rpartition("/")[0], opened)
                return FrameFile(path, *file, below)
        return None

    return beside


def frames_on_disk(page: Path) -> Beside:
    """Frames beside a page that is a file; links that lead out of its folder are not followed."""
    root = page.parent.resolve()

    def opened(path: str, limit: int) -> tuple[bytes, Find] | None:
        file = path_below(root, path)
        if file is None:
            return None
        try:
            with file.open("rb") as stream:
                return stream.read(limit), files_below(file.parent)
        except OSError:
            return None

    return files_of_page(page.stem, "", opened)


def framed(
    page: Page,
    beside: Beside,
    *,
    find: Find,
    url: str = "",
    encoding: str | None = None,
) -> tuple[Page, Find]:
    """The page with its frames, and theirs, as far as they were saved.

    Where the page itself says nothing (a frameset), all of them are what it is about. Of all
    frames together ``MAX_FRAME_BYTES`` are read, of a page ``MAX_PAGE_FRAMES``.

    Args:
        page: as read from its own file.
        beside: looks its frames up.
        find: looks its pictures up.
        url: the address it was captured from; empty for the one that it gives itself.
        encoding: a codec to read frames with, whatever they declare.

    Returns:
        The page, and what looks up the pictures that it has now.
    """
    if not page.frames:
        return page, find
    found, unread = _read(page, beside, encoding)
    site = site_of(url or page.url)
    is_shell = len(page.text) < LEAST_TEXT
    own: list[_Frame] = []
    others: list[Page] = []
    for one in found:
        if is_shell or (one.is_in and site and site_of(one.url) == site):
            own.append(one)
        else:
            others.append(one.page)
    looks = dict.fromkeys(page.images, find)
    for number, one in enumerate(own, 1):
        for image in one.page.images:
            looks.setdefault(_named_apart(image, number), one.find)
    whole = _with_rest(_with_own(page, [one.page for one in own]), others)
    notes = {**page.notes, "frames_not_read": str(unread)} if unread else page.notes
    images = tuple(looks)[:MAX_IMAGES_PER_AD]
    return replace(whole, images=images, notes=notes), lambda image: looks[image](image)


def _named_apart(image: PageImage, number: int) -> PageImage:
    """A picture written into a frame, under a name that none of another file has."""
    if image.read is None:
        return image
    names = tuple(f"{ref}-{number}" for ref in image.untrusted_refs)
    return replace(image, untrusted_refs=names, untrusted_urls=names)


@dataclass(frozen=True, slots=True)
class _Frame:
    page: Page
    find: Find
    url: str
    is_in: bool


def _read(page: Page, beside: Beside, encoding: str | None) -> tuple[list[_Frame], int]:
    """Frames in the order of the page, and how many were there and could not be read."""
    waiting = [(frame, beside, 1, frame.is_in) for frame in page.frames]
    seen: set[str] = set()
    frames: list[_Frame] = []
    left, unread = MAX_FRAME_BYTES, 0
    while waiting and len(frames) + unread < MAX_PAGE_FRAMES:
        frame, look, depth, is_in = waiting.pop(0)
        file = look(frame, left)
        if file is None or file.key in seen:
            continue
        seen.add(file.key)
        read = _page(file, encoding) if len(file.data) <= left else None
        if read is None:
            unread += 1
            continue
        left -= len(file.data)
        frames.append(_Frame(read, file.find, file.url or read.url, is_in))
        if depth < MAX_FRAME_DEPTH:
            inner = [(x, file.beside, depth + 1, is_in and x.is_in) for x in read.frames]
            waiting[:0] = inner
    return frames, unread


def _page(file: FrameFile, encoding: str | None) -> Page | None:
    try:
        return read_page(file.data, url=file.url, charset=file.charset, encoding=encoding)
    except (PageTooLargeError, TooManyPiecesError):
        return None


def _with_own(page: Page, frames: list[Page]) -> Page:
    every = [page, *frames]
    return replace(
        page,
        title=_first(one.title for one in every),
        language=_first(one.language for one in every),
        ad_id=_first(one.ad_id for one in every),
        published_at=_first(one.published_at for one in every),
        price=_first(one.price for one in every),
        place=_first(one.place for one in every),
        author=_first(one.author for one in every),
        text=_lines([one.text for one in every]),
        around=_lines([one.around for one in every]),
        contacts=_each(one.contacts for one in every),
        contacts_around=_each(one.contacts_around for one in every),
        images_around=sum(one.images_around for one in every),
    )


def _with_rest(page: Page, frames: list[Page]) -> Page:
    texts = [text for one in frames for text in (one.text, one.around)]
    contacts = [page.contacts_around]
    contacts += [found for one in frames for found in (one.contacts, one.contacts_around)]
    return replace(
        page,
        around=_lines([page.around, *texts]),
        contacts_around=_each(contacts),
        images_around=page.images_around + sum(len(x.images) + x.images_around for x in frames),
    )


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _lines(texts: list[str]) -> str:
    return "\n".join(text for text in texts if text)


def _each(contacts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(contact for some in contacts for contact in some))
