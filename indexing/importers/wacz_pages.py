# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of pages in a WACZ: titles and texts for pages whose record gives none."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import orjson

from indexing.importers.web_index import add_spread, nearest, seconds
from indexing.limits import (
    MAX_WACZ_LINE_BYTES,
    MAX_WACZ_LINES,
    MAX_WACZ_LIST_BYTES,
    MAX_WACZ_PAGES,
    MAX_WACZ_PAGES_ALIKE,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from indexing.importers.members import Member


class ListedPages:
    """Pages by address, each with its time; read within a limit of bytes."""

    def __init__(self, lists: Iterable[Member]) -> None:
        self._known: dict[str, list[tuple[float, dict[str, str]]]] = {}
        self._count = 0
        lines = (line for member in lists for line in _lines(member))
        for line in islice(lines, MAX_WACZ_LINES):
            self._add(line)
            if self._count >= MAX_WACZ_PAGES:
                break

    def cells(self, url: str, when: str) -> dict[str, str]:
        """Title and text of the listing nearest in time; empty where the address is not listed."""
        return nearest(self._known.get(url, []), seconds(when)) or {}

    def _add(self, line: bytes) -> None:
        try:
            entry = orjson.loads(line)
        except orjson.JSONDecodeError:
            return
        if not isinstance(entry, dict) or not isinstance(entry.get("url"), str):
            return
        texts = {name: entry.get(name) for name in ("title", "text")}
        cells = {
            name: text.replace("\0", "\ufffd")
            for name, text in texts.items()
            if isinstance(text, str) and text.strip()
        }
        if cells:
            when = entry.get("ts")
            alike = self._known.setdefault(entry["url"], [])
            self._count -= len(alike)
            moment = seconds(when) if isinstance(when, str) else 0
            add_spread(alike, moment, cells, MAX_WACZ_PAGES_ALIKE)
            self._count += len(alike)


def _lines(member: Member) -> Iterator[bytes]:
    left = MAX_WACZ_LIST_BYTES
    try:
        with member.open() as file:
            while left > 0 and (line := file.readline(MAX_WACZ_LINE_BYTES)):
                left -= len(line)
                yield line
    except OSError:
        return
