# SPDX-License-Identifier: GPL-3.0-or-later
"""The embedded engine: batches run in this process or in spawned processes of this computer."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeVar

B = TypeVar("B")
R = TypeVar("R")
START_PROCESSES_FROM = 4
"""Fewer batches than this are not worth the start of other processes."""


def default_workers() -> int:
    """All cores but one, at least one: the window stays usable."""
    return max(1, (os.cpu_count() or 2) - 1)


class LocalEngine:
    """Runs batches in ``workers`` processes; one worker means this process.

    A batch whose process was killed is run again here, once, so that one lost process does not
    lose the work of all.
    """

    name = "local"

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or default_workers()

    def map(self, function: Callable[[B], R], batches: Iterable[B]) -> Iterator[R]:
        """Results in the order of the batches."""
        coming = iter(batches)
        first = list(islice(coming, START_PROCESSES_FROM))
        if self.workers < 2 or len(first) < START_PROCESSES_FROM:
            yield from map(function, first)
            yield from map(function, coming)
            return
        yield from self._in_processes(function, first, coming)

    def _in_processes(
        self, function: Callable[[B], R], first: list[B], coming: Iterator[B]
    ) -> Iterator[R]:
        context = multiprocessing.get_context("spawn")
        waiting: deque[tuple[B, Future[R] | None]] = deque()
        with ProcessPoolExecutor(
            self.workers, mp_context=context, initializer=_begin_worker
        ) as pool:

            def submit(batch: B) -> None:
                try:
                    waiting.append((batch, pool.submit(function, batch)))
                except BrokenProcessPool:
                    waiting.append((batch, None))

            for batch in first:
                submit(batch)
            while waiting:
                batch, future = waiting.popleft()
                following = next(coming, None)
                if following is not None:
                    submit(following)
                try:
                    yield function(batch) if future is None else future.result()
                except BrokenProcessPool:
                    yield function(batch)


def _begin_worker() -> None:
    """Ctrl+C is for the program, and a worker never outlives it, even when it was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_program, name="program-watch", daemon=True).start()


def _end_with_program() -> None:
    program = multiprocessing.parent_process()
    if program is not None:
        program.join()
        os._exit(1)
