# SPDX-License-Identifier: GPL-3.0-or-later
"""Bytes and lines of a source file, plain or gzip, with limits, positions and marked damage."""

from __future__ import annotations

import codecs
import gzip
import io
import os
import re
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from indexing.errors import BadInputError
from indexing.importers.origin import Origin
from indexing.limits import (
    INFLATED_FREE_BYTES,
    MAX_GZIP_SINGLE_BYTES,
    MAX_INFLATED_RATIO,
    MAX_JSON_DIGITS,
    MAX_JSON_NESTING,
    MAX_JSON_PATH_BYTES,
    MAX_JSON_STRING_BYTES,
)

UNREADABLE = "\ufdd0"
"""A noncharacter that stands where bytes could not be decoded; no real text may hold it."""
GZIP_MAGIC = b"\x1f\x8b"
GZIP_ERRORS = (EOFError, zlib.error, gzip.BadGzipFile)
CHUNK = 1 << 20
_PIECE = 1 << 15
"""Bytes of JSON for the parser at a time: it holds all their values, each with its path."""
# the second form is a string that does not end here; only its quotation mark is kept
_STRING = re.compile(rb'"(?>(?:[^"\\]++|\\.)*)"|(")(?>(?:[^"\\]++|\\.)*)\\?', re.DOTALL)
_WIDE_MARKS = {
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
    "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
}
_START = 4
"""Bytes that the first read gives at least: so many tell an encoding by its mark."""
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_REST = re.compile(rb'(?>(?:[^"\\]++|\\.)*)"', re.DOTALL)
_SHORT_KEY = MAX_JSON_PATH_BYTES // MAX_JSON_NESTING
# where a longer key may stand: none is missed once escaped quotation marks are taken out
_LONG_KEY = re.compile(rb'"[^"]{%d,}+"\s*+(?::|\Z)' % _SHORT_KEY)
_KEY = re.compile(rb'"((?>(?:[^"\\]++|\\.)*))(?:"(?:\s*+(:|\Z))?|\\?\Z)', re.DOTALL)
_HIGH_HALF = r"\\u[dD][89abAB][0-9a-fA-F]{2}"
_LOW_HALF = r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_LONE_HALF = re.compile(f"{_LOW_HALF}(?<!{_HIGH_HALF}{_LOW_HALF})|{_HIGH_HALF}(?!{_LOW_HALF})")
_ESCAPE = re.compile(rf"{_HIGH_HALF}{_LOW_HALF}|({_LOW_HALF}|{_HIGH_HALF})|\\.", re.DOTALL)
_CUT_ESCAPE = re.compile(rf"(?:{_HIGH_HALF})?\\(?:u[0-9a-fA-F]{{0,3}})?\Z|{_HIGH_HALF}\Z")
_LONGEST_ESCAPE = 12
_MOST_AHEAD = 50 * _LONGEST_ESCAPE
"""Halves may follow on halves."""
_NUMBER = b"0123456789."
_LONG_NUMBER = rb"(?<![\d.])\d{%d}" % (MAX_JSON_DIGITS + 1)  # a fraction may be as long as it likes
_TOO_MANY_DIGITS = re.compile(_LONG_NUMBER)
_STRING_OR_NUMBER = re.compile(rb'"(?>(?:[^"\\]++|\\.)*)"?|(%s)' % _LONG_NUMBER, re.DOTALL)


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNREADABLE, error.end


codecs.register_error("faisceau-mark", _mark)


def check_file(path: Path) -> os.stat_result:
    """Refuse what is not a readable file with something in it."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BadInputError("file_missing", path=path) from error
    except (OSError, ValueError) as error:
        raise BadInputError("file_unreadable", path=path) from error
    if stat.S_ISDIR(status.st_mode):
        raise BadInputError("file_is_folder", path=path)
    if not stat.S_ISREG(status.st_mode):
        raise BadInputError("file_unreadable", path=path)
    if status.st_size == 0:
        raise BadInputError("file_empty", path=path)
    return status


class _GzipFile:
    """A packed file; what the unpacker reads byte by byte (names, padding) is within a limit."""

    def __init__(self, raw: IO[bytes], path: Path) -> None:
        self._raw, self._path = raw, path
        self._single = self._all = 0

    def read(self, size: int = -1) -> bytes:
        """About ``size`` bytes."""
        data = self._raw.read(size)
        self._all += len(data)
        self._single += size == 1
        if self._single > MAX_GZIP_SINGLE_BYTES and 4 * self._single > self._all:
            raise BadInputError("file_bomb", path=self._path, detail={"bytes": self._all})
        return data

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place of the file."""
        return self._raw.seek(place, whence)


class ByteStream(io.RawIOBase):
    """The content of a file, unpacked when it is gzip; a cut end is remembered, not raised."""

    def __init__(self, origin: Origin) -> None:
        super().__init__()
        self.cut = False
        self._last = 0
        try:
            self._raw = origin.open()
            packed = self._raw.read(2) == GZIP_MAGIC
            self._raw.seek(0)
        except OSError as error:
            raise BadInputError("file_unreadable", path=origin.path) from error
        self._data: Any = self._raw
        self._path, self._inflated = origin.path, 0
        if packed:
            packed_file: Any = _GzipFile(self._raw, origin.path)
            self._data = gzip.GzipFile(fileobj=packed_file, mode="rb")

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill ``buffer``; 0 at the end, also where a gzip file is cut or damaged."""
        if self.cut:
            return 0
        data = b""
        try:
            data = self._data.read1(len(buffer))
            while self._inflated == 0 and 0 < len(data) < min(_START, len(buffer)):
                if not (more := self._data.read1(len(buffer) - len(data))):
                    break
                data += more
        except GZIP_ERRORS:
            self.cut = True
        buffer[: len(data)] = data
        self._inflated += len(data)
        if self._inflated > INFLATED_FREE_BYTES:
            self._check_ratio()
        return len(data)

    def _check_ratio(self) -> None:
        """Refuse what unpacks without end; a plain file is as long as what was read of it."""
        if self._inflated > MAX_INFLATED_RATIO * self._raw.tell():
            raise BadInputError("file_bomb", path=self._path, detail={"bytes": self._inflated})

    def position(self) -> int:
        """Bytes of the file on disk consumed so far."""
        return self._last if self._raw.closed else self._raw.tell()

    def close(self) -> None:
        """Give the file back."""
        if not self.closed:
            self._last = self._raw.tell()
            self._data.close()
            self._raw.close()
        super().close()


def head(origin: Origin, size: int = CHUNK) -> bytes:
    """The first ``size`` bytes of the (unpacked) content."""
    with io.BufferedReader(ByteStream(origin), CHUNK) as buffered:
        return buffered.read(size)


def chunks(origin: Origin) -> Iterator[bytes]:
    """The whole (unpacked) content, piece by piece."""
    with io.BufferedReader(ByteStream(origin), CHUNK) as buffered:
        while data := buffered.read(CHUNK):
            yield data


def text(stream: ByteStream, encoding: str, newline: str) -> io.TextIOWrapper:
    """``stream`` decoded, what cannot be decoded marked; ``newline`` as for ``open``.

    Said to be UTF-16 or UTF-32 and without their mark it is little-endian, as nearly all are.
    """
    buffered = io.BufferedReader(stream, CHUNK)
    wide = encoding.replace("_", "-").lower()
    if wide in _WIDE_MARKS and not buffered.peek(4).startswith(_WIDE_MARKS[wide]):
        encoding = f"{wide}-le"
    return io.TextIOWrapper(buffered, encoding, errors="faisceau-mark", newline=newline)


class StringTooLongError(ValueError):
    """One string or number of a JSON document is longer than anything that is read."""


class TooDeepError(ValueError):
    """A JSON document is nested deeper than its parser can hold."""


class Utf8Bytes:
    """Decoded text handed on as UTF-8 bytes, for a parser that wants bytes.

    The parser looks through an unfinished string again from its start with every piece: pieces
    grow with the string, so that a long one costs its length and not the square of it.
    """

    def __init__(self, source: io.TextIOWrapper) -> None:
        self._source = source
        self._held, self._at = b"", 0
        """Read and not yet given from there on."""
        self._is_escaped = False
        """Whether a backslash ends what was read, so that what follows it is taken literally."""
        self._open = self._number = 0
        """Of a string, or of a number, that goes on in the next piece: its length so far."""
        self._depth = 0
        self._longest_key = self._due = 0
        """Bytes of the longest key, and of a long string behind which a colon may still come."""
        self._within = b""
        self._tail = b""
        """Of a number that may go on in the next piece: its beginning."""
        self._is_over = False
        self.since = 0
        """Bytes given so far; who reads item by item sets it back at each."""
        self.most = 0
        """Where ``since`` is too much, or 0."""

    def read(self, size: int = CHUNK) -> bytes:
        """About ``size`` bytes."""
        if size == 0:  # ijson asks so whether it gets bytes or text
            return b""
        unfinished = max(self._open, self._number)
        too_long = unfinished > MAX_JSON_STRING_BYTES or 0 < self.most < self.since
        if self._is_over or too_long:
            raise StringTooLongError
        data = self._piece(max(min(size, CHUNK, _PIECE), unfinished))
        within = self._within
        if within:
            end = _REST.match(data, len(within) - 1)
            if end and self._open + end.end() > MAX_JSON_STRING_BYTES:
                raise StringTooLongError
        self._note_keys(data)
        bare = self._bare(data)
        last = _last_quote(data)
        if last < 0 or (last == 0 and len(within) > 1):
            self._open += len(data)
        else:
            self._open = len(data) - last
        self._open = self._open if self._within else 0
        self._number = 0 if bare.strip(_NUMBER) else self._number + len(data)
        numbers = self._tail + bare
        if _TOO_MANY_DIGITS.search(numbers):
            self._is_over = True
            data = _before_long_number(within, data)
            if not data:
                raise StringTooLongError
            bare = _STRING.sub(rb"\1", within + data)
        self._tail = numbers[len(numbers.rstrip(_NUMBER)) :][: MAX_JSON_DIGITS + 1]
        self._measure(bare)
        self.since += len(data)
        return data

    def _piece(self, size: int) -> bytes:
        """The next bytes, about ``size``: where an unfinished string ends, not many more.

        The parser holds all values of a piece, and those are many where a long text was awaited.
        """
        if self._at >= len(self._held):
            self._held, self._at = self._read(size), 0
        end = self._at + size
        if self._within and size > _PIECE:
            rest = _REST.match(self._held, self._at + len(self._within) - 1)
            end = min(end, rest.end() + _PIECE) if rest else end
        while end < len(self._held) and self._held[end] & 0xC0 == 0x80:
            end += 1  # no character is cut
        piece = self._held[self._at : end]
        self._at = end
        return piece

    def _read(self, size: int) -> bytes:
        """Text of the source as bytes, without halves of characters."""
        text = self._source.read(size)
        for _ in range(_MOST_AHEAD):  # to the end of the escape that is cut here
            if not _CUT_ESCAPE.search(text[-_LONGEST_ESCAPE:]):
                break
            text += self._source.read(1)
        start = int(self._is_escaped)
        backslashes = len(text) - len(text.rstrip("\\"))
        self._is_escaped = (backslashes + (start if backslashes == len(text) else 0)) % 2 == 1
        return (text[:start] + whole_letters(text[start:])).encode("utf-8", "replace")

    def _note_keys(self, data: bytes) -> None:
        """Measure long keys: the parser writes a key out again for each value below it."""
        if self._due and (follows := data.lstrip()[:1]):
            self._longest_key = max(self._longest_key, self._due if follows == b":" else 0)
            self._due = 0
        whole = self._within + data
        found = [_KEY.match(whole)] if self._within else []
        if _LONG_KEY.search(whole.replace(b'\\"', b"__")):
            found = list(_KEY.finditer(whole))
        for key in found:
            if key is None or key[2] is None:
                continue
            length = key.end(1) - key.start(1)
            length += self._open if self._within and key.start() == 0 else 0
            if length > _SHORT_KEY and key[2]:
                self._longest_key = max(self._longest_key, length)
            elif length > _SHORT_KEY:
                self._due = length

    def _bare(self, data: bytes) -> bytes:
        """The next piece without its strings; of one that goes on, its first quotation mark."""
        whole = self._within + data
        bare = _STRING.sub(rb"\1", whole)
        escaped = (len(whole) - len(whole.rstrip(b"\\"))) % 2 == 1
        self._within = (b'"\\' if escaped else b'"') if b'"' in bare else b""
        return bare

    def _measure(self, bare: bytes) -> None:
        """Follow the nesting: the parser keeps a path for each level, far longer than the text."""
        brackets, levels = bare.translate(None, _NOT_BRACKETS), 0
        while (fewer := brackets.replace(b"{}", b"").replace(b"[]", b"")) != brackets:
            brackets, levels = fewer, levels + 1
            if levels > MAX_JSON_NESTING:
                raise TooDeepError
        opened = brackets.count(b"{") + brackets.count(b"[")
        self._depth += 2 * opened - len(brackets)
        if self._depth + len(brackets) - opened > MAX_JSON_NESTING:
            raise TooDeepError
        deepest = max(self._depth, self._depth - 2 * opened + len(brackets)) + levels
        if self._longest_key * max(deepest, 1) > MAX_JSON_PATH_BYTES:
            raise StringTooLongError


def whole_letters(text: str) -> str:
    """JSON with U+FFFD for each half of a character.

    Scrapers that cut texts leave halves of emoji, as escapes, and parsers give up at them.
    """
    return _ESCAPE.sub(_whole, text) if _LONE_HALF.search(text) else text


def _whole(escape: re.Match[str]) -> str:
    return r"\ufffd" if escape[1] else escape[0]


def _before_long_number(within: bytes, data: bytes) -> bytes:
    """What stands before the first number with too many digits, which is no part of a string."""
    for found in _STRING_OR_NUMBER.finditer(within + data):
        if found[1]:
            return data[: found.start() - len(within)]
    return b""  # it began in the piece before


def _last_quote(data: bytes) -> int:
    """Where the last quotation mark stands that is not escaped; -1 when there is none."""
    at = len(data)
    while (at := data.rfind(b'"', 0, at)) > 0 and data[at - 1 : at] == b"\\":
        continue
    return at
