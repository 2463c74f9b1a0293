# SPDX-License-Identifier: GPL-3.0-or-later
"""Honest old workbooks whose texts their reader would take apart, mended for it.

Since Excel 97 the texts of a workbook are Unicode whatever code page it states, which has to be
1200 ([MS-XLS] 2.4.52). Writers in Perl and PHP state 1252, and the reader then takes each half of
a letter for a letter of its own.
"""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

from indexing.importers.compound_file import WORKBOOKS, CompoundFile
from indexing.importers.xls_records import BEGIN, END, records

if TYPE_CHECKING:
    from indexing.importers.origin import Origin

_CODE_PAGE, _UTF_16 = 0x0042, struct.pack("<H", 1200)
_MOST = 8
"""An honest workbook states it once."""
_NEW = struct.pack("<H", 0x0600)


def copy(origin: Origin) -> io.BytesIO:
    """The whole of a workbook that was weighed, with the code page that its texts have.

    Raises:
        CompoundError, OSError, struct.error: it cannot be read.
    """
    file = CompoundFile(origin)
    whole = io.BytesIO(file.data)  # of its own only once something is written
    for name in set(WORKBOOKS).intersection(file.names()):
        for at in _code_pages(file.stream(name)):
            for byte in range(len(_UTF_16)):  # a sector may end between the two
                whole.seek(file.place(name, at + byte))
                whole.write(_UTF_16[byte : byte + 1])
    whole.seek(0)
    return whole


def _code_pages(stream: bytes) -> list[int]:
    """Where a workbook since Excel 97 states its code page; nowhere in an older one."""
    places: list[int] = []
    for kind, at, length, _ in records(stream, 0):
        if kind == END or len(places) == _MOST:
            break
        if kind == BEGIN and stream[at : at + 2] != _NEW:
            return []
        if kind == _CODE_PAGE and length >= len(_UTF_16):
            places.append(at)
    return places
