# SPDX-License-Identifier: GPL-3.0-or-later
"""Time as an idle machine would take it, and gaps of the window's thread.

Waiting for an answer cannot be told in processor time, and wall time tells of whatever else the
machine does. Linux counts for each thread how long it was ready and had no processor
(``/proc/self/task/*/schedstat``, second number, ns): that is taken off. Elsewhere it is wall time.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

_TASKS = Path("/proc/self/task")
_TICK_MS = 5
_LINE = 96


@dataclass(frozen=True, slots=True)
class Moment:
    """Wall seconds, and for each thread the ns that it ran and that it waited for a processor."""

    at: float
    threads: dict[int, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Span:
    """Milliseconds between two moments: on an idle machine, and by the clock on the wall."""

    ms: float
    wall_ms: float
    ran_ms: float = 0.0
    """The longest that one of the threads ran."""


class Clock:
    """Reads the counts of all threads; the files stay open."""

    def __init__(self) -> None:
        self._files: dict[int, int] = {}

    def now(self) -> Moment:
        """This moment."""
        return Moment(time.perf_counter(), dict(self._counts()))

    def since(self, begin: Moment, *, only: int | None = None, idle_ms: float = 0.0) -> Span:
        """What passed since a moment.

        Args:
            begin: the moment.
            only: the thread that has to be free; others may run meanwhile.
            idle_ms: of a timer that was waited for besides.
        """
        end = self.now()
        wall = (end.at - begin.at) * 1_000
        ran, waited = 0, 0
        for thread, (run, wait) in end.threads.items():
            before = begin.threads.get(thread, (0, 0))
            waited += wait - before[1]
            if only is None or thread == only:
                ran = max(ran, run - before[0])
        # threads may have waited at the same time: never less than what one of them ran
        ran_ms = ran / 1e6
        return Span(min(wall, max(wall - waited / 1e6, ran_ms + idle_ms)), wall, ran_ms)

    def close(self) -> None:
        """Let go of the files."""
        for file in self._files.values():
            os.close(file)
        self._files.clear()

    def _counts(self) -> Iterator[tuple[int, tuple[int, int]]]:
        with contextlib.suppress(OSError):
            for name in os.listdir(_TASKS):  # noqa: PTH208 - read at every tick
                thread = int(name)
                with contextlib.suppress(OSError, ValueError, IndexError):
                    if thread not in self._files:
                        file = os.open(_TASKS / name / "schedstat", os.O_RDONLY)
                        self._files[thread] = file
                    told = os.pread(self._files[thread], _LINE, 0).split()
                    yield thread, (int(told[0]), int(told[1]))


@dataclass(slots=True)
class Gap:
    """The longest time in which the window's thread took no event, and when in the watch it was."""

    ms: float = 0.0
    wall_ms: float = 0.0
    ran_ms: float = 0.0
    """How long the window's own thread ran in it."""
    second: float = 0.0
    over: dict[int, int] = field(default_factory=lambda: {50: 0, 100: 0})
    """How many gaps were longer than so many ms."""


class Gaps(QObject):
    """A timer on the window's thread that notices when it comes late."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._thread = threading.get_native_id()
        self._last = self._begin = clock.now()
        self.found = Gap()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Watch from now on."""
        self.found = Gap()
        self._last = self._begin = self._clock.now()
        self._timer.start()

    def stop(self) -> Gap:
        """What was found."""
        self._tick()
        self._timer.stop()
        return self.found

    def _tick(self) -> None:
        span = self._clock.since(self._last, only=self._thread)
        self._last = self._clock.now()
        ms = max(0.0, span.ms - _TICK_MS)
        for limit in self.found.over:
            self.found.over[limit] += ms > limit
        if ms > self.found.ms:
            second = self._last.at - self._begin.at
            self.found = Gap(ms, span.wall_ms, span.ran_ms, round(second, 2), self.found.over)
