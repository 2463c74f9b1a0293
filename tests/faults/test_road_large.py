# SPDX-License-Identifier: GPL-3.0-or-later
"""A very long table by the real road: flat memory, rate and time left, killed, cancelled, resumed.

Run by hand: ``pytest -m slow tests/faults/test_road_large.py -rP``; ``FAISCEAU_LARGE_ROWS=1000000``
for the full length.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.tasks.jobs import _Pace, read_step
from tests.faults import road

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(7_200),
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]
ROWS = int(os.environ.get("FAISCEAU_LARGE_ROWS", "300000"))
WARM_ROWS = 100_000
"""Rows stored after which what has a size of its own is there: 64 MiB of the database's pages, keys
of 20,000 ads held back, numpy for the counts. What then still grows, grows with the rows."""
BYTES_A_ROW = 200
"""What the program may remember of a row that it has stored: how often its content was met."""
MOST_BYTES = 300_000_000


def write_table(path: Path) -> None:
    """Rows with texts of 60 words, two thirds of them copies."""
    chance = random.Random(3)
    texts = [" ".join(chance.choices(road._WORDS, k=60)) for _ in range(ROWS // 50)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "title", "description", "date", "city"))
        for n in range(ROWS):
            text = texts[n % len(texts)]
            if n % 3 == 0:
                text = f"{n} " + " ".join(chance.choices(road._WORDS, k=60))
            writer.writerow((n, f"Lesson {n % 977}", text, f"2024-0{1 + n % 9}-11", "Lyon"))


def steps(process: subprocess.Popen[bytes]) -> Iterator[tuple[Any, int]]:
    """Each step as the window has it, with the bytes in memory."""
    assert process.stderr is not None
    pace, status = _Pace(), Path(f"/proc/{process.pid}/status")
    for line in process.stderr:
        step = read_step(line)
        if step is not None:
            found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
            yield pace.measured(step), int(found[1]) * 1024 if found else 0


def stopped(case: Path, source: Path, share: float, how: signal.Signals) -> tuple[int, float]:
    """Import up to a share of the file and send a signal: exit code, seconds until it was gone."""
    process = road.start("import", case, source, "--json", "--progress", "jsonl")
    for step, _ in steps(process):
        if step.done >= share * step.total:
            process.send_signal(how)
            break
    began = time.monotonic()
    process.communicate()
    return process.returncode, time.monotonic() - began


def test_a_long_table(tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    write_table(source)
    case = road.new_case(tmp_path / "case.faisceau")
    code, _ = stopped(case, source, 0.2, signal.SIGKILL)
    assert code == -signal.SIGKILL
    code, seconds = stopped(case, source, 0.4, signal.SIGTERM)
    assert code == 130
    process = road.start("import", case, source, "--json", "--progress", "jsonl")
    seen = list(steps(process))
    out, _ = process.communicate()
    (told,) = json.loads(out)["sources"]
    warm = told["known"] + WARM_ROWS
    early = max(most for step, most in seen if step.done * ROWS <= warm * step.total)
    late = max(most for _, most in seen)
    last = seen[-1][0]
    print(  # noqa: T201
        f"{ROWS} rows: gone {seconds:.2f} s after a cancel; {seen[0][1] / 1e6:.0f} MB at first,"
        f" {early / 1e6:.0f} MB up to row {warm}, {late / 1e6:.0f} MB in all;"
        f" {told['added']} added, {told['known']} known; {ROWS * last.rate / last.total:.0f} rows/s"
    )
    assert told["added"] + told["known"] == told["read"] == ROWS
    assert told["known"] >= 0.35 * ROWS  # what was confirmed before the cancel stayed
    places = [json.loads(line)["place"] for line in lines(case)]
    assert len(places) == len(set(places)) == ROWS
    middle = seen[len(seen) // 2][0]
    assert middle.rate > 0
    assert middle.left > 0
    assert late - early < BYTES_A_ROW * (ROWS - warm)
    assert late < MOST_BYTES


def lines(case: Path) -> Iterator[bytes]:
    """The ads of the case, one by one."""
    process = road.start("ads", case, "--jsonl")
    assert process.stdout is not None
    yield from process.stdout
    process.communicate()
    assert process.returncode == 0
