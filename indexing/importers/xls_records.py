# SPDX-License-Identifier: GPL-3.0-or-later
"""Records of an old Excel workbook ([MS-XLS] 2.1.4): a number, a length, and that many bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator

BEGIN, END = 0x0809, 0x000A
"""Records around the whole, each sheet and each chart in it."""


def records(stream: bytes, at: int) -> Iterator[tuple[int, int, int, int]]:
    """Kind, place, length and depth of each record, to the end of the part that begins at ``at``.

    A part within it (a chart of a sheet) is one deeper.
    """
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        depth += kind == BEGIN
        yield kind, at + 4, length, depth
        at += 4 + length
        depth -= kind == END
        if kind == END and depth <= 0:
            return
