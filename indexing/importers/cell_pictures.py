# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures that a scraper wrote into the cell itself: ``data:image/jpeg;base64,…``."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from functools import partial

from indexing.limits import MAX_IMAGES_PER_AD
from indexing.records import ImageRef

_EMBEDDED = re.compile(r"\s*data:(image/[\w.+-]{1,40})(?:;[\w.=+-]{1,40}){0,3};base64,", re.I)
_SHORTEST = 100
"""A picture of a point or two, as pages use them for counting, is none of the ad."""


def embedded(cell: object) -> Iterator[ImageRef]:
    """Each picture within a cell, or within a list or object in it, in order."""
    for number, text in enumerate(_texts(cell), start=1):
        if number > MAX_IMAGES_PER_AD:
            return
        start = _EMBEDDED.match(text)
        if start and len(text) > start.end() + _SHORTEST:
            yield ImageRef(f"data:{start[1]};{number}", read=partial(_read, text, start.end()))


def _texts(cell: object) -> Iterator[str]:
    inner = [cell]
    if isinstance(cell, list):
        inner = cell
    elif isinstance(cell, dict):
        inner = list(cell.values())
    for one in inner:
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            yield from (x for x in one.values() if isinstance(x, str) and _EMBEDDED.match(x))


def _read(text: str, at: int, limit: int) -> bytes | None:
    coded = "".join(text[at : at + 2 * limit + 4].split())
    try:
        return base64.b64decode(coded[: len(coded) // 4 * 4])[:limit]
    except (binascii.Error, ValueError):
        return None
