# SPDX-License-Identifier: GPL-3.0-or-later
"""What a member of a ZIP or folder is there for: a page, a picture, part of a page, or a table."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from indexing.importers.image_folder import PICTURE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from indexing.importers.members import Member


class Kind(StrEnum):
    """What becomes of a member."""

    PAGE = "page"
    TABLE = "table"  # whatever may hold ads; its content decides
    ARCHIVE = "archive"
    PICTURE = "picture"  # found by the ads that name it
    FURNITURE = "furniture"  # styles, scripts, frames of saved pages, files of the system
    FILM = "film"  # sound and films, which are not read


_FURNITURE = (  # noqa: SIM905 - reads better
    ".css .js .mjs .map .woff .woff2 .ttf .otf .eot .ico .svg .cur .json5 .scss .less .pyc .lock"
    " .cdx .cdxj .cdx.gz .idx"
).split()
_FILMS = (  # noqa: SIM905 - reads better
    ".mp4 .mov .avi .mkv .webm .m4v .3gp .mpg .mpeg .mp3 .m4a .ogg .oga .opus .wav .aac .flac .tgs"
    " .amr"
).split()
_OTHER_PICTURES = (".heic", ".heif", ".avif", ".tif", ".tiff", ".jfif", ".jpe")
_PAGES = (".html", ".htm", ".xhtml", ".mhtml", ".mht", ".shtml")
_ARCHIVES = (".zip", ".wacz")
_SYSTEM = ("thumbs.db", "desktop.ini", ".ds_store", "ehthumbs.db", "__metadata__.json")
_SYSTEM_FOLDERS = ("__macosx", "hts-cache")
"""What an archiver adds for itself, and where HTTrack keeps the pages a second time."""
_FILES_OF_PAGE = re.compile(
    r"(.+?)[-_. ](?:files|fichiers|archivos|dateien|bestanden|file|arquivos|elementi|filer"
    r"|ficheiros|pliki|soubory|dosyalar|elemei|fi[sș]iere|tiedostot|datoteke)"
    r"(?:/.*)?",
    re.IGNORECASE,
)
_PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8")


def kind_of(member: Member, pages: Mapping[str, object]) -> Kind:
    """What a member is, by its name, and by its first bytes where the name says nothing.

    Args:
        member: the file.
        pages: paths of all pages without their suffix, for frames saved beside their page.
    """
    name = member.name.lower()
    base = name.rpartition("/")[2]
    parts = name.split("/")
    hidden = any(part.startswith(".") or part in _SYSTEM_FOLDERS for part in parts)
    if hidden or base in _SYSTEM or base.startswith("~$") or base.endswith(tuple(_FURNITURE)):
        return Kind.FURNITURE
    if base.endswith((*PICTURE_SUFFIXES, *_OTHER_PICTURES)):
        return Kind.PICTURE
    if base.endswith(tuple(_FILMS)):
        return Kind.FILM
    if base.endswith(_PAGES):
        return Kind.FURNITURE if is_frame(member.name, pages) else Kind.PAGE
    if base.endswith(_ARCHIVES):
        return Kind.ARCHIVE
    return _by_start(member)


def _by_start(member: Member) -> Kind:
    if not member.size or "." in member.base:  # an empty one is told to be empty
        return Kind.TABLE
    try:
        with member.open() as file:
            start = file.read(16)
    except OSError:
        return Kind.TABLE
    is_webp = start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    return Kind.PICTURE if is_webp or start.startswith(_PICTURE_STARTS) else Kind.TABLE


def page_stems(members: list[Member]) -> dict[str, object]:
    """Paths of pages without suffix."""
    names = (member.name for member in members)
    return {name.rpartition(".")[0]: None for name in names if name.lower().endswith(_PAGES)}


def is_frame(name: str, pages: Container[str]) -> bool:
    """Whether a file is a page in the folder that a browser saved beside another page.

    Args:
        name: its path.
        pages: paths of pages without their suffix.
    """
    match = _FILES_OF_PAGE.fullmatch(name.rpartition("/")[0])
    return match is not None and match[1] in pages and name.lower().endswith(_PAGES)
