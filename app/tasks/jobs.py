# SPDX-License-Identifier: GPL-3.0-or-later
"""Heavy work as a child process of this same program, with progress, rate and a safe cancel.

A crash or a lack of memory there leaves the window standing; every command is safe to kill.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

from app import paths

_KILL_AFTER_MS = 3000
_MAX_LINE = 65_536


@dataclass(frozen=True, slots=True)
class Command:
    """What to run: the arguments after the program's name, and the vault key if it needs one."""

    title: str
    arguments: tuple[str, ...]
    key_hex: str = field(default="", repr=False)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """How far the work is; ``rate`` is things a second, ``left`` seconds, both None if unknown."""

    stage: str
    done: int
    total: int | None
    rate: float | None = None
    left: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the work ended, with the JSON document it printed."""

    exit_code: int
    cancelled: bool
    document: Mapping[str, object] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Did it do what was asked?"""
        return self.exit_code == 0 and not self.cancelled


def program() -> list[str]:
    """How to start this program again, from source or frozen."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "app"]


class Job(QObject):
    """One child process; ``program`` is this program unless a test says otherwise."""

    stepped = Signal(object)
    ended = Signal(object)

    def __init__(
        self, command: Command, parent: QObject | None = None, program: Sequence[str] = ()
    ) -> None:
        super().__init__(parent)
        self.command = command
        self._program = list(program) or globals()["program"]()
        self._process = QProcess(self)
        self._process.setWorkingDirectory(str(paths.ROOT))
        self._process.readyReadStandardError.connect(self._read_progress)
        self._process.finished.connect(self._finish)
        self._process.errorOccurred.connect(self._not_started)
        self._killer = QTimer(self)
        self._killer.setSingleShot(True)
        self._killer.setInterval(_KILL_AFTER_MS)
        self._killer.timeout.connect(self._process.kill)
        self._pace = _Pace()
        self._pending = b""
        self._cancelled = False
        self._ended = False

    def start(self) -> None:
        """Start the work."""
        environment = QProcessEnvironment.systemEnvironment()
        for name, value in self.command.environment.items():
            environment.insert(name, value)
        self._process.setProcessEnvironment(environment)
        head, *rest = self._program
        self._process.start(head, [*rest, *self.command.arguments])
        if self.command.key_hex:
            self._process.write(self.command.key_hex.encode("ascii") + b"\n")
        self._process.closeWriteChannel()

    def cancel(self) -> None:
        """Ask the work to stop, and end it when it does not."""
        self._cancelled = True
        self._process.terminate()
        self._killer.start()

    def wait(self, milliseconds: int) -> bool:
        """Wait for the end."""
        return self._process.waitForFinished(milliseconds)

    def stop(self) -> None:
        """Cancel, and return when it is gone (when the window closes); killed if it does not hear.

        The timer that kills is no help here: nothing of this thread runs meanwhile.
        """
        self.cancel()
        if self.running and not self.wait(_KILL_AFTER_MS):
            self._process.kill()
            self.wait(_KILL_AFTER_MS)

    @property
    def running(self) -> bool:
        """Is it at work?"""
        return self._process.state() != QProcess.ProcessState.NotRunning

    @Slot()
    def _read_progress(self) -> None:
        self._pending += bytes(self._process.readAllStandardError().data())
        *lines, self._pending = self._pending.split(b"\n")
        self._pending = self._pending[-_MAX_LINE:]
        for line in lines:
            step = read_step(line)
            if step is not None:
                self.stepped.emit(self._pace.measured(step))

    @Slot(QProcess.ProcessError)
    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end(Outcome(1, self._cancelled))

    @Slot(int, QProcess.ExitStatus)
    def _finish(self, code: int, status: QProcess.ExitStatus) -> None:
        self._killer.stop()
        crashed = status == QProcess.ExitStatus.CrashExit
        document = _document(bytes(self._process.readAllStandardOutput().data()))
        self._end(Outcome(1 if crashed else code, self._cancelled or code == 130, document))

    def _end(self, outcome: Outcome) -> None:
        if not self._ended:
            self._ended = True
            self.ended.emit(outcome)


def read_step(line: bytes) -> Step | None:
    """A progress line, or None when it is something else."""
    try:
        told = json.loads(line)
        stage, done, total = told["stage"], told["done"], told.get("total")
    except (ValueError, TypeError, KeyError):
        return None
    if not isinstance(stage, str) or not isinstance(done, int):
        return None
    return Step(stage, done, total if isinstance(total, int) else None)


def _document(output: bytes) -> Mapping[str, object]:
    try:
        document = json.loads(output)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


class _Pace:
    """Rate of the stage so far, and what is left at that rate."""

    def __init__(self) -> None:
        self._stage = ""
        self._began = 0.0
        self._first = 0

    def measured(self, step: Step) -> Step:
        """The step with its rate and time left."""
        now = time.monotonic()
        if step.stage != self._stage:
            self._stage, self._began, self._first = step.stage, now, step.done
        seconds, gained = now - self._began, step.done - self._first
        if seconds < 0.5 or gained <= 0:
            return step
        rate = gained / seconds
        left = None if step.total is None else (step.total - step.done) / rate
        return Step(step.stage, step.done, step.total, rate, left)
