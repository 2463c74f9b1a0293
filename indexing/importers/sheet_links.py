# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses behind the cells of an XLSX workbook, which its reader does not give.

They stand in two places: a list at the end of each sheet, whose addresses are in a part beside it,
and the formula ``HYPERLINK`` (ECMA-376, 18.3.1.47 and 18.17.7.158). Both are found by pattern in
the bytes of the sheet, which is as quick as unpacking them; what is written otherwise is passed
over, and no address is ever opened.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

from indexing.importers import sheet_corner, workbook_parts
from indexing.importers.workbook_limits import inflated, short
from indexing.limits import MAX_PAGE_ADDRESS, MAX_SHEET_LINKS, MAX_SHEET_ROWS

if TYPE_CHECKING:
    from indexing.importers.origin import Origin

_BOOK, _LIST = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_ADDRESS = rf'[^"<>]{{1,{MAX_PAGE_ADDRESS}}}'
_LINK = re.compile(
    r'<c r="([A-Z]{1,3}[0-9]{1,7})"[^<>]{0,200}><f[^<>]{0,200}>\s{0,9}HYPERLINK\(\s{0,9}'
    rf'(?:"|&quot;)({_ADDRESS}?)(?:"|&quot;)'
    rf"|<(?:[A-Za-z0-9]{{1,20}}:)?hyperlink\s([^<>]{{1,{2 * MAX_PAGE_ADDRESS}}})>".encode()
)
_KEPT = 3 * MAX_PAGE_ADDRESS
"""A link may begin so many bytes before the end of a piece."""
_ATTRIBUTE = re.compile(r'(?<![\w:.-])([\w:.-]++)\s*+=\s*+"([^"]*+)"')
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?")
_WIDEST_RANGE = 1_000
_KIND = "/hyperlink"
Rows = dict[int, dict[int, str]]
"""Addresses by row, from 1, and column, from 0."""
Cell = tuple[int, int]
"""A row, from 1, and a column, from 0."""


@dataclass(slots=True)
class SheetLinks:
    """Links of a workbook by sheet; ``is_cut`` where there are more than are kept."""

    of_sheet: dict[str, Rows] = field(default_factory=dict)
    count: int = 0
    is_cut: bool = False

    def beside(self, sheet: str, left: int) -> Rows:
        """Links of a sheet, their columns counted from its first filled one, ``left``."""
        rows = self.of_sheet.get(sheet, {})
        if not left:
            return rows
        return {
            row: {at - left: to for at, to in told.items() if at >= left}
            for row, told in rows.items()
        }

    def add_range(self, sheet: str, first: Cell, last: Cell, address: str) -> None:
        """An address of each cell from one to another; only of the first where they are many."""
        address = address.strip()
        is_one = 0 < len(address) <= MAX_PAGE_ADDRESS and 1 <= first[0] <= MAX_SHEET_ROWS
        if not is_one or self.is_cut:
            return
        if (last[0] - first[0] + 1) * (last[1] - first[1] + 1) > _WIDEST_RANGE:
            last = first
        for row in range(first[0], last[0] + 1):
            for column in range(first[1], last[1] + 1):
                if self.count >= MAX_SHEET_LINKS:
                    self.is_cut = True
                    return
                self.count += 1
                self.of_sheet.setdefault(sheet, {}).setdefault(row, {})[column] = address


def links(origin: Origin) -> SheetLinks:
    """All links of a workbook that was weighed already; none where it is not as it should be."""
    found = SheetLinks()
    try:
        with origin.open() as raw:
            _read(origin, raw, found)
    except (OSError, ValueError, zlib.error, zipfile.BadZipFile, expat.ExpatError):
        return found
    return found


def _read(origin: Origin, raw: IO[bytes], found: SheetLinks) -> None:
    entries = {workbook_parts.name_of(x): x for x in workbook_parts.read_parts(origin)}

    def elements(part: str) -> Iterator[tuple[str, dict[str, str]]]:
        if entry := entries.get(part):
            yield from _elements(short(origin.path, raw, entry))

    targets = {told.get("Id", ""): told.get("Target", "") for _, told in elements(_LIST)}
    for name, told in list(elements(_BOOK)):
        ids = [text for key, text in told.items() if key.endswith(":id")]
        if name != "sheet" or not ids or not (entry := entries.get(_part(targets, ids[0]))):
            continue
        own = {
            told_of.get("Id", ""): told_of.get("Target", "")
            for _, told_of in elements(_beside(workbook_parts.name_of(entry)))
            if told_of.get("Type", "").endswith(_KIND) and told_of.get("TargetMode") == "External"
        }
        in_sheet(inflated(raw, entry), told.get("name", ""), own, found)


def _part(targets: Mapping[str, str], identity: str) -> str:
    target = targets.get(identity, "").replace("\\", "/").lower()
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _beside(part: str) -> str:
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels"


def _elements(pieces: Iterable[bytes]) -> list[tuple[str, dict[str, str]]]:
    """Elements of a short part with their attributes."""
    seen: list[tuple[str, dict[str, str]]] = []
    parser = sheet_corner.parser_of(lambda name, told: seen.append((name.rpartition(":")[2], told)))
    for piece in pieces:
        parser.Parse(sheet_corner.readable(piece), False)
    parser.Parse(b"", True)
    return seen


def in_sheet(
    pieces: Iterable[bytes], sheet: str, targets: Mapping[str, str], found: SheetLinks
) -> None:
    """Add the links of one sheet, whose addresses are told by ``targets`` or stand in formulas."""
    held = b""
    for piece in pieces:
        held += piece
        at = 0
        for link in _LINK.finditer(held):
            at = link.end()
            if link[1]:
                address = unescape(link[2].decode("utf-8", "replace"))
                _add(found, sheet, link[1].decode(), address)
            else:
                told = dict(_ATTRIBUTE.findall(link[3].decode("utf-8", "replace")))
                named = next((told[key] for key in told if key.endswith(":id")), "")
                _add(found, sheet, told.get("ref", ""), targets.get(unescape(named), ""))
        held = held[max(at, len(held) - _KEPT) :]


def _add(found: SheetLinks, sheet: str, reference: str, address: str) -> None:
    """Add an address to a cell or range as it is written, ``B2`` or ``B2:B9``."""
    place = _RANGE.fullmatch(reference)
    if place is None:
        return
    left, top = sheet_corner.column_number(place[1]) - 1, int(place[2])
    right = sheet_corner.column_number(place[3]) - 1 if place[3] else left
    bottom = int(place[4]) if place[4] else top
    found.add_range(sheet, (top, left), (bottom, right), address)
