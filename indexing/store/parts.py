# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of a case folder: looked at before any is opened, for a folder may come from anybody.

A link in the place of a part would have the case written, swept and purged where it leads; a pipe
would be waited for.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from indexing.errors import CaseDamagedError

_FILES = ("header", "header.bak", "case.db")
_BESIDE = ("case.db-wal", "case.db-shm", "case.db-journal")
_FOLDERS = ("blobs", "index")


def strange(folder: Path) -> Iterator[str]:
    """Names of parts that are links, pipes or devices; what is missing is told elsewhere."""
    for name in (*_FILES, *_BESIDE, *_FOLDERS):
        with contextlib.suppress(FileNotFoundError):
            mode = (folder / name).lstat().st_mode
            # a folder for a file, or a file for a folder, is damage that is told as such
            plain = stat.S_ISREG(mode) or (stat.S_ISDIR(mode) and name not in _BESIDE)
            if not plain:
                yield name
    yield from _linked_shelves(folder / _FOLDERS[0])


def _linked_shelves(blobs: Path) -> Iterator[str]:
    """Folders within that of the blobs which are links; there are at most 256."""
    if blobs.is_dir() and not blobs.is_symlink():
        with os.scandir(blobs) as entries:
            yield from sorted(f"{blobs.name}/{one.name}" for one in entries if one.is_symlink())


def refuse_strange(folder: Path) -> None:
    """Raise CaseDamagedError ``case_part_strange`` if a part is not what a case has there."""
    for name in strange(folder):
        raise CaseDamagedError("case_part_strange", path=folder / name)
