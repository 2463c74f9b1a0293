# SPDX-License-Identifier: GPL-3.0-or-later
"""What a window started ends with the window, also where the window was killed."""

from __future__ import annotations

import os
import sys
import threading
import time

_EVERY_SECONDS = 0.5
_CANCELLED = 130


def end_with_parent() -> None:
    """End this program soon after the one that started it is gone.

    It may be in a long stage that tells no progress, with the key in memory. Where a program
    cannot see that its parent is gone (Windows), the next progress that nobody hears ends it.
    """
    if sys.platform != "win32":
        watch = threading.Thread(
            target=_watch, args=(os.getppid(),), name="parent-watch", daemon=True
        )
        watch.start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_EVERY_SECONDS)
    os._exit(_CANCELLED)  # every command may be killed at any moment
