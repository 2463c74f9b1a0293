# SPDX-License-Identifier: GPL-3.0-or-later
"""The one door for threads: one thread acts on the case, one reads it, answers come home.

Each thread keeps a connection of its own. A question asked again under the same key makes the
older answer stale, and stale answers are dropped.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThreadPool, QTimer, Signal, Slot
from shiboken6 import isValid

from app.triage.session import Questions, Session
from indexing.errors import KnownError, of_system

T = TypeVar("T")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Answer:
    deliver: Callable[[Any], None]
    value: object
    key: str = ""
    generation: int = 0


class Turn(IntEnum):
    """When a question is asked; those of one turn in the order they came."""

    LATE = -1
    """When no other question is left."""
    NEXT = 0
    FIRST = 1
    """Before all that wait: rows that a list has in sight."""


def ignore(_value: object) -> None:
    """Take an answer that nobody waits for."""


class Runner(QObject):
    """Runs questions and acts off the window's thread and brings their answers back to it."""

    _came = Signal(object)
    failed = Signal(object)
    """An act or question failed; carries the exception."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._acting = _one_thread(self)
        self._reading = _one_thread(self)
        self._session: Session | None = None
        self._reader: Questions | None = None
        self._generations: dict[str, int] = {}
        self._came.connect(self._keep, Qt.ConnectionType.QueuedConnection)
        self._answers: deque[_Answer] = deque()
        # one answer a turn: between two of them the window paints and hears the person
        self._bringing = QTimer(self)
        self._bringing.timeout.connect(self._bring)
        self._is_over = False
        self._is_closing = False

    def open(
        self,
        opener: Callable[[], Session],
        then: Callable[[Session], None],
        otherwise: Callable[[Exception], None],
    ) -> None:
        """Open a case on the acting thread; its connection stays there."""

        def work() -> Session:
            self._session = opener()
            self._is_closing = False
            return self._session

        self._start(self._acting, self._guarded(work, then, otherwise))

    def act(
        self,
        work: Callable[[Session], T],
        then: Callable[[T], None] = ignore,
        otherwise: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do something to the case, in the order asked."""

        def on_session() -> T | None:
            return None if self._session is None else work(self._session)

        self._start(self._acting, self._guarded(on_session, then, otherwise or self.failed.emit))

    def free(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        otherwise: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do something slow that needs no case."""
        self._start(self._acting, self._guarded(work, then, otherwise or self.failed.emit))

    def ask(
        self,
        key: str,
        question: Callable[[Questions], T],
        then: Callable[[T], None],
        otherwise: Callable[[Exception], None] | None = None,
        *,
        turn: Turn = Turn.NEXT,
    ) -> None:
        """Ask the case something; a later question of the same key makes this one stale."""
        generation = self._generations[key] = self._generations.get(key, 0) + 1

        def on_reader() -> T | None:
            if self._session is None or self._is_closing:
                return None
            if self._generations.get(key) != generation:
                return None
            if self._reader is None:
                self._reader = self._session.reader()
            return question(self._reader)

        work = self._guarded(on_reader, then, otherwise or self.failed.emit, key, generation)
        self._start(self._reading, work, turn)

    def forget(self) -> None:
        """Drop the answers to all that was asked so far; acts are done and answered still."""
        for key in self._generations:
            self._generations[key] += 1

    def close(self, then: Callable[[object], None] = ignore) -> None:
        """Let go of the case once everything asked before is done; returns at once."""
        self.forget()
        self._is_closing = True
        self._start(self._reading, self._guarded(self._close_reader, ignore, self.failed.emit))
        self._start(self._acting, self._guarded(self._close_session, then, self.failed.emit))

    def stop(self) -> None:
        """Close the case and end both threads; what is not answered by then never is.

        An answer could ask anew, and that would run on when the window is gone.
        """
        self.close()
        self._is_over = True
        self._acting.waitForDone()
        self._reading.waitForDone()
        self._answers.clear()
        self._bringing.stop()

    def _start(self, pool: QThreadPool, work: Callable[[], None], turn: Turn = Turn.NEXT) -> None:
        if not self._is_over:
            pool.start(work, turn)

    def _close_reader(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def _close_session(self) -> None:
        self._reading.waitForDone()  # on the acting thread: the window's never waits
        session, self._session = self._session, None
        if session is not None:
            session.close()

    def _guarded(
        self,
        work: Callable[[], T],
        then: Callable[[Any], None],
        otherwise: Callable[[Exception], None],
        key: str = "",
        generation: int = 0,
    ) -> Callable[[], None]:
        def run() -> None:
            try:
                answer = _Answer(then, work(), key, generation)
            except OSError as error:
                answer = _Answer(otherwise, of_system(error), key, generation)
            except Exception as error:
                if not isinstance(error, KnownError):
                    log.exception("work failed")
                answer = _Answer(otherwise, error, key, generation)
            self._came.emit(answer)

        return run

    @Slot(object)
    def _keep(self, answer: _Answer) -> None:
        if self._is_over:
            return
        self._answers.append(answer)
        self._bringing.start()

    @Slot()
    def _bring(self) -> None:
        answer = self._answers.popleft()
        if not self._answers:
            self._bringing.stop()
        if answer.key and self._generations.get(answer.key) != answer.generation:
            return
        owner = _owner(answer.deliver)
        if isinstance(owner, QObject) and not isValid(owner):
            return  # its window was closed meanwhile
        answer.deliver(answer.value)


def _owner(deliver: Callable[..., None]) -> object:
    """Whose method it is, also behind ``partial``."""
    while isinstance(deliver, partial):
        deliver = deliver.func
    return getattr(deliver, "__self__", None)


def _one_thread(parent: QObject) -> QThreadPool:
    pool = QThreadPool(parent)
    pool.setMaxThreadCount(1)
    pool.setExpiryTimeout(-1)
    return pool
