# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies in a folder that is said to be a bundle; no link is followed and no pipe opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

LONGEST_PATH = 200
"""Characters of the longest path that a manifest can name; nothing below a longer one belongs."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file with its size, or what no bundle has.

    That is an empty folder, what stands deeper than a manifest can name, or a link or device.
    """

    path: str
    size: int = 0
    kind: Literal["file", "empty", "too deep", "other"] = "file"


def found_in(bundle: Path) -> Iterator[Found]:
    """Everything in a folder except the folders that hold something.

    Not by ``os.walk``, which fails on a thousand folders within each other.

    Raises:
        OSError: a folder in it cannot be read.
    """
    left = [""]
    while left:
        place = left.pop()
        empty = True
        with os.scandir(bundle / place) as entries:
            for entry in entries:
                empty = False
                found = _found(entry, f"{place}/{entry.name}" if place else entry.name)
                if found is None:
                    left.append(f"{place}/{entry.name}" if place else entry.name)
                else:
                    yield found
        if empty and place:
            yield Found(place, kind="empty")


def _found(entry: os.DirEntry[str], path: str) -> Found | None:
    """None for a folder that is to be looked into."""
    # not entry.stat(): the list of a folder on Windows may tell an old size
    told = os.lstat(entry.path)
    if len(path) > LONGEST_PATH:
        return Found(path, kind="too deep")
    if stat.S_ISREG(told.st_mode):
        return Found(path, told.st_size)
    return None if stat.S_ISDIR(told.st_mode) else Found(path, kind="other")
