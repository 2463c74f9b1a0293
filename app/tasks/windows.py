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
    process = QProcess()
    process.setProgram(head)
    process.setArguments([*rest, "open"])
    process.setWorkingDirectory(str(paths.ROOT))
    started, _pid = process.startDetached()
    return started
