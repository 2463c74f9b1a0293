# SPDX-License-Identifier: GPL-3.0-or-later
"""One writer: a lock on the case folder that leaves no file and dies with its process."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

from indexing.errors import CaseLockedError

LOCK_FILE = "index/lock"
_TAKEN = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)


def take(folder: Path) -> Callable[[], None]:
    """Take the writer's lock of a case; returns what releases it.

    Raises:
        CaseLockedError: another window or process has it (``case_in_use``).
    """
    return _take_folder(folder)


def _take_file(folder: Path) -> Callable[[], None]:
    from filelock import FileLock, Timeout

    file = folder / LOCK_FILE
    lock = FileLock(file, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise CaseLockedError("case_in_use", path=folder) from None

    def release() -> None:
        lock.release(force=True)
        with contextlib.suppress(OSError):
            file.unlink()

    return release


if sys.platform == "win32":
    _take_folder = _take_file  # a folder cannot be locked there

else:
    import fcntl

    def _take_folder(folder: Path) -> Callable[[], None]:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            if error.errno in _TAKEN:
                raise CaseLockedError("case_in_use", path=folder) from None
            return _take_file(folder)  # a network folder that cannot be locked itself
        return lambda: os.close(descriptor)
