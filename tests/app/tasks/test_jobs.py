# SPDX-License-Identifier: GPL-3.0-or-later
"""Child processes: progress, answer, the key on standard input only, cancel, and a line of jobs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.tasks import jobs
from app.tasks.job_line import JobLine
from app.tasks.jobs import Command, Job, Outcome, Step, read_step

PROGRAM = [sys.executable, str(Path(__file__).parents[1] / "views" / "fake_program.py")]
KEY = "ab" * 32


def test_a_job_tells_progress_and_answers(qtbot: QtBot) -> None:
    job = Job(Command("Importing", ("import", "--key-stdin"), KEY), None, PROGRAM)
    steps: list[Step] = []
    job.stepped.connect(steps.append)
    with qtbot.waitSignal(job.ended, timeout=20_000) as ended:
        job.start()
    outcome: Outcome = ended.args[0]
    assert outcome.good
    assert outcome.document["key"] == KEY
    assert KEY not in str(outcome.document["argv"])
    assert [step.done for step in steps] == [0, 50, 100]


def test_the_key_is_not_in_what_is_printed_of_a_command() -> None:
    assert KEY not in repr(Command("t", ("import",), KEY))


def test_cancel_ends_the_child(qtbot: QtBot) -> None:
    job = Job(Command("Importing", ("import", "slow")), None, PROGRAM)
    with qtbot.waitSignal(job.stepped, timeout=20_000):
        job.start()
    with qtbot.waitSignal(job.ended, timeout=20_000) as ended:
        job.cancel()
    outcome: Outcome = ended.args[0]
    assert outcome.cancelled
    assert not outcome.good
    assert not job.running


def test_a_child_that_does_not_hear_is_gone_when_the_line_is_stopped(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_KILL_AFTER_MS", 300)
    line = JobLine(None, PROGRAM)
    steps: list[Step] = []
    line.stepped.connect(steps.append)
    line.add(Command("Importing", ("import", "deaf", "slow")), Command("b", ("import",)))
    qtbot.waitUntil(lambda: bool(steps), timeout=20_000)
    job = line._job
    assert job is not None
    line.stop()
    assert not job.running
    assert not line.busy


def test_a_program_that_is_not_there_ends_badly(qtbot: QtBot) -> None:
    job = Job(Command("x", ()), None, ["/nowhere/at/all"])
    with qtbot.waitSignal(job.ended, timeout=20_000) as ended:
        job.start()
    assert not ended.args[0].good


def test_a_line_stops_at_the_first_failure(qtbot: QtBot) -> None:
    line = JobLine(None, PROGRAM)
    ended: list[int] = []

    def note(_command: Command, outcome: Outcome) -> None:
        ended.append(outcome.exit_code)

    line.ended.connect(note)
    with qtbot.waitSignal(line.idle, timeout=20_000):
        line.add(Command("a", ("import",)), Command("b", ("import", "fail")), Command("c", ("x",)))
    assert ended == [0, 3]
    assert not line.busy


def test_only_progress_lines_are_read() -> None:
    assert read_step(b'{"stage": "link", "done": 3, "total": null}') == Step("link", 3, None)
    for line in (b"", b"reading", b"[1]", b'{"stage": 3, "done": 1}', b'{"done": 1}', b"\xff"):
        assert read_step(line) is None
