# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that are there whole or not at all, also after a crash or a full disk."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from collections.abc import Iterable
from pathlib import Path

TEMPORARY = ".new-"
"""Start of the name of a file that is not finished; such files are swept at the next open."""


def write_whole(
    target: Path, data: bytes, *, beside: Path | None = None, sync: bool = True
) -> None:
    """Write ``data`` to ``target``, replacing it; on any error the old file stays.

    Args:
        target: the file.
        data: all its bytes.
        beside: folder of the unfinished file, on the same file system; default: the target's.
        sync: wait until it is on the disk; else ``sync_files`` has to follow.
    """
    unfinished = (beside or target.parent) / f"{TEMPORARY}{secrets.token_hex(8)}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(unfinished, flags, 0o600)
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(descriptor, left) :]
            if sync:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        unfinished.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
    if sync:
        sync_folder(target.parent)


def sync_files(files: Iterable[Path]) -> None:
    """Wait until these files and their names are on the disk."""
    folders = set()
    for file in files:
        descriptor = os.open(file, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        folders.add(file.parent)
    for folder in sorted(folders):
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make renames and deletions in a folder last; a folder cannot be synced on Windows."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(folder: Path) -> int:
    """Remove unfinished files of a killed run directly in ``folder``; how many there were."""
    swept = 0
    with contextlib.suppress(FileNotFoundError):
        for file in folder.glob(f"{TEMPORARY}*"):
            file.unlink(missing_ok=True)
            swept += 1
    return swept
