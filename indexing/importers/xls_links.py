# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses behind the cells of an old Excel workbook: its records of a link.

A record names a range and holds what Windows calls a moniker ([MS-XLS] 2.4.140, [MS-OSHARED]
2.3.7); only that of an address counts. Places in the same file and formulas are passed over.
"""

from __future__ import annotations

import struct

from indexing.importers.sheet_links import SheetLinks
from indexing.limits import MAX_PAGE_ADDRESS

LINK = 0x01B8
"""Number of the record."""
SHORTEST = 36
"""Bytes of a record that can hold an address."""
_MONIKER, _FRAME, _AS_TEXT, _SHOWN = 0x1, 0x80, 0x100, 0x10
_ADDRESS = bytes.fromhex("e0c9ea79f9bace118c8200aa004ba90b")
"""The kind of moniker that is an address, as it stands in a file."""


def add(record: bytes, sheet: str, found: SheetLinks) -> None:
    """Add the link of a record; one that is not whole is none."""
    try:
        top, bottom, left, right = struct.unpack_from("<4H", record)
        address = _address(record)
    except (struct.error, UnicodeDecodeError):
        return
    if top <= bottom and left <= right:
        found.add_range(sheet, (top + 1, left), (bottom + 1, right), address)


def _address(record: bytes) -> str:
    """The address in a record; empty where it leads elsewhere."""
    (flags,) = struct.unpack_from("<I", record, 28)
    at = 32
    for which in (_SHOWN, _FRAME):  # texts that stand before it
        if flags & which:
            at += 4 + 2 * struct.unpack_from("<I", record, at)[0]
    if not flags & _MONIKER:
        return ""
    if not flags & _AS_TEXT:
        if record[at : at + 16] != _ADDRESS:
            return ""
        at += 16
    (length,) = struct.unpack_from("<I", record, at)
    length = min(2 * length if flags & _AS_TEXT else length, 2 * MAX_PAGE_ADDRESS + 2)
    return record[at + 4 : at + 4 + length // 2 * 2].decode("utf-16-le").partition("\0")[0]
