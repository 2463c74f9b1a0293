# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts of a sitting are the person's own: by day, in numbers, forgotten on demand."""

from __future__ import annotations

import json

from app import paths, settings
from app.triage import sitting
from app.triage.sitting import KEPT_DAYS, Counts, Sitting


def test_days_add_up_and_old_ones_go() -> None:
    sitting.add(Counts(2, 5, 10), "2026-03-01")
    sitting.add(Counts(1, 0, 1), "2026-03-01")
    for day in range(KEPT_DAYS):
        sitting.add(Counts(minutes=1), f"2027-{1 + day // 28:02}-{1 + day % 28:02}")
    known = sitting.days()
    assert len(known) == KEPT_DAYS
    assert "2026-03-01" not in known
    assert list(known) == sorted(known, reverse=True)


def test_what_is_kept_is_numbers_only() -> None:
    now = Sitting()
    now.saw_picture()
    now.read_ad()
    now.minute(0)
    now.save()
    now.save()
    kept = json.loads(paths.settings_file().read_text("utf-8"))
    (line,) = kept["exposure_days"]
    assert line.split(" ")[1:] == ["1", "1", "1"]
    sitting.forget()
    assert sitting.days() == {}


def test_a_line_that_cannot_be_read_is_left_out() -> None:
    lines = ["2026-03-01 1 2 3", "2026-03-02 1 2", "x", "2026-03-03 a b c", "2026-03-04 ² 1 1"]
    settings.put("exposure_days", lines)
    assert list(sitting.days()) == ["2026-03-01"]


def test_a_pause_is_proposed_again_only_after_as_long() -> None:
    now = Sitting()
    told = [minute for minute in range(1, 13) if now.minute(5)]
    assert told == [5, 10]
    now.paused()
    assert [minute for minute in range(1, 7) if now.minute(5)] == [5]


def test_snoozed_for_longer_than_the_interval() -> None:
    now = Sitting()
    for _minute in range(3):
        now.minute(3)
    now.snooze(10, 3)
    assert [minute for minute in range(1, 13) if now.minute(3)] == [10]
