# SPDX-License-Identifier: GPL-3.0-or-later
"""Picture files that several ads were given although they name different ones."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from indexing.limits import MAX_CLAIMED_FILES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexing.records import ImageRef

_SCHEME = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//(?:www\.)?", re.IGNORECASE)
_CONTENT_HASH = re.compile(r"[0-9a-f]{32,64}(?:\.\w+)?", re.IGNORECASE)
_TOLD = 5


class SharedFiles:
    """What each file was called by the ads that it was found for, over one import.

    Many addresses end in ``1.jpg``. A program that keeps pictures by that end alone writes each
    over the one before, and the last then is found for every ad. Nobody can tell from the names
    whose it is, so it is not taken away: it is told.
    """

    def __init__(self) -> None:
        self._called: dict[int, int] = {}
        self._shared: dict[str, None] = {}

    def add(self, refs: Sequence[ImageRef]) -> None:
        """The pictures of the next ad."""
        for ref in refs:
            file = ref.path or ref.file
            called = _called(ref.untrusted_name, file) if file else ""
            if not called:
                continue
            key = hash(file)
            if key not in self._called and len(self._called) >= MAX_CLAIMED_FILES:
                continue
            if self._called.setdefault(key, hash(called)) != hash(called):
                self._shared[file] = None

    def told(self) -> dict[str, object]:
        """How many ``n`` files are shared, and the ``files`` that were first; empty for none."""
        names = [re.split(r"[/\\]", file)[-1] for file in list(self._shared)[:_TOLD]]
        return {"n": len(self._shared), "files": ", ".join(names)} if names else {}


def _called(untrusted_name: str, file: str) -> str:
    """What an ad calls a file; empty where that can mean no other: a path to it, a content's hash.

    Queries tell sizes and signatures, so they do not count.
    """
    name = re.split(r"[?#]", untrusted_name, maxsplit=1)[0].replace("\\", "/")
    if _CONTENT_HASH.fullmatch(name.rpartition("/")[2]):
        return ""
    if start := _SCHEME.match(name):
        host, _, path = name[start.end() :].partition("/")
        return f"{host.lower()}/{path}"
    inner = "/".join(part for part in name.split("/") if part not in ("", "."))
    return "" if f"/{file}".replace("\\", "/").endswith(f"/{inner}") else inner
