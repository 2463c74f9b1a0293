# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of pages in a WACZ: titles and texts for pages whose record gives none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from indexing.importers.web_index import seconds
from indexing.limits import MAX_TEXT_CHARACTERS, MAX_WACZ_LIST_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from indexing.importers.members import Member

_MAX_LINE = 8 * MAX_TEXT_CHARACTERS


class ListedPages:
    """Pages by address, each with its time; read within a limit of bytes."""

    def __init__(self, lists: Iterable[Member]) -> None:
        self._known: dict[str, list[tuple[float, dict[str, str]]]] = {}
        for member in lists:
            for line in _lines(member):
                self._add(line)

    def cells(self, url: str, when: str) -> dict[str, str]:
        """Title and text of the listing nearest in time; empty where the address is not listed."""
        listed = self._known.get(url, ())
        moment = seconds(when)
        return min(listed, key=lambda entry: abs(entry[0] - moment))[1] if listed else {}

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
            moment = seconds(str(entry.get("ts") or ""))
            self._known.setdefault(entry["url"], []).append((moment, cells))


def _lines(member: Member) -> Iterator[bytes]:
    left = MAX_WACZ_LIST_BYTES
    try:
        with member.open() as file:
            while left > 0 and (line := file.readline(_MAX_LINE)):
                left -= len(line)
                yield line
    except OSError:
        return
