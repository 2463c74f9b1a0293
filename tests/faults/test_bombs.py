# SPDX-License-Identifier: GPL-3.0-or-later
"""Files made to do harm, by the real road: told, within 10 s of CPU and 600 MB, the window alive.

Run by hand: ``pytest -m slow tests/faults/test_bombs.py``; figures with ``-rP``.
"""

from __future__ import annotations

import contextlib
import csv
import json
import re
import resource
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults import bombs, road

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]
MOST_BYTES, MOST_SECONDS = 600_000_000, 10


@dataclass(frozen=True, slots=True)
class Use:
    """How a command ended, its document, CPU seconds and the most bytes it had in memory."""

    code: int
    document: Mapping[str, Any]
    seconds: float
    most: int


def used(*words: object) -> Use:
    """Run the program and watch what it uses."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = road.start(*words, "--json")
    status, told, most = Path(f"/proc/{process.pid}/status"), "", 0
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(process.communicate)
        while not answer.done():
            with contextlib.suppress(OSError):  # it ended meanwhile
                told = status.read_text()
            found = re.search(r"VmHWM:\s+(\d+) kB", told)
            most = max(most, int(found[1]) * 1024 if found else 0)
            time.sleep(0.01)
    out, _ = answer.result()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Use(process.returncode, json.loads(out), seconds, most)


@pytest.mark.parametrize("name", bombs.SOURCES)
def test_each_is_told_within_bounds(tmp_path: Path, name: str) -> None:
    bombs.SOURCES[name](tmp_path / name)
    case = road.new_case(tmp_path / "case.faisceau")
    use = used("import", case, tmp_path / name)
    (tmp_path / name).unlink()
    told = use.document["error"]["code"] if use.code else use.document["sources"][0]["rejected"]
    print(f"{name}: {use.code} {told} {use.seconds:.1f} s {use.most / 1e6:.0f} MB")  # noqa: T201
    assert use.code in (0, 3)
    assert told or name in bombs.READABLE
    assert use.seconds < MOST_SECONDS
    assert use.most < MOST_BYTES
    road.assert_whole(case)


def test_pictures_are_refused_one_by_one(tmp_path: Path) -> None:
    made = bombs.pictures()
    (tmp_path / "images").mkdir()
    with (tmp_path / "list.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "title", "description", "photos"))
        for n, (name, data) in enumerate(made.items()):
            (tmp_path / "images" / f"{n}.png").write_bytes(data)
            writer.writerow((n, name, f"A lamp of green glass, number {n}", f"{n}.png"))
    case = road.new_case(tmp_path / "case.faisceau")
    brought = used("import", case, tmp_path / "list.csv")
    indexed = used("index", case)
    print(f"pictures: {brought} {indexed.seconds:.1f} s {indexed.most / 1e6:.0f} MB")  # noqa: T201
    assert (brought.code, indexed.code) == (0, 0)
    assert brought.most < MOST_BYTES
    (told,) = road.done("imports", case)["imports"]
    held = {one["name"]: one["code"] for one in told["held_out"]}
    assert told["held"] == len(held)
    readable = {"chunks.png", "chunks that inflate.png"}
    names = {name: f"{n}.png" for n, name in enumerate(made)}
    for name in made.keys() - readable - {"nothing.png"}:
        assert names[name] in held, name
    road.assert_whole(case)
