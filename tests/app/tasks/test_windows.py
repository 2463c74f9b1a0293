# SPDX-License-Identifier: GPL-3.0-or-later
"""Another window is a process of its own, and it is told whether one started."""

from __future__ import annotations

import sys

import pytest

from app.tasks import windows


@pytest.mark.parametrize(
    ("program", "starts"),
    [((sys.executable, "-c", "pass"), True), (("/nowhere/faisceau",), False)],
)
def test_it_says_whether_a_window_started(program: tuple[str, ...], starts: bool) -> None:
    assert windows.start(program) is starts
