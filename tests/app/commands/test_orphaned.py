# SPDX-License-Identifier: GPL-3.0-or-later
"""The child of a window that was killed ends by itself, whatever it is at."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.faults import road

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills with SIGKILL")
_CHILD = """
import time
from app.commands import console
console.secret(None, key_stdin=True)
print("at work", flush=True)
time.sleep(300)
"""
_WINDOW = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE, text=True)
child.stdin.write("00" * 32 + chr(10))
child.stdin.close()
print(child.pid, child.stdout.readline().strip(), flush=True)
time.sleep(300)
"""


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_child_ends_with_the_window_that_was_killed() -> None:
    words = [sys.executable, "-c", _WINDOW, _CHILD]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=road.ROOT) as window:
        kill_and_see(window)


def kill_and_see(window: subprocess.Popen[str]) -> None:
    assert window.stdout is not None
    pid, *told = window.stdout.readline().split()
    child = int(pid)
    try:
        assert told == ["at", "work"]
        time.sleep(1.2)
        assert is_there(child)  # as long as the window is there
        window.kill()
        end = time.monotonic() + 30
        while is_there(child) and time.monotonic() < end:
            time.sleep(0.1)
        assert not is_there(child)
    finally:
        window.kill()
        if is_there(child):
            os.kill(child, signal.SIGKILL)
