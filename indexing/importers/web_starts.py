# SPDX-License-Identifier: GPL-3.0-or-later
"""Where records of a web archive begin, in a plain file or within a packed member."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from indexing.importers.inflated import Inflated

STEP = 1 << 16
GZIP_START = b"\x1f\x8b\x08"
_ARC_LINE = rb"(?:https?|ftp|dns|filedesc)://?\S* [\d.]+ \d{14} \S+ -?\d+\r?\n"
START = re.compile(rb"WARC/[01]\.\d+\r?\n|" + _ARC_LINE)
_NEXT = re.compile(rb"\n(?=WARC/[01]\.\d+\r?\n|" + _ARC_LINE + rb")")
_OVERLAP = 4096
_PACKED_START = 8192


class Rewindable:
    """A packed member whose newest bytes are kept: each record is looked at more than once."""

    WINDOW = 1 << 18

    def __init__(self, stream: Inflated) -> None:
        self._stream = stream
        self._kept = b""
        self._base = self._place = stream.tell()

    @property
    def end(self) -> int | None:
        """Offset in the file behind the member, once it was read to its end."""
        return self._stream.end

    def tell(self) -> int:
        """Bytes before the next one, unpacked."""
        return self._place

    def seek(self, place: int) -> int:
        """Go to a place, or to the end where the member is shorter."""
        end = self._base + len(self._kept)
        if not self._base <= place <= end + self.WINDOW:
            self._kept = b""
            self._base = end = self._stream.seek(place)
        while end < place and (more := self._more()):
            end += more
        self._place = min(place, end)
        return self._place

    def read(self, most: int) -> bytes:
        """Up to so many bytes; none at the end."""
        if self._place == self._base + len(self._kept):
            self._more()
        at = self._place - self._base
        data = self._kept[at : at + most]
        self._place += len(data)
        return data

    def _more(self) -> int:
        data = self._stream.read(STEP) or b""
        passed = max(0, len(self._kept) - self.WINDOW)
        self._kept = self._kept[passed:] + data
        self._base += passed
        return len(data)


def after_blanks(stream: BinaryIO | Rewindable, place: int) -> int | None:
    """The place of the next byte that does not end a line; None where there is none."""
    stream.seek(place)
    step = 64
    while data := stream.read(step):
        step = STEP
        rest = data.lstrip(b"\r\n")
        place += len(data) - len(rest)
        if rest:
            return place
    return None


def goes_on(stream: BinaryIO | Rewindable, place: int) -> bool:
    """Whether all ends here or another record begins, after ends of lines."""
    begin = after_blanks(stream, place)
    if begin is None:
        return True
    stream.seek(begin)
    start = b""
    while not (found := START.match(start)) and len(start) < _OVERLAP:
        data = stream.read(_OVERLAP - len(start))
        if not data:
            break
        start += data
    return found is not None


def next_record(stream: BinaryIO | Rewindable, place: int) -> int | None:
    """Where the next record begins behind a place; None when there is none."""
    stream.seek(place)
    kept, step = b"", STEP // 4
    while data := stream.read(step):
        step = min(2 * step, 1 << 20)
        whole = kept + data
        if match := _NEXT.search(whole):
            return stream.tell() - len(whole) + match.end()
        kept = whole[-_OVERLAP:]
    return None


def is_member(file: BinaryIO, place: int) -> bool:
    """Whether a packed member with a record begins here."""
    file.seek(place)
    packed, start, step = file.read(_PACKED_START), b"", 16
    inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        while len(start) < _OVERLAP and (data := inflater.decompress(packed, step)):
            start, packed = start + data, inflater.unconsumed_tail
            step *= 2
    except zlib.error:  # damaged further on: it is a member, and will be told
        pass
    return START.match(start.lstrip(b"\r\n")) is not None
