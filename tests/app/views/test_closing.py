# SPDX-License-Identifier: GPL-3.0-or-later
"""The window is closed while something is under way: it vanishes, and what was asked is done."""

from __future__ import annotations

import pytest

from app.views.main_window import MainWindow
from tests.app.views.fake import FakeCase

pytestmark = pytest.mark.window


def test_it_vanishes_before_it_waits_for_work(
    desk: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, bool]] = []
    for part in (desk.line, desk.runner):
        stop = part.stop

        def stopped(name: str = type(part).__name__, stop: object = stop) -> None:
            seen.append((name, desk.isVisible()))
            stop()  # type: ignore[operator]

        monkeypatch.setattr(part, "stop", stopped)
    desk.close()
    assert seen == [("JobLine", False), ("Runner", False)]


def test_what_was_decided_just_before_is_kept(desk: MainWindow, case: FakeCase) -> None:
    cluster = desk.case_view.clusters.current
    assert cluster is not None
    desk.acts.set_status(cluster, "done")
    desk.close()
    assert case.statuses[cluster] == "done"
