# SPDX-License-Identifier: GPL-3.0-or-later
"""Another window of this program: a process of its own, so that a crash takes one case, not two."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QProcess

from app import paths
from app.tasks import jobs


def start(program: Sequence[str] = ()) -> bool:
    """Start another window; it knows nothing of this one, and gets no key. Did it start?"""
    head, *rest = list(program) or jobs.program()
    # not the method of an object: what it returns is no pair, whatever its declaration says
    started, _pid = QProcess.startDetached(head, [*rest, "open"], str(paths.ROOT))
    return started
