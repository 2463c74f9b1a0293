# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures for all tests: own home, no sockets, and nothing left behind."""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import i18n

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # a test may import onnxruntime by itself


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, logs and the recent-case list of a test are its own; words are English."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("FAISCEAU_HOME", str(home))
    monkeypatch.setenv("FAISCEAU_LANGUAGE", "en")
    monkeypatch.delenv("FAISCEAU_PASSPHRASE", raising=False)
    i18n.set_language("en")  # what a test before it in this process chose is gone
    return home


@pytest.fixture(autouse=True)
def no_unexpected_log_line(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning that a test did not clear from ``caplog`` fails it."""
    yield
    for phase in ("setup", "call"):
        loud = [
            record
            for record in caplog.get_records(phase)
            if record.levelno >= logging.WARNING and record.name.startswith(("app", "indexing"))
        ]
        assert not loud, [record.getMessage() for record in loud]


@pytest.fixture(autouse=True)
def no_leaked_thread() -> Iterator[None]:
    """A thread that outlives its test fails it."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        left = [t for t in threading.enumerate() if t not in before and not t.daemon]
        if not left:
            return
        time.sleep(0.02)
    raise AssertionError(f"threads left: {left}")


@pytest.fixture(autouse=True)
def no_leaked_window(request: pytest.FixtureRequest) -> Iterator[None]:
    """A visible window that outlives its test fails it."""
    gc.freeze()  # what earlier tests left alive, models among it, is not gone through again
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        gc.unfreeze()
        return
    gc.collect()
    gc.unfreeze()
    left = [w for w in widgets.QApplication.topLevelWidgets() if w.isVisible()]
    for widget in left:
        widget.close()
    assert not left, f"{request.node.name}: windows left {left}"
