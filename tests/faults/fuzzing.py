# SPDX-License-Identifier: GPL-3.0-or-later
"""A fuzz run: parsers called with changed inputs in a child that has little memory and time.

With an odd seed the child is guided by atheris where that package is at hand (``PYTHONPATH``; it is
no part of the environment), which keeps each input that reaches code that none reached before.
Without it every twentieth call is traced for the same purpose. What the child kept lies in a
folder and is where the next sitting goes on; a JSON file adds up what all sittings did.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import mmap
import os
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

from tests.faults.fuzz_mutations import MOST_BYTES, Material, mutated

ROOT = Path(__file__).parents[2]
MOST_MEMORY, MOST_SECONDS = 600_000_000, 10
_KEPT_EACH = 3
"""Inputs kept of one finding; all are counted."""
Trace = Callable[[FrameType, str, Any], Any]


class HangError(BaseException):
    """An input took more than its processor time; not to be caught as an error of a parser."""


def attempt(name: str, data: bytes, work: Path) -> str:
    """Call a parser once within its time; '' or, for a finding, what went wrong and where."""
    from tests.faults import fuzz_parsers

    signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
    signal.setitimer(signal.ITIMER_VIRTUAL, 3 * MOST_SECONDS)  # code that never comes back: killed
    try:
        fuzz_parsers.run(fuzz_parsers.PARSERS[name], data, work)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        signal.setitimer(signal.ITIMER_PROF, 0)
        return _told(error)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return ""


def _told(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [x for x in frames if str(ROOT) in x.filename and "/tests/" not in x.filename]
    places = [f"{Path(x.filename).name}:{x.name}" for x in (ours or frames)[-2:]]
    return f"{type(error).__name__} at {' > '.join(places)}"


def confine() -> None:
    """Little memory beyond what there is already, and a signal when an input takes too long."""

    def hang(_number: int, _frame: FrameType | None) -> None:
        raise HangError

    signal.signal(signal.SIGPROF, hang)
    used = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_DATA, (used + MOST_MEMORY,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Finder:
    """Calls a parser, counts, and keeps what went wrong."""

    def __init__(self, name: str, folder: Path, work: Path, seconds: float) -> None:
        self.name, self.folder, self.work = name, folder, work
        self._until = time.process_time() + seconds
        for part in ("corpus", "findings"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        counter = folder / "count"
        counter.write_bytes(bytes(8))
        with counter.open("r+b") as file:
            self._count = mmap.mmap(file.fileno(), 8)

    def __call__(self, data: bytes) -> None:
        """One input."""
        count = int.from_bytes(self._count[:8], "little") + 1
        self._count[:8] = count.to_bytes(8, "little")
        if told := attempt(self.name, data, self.work):
            gc.collect()
            keep(self.folder, told, data)
        if time.process_time() > self._until:
            os._exit(0)  # what was found lies in the folder


def keep(folder: Path, told: str, data: bytes) -> None:
    """Keep an input of a finding, and count it."""
    number = hashlib.sha256(told.encode()).hexdigest()[:8]
    digest = hashlib.sha256(data).hexdigest()[:8]
    held = list((folder / "findings").glob(f"{number}-*.bin"))
    with (folder / "findings" / f"{number}.txt").open("a", encoding="utf-8") as log:
        log.write(f"{told}\n")
    if len(held) < _KEPT_EACH:
        (folder / "findings" / f"{number}-{digest}.bin").write_bytes(data)


def child(name: str, folder: Path, seconds: float, seed: int) -> None:
    """Search in this process until its processor time is over."""
    atheris = guide() if seed % 2 else None  # without it more inputs, less drawn to one place
    with atheris.instrument_imports(include=["indexing", "app"]) if atheris else _nothing():
        from tests.faults import fuzz_parsers, fuzz_seeds
    form = fuzz_parsers.PARSERS[name].form
    with tempfile.TemporaryDirectory(dir=_memory_folder()) as work:
        finder = Finder(name, folder, Path(work), seconds)
        first = fuzz_seeds.seeds(name)
        for data in first:
            path = folder / "corpus" / hashlib.sha1(data, usedforsecurity=False).hexdigest()
            path.write_bytes(data)
        (folder / "work").write_text(work)
        for data in first:
            attempt(name, data, Path(work))  # whatever is imported late, is imported now
        confine()
        material = Material(Corpus(folder / "corpus"), fuzz_seeds.words(form), form)
        if atheris:
            _guided(atheris, finder, material, seed)
        else:
            plain(finder, material, random=Random(seed), keep=folder / "corpus")


def guide() -> Any:
    """The package atheris, where it is at hand."""
    try:
        import atheris  # type: ignore[import-untyped, import-not-found, unused-ignore]
    except ImportError:
        return None
    return atheris


@contextlib.contextmanager
def _nothing() -> Iterator[None]:
    yield


def _memory_folder() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


class Corpus(list[bytes]):
    """Inputs that reached something new, read again from time to time."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._until = folder, 0.0
        self.again()

    def again(self) -> None:
        """Read the folder again if that was long ago."""
        if time.monotonic() > self._until:
            names = sorted(self._folder.iterdir())
            self[:] = [x.read_bytes() for x in Random(0).sample(names, min(300, len(names)))]
            self._until = time.monotonic() + 60


def _guided(atheris: Any, finder: Finder, material: Material, seed: int) -> None:
    def mutator(data: bytes, longest: int, number: int) -> bytes:
        try:
            return changed(data, longest, Random(number))
        except Exception:
            traceback.print_exc()
            os._exit(3)  # atheris itself would wait for ever at the end of the process

    def changed(data: bytes, longest: int, random: Random) -> bytes:
        material.others.again()  # type: ignore[attr-defined]
        if random.random() < 0.4:
            return bytes(atheris.Mutate(data, longest))
        made = mutated(data, random, material)
        if random.random() < 0.1:
            made = bytes(atheris.Mutate(made[:longest], longest))
        return made[:longest]

    options = {"seed": seed, "max_len": MOST_BYTES}
    options |= {"timeout": 10**6, "rss_limit_mb": 0, "malloc_limit_mb": 0, "verbosity": 0}
    words = [f"-{name}={value}" for name, value in options.items()]
    words.append(f"-artifact_prefix={finder.work}/")
    atheris.Setup(["fuzz", *words, str(finder.folder / "corpus")], finder, custom_mutator=mutator)
    atheris.Fuzz()


def plain(
    finder: Callable[[bytes], None],
    material: Material,
    *,
    random: Random,
    inputs: int = sys.maxsize,
    keep: Path | None = None,
) -> None:
    """Search without atheris, for so many inputs; what reached new lines is kept in a folder."""
    seen: set[tuple[str, int]] = set()
    corpus = list(material.others)
    for number in range(inputs):
        data = mutated(random.choice(corpus), random, material)
        if number % 20 == 0:
            before = len(seen)
            with _traced(seen):
                finder(data)
            if len(seen) > before:
                corpus.append(data)
                if keep:
                    (keep / hashlib.sha256(data).hexdigest()[:40]).write_bytes(data)
        else:
            finder(data)


@contextlib.contextmanager
def _traced(seen: set[tuple[str, int]]) -> Iterator[None]:
    def trace(frame: FrameType, _event: str, _argument: object) -> Trace | None:
        name = frame.f_code.co_filename
        if "/indexing/" not in name:
            return None
        seen.add((name, frame.f_lineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


def shrunk(name: str, data: bytes, work: Path, *, seconds: float = 60) -> tuple[str, bytes]:
    """What goes wrong with an input, and a shorter one with which the same goes wrong."""
    told = attempt(name, data, work)
    end, size = time.monotonic() + seconds, max(1, len(data) // 2)
    while told and time.monotonic() < end:
        at, before = 0, len(data)
        while at < len(data) and time.monotonic() < end:
            shorter = data[:at] + data[at + size :]
            if attempt(name, shorter, work) == told:
                data = shorter
            else:
                at += size
        if size == 1 and len(data) == before:
            break
        size = max(1, size // 2)
    return told, data


def main() -> None:
    """``child NAME FOLDER SECONDS SEED``; ``shrink NAME FILE`` tells what a file does."""
    act, name, place, *more = sys.argv[1:]
    if act == "child":
        child(name, Path(place), float(more[0]), int(more[1]))
        return
    with tempfile.TemporaryDirectory(dir=_memory_folder()) as work:
        confine()
        told, data = shrunk(name, Path(place).read_bytes(), Path(work))
    if told:
        Path(place).with_suffix(".least").write_bytes(data)
    sys.stdout.write(f"{told or 'calm'}\n{data[:2000]!r}\n")


if __name__ == "__main__":
    main()
