# SPDX-License-Identifier: GPL-3.0-or-later
"""What a member of a ZIP or folder is there for: a page, a picture, part of a page, or a table."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from indexing.importers.binary_starts import is_picture
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
_SYSTEM = (  # noqa: SIM905 - reads better
    "thumbs.db desktop.ini .ds_store ehthumbs.db __metadata__.json robots.txt hts-log.txt"
    " datapackage.json datapackage-digest.json"
).split()
_TABLES = (  # noqa: SIM905 - reads better
    ".csv .tsv .tab .txt .json .jsonl .jl .ndjson .xml .xls .xlsx .xlsm .ods .gz .warc .arc .log"
    " .md .sql .pdf .doc .docx .rtf"
).split()
"""Names of what is told when it is no list of ads, whatever lies in it."""
_LISTS = tuple(x for x in _TABLES[: _TABLES.index(".log")] if x != ".txt")
"""Those that hold ads more often than not; a text is a note as often as it is a chat."""
_SYSTEM_FOLDERS = ("__macosx", "hts-cache")
"""What an archiver adds for itself, and where HTTrack keeps the pages a second time."""
_FILES_OF_PAGE = re.compile(
    r"(.+?)[-_. ](?:files|fichiers|archivos|dateien|bestanden|file|arquivos|elementi|filer"
    r"|ficheiros|pliki|soubory|dosyalar|elemei|fi[sș]iere|tiedostot|datoteke)"
    r"(?:/.*)?",
    re.IGNORECASE,
)


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
    if base.endswith(_PAGES) and is_frame(member.name, pages):
        return Kind.FURNITURE
    if base.endswith(_ARCHIVES):
        return Kind.ARCHIVE
    if member.size and not base.endswith(tuple(_TABLES)) and _starts_a_picture(member):
        return Kind.PICTURE  # a program that copies sites calls it by its address: photo.php?id=7
    return Kind.PAGE if base.endswith(_PAGES) else Kind.TABLE  # an empty one is told to be empty


def _starts_a_picture(member: Member) -> bool:
    try:
        with member.open() as file:
            return is_picture(file.read(64))
    except OSError:
        return False


def may_hold_ads(base: str) -> bool:
    """Whether a file is called like one that holds ads."""
    name = base.lower()
    return name.endswith((*_PAGES, *_LISTS)) and name not in _SYSTEM


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
