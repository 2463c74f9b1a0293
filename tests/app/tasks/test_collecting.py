# SPDX-License-Identifier: GPL-3.0-or-later
"""Rings of objects are taken apart by the window's thread, whichever thread made them."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.tasks.collecting import Collector


class Ring:
    def __init__(self) -> None:
        self.me = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[Collector]:
    home = QObject()
    yield Collector(home)
    home.deleteLater()
    gc.unfreeze()
    gc.enable()


def test_a_ring_goes_in_the_window_s_thread(qtbot: QtBot, collector: Collector) -> None:
    where: list[threading.Thread] = []
    kept: list[list[int]] = []

    def work() -> None:
        ring = Ring()
        weakref.finalize(ring, lambda: where.append(threading.current_thread()))
        del ring
        kept.extend([place] for place in range(100_000))  # far more than starts a collection

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert where == []
    qtbot.waitUntil(lambda: bool(where), timeout=10_000)
    assert where == [threading.main_thread()]


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [((600, 90, 90), []), ((800, 0, 0), [0]), ((800, 11, 0), [1]), ((800, 11, 11), [2])],
)
def test_old_objects_are_gone_through_seldom(
    collector: Collector,
    monkeypatch: pytest.MonkeyPatch,
    counts: tuple[int, int, int],
    wanted: list[int],
) -> None:
    collected: list[int] = []
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    monkeypatch.setattr(gc, "get_count", lambda: counts)
    monkeypatch.setattr(gc, "collect", collected.append)
    collector.collect()
    assert collected == wanted
