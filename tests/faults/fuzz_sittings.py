# SPDX-License-Identifier: GPL-3.0-or-later
"""Sittings of the fuzz run: children of ``fuzzing`` one after the other, and their sums."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.faults import fuzz_parsers, fuzzing
from tests.faults.fuzzing import ROOT, keep

_ROUND_SECONDS = 300
"""Processor time after which a child is replaced, so that it takes up code mended meanwhile."""
_CHILD = (sys.executable, "-m", fuzzing.__name__)


@dataclass(slots=True)
class State:
    """What all sittings on a parser did together; seconds of wall and processor."""

    wall: float = 0.0
    cpu: float = 0.0
    inputs: int = 0
    kept: int = 0
    sittings: int = 0
    died: int = 0
    guided: bool = False
    findings: dict[str, int] = field(default_factory=dict)


def _whole(name: str) -> str:
    return fuzz_parsers.PART_OF.get(name, name)


@dataclass(slots=True)
class Run:
    """Sittings on parsers, one thread and one child each; ``into`` is the JSON file."""

    into: Path
    stop: Path | None = None
    states: dict[str, State] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    busy: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.into.exists():
            held = json.loads(self.into.read_text(encoding="utf-8"))
            self.states = {name: State(**state) for name, state in held.items()}

    def sitting(self, name: str, seconds: float, seed: int) -> None:
        """Search for so many seconds of processor; a child that dies leaves its input.

        Another one starts then, and after each round.
        """
        state = self.states.setdefault(name, State())
        state.sittings += 1
        folder = self.into.with_suffix("") / name
        folder.mkdir(parents=True, exist_ok=True)
        end = state.cpu + seconds
        while (left := end - state.cpu) > 1 and not self._stopped():
            self._round(name, folder, min(left, _ROUND_SECONDS), seed)
            seed += 1

    def up_to(self, names: Sequence[str], seconds: float) -> None:
        """Give what had least a round, until all had so many seconds; for many threads.

        Parsers that are parts of one have the time together.
        """
        while not self._stopped():
            with self.lock:
                had = {name: self.states.setdefault(name, State()).cpu for name in names}
                together = Counter[str]()
                for name, cpu in had.items():
                    together[_whole(name)] += round(cpu)
                wanting = [
                    ((together[_whole(name)], had[name]), name)
                    for name in names
                    if together[_whole(name)] < seconds and name not in self.busy
                ]
                if not wanting:
                    return
                (done, _), name = min(wanting)
                self.busy.add(name)
            seed = self.states[name].sittings + 1
            self.sitting(name, min(_ROUND_SECONDS, seconds - done + 2), seed)
            with self.lock:
                self.busy.discard(name)

    def _stopped(self) -> bool:
        return self.stop is not None and self.stop.exists()

    def _round(self, name: str, folder: Path, seconds: float, seed: int) -> None:
        state, before = self.states[name], time.monotonic()
        words = ["child", name, str(folder), str(int(seconds)), str(seed)]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*_CHILD, *words], cwd=ROOT, stdout=log, stderr=log, env=_environment()
            )
            stopped = False
            while (ended := os.wait4(process.pid, os.WNOHANG))[0] == 0:
                if self._stopped():
                    stopped = True
                    os.kill(process.pid, signal.SIGKILL)
                    ended = os.wait4(process.pid, 0)
                    break
                time.sleep(0.5)
        process.returncode = os.waitstatus_to_exitcode(ended[1])
        with self.lock:
            state.cpu += ended[2].ru_utime + ended[2].ru_stime
            state.wall += time.monotonic() - before
            state.guided = fuzzing.guide() is not None
            self._collect(state, folder, died=bool(process.returncode) and not stopped)
            self._save()

    def _collect(self, state: State, folder: Path, *, died: bool) -> None:
        counter = folder / "count"
        state.inputs += int.from_bytes(counter.read_bytes(), "little") if counter.exists() else 0
        counter.unlink(missing_ok=True)
        state.kept = sum(1 for _ in (folder / "corpus").iterdir())
        work = folder / "work"
        held = list(Path(work.read_text()).glob("input*")) if work.exists() else []
        if died:
            state.died += 1
            (folder / "log").replace(folder / f"log-died-{state.died}")
            for path in held:
                if _dies(folder.name, path):
                    keep(folder, "the child died", path.read_bytes())
            if not held:
                time.sleep(5)  # it never began: the log says why
        for path in [*held, *(Path(work.read_text()).glob("*") if work.exists() else ())]:
            path.unlink(missing_ok=True)
        if work.exists():
            with contextlib.suppress(OSError):
                Path(work.read_text()).rmdir()
        work.unlink(missing_ok=True)
        state.findings = {
            lines[0]: len(lines)
            for path in sorted((folder / "findings").glob("*.txt"))
            if (lines := path.read_text(encoding="utf-8").splitlines())
        }

    def _save(self) -> None:
        new = self.into.with_suffix(".new")
        states = {name: asdict(state) for name, state in sorted(self.states.items())}
        new.write_text(json.dumps(states, indent=1), encoding="utf-8")
        new.replace(self.into)


def _environment() -> dict[str, str]:
    """Without the traces of native code: finding its names takes more memory than a child has."""
    return {**os.environ, "RUST_BACKTRACE": "0"}


def _dies(name: str, path: Path) -> bool:
    """Whether an input alone ends a new process, and not what thousands before it left behind."""
    words = [*_CHILD, "shrink", name, str(path)]
    ended = subprocess.run(words, cwd=ROOT, env=_environment(), capture_output=True, check=False)
    return ended.returncode != 0
