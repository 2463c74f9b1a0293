# SPDX-License-Identifier: GPL-3.0-or-later
"""A deflated stream inside a file, readable from any place, counted as it grows.

Marks (copies of the inflater) are kept on the way, so that a place far inside costs a few
megabytes of inflating and not all that lies before it.
"""

from __future__ import annotations

import gzip
import io
import os
import zlib
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO

from indexing.limits import INFLATED_FREE_BYTES, MAX_INFLATED_RATIO

if TYPE_CHECKING:
    from collections.abc import Iterator

RAW, GZIP = -zlib.MAX_WBITS, 16 + zlib.MAX_WBITS
_STEP = 65_536
_SPACING = 4 << 20
_MOST_MARKS = 512


class InflateBombError(gzip.BadGzipFile):
    """The stream unpacks to far more than anything a person made would."""


@dataclass(slots=True)
class Marks:
    """Places of a stream from which inflating can go on; shared by all who open it."""

    spacing: int = _SPACING
    places: list[int] = field(default_factory=list)
    states: list[tuple[int, Any]] = field(default_factory=list)

    def add(self, place: int, raw: int, inflater: Any) -> None:
        """Keep a mark if the last one is far enough behind."""
        if place - (self.places[-1] if self.places else 0) < self.spacing:
            return
        self.places.append(place)
        self.states.append((raw, inflater.copy()))
        if len(self.places) > _MOST_MARKS:
            self.places, self.states = self.places[1::2], self.states[1::2]
            self.spacing *= 2

    def before(self, place: int) -> tuple[int, int, Any] | None:
        """The last mark at or before a place: that place, the raw offset, an inflater."""
        at = bisect_right(self.places, place) - 1
        if at < 0:
            return None
        raw, inflater = self.states[at]
        return self.places[at], raw, inflater.copy()


class Inflated(io.RawIOBase):
    """One deflated stream.

    Damage raises ``gzip.BadGzipFile``, an OSError that readers of parts know.

    Args:
        file: the packed file; closed with this stream when ``owned``.
        start: where the stream begins in it.
        packed: how many bytes it may take there; None for up to its own end.
        limit: how many bytes it may give; a stream with more is damaged.
        wbits: ``RAW`` deflate or ``GZIP``.
        marks: marks shared with other openings of the same stream.
        owned: whether the file is closed with the stream.
    """

    def __init__(  # noqa: PLR0913 - one stream has so many properties
        self,
        file: BinaryIO,
        start: int,
        *,
        wbits: int,
        packed: int | None = None,
        limit: int | None = None,
        marks: Marks | None = None,
        owned: bool = False,
    ) -> None:
        super().__init__()
        self._file, self._start, self._wbits, self._owned = file, start, wbits, owned
        self._packed, self._limit = packed, limit
        self._marks = marks if marks is not None else Marks()
        self.end: int | None = None
        """Offset in the file behind the stream, once it was read to its end."""
        self._restart(0)

    def _restart(self, place: int) -> None:
        mark = self._marks.before(place)
        if mark is None:
            mark = (0, self._start, zlib.decompressobj(self._wbits))
        self._place, self._raw = mark[:2]
        self._inflater: Any = mark[2]
        self._ready = b""

    def readable(self) -> bool:
        """Yes."""
        return True

    def seekable(self) -> bool:
        """Yes."""
        return True

    def tell(self) -> int:
        """Bytes before the next one, unpacked."""
        return self._place - len(self._ready)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place; the end is found by reading up to it unless its size is stated."""
        if whence == os.SEEK_CUR:
            offset += self.tell()
        elif whence == os.SEEK_END:
            if self._limit is None:
                raise io.UnsupportedOperation
            offset += self._limit
        offset = max(0, offset)
        mark = self._marks.before(offset)
        if offset < self.tell() or (mark is not None and mark[0] > self._place):
            self._restart(offset)
        while (missing := offset - self.tell()) > 0:
            if not self.read(min(missing, _STEP)):
                break
        return self.tell()

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer`` as far as one step reaches; 0 at the end."""
        if not self._ready:
            self._ready = next(self._pieces(), b"")
        data = self._ready[: len(buffer)]
        self._ready = self._ready[len(data) :]
        buffer[: len(data)] = data
        return len(data)

    def _pieces(self) -> Iterator[bytes]:
        while not self._inflater.eof:
            packed = self._inflater.unconsumed_tail or self._more()
            try:
                data = self._inflater.decompress(packed, _STEP)
            except zlib.error as error:
                raise gzip.BadGzipFile(str(error)) from error
            if not packed and not data and not self._inflater.eof:
                raise gzip.BadGzipFile("cut")
            self._place += len(data)
            self._check()
            if data:
                self._marks.add(self._place, self._raw, self._inflater)
                yield data
        self.end = self._raw - len(self._inflater.unused_data)

    def _more(self) -> bytes:
        size = _STEP
        if self._packed is not None:
            size = min(size, self._start + self._packed - self._raw)
        self._file.seek(self._raw)
        data = self._file.read(size) if size > 0 else b""
        self._raw += len(data)
        return data

    def _check(self) -> None:
        if self._limit is not None and self._place > self._limit:
            raise gzip.BadGzipFile("longer than stated")
        taken = self._raw - self._start - len(self._inflater.unused_data)
        if self._place > INFLATED_FREE_BYTES and self._place > MAX_INFLATED_RATIO * taken:
            raise InflateBombError("ratio")

    def close(self) -> None:
        """Close the file too if it is owned."""
        if not self.closed and self._owned:
            self._file.close()
        super().close()
