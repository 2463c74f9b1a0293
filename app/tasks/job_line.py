# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs one after the other: importing is followed by indexing, and cancel stops both."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from app.tasks.jobs import Command, Job, Outcome, Step


class JobLine(QObject):
    """Runs commands in order; ends at the first that fails or is cancelled."""

    started = Signal(object)
    stepped = Signal(object)
    ended = Signal(object, object)
    """A command and its outcome."""
    idle = Signal()

    def __init__(self, parent: QObject | None = None, program: Sequence[str] = ()) -> None:
        super().__init__(parent)
        self._program = tuple(program)
        self._waiting: deque[Command] = deque()
        self._job: Job | None = None

    def add(self, *commands: Command) -> None:
        """Run these after those already waiting."""
        self._waiting.extend(commands)
        if self._job is None:
            self._next()

    @property
    def busy(self) -> bool:
        """Is something at work?"""
        return self._job is not None

    def cancel(self) -> None:
        """Stop the work at hand and forget what waits."""
        self._waiting.clear()
        if self._job is not None:
            self._job.cancel()

    def stop(self) -> None:
        """Cancel, and wait for the child to be gone."""
        self._waiting.clear()
        if self._job is not None:
            self._job.stop()

    def _next(self) -> None:
        if not self._waiting:
            self.idle.emit()
            return
        command = self._waiting.popleft()
        self._job = Job(command, self, self._program)
        self._job.stepped.connect(self._step)
        self._job.ended.connect(self._end)
        self.started.emit(command)
        self._job.start()

    @Slot(object)
    def _step(self, step: Step) -> None:
        self.stepped.emit(step)

    @Slot(object)
    def _end(self, outcome: Outcome) -> None:
        job, self._job = self._job, None
        if job is None:
            return
        if not outcome.good:
            self._waiting.clear()
        job.deleteLater()
        self.ended.emit(job.command, outcome)
        if self._job is None:
            self._next()
