# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that lie together, in a ZIP or a folder: a name, a size, and a way to open each.

Nothing is unpacked to disk, so a name is only a name; one that would lead out of the archive on
unpacking is refused all the same, because it was made to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO

from indexing.importers.origin import PartOrigin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from indexing.records import Rejected

_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_MOST_NAME = 1_000


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive or folder; ``name`` is its path there, with ``/``."""

    name: str
    size: int
    open: Callable[[], BinaryIO]
    file: Path | None = None
    """The file itself where it lies on disk."""

    @property
    def folder(self) -> str:
        """Path of its folder, empty at the top."""
        return self.name.rpartition("/")[0]

    @property
    def base(self) -> str:
        """Its name without folders."""
        return self.name.rpartition("/")[2]

    def origin(self, container: Path) -> PartOrigin:
        """The member as a source of its own."""
        return PartOrigin(container / PurePosixPath(self.name), self.open, self.size)


@dataclass(frozen=True, slots=True)
class Members:
    """All that can be opened, in the order of their names, and what was refused and why."""

    found: Sequence[Member]
    refused: Sequence[Rejected]

    def by_name(self) -> Mapping[str, Member]:
        """Each member under its path."""
        return {member.name: member for member in self.found}


def distinct(refused: Sequence[Rejected]) -> list[Rejected]:
    """Places made different from each other, as every place of a report is."""
    given: set[str] = set()
    counts: dict[str, int] = {}  # a name may come a hundred thousand times
    result = []
    for one in refused:
        place, count = one.place, counts.get(one.place, 1)
        while place in given:
            count += 1
            place = f"{one.place} ({count})"
        given.add(place)
        counts[one.place] = count
        result.append(replace(one, place=place))
    return result


def checked_name(untrusted_name: str) -> str:
    """A member's path with ``/``, or empty text for one that leads out or names no file."""
    name = untrusted_name.replace("\\", "/")
    if not name or len(name) > _MOST_NAME or name.startswith("/") or _CONTROLS.search(name):
        return ""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if not parts or ".." in parts or re.match(r"[A-Za-z]:", parts[0]):
        return ""
    return "/".join(parts)


def shown_name(untrusted_name: str) -> str:
    """A member's name for messages: short, without signs that steer a terminal."""
    plain = _CONTROLS.sub("\ufffd", untrusted_name[:200])
    return plain.encode("utf-8", "replace").decode() or "?"


def place_name(untrusted_name: str) -> str:
    """A member's whole name for the places in it: two names never become one.

    Bytes that are no UTF-8, as old archives and discs have them, are written out.
    """
    plain = _CONTROLS.sub("\ufffd", untrusted_name)
    return plain.encode("utf-8", "backslashreplace").decode()
