# SPDX-License-Identifier: GPL-3.0-or-later
"""One round: the window is started, a case unlocked, scrolled, filtered, counted, looked at.

Runs in a child process of its own, offscreen; the answer is one JSON document on standard output.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.desk_plan import FILTERS, Task, task_of

if TYPE_CHECKING:
    from app.benchmark.at_work import Asked
    from app.benchmark.clock import Clock, Gaps
    from app.views.main_window import MainWindow

_KEY_MS = 60
"""While a job runs a key is pressed every so many ms."""


def main() -> int:
    """Read the task from standard input and answer it."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    task = task_of(sys.stdin.readline())
    document = _measure(task)
    sys.stdout.write(json.dumps(document))
    sys.stdout.flush()
    return 0


def _measure(task: Task) -> dict[str, object]:
    from app.benchmark.clock import Clock, Gaps

    window, document = _start()
    clock = Clock()
    room = Room(window, clock, Gaps(clock, window))
    document |= room.unlock(task)
    document |= room.work(task) if task.kind == "desk" else room.watch_indexing(task)
    window.close()
    clock.close()
    return document


def _start() -> tuple[MainWindow, dict[str, object]]:
    """The window as the program starts it, painted once."""
    from PySide6.QtWidgets import QApplication  # noqa: F401 - part of what a start costs

    from app import bootstrap

    bootstrap.application()
    window = bootstrap.first_window()
    window.repaint()
    return window, {"start_cpu_s": round(time.process_time(), 3)}


class Room:
    """The window and what it is measured with."""

    def __init__(self, window: MainWindow, clock: Clock, gaps: Gaps) -> None:
        from app.benchmark.at_work import Asked

        self.window, self.clock, self.gaps = window, clock, gaps
        self.asked: Asked = Asked(window.runner, clock)
        self._opened = clock.now()
        window.cases.opened.connect(self._note_opened)

    def _note_opened(self) -> None:
        self._opened = self.clock.now()

    def unlock(self, task: Task) -> dict[str, object]:
        """From the passphrase's yes to the first rows on screen."""
        from app.benchmark.at_work import memory_mb, since_ms, until

        empty = memory_mb()[0]
        queue = self.window.case_view.clusters
        self.gaps.start()
        # the window's own slot comes first: from it on the case is being read
        self.window.open_path(Path(task.case), task.passphrase)
        until(lambda: queue.model.rowCount() and queue.model.row(0), "first rows")
        queue.list.viewport().repaint()
        return {
            "first_rows_ms": since_ms(self.clock, self._opened),
            "unlock_gap_ms": round(self.gaps.stop().ms, 1),
            "clusters": queue.model.rowCount(),
            "empty_mb": empty,
        }

    def work(self, task: Task) -> dict[str, object]:
        """Scroll, filter, count; then how much memory it took."""
        from app.benchmark.at_work import Steps, memory_mb, scroll, since_ms, until

        view = self.window.case_view
        begin = self.clock.now()
        until(lambda: self.asked.last.get("warm") is False, "columns of facets")
        warm_ms = since_ms(self.clock, begin)
        after_rows = memory_mb()[0]
        queue, ads = Steps(self.clock, self.gaps), Steps(self.clock, self.gaps)
        for page in ("decide", "ads"):  # what stands beside the queue is shown at each step
            view.show_page(page)
            view.clusters.list.go(0)
            scroll(queue, view.clusters.list, f"beside {page}", task.steps)
        view.clusters.list.go(0)
        until(lambda: view.ads.model.rowCount() > 1, "the largest cluster")
        scroll(ads, view.ads.list, "ads", task.steps)
        document: dict[str, object] = {"queue": queue.document(), "ads": ads.document()}
        document |= self.filter(FILTERS)
        document |= self.look_at_pictures(task)
        document["after_rows_mb"], document["warm_ms"] = after_rows, warm_ms
        document["memory_mb"], document["peak_mb"] = memory_mb()
        document["questions_ms"] = self.asked.document()
        return document

    def filter(self, expressions: tuple[str, ...]) -> dict[str, object]:
        """For each filter: from its last letter to the first page, and to the counts of facets."""
        from app.benchmark.at_work import rest, until

        pane = self.window.case_view.clusters
        pane.show_facets(True)
        until(lambda: self.asked.count("facets"), "facets")
        rest(300)
        pages, facets, gap = dict[str, float](), dict[str, float](), 0.0
        for expression in expressions:
            self._clear_filter()
            pages[expression], facets[expression], ms = self._typed(expression)
            gap = max(gap, ms)
        self._clear_filter()
        return {"filters_ms": pages, "facets_ms": facets, "filter_gap_ms": round(gap, 1)}

    def _typed(self, expression: str) -> tuple[float, float, float]:
        """Milliseconds to the first page and to the facets of a filter; the longest gap."""
        from app.benchmark.at_work import since_ms, type_text, until
        from app.views.cluster_pane import TYPING_MS

        pane, asked = self.window.case_view.clusters, self.asked
        pane.filter.setFocus()
        self.gaps.start()
        type_text(pane.filter, expression[:-1])
        lists, counted = asked.count("queue"), asked.count("facets")

        def listed() -> bool:
            first = not pane.model.rowCount() or pane.model.row(0) is not None
            return asked.count("queue") > lists and first

        begin = self.clock.now()
        type_text(pane.filter, expression[-1])
        until(listed, expression)
        pane.list.viewport().repaint()
        page = since_ms(self.clock, begin, TYPING_MS)
        until(lambda: asked.count("facets") > counted, f"facets of {expression}")
        return page, since_ms(self.clock, begin, TYPING_MS), self.gaps.stop().ms

    def look_at_pictures(self, task: Task) -> dict[str, object]:
        """All pictures of the case in the grid: scrolled, some shown."""
        from PySide6.QtCore import Qt

        from app.benchmark.at_work import Steps, press, rest, scroll, since_ms, until

        begin = self.clock.now()
        self.window.actions_by_key["picture_grid"].trigger()
        dialog = self.window.features.picturing.dialog
        if dialog is None:
            return {}
        grid = dialog.grid
        until(lambda: self.asked.count("picture_places"), "list of pictures")
        until(lambda: not grid.rows.count or grid.current is not None, "pictures")
        opened = since_ms(self.clock, begin)
        steps = Steps(self.clock, self.gaps)
        scroll(steps, grid, "pictures", task.steps)
        for _n in range(3):
            press(grid, Qt.Key.Key_P)
            press(grid, Qt.Key.Key_Right)
        rest(300)
        told = {"grid": steps.document(), "grid_opened_ms": opened, "pictures": grid.rows.count}
        dialog.close()
        rest(100)
        return told

    def _clear_filter(self) -> None:
        from app.benchmark.at_work import rest, until

        pane = self.window.case_view.clusters
        before = self.asked.count("facets")
        if pane.filter.text():
            pane.filter.clear()
            until(lambda: self.asked.count("facets") > before, "facets of everything")
        rest(300)

    def watch_indexing(self, task: Task) -> dict[str, object]:
        """Keys are pressed while the index job of the program runs beside the window."""
        from PySide6.QtCore import Qt

        from app.benchmark.at_work import press, rest

        view, line = self.window.case_view, self.window.line
        view.clusters.list.setFocus()
        began, keys = time.monotonic(), 0
        self.window.cases.index()
        self.gaps.start()
        while line.busy and time.monotonic() - began < task.seconds:
            turn = Qt.Key.Key_Down if keys % 4 else Qt.Key.Key_PageDown
            press(view.clusters.list, turn)
            keys += 1
            rest(_KEY_MS)
        gap = self.gaps.stop()
        ended = not line.busy
        line.stop()
        return {
            "stall_ms": round(gap.ms, 1),
            "stall_wall_ms": round(gap.wall_ms, 1),
            "over": gap.over,
            "keys": keys,
            "watched_s": round(time.monotonic() - began, 1),
            "index_ended": ended,
            "questions_ms": self.asked.document(),
        }
