# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of a picture as bytes: one record after another, each with its own length of variants."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

from indexing.records import PicturePart

_KINDS = ("panel", "aspect")
_HASH_BYTES = 32
_HEAD = struct.Struct("<B4HBH32s32s")  # kind, box, quality, bytes of variants, pdq, dhash


def pack(parts: Iterable[PicturePart]) -> bytes:
    """The bytes kept of a picture's parts.

    Raises:
        ValueError: a part has a kind that is not known, or a hash that is not of 32 bytes.
    """
    return b"".join(_packed(part) for part in parts)


def unpack(data: bytes) -> tuple[PicturePart, ...]:
    """The parts that :func:`pack` made bytes of.

    Raises:
        ValueError: the bytes are not whole records.
    """
    return tuple(_records(data))


def _packed(part: PicturePart) -> bytes:
    if not len(part.pdq) == len(part.dhash) == _HASH_BYTES:
        raise ValueError("hash")
    kind = _KINDS.index(part.kind)
    size = len(part.variants)
    return _HEAD.pack(kind, *part.box, part.quality, size, part.pdq, part.dhash) + part.variants


def _records(data: bytes) -> Iterator[PicturePart]:
    start = 0
    while start < len(data):
        end = start + _HEAD.size
        if end > len(data):
            raise ValueError("record")
        kind, left, top, right, bottom, quality, size, pdq, dhash = _HEAD.unpack(data[start:end])
        start = end + size
        if kind >= len(_KINDS) or start > len(data):
            raise ValueError("record")
        box = (left, top, right, bottom)
        yield PicturePart(_KINDS[kind], box, pdq, dhash, quality, data[end:start])
