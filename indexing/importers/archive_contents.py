# SPDX-License-Identifier: GPL-3.0-or-later
"""Sorts what lies in a ZIP or folder: tables, pages, an archive inside it, and what is neither."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from indexing.errors import BadInputError
from indexing.importers import sniff, zip_members
from indexing.importers.composite import Contents, NamedPart
from indexing.importers.image_folder import ImageFolder
from indexing.importers.member_index import MemberIndex
from indexing.importers.member_kinds import Kind, kind_of, page_stems
from indexing.importers.member_pictures import MemberPictures
from indexing.importers.members import Member, Members, distinct, place_name, shown_name
from indexing.importers.pages_part import PagesReader
from indexing.limits import MAX_ARCHIVE_DEPTH, MAX_ARCHIVE_ENTRIES, MAX_PARTS, MAX_PARTS_TRIED
from indexing.records import Rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from indexing.importers.ad_rows import Pictures
    from indexing.importers.base import Reader
    from indexing.importers.origin import Origin
    from indexing.importers.source import FileSource, Reading

_PAGE_FORMATS = ("html", "mhtml", "HTML")
_LOOSE_TABLES = (".csv", ".tsv", ".tab", ".psv")
_LOOSE = ("csv", "tsv", "sheet-html", "sheet-xml", "json", "jsonl", "xml")
_OF_A_PACKED_PAGE = frozenset(("originalUrl", "archiveTime", "indexFilename"))
"""What SingleFile tells of a page beside it."""
_OF_A_DOWNLOAD = re.compile(
    r"(?:^|/)(?:your_(?:facebook|instagram)_activity/(?:[^/]+/)*[^/]+"
    r"|messages/(?:inbox|message_requests|archived_threads|filtered_threads)/[^/]+/message_\d+)\.html$"
)
"""What Facebook and Instagram give as HTML: whole conversations, and lists, in a page each."""
_AD_FIELDS = ("title", "body", "url")


class Opener(Protocol):
    """Opens tables; given by the registry, which knows all readers."""

    def table(self, origin: Origin, name: str, pictures: Pictures, reading: Reading) -> FileSource:
        """One member as a table of a known format."""
        ...

    def mapped(self, reader: Reader, name: str, pictures: Pictures, reading: Reading) -> FileSource:
        """A reader that is open already, with its fields."""
        ...

    def reader(self, origin: Origin, name: str, encoding: str | None) -> Reader:
        """The reader of a format."""
        ...


@dataclass(slots=True)
class _Sorted:
    """What was found so far, over all levels."""

    parts: list[NamedPart] = field(default_factory=list)
    refused: list[Rejected] = field(default_factory=list)
    beside: Counter[Kind] = field(default_factory=Counter)
    members: int = 0
    tried: int = 0


def contents(path: Path, members: Members, opener: Opener, reading: Reading) -> Contents:
    """Everything that a ZIP or folder holds, tables opened and mapped.

    Raises:
        BadInputError: a choice of the person fits no part.
    """
    found = _Sorted(refused=list(members.refused))
    _Level(path, opener, reading, found).sort(members.found, "", 0)
    if len(found.parts) == 0 and not found.refused and not members.found:
        raise BadInputError("archive_empty", path=path)
    return Contents(found.parts, distinct(found.refused), found.beside)


class _Level:
    """Sorts members of one archive, and of those inside it."""

    def __init__(self, path: Path, opener: Opener, reading: Reading, found: _Sorted) -> None:
        self._path, self._opener, self._reading, self._found = path, opener, reading, found
        self._chosen = ImageFolder(path, reading.images) if reading.images else None

    def sort(self, members: Sequence[Member], prefix: str, depth: int) -> None:
        """Open what can be read; tell the rest."""
        self._found.members += len(members)
        index, stems = MemberIndex(members, prefix), page_stems(list(members))
        pages: list[Member] = []
        names = (member.name for member in members if member.name.endswith(".html"))
        is_download = any(map(_OF_A_DOWNLOAD.search, names))
        for member in members:
            kind = kind_of(member, stems)
            if kind is Kind.PAGE and is_download:
                self._refuse(prefix, member, "meta_html")
            elif kind is Kind.PAGE and not member.base.lower().startswith("messages"):
                pages.append(member)
            elif kind in (Kind.TABLE, Kind.ARCHIVE, Kind.PAGE):
                if not self._try(member, index, prefix, depth):
                    pages.append(member)
            else:
                self._found.beside[kind] += 1
        if pages:
            self._pages(pages, index, prefix)

    def _refuse(self, prefix: str, member: Member, code: str, **detail: object) -> None:
        self._found.refused.append(Rejected(shown_name(prefix + member.name), code, detail))

    def _try(self, member: Member, index: MemberIndex, prefix: str, depth: int) -> bool:
        """Take a member as what its content is; False for one that is a page after all."""
        if len(self._found.parts) >= MAX_PARTS:
            self._refuse(prefix, member, "archive_parts", limit=MAX_PARTS)
            return True
        if self._found.tried >= MAX_PARTS_TRIED:
            self._refuse(prefix, member, "archive_parts", limit=MAX_PARTS_TRIED)
            return True
        origin = member.origin(self._path)
        try:
            name = sniff.detect(origin, None)
            if name in _PAGE_FORMATS:
                return False
            if name == "zip":
                self._inside(member, prefix, depth)
            else:
                self._table(member, name, index, prefix)
        except BadInputError as error:
            if error.detail.get("looks_like") in _PAGE_FORMATS:
                return False
            self._refuse(prefix, member, error.code, **error.detail)
        except OSError:
            self._refuse(prefix, member, "member_unreadable")
        return True

    def _inside(self, member: Member, prefix: str, depth: int) -> None:
        if depth >= MAX_ARCHIVE_DEPTH:
            self._refuse(prefix, member, "archive_too_deep", limit=MAX_ARCHIVE_DEPTH)
            return
        inner = zip_members.members(member.origin(self._path))
        if self._found.members + len(inner.found) > MAX_ARCHIVE_ENTRIES:
            self._refuse(prefix, member, "archive_entries", limit=MAX_ARCHIVE_ENTRIES)
            return
        below = f"{prefix}{member.name}/"
        self._found.refused += [replace(x, place=f"{below}{x.place}") for x in inner.refused]
        self.sort(inner.found, below, depth + 1)

    def _table(self, member: Member, name: str, index: MemberIndex, prefix: str) -> None:
        self._found.tried += 1
        pictures = MemberPictures(index, member.name, self._chosen)
        origin = member.origin(self._path)
        part = self._opener.table(origin, name, pictures, self._reading)
        pictures.is_one_ad = part.is_one_ad
        if _OF_A_PACKED_PAGE.issubset(part.columns):
            self._found.beside[Kind.FURNITURE] += 1
        elif name in _LOOSE and not _holds_ads(part, member):
            self._refuse(prefix, member, "member_no_ads", looks_like=name)
        else:
            self._found.parts.append(NamedPart(part, place_name(prefix + member.name)))

    def _pages(self, pages: Sequence[Member], index: MemberIndex, prefix: str) -> None:
        reader = PagesReader(
            self._path,
            pages,
            index=index,
            encoding=self._reading.encoding,
            open_other=self._open_other,
            chosen=self._chosen,
        )
        # each page looked for its own among the files; what it missed is in no other page's place
        pictures = MemberPictures(MemberIndex(()), "", self._chosen)
        part = self._opener.mapped(reader, "html", pictures, self._reading)
        self._found.parts.append(
            NamedPart(part, f"{place_name(prefix)}*.html", pages=place_name(prefix))
        )

    def _open_other(self, origin: Origin) -> Reader | None:
        if not origin.name.lower().endswith((".mhtml", ".mht")):
            return None
        return self._opener.reader(origin, "mhtml", self._reading.encoding)


def _holds_ads(part: FileSource, member: Member) -> bool:
    """Whether a loose table names a field of an ad: any text can be read as a table of sorts."""
    chosen = part.field_map.reasons
    named = any(chosen[x].code != "longest_text" for x in _AD_FIELDS if x in chosen)
    whole = member.base.lower().endswith(_LOOSE_TABLES) and len(part.columns) > 1
    return named or whole


def _digest(member: Member) -> str:
    whole = hashlib.sha256()
    with member.open() as file:
        while data := file.read(1 << 20):
            whole.update(data)
    return whole.hexdigest()


def folder_digest(members: Members) -> Callable[[], str]:
    """The SHA-256 of a folder: of the lines ``HASH  NAME`` of its files, in the order of names.

    The lines are those of ``sha256sum``, names with ``/`` and in UTF-8, sorted by their bytes.
    """

    def digest() -> str:
        whole = hashlib.sha256()
        for member in sorted(members.found, key=lambda x: x.name.encode("utf-8", "replace")):
            try:
                one = _digest(member)
            except OSError:
                one = "unreadable"
            whole.update(f"{one}  {member.name}\n".encode("utf-8", "replace"))
        return whole.hexdigest()

    return digest
