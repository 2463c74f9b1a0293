# SPDX-License-Identifier: GPL-3.0-or-later
"""Honest workbooks that their reader refuses, rewritten so that it takes them.

Five kinds are met with. A spreadsheet whose XML was laid out for people has line breaks between
its cells, where the reader expects nothing but cells. Excel lists a module of a macro, or a sheet
of old macros, among the sheets, and the reader looks for it in vain. And where macros alone are
under a password, the reader takes it for one of the whole. It leaves out line breaks and tabs
within a text, so that two words become one, and tables without a name. Only what is between cells
or is no sheet is left out, so that there is hardly more to read than what was weighed.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from typing import IO, TYPE_CHECKING

from indexing.importers import workbook_parts
from indexing.importers.ods_limits import name_of_table
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
_TO_COMPLETE = re.compile(
    rb"<text:(line-break|tab)(?:\s[^<>]{0,200})?/>|<table:table(?:\s[^<>]{0,2000})?>"
)
_NAME = re.compile(rb"\stable:name\s*=")
_TABLE, _TABLE_NAMED = b"<table:table", b'<table:table table:name="%s"'
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
        return _closed_up(completed_xml(inflated(raw, part)))

    def manifest(raw: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
        # that the cells themselves are not is made sure of before
        yield b"".join(short(origin.path, raw, part)).replace(b"encryption-data", b"macro-data")

    def book(raw: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
        yield _without_modules(b"".join(short(origin.path, raw, part)), links)

    anew = {_CONTENT: content, _MANIFEST: manifest, _BOOK: book}
    return workbook_parts.copy(origin, anew)


def completed(origin: Origin) -> io.BytesIO:
    """A copy of an ODS whose breaks and tabs are signs, and whose tables have names.

    Raises:
        BadInputError, OSError, zipfile.BadZipFile, zlib.error: as ``workbook_parts.copy``.
    """

    def content(raw: IO[bytes], part: zipfile.ZipInfo) -> Iterator[bytes]:
        return completed_xml(inflated(raw, part))

    return workbook_parts.copy(origin, {_CONTENT: content})


def completed_xml(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The content of an ODS, completed in the same way."""
    tables = count()

    def whole(tag: re.Match[bytes]) -> bytes:
        if tag[1]:
            return b"\n" if tag[1] == b"line-break" else b"\t"
        name = name_of_table(next(tables)).encode()
        return tag[0] if _NAME.search(tag[0]) else tag[0].replace(_TABLE, _TABLE_NAMED % name, 1)

    return _rewritten(pieces, lambda xml: _TO_COMPLETE.sub(whole, xml))


def _closed_up(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same XML without white space between cells, and around the paragraphs of a cell."""
    return _rewritten(pieces, lambda xml: _BETWEEN.sub(rb"\1", xml))


def _rewritten(pieces: Iterable[bytes], rewrite: Callable[[bytes], bytes]) -> Iterator[bytes]:
    """XML rewritten from tag to tag."""
    left, total = b"", 0
    for piece in pieces:
        total += len(piece)
        if total > _MOST_BYTES:
            raise zipfile.BadZipFile(_CONTENT)
        whole = left + piece
        end = whole.rfind(b"<")  # what begins there may go on in the next piece
        if end < 0 or len(whole) - end > _MOST_LEFT:
            end = len(whole)
        yield rewrite(whole[:end])
        left = whole[end:]
    yield rewrite(left)


def _without_modules(book: bytes, links: bytes) -> bytes:
    """The list of sheets without modules, which have no file, and without sheets of macros."""
    files = {found[1]: link for link in _LINK.findall(links) if (found := _LINK_ID.search(link))}

    def kept(sheet: re.Match[bytes]) -> bytes:
        name = _NAMED.search(sheet[0])
        is_left_out = name and (not name[1] or _OF_MACROS in files.get(name[1], b""))
        return b"" if is_left_out else sheet[0]

    return _SHEET.sub(kept, book)
