# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames between the program and its decode worker: fixed heads, then raw bytes, no objects.

The worker is trusted with nothing: every number in a reply is checked against the request and
the limits before a byte of its payload is read.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from indexing import limits
from indexing.images import GREY_SIDE, THUMBNAIL_SIDE, Plane, RawPicture
from indexing.records import PictureLine

REQUEST = struct.Struct("<4sBIIQ")  # magic, mode, sequence, max_side, length
REPLY = struct.Struct("<4sBIIIHHHH")  # magic, status, sequence, width, height, two plane sizes
HELLO = struct.Struct("<4sBBH")  # magic, limits set, filter installed, calls allowed
LINE = struct.Struct("<8HHH")  # four corners in thousandths, score in thousandths, bytes of text
REQUEST_MAGIC = b"FDQ1"
REPLY_MAGIC = b"FDR1"
HELLO_MAGIC = b"FDH1"
MAX_SIDE = 8192
"""Largest picture that is ever asked for to be shown."""
MAX_READ_BYTES = limits.MAX_PICTURE_LINES * (LINE.size + 4 * limits.MAX_PICTURE_LINE_CHARACTERS)


class Mode(IntEnum):
    """What the worker is asked to make of the bytes."""

    DECODE = 1
    PIXELS = 2
    READ = 3


class Status(IntEnum):
    """How it went; each but OK is the code of a known error."""

    OK = 0
    FORMAT = 1
    TOO_LARGE = 2
    BROKEN = 3
    LIMITS = 4


CODES = {
    Status.FORMAT: "image_format",
    Status.TOO_LARGE: "image_too_large",
    Status.BROKEN: "image_broken",
    Status.LIMITS: "image_limits",
}
STATUS_OF_CODE = {code: status for status, code in CODES.items()}


class ReplyError(Exception):
    """The worker's reply is not one that this request could have."""


@dataclass(frozen=True, slots=True)
class Request:
    """One picture for the worker."""

    mode: Mode
    sequence: int
    max_side: int
    length: int

    def head(self) -> bytes:
        """The request's head as bytes."""
        return REQUEST.pack(REQUEST_MAGIC, self.mode, self.sequence, self.max_side, self.length)


@dataclass(frozen=True, slots=True)
class Isolation:
    """What the worker reported of its own confinement when it started."""

    limits: bool
    filtered: bool
    calls: int


@dataclass(frozen=True, slots=True)
class ReplyHead:
    """A checked reply head: its planes are ``(width, height, channels)``, or it has read text."""

    status: Status
    width: int = 0
    height: int = 0
    planes: tuple[tuple[int, int, int], ...] = ()
    text_bytes: int = 0

    def payload(self) -> int:
        """How many bytes follow."""
        return self.text_bytes + sum(
            width * height * channels for width, height, channels in self.planes
        )


def parse_request(head: bytes) -> Request:
    """The request that the program sent (the worker trusts the program)."""
    magic, mode, sequence, max_side, length = REQUEST.unpack(head)
    if magic != REQUEST_MAGIC or length > limits.MAX_IMAGE_BYTES:
        raise ValueError("request")
    return Request(Mode(mode), sequence, max_side, length)


def parse_hello(untrusted_head: bytes) -> Isolation:
    """What the worker says of itself; ReplyError when it is not a greeting."""
    magic, limited, filtered, calls = HELLO.unpack(untrusted_head)
    if magic != HELLO_MAGIC:
        raise ReplyError("hello")
    return Isolation(bool(limited), bool(filtered), calls)


def refusal(request: Request, code: str) -> bytes:
    """The reply frame of a picture that was not decoded."""
    status = STATUS_OF_CODE.get(code, Status.BROKEN)
    return REPLY.pack(REPLY_MAGIC, status, request.sequence, 0, 0, 0, 0, 0, 0)


def reply(request: Request, picture: RawPicture) -> list[bytes]:
    """The reply frame of a decoded picture, in parts to be written one after the other."""
    sides = [side for plane in picture.planes for side in (plane.width, plane.height)]
    sides += [0] * (4 - len(sides))
    size = (picture.width, picture.height)
    head = REPLY.pack(REPLY_MAGIC, Status.OK, request.sequence, *size, *sides)
    return [head, *(plane.data for plane in picture.planes)]


def read_reply(
    request: Request, size: tuple[int, int], lines: Sequence[PictureLine]
) -> list[bytes]:
    """The reply frame of a picture whose text was read; ``size`` is the picture's own."""
    packed = b"".join(map(_packed, lines[: limits.MAX_PICTURE_LINES]))
    high, low = divmod(len(packed), 1 << 16)
    head = REPLY.pack(REPLY_MAGIC, Status.OK, request.sequence, *size, high, low, 0, 0)
    return [head, packed]


def _packed(line: PictureLine) -> bytes:
    text = line.text[: limits.MAX_PICTURE_LINE_CHARACTERS].encode("utf-8", "replace")
    return LINE.pack(*line.box, round(1000 * line.score), len(text)) + text


def read_lines(untrusted_payload: bytes) -> tuple[PictureLine, ...]:
    """The lines of a reply that has read text; ReplyError when they cannot be lines."""
    lines: list[PictureLine] = []
    start = 0
    while start < len(untrusted_payload):
        end = start + LINE.size
        if end > len(untrusted_payload) or len(lines) == limits.MAX_PICTURE_LINES:
            raise ReplyError("lines")
        *box, score, size = LINE.unpack_from(untrusted_payload, start)
        start = end + size
        text = untrusted_payload[end:start].decode("utf-8", "replace")
        if max(*box, score) > 1000 or start > len(untrusted_payload) or not text.isprintable():
            raise ReplyError("line")
        lines.append(PictureLine(text, score / 1000, tuple(box)))
    return tuple(lines)


def parse_reply(untrusted_head: bytes, request: Request) -> ReplyHead:
    """A reply head, checked against its request; ReplyError when it cannot be its reply."""
    magic, status, sequence, width, height, *sides = REPLY.unpack(untrusted_head)
    if magic != REPLY_MAGIC or sequence != request.sequence or status not in set(Status):
        raise ReplyError("head")
    if status != Status.OK:
        if any((width, height, *sides)):
            raise ReplyError("refusal")
        return ReplyHead(Status(status))
    if not 0 < width * height <= limits.MAX_IMAGE_PIXELS:
        raise ReplyError("size")
    if request.mode is Mode.READ:
        return ReplyHead(Status.OK, width, height, text_bytes=_text_bytes(sides))
    planes: tuple[tuple[int, int, int], ...]
    largest: tuple[int, ...]
    if request.mode is Mode.DECODE:
        planes = ((sides[0], sides[1], 1), (sides[2], sides[3], 3))
        largest = (GREY_SIDE, THUMBNAIL_SIDE)
    else:
        planes = ((sides[0], sides[1], 3),)
        largest = (request.max_side,)
        if sides[2] or sides[3]:
            raise ReplyError("planes")
    for plane, side in zip(planes, largest, strict=True):
        if min(plane) < 1 or max(plane[:2]) > side:
            raise ReplyError("planes")
    return ReplyHead(Status.OK, width, height, planes)


def _text_bytes(sides: Sequence[int]) -> int:
    size = (sides[0] << 16) + sides[1]
    if size > MAX_READ_BYTES or sides[2] or sides[3]:
        raise ReplyError("text")
    return size


def picture(head: ReplyHead, payload: bytes) -> RawPicture:
    """The picture of a checked head and exactly its payload."""
    planes = []
    start = 0
    for width, height, channels in head.planes:
        end = start + width * height * channels
        planes.append(Plane(width, height, channels, payload[start:end]))
        start = end
    return RawPicture(head.width, head.height, tuple(planes))
