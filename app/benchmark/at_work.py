# SPDX-License-Identifier: GPL-3.0-or-later
"""Hands for the window: keys pressed, scroll steps taken, answers waited for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

from app.benchmark.clock import Clock, Gap, Gaps, Moment, Span
from app.tasks.runner import Runner

_POLL_MS = 2
_REST_MS = 30
_LONGEST_MS = 120_000
_KEYS = {" ": Qt.Key.Key_Space}


class NeverCameError(Exception):
    """Something that was waited for did not happen; the text says what."""


def until(happened: Callable[[], object], what: str, longest_ms: int = _LONGEST_MS) -> None:
    """Let the window work until something is so."""
    if happened():
        return
    loop, poll, end = QEventLoop(), QTimer(), QTimer()
    poll.setTimerType(Qt.TimerType.PreciseTimer)
    poll.timeout.connect(lambda: loop.quit() if happened() else None)
    end.setSingleShot(True)
    end.timeout.connect(lambda: loop.exit(1))
    poll.start(_POLL_MS)
    end.start(longest_ms)
    late = loop.exec()
    poll.stop()
    end.stop()
    if late:
        raise NeverCameError(what)


def rest(ms: int = _REST_MS) -> None:
    """Let the window work for a while."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def press(widget: QWidget, key: Qt.Key, text: str = "") -> None:
    """A key goes down and up."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        QApplication.sendEvent(widget, event)


def type_text(widget: QWidget, text: str) -> None:
    """Every letter of a text, one after the other."""
    for letter in text:
        press(widget, _KEYS.get(letter, Qt.Key(0)), letter)


class Steps:
    """Scroll steps of a view: each from the key to what it painted."""

    def __init__(self, clock: Clock, gaps: Gaps) -> None:
        self._clock, self._gaps = clock, gaps
        self._thread = threading.get_native_id()
        self.spans: dict[str, list[float]] = {}
        self.gap = Gap()

    def take(
        self, view: QAbstractScrollArea, name: str, times: int, move: Callable[[int], None]
    ) -> None:
        """Move so many times and paint; what comes in between is watched for gaps."""
        found = self.spans.setdefault(name, [])
        for number in range(times):
            begin = self._clock.now()
            move(number)
            view.viewport().repaint()
            found.append(self._clock.since(begin, only=self._thread).ms)
            self._gaps.start()
            rest()
            self.gap = max(self.gap, self._gaps.stop(), key=lambda gap: gap.ms)

    def document(self) -> dict[str, object]:
        """The longest step, and of each kind the median and the longest."""
        told = {
            name: {"median": round(sorted(found)[len(found) // 2], 2), "max": round(max(found), 2)}
            for name, found in self.spans.items()
            if found
        }
        longest = max((max(found) for found in self.spans.values() if found), default=0.0)
        return {
            "longest_ms": round(max(longest, self.gap.ms), 2),
            "steps": told,
            "between_ms": [
                round(one, 1) for one in (self.gap.ms, self.gap.wall_ms, self.gap.ran_ms)
            ],
        }


def scroll(steps: Steps, view: QAbstractScrollArea, name: str, times: int) -> None:
    """Page by page, row by row, and jumps to anywhere."""
    bar = view.verticalScrollBar()
    view.setFocus()
    steps.take(view, f"{name}: page down", times, lambda _n: press(view, Qt.Key.Key_PageDown))
    steps.take(view, f"{name}: one down", times, lambda _n: press(view, Qt.Key.Key_Down))
    steps.take(
        view, f"{name}: jump", times,
        lambda n: bar.setValue(bar.maximum() * ((n * 7_919 + 13) % 1_000) // 1_000),
    )  # fmt: skip
    steps.take(view, f"{name}: wheel", times, lambda _n: bar.setValue(bar.value() + 120))


class Asked(QObject):
    """Notes when each question of the window was asked and answered last."""

    def __init__(self, runner: Runner, clock: Clock) -> None:
        super().__init__(runner)
        self._clock = clock
        self._real = runner.ask
        self.answered: dict[str, int] = {}
        self.last: dict[str, Any] = {}
        self.spans: dict[str, list[Span]] = {}
        runner.ask = self._ask  # type: ignore[method-assign]

    def _ask(self, key: str, question: Any, then: Any, otherwise: Any = None, **how: Any) -> None:
        begin = self._clock.now()

        def came(value: Any) -> None:
            name = key.partition(":")[0]
            self.spans.setdefault(name, []).append(self._clock.since(begin))
            then(value)
            self.last[name] = value
            self.answered[name] = self.answered.get(name, 0) + 1

        self._real(key, question, came, otherwise, **how)

    def count(self, name: str) -> int:
        """How many questions of this name were answered."""
        return self.answered.get(name, 0)

    def document(self) -> dict[str, object]:
        """Of each question the number, the median and the longest, ms."""
        told: dict[str, object] = {}
        for name, found in sorted(self.spans.items()):
            ms = sorted(span.ms for span in found)
            told[name] = {
                "n": len(ms),
                "median": round(ms[len(ms) // 2], 1),
                "max": round(ms[-1], 1),
            }
        return told


def memory_mb() -> tuple[float, float]:
    """Resident memory of this process now, and the most that it ever was; 0 where unknown."""
    told = {"VmRSS": 0.0, "VmHWM": 0.0}
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        lines = []
    for line in lines:
        name, _, value = line.partition(":")
        if name in told:
            told[name] = int(value.split()[0]) / 1024
    return round(told["VmRSS"], 1), round(told["VmHWM"], 1)


def since_ms(clock: Clock, begin: Moment, idle_ms: float = 0.0) -> float:
    """Milliseconds since a moment, as an idle machine would take them."""
    return round(clock.since(begin, idle_ms=idle_ms).ms, 1)
