# SPDX-License-Identifier: GPL-3.0-or-later
"""Honest workbooks that their reader refuses, rewritten so that it takes them.

Three kinds are met with. A spreadsheet whose XML was laid out for people has line breaks between
its cells, where the reader expects nothing but cells. Excel lists a module of a macro, or a sheet
of old macros, among the sheets, and the reader looks for it in vain. And where macros alone are
under a password, the reader takes it for one of the whole. Only what is between cells or is no
sheet is left out, so that there is never more to read than what was weighed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from indexing.importers import workbook_parts
from indexing.importers.workbook_limits import inflated, short

if TYPE_CHECKING:
    import io

    from indexing.importers.origin import Origin

_CONTENT, _MANIFEST = "content.xml", "meta-inf/manifest.xml"
_BOOK, _LIST = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_BETWEEN = re.compile(
    rb"(<table:(?:table-row|(?:covered-)?table-cell)(?:[\s/][^<>]*)?>"
    rb"|</table:(?:covered-)?table-cell\s*>|</text:p\s*>|<text:p\s*/>|</office:annotation\s*>)"
    rb"\s++(?=<|\Z)"
)
_SHEET = re.compile(rb"<sheet\s[^<>]*/>")
_NAMED = re.compile(rb"\s[\w-]+:id\s*=\s*[\"']([^\"']*)[\"']")
_LINK = re.compile(rb"<Relationship\s[^<>]*>")
_LINK_ID = re.compile(rb"\sId\s*=\s*[\"']([^\"']*)[\"']")
_MOST_BYTES, _MOST_LEFT = 200_000_000, 4_000_000
"""Of the XML that is gone through, and of what is looked at together."""
_OF_MACROS = b"macrosheets/"


def copy(origin: Origin) -> io.BytesIO:
    """A copy as by ``workbook_parts.copy``, without what the reader stumbles over.

    Raises:
        BadInputError, OSError, zipfile.BadZipFile, zlib.error: as there.
    """
    listed = workbook_parts.named(workbook_parts.read_parts(origin), _LIST)
    with origin.open() as raw:
        links = b"".join(piece for part in listed for piece in short(origin.path, raw, part))

    def content(raw: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
        return _closed_up(inflated(raw, part))

    def manifest(raw: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
        # that the cells themselves are not is made sure of before
        yield b"".join(short(origin.path, raw, part)).replace(b"encryption-data", b"macro-data")

    def book(raw: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
        yield _without_modules(b"".join(short(origin.path, raw, part)), links)

    anew = {_CONTENT: content, _MANIFEST: manifest, _BOOK: book}
    return workbook_parts.copy(origin, anew)


def _closed_up(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same XML without white space between cells, and around the paragraphs of a cell."""
    left, total = b"", 0
    for piece in pieces:
        total += len(piece)
        if total > _MOST_BYTES:
            raise zipfile.BadZipFile(_CONTENT)
        whole = left + piece
        end = whole.rfind(b"<")  # what begins there may go on in the next piece
        if end < 0 or len(whole) - end > _MOST_LEFT:
            end = len(whole)
        yield _BETWEEN.sub(rb"\1", whole[:end])
        left = whole[end:]
    yield _BETWEEN.sub(rb"\1", left)


def _without_modules(book: bytes, links: bytes) -> bytes:
    """The list of sheets without modules, which have no file, and without sheets of macros."""
    files = {found[1]: link for link in _LINK.findall(links) if (found := _LINK_ID.search(link))}

    def kept(sheet: re.Match[bytes]) -> bytes:
        name = _NAMED.search(sheet[0])
        is_left_out = name and (not name[1] or _OF_MACROS in files.get(name[1], b""))
        return b"" if is_left_out else sheet[0]

    return _SHEET.sub(kept, book)
